"""Atomic writes: a file or a folder is written as a whole or stays as it was."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final
from uuid import uuid4

_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2


@contextmanager
def atomic_write(file: Path) -> Iterator[BinaryIO]:
    """Yield a binary stream whose content replaces a file once the block has ended; its permissions stay.

    After an error, a full disk or a killed process the file is what it was. Raises OSError that names the file.
    """
    temporary = file.with_name(f"{temporary_prefix(file, os.getpid())}{uuid4().hex}")
    try:
        with temporary.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if file.exists():
            shutil.copymode(file, temporary)  # a private file stays private
        temporary.replace(file)
    except BaseException as error:  # Ctrl+C too must leave no temporary file behind
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno and error.filename in (None, str(temporary)):
            raise OSError(error.errno, error.strerror, str(file)) from error
        raise


def save(content: bytes, file: Path) -> None:
    """Write the content of a file atomically, in a folder that is made if it is missing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(file) as stream:
        stream.write(content)


def temporary_prefix(file: Path, process: int) -> str:
    """Return the prefix of the temporary files that a process writes for a file."""
    return f".{file.name}-{process}-"


def replace(new: Path, target: Path) -> None:
    """Put a folder in the place of a target, which takes the place of the new one unless it is empty or missing.

    On Linux and macOS this is one step; elsewhere a process killed between two steps leaves both, next to each other.
    Raises OSError.
    """
    if not target.exists() or not any(target.iterdir()):
        if sys.platform == "win32" and target.exists():
            target.rmdir()
        new.rename(target)
    elif not _exchange(new, target):
        aside = new.with_name(f"{new.name}-old")
        target.rename(aside)
        try:
            new.rename(target)
        except OSError:
            aside.rename(target)
            raise
        aside.rename(new)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange the names of two folders (``renameat2(2)``, ``renamex_np(2)``); return whether the system can."""
    if sys.platform == "win32":
        return False
    library, names = ctypes.CDLL(None), (os.fsencode(one), os.fsencode(other))
    if hasattr(library, "renameat2"):
        return bool(library.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)
    return hasattr(library, "renamex_np") and bool(library.renamex_np(*names, _RENAME_EXCHANGE) == 0)
