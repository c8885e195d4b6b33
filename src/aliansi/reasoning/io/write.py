"""Writing triples of term numbers in any format to a file, as a whole or not at all, or to standard output."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
import pyoxigraph as ox

from aliansi.errors import UsageError
from aliansi.files import atomic_write
from aliansi.rdf_files.formats import BY_LINES, written_format
from aliansi.rdf_files.streams import STANDARD_INPUT, is_pipe
from aliansi.rdf_files.xml_output import UNWRITABLE, XmlStream, is_property_element, with_node_ids
from aliansi.reasoning.columns.sorted_index import Columns, distinct
from aliansi.reasoning.io.ntriples import BLOCK, lines
from aliansi.reasoning.terms.text import NAMESPACES, literal_of

_MAX_PARSED = 1 << 22
"""Characters of a line that pyoxigraph parses, whatever they are: it holds a literal of less than 16 MiB."""

_PACKERS: dict[str, Callable[[BinaryIO], AbstractContextManager[BinaryIO]]] = {
    ".gz": lambda stream: cast(BinaryIO, gzip.GzipFile("", "wb", 6, stream, mtime=0)),
    ".bz2": lambda stream: cast(BinaryIO, bz2.BZ2File(stream, "wb")),
    ".xz": lambda stream: cast(BinaryIO, lzma.LZMAFile(stream, "wb")),  # noqa: SIM115
}


def refuse_unwritable(out: Path) -> None:
    """Raise UsageError if a path cannot be written, before long work is done for it."""
    if out.is_dir():
        raise UsageError(f"{out}: cannot be written: it is a folder")
    written_format(out)
    folder = out.resolve().parent
    if not folder.is_dir():
        raise UsageError(f"{out}: cannot be written: there is no folder {folder}")
    if not os.access(folder, os.W_OK):
        raise UsageError(f"{out}: cannot be written: no permission to write in {folder}")


def write(
    texts: list[str],
    columns: Columns,
    out: Path | None,
    prefixes: Mapping[str, str],
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write triples in the format of the extension of ``out``, or as N-Triples to standard output or another pipe.

    Raises OSError if there is no room, which leaves a file as it was, and UsageError for terms that RDF/XML cannot
    express.
    """
    rdf_format = written_format(out) if out else ox.RdfFormat.N_TRIPLES
    if rdf_format == ox.RdfFormat.RDF_XML:
        _refuse_for_xml(texts, columns)
    by_lines = rdf_format in BY_LINES
    blocks = lines(texts, *(columns if by_lines else _sorted(columns)))
    if progress:
        blocks = _with_progress(blocks, len(columns[0]), progress)
    with _stream(out) as stream:
        if by_lines:
            for block in blocks:
                stream.write(block.encode())
        else:
            triples = _triples(blocks, rdf_format.supports_datasets)
            if rdf_format == ox.RdfFormat.RDF_XML:
                triples, stream = with_node_ids(triples), cast(BinaryIO, XmlStream(stream))
            ox.serialize(triples, stream, format=rdf_format, prefixes=NAMESPACES | dict(prefixes))


def _with_progress(blocks: Iterable[str], rows: int, progress: Callable[[int, int], None]) -> Iterator[str]:
    for number, block in enumerate(blocks, 1):
        yield block
        progress(min(number * BLOCK, rows), rows)


@contextmanager
def _stream(out: Path | None) -> Iterator[BinaryIO]:
    """Yield a stream to write to. Raises OSError that names the file, whichever write failed."""
    try:
        if out is None or out == STANDARD_INPUT:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        elif is_pipe(out):  # cannot be replaced by a finished file
            with out.open("wb") as pipe:
                yield pipe
        else:
            with atomic_write(out.resolve()) as stream, _packed(stream, out.suffix.lower()) as packed:
                yield packed
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(out or "standard output")) from error


@contextmanager
def _packed(stream: BinaryIO, suffix: str) -> Iterator[BinaryIO]:
    """Yield a stream that compresses, without file name and time: the same triples give the same bytes."""
    if suffix not in _PACKERS:
        yield stream
        return
    with _PACKERS[suffix](stream) as packed:
        yield packed


def _sorted(columns: Columns) -> Columns:
    """Sort triples by subject, predicate and object."""
    s, p, o = columns
    order = np.lexsort((o, p, s))
    return s[order], p[order], o[order]


def _triples(blocks: Iterable[str], quads: bool) -> Iterator[Any]:
    for block in blocks:
        if len(block) > _MAX_PARSED and max(map(len, block.split("\n"))) > _MAX_PARSED:
            for line in block.split(" .\n")[:-1]:
                triple = ox.Triple(*map(_term, line.split(" ", 2)))
                yield ox.Quad(*triple) if quads else triple
        else:
            for quad in ox.parse(block, format=ox.RdfFormat.N_TRIPLES):
                yield quad if quads else quad.triple


def _term(text: str) -> Any:
    """Return the term of a text of any length, which pyoxigraph does not parse."""
    if text[0] == "<":
        return ox.NamedNode(text[1:-1])
    if text[0] == "_":
        return ox.BlankNode(text[2:])
    words, language, datatype = literal_of(text)
    if language:
        return ox.Literal(words, language=language)
    return ox.Literal(words, datatype=ox.NamedNode(datatype) if datatype else None)


def _refuse_for_xml(texts: list[str], columns: Columns) -> None:
    """Raise UsageError for terms that would become invalid XML."""
    predicates, objects = (distinct(column).tolist() for column in columns[1:])
    for predicate in predicates:
        if not is_property_element(texts[predicate][1:-1]):
            raise UsageError(
                f"RDF/XML cannot write the property {texts[predicate]}: its IRI does not end in a name; use .ttl or .nt"
            )
    for value in objects:
        if UNWRITABLE.search(texts[value]):
            raise UsageError(f"RDF/XML cannot write a control character, as in {texts[value]!r}; use .ttl or .nt")
