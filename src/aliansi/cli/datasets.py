"""Foreign datasets: opened for the server, with a warning about the literals that the store rewrites."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from aliansi.dataset.inspection import RewrittenLiterals, rewritten_in
from aliansi.dataset.store import Store, read
from aliansi.errors import AliansiError
from aliansi.pipeline.fork import in_fork
from aliansi.rdf_files.documents import Warn


def open_dataset(file: Path, warn: Warn) -> Store:
    """Read a dataset and warn of its rewritten literals, which another process finds meanwhile.

    Raises UsageError if the file cannot be read.
    """
    with in_fork(partial(_found_in, file)) as rewritten:
        store = read(file, warn)
        _report(file, rewritten(), warn)
    return store


def report_rewritten(file: Path, warn: Warn) -> None:
    """Warn of the rewritten literals of a file that is opened later; not of a file that cannot be read."""
    _report(file, _found_in(file), warn)


def _report(file: Path, found: RewrittenLiterals | None, warn: Warn) -> None:
    if found:
        warn(found.finding(file))


def _found_in(file: Path) -> RewrittenLiterals | None:
    if not file.is_file():
        return None  # a pipe can be read only once
    try:
        return rewritten_in(file)
    except (AliansiError, SyntaxError, MemoryError):
        return None  # reported where the file is opened
