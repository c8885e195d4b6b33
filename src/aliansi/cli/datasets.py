"""Foreign datasets: opened for the server, with a warning about the literals that the store rewrites."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from aliansi.dataset.inspection import rewritten_in
from aliansi.dataset.store import Store, read
from aliansi.pipeline.fork import in_background
from aliansi.rdf_files.documents import Warn


@contextmanager
def open_dataset(file: Path, warn: Warn) -> Iterator[Store]:
    """Yield a dataset; another process warns of its rewritten literals, for which the server does not wait.

    Raises UsageError if the file cannot be read.
    """
    with in_background(partial(_warn_of_rewritten, file, warn)):
        yield read(file, warn)


def _warn_of_rewritten(file: Path, warn: Warn) -> None:
    if found := rewritten_in(file):
        warn(found.finding(file))
