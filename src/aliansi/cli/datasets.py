"""Foreign datasets: opened for the server, with a warning about the literals that the store rewrites."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from aliansi.dataset.inspection import rewritten_in
from aliansi.dataset.store import Store, read
from aliansi.pipeline.fork import in_fork
from aliansi.rdf_files.documents import Warn


def open_dataset(file: Path, warn: Warn) -> Store:
    """Read a dataset and warn of its rewritten literals, which another process finds meanwhile.

    Raises UsageError if the file cannot be read.
    """
    with in_fork(partial(rewritten_in, file)) as rewritten:
        store = read(file, warn)
        if found := rewritten():
            warn(found.finding(file))
    return store
