"""The folder of a project, with ``ontology/``, ``data/`` and ``queries/``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from rdflib import URIRef

from aliansi import __version__
from aliansi.errors import UsageError
from aliansi.namespaces import ALIGNMENTS, DERIVED, GRAPH, ONTOLOGY
from aliansi.rdf_files.formats import extension_of

PARTS = ("ontology", "data", "queries")
RDF_SUFFIXES = (".ttl", ".trig")
IN_PACKAGE = Path(__file__).parents[1] / "shipped"


@dataclass(frozen=True)
class Project:
    """A project folder and the paths of its parts."""

    root: Path

    @property
    def shapes(self) -> Path:
        """The SHACL shapes."""
        return self.root / "ontology" / "shapes.ttl"

    @property
    def rdf_files(self) -> tuple[Path, ...]:
        """Every RDF file except the shapes, in the order of their names."""
        files = (f for part in ("ontology", "data") for f in (self.root / part).iterdir())
        return tuple(sorted(f for f in files if f.suffix in RDF_SUFFIXES and f != self.shapes and not is_hidden(f)))

    @property
    def unread_rdf_files(self) -> tuple[Path, ...]:
        """RDF files of formats that a project does not read, in the order of their names."""
        files = (f for part in ("ontology", "data") for f in (self.root / part).iterdir())
        return tuple(sorted(f for f in files if f.suffix not in RDF_SUFFIXES and not is_hidden(f) and is_rdf(f)))

    def query_files(self, kind: str) -> tuple[Path, ...]:
        """Every query of a kind (``questions``, ``checks`` or ``exports``), in the order of their names."""
        return tuple(sorted(f for f in (self.root / "queries" / kind).glob("*.rq") if not is_hidden(f)))

    @property
    def build_dir(self) -> Path:
        """The folder of derived files: ``build/``, or the user's cache for the project inside the package."""
        if self.root == IN_PACKAGE:
            cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
            return Path(cache) / "aliansi" / __version__
        return self.root / "build"

    @property
    def dataset_file(self) -> Path:
        """The checked dataset as N-Quads."""
        return self.build_dir / "dataset.nq"


def is_rdf(file: Path) -> bool:
    """Return whether the extension of a file is that of an RDF format and of nothing else."""
    try:
        return extension_of(file) not in ("json", "xml")
    except UsageError:
        return False


def is_hidden(file: Path) -> bool:
    """Return whether a file is hidden, as the temporary files of editors are."""
    return file.name.startswith(".")


def graph_of(file: Path) -> URIRef:
    """Return the graph that a file belongs to: its name up to the first hyphen.

    In ``ontology/``, ``alignments.ttl`` is a graph of its own; every other file belongs to the ontology.
    Raises UsageError for a file of ``data/`` whose name is that of a derived graph or of the ontology.
    """
    name = GRAPH[file.stem.split("-")[0]]
    if file.parent.name == "ontology":
        return ALIGNMENTS if name == ALIGNMENTS else ONTOLOGY
    if name in DERIVED | {ONTOLOGY, ALIGNMENTS}:
        raise UsageError(f"{file}: the graph {name} is made by the build; rename the file")
    return name


def shipped() -> Project:
    """Return the project that is shipped with Aliansi, from the package or its checkout."""
    for root in (IN_PACKAGE, Path(__file__).parents[3]):
        if _is_project(root):
            return Project(root)
    raise UsageError("the project that comes with Aliansi is missing; install the package again")


def find(folder: Path | None) -> Project:
    """Return the project in ``folder``; without one, in the current folder, else the shipped one.

    Raises UsageError if ``folder`` is not a project.
    """
    if folder is None:
        here = Path.cwd()
        return Project(here) if _is_project(here) else shipped()
    if _is_project(folder):
        return Project(folder.resolve())
    missing = ", ".join(f"{part}/" for part in PARTS if not (folder / part).is_dir())
    reason = f"it has no {missing}" if folder.is_dir() else "there is no such folder"
    raise UsageError(f"{folder} is not an Aliansi project: {reason}")


def _is_project(folder: Path) -> bool:
    return all((folder / part).is_dir() for part in PARTS)
