"""Queries answered over HTTP: what the client has already is not sent again, and who leaves ends the query."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from aliansi.answers import Formats, Query
from aliansi.evaluate import Evaluator, while_connected
from aliansi.protocol import is_changing
from aliansi.respond import Exchange, Pair, Reply

VARY: Final[Pair] = (b"vary", b"Accept, Accept-Encoding")


class Answering:
    """Answers queries from an evaluator."""

    def __init__(self, evaluator: Evaluator) -> None:
        """Answer from the store that the evaluator has at the time."""
        self.evaluator = evaluator

    async def answer(self, exchange: Exchange, query: Query, formats: Formats) -> None:
        """Evaluate a query and send its answer. Raises what the evaluation raises."""
        etag = self._tag(exchange, query, formats)
        if etag and exchange.has(etag):
            await exchange.reply(not_modified(etag))
            return
        answered = await while_connected(exchange.receive, self.evaluator.evaluate(query, formats))
        if answered is None:
            return
        headers = known_by(etag) if etag else (VARY,)
        if answered.gzipped:
            headers = (*headers, (b"content-encoding", b"gzip"))
        await exchange.reply(Reply(200, answered.body, answered.media_type, headers))

    def _tag(self, exchange: Exchange, query: Query, formats: Formats) -> str | None:
        if exchange.method == "POST" or is_changing(query.text):
            return None
        return self.tag(query, formats.table, formats.graph)

    def tag(self, *asked: object) -> str:
        """Return the entity tag of an answer to what is asked for, in this state of the dataset.

        It is weak (RFC 9110, 8.8.1): the same answer may come in another order, and compressed or not.
        """
        parts = (self.evaluator.store.revision, *asked)
        return f'W/"{sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def known_by(etag: str) -> tuple[Pair, ...]:
    """Return the headers of what a client may keep, and must ask about before it uses it again."""
    return (VARY, (b"etag", etag.encode("ascii")), (b"cache-control", b"no-cache"))


def not_modified(etag: str) -> Reply:
    """Say that the client has it already."""
    return Reply(304, headers=known_by(etag))
