"""Reader of records of Wikidata from files and folders: every item once, and findings about what cannot be read."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Final

from aliansi.errors import Finding, Location
from aliansi.linking.record_files import JsonDocument, Wanted, documents
from aliansi.linking.record_json import EntityJson, Report, entities, entity_id, is_item, read_entity, requested_id
from aliansi.linking.records import Record, Records
from aliansi.rdf_files.streams import PACKED, ByteCounter, Progress

EXTENSIONS: Final = (".json", ".jsonl", ".ndjson")
_HEAD: Final = 400
_ID: Final = re.compile(rb'\{[^{}\[\]]*?"id"\s*:\s*"([QqPLM][0-9]+)"')
"""Id near the start of a line, before its labels: with it no JSON must be read to skip a line of a dump."""
_OTHER_FORM: Final = re.compile(r"\.(?:json\.txt|html?|zip)", re.IGNORECASE)
"""Ends of names under which a browser or Windows saves what may be a record."""
_NAMED_FOR_ITEM: Final = re.compile(r"Q[1-9][0-9]*")


def record_files(path: Path, on_error: Callable[[OSError], None] = lambda _: None) -> Iterator[Path]:
    """Yield a file, or the JSON files of a folder and of the folders in it, compressed or not, in order.

    Links to files are followed, those to folders are not. ``on_error`` gets the error of a folder that cannot be read.
    """
    if not path.is_dir():
        yield path
        return
    found = []
    for folder, folders, names in os.walk(path, onerror=on_error):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(folder, name) for name in names if is_record_name(name)]
    yield from (file for file in sorted(found) if file.is_file() or not file.exists())


def is_record_name(name: str) -> bool:
    """Return whether a file of this name is read as one with records if it is in a folder."""
    return _extension(Path(name)) in EXTENSIONS and not name.startswith(".")


def _extension(file: Path) -> str:
    name = file.with_suffix("") if file.suffix.lower() in PACKED else file
    return name.suffix.lower()


def read_records(
    paths: Iterable[Path],
    items: Collection[str] | None = None,
    progress: Progress | None = None,
    wanted: Wanted | None = None,
) -> Records:
    """Return the records in files and folders, of some items or of all; of each item the newest revision.

    ``wanted`` may refuse lines of dumps by their bytes.
    """
    reader = RecordReader(items, wanted=wanted, progress=progress)
    found: dict[str, Record] = {}
    for record in reader.read(paths):
        other = found.get(record.item)
        found[record.item] = record if other is None else reader.newer(other, record)
    notes = tuple(sorted(set(reader.notes), key=Finding.sort_key))
    return Records(found, reader.redirects, frozenset(reader.missing), tuple(reader.findings), notes)


class RecordReader:
    """Reads records one after another, in constant memory, and collects findings, notes and merged items."""

    def __init__(
        self,
        items: Collection[str] | None = None,
        *,
        wanted: Wanted | None = None,
        progress: Progress | None = None,
    ) -> None:
        """``wanted`` may refuse lines of dumps by their bytes, before their JSON is read."""
        self._items = None if items is None else frozenset(items)
        self._wanted = wanted
        self._progress = progress
        self.redirects: dict[str, str] = {}
        self.missing: set[str] = set()
        self.count = 0
        self.findings: list[Finding] = []
        self.notes: list[Finding] = []

    def read(self, paths: Iterable[Path]) -> Iterator[Record]:
        """Yield the records in files and folders."""
        given = [(path, list(record_files(path, self._report_folder))) for path in paths]
        for path, files in given:
            if path.is_dir():
                self._note_other_forms(path)
            if not files:
                self.findings.append(Finding(Location(path), "", f"the folder has no files named {_NAMES}"))
        files = [file for _, each in given for file in each]
        counted = ByteCounter(files, self._progress)
        for file in files:
            yield from self._of_file(file, counted)

    def _report_folder(self, error: OSError) -> None:
        message = f"the folder cannot be read: {error.strerror or error}"
        self.findings.append(Finding(Location(Path(error.filename)), "", message))

    def _note_other_forms(self, folder: Path) -> None:
        for file in sorted(folder.rglob("*.*")):
            if any(part.startswith(".") for part in file.relative_to(folder).parts):
                continue
            if _OTHER_FORM.fullmatch("".join(file.suffixes[-2:])) or _OTHER_FORM.fullmatch(file.suffix):
                message = f"is left out: records are in files named {_NAMES}; save Special:EntityData/Q….json"
                self.notes.append(Finding(Location(file), "", message))

    def _of_file(self, file: Path, counted: ByteCounter) -> Iterator[Record]:
        pending = None if self._items is None else set(self._items)
        for document in documents(file, counted, self.findings, self._is_wanted):
            for record in self.of_document(document):
                yield record
                if pending is not None and document.is_line:
                    pending -= {record.item, record.requested}
            if pending is not None and not pending:
                return  # a dump has each item once

    def _is_wanted(self, line: bytes) -> bool:
        if self._items is not None and (found := _ID.match(line[:_HEAD])):
            return found[1].decode().upper() in self._items
        return self._wanted is None or self._wanted(line)

    def of_document(self, document: JsonDocument) -> Iterator[Record]:
        """Yield the records of a document that has been read."""
        found = list(entities(document.json, self._report_at(document.location)))
        is_alone = len(found) == 1 and not document.is_line
        for entity in found:
            requested = requested_id(entity)
            if is_alone and requested in ("", entity_id(entity)):
                requested = _id_in_name(document.location.file) or requested
            if record := self._record(entity, requested, document):
                self.count += 1
                yield record

    def _report_at(self, location: Location) -> Report:
        return lambda subject, message: self.findings.append(Finding(location, subject, _printable(message)))

    def _record(self, entity: EntityJson, requested: str, document: JsonDocument) -> Record | None:
        """Return the record of an entity that is wanted, and note what it says about others."""
        item = entity_id(entity)
        if self._items is not None and not {item, requested} & self._items:
            return None
        if not is_item(entity.json):
            if not document.is_line:
                self._note(document, item, f"a record of a {entity.json['type']} is left out; only items are read")
            return None
        if entity.is_missing:
            self.missing.add(item)
            self._note(document, item, "Wikidata has no such item")
            return None
        if requested and requested != item:
            self.redirects[requested] = item
            self._note(document, requested, f"merged into {item}; link to that item instead")
        return read_entity(entity, requested or item, document.location, self._report_at(document.location))

    def _note(self, document: JsonDocument, item: str, message: str) -> None:
        self.notes.append(Finding(document.location, item, _printable(message)))

    def newer(self, first: Record, second: Record) -> Record:
        """Return the newer one of two records of an item, with a note; the first if their age is unknown or equal."""
        older, newer = sorted((second, first), key=lambda record: (record.revision or 0, record.modified))
        if older.sha256 != newer.sha256:
            message = f"{_revision(older)} is left out: {_place(newer.location)} has {_revision(newer)}"
            self.notes.append(Finding(older.location, older.item, message))
        return newer


def _printable(message: str) -> str:
    """Return a message with escapes for what the keys of a broken record may have: controls and half of a pair."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in message)


def _id_in_name(file: Path) -> str:
    """Return the id that a file of one record is named for: Special:EntityData answers with the item merged into."""
    name = file.name.partition(".")[0]
    return name if _NAMED_FOR_ITEM.fullmatch(name) else ""


def _revision(record: Record) -> str:
    return f"revision {record.revision}" if record.revision else "a record without revision"


def _place(location: Location) -> str:
    return f"{location.file}:{location.line}" if location.line else str(location.file)


_NAMES: Final = ", ".join(f"*{extension}" for extension in EXTENSIONS) + " (also .gz, .bz2 or .xz)"
