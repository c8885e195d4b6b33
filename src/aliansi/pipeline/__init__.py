"""The whole way through, from top to bottom: files → Graph → Reasoned → Checked → dataset file → Store."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from aliansi.dataset import store
from aliansi.dataset.store import Store
from aliansi.files import save
from aliansi.pipeline.check import Checked, check
from aliansi.pipeline.materialise import Reasoned, materialise, rematerialise
from aliansi.project.folder import Project
from aliansi.project.freshness import inputs, stamp_file
from aliansi.project.freshness import is_fresh as is_fresh
from aliansi.project.incremental import IncrementalCache
from aliansi.project.loader import load
from aliansi.reasoning import Reasoner


def run(project: Project, text: Path | None = None, reasoner: Reasoner | None = None) -> Checked:
    """Load, reason and check. Raises FindingsError with every error that was found."""
    graph = load(project)
    reasoned = materialise(graph, reasoner)
    return check(reasoned, text)


def build(project: Project, text: Path | None = None) -> Path:
    """Write the checked dataset and return its file. A project with errors leaves the last good file as it was."""
    stamp = inputs(project)
    _keep(project, run(project, text), stamp)
    return project.dataset_file


class IncrementalBuild:
    """The same way for a project that is being written: each time, only what has changed since the last is done."""

    def __init__(self, project: Project) -> None:
        """Begin with nothing known of the project."""
        self._project = project
        self._memory = IncrementalCache()
        self._before: Reasoned | None = None

    def build(self, while_writing: AbstractContextManager[object]) -> None:
        """Bring the dataset up to date as ``build`` does; the first time the project is read even if it is.

        ``while_writing`` is entered for as long as a file is being written. Raises FindingsError as ``run`` does.
        """
        stamp = inputs(self._project)
        if self._before is not None and is_fresh(self._project):
            return
        graph = load(self._project, self._memory)
        self._before = rematerialise(self._before, graph) if self._before else materialise(graph)
        checked = check(self._before)
        if not is_fresh(self._project):
            with while_writing:
                _keep(self._project, checked, stamp)


def opened(project: Project) -> Store:
    """Return the store of a project, built first if a file has changed since the last build."""
    if not is_fresh(project):
        build(project)
    return store.read(project.dataset_file)


def _keep(project: Project, checked: Checked, stamp: str) -> None:
    """Write the dataset, and last of all what it was made of: who is killed in between leaves no stamp."""
    stamp_file(project).unlink(missing_ok=True)
    save(checked.nquads, project.dataset_file)
    if stamp == inputs(project):  # else a file has changed after it was read, or before: nobody knows
        stamp_file(project).write_text(stamp, encoding="utf-8")
