"""Read RDF files of any format into columns of term numbers, strictly and without holding their text."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
import pyoxigraph as ox

from aliansi.findings import Finding, FindingsError, Location, UsageError
from aliansi.reasoning.dictionary import Dictionary
from aliansi.reasoning.ntriples import (
    Column,
    Encoder,
    Labels,
    NewLabels,
    UnwritableTerm,
    chunks,
    syntax_error,
    texts_of,
)

Progress = Callable[[int, int], None]
Columns = tuple[Column, Column, Column]

STANDARD_INPUT = Path("-")
FORMATS = {
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "rdf": ox.RdfFormat.RDF_XML,
    "xml": ox.RdfFormat.RDF_XML,
    "owl": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
"""The formats by extension; each may be packed as well (``.nt.gz``)."""

BY_LINES = {ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS}
_BATCH = 1 << 14


@dataclass
class Reading:
    """What has been read: the triples as columns of term numbers, and the prefixes that the files declare."""

    s: Column
    p: Column
    o: Column
    prefixes: dict[str, str]


def read(
    files: Iterable[Path], dictionary: Dictionary, *, form: str = "nt", progress: Progress | None = None
) -> Reading:
    """Return the triples of all files, of all their graphs, as columns of numbers in ``dictionary``.

    ``-`` is standard input, in the format ``form``. Blank nodes of two files are never the same. ``progress`` gets the
    bytes that have been read and those that there are (0 if nobody knows). Raises UsageError for a file that cannot be
    opened, and FindingsError with file and line for one that is wrong; the dictionary is of no use then.
    """
    files = list(files)
    formats = [format_of(file, form) for file in files]
    counted = _Counted(files, progress)
    starts = bytearray()
    prefixes: dict[str, str] = {}
    columns: list[list[Column]] = [[], [], []]
    for number, (file, rdf_format) in enumerate(zip(files, formats, strict=True), 1):
        with _opened(file, counted) as stream:
            if rdf_format in BY_LINES:
                encoder = Encoder(dictionary, starts, file, Labels(number), rdf_format)
                batches: Iterator[Column] = map(encoder.encode, chunks(stream))
            else:
                batches = _Parsed(dictionary, file, rdf_format, prefixes).batches(stream, NewLabels(number))
            for batch in batches:
                for position, column in enumerate(columns):
                    column.append(batch[position::3].copy())
    s, p, o = (np.concatenate([np.empty(0, np.int32), *column]) for column in columns)
    return Reading(s, p, o, prefixes)


def format_of(file: Path, form: str = "nt") -> ox.RdfFormat:
    """Return the format of a file by its extension, or of standard input by ``form``. Raises UsageError."""
    extension = form if file == STANDARD_INPUT else Path(file.name.removesuffix(".gz")).suffix.removeprefix(".")
    if extension not in FORMATS:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise UsageError(
            f"{file}: no RDF format has the extension .{extension}; known are {known}, packed (.gz) or not"
        )
    return FORMATS[extension]


class _Counted:
    """Tells how much of all files has been read."""

    def __init__(self, files: list[Path], progress: Progress | None) -> None:
        self.progress = progress
        self.before = 0
        self.total = 0 if STANDARD_INPUT in files else sum(file.stat().st_size for file in files if file.is_file())

    def at(self, position: int) -> None:
        """Report the position in the current file."""
        if self.progress:
            self.progress(self.before + position, self.total)


class _Watched:
    """A stream that reports its position whenever it is read."""

    def __init__(self, stream: BinaryIO, raw: BinaryIO, counted: _Counted) -> None:
        self.stream, self.raw, self.counted = stream, raw, counted

    def read(self, size: int = -1) -> bytes:
        """Read at most ``size`` bytes."""
        data = self.stream.read(size)
        if self.raw.seekable():
            self.counted.at(self.raw.tell())
        return data


@contextmanager
def _opened(file: Path, counted: _Counted) -> Iterator[BinaryIO]:
    if file == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    try:
        raw = file.open("rb")
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from error
    with raw:
        stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if file.suffix == ".gz" else raw
        try:
            yield cast(BinaryIO, _Watched(stream, raw, counted))
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise FindingsError([Finding(Location(file), "", f"cannot be unpacked: {error}")]) from error
        except OSError as error:
            raise UsageError(f"{file}: cannot be read: {error.strerror}") from error
        counted.before += raw.tell()


@dataclass(frozen=True)
class _Parsed:
    """A file that pyoxigraph parses as a whole, streaming."""

    dictionary: Dictionary
    file: Path
    format: ox.RdfFormat
    prefixes: dict[str, str]

    def batches(self, stream: BinaryIO, labels: Labels) -> Iterator[Column]:
        """Yield subject, predicate, object, subject, … in batches."""
        base = None if self.file == STANDARD_INPUT else self.file.absolute().as_uri()
        try:
            parser = ox.parse(stream, format=self.format, base_iri=base)
            texts = texts_of(parser, labels)
            while batch := list(islice(texts, _BATCH)):
                numbers = map(self.dictionary.numbers.__getitem__, chain.from_iterable(batch))
                yield np.fromiter(numbers, np.int32, 3 * len(batch))
        except SyntaxError as error:
            raise syntax_error(self.file, error) from error
        except UnwritableTerm as error:
            raise FindingsError([Finding(Location(self.file), "", str(error))]) from error
        for prefix, namespace in parser.prefixes.items():
            self.prefixes.setdefault(prefix, namespace)
