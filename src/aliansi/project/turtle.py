"""Strict reader of Turtle and TriG files that keeps the line of every triple.

pyoxigraph checks the syntax (it is strict and reports what it expected); rdflib makes the terms, with a sink that
records the line of each statement.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import MutableSequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph
import rdflib
from rdflib import Literal, URIRef
from rdflib.plugins.parsers.notation3 import BadSyntax, RDFSink, SinkParser
from rdflib.plugins.parsers.trig import TrigSinkParser
from rdflib.term import Node

from aliansi.errors import Finding, FindingsError, Location
from aliansi.namespaces import shorten
from aliansi.project import text_file
from aliansi.project.rdflib_warnings import suppress_rdflib_warnings
from aliansi.rdf_files.documents import RdfDocument, open_document, refuse_rdf_1_2
from aliansi.reasoning.terms.datatypes import is_ill_typed, value_of

Triple = tuple[Node, Node, Node]


@dataclass(frozen=True)
class Statement:
    """A triple with its graph and line; graph None is the default graph of the file."""

    triple: Triple
    graph: URIRef | None
    line: int


def read(file: Path) -> tuple[Statement, ...]:
    """Return every statement of a ``.ttl`` or ``.trig`` file.

    Raises FindingsError with file and line if the file cannot be read, is not UTF-8, or has a syntax error or an
    ill-typed literal.
    """
    return parse(file, text_file.content(file))


def parse(file: Path, content: bytes) -> tuple[Statement, ...]:
    """Return every statement of the content of a file. Raises FindingsError as ``read`` does."""
    text = text_file.decode(file, content)
    text = text if "\n" in text else text.replace("\r", "\n")  # rdflib does not know that line end
    with open_document(file, content=content) as document:
        _check_syntax(document)
    with suppress_rdflib_warnings():
        statements = _statements(file, text)
    ill_typed = [
        Finding(Location(file, s.line), shorten(s.triple[0]), f'"{o}" is not a valid {shorten(o.datatype)}')
        for s in statements
        if isinstance(o := s.triple[2], Literal) and is_ill_typed(o)
    ]
    if ill_typed:
        raise FindingsError(ill_typed)
    return statements


def _check_syntax(document: RdfDocument) -> None:
    """Parse a document strictly. Raises SyntaxError, and UnsupportedTermError for a term of RDF 1.2."""
    for quad in pyoxigraph.parse(document.stream, format=document.format, base_iri=document.base):
        refuse_rdf_1_2(quad.object)


def _statements(file: Path, text: str) -> tuple[Statement, ...]:
    sink = _LineSink(file)
    parser_class = _TrigParser if file.suffix == ".trig" else _TurtleParser
    sink.parser = parser_class(sink, baseURI=file.absolute().as_uri(), turtle=True)
    try:
        sink.parser.loadBuf(text)
    except RecursionError as error:
        what = "is nested too deeply: give inner lists and blank nodes names of their own"
        raise FindingsError([Finding(Location(file, sink.parser.lines + 1), "", what)]) from error
    except (BadSyntax, ValueError) as error:  # pyoxigraph reads it
        reason = " ".join(str(getattr(error, "_why", error)).split())
        place = Location(file, sink.parser.lines + 1)
        raise FindingsError([Finding(place, "", f"rdflib does not read what begins here: {reason}")]) from error
    return tuple(sink.statements)


class _LineSink(RDFSink):
    """A sink that records each statement with its line instead of filling a store."""

    parser: _TurtleParser

    def __init__(self, file: Path) -> None:
        super().__init__(rdflib.Graph())
        self.uuid = re.sub(r"\W", "", file.stem)  # so that blank nodes get the same labels each time
        self.statements: list[Statement] = []

    def newLiteral(self, s: str, dt: URIRef | None = None, lang: str | None = None) -> Literal:
        """Return a literal, in the form that rdflib gives it only if its value is the same.

        rdflib would turn ``1949-W14-1T00:00:00`` into an ``xsd:dateTime``, and drop the time zone of an ``xsd:date``.
        """
        usual = Literal(s, datatype=dt) if dt else Literal(s, lang=lang)
        if dt is None or str(usual) == s:
            return usual
        written = Literal(s, datatype=dt, normalize=False)
        return usual if value_of(usual) == value_of(written) is not None else written

    def makeStatement(self, quadruple: tuple[Any, Any, Any, Any], why: Any = None) -> None:
        context, predicate, subject, object_ = quadruple
        s, p, o = (self.normalise(None, term) for term in (subject, predicate, object_))
        name = context.identifier if isinstance(context, rdflib.Graph) else None
        self.statements.append(Statement((s, p, o), name if isinstance(name, URIRef) else None, self.parser.line()))


class _TurtleParser(SinkParser):
    """A parser that knows the line on which each object begins; rdflib has no public way to get it.

    rdflib makes the statements of a property only after it has read all its objects and the token after them, when
    its own line number has moved on.
    """

    _object_lines: deque[int] = deque()

    def line(self) -> int:
        """Return the line of the statement being made."""
        return self._object_lines.popleft() if self._object_lines else self.lines + 1

    def objectList(self, argstr: str, i: int, res: MutableSequence[Any]) -> int:
        lines: deque[int] = deque()
        while True:
            start = self.skipSpace(argstr, i)
            if start < 0:
                return -1
            lines.append(self.lines + 1)
            i = self.object(argstr, start, res)
            if i < 0:
                return -1
            following = self.skipSpace(argstr, i)
            if following < 0 or argstr[following] != ",":
                self._object_lines = lines
                return following
            i = following + 1


class _TrigParser(_TurtleParser, TrigSinkParser):
    pass
