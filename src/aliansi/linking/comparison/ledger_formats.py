"""Formats of the ledger: CSV and JSON for programs, a workbook, a table and a summary for people."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from aliansi.dataset.spreadsheet import workbook_of
from aliansi.evidence.answer_rows import SEPARATOR
from aliansi.linking.comparison.ledger_summary import summary_lines
from aliansi.linking.comparison.ledger_table import table_lines
from aliansi.linking.ledger import Ledger, LedgerRow
from aliansi.project.days import Day

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
    """Return the ledger as JSON: its rows with the columns of the CSV, and what could not be compared.

    Each row also has its ``evidence``: each quotation with its own language, passage and source.
    """
    document = {
        "rows": [_json_row(row) for row in ledger.rows],
        "without_link": list(ledger.without_link),
        "without_record": list(ledger.without_record),
        "unlinked_items": list(ledger.unlinked_items),
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def as_table(ledger: Ledger) -> bytes:
    """Return the ledger as a table for people, with the number of rows."""
    return "".join(f"{line}\n" for line in table_lines(ledger)).encode()


def as_workbook(ledger: Ledger) -> bytes:
    """Return the CSV as an Excel workbook, in which every cell is text: no date is changed, no formula is run."""
    return workbook_of(as_csv(ledger), "ledger")


def as_summary(ledger: Ledger) -> bytes:
    """Return the number of rows by verdict, and what could not be compared."""
    return "".join(f"{line}\n" for line in summary_lines(ledger)).encode()


FORMATS: Final[Mapping[str, Callable[[Ledger], bytes]]] = {
    "table": as_table,
    "csv": as_csv,
    "xlsx": as_workbook,
    "json": as_json,
    "summary": as_summary,
}
"""Formats of ``aliansi link compare`` by name."""


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


def _json_row(row: LedgerRow) -> dict[str, Any]:
    values = {name: _json_value(column(row)) for name, column in COLUMNS.items()}
    return {**values, "evidence": [each.as_json() for each in row.ours.evidence]}


def _json_value(value: object) -> Any:
    if isinstance(value, tuple):
        return [str(each) for each in value]
    return value if value is None or isinstance(value, bool | int) else str(value)
