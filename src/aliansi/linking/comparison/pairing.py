"""Pairing of our spells with statements: one to one, so that the pairs overlap as much as possible in all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from aliansi.linking.comparison.assignment import best_assignment
from aliansi.linking.comparison.compared_facts import ComparedFact
from aliansi.linking.statements import Snak, WikidataStatement
from aliansi.project.days import Day
from aliansi.project.edtf_bounds import Bounds

START: Final = "P580"
END: Final = "P582"
_MARGIN: Final = 366
"""Days by which an open spell is longer than all known dates."""
_TIE: Final = 1e-6
"""Weight of the distance of starts, which decides only between pairs that overlap alike."""
NEARBY: Final = 1827
"""Days between two starts, or two ends, up to which spells without a day in common may be one: five years.

Sources that date a membership by its signature and by its entry into force differ by less.
"""


@dataclass(frozen=True)
class TheirSpell:
    """Spell in a statement: its starts and ends, usually one of each or none.

    ``is_one_of_several`` is True if the statement has several starts or ends, whether or not they make spells.
    """

    statement: WikidataStatement
    starts: tuple[Snak, ...] = ()
    ends: tuple[Snak, ...] = ()
    is_one_of_several: bool = False

    @property
    def extent(self) -> Bounds:
        """First and last day of the spell; None where it is open or unknown."""
        return Bounds(self.begins.earliest, self.ended.latest)

    @property
    def begins(self) -> Bounds:
        """First and last day on which it may have begun."""
        return _days(self.starts)

    @property
    def ended(self) -> Bounds:
        """First and last day on which it may have ended."""
        return _days(self.ends)

    @property
    def is_unclear(self) -> bool:
        """Whether the statement does not say which of several starts and ends belong together."""
        return len(self.starts) > 1 or len(self.ends) > 1

    def sort_key(self) -> tuple[Day, str]:
        """Return the sort key: by the first day, unknown ones first."""
        return self.extent.earliest or Day(-9999, 1, 1), self.statement.guid


@dataclass(frozen=True)
class Pairs:
    """Result of a pairing; ``covered`` are facts that a statement covers together with the fact that has it."""

    pairs: tuple[tuple[ComparedFact, TheirSpell], ...] = ()
    covered: tuple[tuple[ComparedFact, TheirSpell], ...] = ()
    facts: tuple[ComparedFact, ...] = ()
    spells: tuple[TheirSpell, ...] = ()


def spells_of(statement: WikidataStatement) -> tuple[TheirSpell, ...]:
    """Return the spells of a statement: as many as it has starts, if an end follows each; the last one may be open.

    Several starts and ends in any other order may be dates of one spell that sources disagree about: they stay one.
    """
    starts = sorted(statement.qualifier(START), key=_order_of_start)
    ends = sorted(statement.qualifier(END), key=_order_of_end)
    spells = [TheirSpell(statement, (start,), tuple(ends[n : n + 1]), True) for n, start in enumerate(starts)]
    if len(starts) > 1 and len(starts) - len(ends) in (0, 1) and _follow_each_other(spells):
        return tuple(spells)
    return (TheirSpell(statement, tuple(starts), tuple(ends), len(starts) > 1 or len(ends) > 1),)


def extent(fact: ComparedFact) -> Bounds:
    """Return the first and last day on which our spell may have lasted; None where it is open."""
    return Bounds(fact.begins.earliest, fact.ends.latest)


def pair(facts: Sequence[ComparedFact], spells: Iterable[TheirSpell]) -> Pairs:
    """Pair the facts of one source about two parties with the spells in the statements of one item.

    Spells that have no possible day in common are a pair only if their starts or their ends are near: then their dates
    are in conflict. Otherwise they are two spells, of which each is missing on the other side.
    """
    ours = sorted(facts, key=lambda fact: (fact.begins.earliest or Day(-9999, 1, 1), fact.iri))
    theirs = sorted(spells, key=TheirSpell.sort_key)
    found = list(_best(ours, theirs))
    paired = {fact.iri: spell for fact, spell in found}
    free = tuple(spell for spell in theirs if all(spell is not used for used in paired.values()))
    left = [fact for fact in ours if fact.iri not in paired]
    covered = [(fact, spell) for fact in left if (spell := _covering(fact, found))]
    uncovered = {fact.iri for fact, _ in covered}
    return Pairs(tuple(found), tuple(covered), tuple(fact for fact in left if fact.iri not in uncovered), free)


def similarity(ours: Bounds, theirs: Bounds, span: tuple[int, int]) -> float:
    """Return which share of both spells they have in common, from 0 to 1, with open ends at those of ``span``."""
    a, b = _clip(ours, span)
    c, d = _clip(theirs, span)
    common = min(b, d) - max(a, c) + 1
    if common <= 0:
        return 0.0
    nearness = 1 - abs(a - c) / (span[1] - span[0])
    return (common + _TIE * nearness) / (max(b, d) - min(a, c) + 1)


def overlaps(ours: Bounds, theirs: Bounds) -> bool:
    """Return whether two spells may have a day in common."""
    return not (
        (ours.latest and theirs.earliest and ours.latest < theirs.earliest)
        or (theirs.latest and ours.earliest and theirs.latest < ours.earliest)
    )


def _best(ours: Sequence[ComparedFact], theirs: Sequence[TheirSpell]) -> Iterator[tuple[ComparedFact, TheirSpell]]:
    span = _span([*(extent(fact) for fact in ours), *(spell.extent for spell in theirs)])
    weights = [[_likeness(fact, spell, span) for spell in theirs] for fact in ours]
    for row, column in best_assignment(weights):
        if weights[row][column] > 0:
            yield ours[row], theirs[column]


def _likeness(fact: ComparedFact, spell: TheirSpell, span: tuple[int, int]) -> float:
    """Return how alike two spells are: near ones that share no day are less alike than any that do; 0 for others."""
    common = similarity(extent(fact), spell.extent, span)
    if common:
        return common
    apart = _apart(fact, spell)
    return _TIE * (1 - apart / (NEARBY + 1)) / (span[1] - span[0]) if apart <= NEARBY else 0.0


def _apart(fact: ComparedFact, spell: TheirSpell) -> int:
    """Return the days between the starts or the ends of two spells, the fewer; without both, those between them."""
    sides = ((fact.begins, spell.begins), (fact.end.bounds if fact.end else Bounds(None, None), spell.ended))
    known = [_gap(a, b) for a, b in sides if any((a.earliest, a.latest)) and any((b.earliest, b.latest))]
    return min(known, default=_gap(extent(fact), spell.extent))


def _gap(a: Bounds, b: Bounds) -> int:
    """Return the days between two stretches of time; 0 if they may overlap."""
    days = (
        later.earliest.ordinal - earlier.latest.ordinal
        for earlier, later in ((a, b), (b, a))
        if earlier.latest and later.earliest
    )
    return max(0, *days, 0)


def _covering(fact: ComparedFact, pairs: Sequence[tuple[ComparedFact, TheirSpell]]) -> TheirSpell | None:
    """Return the statement of another fact that covers this one: they are one stretch, or its dates are around both."""
    for other, spell in pairs:
        theirs, ours = spell.extent, extent(fact)
        is_dated = theirs.earliest is not None and theirs.latest is not None
        if (is_dated or _is_one_stretch(other, fact)) and _is_within(ours, theirs):
            return spell
    return None


def _is_within(ours: Bounds, theirs: Bounds) -> bool:
    starts = theirs.earliest is None or (ours.earliest is not None and theirs.earliest <= ours.earliest)
    return starts and (theirs.latest is None or (ours.latest is not None and ours.latest <= theirs.latest))


def _is_one_stretch(a: ComparedFact, b: ComparedFact) -> bool:
    """Return whether one spell goes on where the other stops, as under the next treaty of an alliance."""
    first, second = sorted((a, b), key=lambda fact: fact.begins.earliest or Day(-9999, 1, 1))
    until, starts = first.ends.latest or first.ends.earliest, second.begins.earliest
    return until is not None and starts is not None and starts.ordinal <= until.ordinal + 1


def _span(all_bounds: Iterable[Bounds]) -> tuple[int, int]:
    days = [day.ordinal for each in all_bounds for day in (each.earliest, each.latest) if day]
    return min(days, default=0) - _MARGIN, max(days, default=0) + _MARGIN


def _clip(bounds: Bounds, span: tuple[int, int]) -> tuple[int, int]:
    first = bounds.earliest.ordinal if bounds.earliest else span[0]
    last = bounds.latest.ordinal if bounds.latest else span[1]
    return first, max(first, last)


def _follow_each_other(spells: Sequence[TheirSpell]) -> bool:
    """Return whether spells may have ended after their start and before the start of the next one."""
    days = [each for spell in spells for each in (spell.begins, spell.ended)]
    return all(
        before.earliest is None or after.latest is None or before.earliest <= after.latest
        for before, after in pairwise(days)
    )


def _order_of_start(snak: Snak) -> Day:
    """Return the first day of a date; an unknown start comes first."""
    return (snak.time and snak.time.earliest) or Day(-9999, 1, 1)


def _order_of_end(snak: Snak) -> Day:
    """Return the first day of a date; an unknown end comes last, as that of a spell that lasts."""
    return (snak.time and snak.time.earliest) or Day(9999, 12, 31)


def _days(snaks: Iterable[Snak]) -> Bounds:
    """Return the first and the last day of all dates; None where none is known."""
    times = [snak.time for snak in snaks if snak.time]
    return Bounds(
        min((time.earliest for time in times if time.earliest), default=None),
        max((time.latest for time in times if time.latest), default=None),
    )
