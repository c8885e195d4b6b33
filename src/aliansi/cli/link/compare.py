"""`aliansi link compare`: the ledger of our facts and the statements in records of Wikidata."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyoxigraph as ox

from aliansi import pipeline
from aliansi.cli.link.candidates import Show, is_address
from aliansi.dataset.store import Store
from aliansi.errors import Finding, UsageError
from aliansi.files import save
from aliansi.linking.comparison.compare import compare, items_to_compare
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

_EXTENSIONS: Final = {".csv": "csv", ".xlsx": "xlsx", ".json": "json", ".txt": "table", ".ttl": "turtle"}
MISMATCH_FINDER: Final = "mismatch-finder"
TURTLE: Final = "turtle"
_ID: Final = re.compile(rb'"id"\s*:\s*"(Q[0-9]+)"')
_HEAD: Final = 400
_VERDICT_MARKS: Final = re.compile("[-_]")
"""Written for the space of a verdict by those who want no quotation marks, as in one-day."""


@dataclass(frozen=True)
class CompareRequest:
    """Options of a comparison as the command line has them."""

    records: Sequence[str] = ()
    things: Sequence[str] = ()
    classes: Sequence[str] = ()
    verdicts: Sequence[str] = ()
    form: str | None = None
    out: Path | None = None
    strict: bool = False
    source: str = ""
    api: str = ""
    saved: Path | None = None
    contact: str = ""

    @property
    def format(self) -> str:
        """The format asked for, else that of the extension of the output file, else a table."""
        if self.form is not None or self.out is None:
            return self.form or "table"
        suffix = self.out.suffix.lower()
        if suffix not in _EXTENSIONS:
            raise UsageError(f"{self.out}: no format has the extension {suffix!r}: add --format, such as --format csv")
        return _EXTENSIONS[suffix]


@dataclass(frozen=True)
class Compared:
    """Result of a run: the records, the findings about them, and the number of rows with and without the filter."""

    records: Records
    findings: tuple[Finding, ...]
    rows: int
    all_rows: int

    def message(self) -> str:
        """Return what a reader should know about the result; empty if there are rows and no findings."""
        if broken := len(self.findings):
            rest = "the others were compared" if self.records.records else "nothing was compared"
            return f"{broken} error{'s' if broken > 1 else ''} in the records; {rest}"
        if self.rows:
            return ""
        if self.all_rows:
            return (
                f"no rows are about what you ask for; without --thing, --class and --verdict there are {self.all_rows}"
            )
        return "no rows: no record is of an item that something here is linked to"


def run(project: Project, request: CompareRequest, show: Show) -> Compared:
    """Write the ledger of a project and return what was compared. Raises UsageError for a wrong option."""
    if request.out is not None and request.out.is_dir():
        raise UsageError(f"{request.out} is a folder: name a file in it, such as {request.out / 'ledger.csv'}")
    _check_origins(request)
    form = _known("format", request.format, [*FORMATS, TURTLE, MISMATCH_FINDER])
    verdicts = [_known("verdict", _VERDICT_MARKS.sub(" ", name).casefold(), list(Verdict)) for name in request.verdicts]
    if request.strict and form != MISMATCH_FINDER:
        raise UsageError(f"--strict is about --format {MISMATCH_FINDER}, not {form}: leave it out")
    if request.source and form != TURTLE:
        raise UsageError(f"--source is about --format {TURTLE}, not {form}: leave it out")
    store = pipeline.open_store(project)
    source = _source(store, request.source)
    asked = read_filter(store, request.things, request.classes, verdicts)
    records, findings = _records(store, request, show)
    show("comparing", 0, 0)
    whole = compare(store, records)
    ledger = asked.apply(whole)
    if form == MISMATCH_FINDER:
        _write_mismatches(ledger, request)
    elif form == TURTLE:
        _write(as_turtle(ledger, source), request.out)
    else:
        _write(FORMATS[form](ledger), request.out)
    return Compared(records, findings, len(ledger.rows), len(whole.rows))


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


def _records(store: Store, request: CompareRequest, show: Show) -> tuple[Records, tuple[Finding, ...]]:
    """Return the saved records and those of the API, with the findings about both."""
    linked = read_links(store).things

    def is_linked(line: bytes) -> bool:
        """Return whether a line of a dump may be the record of an item that something here is linked to."""
        found = _ID.search(line[:_HEAD])
        return found is None or found[1].decode() in linked

    with TemporaryDirectory() as temporary:
        paths, findings = [Path(path) for path in request.records], list[Finding]()
        if request.api:
            folder = request.saved or Path(temporary)
            paths += _fetched(store, request, folder, show, findings)
        records = read_records(paths, progress=lambda done, of: show("reading", done, of), wanted=is_linked)
    return records, tuple(sorted({*findings, *records.findings}, key=lambda each: each.sort_key()))


def _fetched(
    store: Store, request: CompareRequest, folder: Path, show: Show, findings: list[Finding]
) -> Sequence[Path]:
    """Save the records of all items that are compared, from the API; return the files."""
    from aliansi.linking.clients.web_client import WebClient
    from aliansi.linking.clients.wikibase_client import WikibaseClient, save_entity

    with WebClient(request.contact, notify=lambda message: show(message, 0, 0)) as web:
        client = WikibaseClient(web, request.api)
        client.check_wikidata()
        entities = client.entities(items_to_compare(store), lambda done, of: show("reading items", done, of))
        files = [save_entity(folder, requested, entity) for requested, entity in entities]
    findings += client.findings
    return files


def _check_origins(request: CompareRequest) -> None:
    """Raise UsageError without records and for addresses of records."""
    if not (request.records or request.api):
        raise UsageError("give --records with saved records, or --api: nothing is read from the web without an address")
    if address := next(filter(is_address, request.records), None):
        raise UsageError(
            f"{address} is an address: give a saved file, or --api https://www.wikidata.org --save records"
        )
    if request.saved and not request.api:
        raise UsageError("--save is about --api: leave it out")


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
