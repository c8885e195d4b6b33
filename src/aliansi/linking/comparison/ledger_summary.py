"""Summary of the ledger: its rows by verdict, and what could not be compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from aliansi.linking.comparison.verdicts import CONFLICTS
from aliansi.linking.ledger import Flag, Ledger, LedgerRow, Verdict
from aliansi.namespaces import shorten

_MAX_NAMES: Final = 12


def summary_lines(ledger: Ledger) -> Iterator[str]:
    """Yield the lines of the summary for people.

    Rows that decide are counted apart from notes on them, those of facts that do not rest on copies of Wikidata or
    Wikipedia alone once more, and silent ones last, because they say nothing.
    """
    deciding = [row for row in ledger.rows if row.decides]
    facts = {row.ours.fact for row in ledger.rows if row.ours.fact}
    yield f"{_count(len(ledger.rows), 'row')} about {_count(len(facts), 'fact')}"
    yield ""
    yield f"{'verdict':<20}  {'rows':>5}  {'notes':>5}  {'independent':>11}"
    notes = Counter(row.verdict for row in ledger.rows if not row.decides)
    counted, independent = Counter(map(_verdict, deciding)), Counter(map(_verdict, filter(_is_independent, deciding)))
    for verdict in Verdict:
        if counted[verdict] or notes[verdict]:
            yield f"{verdict:<20}  {counted[verdict]:>5}  {notes[verdict]:>5}  {independent[verdict]:>11}"
    yield ""
    conflicts, one_day = _conflicts(ledger.rows), sum(row.verdict is Verdict.ONE_DAY for row in ledger.rows)
    yield f"conflicts, with those of one day and those in notes: {conflicts} ({one_day} of one day)"
    confirmed = independent[Verdict.CONFIRMED]
    yield f"confirmed, without facts that rest on copies of Wikidata or Wikipedia alone: {confirmed}"
    yield _named("things without a link to an item", [shorten(thing) for thing in ledger.without_link])
    yield _named("things whose item has no record here", [shorten(thing) for thing in ledger.without_record])
    yield _named("records that nothing here is linked to", ledger.unlinked_items)


def _verdict(row: LedgerRow) -> Verdict:
    return row.verdict


def _is_independent(row: LedgerRow) -> bool:
    return row.ours.fact is not None and Flag.NOT_INDEPENDENT not in row.flags


def _conflicts(rows: Sequence[LedgerRow]) -> int:
    return sum(row.verdict in CONFLICTS for row in rows)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number != 1 else ''}"


def _named(what: str, names: Sequence[str]) -> str:
    if not names:
        return f"{what}: 0"
    rest = len(names) - _MAX_NAMES
    more = f" and {rest} more" if rest > 0 else ""
    return f"{what}: {len(names)} ({', '.join(names[:_MAX_NAMES])}{more})"
