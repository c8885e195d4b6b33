"""Pipeline from the files of a project to its dataset: load → materialise → derive → serialise → validate → write.

Each stage has a module and a frozen type. A stage is imported when it runs: opening a finished build needs none.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from aliansi.dataset.store import Store, read
from aliansi.project.folder import Project
from aliansi.project.freshness import inputs, is_fresh

if TYPE_CHECKING:
    from aliansi.pipeline.check import Checked
    from aliansi.reasoning import Reasoner


def run(project: Project, text: Path | None = None, reasoner: Reasoner | None = None) -> Checked:
    """Return the checked dataset of a project. Raises FindingsError with every error that was found.

    ``text`` is a folder with copies of the sources to compare passages with.
    """
    from aliansi.pipeline.check import check
    from aliansi.pipeline.derive import derive
    from aliansi.pipeline.materialise import materialise
    from aliansi.pipeline.serialise import serialise
    from aliansi.project.loader import load

    graph = load(project)
    reasoned = materialise(graph, reasoner)
    derived = derive(reasoned)
    dataset = serialise(derived)
    return check(dataset, text)


def build(project: Project) -> Path:
    """Write the checked dataset and return its file; a project with errors leaves the last good file as it was."""
    from aliansi.pipeline.write import write

    stamp = inputs(project)
    return write(run(project), project, stamp)


def open_store(project: Project, while_building: AbstractContextManager[object] | None = None) -> Store:
    """Return the store of a project, built first if a file has changed since the last build.

    ``while_building`` is entered for as long as the build takes.
    """
    if not is_fresh(project):
        with while_building or nullcontext():
            build(project)
    return read(project.dataset_file)
