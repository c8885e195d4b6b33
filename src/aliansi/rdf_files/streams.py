"""Input streams: files and standard input, decompressed, without byte order mark, and counted."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from aliansi.errors import FindingsError

Progress = Callable[[int, int], None]

STANDARD_INPUT = Path("-")
PACKED: dict[str, bytes] = {".gz": b"\x1f\x8b", ".bz2": b"BZh", ".xz": b"\xfd7zXZ\0"}
"""First bytes of compressed files by extension."""

HEAD = 1 << 14
MAX_UNPACKED, MAX_RATIO = 1 << 30, 200
"""A compressed file that has more bytes than this, and so many for each of its own, is taken for a bomb."""

_NESTED = re.compile(rb"(?:<<(?:\(|\s)\s*(?:(?:<[^<>]*>|[\w:.\-]+)\s+){0,2}){100}")
"""Triple terms in triple terms (RDF 1.2), so many that the parser may end the process."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BZIP2_BLOCK = b"1AY&SY"
_BROKEN = (gzip.BadGzipFile, EOFError, zlib.error, lzma.LZMAError)


class DamagedFileError(Exception):
    """A file is truncated, damaged or not what its extension says."""

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
def open_stream(file: Path, counted: ByteCounter, content: bytes | None = None) -> Iterator[Stream]:
    """Yield the decompressed content of a file, from ``content`` if it has been read.

    Raises OSError, and DamagedFileError if it cannot be decompressed.
    """
    raw = _opened(file) if content is None else _buffered(io.BytesIO(content))
    try:
        unpacked = _unpacked(file, raw)
        stream = Stream(unpacked or raw, raw, counted)
        try:
            yield stream
        except FindingsError:
            if unpacked:  # a damaged archive mostly looks like a syntax error first; its check sum is at the end
                while stream.read(1 << 20):
                    pass
            raise
        counted.before += stream.position()
    except _BROKEN as error:
        raise DamagedFileError(f"cannot be decompressed: {error}") from error
    finally:
        if file != STANDARD_INPUT:
            raw.close()


def _opened(file: Path) -> io.BufferedReader:
    return _buffered(sys.stdin.buffer) if file == STANDARD_INPUT else file.open("rb")


def _buffered(stream: BinaryIO) -> io.BufferedReader:
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))


def _unpacked(file: Path, raw: io.BufferedReader) -> BinaryIO | None:
    """Return the decompressed stream of a compressed file, whatever its name; None if it is not compressed."""
    start, suffix = raw.peek(10), file.suffix.lower()
    if suffix == ".gz" or start.startswith(PACKED[".gz"]):
        return cast(BinaryIO, gzip.GzipFile(fileobj=raw))
    if suffix == ".bz2" or (start.startswith(PACKED[".bz2"]) and start[4:10] == _BZIP2_BLOCK):
        return cast(BinaryIO, bz2.BZ2File(raw))
    if suffix == ".xz" or start.startswith(PACKED[".xz"]):
        return cast(BinaryIO, lzma.LZMAFile(raw))
    return None


class Stream:
    """A stream that reports its position at every read and drops a byte order mark at its start."""

    def __init__(self, stream: BinaryIO, raw: io.BufferedReader, counted: ByteCounter) -> None:
        self.stream, self.raw, self.counted = stream, raw, counted
        self.is_seekable = raw.seekable()
        self.is_packed = stream is not raw
        self.bytes_read = 0
        self.head = b""
        self.has_mark = False
        self._line = 1

    def read(self, size: int = -1) -> bytes:
        """Read at most ``size`` bytes. Raises DamagedFileError for what cannot be decompressed."""
        return self._counted(self.stream.read, size)

    def read1(self, size: int) -> bytes:
        """Read some bytes, at most ``size``; a truncated file gives all that is before its cut, then raises."""
        return self._counted(cast(io.BufferedIOBase, self.stream).read1, size)

    def _counted(self, read: Callable[[int], bytes], size: int) -> bytes:
        try:
            data = read(size)
        except _BROKEN as error:
            raise DamagedFileError(f"cannot be decompressed: {error}") from error
        except OSError as error:
            if error.errno is None and self.is_packed:
                raise DamagedFileError(f"cannot be decompressed: {error}") from error
            raise
        is_first, self.bytes_read = not self.bytes_read, self.bytes_read + len(data)
        self.counted.report(self.position())
        if self.is_packed and self.bytes_read > max(MAX_UNPACKED, MAX_RATIO * self.position()):
            raise DamagedFileError(
                f"cannot be decompressed: it expands to more than {MAX_RATIO} times its size, as harmful files do; "
                "unpack it yourself if you trust it"
            )
        if is_first and data.startswith(_BYTE_ORDER_MARK):
            self.has_mark, data = True, data.removeprefix(_BYTE_ORDER_MARK)
        if len(self.head) < HEAD:
            self.head += data[: HEAD - len(self.head)]
        if data.count(b"<<") >= 100 and (found := _NESTED.search(data)):
            line = self._line + data[: found.start()].count(b"\n")
            raise DamagedFileError("has triple terms (RDF 1.2) nested more than 100 deep, more than can be read", line)
        self._line += data.count(b"\n")
        return data

    def position(self) -> int:
        """Return the position in the file; for a pipe, the number of bytes read."""
        return self.raw.tell() if self.is_seekable else self.bytes_read
