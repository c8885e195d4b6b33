"""Reading RDF files of any format into columns of term numbers, strictly and without keeping their text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import numpy as np
import pyoxigraph as ox

from aliansi.rdf_files.documents import RdfDocument, Warn, log_warning, open_document
from aliansi.rdf_files.formats import BY_LINES, extension_of
from aliansi.rdf_files.streams import ByteCounter, Progress
from aliansi.reasoning.io.ntriples import (
    BlankNodeLabels,
    Column,
    Encoder,
    NumberedLabels,
    chunks,
    texts_of,
)
from aliansi.reasoning.terms.dictionary import Dictionary

Columns = tuple[Column, Column, Column]

_BATCH = 1 << 14


@dataclass
class ParsedFiles:
    """Triples of files as columns of term numbers, and the prefixes that the files declare."""

    s: Column
    p: Column
    o: Column
    prefixes: dict[str, str]


def read(
    files: Iterable[Path],
    dictionary: Dictionary,
    *,
    form: str = "nt",
    progress: Progress | None = None,
    warn: Warn = log_warning,
) -> ParsedFiles:
    """Return the triples of all files and all their graphs as columns of numbers in ``dictionary``.

    ``-`` is standard input, in the format ``form``. Blank nodes of different files are different. ``progress`` receives
    the bytes read so far, before decompression, and the total (0 if unknown); ``warn`` what JSON-LD drops. Raises
    UsageError for a file that cannot be opened, and FindingsError with file and line for an invalid one; the dictionary
    is then unusable.
    """
    files = list(files)
    for file in files:
        extension_of(file, form)  # before any is read
    counted = ByteCounter(files, progress)
    prefixes: dict[str, str] = {}
    columns: list[list[Column]] = [[], [], []]
    for number, file in enumerate(files, 1):
        with open_document(file, form, counted, warn) as document:
            if document.format in BY_LINES:
                encoder = Encoder(dictionary, file, BlankNodeLabels(number), document.format)
                batches: Iterator[Column] = map(encoder.encode, chunks(document.stream))
            else:
                batches = _parsed(document, dictionary, NumberedLabels(number), prefixes)
            for batch in batches:
                for position, column in enumerate(columns):
                    column.append(batch[position::3].copy())
    s, p, o = (np.concatenate([np.empty(0, np.int32), *column]) for column in columns)
    return ParsedFiles(s, p, o, prefixes)


def _parsed(
    document: RdfDocument, dictionary: Dictionary, labels: BlankNodeLabels, prefixes: dict[str, str]
) -> Iterator[Column]:
    """Yield subject, predicate, object, subject, … of a document in batches; add its prefixes at the end."""
    parser = ox.parse(document.stream, format=document.format, base_iri=document.base)
    texts = texts_of(parser, labels)
    while batch := list(islice(texts, _BATCH)):
        numbers = map(dictionary.numbers.__getitem__, chain.from_iterable(batch))
        yield np.fromiter(numbers, np.int32, 3 * len(batch))
    for prefix, namespace in parser.prefixes.items():
        prefixes.setdefault(prefix, namespace)
