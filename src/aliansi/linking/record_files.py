"""Files with records of Wikidata: JSON documents, or a record on each line as in its dumps, in constant memory."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from aliansi.errors import Finding, Location
from aliansi.rdf_files.content import HTML, UTF_16, content_of
from aliansi.rdf_files.streams import HEAD, ByteCounter, DamagedFileError, Stream, open_stream

MAX_LINE: Final = 1 << 26
"""Bytes of a line. Wikidata allows 3 MB for a record, and an answer has at most 50 of them."""
MAX_DOCUMENT: Final = 1 << 28
"""Bytes of a document that is not one record on each line."""
MAX_FINDINGS: Final = 100
"""Findings in a file: a dump has a hundred million lines."""

_CHUNK: Final = 1 << 20
_DOWNLOAD: Final = "download it again"
_SAVE: Final = "save https://www.wikidata.org/wiki/Special:EntityData/Q….json"
_JSON_STARTS: Final = (b"{", b"[", b"null", b"true", b"false", b'"')
_BRACKETS: Final = (b"", b"[", b"]", b",")
_BETWEEN: Final = re.compile(r"[\s,]*")

Wanted = Callable[[bytes], bool]
"""Whether a line may be of use, by its bytes: asked before its JSON is read, which takes a hundred times as long."""


@dataclass(frozen=True)
class JsonDocument:
    """JSON of a file or of a line, with its place; ``is_line`` if the file has a record on each line."""

    json: object
    location: Location
    is_line: bool


@dataclass(frozen=True)
class _Line:
    """Line of a file without its end; its text is empty if it is longer than the limit."""

    number: int
    text: bytes
    is_too_long: bool = False


def documents(file: Path, counted: ByteCounter, findings: list[Finding], wanted: Wanted) -> Iterator[JsonDocument]:
    """Yield the JSON documents of a file, compressed or not; what cannot be read becomes a finding."""
    reader = _FileReader(file, findings)
    try:
        with open_stream(file, counted) as stream:
            yield from reader.documents(stream, wanted)
    except OSError as error:
        reader.report(0, f"cannot be read: {error.strerror or error}")
    if reader.damage:
        reader.report(0, f"{reader.damage}; {_DOWNLOAD}")


class _FileReader:
    """Reads the documents of one file."""

    def __init__(self, file: Path, findings: list[Finding]) -> None:
        self.file, self._findings = file, findings
        self.damage: DamagedFileError | None = None
        self._reported = 0

    def report(self, line: int, message: str) -> None:
        """Add a finding about a line, unless there are too many in this file already."""
        self._reported += 1
        if self._reported == MAX_FINDINGS:
            message = f"{message}; further lines that cannot be read are not named"
        if self._reported <= MAX_FINDINGS:
            self._findings.append(Finding(Location(self.file, line), "", message))

    def documents(self, stream: Stream, wanted: Wanted) -> Iterator[JsonDocument]:
        """Yield the documents of a stream: of each line if one of the first two is a whole document."""
        lines, head, content = self._lines(stream), [], []
        for line in lines:
            head.append(line)
            if line.text.strip() not in _BRACKETS or line.is_too_long:
                content.append(line)
            if len(content) == 2:
                break
        has_lines = any(map(_is_record, content)) and (len(content) == 2 or self.damage is not None)
        if not content:
            if not self.damage and not any(line.text.strip() for line in head):
                self.report(0, f"is empty; {_DOWNLOAD}")
        elif not has_lines and (reason := _other_content(stream.head, self.file)):
            self.report(0, reason)
        elif has_lines:
            yield from self._of_lines(chain(head, lines), wanted)
        else:
            yield from self._whole(chain(head, lines))

    def _lines(self, stream: Stream) -> Iterator[_Line]:
        """Yield the lines of a stream, without the last one if the file is damaged there."""
        number, parts, size = 1, list[bytes](), 0
        try:
            while chunk := stream.read1(_CHUNK):
                for index, piece in enumerate(chunk.split(b"\n")):
                    if index:
                        yield _Line(number, b"".join(parts), size > MAX_LINE)
                        number, parts, size = number + 1, [], 0
                    size += len(piece)
                    parts.append(piece if size <= MAX_LINE else b"")
        except DamagedFileError as error:
            self.damage = error
            return
        if size:
            yield _Line(number, b"".join(parts), size > MAX_LINE)

    def _of_lines(self, lines: Iterable[_Line], wanted: Wanted) -> Iterator[JsonDocument]:
        for line in lines:
            if line.is_too_long:
                self.report(line.number, f"a line of more than {MAX_LINE >> 20} MB is left out; records are smaller")
                continue
            text = _record_text(line.text)
            if text in _BRACKETS or not wanted(text):
                continue
            try:
                yield JsonDocument(json.loads(text.decode()), Location(self.file, line.number), is_line=True)
            except RecursionError:
                self.report(line.number, "is nested too deep for JSON of Wikidata; the line is left out")
            except ValueError as error:
                self.report(line.number, f"{_reason(error)}; the line is left out")

    def _whole(self, lines: Iterable[_Line]) -> Iterator[JsonDocument]:
        """Yield the documents of a file in which they may have many lines."""
        parts, size = [], 0
        for line in lines:
            parts.append(line.text)
            size += len(line.text) + 1
            if line.is_too_long or size > MAX_DOCUMENT:
                self.report(
                    0,
                    f"is a document of more than {MAX_DOCUMENT >> 20} MB, or has a line of more than "
                    f"{MAX_LINE >> 20} MB; split it, or write a record on each line: jq -c '.entities[]'",
                )
                return
        if self.damage:
            return
        content = b"\n".join(parts)
        try:
            yield from self._decoded(content.decode())
        except UnicodeDecodeError as error:
            self.report(content.count(b"\n", 0, error.start) + 1, _reason(error))
        except json.JSONDecodeError as error:
            self.report(error.lineno, _reason(error))
        except (ValueError, RecursionError) as error:
            self.report(0, f"is not JSON of Wikidata: {error}")

    def _decoded(self, text: str) -> Iterator[JsonDocument]:
        decoder, place = json.JSONDecoder(), 0
        while (place := _after_space(text, place)) < len(text):
            line = text.count("\n", 0, place) + 1
            found, place = decoder.raw_decode(text, place)
            yield JsonDocument(found, Location(self.file, line), is_line=False)


def _after_space(text: str, place: int) -> int:
    found = _BETWEEN.match(text, place)
    return found.end() if found else place


def _is_record(line: _Line) -> bool:
    """Return whether a line is a whole JSON object, as those of dumps are."""
    text = _record_text(line.text)
    if not (text.startswith(b"{") and text.endswith(b"}")):
        return False
    try:
        json.loads(text.decode())
    except (ValueError, RecursionError):
        return False
    return True


def _record_text(line: bytes) -> bytes:
    """Return the text of a line without the brackets and commas of the array that it is in."""
    text = line.strip().rstrip(b",")
    is_first, is_last = text.startswith(b"["), text.endswith(b"]")
    if is_first == is_last:
        return text
    return text[1:].strip() if is_first else text[:-1].strip()


def _other_content(start: bytes, file: Path) -> str | None:
    """Return what a file is that is not JSON, and what to do about it; None for JSON."""
    head = start.lstrip()[:HEAD]
    if head.startswith(_JSON_STARTS):
        return None
    content = content_of(start[:HEAD])
    if content is None:
        return f"is not JSON: it starts with {head[:20].decode('latin-1')!a}; {_SAVE}"
    advice = content.advice if content in (HTML, UTF_16) or "pack" in content.advice else _DOWNLOAD
    return f"is {content.name}, not JSON; {advice.format(file=file, stem=file.stem)}"


def _reason(error: ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "is not UTF-8"
    if isinstance(error, json.JSONDecodeError):
        if not error.doc[error.pos :].strip() or error.msg.startswith("Unterminated"):
            return f"is cut: its JSON has no end; {_DOWNLOAD}"
        return f"is not JSON: {error.msg[:1].lower()}{error.msg[1:]} at column {error.colno}"
    return f"is not JSON of Wikidata: {error}"
