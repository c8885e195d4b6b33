"""Verdicts on dates: our first and last day against theirs; texts are never compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from aliansi.linking.comparison.compared_facts import ComparedFact, OurDate
from aliansi.linking.ledger import Verdict
from aliansi.linking.statements import Snak, SnakKind
from aliansi.linking.time_values import DAY, TimeValue
from aliansi.project.days import Day
from aliansi.project.edtf_bounds import Bounds

BEST_FIRST: Final = (
    Verdict.CONFIRMED,
    Verdict.COARSER_THERE,
    Verdict.COARSER_HERE,
    Verdict.OVERLAP,
    Verdict.ONE_DAY,
    Verdict.UNKNOWN_THERE,
    Verdict.CONFLICT,
    Verdict.MISSING_HERE,
    Verdict.NOT_COMPARABLE,
    Verdict.DEPRECATED_THERE,
    Verdict.SILENT,
    Verdict.MISSING_THERE,
    Verdict.NOT_EXPECTED_THERE,
)
"""Order in which one of several verdicts on a fact decides."""

CONFLICTS: Final = frozenset({Verdict.CONFLICT, Verdict.ONE_DAY})
"""Verdicts on dates that cannot both be right, whatever their precision."""

_FIRST, _LAST = Day(-(10**12), 1, 1), Day(10**12, 12, 31)
_MANY_DAYS: Final = 60
_YEAR: Final = 365.2425


@dataclass(frozen=True)
class DateComparison:
    """Verdict on a date, with the value of theirs that it is about."""

    verdict: Verdict
    snak: Snak | None = None
    note: str = ""


def relation(ours: Bounds, theirs: Bounds) -> Verdict:
    """Return the verdict on two dates by the days on which each may be; a missing bound is unbounded."""
    a, b = ours.earliest or _FIRST, ours.latest or _LAST
    c, d = theirs.earliest or _FIRST, theirs.latest or _LAST
    if b < c or d < a:
        one_day = a == b and c == d and abs(a.ordinal - c.ordinal) == 1
        return Verdict.ONE_DAY if one_day else Verdict.CONFLICT
    if (a, b) == (c, d):
        return Verdict.CONFIRMED
    if a <= c and d <= b:
        return Verdict.COARSER_HERE
    return Verdict.COARSER_THERE if c <= a and b <= d else Verdict.OVERLAP


def compare_dates(
    ours: OurDate | None, snaks: Sequence[Snak], *, spell: ComparedFact | None = None, ends: bool = False
) -> DateComparison:
    """Compare a date of ours with the values of a property there, and return the best verdict.

    ``ends`` is True for the end of a ``spell``, whose other dates limit an end or a start that it lacks.
    """
    if not snaks:
        if ours is None:
            return DateComparison(Verdict.SILENT)
        return DateComparison(Verdict.MISSING_THERE, None, "open there" if ends else "no date there")
    found = sorted(
        (_compare(ours, snak, spell, ends) for snak in snaks), key=lambda each: BEST_FIRST.index(each.verdict)
    )
    best, others = found[0], found[1:]
    values = "; ".join(f"{shown(each.snak)} ({each.verdict})" for each in others if each.snak)
    return DateComparison(best.verdict, best.snak, joined(best.note, f"also there: {values}" if values else ""))


def shown(snak: Snak | None) -> str:
    """Return a value there in words: a date, an item, "unknown" or "none"."""
    if snak is None:
        return ""
    if snak.time is not None:
        return snak.time.label
    return {SnakKind.SOMEVALUE: "unknown", SnakKind.NOVALUE: "none"}.get(snak.kind, snak.item or "a value")


def joined(*notes: str) -> str:
    """Return notes as one, without the empty ones."""
    return "; ".join(note for note in notes if note)


def _compare(ours: OurDate | None, snak: Snak, spell: ComparedFact | None, ends: bool) -> DateComparison:
    if snak.kind is SnakKind.NOVALUE:
        if ours is None:
            return DateComparison(Verdict.SILENT, snak, "there: none")
        what = "it has no end" if ends else "it has none"
        return DateComparison(Verdict.CONFLICT, snak, f"there {what} (novalue)")
    if snak.kind is SnakKind.SOMEVALUE:
        if ours is None and not ends:
            return DateComparison(Verdict.SILENT, snak, "there: unknown")
        note = "" if ours else "there it has ended, on an unknown date; here no end is given"
        return DateComparison(Verdict.UNKNOWN_THERE, snak, note)
    time = snak.time
    if time is None or not time.is_comparable:
        return DateComparison(Verdict.NOT_COMPARABLE, snak, time.reason if time else "the value there is no date")
    theirs = Bounds(time.earliest, time.latest)
    if ours is None:
        return _without_ours(theirs, snak, spell, ends)
    if not ours.is_comparable:
        return DateComparison(Verdict.NOT_COMPARABLE, snak, "our date has no days")
    verdict = relation(ours.bounds, theirs)
    note = "; ".join(_notes(ours.bounds, theirs, time)) if verdict in CONFLICTS else ""
    return DateComparison(verdict, snak, note)


def _without_ours(theirs: Bounds, snak: Snak, spell: ComparedFact | None, ends: bool) -> DateComparison:
    why = "" if spell is None else _why_no_end(theirs, spell) if ends else _why_no_start(theirs, spell)
    return DateComparison(Verdict.CONFLICT if why else Verdict.MISSING_HERE, snak, why)


def _why_no_end(theirs: Bounds, spell: ComparedFact) -> str:
    """Return why a spell of ours cannot have ended on a date there; empty if it can."""
    for date, what in ((spell.ongoing, "it still lasts at"), (spell.start, "its start is")):
        day = date.bounds.earliest if date else None
        if date and day and theirs.latest and theirs.latest < day:
            return f"here {what} {date.text}"
    return ""


def _why_no_start(theirs: Bounds, spell: ComparedFact) -> str:
    """Return why a spell of ours cannot have begun on a date there; empty if it can."""
    last = spell.end.bounds.latest if spell.end else None
    is_later = last and theirs.earliest and last < theirs.earliest
    return f"here its end is {spell.end.text}" if spell.end and is_later else ""


def _notes(ours: Bounds, theirs: Bounds, time: TimeValue) -> Iterator[str]:
    least = "" if ours.earliest == ours.latest and theirs.earliest == theirs.latest else "at least "
    if ours.latest and theirs.earliest and ours.latest < theirs.earliest:
        yield least + _distance(theirs.earliest.ordinal - ours.latest.ordinal, "later")
    elif ours.earliest and theirs.latest:
        yield least + _distance(ours.earliest.ordinal - theirs.latest.ordinal, "earlier")
    if time.precision == DAY and time.text[5:11] == "-01-01":
        yield "1 January there may stand for the year"


def _distance(days: int, when: str) -> str:
    if days <= _MANY_DAYS:
        return f"{days} day{'s' if days > 1 else ''} {when} there"
    years = days / _YEAR
    return f"{years:.0f} years {when} there" if years >= 1.5 else f"{days / 30.44:.0f} months {when} there"
