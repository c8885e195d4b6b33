"""Input streams: files and standard input, decompressed, without byte order mark, counted and checked for their end."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from aliansi.errors import FindingsError

Progress = Callable[[int, int], None]

STANDARD_INPUT = Path("-")
_PACKED = b"\x1f\x8b"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BROKEN = (gzip.BadGzipFile, EOFError, zlib.error)


class DamagedFileError(Exception):
    """A file is truncated or damaged."""

    def __init__(self, message: str, line: int = 0) -> None:
        """``line`` is 0 if unknown."""
        super().__init__(message)
        self.line = line


class ByteCounter:
    """Reports how many bytes of all files have been read."""

    def __init__(self, files: list[Path], progress: Progress | None) -> None:
        self.progress = progress
        self.before = 0
        self.total = 0 if any(map(is_pipe, files)) else sum(file.stat().st_size for file in files if file.is_file())

    def report(self, position: int) -> None:
        """Report the position in the current file."""
        if self.progress:
            self.progress(self.before + position, self.total)


def is_pipe(file: Path) -> bool:
    """Return whether a path is standard input (``-``), another pipe or a device, which has no format of its own."""
    return file == STANDARD_INPUT or (file.exists() and not file.is_file() and not file.is_dir())


@contextmanager
def open_stream(file: Path, counted: ByteCounter) -> Iterator[BinaryIO]:
    """Yield the decompressed content of a file. Raises OSError, and DamagedFileError if it cannot be decompressed."""
    raw = _buffered(sys.stdin.buffer) if file == STANDARD_INPUT else file.open("rb")
    try:
        is_packed = file.suffix.lower() == ".gz" or raw.peek(2)[:2] == _PACKED
        stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if is_packed else raw
        watched = _CountingStream(stream, raw, counted)
        try:
            yield cast(BinaryIO, watched)
        except FindingsError:
            if is_packed:  # a damaged archive mostly looks like a syntax error first; its check sum is at the end
                while stream.read(1 << 20):
                    pass
            raise
        counted.before += watched.position()
    except _BROKEN as error:
        raise DamagedFileError(f"cannot be decompressed: {error}") from error
    finally:
        if file != STANDARD_INPUT:
            raw.close()


def _buffered(stream: BinaryIO) -> io.BufferedReader:
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))


class _CountingStream:
    """A stream that reports its position at every read and drops a byte order mark at its start."""

    def __init__(self, stream: BinaryIO, raw: io.BufferedReader, counted: ByteCounter) -> None:
        self.stream, self.raw, self.counted = stream, raw, counted
        self.is_seekable = raw.seekable()
        self.bytes_read = 0

    def read(self, size: int = -1) -> bytes:
        """Read at most ``size`` bytes."""
        data = self.stream.read(size)
        is_first, self.bytes_read = not self.bytes_read, self.bytes_read + len(data)
        self.counted.report(self.position())
        return data.removeprefix(_BYTE_ORDER_MARK) if is_first else data

    def position(self) -> int:
        """Return the position in the file; for a pipe, the number of bytes read."""
        return self.raw.tell() if self.is_seekable else self.bytes_read


class CheckedXml:
    """An XML stream that must end properly: RDF parsers accept truncated files."""

    def __init__(self, stream: BinaryIO) -> None:
        from xml.parsers import expat

        self._stream = stream
        self._parser = expat.ParserCreate()
        self._error = expat.ExpatError
        self._text = expat.ErrorString

    def read(self, size: int = -1) -> bytes:
        """Read at most ``size`` bytes. Raises DamagedFileError where the XML is invalid or truncated."""
        data = self._stream.read(size)
        try:
            self._parser.Parse(data, not data)
        except self._error as error:
            what = f"broken XML at column {error.offset + 1}: {self._text(error.code)}"
            raise DamagedFileError(what, error.lineno) from error
        return data
