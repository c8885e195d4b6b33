"""N-Triples and N-Quads to columns of term numbers and back, at the speed of the string functions of Python.

Most lines are cut at their spaces, and only a text that the dictionary has never seen is looked at: if it is one of
the plain forms below, it is a term. Every other line goes to pyoxigraph, which is strict; so what is accepted, and as
which term, is what pyoxigraph accepts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, compress, islice, repeat
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from aliansi.errors import Finding, FindingsError, Location
from aliansi.reasoning.terms.dictionary import Dictionary

Column = NDArray[np.int32]
Quads = Iterable[Any]  # what pyoxigraph.parse yields

CHUNK = 1 << 20  # larger ones leave the processor's cache
BLOCK = 1 << 14
_QUOTE, _BRACKET, _UNDERSCORE = b'"<_'

# The forms are narrower than the grammar, so that whatever fits them is right whatever stands beside it.
_CHARACTERS = r"[a-zA-Z0-9._~!$&'()*+,;=:@/\-\w]*+"
_PATH = rf"{_CHARACTERS}(?:%[0-9a-fA-F]{{2}}{_CHARACTERS})*+"
_IRI = (
    rf"<[a-zA-Z][a-zA-Z0-9+.\-]*+:(?://[a-zA-Z0-9.\-]*+(?::[0-9]{{1,4}})?(?:/{_PATH})?|(?!//){_PATH})"
    rf"(?:\?{_PATH})?(?:\#{_PATH})?>"
)
_BLANK = r"_:[a-zA-Z0-9_][a-zA-Z0-9_\-]*+"
_XSD, _RDF = r"http://www\.w3\.org/2001/XMLSchema\#", r"http://www\.w3\.org/1999/02/22-rdf-syntax-ns\#"
_NOT_WRITTEN = rf"(?:{_XSD}string|{_RDF}(?:dirL|l)angString)>"
_LITERAL = (
    r'"[^"\\\n\r]*+(?:\\["\\nr][^"\\\n\r]*+)*+"'
    rf"(?:@[a-z]{{2,3}}(?:-[a-z]{{2}})?|\^\^(?!<{_NOT_WRITTEN}){_IRI})?+"
)
_PLAIN_BLANK = re.compile(_BLANK)
_PREFIXED = re.compile(r"f[0-9]+-")

_PLACE = re.compile(r"^Parser error (at|between) line .*?: ")
_AT_LINE_END = ("line jumps are not allowed", "must be followed by a dot")


def chunks(stream: BinaryIO) -> Iterator[bytes]:
    """Yield a stream as chunks of whole lines, about a megabyte each."""
    begun: list[bytes] = []
    while data := stream.read(CHUNK):
        end = data.rfind(b"\n") + 1
        if end:
            yield b"".join([*begun, data[:end]])
            begun = []
        begun.append(data[end:])
    if rest := b"".join(begun):
        yield rest


class _TermForms:
    """The plain forms of terms; those of a first file leave the labels out that other files get."""

    def __init__(self, first: bool) -> None:
        term = rf"(?:{_IRI}|{_BLANK.replace('_:', '_:(?!f[0-9]+-)', 1) if first else _BLANK}|{_LITERAL})"
        self.term = re.compile(term)
        self.terms = re.compile(rf"(?:{term}\n)*+")
        self.object_and_graph = re.compile(rf"({term})(?: {_IRI}| {_BLANK})?")


_forms = cache(_TermForms)


class BlankNodeLabels:
    """Gives the blank nodes of each file labels of its own: the first file keeps its labels, others get a prefix.

    Only labels of the first file that look as if they had a prefix get one too.
    """

    def __init__(self, number: int) -> None:
        """Make the labels of the file with a number, the first one being 1."""
        self.number = number
        self.change = number > 1

    def text_of(self, label: str) -> str:
        """Return the text of a blank node."""
        if self.number == 1 and not _PREFIXED.match(label):
            return f"_:{label}"
        self.change = True  # from now on a label as it stands might be what another one has become
        return f"_:f{self.number}-{label}"

    def relabel(self, texts: Iterable[str]) -> list[str]:
        """Put blank nodes under their own labels; one that is not plain becomes no term at all."""
        return [
            text if text[:2] != "_:" else self.text_of(text[2:]) if _PLAIN_BLANK.fullmatch(text) else ""
            for text in texts
        ]


class Encoder:
    """Encodes the lines of one file, chunk by chunk."""

    def __init__(self, dictionary: Dictionary, file: Path, labels: BlankNodeLabels, rdf_format: ox.RdfFormat) -> None:
        """Encode N-Triples or N-Quads; ``file`` is what errors name."""
        self.dictionary, self.numbers = dictionary, dictionary.numbers
        self.file = file
        self.labels = labels
        self.format = rdf_format
        self.forms = _forms(labels.number == 1)
        self.lines = 0

    def encode(self, chunk: bytes) -> Column:
        """Return subject, predicate, object, subject, … of a chunk. Raises FindingsError with file and line."""
        numbers = self._encode_plain_lines(chunk)
        if numbers is None or not self._are_valid(numbers):
            numbers = self._numbers_of(self._parsed(chunk, chunk))
        self.lines += chunk.count(b"\n")
        if returns := chunk.count(b"\r"):  # alone they end a line too
            self.lines += returns - chunk.count(b"\r\n")
        return numbers

    def _encode_plain_lines(self, chunk: bytes) -> Column | None:
        """Encode the plain lines by cutting and leave the others to the parser; None if it must see the whole chunk."""
        try:
            text = chunk.decode()
        except UnicodeDecodeError:
            return None
        lines = (text.replace("\r\n", "\n") if "\r" in text else text).split(" .\n")
        rest = lines.pop()
        flat = list(chain.from_iterable(map(str.split, lines, repeat(" "), repeat(2))))
        if len(flat) != 3 * len(lines):
            return None
        if self.format == ox.RdfFormat.N_QUADS:
            flat[2::3] = map(_Objects(self.forms.object_and_graph).__getitem__, flat[2::3])
        if self.labels.change and "_:" in text:
            flat = self.labels.relabel(flat)
        odd, numbers = self._encode_if_plain(flat)
        if odd:
            is_odd = [not odd.isdisjoint(flat[i : i + 3]) for i in range(0, len(flat), 3)]
            flat = list(compress(flat, (not wrong for wrong in is_odd for _ in "spo")))
            rest = "".join(f"{line} .\n" for line in compress(lines, is_odd)) + rest
            numbers = self._numbers_of(flat)
        return np.concatenate([numbers, self._numbers_of(self._parsed(rest.encode(), chunk))]) if rest else numbers

    def _encode_if_plain(self, texts: list[str]) -> tuple[set[str], Column]:
        """Encode texts; or, if some of them are no plain terms, number none of the new ones and return those."""
        before = len(self.numbers)
        numbers = self._numbers_of(texts)
        new = list(islice(reversed(self.numbers), len(self.numbers) - before))
        joined = "\n".join([*new, ""])
        if joined.count("\n") == len(new) and self.forms.terms.fullmatch(joined):
            return set(), numbers
        for _ in new:
            self.numbers.popitem()
        return {text for text in new if not self.forms.term.fullmatch(text)}, numbers

    def _numbers_of(self, texts: list[str]) -> Column:
        return np.fromiter(map(self.numbers.__getitem__, texts), np.int32, len(texts))

    def _are_valid(self, numbers: Column) -> bool:
        """Say whether the subjects are IRIs or blank nodes, the predicates IRIs and the objects terms."""
        starts = np.frombuffer(self.dictionary.starts(), np.uint8)
        s, p, o = (starts[numbers[i::3]] for i in range(3))
        return bool((s != _QUOTE).all() and (p == _BRACKET).all() and (o <= _UNDERSCORE).all())

    def _parsed(self, part: bytes, chunk: bytes) -> list[str]:
        """Parse part of a chunk strictly; an error is looked for in the whole chunk, where its line is known."""
        try:
            quads = ox.parse(part, format=self.format)
            return list(chain.from_iterable(texts_of(quads, self.labels)))
        except SyntaxError as error:
            if part is chunk:
                raise syntax_error(self.file, error, self.lines) from error
        except UnsupportedTermError as error:
            self._report_term(error, chunk)
        return self._parsed(chunk, chunk)

    def _report_term(self, error: UnsupportedTermError, chunk: bytes) -> NoReturn:
        for number, line in enumerate(chunk.splitlines(), self.lines + 1):
            try:
                list(texts_of(ox.parse(line, format=self.format), self.labels))
            except UnsupportedTermError as found:
                raise FindingsError([Finding(Location(self.file, number), "", str(found))]) from found
        raise FindingsError([Finding(Location(self.file), "", str(error))]) from error


class _Objects(dict[str, str]):
    """The object in “object graph”, or an empty text if it must be parsed."""

    def __init__(self, form: re.Pattern[str]) -> None:
        self.form = form

    def __missing__(self, both: str) -> str:
        found = self.form.fullmatch(both)
        self[both] = found[1] if found else ""
        return self[both]


class UnsupportedTermError(Exception):
    """A term that RDF 1.1 does not have."""


def texts_of(quads: Quads, labels: BlankNodeLabels) -> Iterator[tuple[str, str, str]]:
    """Yield the canonical texts of what pyoxigraph has parsed, without the graphs."""
    for subject, predicate, object_, *_ in quads:
        yield _text_of(subject, labels), str(predicate), _text_of(object_, labels)


def _text_of(term: Any, labels: BlankNodeLabels) -> str:
    if isinstance(term, ox.BlankNode):
        return labels.text_of(term.value)
    if isinstance(term, ox.Triple):
        raise UnsupportedTermError(
            "a triple as a term (RDF 1.2) cannot be reasoned over; describe it with a node of its own"
        )
    text = str(term)
    if isinstance(term, ox.Literal):
        if term.direction:
            raise UnsupportedTermError("a text direction (RDF 1.2) cannot be reasoned over; leave it out")
        if "\\" in text:  # pyoxigraph escapes more than must be
            value = term.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
            return f'"{value}{text[text.rindex(chr(34)) :]}'
    return text


def syntax_error(file: Path, error: SyntaxError, lines: int = 0) -> FindingsError:
    """Return what pyoxigraph found wrong in a file, ``lines`` lines after its start."""
    what = _PLACE.sub("", error.msg)
    if "LoadDocumentCallback" in what:
        what = "a context elsewhere is not fetched; put it into the file"
    if "Invalid UTF-8" in what:
        what += "; save the file as UTF-8"
    if error.offset == 1 and any(sign in what for sign in _AT_LINE_END):
        what += "; the line before lacks a term or its final dot"
    place = Location(file, lines + error.lineno if error.lineno else 0)
    column = f" at column {error.offset}" if error.offset else ""
    return FindingsError([Finding(place, "", f"syntax error{column}: {what}")])


class NumberedLabels(BlankNodeLabels):
    """Numbers the blank nodes of a file: most of them have no label in it, or one that was made up in reading."""

    def __init__(self, number: int) -> None:
        """Make the labels of the file with a number."""
        super().__init__(number)
        self.given: dict[str, str] = {}

    def text_of(self, label: str) -> str:
        """Return the text of a blank node."""
        return super().text_of(self.given.setdefault(label, f"b{len(self.given) + 1}"))


def are_triples(texts: list[str], s: NDArray[Any], p: NDArray[Any], o: NDArray[Any]) -> NDArray[np.bool_]:
    """Say which rows are triples of RDF: no literal as subject, and a predicate that is an IRI."""
    starts = np.fromiter(map(ord, map(itemgetter(0), texts)), np.uint8, len(texts))
    is_iri, is_blank, is_literal = starts == _BRACKET, starts == _UNDERSCORE, starts == _QUOTE
    is_node = is_iri | is_blank
    found: NDArray[np.bool_] = is_node[s] & is_iri[p] & (is_node | is_literal)[o]
    return found


def lines(texts: list[str], s: NDArray[Any], p: NDArray[Any], o: NDArray[Any]) -> Iterator[str]:
    """Yield triples of term numbers as N-Triples, many lines at once; each row is to be a triple of RDF."""
    terms = np.array(texts, object)
    for start in range(0, len(s), BLOCK):
        size = min(BLOCK, len(s) - start)
        pieces = [" "] * (6 * size)
        for position, column in zip((0, 2, 4), (s, p, o), strict=True):
            pieces[position::6] = terms[column[start : start + size]].tolist()
        pieces[5::6] = [" .\n"] * size
        yield "".join(pieces)
