"""``aliansi export DIR``: check the folder before the dataset is built, then write it as a whole."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from aliansi import pipeline
from aliansi.dataset.export import ExportFile, write
from aliansi.dataset.export_folder import check_folder
from aliansi.errors import UsageError
from aliansi.linking.mappings import has_mappings
from aliansi.linking.sssom_files import ABOUT, FILE_NAME, sssom_of
from aliansi.namespaces import DEFAULT_LANGUAGE
from aliansi.project.folder import Project


def export(project: Project, directory: str) -> Iterator[Path]:
    """Write an export and yield its files. Raises UsageError for a folder that an export must not replace."""
    if not directory:
        raise UsageError("DIR is empty: name the folder of the export")
    folder, here = Path(directory), Path.cwd()
    check_folder(folder)
    is_here = folder.resolve() == here
    store = pipeline.open_store(project)
    links = ExportFile(FILE_NAME, ABOUT[DEFAULT_LANGUAGE], sssom_of(store, project))
    yield from write(store, project, folder, [links] if has_mappings(store) else [])
    if is_here:
        print("aliansi: the current folder has been replaced; run “cd .” to see the new one", file=sys.stderr)
