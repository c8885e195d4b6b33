"""The whole way through, from top to bottom: files → Graph → Reasoned → Checked → dataset file → Store."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from aliansi import __version__, store
from aliansi.check import Checked, check
from aliansi.load import load
from aliansi.project import Project
from aliansi.reasoning import Reasoner, materialise
from aliansi.store import Store


def run(project: Project, text: Path | None = None, reasoner: Reasoner | None = None) -> Checked:
    """Load, reason and check. Raises FindingsError with every error that was found."""
    graph = load(project)
    reasoned = materialise(graph, reasoner)
    return check(reasoned, text)


def build(project: Project, text: Path | None = None) -> Path:
    """Write the checked dataset and return its file. A project with errors leaves the last good file as it was."""
    stamp = _inputs(project)
    checked = run(project, text)
    store.write(checked.graphs, project.dataset_file)
    _stamp_file(project).write_text(stamp, encoding="utf-8")
    return project.dataset_file


def opened(project: Project) -> Store:
    """Return the store of a project, built first if a file has changed since the last build."""
    if not is_fresh(project):
        build(project)
    return store.read(project.dataset_file)


def is_fresh(project: Project) -> bool:
    """Say whether the dataset was built from the files as they are now, by this version."""
    stamp = _stamp_file(project)
    return project.dataset_file.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == _inputs(project)


def _stamp_file(project: Project) -> Path:
    return project.build_dir / "inputs.json"


def _inputs(project: Project) -> str:
    """The version and the hash of every file that the dataset is made of."""
    files = [*project.rdf_files, project.shapes, *project.query_files("checks")]
    hashes = {str(f.relative_to(project.root)): sha256(f.read_bytes()).hexdigest() for f in files if f.exists()}
    return json.dumps({"aliansi": __version__, "files": hashes}, indent=1, sort_keys=True)
