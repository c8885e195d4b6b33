"""Atomic file writes: a file is written as a whole or stays as it was."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4


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
