"""Room on the disk for answers that clients read more slowly than they are worked out, so that no worker waits."""

from __future__ import annotations

import tempfile
import weakref
from typing import IO, Final

BYTES_AT_ONCE: Final = 2**16


class Spool:
    """So many bytes for all answers together, in files without a name, which are gone with the process."""

    def __init__(self, most: int) -> None:
        """Begin with all of the room."""
        self.room = most

    def begin(self) -> SpilledResult | None:
        """Return an empty place for an answer; None if there is none to be had."""
        try:
            return SpilledResult(self, tempfile.TemporaryFile())
        except OSError:
            return None


class SpilledResult:
    """The part of an answer that is on the disk, read in the order in which it is written."""

    def __init__(self, spool: Spool, file: IO[bytes]) -> None:
        """Take a file, which is closed with this."""
        self._spool, self._file = spool, file
        self._taken = [0]
        self._read = self._written = 0
        self._end = weakref.finalize(self, _end, spool, file, self._taken)

    def write(self, piece: bytes) -> bool:
        """Keep a piece; False, and nothing of it is kept, if there is no room for it."""
        if len(piece) > self._spool.room:
            return False
        try:
            self._file.seek(self._written)
            self._file.write(piece)
            self._file.flush()
        except OSError:  # the disk is full
            return False
        self._spool.room -= len(piece)
        self._taken[0] += len(piece)
        self._written += len(piece)
        return True

    def read(self) -> bytes:
        """Return the next bytes; none if all of them have been read."""
        if self._read == self._written:
            return b""
        self._file.seek(self._read)
        piece = self._file.read(min(BYTES_AT_ONCE, self._written - self._read))
        self._read += len(piece)
        return piece

    def close(self) -> None:
        """Give the room back."""
        self._end()


def _end(spool: Spool, file: IO[bytes], taken: list[int]) -> None:
    file.close()
    spool.room += taken[0]
    taken[0] = 0
