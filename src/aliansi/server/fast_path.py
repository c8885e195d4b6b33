"""Queries in a URL, answered with neither a task nor ASGI: they are asked most, and most are answered in no time.

Whatever is not answered with 200 and a whole answer takes the way that all other requests take, from its beginning or
from where it is. So everything that is here is there too, and both give the same response.
"""

from __future__ import annotations

import asyncio
import time
from functools import lru_cache
from typing import Final, NamedTuple

from aliansi.errors import AliansiError
from aliansi.evaluation.query import Result
from aliansi.evaluation.workers.jobs import Job
from aliansi.http.answering import QueryAnswering, Representation, reply_of
from aliansi.http.exchange import App, Exchange, Message, Receive, Scope, Send, error_reply, headers_of
from aliansi.http.metrics import ObservedApp, ResponseLog
from aliansi.http.proxies import Proxies
from aliansi.http.sparql_protocol import formats_of, in_url, query_of

PATH: Final = "/sparql"
_NOT_PLAIN: Final = frozenset({b"content-length", b"transfer-encoding", b"expect", b"upgrade", b"if-none-match"})
"""Headers of requests with a body, or whose answer may be that the client has it already."""
_LONGEST_KEPT: Final = 4096
_SAID: Final = "aliansi.said"
_TAG: Final = "\0"
"""Stands in a head that is made once where the entity tag of each answer belongs."""


class StoredResponse(NamedTuple):
    """A response: its head without the line of its status and what the server says of itself, and its body.

    One that is kept has been given before.
    """

    head: bytes
    body: bytes
    is_kept: bool = False


class PendingRequest(NamedTuple):
    """A request whose answer is being worked out."""

    scope: Scope
    wanted: Representation
    job: Job
    begun: float


class RequestHeaders(NamedTuple):
    """What the headers of a request say."""

    base: str
    accept: str | None
    takes_gzip: bool
    client: str


class _Kept(NamedTuple):
    revision: str
    whole: StoredResponse
    scope: Scope


class FastPath:
    """Answers queries by GET."""

    def __init__(self, answering: QueryAnswering, notes: ResponseLog, proxies: Proxies) -> None:
        """Answer as ``answering`` does, and note it."""
        self._answering, self._notes, self._proxies = answering, notes, proxies
        self._has_had_its_turn = False

    def again(self, request: bytes, client: tuple[str, int] | None) -> StoredResponse | None:
        """Return the response to a request that is the same as one before, byte for byte, without reading it."""
        kept: _Kept | None = self._answering.cache.get(request)
        if kept is not None and client is not None and self._proxies.believe(client[0]):
            return None  # the same bytes come from many clients
        if kept is None or kept.revision != self._answering.evaluator.store.revision:
            return None
        self._notes.note({**kept.scope, "client": client}, "200", len(kept.whole.body), 0.0)
        return kept.whole

    def remember(self, request: bytes, scope: Scope, whole: StoredResponse) -> None:
        """Answer a request ``again`` with this response."""
        if len(request) <= _LONGEST_KEPT and "forwarded" not in scope:
            about = {name: scope[name] for name in ("method", "path", "query_string")}
            kept = _Kept(self._answering.evaluator.store.revision, whole, about)
            self._answering.cache.put(request, kept, 2 * len(request) + len(whole.head) + len(whole.body))

    def begin(self, scope: Scope) -> StoredResponse | PendingRequest | None:
        """Return the response, or what it will come from; None if the request takes the way of all others.

        A scope may be that of another request with the same headers on the same connection, but for its query: what
        they say is in it then.
        """
        begun = time.perf_counter()
        try:
            said = scope.get(_SAID) or self._said(scope)
            if said is None:
                return None
            asked = in_url(scope["query_string"])
            query = query_of(asked, f"{said.base}{PATH}")
            if self._answering.federation.service_calls(query):
                return None
            wanted = self._answering.wanted(query, formats_of(asked.format, said.accept, said.takes_gzip))
            if kept := self._answering.kept(wanted):
                return self._respond(scope, wanted, kept, begun)._replace(is_kept=True)
            if answered := self._answering.looked_up(wanted, self._is_alone()):
                return self._respond(scope, wanted, answered, begun)
            job = self._answering.evaluator.submit(wanted.query, wanted.formats, said.client)
        except AliansiError:
            return None
        return PendingRequest(scope, wanted, job, begun)

    def _is_alone(self) -> bool:
        """Say whether this is the first query of a turn of the event loop: workers do many together in less time."""
        if self._has_had_its_turn:
            return False
        self._has_had_its_turn = True
        asyncio.get_running_loop().call_soon(self._next_turn)
        return True

    def _next_turn(self) -> None:
        self._has_had_its_turn = False

    def _said(self, scope: Scope) -> RequestHeaders | None:
        """Read the headers of a request; nothing if there is more to it."""
        self._proxies.apply(scope)
        exchange = Exchange(scope, _hear_nothing, _say_nothing)
        if exchange.has_header_in(_NOT_PLAIN):
            return None
        said = RequestHeaders(exchange.base_url, exchange.accept, exchange.accepts_gzip, exchange.client)
        scope[_SAID] = said
        return said

    def end(self, pending: PendingRequest) -> StoredResponse | None:
        """Return the response to a request whose job has a result; None if ``rest`` is to send it."""
        answered = pending.job.result
        if not isinstance(answered, Result):
            return None
        pending.job.release()
        self._answering.keep(pending.wanted, answered)
        return self._respond(pending.scope, pending.wanted, answered, pending.begun)

    def rest(self, pending: PendingRequest) -> App:
        """Return what sends an answer that comes in pieces, or the reason for there being none."""

        async def send(scope: Scope, receive: Receive, send: Send) -> None:
            exchange = Exchange(scope, receive, send)
            try:
                await self._answering.go_on(exchange, pending.wanted, pending.job)
            except AliansiError as error:
                await exchange.reply(error_reply(error))

        return ObservedApp(send, self._notes, pending.begun)

    def leave(self, pending: PendingRequest) -> None:
        """End a job whose client has left."""
        pending.job.on_result = None
        pending.job.release()
        self._notes.note(pending.scope, "499", 0, time.perf_counter() - pending.begun)

    def _respond(self, scope: Scope, wanted: Representation, answered: Result, begun: float) -> StoredResponse:
        self._notes.note(scope, "200", len(answered.body), time.perf_counter() - begun)
        head = _head(answered.media_type, answered.gzipped, wanted.etag is not None)
        if wanted.etag:
            head = head.replace(_TAG.encode(), wanted.etag.encode("ascii"))
        return StoredResponse(b"%bcontent-length: %d\r\n\r\n" % (head, len(answered.body)), answered.body)


@lru_cache(maxsize=64)
def _head(media_type: str, gzipped: bool, has_tag: bool) -> bytes:
    """Return the head of all answers of a kind."""
    pairs = headers_of(reply_of(Result(media_type, b"", gzipped), _TAG if has_tag else None))
    return b"".join(b"%b: %b\r\n" % pair for pair in pairs)


async def _hear_nothing() -> Message:
    raise AssertionError("the request has no body")


async def _say_nothing(_: Message) -> None:
    raise AssertionError("the response is not sent from here")
