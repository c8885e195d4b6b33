"""A query to evaluate, the formats that its request accepts, and its result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.results import GRAPHS, TABLES
from aliansi.dataset.store import Answer
from aliansi.errors import NotAcceptable, ResultTooLarge

MIN_BYTES_TO_COMPRESS: Final = 1024


@dataclass(frozen=True)
class ServiceResponse:
    """The response of another endpoint to ``query``, for the SERVICE clause from ``start`` to ``stop``.

    ``body`` is a table in the media type; None for a failed endpoint under SERVICE SILENT.
    """

    start: int
    stop: int
    endpoint: str
    query: str
    silent: bool
    media_type: str = ""
    body: bytes | None = None


@dataclass(frozen=True)
class Query:
    """A query with the dataset of its request (SPARQL 1.1 Protocol, 2.1.4) and the base of its relative IRIs.

    ``services`` are the responses of other endpoints to its SERVICE clauses, in their order.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str | None = None
    services: tuple[ServiceResponse, ...] = ()


@dataclass(frozen=True)
class Formats:
    """The media types wanted for a table and for a graph: only the evaluation shows which it will be."""

    table: str | None
    graph: str | None
    gzip: bool = False


@dataclass(frozen=True)
class Result:
    """A complete answer."""

    media_type: str
    body: bytes
    gzipped: bool = False


def too_large(most: int) -> ResultTooLarge:
    """Return the error of an answer over its limit."""
    return ResultTooLarge(f"the answer is larger than {most:,} bytes; narrow the query or use LIMIT")


def media_type_of(answer: Answer, formats: Formats) -> str:
    """Return the media type of an answer. Raises NotAcceptable if the request accepts none."""
    if isinstance(answer, ox.QueryTriples):
        if formats.graph is None:
            raise NotAcceptable(f"CONSTRUCT and DESCRIBE answer with a graph, in one of: {', '.join(GRAPHS)}")
        return formats.graph
    if formats.table is None:
        raise NotAcceptable(f"SELECT and ASK answer with a table, in one of: {', '.join(TABLES)}")
    return formats.table
