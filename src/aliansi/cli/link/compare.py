"""`aliansi link compare`: the ledger of our facts and the statements in records of Wikidata."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from aliansi import pipeline
from aliansi.dataset.store import Store
from aliansi.errors import UsageError
from aliansi.files import save
from aliansi.linking.comparison.compare import compare
from aliansi.linking.comparison.compared_facts import read_links
from aliansi.linking.comparison.ledger_filter import read_filter
from aliansi.linking.comparison.ledger_formats import FORMATS
from aliansi.linking.comparison.ledger_turtle import as_turtle
from aliansi.linking.ledger import Ledger, Verdict
from aliansi.linking.mismatch_finder import mismatch_file
from aliansi.linking.record_reader import read_records
from aliansi.linking.records import Records
from aliansi.namespaces import ID, TYPE, named_node
from aliansi.project.folder import Project
from aliansi.rdf_files.streams import Progress

_EXTENSIONS: Final = {".csv": "csv", ".xlsx": "xlsx", ".json": "json", ".txt": "table", ".ttl": "turtle"}
MISMATCH_FINDER: Final = "mismatch-finder"
TURTLE: Final = "turtle"
_ID: Final = re.compile(rb'"id"\s*:\s*"(Q[0-9]+)"')
_HEAD: Final = 400


@dataclass(frozen=True)
class CompareRequest:
    """Options of a comparison as the command line has them."""

    records: Sequence[Path]
    things: Sequence[str] = ()
    classes: Sequence[str] = ()
    verdicts: Sequence[str] = ()
    form: str | None = None
    out: Path | None = None
    strict: bool = False
    source: str = ""

    @property
    def format(self) -> str:
        """The format asked for, else that of the extension of the output file, else a table."""
        if self.form is not None or self.out is None:
            return self.form or "table"
        suffix = self.out.suffix.lower()
        if suffix not in _EXTENSIONS:
            raise UsageError(f"{self.out}: no format has the extension {suffix!r}: add --format, such as --format csv")
        return _EXTENSIONS[suffix]


def run(project: Project, request: CompareRequest, progress: Progress) -> Records:
    """Write the ledger of a project and return the records compared. Raises UsageError for a wrong option."""
    if request.out is not None and request.out.is_dir():
        raise UsageError(f"{request.out} is a folder: name a file in it, such as {request.out / 'ledger.csv'}")
    form = _known("format", request.format, [*FORMATS, TURTLE, MISMATCH_FINDER])
    for verdict in request.verdicts:
        _known("verdict", verdict, list(Verdict))
    if request.strict and form != MISMATCH_FINDER:
        raise UsageError(f"--strict is about --format {MISMATCH_FINDER}, not {form}: leave it out")
    if request.source and form != TURTLE:
        raise UsageError(f"--source is about --format {TURTLE}, not {form}: leave it out")
    store = pipeline.open_store(project)
    source = _source(store, request.source)
    asked = read_filter(store, request.things, request.classes, request.verdicts)
    records = _records(store, request.records, progress)
    ledger = asked.apply(compare(store, records))
    if form == MISMATCH_FINDER:
        _write_mismatches(ledger, request)
    elif form == TURTLE:
        _write(as_turtle(ledger, source), request.out)
    else:
        _write(FORMATS[form](ledger), request.out)
    return records


def _write_mismatches(ledger: Ledger, request: CompareRequest) -> None:
    """Write the conflicts, and print to standard error how many there are and what is left out."""
    made = mismatch_file(ledger.rows, request.strict)
    _write(made.content, request.out)
    counted = f"{made.rows} mismatch{'es' if made.rows != 1 else ''} for the Mismatch Finder; nothing was sent"
    for line in (counted, *made.left_out.lines()):
        print(f"aliansi: {line}", file=sys.stderr)


def _source(store: Store, text: str) -> str | None:
    """Return the IRI of a source of the project. Raises UsageError for anything else."""
    if not text:
        return None
    iri = text if text.startswith(("http://", "https://")) else f"{ID}{text.removeprefix('id:')}"
    try:
        is_source = any(store.quads(ox.NamedNode(iri), TYPE, named_node("al:Source")))
    except ValueError:
        is_source = False
    if not is_source:
        raise UsageError(f"{text!r} is not a source here: describe it in data/ as an al:Source and give its id")
    return iri


def _records(store: Store, paths: Sequence[Path], progress: Progress) -> Records:
    linked = read_links(store).things

    def is_linked(line: bytes) -> bool:
        """Return whether a line of a dump may be the record of an item that something here is linked to."""
        found = _ID.search(line[:_HEAD])
        return found is None or found[1].decode() in linked

    return read_records(paths, progress=progress, wanted=is_linked)


def _known(what: str, name: str, valid: Iterable[str]) -> str:
    if name not in valid:
        raise UsageError(f"unknown {what} {name!r}; valid: {', '.join(valid)}")
    return name


def _write(content: bytes, out: Path | None) -> None:
    if out is not None:
        save(content, out)
        return
    sys.stdout.buffer.write(content)
    sys.stdout.flush()
