"""Notation3, TriX and HexTuples as N-Quads."""

from __future__ import annotations

import io
import json
import re
import warnings
from collections.abc import Callable, Iterator

import pyoxigraph as ox

from aliansi.rdf_files.rdf_xml import read_plain_xml
from aliansi.rdf_files.streams import DamagedFileError, Stream

_EMPTY_PREFIX = re.compile(rb"prefix\s+:", re.IGNORECASE)
_FORMULA = "has a formula or a variable of Notation3, which is not RDF; keep the triples alone"


def converted(raw: Stream, extension: str, base: str | None) -> io.RawIOBase:
    """Return a stream of N-Quads with the content of another format. Raises DamagedFileError with the line."""
    readers: dict[str, Callable[[Stream, str | None], Iterator[bytes]]] = {
        "n3": _from_n3, "trix": _from_trix, "hext": _from_hext,
    }  # fmt: skip
    return _Lines(readers[extension](raw, base))


class _Lines(io.RawIOBase):
    """A stream of lines."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._line = io.BytesIO()

    def read(self, size: int = -1) -> bytes:
        data = self._line.read(size)
        if not data:
            self._line = io.BytesIO(next(self._lines, b""))
            data = self._line.read(size)
        return data


def _line_of(quad: ox.Quad) -> bytes:
    return f"{quad} .\n".encode()


def _from_n3(raw: Stream, base: str | None) -> Iterator[bytes]:
    content = raw.read()
    if base and not _EMPTY_PREFIX.search(content):
        content = b"@prefix : <#> . " + content  # which Notation3 need not declare
    try:
        for quad in ox.parse(content, format=ox.RdfFormat.N3, base_iri=base):
            assert isinstance(quad, ox.Quad)
            if not isinstance(quad.graph_name, ox.DefaultGraph):
                raise DamagedFileError(_FORMULA, _line_with(content, b"{"))
            yield _line_of(quad)
    except SyntaxError as error:
        if error.lineno is None and "variable" in error.msg:
            raise DamagedFileError(_FORMULA, _line_with(content, b"?", b"{")) from error
        if error.lineno is None:
            raise DamagedFileError(f"uses what Notation3 has beyond RDF: {error.msg}") from error
        raise


def _line_with(content: bytes, *signs: bytes) -> int:
    places = [place for sign in signs if (place := content.find(sign)) >= 0]
    return content[: min(places)].count(b"\n") + 1 if places else 0


def _from_trix(raw: Stream, _base: str | None) -> Iterator[bytes]:
    from xml.sax import SAXException

    import rdflib
    from rdflib.exceptions import ParserError
    from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

    from aliansi.rdf_files.terms import oxigraph_term

    text, dataset = read_plain_xml(raw), rdflib.Dataset()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own
            dataset.parse(data=text, format="trix")
    except (ParserError, SAXException, ValueError) as error:
        raise DamagedFileError(f"is not TriX: {error}") from error
    for subject, predicate, value, name in dataset.quads():
        if not isinstance(predicate, rdflib.URIRef) or isinstance(subject, rdflib.Literal):
            raise DamagedFileError(f"has a triple that is not RDF: {subject} {predicate} {value}")
        graph = [] if name in (None, DATASET_DEFAULT_GRAPH_ID) else [name]
        try:
            line = " ".join(str(oxigraph_term(term)) for term in (subject, predicate, value, *graph))
        except ValueError as error:
            raise DamagedFileError(f"has a name that is not an IRI: {error}") from error
        yield f"{line} .\n".encode()


def _from_hext(raw: Stream, _base: str | None) -> Iterator[bytes]:
    for number, line in enumerate(_lines(raw), 1):
        if line.strip():
            try:
                yield _line_of(_hextuple(json.loads(line)))
            except ValueError as error:
                raise DamagedFileError(f"is not a row of HexTuples: {error}", number) from error


def _lines(raw: Stream) -> Iterator[bytes]:
    partial = b""
    while data := raw.read(1 << 20):
        *lines, partial = (partial + data).split(b"\n")
        yield from lines
    yield partial


def _hextuple(row: object) -> ox.Quad:
    if not isinstance(row, list) or len(row) != 6 or not all(isinstance(cell, str | None) for cell in row):
        raise ValueError("expected six strings")
    subject, predicate, value, datatype, language, graph = (cell or "" for cell in row)
    if datatype == "globalId":
        object_: ox.NamedNode | ox.BlankNode | ox.Literal = ox.NamedNode(value)
    elif datatype == "localId":
        object_ = _node(value)
    elif language:
        object_ = ox.Literal(value, language=language)
    else:
        object_ = ox.Literal(value, datatype=ox.NamedNode(datatype) if datatype else None)
    name = _node(graph) if graph else ox.DefaultGraph()
    return ox.Quad(_node(subject), ox.NamedNode(predicate), object_, name)


def _node(text: str) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(text.removeprefix("_:")) if text.startswith("_:") else ox.NamedNode(text)
