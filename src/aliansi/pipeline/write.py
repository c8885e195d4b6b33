"""Write a checked dataset, with a stamp of the files that it was built from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aliansi.files import save
from aliansi.project.folder import Project
from aliansi.project.freshness import inputs, stamp_file

if TYPE_CHECKING:
    from aliansi.pipeline.check import Checked


def write(checked: Checked, project: Project, stamp: str) -> Path:
    """Write the dataset file and then its stamp, and return the file: a killed process leaves no stamp.

    ``stamp`` are the ``inputs`` of the project before it was read.
    """
    stamp_file(project).unlink(missing_ok=True)
    save(checked.nquads, project.dataset_file)
    if stamp == inputs(project):  # else a file was changed meanwhile, perhaps after it was read
        stamp_file(project).write_text(stamp, encoding="utf-8")
    return project.dataset_file
