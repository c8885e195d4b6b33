"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def save(content: bytes, file: Path) -> None:
    """Write a file whole or not at all: a full disk or a killed process leaves the last one as it was."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=temporary_prefix(file, os.getpid()))
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(file)
    except BaseException:  # whatever it was, Ctrl+C included: half a file is of no use to anybody
        Path(temporary).unlink(missing_ok=True)
        raise


def temporary_prefix(file: Path, process: int) -> str:
    """Return how the names begin under which a process writes before the file is whole."""
    return f".{file.name}-{process}-"
