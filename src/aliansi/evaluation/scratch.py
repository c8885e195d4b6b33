"""A folder for the temporary files of one process; what is left of processes that were killed goes at the next start.

A lock in the folder tells those that are in use from those that are left: the system lets go of it when its process
ends, however that was. A folder goes only if it is this user's, has such a lock, and nobody holds it.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

PREFIX: Final = "aliansi-workers-"
LOCK: Final = "lock"
_TRIES: Final = 100


class Scratch:
    """A new folder, which goes with ``close``, or with the process if nobody kills it."""

    def __init__(self) -> None:
        """Make it; remove those that are left. Raises OSError if there is no room for it."""
        remove_left()
        self.path, held = _made()
        self._end = weakref.finalize(self, _remove, self.path, held)

    def close(self) -> None:
        """Remove it with all that is in it."""
        self._end()


def remove_left() -> None:
    """Remove the folders of processes that have ended without doing so themselves."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # it is gone already, has no lock yet, or knows no locks
            if _is_own(folder):
                with _opened(folder, os.O_RDWR) as held:
                    if _is_taken(held):
                        _remove(folder, held)


def _made() -> tuple[Path, IO[bytes]]:
    """Make a folder and hold its lock. Raises OSError."""
    for _ in range(_TRIES):
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        held = _opened(folder, os.O_RDWR | os.O_CREAT | os.O_EXCL)
        try:
            taken = _is_taken(held)
        except OSError:  # there are no locks here: then nobody removes what is left either
            return folder, held
        # Between making it and holding it somebody may have taken it for one that is left.
        if taken and _is_there(folder, held):
            return folder, held
        held.close()
    raise OSError("there is no folder for temporary files that stays")


def _is_there(folder: Path, held: IO[bytes]) -> bool:
    with suppress(OSError):
        return os.path.samestat(os.fstat(held.fileno()), (folder / LOCK).stat())
    return False


def _is_own(folder: Path) -> bool:
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and (not hasattr(os, "geteuid") or found.st_uid == os.geteuid())


def _opened(folder: Path, flags: int) -> IO[bytes]:
    return open(os.open(folder / LOCK, flags | getattr(os, "O_NOFOLLOW", 0), 0o600), "r+b", buffering=0)


def _remove(folder: Path, held: IO[bytes]) -> None:
    """Remove a folder, last of all its lock: as long as that is held, nobody else begins to."""
    for entry in [entry for entry in folder.iterdir() if entry.name != LOCK] if folder.is_dir() else ():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
    with suppress(OSError):  # Windows removes no file that is open
        (folder / LOCK).unlink()
    held.close()
    shutil.rmtree(folder, ignore_errors=True)


if sys.platform == "win32":
    import msvcrt

    def _is_taken(held: IO[bytes]) -> bool:
        try:
            msvcrt.locking(held.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _is_taken(held: IO[bytes]) -> bool:
        """Take a lock; say whether it is held now. Raises OSError where there are none."""
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
