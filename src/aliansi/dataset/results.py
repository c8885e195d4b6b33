"""Result formats of SPARQL 1.1: media types, and answers written in them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from typing import IO, Any, Final, cast

import pyoxigraph as ox

from aliansi.dataset.store import Answer, Row, Term
from aliansi.errors import NotAcceptable
from aliansi.namespaces import PREFIXES
from aliansi.rdf_files.xml_output import XmlStream, refuse_property

TABLES: Final[dict[str, ox.QueryResultsFormat]] = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
}
"""Media types of answers to SELECT and ASK, the preferred ones first."""

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
"""Media types of answers to CONSTRUCT and DESCRIBE, the preferred ones first."""

Statements = Iterable[ox.Triple] | Iterable[ox.Quad]

_OF_LINES: Final = (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS)
_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
_text: Final = json.JSONEncoder(ensure_ascii=False).encode


def write(answer: Answer, media_type: str, stream: IO[bytes]) -> None:
    """Write an answer to a stream while it is evaluated. Raises NotAcceptable for what XML cannot hold."""
    if isinstance(answer, ox.QueryTriples):
        if GRAPHS[media_type] in _OF_LINES:
            answer.serialize(cast(IO[bytes], _LinesOnce(stream)), GRAPHS[media_type])
        else:
            write_graph(_once(answer), GRAPHS[media_type], stream)
        return
    table = TABLES[media_type]
    answer.serialize(cast(IO[bytes], XmlStream(stream)) if table == ox.QueryResultsFormat.XML else stream, table)


def serialise(answer: Answer, media_type: str) -> bytes:
    """Return the bytes of an answer that is known to be small. Raises as ``write`` does."""
    stream = BytesIO()
    write(answer, media_type, stream)
    return stream.getvalue()


def write_graph(
    statements: Iterable[ox.Triple] | Iterable[ox.Quad], rdf_format: ox.RdfFormat, stream: IO[bytes]
) -> None:
    """Write triples or quads to a stream. Raises NotAcceptable for what RDF/XML or JSON-LD cannot hold."""
    if rdf_format == ox.RdfFormat.RDF_XML:
        statements, stream = _with_property_elements(statements), cast(IO[bytes], XmlStream(stream))
    elif rdf_format == ox.RdfFormat.JSON_LD:
        statements = _without_triple_terms(statements)
    ox.serialize(statements, stream, rdf_format, prefixes=PREFIXES)


def graph_bytes(statements: Statements, rdf_format: ox.RdfFormat) -> bytes:
    """Return the bytes of triples or quads. Raises as ``write_graph`` does."""
    stream = BytesIO()
    write_graph(statements, rdf_format, stream)
    return stream.getvalue()


def _with_property_elements(statements: Statements) -> Iterator[Any]:
    """Yield statements whose properties RDF/XML can write. Raises NotAcceptable at the first other one."""
    checked: set[ox.NamedNode] = set()
    for statement in statements:
        if statement.predicate not in checked:
            refuse_property(statement.predicate.value)
            checked.add(statement.predicate)
        yield statement


def _without_triple_terms(statements: Statements) -> Iterator[Any]:
    """Yield statements. Raises NotAcceptable at the first that JSON-LD 1.1 cannot hold."""
    for statement in statements:
        if isinstance(statement.object, ox.Triple):
            raise NotAcceptable(
                "JSON-LD cannot hold triple terms of RDF 1.2; ask for Turtle, N-Triples, TriG or N-Quads"
            )
        yield statement


class _LinesOnce:
    """A stream that writes each line once, as ``_once`` yields each triple once: a line is a triple."""

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
    """Yield each triple once: a template makes the same triple from many solutions, and a graph holds it once."""
    seen: set[ox.Triple] = set()
    for triple in triples:
        if triple not in seen:
            seen.add(triple)
            yield triple


def json_of(variables: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Return known rows as JSON, the same bytes that Oxigraph writes: a query for them would take longer.

    Unbound variables are left out. Raises ValueError for terms of RDF 1.2.
    """
    head = ",".join([_text(name) for name in variables])
    body = ",".join(
        [
            "{" + ",".join([f"{_text(name)}:{_term(row[name])}" for name in variables if name in row]) + "}"
            for row in rows
        ]
    )
    return f'{{"head":{{"vars":[{head}]}},"results":{{"bindings":[{body}]}}}}'.encode()


def _term(term: Term) -> str:
    if isinstance(term, ox.NamedNode):
        return _iri(term.value)
    if isinstance(term, ox.BlankNode):
        return f'{{"type":"bnode","value":{_text(term.value)}}}'
    if not isinstance(term, ox.Literal) or term.direction is not None:
        raise ValueError("a term of RDF 1.2")
    value = f'{{"type":"literal","value":{_text(term.value)}'
    if term.language is not None:
        return f'{value},"xml:lang":{_text(term.language)}}}'
    datatype = term.datatype.value
    return f"{value}}}" if datatype == _STRING else f'{value},"datatype":{_text(datatype)}}}'


@lru_cache(maxsize=4096)
def _iri(iri: str) -> str:
    return f'{{"type":"uri","value":{_text(iri)}}}'
