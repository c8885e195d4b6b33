"""Open files and standard input for reading: unpacked, without a byte order mark, counted, and known to be whole."""

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
    """A file breaks off, or is damaged."""

    def __init__(self, message: str, line: int = 0) -> None:
        """Say what is wrong, and in which line if that is known."""
        super().__init__(message)
        self.line = line


class ByteCounter:
    """Tells how many bytes of all files have been read."""

    def __init__(self, files: list[Path], progress: Progress | None) -> None:
        """Begin before the first file."""
        self.progress = progress
        self.before = 0
        self.total = 0 if any(map(is_pipe, files)) else sum(file.stat().st_size for file in files if file.is_file())

    def report(self, position: int) -> None:
        """Report the position in the current file."""
        if self.progress:
            self.progress(self.before + position, self.total)


def is_pipe(file: Path) -> bool:
    """Say whether a path is standard input (``-``), another pipe or a device: something without a format of its own."""
    return file == STANDARD_INPUT or (file.exists() and not file.is_file() and not file.is_dir())


@contextmanager
def open_stream(file: Path, counted: ByteCounter) -> Iterator[BinaryIO]:
    """Give the content of a file, unpacked if it is packed. Raises OSError, and NotWhole if it cannot be unpacked."""
    raw = _buffered(sys.stdin.buffer) if file == STANDARD_INPUT else file.open("rb")
    try:
        is_packed = file.suffix.lower() == ".gz" or raw.peek(2)[:2] == _PACKED
        stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if is_packed else raw
        watched = _CountingStream(stream, raw, counted)
        try:
            yield cast(BinaryIO, watched)
        except FindingsError:
            if is_packed:  # what is damaged is mostly found wrong before the end, where it is known to be damaged
                _read_to_the_end(stream)
            raise
        counted.before += watched.position()
    except _BROKEN as error:
        raise DamagedFileError(f"cannot be unpacked: {error}") from error
    finally:
        if file != STANDARD_INPUT:
            raw.close()


def _buffered(stream: BinaryIO) -> io.BufferedReader:
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))


def _read_to_the_end(stream: BinaryIO) -> None:
    while stream.read(1 << 20):
        pass


class _CountingStream:
    """A stream that reports its position whenever it is read, and leaves a byte order mark at its start out."""

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
        """Return how far the file is read; of a pipe, how much has come out of it."""
        return self.raw.tell() if self.is_seekable else self.bytes_read


class CheckedXml:
    """A stream of XML that is known to end where it should: parsers of RDF take one that breaks off for whole."""

    def __init__(self, stream: BinaryIO) -> None:
        """Begin before the first byte."""
        from xml.parsers import expat

        self._stream = stream
        self._parser = expat.ParserCreate()
        self._error = expat.ExpatError
        self._text = expat.ErrorString

    def read(self, size: int = -1) -> bytes:
        """Read at most ``size`` bytes. Raises NotWhole where the XML is broken or ends too early."""
        data = self._stream.read(size)
        try:
            self._parser.Parse(data, not data)
        except self._error as error:
            what = f"broken XML at column {error.offset + 1}: {self._text(error.code)}"
            raise DamagedFileError(what, error.lineno) from error
        return data
