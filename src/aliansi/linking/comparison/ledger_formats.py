"""Formats of the ledger: CSV and JSON for programs, a table and a summary for people."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from aliansi.evidence.answer_rows import SEPARATOR
from aliansi.linking.comparison.ledger_summary import summary_lines
from aliansi.linking.ledger import Ledger, LedgerRow, OurSide, TheirSide
from aliansi.linking.time_values import TimeValue
from aliansi.namespaces import shorten
from aliansi.project.days import Day
from aliansi.views.labels import truncate

_MAX_WORDS: Final = 70
_Column = Callable[[LedgerRow], object]

COLUMNS: Final[Mapping[str, _Column]] = {
    "fact": lambda row: row.ours.fact,
    "aspect": lambda row: row.aspect,
    "subject": lambda row: row.ours.subject,
    "object": lambda row: row.ours.object,
    "verdict": lambda row: row.verdict,
    "decides": lambda row: row.decides,
    "flags": lambda row: row.flags,
    "passages": lambda row: _unique(each.passage for each in row.ours.evidence if each.passage),
    "words": lambda row: _unique(row.ours.quotations),
    "language": lambda row: _unique(each.language for each in row.ours.evidence if each.is_quoted),
    "sources": lambda row: row.ours.sources,
    "date": lambda row: row.ours.date,
    "earliest": lambda row: _day(row.ours.earliest),
    "latest": lambda row: _day(row.ours.latest),
    "start": lambda row: row.ours.start,
    "end": lambda row: row.ours.end,
    "ongoing_at": lambda row: row.ours.ongoing_at,
    "item": lambda row: row.theirs.item,
    "item_label": lambda row: row.theirs.label,
    "match": lambda row: row.theirs.match,
    "statement": lambda row: row.theirs.guid,
    "rank": lambda row: row.theirs.rank,
    "property": lambda row: row.theirs.property,
    "object_item": lambda row: row.theirs.object_item,
    "qualifier": lambda row: row.theirs.qualifier,
    "value": lambda row: row.theirs.value,
    "precision": lambda row: row.theirs.precision,
    "calendar": lambda row: row.theirs.calendar,
    "value_earliest": lambda row: _day(row.theirs.earliest),
    "value_latest": lambda row: _day(row.theirs.latest),
    "references": lambda row: row.theirs.references if row.theirs.guid else None,
    "note": lambda row: row.note,
    "revision": lambda row: row.theirs.version.revision,
    "modified": lambda row: row.theirs.version.modified,
    "sha256": lambda row: row.theirs.version.sha256,
}
"""Columns of the ledger in CSV, and members of its rows in JSON; ``docs/wikidata.md`` says what is in them."""


def as_csv(ledger: Ledger) -> bytes:
    """Return the ledger as CSV (RFC 4180), with several values of a cell separated by ``SEPARATOR``."""
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for row in ledger.rows:
        table.writerow(_csv_cell(column(row)) for column in COLUMNS.values())
    return stream.getvalue().encode()


def as_json(ledger: Ledger) -> bytes:
    """Return the ledger as JSON: its rows with the columns of the CSV, and what could not be compared."""
    document = {
        "rows": [{name: _json_value(column(row)) for name, column in COLUMNS.items()} for row in ledger.rows],
        "without_link": list(ledger.without_link),
        "without_record": list(ledger.without_record),
        "unlinked_items": list(ledger.unlinked_items),
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def as_table(ledger: Ledger) -> bytes:
    """Return the ledger as a table for people, with the number of rows."""
    head = ("verdict", "thing", "aspect", "here", "there", "item", "words or source", "note")
    rows = [_table_row(row) for row in ledger.rows]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [head, ["-" * width for width in widths], *rows]
    text = "\n".join("  ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)).rstrip() for line in lines)
    return f"{text}\n({len(rows)} row{'s' if len(rows) != 1 else ''})\n".encode()


def as_summary(ledger: Ledger) -> bytes:
    """Return the number of rows by verdict, and what could not be compared."""
    return "".join(f"{line}\n" for line in summary_lines(ledger)).encode()


FORMATS: Final[Mapping[str, Callable[[Ledger], bytes]]] = {
    "table": as_table,
    "csv": as_csv,
    "json": as_json,
    "summary": as_summary,
}
"""Formats of ``aliansi link compare`` by name."""


def _table_row(row: LedgerRow) -> Sequence[str]:
    thing = _name(row.ours.subject)
    flags = ", ".join(row.flags)
    return (
        str(row.verdict) if row.decides else f"({row.verdict})",
        f"{thing} in {_name(row.ours.object)}" if row.ours.object else thing,
        str(row.aspect),
        _here(row.ours),
        _there(row.theirs),
        row.theirs.item,
        _words(row.ours),
        "; ".join(part for part in (flags, row.note) if part),
    )


def _here(ours: OurSide) -> str:
    if ours.date:
        return ours.date
    return "yes" if ours.fact else ""


def _there(theirs: TheirSide) -> str:
    if theirs.precision is None or theirs.calendar is None or theirs.value is None:
        return theirs.value or ""
    return TimeValue(theirs.value, theirs.precision, theirs.calendar, theirs.earliest, theirs.latest).label


def _words(ours: OurSide) -> str:
    if ours.quotations:
        return truncate(f"“{' '.join(' … '.join(ours.quotations).split())}”", _MAX_WORDS)
    return truncate(", ".join(map(_name, ours.sources)), _MAX_WORDS)


def _name(iri: str | None) -> str:
    return shorten(iri).removeprefix("id:") if iri else ""


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _day(day: Day | None) -> str | None:
    return day.isoformat() if day else None


def _csv_cell(value: object) -> object:
    if isinstance(value, tuple):
        return SEPARATOR.join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _json_value(value: object) -> Any:
    if isinstance(value, tuple):
        return [str(each) for each in value]
    return value if value is None or isinstance(value, bool | int) else str(value)
