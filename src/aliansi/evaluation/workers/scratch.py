"""Temporary file of one process; the next start removes the files of processes that were killed.

A lock marks a file as in use: the system releases it when the process ends, however it
ends. On Windows no lock is needed, because it removes no file that is open.
"""

from __future__ import annotations

import os
import stat
import sys
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

if sys.platform != "win32":
    import fcntl

PREFIX: Final = "aliansi-workers-"
SUFFIX: Final = ".nq"
_MAX_ATTEMPTS: Final = 100


class ScratchFile:
    """A new, empty file, which ``close`` or the end of the process removes."""

    def __init__(self) -> None:
        """Create it, and remove the abandoned ones. Raises OSError if the disk has no room for it."""
        remove_abandoned()
        file = _create()
        self.path = Path(file.name)
        self.close = weakref.finalize(self, _remove, self.path, file)


def remove_abandoned() -> None:
    """Remove the files of this user's processes that were killed."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*{SUFFIX}"):
        with suppress(OSError):  # another process has removed it, or the file system has no locks
            if _is_own_file(path.lstat()):
                with open(os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
                    if _lock(file):
                        _remove(path, file)


def _create() -> IO[bytes]:
    """Create a file and lock it. Raises OSError."""
    for _ in range(_MAX_ATTEMPTS):
        file = tempfile.NamedTemporaryFile(prefix=PREFIX, suffix=SUFFIX, delete=False)  # noqa: SIM115
        try:
            locked = _lock(file)
        except OSError:  # the file system has no locks: then no process removes abandoned files either
            return file
        # Before the lock was taken another process may have removed the file as abandoned.
        if locked and os.fstat(file.fileno()).st_nlink:
            return file
        file.close()
    raise OSError("other processes remove every temporary file")


def _is_own_file(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode) and (not hasattr(os, "geteuid") or status.st_uid == os.geteuid())


def _lock(file: IO[bytes]) -> bool:
    """Lock a file if no other process has; return whether it is locked. Raises OSError where there are no locks."""
    if sys.platform != "win32":
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _remove(path: Path, file: IO[bytes]) -> None:
    """Remove a file while it is locked, so that no other process can take it meanwhile; on Windows, once closed."""
    with suppress(OSError):
        path.unlink()
    file.close()
    with suppress(OSError):
        path.unlink()
