"""Queries answered over HTTP: what the client or the cache has is not asked again, and who leaves ends the query."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, NoReturn

from aliansi.answers import Answered, Formats, ProtocolError, Query
from aliansi.cache import Cache
from aliansi.evaluate import Evaluator, disconnected, while_connected, whole
from aliansi.federate import Federation
from aliansi.findings import AliansiError
from aliansi.jobs import Job, Streamed
from aliansi.protocol import is_changing
from aliansi.respond import Exchange, Pair, Receive, Reply, Scope, Send
from aliansi.services import NOBODY, Services

VARY: Final[Pair] = (b"vary", b"Accept, Accept-Encoding")
_DECIDES: Final = frozenset({b"accept", b"accept-encoding", b"host"})
"""The headers that an answer depends on."""
_LONGEST_KEPT: Final = 2048


@dataclass(frozen=True)
class _Kept:
    """An answer that was given, as it can be given again while the dataset is the same."""

    revision: str
    answered: tuple[str, bool]
    headers: list[Pair]


class Answering:
    """Answers queries from an evaluator, and the same ones from a cache."""

    def __init__(self, evaluator: Evaluator, services: Services = NOBODY) -> None:
        """Answer from the store that the evaluator has at the time; queries may ask these other services."""
        self.evaluator = evaluator
        self.federation = Federation(services, evaluator.limits)
        self._answers: Cache[Answered] = Cache(evaluator.limits.cache_bytes)
        self._requests: Cache[_Kept] = Cache(evaluator.limits.cache_bytes // 8)

    async def again(self, scope: Scope, send: Send) -> bool:
        """Answer a GET that is the same as one before, byte for byte, without reading it; False if it is not."""
        request = _request(scope)
        kept = self._requests.get(request) if request else None
        if kept is None or kept.revision != self.evaluator.store.revision:
            return False
        answered = self._answers.get(kept.answered)
        if answered is None:
            return False
        await send({"type": "http.response.start", "status": 200, "headers": kept.headers})
        await send({"type": "http.response.body", "body": answered.body})
        return True

    async def answer(self, exchange: Exchange, query: Query, formats: Formats) -> None:
        """Evaluate a query and send its answer. Raises what the evaluation raises before there is any answer."""
        if asked := self.federation.asks(query):
            hearing = self.federation.hear(query, asked, exchange.client)
            query = await while_connected(exchange.receive, hearing) or _nobody_waits()
        if query.heard or is_changing(query.text):
            await self._evaluate(exchange, query, formats, None)
            return
        etag = self.tag(query, formats.table, formats.graph)
        if exchange.has(etag):
            await exchange.reply(not_modified(etag))
            return
        kept = self._answers.get((etag, formats.gzip))
        if kept is None:
            await self._evaluate(exchange, query, formats, etag)
            return
        reply = _reply(kept, etag)
        if request := _request(exchange.scope):
            again = _Kept(self.evaluator.store.revision, (etag, formats.gzip), exchange.head_of_whole(reply))
            self._requests.put(request, again, sum(map(len, request)))
        await exchange.reply(reply)

    def tag(self, *asked: object) -> str:
        """Return the entity tag of an answer to what is asked for, in this state of the dataset.

        It is weak (RFC 9110, 8.8.1): the same answer may come in another order, and compressed or not.
        """
        parts = (self.evaluator.store.revision, *asked)
        return f'W/"{sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'

    async def _evaluate(self, exchange: Exchange, query: Query, formats: Formats, etag: str | None) -> None:
        job = self.evaluator.submit(query, formats, exchange.client)
        watching: list[asyncio.Task[None]] = []
        job.on_long = lambda: watching.append(asyncio.create_task(_leave(exchange.receive, job)))
        try:
            answered = await job.answer
            if isinstance(answered, Streamed) and exchange.is_old:
                # Without chunks the client could not tell an answer that is cut off from one that has ended.
                answered = await whole(answered)
            if isinstance(answered, Streamed):
                await self._stream(exchange, answered, (etag, formats.gzip))
                return
        finally:
            job.release()
            for task in watching:
                task.cancel()
        self._keep(answered, (etag, formats.gzip))
        await exchange.reply(_reply(answered, etag))

    async def _stream(self, exchange: Exchange, streamed: Streamed, key: tuple[str | None, bool]) -> None:
        """Send pieces as they come; without the last one the server breaks the transfer: no client is misled."""
        await exchange.begin(_reply(Answered(streamed.media_type, b"", streamed.gzipped), key[0]))
        kept, size = list[bytes](), 0
        try:
            async for piece in streamed:
                size += len(piece)
                if size <= self._answers.most_of_one:
                    kept.append(piece)
                await exchange.piece(piece)
        except AliansiError:
            return
        await exchange.piece(b"", last=True)
        if size <= self._answers.most_of_one:
            self._keep(Answered(streamed.media_type, b"".join(kept), streamed.gzipped), key)

    def _keep(self, answered: Answered, key: tuple[str | None, bool]) -> None:
        if key[0] is not None:
            self._answers.put(key, answered, len(answered.body))


def _request(scope: Scope) -> tuple[bytes, ...] | None:
    """Return all that the answer to a GET depends on; None if that is long, or the request has a condition."""
    if scope["method"] != "GET" or len(scope["query_string"]) > _LONGEST_KEPT:
        return None
    found = [scope["path"].encode(), scope.get("root_path", "").encode(), scope["query_string"]]
    for pair in scope["headers"]:
        if pair[0] in _DECIDES:
            found += pair
        elif pair[0] == b"if-none-match":
            return None
    return tuple(found) if sum(map(len, found)) < 2 * _LONGEST_KEPT else None


def _nobody_waits() -> NoReturn:
    raise ProtocolError(499, "the client has left")


async def _leave(receive: Receive, job: Job) -> None:
    """End a job when its client leaves."""
    await disconnected(receive)
    job.fail(ProtocolError(499, "the client has left"))


def _reply(answered: Answered, etag: str | None) -> Reply:
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
