"""Fast path for GET /sparql: answers from the cache or a look-up, without an asyncio task or ASGI cycle.

A repeated look-up takes a fifth of the time that it takes through ASGI (docs/endpoint.md). Only whole results with
status 200 are sent from here: every other request takes the normal path, from its beginning or once its job has a
result, so that the client receives the same bytes either way.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from aliansi.errors import AliansiError
from aliansi.evaluation.query import Result
from aliansi.evaluation.workers.jobs import Job
from aliansi.http.answering import QueryAnswering, Representation, reply_of
from aliansi.http.conditions import opaque_part
from aliansi.http.exchange import App, Exchange, Message, Receive, Scope, Send, error_reply, headers_of
from aliansi.http.format_names import formats_of
from aliansi.http.hosts import AllowedHosts
from aliansi.http.metrics import ObservedApp, ResponseLog
from aliansi.http.proxies import Proxies
from aliansi.http.security import Pair
from aliansi.http.sparql_protocol import parameters_in_url, query_of

PATH: Final = "/sparql"
_OTHER_HEADERS: Final = frozenset({b"content-length", b"transfer-encoding", b"expect", b"upgrade", b"if-none-match"})
"""Headers of requests that have a body, or to which the response may be 304."""
_MAX_REQUEST_BYTES: Final = 4096
"""The longest request whose response is cached by its bytes."""
_HEADERS: Final = "aliansi.headers"
"""The key of a scope at which its ``RequestHeaders`` are."""
_PLACE: Final = "\0"
"""The place of the entity tag in the headers that are rendered once for all responses of a kind."""


class StoredResponse(NamedTuple):
    """A whole response: its own headers (not the status line, the server's headers, the empty line) and its body."""

    head: bytes
    body: bytes
    is_cached: bool = False

    def message(self, headers: Iterable[Pair], keep_alive: bool = True) -> bytes:
        """Return the bytes of the whole response with the server's headers."""
        own = [b"%b: %b\r\n" % pair for pair in headers]
        end = b"\r\n" if keep_alive else b"connection: close\r\n\r\n"
        return b"".join((b"HTTP/1.1 200 OK\r\n", *own, self.head, end, self.body))


class PendingRequest(NamedTuple):
    """A request whose job is in the pool."""

    scope: Scope
    representation: Representation
    job: Job
    since: float


class RequestHeaders(NamedTuple):
    """What the headers of a request mean."""

    base_url: str
    accept: str | None
    accepts_gzip: bool
    client: str


class CachedResponse(NamedTuple):
    """A response by the bytes of its request, with what the access log needs."""

    revision: str
    response: StoredResponse
    scope: Scope


class FastPath:
    """Answers the queries of connections; it knows nothing of their protocol."""

    def __init__(
        self, answering: QueryAnswering, log: ResponseLog, proxies: Proxies, hosts: AllowedHosts | None = None
    ) -> None:
        self._answering, self._log, self._proxies, self._hosts = answering, log, proxies, hosts or AllowedHosts()
        self._had_turn = False

    def cached_response(self, request: bytes, client: tuple[str, int] | None) -> StoredResponse | None:
        """Return the response to a request that equals an earlier one byte for byte, without parsing it."""
        cached: CachedResponse | None = self._answering.cache.get(request)
        if cached is None or cached.revision != self._answering.evaluator.store.revision:
            return None
        if client is not None and self._proxies.trusts(client[0]):
            return None  # the same bytes come from many clients
        self._log.record({**cached.scope, "client": client}, "200", len(cached.response.body), 0.0)
        return cached.response

    def cache_response(self, request: bytes, scope: Scope, response: StoredResponse) -> None:
        """Let ``cached_response`` return a response to the same bytes."""
        if len(request) <= _MAX_REQUEST_BYTES and "forwarded" not in scope:
            logged = {name: scope[name] for name in ("method", "path", "query_string")}
            cached = CachedResponse(self._answering.evaluator.store.revision, response, logged)
            self._answering.cache.put(request, cached, 2 * len(request) + len(response.head) + len(response.body))

    def start(self, scope: Scope) -> StoredResponse | PendingRequest | None:
        """Return the response, or the request if a worker evaluates it; None if it takes the normal path.

        A scope may be that of an earlier request with the same headers on the same connection, with another query: it
        has their ``RequestHeaders`` then.
        """
        since = time.perf_counter()
        try:
            headers = scope.get(_HEADERS) or self._read_headers(scope)
            if headers is None:
                return None
            parameters = parameters_in_url(scope["query_string"])
            query = query_of(parameters, f"{headers.base_url}{PATH}")
            if self._answering.federation.service_calls(query):
                return None
            formats = formats_of(parameters.formats, headers.accept, headers.accepts_gzip)
            representation = self._answering.representation(query, formats)
            if result := self._answering.cached(representation):
                return self._respond(scope, representation, result, since)._replace(is_cached=True)
            if result := self._answering.look_up(representation, self._is_first_of_turn()):
                return self._respond(scope, representation, result, since)
            job = self._answering.evaluator.submit(query, formats, headers.client)
        except AliansiError:
            return None
        return PendingRequest(scope, representation, job, since)

    def _is_first_of_turn(self) -> bool:
        """Return whether this is the first query of a turn of the event loop: workers evaluate many in less time."""
        if self._had_turn:
            return False
        self._had_turn = True
        asyncio.get_running_loop().call_soon(self._next_turn)
        return True

    def _next_turn(self) -> None:
        self._had_turn = False

    def _read_headers(self, scope: Scope) -> RequestHeaders | None:
        """Read the headers of a request; None if there is more to it. Raises ProtocolError for a refused host."""
        self._proxies.apply(scope)
        self._hosts.check(scope)
        exchange = Exchange(scope, _receive_nothing, _send_nothing)
        if exchange.has_header_in(_OTHER_HEADERS):
            return None
        headers = RequestHeaders(exchange.base_url, exchange.accept, exchange.accepts_gzip, exchange.client)
        scope[_HEADERS] = headers
        return headers

    def finish(self, pending: PendingRequest) -> StoredResponse | None:
        """Return the response to a request whose job has a result; None if the app of ``normal_path`` sends it."""
        result = pending.job.result
        if not isinstance(result, Result):
            return None
        pending.job.release()
        self._answering.put(pending.representation, result)
        return self._respond(pending.scope, pending.representation, result, pending.since)

    def normal_path(self, pending: PendingRequest) -> App:
        """Return the application that sends a streamed result, or an error."""

        async def send(scope: Scope, receive: Receive, send: Send) -> None:
            exchange = Exchange(scope, receive, send)
            try:
                await self._answering.finish(exchange, pending.representation, pending.job)
            except AliansiError as error:
                await exchange.reply(error_reply(error))

        return ObservedApp(send, self._log, pending.since)

    def abandon(self, pending: PendingRequest) -> None:
        """End the job of a client that has disconnected."""
        pending.job.on_result = None
        pending.job.release()
        self._log.record(pending.scope, "499", 0, time.perf_counter() - pending.since)

    def _respond(self, scope: Scope, representation: Representation, result: Result, since: float) -> StoredResponse:
        self._log.record(scope, "200", len(result.body), time.perf_counter() - since)
        head = _head(result.media_type, result.gzipped, representation.etag is not None)
        if representation.etag:
            head = head.replace(_PLACE.encode(), opaque_part(representation.etag).encode("ascii"))
        return StoredResponse(b"%bcontent-length: %d\r\n" % (head, len(result.body)), result.body)


@lru_cache(maxsize=64)
def _head(media_type: str, gzipped: bool, has_etag: bool) -> bytes:
    """Return the headers of all responses of a kind."""
    pairs = headers_of(reply_of(Result(media_type, b"", gzipped), f'W/"{_PLACE}"' if has_etag else None))
    return b"".join(b"%b: %b\r\n" % pair for pair in pairs)


async def _receive_nothing() -> Message:
    raise AssertionError("the request has no body")


async def _send_nothing(_: Message) -> None:
    raise AssertionError("the response is not sent from here")
