"""Inspection of an RDF file: the prefixes that it declares, and the literals that the store writes in another form.

Oxigraph stores numbers, booleans, dates and durations by value: ``"007"^^xsd:integer`` comes back as ``"7"``, and a
``xsd:int`` as ``xsd:integer``. What comes back is found by storing each literal and reading it again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from aliansi.errors import AliansiError, Finding, Location
from aliansi.namespaces import PREFIXES, TYPE, shorten
from aliansi.rdf_files.documents import open_document
from aliansi.rdf_files.formats import FORMATS, ONLY_READ, extension_of

_XSD: Final = PREFIXES["xsd"]
_TEXTS: Final = frozenset({ox.NamedNode(f"{_XSD}string"), ox.NamedNode(f"{PREFIXES['rdf']}langString")})
_KEPT: Final = {
    ox.NamedNode(f"{_XSD}integer"): re.compile(r"0|-?[1-9]\d{0,17}"),
    ox.NamedNode(f"{_XSD}decimal"): re.compile(r"0|-?(?:0|[1-9]\d{0,11})\.\d{0,5}[1-9]|-?[1-9]\d{0,11}"),
    ox.NamedNode(f"{_XSD}boolean"): re.compile(r"true|false"),
    ox.NamedNode(f"{_XSD}date"): re.compile(r"[12]\d{3}-\d\d-\d\d"),
    ox.NamedNode(f"{_XSD}gYear"): re.compile(r"[12]\d{3}"),
    ox.NamedNode(f"{_XSD}dateTime"): re.compile(r"[12]\d{3}-\d\d-\d\dT[01]\d:\d\d:\d\dZ?"),
}
"""Forms that surely come back unchanged: they need not be stored to be sure."""
_QUOTED: Final = re.compile(r'"[^"]*"')
_WITH_PREFIXES: Final = frozenset(
    extension
    for extension, rdf_format in FORMATS.items()
    if rdf_format in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG, ox.RdfFormat.RDF_XML) and extension not in ONLY_READ
)
_BATCH: Final = 10_000
_SHOWN: Final = 4


@dataclass(frozen=True)
class RewrittenLiteral:
    """Literal of a file, and the form in which the store returns it."""

    written: ox.Literal
    stored: ox.Literal


@dataclass(frozen=True)
class RewrittenLiterals:
    """How many statements have literals that the store rewrites, by datatype, and the first of these literals."""

    numbers: Counter[str]
    example: RewrittenLiteral

    def finding(self, file: Path) -> Finding:
        """Return a warning for those who start the server."""
        total = self.numbers.total()
        kinds = [f"{number:,} {name}" for name, number in self.numbers.most_common(_SHOWN)]
        others = ", …" if len(self.numbers) > _SHOWN else ""
        message = (
            f"{_turtle(self.example.written)} is served as {_turtle(self.example.stored)}, the same value; the store "
            f"rewrites {total:,} literal{'s' if total > 1 else ''} of this file ({', '.join(kinds)}{others})"
        )
        return Finding(Location(file, line_of(file, self.example.written)), "", message)


def prefixes_of(file: Path, content: bytes) -> dict[str, str]:
    """Return the prefixes that a file declares before its first statement, without those of the project."""
    if extension_of(file) not in _WITH_PREFIXES:
        return {}
    with open_document(file, warn=_ignore, content=content) as document:
        parser = ox.parse(document.stream, format=document.format, base_iri=document.base)
        next(parser, None)
        declared = sorted(parser.prefixes.items(), key=lambda item: (not item[0], item))  # the empty one last
        return {prefix: namespace for prefix, namespace in declared if prefix not in PREFIXES}


def rewritten_in(file: Path) -> RewrittenLiterals | None:
    """Return the literals of a file that the store rewrites; None if there are none, or if it cannot be read again."""
    if not file.is_file():
        return None  # a pipe can be read only once
    try:
        with open_document(file, warn=_ignore) as document:
            return find_rewritten(ox.parse(document.stream, format=document.format, base_iri=document.base))
    except (AliansiError, SyntaxError, MemoryError):
        return None  # reported where the file is opened


def find_rewritten(quads: Iterable[ox.Quad]) -> RewrittenLiterals | None:
    """Return the literals that the store rewrites; None if there are none."""
    numbers, example = Counter[str](), None
    for literal, stored, number in _rewritten(_batches(quads)):
        numbers[shorten(literal.datatype.value)] += number
        example = example or RewrittenLiteral(literal, stored)
    return RewrittenLiterals(numbers, example) if example else None


def _batches(quads: Iterable[ox.Quad]) -> Iterator[Counter[ox.Literal]]:
    """Yield the literals that may change, with their numbers; statements are read in a stream."""
    found = Counter[ox.Literal]()
    literal_class, kept = ox.Literal, _KEPT
    for quad in quads:
        term = quad.object
        if type(term) is not literal_class or (datatype := term.datatype) in _TEXTS:
            continue
        if (known := kept.get(datatype)) and known.fullmatch(term.value):
            continue
        found[term] += 1
        if len(found) == _BATCH:
            yield found
            found = Counter()
    yield found


def _rewritten(batches: Iterable[Counter[ox.Literal]]) -> Iterator[tuple[ox.Literal, ox.Literal, int]]:
    for batch in batches:
        subjects = {ox.NamedNode(f"x:{place}"): literal for place, literal in enumerate(batch)}
        store = ox.Store()
        store.extend(ox.Quad(subject, TYPE, literal) for subject, literal in subjects.items())
        stored = {quad.subject: quad.object for quad in store}
        for subject, literal in subjects.items():
            back = stored[subject]
            if isinstance(back, ox.Literal) and back != literal:
                yield literal, back, batch[literal]


def _ignore(_: Finding) -> None:
    """Ignore a warning that has been given when the file was read."""


def line_of(file: Path, literal: ox.Literal) -> int:
    """Return the first line of a text file that has a literal; 0 if it is not found, as in a packed file."""
    form = re.escape(literal.value)
    quoted = re.compile(rf""""{form}"|'{form}'|>\s*{form}\s*<""")
    bare = re.compile(rf"(?<![^\s,(\[:]){form}(?![\w+-]|\.\d)")
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, 1):
                if quoted.search(line) or bare.search(_QUOTED.sub("", line)):
                    return number
    except OSError:
        pass
    return 0


def _turtle(literal: ox.Literal) -> str:
    return f'"{literal.value}"^^{shorten(literal.datatype.value)}'
