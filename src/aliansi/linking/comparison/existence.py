"""Existence of what an item is about, by its inception and dissolution: which of our spells its statements can have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aliansi.linking.comparison.compared_facts import ComparedFact
from aliansi.linking.comparison.places import DISSOLVED, INCEPTION
from aliansi.linking.ledger import Match
from aliansi.linking.records import Record
from aliansi.linking.statements import Snak, SnakKind
from aliansi.project.days import Day


@dataclass(frozen=True)
class Existence:
    """Days between which an item certainly existed, as wide as its statements allow; None if it is open or unknown."""

    first: Day | None = None
    last: Day | None = None

    @classmethod
    def of(cls, record: Record) -> Existence:
        """Return the existence of the item of a record, by its statements that are not deprecated."""
        begins, ends = _snaks(record, INCEPTION), _snaks(record, DISSOLVED)
        firsts = [snak.time.latest for snak in begins if snak.time and snak.time.latest]
        lasts = [snak.time.earliest for snak in ends if snak.time and snak.time.earliest]
        is_open = any(snak.kind is SnakKind.NOVALUE for snak in ends)
        return cls(min(firsts, default=None), None if is_open else max(lasts, default=None))

    def why_not(self, fact: ComparedFact, match: Match) -> str:
        """Return why a spell is not expected at the item; empty if it is.

        A spell that only touches the first or last day is not. One that may lie outside of it as a whole is not at a
        close match, which is only a part of the life of our thing; at an exact match it is.
        """
        first = fact.begins.latest or fact.ends.earliest or fact.ends.latest
        last = fact.ends.earliest or fact.ends.latest or first
        if first and last and last < first:
            first, last = last, first
        may_have_begun_before = match is Match.EXACT and fact.begins.earliest is None
        if self.last is not None and not may_have_begun_before and (first is None or self.last <= first):
            when = "before the spell" if first else "and no date here says when the spell began"
            return f"the item ends there on {self.last.isoformat()}, {when}"
        if self.first is not None and fact.end is not None and (last is None or last <= self.first):
            return f"the item begins there on {self.first.isoformat()}, after the spell"
        return ""


def _snaks(record: Record, property_: str) -> Sequence[Snak]:
    return [statement.snak for statement in record.of(property_) if not statement.is_deprecated]
