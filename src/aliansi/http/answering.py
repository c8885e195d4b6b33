"""Answers to SPARQL queries over HTTP, with entity tags, the cache, and an end when the client disconnects."""

from __future__ import annotations

import asyncio
from hashlib import blake2b
from typing import Final, NamedTuple

from aliansi.errors import AliansiError, ProtocolError, TooBusy
from aliansi.evaluation.cache import SharedCache
from aliansi.evaluation.evaluator import Evaluator, read_all, wait_for_disconnect, while_connected
from aliansi.evaluation.federation.allowed_services import NO_SERVICES, AllowedServices
from aliansi.evaluation.federation.resolver import Federation
from aliansi.evaluation.lookups import Lookups
from aliansi.evaluation.query import Formats, Query, Result
from aliansi.evaluation.workers.jobs import Job
from aliansi.evaluation.workers.streaming import StreamedResult
from aliansi.http.conditions import tag_of_gzip
from aliansi.http.exchange import Exchange, Receive, Reply
from aliansi.http.security import Pair
from aliansi.http.sparql_protocol import is_changing

VARY: Final[Pair] = (b"vary", b"Accept, Accept-Encoding")


class Representation(NamedTuple):
    """What a response depends on, with its entity tag if it is not compressed; one that changes each time has none."""

    query: Query
    formats: Formats
    etag: str | None

    @property
    def tags(self) -> tuple[str, ...]:
        """The entity tags of what the client accepts: whether the response is compressed depends on its size."""
        if self.etag is None:
            return ()
        return (self.etag, tag_of_gzip(self.etag)) if self.formats.gzip else (self.etag,)


class QueryAnswering:
    """Answers queries from the cache, by a look-up in this process, or by a worker of the evaluator."""

    def __init__(self, evaluator: Evaluator, services: AllowedServices = NO_SERVICES) -> None:
        self.evaluator = evaluator
        self.federation = Federation(services, evaluator.limits)
        self.cache = SharedCache(evaluator.limits.cache_bytes)
        self._look_ups = Lookups(evaluator.store)

    async def answer(self, exchange: Exchange, query: Query, formats: Formats) -> None:
        """Evaluate a query and send its result. Raises the error of an evaluation that ends before its first byte."""
        query = await self.resolve_services(exchange.receive, exchange.client, query)
        representation = self.representation(query, formats)
        if held := exchange.current_tag(*representation.tags):
            await exchange.reply(not_modified(held))
        elif result := self.cached(representation) or self.look_up(representation):
            await asyncio.sleep(0)  # a client in this process that never waits must not block all others
            await exchange.reply(reply_of(result, representation.etag))
        else:
            await self.finish(exchange, representation, self.evaluator.submit(query, formats, exchange.client))

    async def resolve_services(self, receive: Receive, client: str, query: Query) -> Query:
        """Return a query with the responses of the other endpoints that it names. Raises what their requests raise."""
        if calls := self.federation.service_calls(query):
            resolving = self.federation.resolve(query, calls, client)
            return await while_connected(receive, resolving)
        return query

    def representation(self, query: Query, formats: Formats) -> Representation:
        """Return what the response to a query depends on, with its entity tag for this state of the dataset."""
        if query.services or is_changing(query.text):
            return Representation(query, formats, None)
        parameters = (query.text, query.default_graphs, query.named_graphs, query.base)
        return Representation(query, formats, self.etag(parameters, formats.table, formats.graph))

    def cached(self, wanted: Representation) -> Result | None:
        """Return a result from the cache."""
        found: Result | None = self.cache.get(("answer", wanted.etag, wanted.formats.gzip)) if wanted.etag else None
        return found

    def look_up(self, wanted: Representation, is_alone: bool = True) -> Result | None:
        """Return a result that can be read here and now, as ``Lookups.answer`` has it, and cache it."""
        if self._look_ups.store is not self.evaluator.store:
            self._look_ups = Lookups(self.evaluator.store)
        result = self._look_ups.answer(wanted.query, wanted.formats, is_alone)
        if result:
            self.put(wanted, result)
        return result

    def put(self, wanted: Representation, result: Result) -> None:
        """Cache a result, if it does not change from call to call."""
        if wanted.etag:
            self.cache.put(("answer", wanted.etag, wanted.formats.gzip), result, len(result.body))

    def etag(self, *parameters: object) -> str:
        """Return the entity tag of the response to a request with these parameters, for this state of the dataset.

        It is weak (RFC 9110, 8.8.1): the rows may come in another order.
        """
        parts = (self.evaluator.store.revision, *parameters)
        return f'W/"{blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()}"'

    async def finish(self, exchange: Exchange, wanted: Representation, job: Job) -> None:
        """Wait for the result of a job, send it, and release the job. Raises as ``answer`` does."""
        watching: list[asyncio.Task[None]] = []
        job.on_slow = lambda: watching.append(asyncio.create_task(_fail_on_disconnect(exchange.receive, job)))
        try:
            result = await _unless_stopped(job)
            if isinstance(result, StreamedResult) and exchange.is_http_1_0:
                # Without chunks the client could not distinguish a result that is cut off from one that has ended.
                result = await read_all(result)
            if isinstance(result, StreamedResult):
                await self._stream(exchange, result, wanted)
                return
        finally:
            job.release()
            if job.stream:
                job.stream.close()
            for task in watching:
                task.cancel()
        self.put(wanted, result)
        await exchange.reply(reply_of(result, wanted.etag))

    async def _stream(self, exchange: Exchange, streamed: StreamedResult, wanted: Representation) -> None:
        """Send pieces as they come; after an error the last one is missing, so that the server breaks the transfer."""
        await exchange.start(reply_of(Result(streamed.media_type, b"", streamed.gzipped), wanted.etag))
        pieces, size = list[bytes](), 0
        try:
            async for piece in streamed:
                size += len(piece)
                if size <= self.cache.max_entry_bytes:
                    pieces.append(piece)
                await exchange.send_piece(piece)
        except AliansiError:
            return
        await exchange.send_piece(b"", last=True)
        if size <= self.cache.max_entry_bytes:
            self.put(wanted, Result(streamed.media_type, b"".join(pieces), streamed.gzipped))


async def _unless_stopped(job: Job) -> Result | StreamedResult:
    """Return the result of a job. Raises TooBusy if the server is stopped before: a retry reaches the next process."""
    try:
        return await job.answer()
    except asyncio.CancelledError:
        raise TooBusy("the server is stopping; ask again in a moment") from None


async def _fail_on_disconnect(receive: Receive, job: Job) -> None:
    """End a job when its client disconnects."""
    await wait_for_disconnect(receive)
    job.fail(ProtocolError(499, "the client has left"))


def reply_of(result: Result, etag: str | None) -> Reply:
    """Return the response that sends a whole result; ``etag`` is that of the result if it is not compressed."""
    tag = tag_of_gzip(etag) if etag and result.gzipped else etag
    headers = cache_headers(tag) if tag else (VARY, (b"cache-control", b"no-store"))
    if result.gzipped:
        headers = (*headers, (b"content-encoding", b"gzip"))
    return Reply(200, result.body, result.media_type, headers)


def cache_headers(etag: str) -> tuple[Pair, ...]:
    """Return the headers of a response that a client may keep and must revalidate before each use."""
    return (VARY, (b"etag", etag.encode("ascii")), (b"cache-control", b"no-cache"))


def not_modified(etag: str) -> Reply:
    """Return the response to a client that has the current state."""
    return Reply(304, headers=cache_headers(etag))
