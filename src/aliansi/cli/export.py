"""``aliansi export DIR``: check the folder before the dataset is built, then write it as a whole."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from aliansi import pipeline
from aliansi.dataset.export import write
from aliansi.dataset.export_folder import check_folder
from aliansi.errors import UsageError
from aliansi.project.folder import Project


def export(project: Project, directory: str) -> Iterator[Path]:
    """Write an export and yield its files. Raises UsageError for a folder that an export must not replace."""
    if not directory:
        raise UsageError("DIR is empty: name the folder of the export")
    folder, here = Path(directory), Path.cwd()
    check_folder(folder)
    is_here = folder.resolve() == here
    yield from write(pipeline.open_store(project), project, folder)
    if is_here:
        print("aliansi: the current folder has been replaced; run “cd .” to see the new one", file=sys.stderr)
