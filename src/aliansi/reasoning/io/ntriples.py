"""N-Triples and N-Quads to columns of term numbers and back, as fast as Python's string functions allow.

Most lines are split at their spaces, and only new texts are checked: a text that matches one of the plain forms below
is a term. Every other line goes to pyoxigraph, which is strict, so that the accepted input is exactly what pyoxigraph
accepts.
"""

from __future__ import annotations

import re
import sys
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
from aliansi.rdf_files.documents import UnsupportedTermError, refuse_rdf_1_2, syntax_error
from aliansi.rdf_files.rdf_xml import NO_LANGUAGE
from aliansi.reasoning.terms.dictionary import Dictionary

Column = NDArray[np.int32]
Quads = Iterable[Any]  # what pyoxigraph.parse yields

CHUNK = 1 << 20  # larger chunks exceed the processor's cache
BLOCK = 1 << 14
_QUOTE, _BRACKET, _UNDERSCORE = b'"<_'

# These forms are narrower than the grammar: a text that matches one is a valid term in any context.
_CHARACTERS = r"[a-zA-Z0-9._~!$&'()*+,;=:@/\-\w]*+"
_PATH = rf"{_CHARACTERS}(?:(?=%[0-9a-fA-F]{{2}})...{_CHARACTERS})*+"
_IRI = (
    rf"<[a-zA-Z][a-zA-Z0-9+.\-]*+:(?://[a-zA-Z0-9.\-]*+(?::[0-9]{{1,4}})?(?:/{_PATH})?|(?!//){_PATH})"
    rf"(?:\?{_PATH})?(?:\#{_PATH})?>"
)
_BLANK = r"_:[a-zA-Z0-9_][a-zA-Z0-9_\-]*+"
_XSD, _RDF = r"http://www\.w3\.org/2001/XMLSchema\#", r"http://www\.w3\.org/1999/02/22-rdf-syntax-ns\#"
_NOT_WRITTEN = rf"(?:{_XSD}string|{_RDF}(?:dirL|l)angString)>"
_LITERAL = (
    r'"[^"\\\n\r]*+(?:(?=\\["\\nr])..[^"\\\n\r]*+)*+"'
    rf"(?:@[a-z]{{2,3}}(?:-[a-z]{{2}})?|\^\^(?!<{_NOT_WRITTEN}){_IRI}|(?![@^]))"
)
# Python before 3.11.5 forgets where a possessive repeat has ended if its group fails after its first character
# (python/cpython#106052); a greedy one finds the same terms more slowly.
_REPEAT = "*+" if sys.version_info >= (3, 11, 5) else "*"
_NO_LANGUAGE = f"@{NO_LANGUAGE}"
_PLAIN_BLANK = re.compile(_BLANK)
_PREFIXED = re.compile(r"f[0-9]+-")


def chunks(stream: BinaryIO) -> Iterator[bytes]:
    """Yield a stream as chunks of whole lines, about a megabyte each."""
    partial: list[bytes] = []
    while data := stream.read(CHUNK):
        end = data.rfind(b"\n") + 1
        if end:
            yield b"".join([*partial, data[:end]])
            partial = []
        partial.append(data[end:])
    if rest := b"".join(partial):
        yield rest


class _TermForms:
    """Regular expressions of plain terms; in the first file, blank node labels must not look like renamed ones."""

    def __init__(self, first: bool) -> None:
        term = rf"(?:{_IRI}|{_BLANK.replace('_:', '_:(?!f[0-9]+-)', 1) if first else _BLANK}|{_LITERAL})"
        self.term = re.compile(term)
        self.terms = re.compile(rf"(?:{term}\n){_REPEAT}")
        self.object_and_graph = re.compile(rf"({term})(?: {_IRI}| {_BLANK})?")


_forms = cache(_TermForms)


class BlankNodeLabels:
    """Keeps the blank nodes of files apart: the first file keeps its labels, others get a prefix.

    A label of the first file that looks as if it had such a prefix gets one too.
    """

    def __init__(self, number: int) -> None:
        """Label the blank nodes of a file by its number, which starts from 1."""
        self.number = number
        self.change = number > 1

    def text_of(self, label: str) -> str:
        """Return the text of a blank node."""
        if self.number == 1 and not _PREFIXED.match(label):
            return f"_:{label}"
        self.change = True  # from now on, an unchanged label could equal a changed one
        return f"_:f{self.number}-{label}"

    def relabel(self, texts: Iterable[str]) -> list[str]:
        """Relabel blank nodes; one that is not in plain form becomes an empty text."""
        return [
            text if text[:2] != "_:" else self.text_of(text[2:]) if _PLAIN_BLANK.fullmatch(text) else ""
            for text in texts
        ]


