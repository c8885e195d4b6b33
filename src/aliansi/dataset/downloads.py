"""Files of a project that are offered for download."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import file_digest
from pathlib import Path
from typing import Final

from aliansi.namespaces import EVIDENCE
from aliansi.project.folder import RDF_SUFFIXES, Project, graph_of

DATASET: Final = "dataset.nq"
_KINDS: Final = {"ontology": "ontology", "data": "curated"}
MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".nq": "application/n-quads",
    ".ttl": "text/turtle",
    ".trig": "application/trig",
}


@dataclass(frozen=True)
class DownloadFile:
    """A file with what a reader should know before downloading it."""

    name: str
    kind: str = field(metadata={"help": "its kind: dataset, table, ontology or curated"})
    size: int = field(metadata={"help": "bytes"})
    written: dt.date = field(metadata={"help": "day of the last change, in UTC"})
    sha256: str
    has_quotations: bool = field(metadata={"help": "whether it contains quotations that are not under its licence"})


def files_of(project: Project) -> dict[str, Path]:
    """Return the files by name: the dataset, the ontology, and the files that the dataset is built from."""
    inputs = [file for part in ("data", "ontology") for file in sorted((project.root / part).glob("*"))]
    return {DATASET: project.dataset_file} | {file.name: file for file in inputs if file.suffix in RDF_SUFFIXES}


def describe_file(name: str, file: Path) -> DownloadFile | None:
    """Return the description of a file; None if it is missing."""
    try:
        status = file.stat()
        digest = _sha256(file, status.st_mtime_ns, status.st_size)
    except OSError:
        return None
    written = dt.datetime.fromtimestamp(status.st_mtime, dt.UTC).date()
    kind = "dataset" if name == DATASET else _KINDS[file.parent.name]
    return DownloadFile(name, kind, status.st_size, written, digest, kind == "dataset" or graph_of(file) == EVIDENCE)


@lru_cache(maxsize=200)
def _sha256(file: Path, written: int, size: int) -> str:
    """Return the hash of a file, computed once for each change of the file."""
    with file.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()
