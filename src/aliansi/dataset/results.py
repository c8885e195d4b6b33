"""A request to the endpoint, the answer to it in the standard formats, and the reasons for there being none.

RequestError             no answer, with the HTTP status that says why
├── ProtocolError        the request is not as the protocol wants it
├── NotAcceptable        406
├── ResultTooLarge       413
├── TooMany              429
├── ServiceFailed        502
├── TooBusy              503
├── TimeLimit            504
└── EvaluationCrashed    507
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Final, cast

import pyoxigraph as ox

from aliansi.dataset.store import Answer
from aliansi.errors import AliansiError
from aliansi.namespaces import PREFIXES

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


_OF_LINES: Final = (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS)

FEWEST_BYTES_TO_COMPRESS: Final = 1024


@dataclass(frozen=True)
class ServiceResponse:
    """What another endpoint has answered to ``asked``, which stands in a query from ``start`` to ``stop``.

    ``body`` is a table in the media type; None of an endpoint that may be silent, and was.
    """

    start: int
    stop: int
    endpoint: str
    asked: str
    silent: bool
    media_type: str = ""
    body: bytes | None = None


@dataclass(frozen=True)
class Query:
    """A query, the dataset of its request (SPARQL 1.1 Protocol, 2.1.4) and what its relative IRIs are relative to.

    ``heard`` is what other endpoints have answered for parts of it, in their order.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str | None = None
    heard: tuple[ServiceResponse, ...] = ()


@dataclass(frozen=True)
class Formats:
    """The media types wanted for a table and for a graph, for only the evaluation shows which it will be."""

    table: str | None
    graph: str | None
    gzip: bool = False


@dataclass(frozen=True)
class Result:
    """A whole answer."""

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


class TooManyRequests(RequestError):
    """The client has too many requests under way."""

    status = 429


class TooBusy(RequestError):
    """No evaluation could be started in time."""

    status = 503


class ServiceFailed(RequestError):
    """Another endpoint, which the query asks, has not answered."""

    status = 502


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
            raise too_large(self.most)
        return super().write(data)


def too_large(most: int) -> ResultTooLarge:
    """Say that an answer is over its limit."""
    return ResultTooLarge(f"the answer is larger than {most:,} bytes; narrow the query or use LIMIT")


def media_type_of(answer: Answer, formats: Formats) -> str:
    """Return the media type that fits an answer. Raises NotAcceptable if none does."""
    if isinstance(answer, ox.QueryTriples):
        if formats.graph is None:
            raise NotAcceptable(f"CONSTRUCT and DESCRIBE answer with a graph, in one of: {', '.join(GRAPHS)}")
        return formats.graph
    if formats.table is None:
        raise NotAcceptable(f"SELECT and ASK answer with a table, in one of: {', '.join(TABLES)}")
    return formats.table


def write(answer: Answer, media_type: str, stream: IO[bytes]) -> None:
    """Write an answer, as it is worked out."""
    if not isinstance(answer, ox.QueryTriples):
        answer.serialize(stream, TABLES[media_type])
    elif GRAPHS[media_type] in _OF_LINES:
        answer.serialize(cast(IO[bytes], _LinesOnce(stream)), GRAPHS[media_type])
    else:
        ox.serialize(_once(answer), stream, GRAPHS[media_type], prefixes=PREFIXES)


def written(answer: Answer, media_type: str) -> bytes:
    """Return an answer that is known to be small."""
    if isinstance(answer, ox.QueryTriples):
        content = ox.serialize(_once(answer), format=GRAPHS[media_type], prefixes=PREFIXES)
    else:
        content = answer.serialize(format=TABLES[media_type])
    return content or b""


class _LinesOnce:
    """Passes each line on once, as ``_once`` does each triple; the lines of these formats are triples."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._rest = stream, b""
        self._seen: set[bytes] = set()

    def write(self, data: bytes) -> int:
        *lines, self._rest = (self._rest + data).split(b"\n")
        fresh = [line for line in dict.fromkeys(lines) if line not in self._seen]
        self._seen.update(fresh)
        self._stream.write(b"".join([line + b"\n" for line in fresh]))
        return len(data)

    def flush(self) -> None:
        self._stream.flush()


def _once(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield each triple once: a template makes the same from many solutions, and a graph holds it once."""
    seen: set[ox.Triple] = set()
    for triple in triples:
        if triple not in seen:
            seen.add(triple)
            yield triple


def serialise(answer: Answer, formats: Formats, most: int) -> Result:
    """Return an answer as a whole.

    Raises NotAcceptable if no format fits it, ResultTooLarge beyond ``most`` bytes.
    """
    body, media_type = _Bounded(most), media_type_of(answer, formats)
    write(answer, media_type, body)
    return Result(media_type, body.getvalue())
