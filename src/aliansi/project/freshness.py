"""Whether the last build is up to date; apart from the pipeline, whose imports are slow."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from aliansi import __version__
from aliansi.project.folder import Project


def is_fresh(project: Project) -> bool:
    """Return whether the dataset was built from the present files by this version."""
    stamp = stamp_file(project)
    return project.dataset_file.exists() and stamp.exists() and stamp.read_bytes() == inputs(project).encode()


def stamp_file(project: Project) -> Path:
    """Return the file with the version and the hashes that the dataset was built from."""
    return project.build_dir / "inputs.json"


def inputs(project: Project) -> str:
    """Return the version and the hash of every file that the dataset is built from."""
    files = [*project.rdf_files, project.shapes, *project.query_files("checks")]
    hashes = {str(f.relative_to(project.root)): sha256(f.read_bytes()).hexdigest() for f in files if f.exists()}
    return json.dumps({"aliansi": __version__, "files": hashes}, indent=1, sort_keys=True)
