"""Reading RDF files of any format into columns of term numbers, strictly and without keeping their text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
import pyoxigraph as ox

from aliansi.errors import Finding, FindingsError, Location, UsageError
from aliansi.reasoning.io.ntriples import (
    BlankNodeLabels,
    Column,
    Encoder,
    NumberedLabels,
    UnsupportedTermError,
    chunks,
    syntax_error,
    texts_of,
)
from aliansi.reasoning.io.streams import ByteCounter, CheckedXml, DamagedFileError, Progress, is_pipe, open_stream
from aliansi.reasoning.terms.dictionary import Dictionary

Columns = tuple[Column, Column, Column]

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
"""Formats by extension; each may be compressed as well (``.nt.gz``)."""

BY_LINES = {ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS}
_BATCH = 1 << 14


@dataclass
class ParsedFiles:
    """Triples of files as columns of term numbers, and the prefixes that the files declare."""

    s: Column
    p: Column
    o: Column
    prefixes: dict[str, str]


def read(
    files: Iterable[Path], dictionary: Dictionary, *, form: str = "nt", progress: Progress | None = None
) -> ParsedFiles:
    """Return the triples of all files and all their graphs as columns of numbers in ``dictionary``.

    ``-`` is standard input, in the format ``form``. Blank nodes of different files are different. ``progress`` receives
    the bytes read so far, before decompression, and the total (0 if unknown). Raises UsageError for a file that cannot
    be opened, and FindingsError with file and line for an invalid one; the dictionary is then unusable.
    """
    files = list(files)
    formats = [format_of(file, form) for file in files]
    counted = ByteCounter(files, progress)
    prefixes: dict[str, str] = {}
    columns: list[list[Column]] = [[], [], []]
    for number, (file, rdf_format) in enumerate(zip(files, formats, strict=True), 1):
        with _open(file, counted) as stream:
            if rdf_format in BY_LINES:
                encoder = Encoder(dictionary, file, BlankNodeLabels(number), rdf_format)
                batches: Iterator[Column] = map(encoder.encode, chunks(stream))
            else:
                batches = _StreamingParser(dictionary, file, rdf_format, prefixes).batches(
                    stream, NumberedLabels(number)
                )
            for batch in batches:
                for position, column in enumerate(columns):
                    column.append(batch[position::3].copy())
    s, p, o = (np.concatenate([np.empty(0, np.int32), *column]) for column in columns)
    return ParsedFiles(s, p, o, prefixes)


def format_of(file: Path, form: str = "nt") -> ox.RdfFormat:
    """Return the format of a file by its extension, of standard input and other pipes ``form``. Raises UsageError."""
    extension = Path(file.name.lower().removesuffix(".gz")).suffix.removeprefix(".")
    if extension not in FORMATS:
        if is_pipe(file):
            extension = form
        else:
            what = f"no RDF format has the extension .{extension}" if extension else "it has no extension"
            known = ", ".join(f".{name}" for name in FORMATS)
            raise UsageError(f"{file}: {what}; valid: {known}, also with .gz")
    return FORMATS[extension]


@contextmanager
def _open(file: Path, counted: ByteCounter) -> Iterator[BinaryIO]:
    try:
        with open_stream(file, counted) as stream:
            yield stream
    except DamagedFileError as error:
        raise FindingsError([Finding(Location(file, error.line), "", str(error))]) from error
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror or error}") from error


@dataclass(frozen=True)
class _StreamingParser:
    """A file that pyoxigraph parses as a stream."""

    dictionary: Dictionary
    file: Path
    format: ox.RdfFormat
    prefixes: dict[str, str]

    def batches(self, stream: BinaryIO, labels: BlankNodeLabels) -> Iterator[Column]:
        """Yield subject, predicate, object, subject, … in batches."""
        base = None if is_pipe(self.file) else self.file.absolute().as_uri()
        if self.format == ox.RdfFormat.RDF_XML:
            stream = cast(BinaryIO, CheckedXml(stream))
        try:
            parser = ox.parse(stream, format=self.format, base_iri=base)
            texts = texts_of(parser, labels)
            while batch := list(islice(texts, _BATCH)):
                numbers = map(self.dictionary.numbers.__getitem__, chain.from_iterable(batch))
                yield np.fromiter(numbers, np.int32, 3 * len(batch))
        except SyntaxError as error:
            raise syntax_error(self.file, error) from error
        except UnsupportedTermError as error:
            raise FindingsError([Finding(Location(self.file), "", str(error))]) from error
        for prefix, namespace in parser.prefixes.items():
            self.prefixes.setdefault(prefix, namespace)
