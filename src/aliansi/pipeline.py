"""The whole way through, from top to bottom: files → Graph → Reasoned → Checked → dataset file → Store."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path

from aliansi import __version__, store
from aliansi.check import Checked, check
from aliansi.load import load
from aliansi.memory import Memory
from aliansi.project import Project
from aliansi.reasoning import Reasoned, Reasoner, materialise, rematerialise
from aliansi.store import Store


def run(project: Project, text: Path | None = None, reasoner: Reasoner | None = None) -> Checked:
    """Load, reason and check. Raises FindingsError with every error that was found."""
    graph = load(project)
    reasoned = materialise(graph, reasoner)
    return check(reasoned, text)


def build(project: Project, text: Path | None = None) -> Path:
    """Write the checked dataset and return its file. A project with errors leaves the last good file as it was."""
    stamp = _inputs(project)
    _keep(project, run(project, text), stamp)
    return project.dataset_file


class Live:
    """The same way for a project that is being written: each time, only what has changed since the last is done."""

    def __init__(self, project: Project) -> None:
        """Begin with nothing known of the project."""
        self._project = project
        self._memory = Memory()
        self._before: Reasoned | None = None

    def build(self, while_writing: AbstractContextManager[object]) -> None:
        """Bring the dataset up to date as ``build`` does; the first time the project is read even if it is.

        ``while_writing`` is entered for as long as a file is being written. Raises FindingsError as ``run`` does.
        """
        stamp = _inputs(self._project)
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


def is_fresh(project: Project) -> bool:
    """Say whether the dataset was built from the files as they are now, by this version."""
    stamp = _stamp_file(project)
    return project.dataset_file.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == _inputs(project)


def _keep(project: Project, checked: Checked, stamp: str) -> None:
    """Write the dataset, and last of all what it was made of: who is killed in between leaves no stamp."""
    _stamp_file(project).unlink(missing_ok=True)
    store.save(checked.nquads, project.dataset_file)
    if stamp == _inputs(project):  # else a file has changed after it was read, or before: nobody knows
        _stamp_file(project).write_text(stamp, encoding="utf-8")


def _stamp_file(project: Project) -> Path:
    return project.build_dir / "inputs.json"


def _inputs(project: Project) -> str:
    """The version and the hash of every file that the dataset is made of."""
    files = [*project.rdf_files, project.shapes, *project.query_files("checks")]
    hashes = {str(f.relative_to(project.root)): sha256(f.read_bytes()).hexdigest() for f in files if f.exists()}
    return json.dumps({"aliansi": __version__, "files": hashes}, indent=1, sort_keys=True)
