"""Disk space for results that clients read more slowly than workers write them, so that no worker waits."""

from __future__ import annotations

import tempfile
import weakref
from typing import IO, Final

BYTES_PER_READ: Final = 2**16


class Spool:
    """Disk space shared by all results, in anonymous temporary files, which vanish with the process."""

    def __init__(self, max_bytes: int) -> None:
        self.free_bytes = max_bytes

    def begin(self) -> SpilledResult | None:
        """Return a new file for one result, None if no file can be created."""
        try:
            return SpilledResult(self, tempfile.TemporaryFile())
        except OSError:
            return None


class SpilledResult:
    """The part of one result that is on disk; it is read in the order in which it was written."""

    def __init__(self, spool: Spool, file: IO[bytes]) -> None:
        self._spool, self._file = spool, file
        self._used = [0]
        self._read = self._written = 0
        self.close = weakref.finalize(self, _close, spool, file, self._used)

    def write(self, piece: bytes) -> bool:
        """Append a piece; return False, without a trace of it, if there is no space."""
        if len(piece) > self._spool.free_bytes:
            return False
        try:
            self._file.seek(self._written)
            self._file.write(piece)
            self._file.flush()
        except OSError:  # the disk is full
            return False
        self._spool.free_bytes -= len(piece)
        self._used[0] += len(piece)
        self._written += len(piece)
        return True

    def read(self) -> bytes:
        """Return the next bytes, none if everything has been read."""
        if self._read == self._written:
            return b""
        self._file.seek(self._read)
        piece = self._file.read(min(BYTES_PER_READ, self._written - self._read))
        self._read += len(piece)
        return piece


def _close(spool: Spool, file: IO[bytes], used: list[int]) -> None:
    """Close the file and free its space."""
    file.close()
    spool.free_bytes += used[0]
