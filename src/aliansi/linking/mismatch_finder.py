"""Conflicts as a file for the Mismatch Finder of Wikidata, where editors review them; nothing is sent.

The columns and what they may hold are those of its import (``config/imports.php``, ``config/mismatches.php`` and the
rules of ``ValidateCSV`` at revision 0274e08).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Final

from aliansi.linking.ledger import Flag, LedgerRow, Verdict
from aliansi.linking.left_out import LeftOut
from aliansi.linking.time_values import time_value

COLUMNS: Final = (
    *("item_id", "statement_guid", "property_id", "wikidata_value", "meta_wikidata_value"),
    *("external_value", "external_url", "type"),
)
MAX_LENGTH: Final = 1500
"""Most characters of a value or an address."""
_GUID: Final = re.compile(r"(Q[0-9]+)\$[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}", re.IGNORECASE)
_ITEM: Final = re.compile(r"Q[1-9][0-9]{0,10}")
_MARKS: Final = re.compile(r"[?~%]")


@dataclass(frozen=True)
class Mismatch:
    """Row of the file: a value of Wikidata and another one of ours."""

    item_id: str
    statement_guid: str
    property_id: str
    wikidata_value: str
    meta_wikidata_value: str
    external_value: str
    external_url: str
    type: str


@dataclass(frozen=True)
class MismatchFile:
    """Content of the file, and what has been left out of it and why."""

    content: bytes
    rows: int
    left_out: LeftOut


def mismatch_file(rows: Iterable[LedgerRow], strict: bool = False) -> MismatchFile:
    """Return the conflicts of a ledger as CSV; ``strict`` adds dates that differ by one day."""
    wanted = {Verdict.CONFLICT, Verdict.ONE_DAY} if strict else {Verdict.CONFLICT}
    left_out, found = LeftOut(), []
    for row in rows:
        if row.verdict in wanted:
            made = _mismatch(row)
            if isinstance(made, Mismatch):
                found.append(made)
            else:
                left_out.add(made, row.ours.fact or row.ours.subject)
        elif row.verdict is Verdict.ONE_DAY:
            left_out.add("the dates differ by one day: add --strict", row.ours.fact or row.ours.subject)
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(astuple(mismatch) for mismatch in dict.fromkeys(found))
    return MismatchFile(stream.getvalue().encode(), len(set(found)), left_out)


def _mismatch(row: LedgerRow) -> Mismatch | str:
    """Return a row of the file, or why there is none."""
    ours, theirs = row.ours, row.theirs
    item, guid = theirs.item.upper(), theirs.guid or ""
    named = _GUID.fullmatch(guid)
    if ours.fact is None or ours.date is None:
        return "the fact has no date here"
    if Flag.NOT_INDEPENDENT in row.flags:
        return "the fact rests on copies of Wikidata or Wikipedia alone"
    if not named or named[1].upper() != item or not _ITEM.fullmatch(item):
        return "the statement has no id that the Mismatch Finder takes"
    if theirs.value is None or theirs.precision is None or theirs.calendar is None:
        return "Wikidata has no date to correct (unknown or no value)"
    time = time_value({"time": theirs.value, "precision": theirs.precision, "calendarmodel": theirs.calendar})
    if not time.date:
        return "the date there is less precise than a year, or cannot be compared"
    date = readable(ours.date)
    if max(len(date), len(ours.fact)) > MAX_LENGTH:
        return f"a value has more than {MAX_LENGTH} characters"
    kind = "qualifier" if theirs.qualifier else "statement"
    property_ = theirs.qualifier or theirs.property
    return Mismatch(item, guid, property_, time.date, theirs.calendar, date, ours.fact, kind)


def readable(date: str) -> str:
    """Return an EDTF date with one mark for the whole, "1955-05-06?" for "1955-?05-?06", on one line."""
    marks = set(_MARKS.findall(date))
    text = " ".join(_MARKS.sub("", date).split())
    if marks == {"?", "~"}:
        marks = {"%"}
    return text + "".join(sorted(marks)) if len(marks) == 1 and text[:1] not in ("[", "{") else " ".join(date.split())
