"""`aliansi link reconcile`: candidates for things without a link, as a SSSOM table for a reviewer."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from aliansi import pipeline
from aliansi.dataset.store import Store
from aliansi.errors import Finding, UsageError
from aliansi.files import save
from aliansi.linking.candidates.candidate_mappings import candidates_sssom
from aliansi.linking.candidates.item_candidates import ItemCandidate, UnlinkedThings, ranked, things_without_link
from aliansi.linking.record_reader import RecordReader, is_record_name
from aliansi.namespaces import PREFIXES
from aliansi.project.folder import Project
from aliansi.reconciliation.name_index import iri_of_type, name_index

if TYPE_CHECKING:
    from aliansi.linking.clients.web_client import WebClient

STANDARD: Final = "-"
_MAX_NAME: Final = 100
Show = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Origins:
    """Where candidates come from: files, folders and addresses of records, services, and the API of a Wikibase."""

    records: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    apis: tuple[str, ...] = ()

    def check(self) -> None:
        """Raise UsageError without any, and for a file that is not there."""
        if not (self.records or self.services or self.apis):
            raise UsageError("give --records, --service or --api: nothing is read from the web without an address")
        for path in self.records:
            if not is_address(path) and path != STANDARD and not Path(path).exists():
                raise UsageError(f"{path}: no such file or folder of records")


@dataclass
class Reconciliation:
    """Result of a run: the table, how many things have candidates of how many, findings and notes."""

    table: bytes = b""
    things: tuple[str, ...] = ()
    candidates: tuple[ItemCandidate, ...] = ()
    records: int = 0
    findings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)

    def summary(self) -> str:
        """Return a sentence about how many things have candidates."""
        found = len({each.thing for each in self.candidates})
        read = f" in {self.records} records" if self.records else ""
        return f"{len(self.candidates)} candidates for {found} of {len(self.things)} things{read}"


def reconcile(
    project: Project,
    classes: Sequence[str],
    everything: bool,
    origins: Origins,
    folder: Path | None,
    contact: str,
    limit: int,
    show: Show,
) -> Reconciliation:
    """Find candidates for the things of a project; ``folder`` gets the records that are read from the web."""
    origins.check()
    store = pipeline.open_store(project)
    things = things_without_link(store, class_iris(store, classes), everything)
    run = Reconciliation(things=things)
    unlinked = UnlinkedThings(store, things)
    reader = RecordReader(wanted=unlinked.line_filter(), progress=_percent(show))
    with _client(origins, contact, show) as web:
        found = list(_candidates(unlinked, origins, reader, web, folder, limit, show))
    spaces = {space for space, _ in found}
    if len(spaces) > 1:
        raise UsageError(f"items of {' and '.join(sorted(spaces))} in one table: reconcile with one at a time")
    run.candidates = ranked((each for _, each in found), limit)
    space = next(iter(spaces), PREFIXES["wd"])
    run.table = candidates_sssom(run.candidates, store, dt.datetime.now(dt.UTC).date(), space)
    run.findings, run.notes, run.records = reader.findings, reader.notes, reader.count
    return run


def _percent(show: Show) -> Callable[[int, int], None]:
    return lambda done, of: show("reading", done, of)


def class_iris(store: Store, classes: Iterable[str]) -> tuple[str, ...]:
    """Return the IRIs of classes: of names such as State, prefixed names and IRIs. Raises UsageError."""
    index = name_index(store)
    known = {class_ for iri in index.iris for class_ in index.types_of(iri)}
    found = []
    for name in classes:
        iri = iri_of_type(name)
        if iri not in known:
            names = sorted(class_.rpartition("#")[2].rpartition("/")[2] for class_ in known)
            raise UsageError(f"no things of the class '{name[:60]}'; classes: {', '.join(names)}")
        found.append(iri)
    return tuple(found)


def _candidates(
    things: UnlinkedThings,
    origins: Origins,
    reader: RecordReader,
    web: WebClient | None,
    folder: Path | None,
    limit: int,
    show: Show,
) -> Iterator[tuple[str, ItemCandidate]]:
    """Yield candidates with the namespace of their items."""
    with TemporaryDirectory() as temporary:
        place = folder or Path(temporary)
        names = _file_names(filter(is_address, origins.records))
        paths = [
            _fetched(path, web, place / names[path]) if web and path in names else Path(path)
            for path in origins.records
        ]
        for record in reader.read(paths):
            for candidate in things.candidates(record):
                yield PREFIXES["wd"], candidate
    if web is None:
        return
    from aliansi.linking.candidates.online import candidates_of_service, candidates_of_wikibase
    from aliansi.linking.clients.reconciliation_client import ReconciliationClient
    from aliansi.linking.clients.wikibase_client import WikibaseClient

    for address in origins.apis:
        wikibase = WikibaseClient(web, address)
        for candidate in candidates_of_wikibase(things, wikibase, reader, folder, limit, show):
            yield PREFIXES["wd"], candidate
    for address in origins.services:
        service = ReconciliationClient(web, address)
        for candidate in candidates_of_service(things, service, limit, show):
            yield service.space, candidate


@contextmanager
def _client(origins: Origins, contact: str, show: Show) -> Iterator[WebClient | None]:
    """Yield a web client if an address is named; without one no module of the web is imported."""
    if not (origins.services or origins.apis or any(map(is_address, origins.records))):
        yield None
        return
    from aliansi.linking.clients.web_client import WebClient

    with WebClient(contact, notify=lambda message: show(message, 0, 0)) as web:
        yield web


def _fetched(address: str, web: WebClient, file: Path) -> Path:
    """Save the records at an address in a file."""
    save(web.get(address).body, file)
    return file


def _file_names(addresses: Iterable[str]) -> dict[str, str]:
    """Return a file name for each address, by which a folder is read again: the last part of the path if it will do.

    Addresses with a query, or of the same last part, have a check sum in their names, so that none replaces another.
    """
    found: dict[str, str] = {}
    for address in addresses:
        parts = urlsplit(address)
        name = re.sub(r"[^\w.() -]", "_", unquote(parts.path.rpartition("/")[2])).lstrip(".")[-_MAX_NAME:]
        if not is_record_name(name):
            name = f"{name or 'records'}.json"
        if parts.query or name in found.values():
            name = f"{sha256(address.encode()).hexdigest()[:12]}-{name}"
        found.setdefault(address, name)
    return found


def is_address(text: str) -> bool:
    """Return whether a text is an address of the web and not a file."""
    return "://" in text


def check_output(output: str) -> None:
    """Raise UsageError for a file that exists: it may hold decisions of a reviewer."""
    if output != STANDARD and Path(output).exists():
        raise UsageError(f"{output} exists, and may hold decisions of a reviewer; choose another name")


def write_table(table: bytes, output: str) -> None:
    """Write a table to a file, or to standard output."""
    if output == STANDARD:
        sys.stdout.buffer.write(table)
        sys.stdout.flush()
        return
    save(table, Path(output))
