"""Queries answered over HTTP: what the client or the cache has is not asked again, and who leaves ends the query."""

from __future__ import annotations

import asyncio
from hashlib import blake2b
from typing import Final, NamedTuple, NoReturn

from aliansi.errors import AliansiError, ProtocolError, TooBusy
from aliansi.evaluation.cache import SharedCache
from aliansi.evaluation.evaluator import Evaluator, read_all, wait_for_disconnect, while_connected
from aliansi.evaluation.federation.allowed_services import NO_SERVICES, AllowedServices
from aliansi.evaluation.federation.resolver import Federation
from aliansi.evaluation.lookups import Lookups
from aliansi.evaluation.query import Formats, Query, Result
from aliansi.evaluation.workers.jobs import Job
from aliansi.evaluation.workers.streaming import StreamedResult
from aliansi.http.exchange import Exchange, Receive, Reply
from aliansi.http.security import Pair
from aliansi.http.sparql_protocol import is_changing

VARY: Final[Pair] = (b"vary", b"Accept, Accept-Encoding")


class Representation(NamedTuple):
    """What an answer depends on, with its entity tag; an answer that changes has none."""

    query: Query
    formats: Formats
    etag: str | None


class QueryAnswering:
    """Answers queries from an evaluator, and the same ones from a cache."""

    def __init__(self, evaluator: Evaluator, services: AllowedServices = NO_SERVICES) -> None:
        """Answer from the store that the evaluator has at the time; queries may ask these other services."""
        self.evaluator = evaluator
        self.federation = Federation(services, evaluator.limits)
        self.cache = SharedCache(evaluator.limits.cache_bytes)
        self._look_ups = Lookups(evaluator.store)

    async def answer(self, exchange: Exchange, query: Query, formats: Formats) -> None:
        """Evaluate a query and send its answer. Raises what the evaluation raises before there is any answer."""
        query = await self.resolve_services(exchange.receive, exchange.client, query)
        wanted = self.wanted(query, formats)
        if wanted.etag and exchange.has_current(wanted.etag):
            await exchange.reply(not_modified(wanted.etag))
        elif kept := self.kept(wanted) or self.looked_up(wanted):
            await asyncio.sleep(0)  # others have their turn, also where a client in this process asks without end
            await exchange.reply(reply_of(kept, wanted.etag))
        else:
            await self.go_on(exchange, wanted, self.evaluator.submit(query, formats, exchange.client))

    async def resolve_services(self, receive: Receive, client: str, query: Query) -> Query:
        """Return a query with the responses of the other endpoints that it names. Raises what their requests raise."""
        if asked := self.federation.service_calls(query):
            hearing = self.federation.resolve(query, asked, client)
            return await while_connected(receive, hearing) or _raise_client_closed()
        return query

    def wanted(self, query: Query, formats: Formats) -> Representation:
        """Return what is wanted, with the tag that it has in this state of the dataset."""
        if query.services or is_changing(query.text):
            return Representation(query, formats, None)
        asked = (query.text, query.default_graphs, query.named_graphs, query.base)
        return Representation(query, formats, self.tag(asked, formats.table, formats.graph))

    def kept(self, wanted: Representation) -> Result | None:
        """Return the answer if it has been given before."""
        kept: Result | None = self.cache.get(("answer", wanted.etag, wanted.formats.gzip)) if wanted.etag else None
        return kept

    def looked_up(self, wanted: Representation, is_alone: bool = True) -> Result | None:
        """Return the answer, and keep it, if it can be given here and now, as ``Lookups.answer`` has it."""
        if self._look_ups.store is not self.evaluator.store:
            self._look_ups = Lookups(self.evaluator.store)
        answered = self._look_ups.answer(wanted.query, wanted.formats, is_alone)
        if answered:
            self.keep(wanted, answered)
        return answered

    def keep(self, wanted: Representation, answered: Result) -> None:
        """Keep an answer for those who want the same, if it does not change."""
        if wanted.etag:
            self.cache.put(("answer", wanted.etag, wanted.formats.gzip), answered, len(answered.body))

    def tag(self, *asked: object) -> str:
        """Return the entity tag of an answer to what is asked for, in this state of the dataset.

        It is weak (RFC 9110, 8.8.1): the same answer may come in another order, and compressed or not.
        """
        parts = (self.evaluator.store.revision, *asked)
        return f'W/"{blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()}"'

    async def go_on(self, exchange: Exchange, wanted: Representation, job: Job) -> None:
        """Send the answer to a question when it comes, and release its job. Raises as ``answer`` does."""
        watching: list[asyncio.Task[None]] = []
        job.on_slow = lambda: watching.append(asyncio.create_task(_leave(exchange.receive, job)))
        try:
            answered = await _unless_stopped(job)
            if isinstance(answered, StreamedResult) and exchange.is_http_1_0:
                # Without chunks the client could not tell an answer that is cut off from one that has ended.
                answered = await read_all(answered)
            if isinstance(answered, StreamedResult):
                await self._stream(exchange, answered, wanted)
                return
        finally:
            job.release()
            if job.stream:
                job.stream.close()
            for task in watching:
                task.cancel()
        self.keep(wanted, answered)
        await exchange.reply(reply_of(answered, wanted.etag))

    async def _stream(self, exchange: Exchange, streamed: StreamedResult, wanted: Representation) -> None:
        """Send pieces as they come; without the last one the server breaks the transfer: no client is misled."""
        await exchange.start(reply_of(Result(streamed.media_type, b"", streamed.gzipped), wanted.etag))
        kept, size = list[bytes](), 0
        try:
            async for piece in streamed:
                size += len(piece)
                if size <= self.cache.max_entry_bytes:
                    kept.append(piece)
                await exchange.send_piece(piece)
        except AliansiError:
            return
        await exchange.send_piece(b"", last=True)
        if size <= self.cache.max_entry_bytes:
            self.keep(wanted, Result(streamed.media_type, b"".join(kept), streamed.gzipped))


def _raise_client_closed() -> NoReturn:
    raise ProtocolError(499, "the client has left")


async def _unless_stopped(job: Job) -> Result | StreamedResult:
    """Return the answer. Raises TooBusy if the server is stopped before it is there: whoever comes next answers."""
    try:
        return await job.answer()
    except asyncio.CancelledError:
        raise TooBusy("the server is stopping; ask again in a moment") from None


async def _leave(receive: Receive, job: Job) -> None:
    """End a job when its client leaves."""
    await wait_for_disconnect(receive)
    job.fail(ProtocolError(499, "the client has left"))


def reply_of(answered: Result, etag: str | None) -> Reply:
    """Return the reply that sends a whole answer."""
    headers = known_by(etag) if etag else (VARY, (b"cache-control", b"no-store"))
    if answered.gzipped:
        headers = (*headers, (b"content-encoding", b"gzip"))
    return Reply(200, answered.body, answered.media_type, headers)


def known_by(etag: str) -> tuple[Pair, ...]:
    """Return the headers of what a client may keep, and must ask about before it uses it again."""
    return (VARY, (b"etag", etag.encode("ascii")), (b"cache-control", b"no-cache"))


def not_modified(etag: str) -> Reply:
    """Say that the client has it already."""
    return Reply(304, headers=known_by(etag))
