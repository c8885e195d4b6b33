"""A request to the endpoint, the answer to it in the standard formats, and the reasons for there being none.

RequestError             no answer, with the HTTP status that says why
├── ProtocolError        the request is not as the protocol wants it
├── NotAcceptable        406
├── ResultTooLarge       413
├── TooBusy              503
├── TimeLimit            504
└── EvaluationCrashed    507
"""

from __future__ import annotations

import gzip
import io
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from aliansi.findings import AliansiError
from aliansi.namespaces import PREFIXES
from aliansi.store import Answer

TABLES: Final[dict[str, ox.QueryResultsFormat]] = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
}
"""Media types of the answers to SELECT and ASK, the preferred ones first."""

GRAPHS: Final[dict[str, ox.RdfFormat]] = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/json": ox.RdfFormat.JSON_LD,
    "application/xml": ox.RdfFormat.RDF_XML,
    "text/xml": ox.RdfFormat.RDF_XML,
}
"""Media types of the answers to CONSTRUCT and DESCRIBE, the preferred ones first."""


FEWEST_BYTES_TO_COMPRESS: Final = 1024


@dataclass(frozen=True)
class Query:
    """A query, the dataset of its request (SPARQL 1.1 Protocol, 2.1.4) and what its relative IRIs are relative to."""

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str | None = None


@dataclass(frozen=True)
class Formats:
    """The media types wanted for a table and for a graph, for only the evaluation shows which it will be."""

    table: str | None
    graph: str | None
    gzip: bool = False


@dataclass(frozen=True)
class Answered:
    """A whole answer; there are no parts of answers."""

    media_type: str
    body: bytes
    gzipped: bool = False


class RequestError(AliansiError):
    """A request that gets no answer, with the HTTP status that says why."""

    status: int = 400


class ProtocolError(RequestError):
    """A request that the SPARQL 1.1 Protocol or HTTP does not allow."""

    def __init__(self, status: int, message: str) -> None:
        """Keep the status beside the message."""
        self.status = status
        super().__init__(message)


class NotAcceptable(RequestError):
    """The answer cannot be written in any format that was asked for."""

    status = 406


class ResultTooLarge(RequestError):
    """The answer has more bytes than the limit."""

    status = 413


class TooBusy(RequestError):
    """No evaluation could be started in time."""

    status = 503


class TimeLimit(RequestError):
    """The evaluation took longer than the limit."""

    status = 504


class EvaluationCrashed(RequestError):
    """The evaluation ran out of memory or stack."""

    status = 507


def status_of(error: AliansiError) -> int:
    """Return the HTTP status of an error; what a user can mend is 400."""
    return error.status if isinstance(error, RequestError) else 400


class _Bounded(io.BytesIO):
    """Takes bytes up to a limit."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        """Write, or raise ResultTooLarge."""
        if self.tell() + len(data) > self.most:
            raise ResultTooLarge(f"the answer is larger than {self.most:,} bytes; narrow the query or use LIMIT")
        return super().write(data)


def serialise(answer: Answer, formats: Formats, most: int) -> Answered:
    """Write an answer in the format that fits it, compressed where that is wanted and of use.

    Raises NotAcceptable if none does, ResultTooLarge beyond ``most`` bytes.
    """
    answered = _written(answer, formats, most)
    if formats.gzip and len(answered.body) >= FEWEST_BYTES_TO_COMPRESS:
        return Answered(answered.media_type, gzip.compress(answered.body, 5, mtime=0), gzipped=True)
    return answered


def _written(answer: Answer, formats: Formats, most: int) -> Answered:
    body = _Bounded(most)
    if isinstance(answer, ox.QueryTriples):
        if formats.graph is None:
            raise NotAcceptable(f"CONSTRUCT and DESCRIBE answer with a graph, in one of: {', '.join(GRAPHS)}")
        # A template makes the same triple from many solutions; a graph holds it once.
        triples = dict.fromkeys(answer)
        ox.serialize(triples, body, GRAPHS[formats.graph], prefixes=PREFIXES)
        return Answered(formats.graph, body.getvalue())
    if formats.table is None:
        raise NotAcceptable(f"SELECT and ASK answer with a table, in one of: {', '.join(TABLES)}")
    answer.serialize(body, TABLES[formats.table])
    return Answered(formats.table, body.getvalue())
