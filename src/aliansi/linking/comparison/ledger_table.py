"""Table of the ledger for people, at most 100 columns wide: the rows of each fact under its words or sources."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from aliansi.linking.ledger import Aspect, Ledger, LedgerRow, OurSide, TheirSide
from aliansi.linking.time_values import TimeValue
from aliansi.namespaces import shorten
from aliansi.views.labels import truncate

WIDTH: Final = 100
"""Columns of a line; only ids and dates that are longer than a line exceed it."""
_HEAD: Final = ("verdict", "aspect", "here", "there", "item", "property")
_INDENT: Final = " " * 6
_WITHOUT_DATE: Final = frozenset({Aspect.MEMBERSHIP, Aspect.TENURE})


def table_lines(ledger: Ledger) -> Iterator[str]:
    """Yield the lines of the table and the number of rows; rows that do not decide are in brackets."""
    cells = [_cells(row) for row in ledger.rows]
    widths = [max(map(len, column)) for column in zip(_HEAD, *cells, strict=True)]
    yield _line(_HEAD, widths)
    yield _line(["-" * width for width in widths], widths)
    for (subject, object_, fact), rows in groupby(ledger.rows, key=_group):
        yield ""
        parties = f"{_name(subject)} in {_name(object_)}" if object_ else _name(subject)
        yield from _wrapped(f"{parties}: {_name(fact) if fact else 'no fact here'}", "")
        for number, row in enumerate(rows):
            if number == 0 and (words := _words(row.ours)):
                yield f"    {words}"
            yield _line(_cells(row), widths)
            yield from _wrapped("; ".join([*row.flags, *filter(None, [row.note])]), _INDENT)
    yield ""
    yield f"({len(ledger.rows)} row{'s' if len(ledger.rows) != 1 else ''})"


def _group(row: LedgerRow) -> tuple[str, str | None, str | None]:
    return row.ours.subject, row.ours.object, row.ours.fact


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  " + "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _wrapped(text: str, indent: str) -> list[str]:
    """Return the lines of a text; words such as ids are not broken."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent or "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _cells(row: LedgerRow) -> Sequence[str]:
    property_ = f"{row.theirs.property}/{row.theirs.qualifier}" if row.theirs.qualifier else row.theirs.property
    verdict = str(row.verdict) if row.decides else f"({row.verdict})"
    return verdict, str(row.aspect), _here(row), _there(row.theirs), row.theirs.item, property_


def _here(row: LedgerRow) -> str:
    """Return our date, or that there is a fact, if it is about the fact and not about a date."""
    return row.ours.date or ("yes" if row.ours.fact and row.aspect in _WITHOUT_DATE else "")


def _there(theirs: TheirSide) -> str:
    if theirs.precision is None or theirs.calendar is None or theirs.value is None:
        return theirs.value or ""
    return TimeValue(theirs.value, theirs.precision, theirs.calendar, theirs.earliest, theirs.latest).label


def _words(ours: OurSide) -> str:
    """Return the words of a fact on one line, or its sources."""
    if ours.quotations:
        return truncate(f"“{' '.join(' … '.join(ours.quotations).split())}”", WIDTH - 4)
    return truncate(", ".join(map(_name, ours.sources)), WIDTH - 4)


def _name(iri: str | None) -> str:
    return shorten(iri).removeprefix("id:") if iri else ""