class Encoder:
    """Encodes the lines of one file, chunk by chunk."""

    def __init__(self, dictionary: Dictionary, file: Path, labels: BlankNodeLabels, rdf_format: ox.RdfFormat) -> None:
        """Encode N-Triples or N-Quads; errors name ``file``."""
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
        if returns := chunk.count(b"\r"):  # a lone carriage return ends a line too
            self.lines += returns - chunk.count(b"\r\n")
        return numbers

    def _encode_plain_lines(self, chunk: bytes) -> Column | None:
        """Encode plain lines by splitting, others by parsing; return None if the whole chunk must be parsed."""
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
        """Encode texts; if some are not plain terms, undo that for new texts and return the failing ones."""
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
        """Return whether subjects are IRIs or blank nodes, predicates IRIs and objects terms."""
        starts = np.frombuffer(self.dictionary.starts(), np.uint8)
        s, p, o = (starts[numbers[i::3]] for i in range(3))
        return bool((s != _QUOTE).all() and (p == _BRACKET).all() and (o <= _UNDERSCORE).all())

    def _parsed(self, part: bytes, chunk: bytes) -> list[str]:
        """Parse part of a chunk strictly; on an error parse the whole chunk, where its line number is known."""
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
    """Cache of the object in "object graph"; an empty text if it must be parsed."""

    def __init__(self, form: re.Pattern[str]) -> None:
        self.form = form

    def __missing__(self, both: str) -> str:
        found = self.form.fullmatch(both)
        self[both] = found[1] if found else ""
        return self[both]


def texts_of(quads: Quads, labels: BlankNodeLabels) -> Iterator[tuple[str, str, str]]:
    """Yield the canonical texts of parsed quads, without the graphs."""
    for subject, predicate, object_, *_ in quads:
        yield _text_of(subject, labels), str(predicate), _text_of(object_, labels)


def _text_of(term: Any, labels: BlankNodeLabels) -> str:
    if isinstance(term, ox.BlankNode):
        return labels.text_of(term.value)
    refuse_rdf_1_2(term)
    text = str(term)
    if isinstance(term, ox.Literal):
        text = text.removesuffix(_NO_LANGUAGE)
        if "\\" in text:  # pyoxigraph escapes more than necessary
            value = term.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
            return f'"{value}{text[text.rindex(chr(34)) :]}'
    return text


class NumberedLabels(BlankNodeLabels):
    """Numbers the blank nodes of a file whose format has few labels of its own."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.given: dict[str, str] = {}

    def text_of(self, label: str) -> str:
        """Return the text of a blank node."""
        return super().text_of(self.given.setdefault(label, f"b{len(self.given) + 1}"))


def are_triples(texts: list[str], s: NDArray[Any], p: NDArray[Any], o: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which rows are RDF triples: no literal as subject, and an IRI as predicate."""
    starts = np.fromiter(map(ord, map(itemgetter(0), texts)), np.uint8, len(texts))
    is_iri, is_blank, is_literal = starts == _BRACKET, starts == _UNDERSCORE, starts == _QUOTE
    is_node = is_iri | is_blank
    found: NDArray[np.bool_] = is_node[s] & is_iri[p] & (is_node | is_literal)[o]
    return found


def lines(texts: list[str], s: NDArray[Any], p: NDArray[Any], o: NDArray[Any]) -> Iterator[str]:
    """Yield triples of term numbers as blocks of N-Triples lines; each row must be an RDF triple."""
    terms = np.array(texts, object)
    for start in range(0, len(s), BLOCK):
        size = min(BLOCK, len(s) - start)
        pieces = [" "] * (6 * size)
        for position, column in zip((0, 2, 4), (s, p, o), strict=True):
            pieces[position::6] = terms[column[start : start + size]].tolist()
        pieces[5::6] = [" .\n"] * size
        yield "".join(pieces)
