"""RDF documents: a file as a stream that pyoxigraph parses, and its errors as findings with file and line."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import quote

import pyoxigraph as ox

from aliansi.errors import Finding, FindingsError, Location, UsageError
from aliansi.rdf_files.content import PLAIN_JSON, PLAIN_XML, Content, MisnamedFileError, content_of
from aliansi.rdf_files.formats import FORMATS, NAMES, ONLY_READ, extension_of
from aliansi.rdf_files.streams import ByteCounter, DamagedFileError, Stream, is_pipe, open_stream

MAX_TOKEN = 1 << 24
"""The bytes that pyoxigraph holds of one literal or IRI, except in RDF/XML."""

Warn = Callable[[Finding], None]

_PLACE = re.compile(r"^Parser error (at|between) line .*?: ")
_HINTS = {
    "A dot is expected": "; the line before may lack its “.” or “;”",
    "Line jumps are not allowed": "; a closing quotation mark is missing",
    "No scheme found": "; it is relative, and there is no base",
}
_AT_LINE_END = ("line jumps are not allowed", "must be followed by a dot")
_ALIKE = {"N-Quads": {"N-Triples"}, "Turtle": {"N-Triples"}, "TriG": {"Turtle", "N-Triples"}}
_ALIKE["JSON-LD"] = {PLAIN_JSON.name}
_ALIKE["Notation3"] = _ALIKE["TriG"] | {"TriG"}
"""Formats by format whose files it can read: what is wrong with them is not their extension."""

_INVALID = re.compile("Invalid IRI code point '(.)'")
_UNSUPPORTED = re.compile(rb'<<|\{\||@[a-zA-Z0-9-]+--(?:ltr|rtl)|"@direction"|parseType="Triple"|\bits:dir\b')


class UnsupportedTermError(Exception):
    """A term of RDF 1.2."""


def refuse_rdf_1_2(term: Any) -> None:
    """Raise UnsupportedTermError for a triple term or a text with a direction."""
    if isinstance(term, ox.Triple):
        raise UnsupportedTermError(
            "triple terms (RDF 1.2) are not supported; describe the statement with a node of its own"
        )
    if isinstance(term, ox.Literal) and term.direction:
        raise UnsupportedTermError("text directions (RDF 1.2) are not supported; leave them out")


@dataclass(frozen=True)
class RdfDocument:
    """The content of an RDF file as a stream, the extension of its format, and the base of its relative IRIs."""

    file: Path
    extension: str
    stream: BinaryIO
    base: str | None

    @property
    def format(self) -> ox.RdfFormat:
        """The format in which ``stream`` is."""
        return FORMATS[self.extension]


def public_base(file: Path) -> str:
    """Return a base of relative IRIs for data that others see: an address without the folders of this machine."""
    return f"file:///{quote(os.fsencode(file.name))}"


def log_warning(finding: Finding) -> None:
    """Log a warning about a file, for a program that does not collect them."""
    logging.getLogger(__name__).warning("%s", finding.render(Path.cwd()))


@contextmanager
def open_document(
    file: Path,
    form: str = "nt",
    counted: ByteCounter | None = None,
    warn: Warn = log_warning,
    content: bytes | None = None,
    base: str | None = None,
) -> Iterator[RdfDocument]:
    """Yield a file for a parser, from ``content`` if it has been read; ``-`` is standard input, in the format ``form``.

    The ``base`` of relative IRIs is the address of the file by default; standard input has none.
    Raises UsageError for a file that cannot be opened. Errors of decompression, encoding and syntax become a
    FindingsError with file and line; it names the format of a file that is not what its extension says. ``warn``
    receives what JSON-LD drops, once the file has been read.
    """
    extension = extension_of(file, form)
    if base is None and not is_pipe(file):
        base = file.absolute().as_uri()
    try:
        with open_stream(file, counted or ByteCounter([file], None), content) as raw:
            stream = _converted(raw, extension, base, file)
            document = RdfDocument(file, extension, cast(BinaryIO, stream), base)
            try:
                yield document
            except (SyntaxError, MemoryError, DamagedFileError, UnsupportedTermError, FindingsError) as error:
                raise _explained(document, raw, error) from error
            for finding in getattr(stream, "losses", lambda _: ())(file):
                warn(finding)
    except DamagedFileError as error:
        raise _error(file, error.line, str(error)) from error
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror or error}") from error


def _converted(raw: Stream, extension: str, base: str | None, file: Path) -> object:
    if extension in ONLY_READ:
        from aliansi.rdf_files.other_formats import converted

        return converted(raw, extension, base)
    if FORMATS[extension] == ox.RdfFormat.JSON_LD:
        from aliansi.rdf_files.json_ld import JsonLdStream

        return JsonLdStream(raw, base, None if is_pipe(file) else file.absolute().parent)
    if FORMATS[extension] == ox.RdfFormat.RDF_XML:
        from aliansi.rdf_files.rdf_xml import RdfXmlStream

        return RdfXmlStream(raw, base)
    return raw


def _explained(document: RdfDocument, raw: Stream, error: Exception) -> Exception:
    """Return the error as a finding about the file, the error itself if it is none."""
    file = document.file
    if isinstance(error, MemoryError):
        return _too_long(file, raw) if "buffer maximal size" in str(error) else error
    if isinstance(error, UnsupportedTermError):
        return _error(file, getattr(document.stream, "line", 0) or _first_line(file, raw), str(error))
    content = error.content if isinstance(error, MisnamedFileError) else content_of(raw.head)
    broken = content == PLAIN_XML and isinstance(error, DamagedFileError)
    if content and not broken and content.name not in _readable(document):
        if content.is_certain:
            line = error.line if isinstance(error, MisnamedFileError) else _line_of_start(raw.head)
            return _error(file, line, _misnamed(document, content))
        hint = f"; if the file is {content.name}, {_rename(document, content)}"
    else:
        hint = ""
    if isinstance(error, SyntaxError):
        line_of = getattr(document.stream, "line_of", lambda _: 0)
        return syntax_error(file, error, line=error.lineno or line_of(error.msg), hint=hint)
    if isinstance(error, DamagedFileError):
        return _error(file, error.line, str(error) + hint)
    return error


def _readable(document: RdfDocument) -> set[str]:
    name = NAMES[document.extension]
    return {name, *_ALIKE.get(name, ())}


def _line_of_start(head: bytes) -> int:
    return head[: len(head) - len(head.lstrip())].count(b"\n") + 1 if head.strip() else 1


def _misnamed(document: RdfDocument, content: Content) -> str:
    claimed = f"as {'--format' if is_pipe(document.file) else 'its extension'} says"
    expected = f", not {NAMES[document.extension]}, {claimed}" if content.extension else ""
    return f"is {content.name}{expected}: {_rename(document, content)}"


def _rename(document: RdfDocument, content: Content) -> str:
    file = document.file
    if not content.extension:
        return content.advice.format(file=file.name, stem=file.stem)
    if is_pipe(file):
        return f"use --format {content.extension}"
    packed = file.suffix if file.suffix.lower().removeprefix(".") != document.extension else ""
    return f"rename it to {Path(file.name.removesuffix(packed)).stem}.{content.extension}{packed}"


def _too_long(file: Path, raw: Stream) -> FindingsError:
    limit = MAX_TOKEN >> 20
    message = f"a literal or IRI has {limit} MiB or more, too much for this format: shorten it, or use RDF/XML (.rdf)"
    return _error(file, _line_at(file, raw.bytes_read - MAX_TOKEN), message)


def _line_at(file: Path, position: int) -> int:
    """Return the line of a position in the decompressed content of a file, 0 for a pipe."""
    if is_pipe(file):
        return 0
    line = 1
    with open_stream(file, ByteCounter([file], None)) as stream:
        while position > 0 and (data := stream.read(min(position, 1 << 20))):
            position -= len(data)
            line += data.count(b"\n")
    return line


def _first_line(file: Path, raw: Stream) -> int:
    """Return the line of the first sign of RDF 1.2, 0 if unknown."""
    if is_pipe(file):
        found = _UNSUPPORTED.search(raw.head)
        return raw.head[: found.start()].count(b"\n") + 1 if found else 0
    line = 1
    with open_stream(file, ByteCounter([file], None)) as stream:
        while data := stream.read(1 << 20):
            if found := _UNSUPPORTED.search(data):
                return line + data[: found.start()].count(b"\n")
            line += data.count(b"\n")
    return 0


def _error(file: Path, line: int, message: str) -> FindingsError:
    return FindingsError([Finding(Location(file, line), "", message)])


def syntax_error(file: Path, error: SyntaxError, lines: int = 0, line: int = 0, hint: str = "") -> FindingsError:
    """Return the error that pyoxigraph found in a file, ``lines`` lines after its start or on a ``line``."""
    what = _PLACE.sub("", error.msg)
    if "LoadDocumentCallback" in what:
        what = (
            "remote contexts are not fetched; put the context into the file, or save it next to it and name that file"
        )
    if "Invalid UTF-8" in what:
        what += "; save the file as UTF-8"
    if error.offset == 1 and any(sign in what for sign in _AT_LINE_END):
        what += "; the line before lacks a term or its final dot"
    else:
        what += next((advice for sign, advice in _HINTS.items() if sign in what), "")
    line = lines + error.lineno if error.lineno and not line else line
    if invalid := _INVALID.search(what):
        what += f"; write it as {quote(invalid[1], safe='')}"
    column = f" at column {error.offset}" if error.offset else ""
    return _error(file, line, f"syntax error{column}: {what}{hint}")
