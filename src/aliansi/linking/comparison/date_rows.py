"""Rows for foundings and dissolutions: our date against the inception or dissolution of the item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from aliansi.linking.comparison.compared_facts import ComparedFact, FactKind, ItemLink
from aliansi.linking.comparison.places import DISSOLVED, INCEPTION
from aliansi.linking.comparison.row_sides import flags_of, our_side, reason_for_deprecation, their_side
from aliansi.linking.comparison.verdicts import compare_dates
from aliansi.linking.ledger import Aspect, LedgerRow, OurSide, Verdict
from aliansi.linking.records import Record
from aliansi.linking.statements import SnakKind, WikidataStatement

DATED: Final = {
    FactKind.FOUNDING: (INCEPTION, Aspect.FOUNDED),
    FactKind.DISSOLUTION: (DISSOLVED, Aspect.DISSOLVED),
}
"""Property and aspect of the facts whose date the item itself has."""


@dataclass(frozen=True)
class DateRows:
    """Rows of the foundings or the dissolutions of one thing at one item."""

    kind: FactKind
    thing: str
    link: ItemLink
    record: Record
    dependent: frozenset[str] = frozenset()

    def of(self, facts: Sequence[ComparedFact], *, is_asked: bool) -> Iterator[LedgerRow]:
        """Yield a row for each fact; without one, a row for the statement if ``is_asked``."""
        statements = self.record.of(DATED[self.kind][0])
        live = [each for each in statements if not each.is_deprecated]
        for fact in facts:
            yield self._row(fact, live, statements)
        if not facts and is_asked:
            for statement in live:
                if statement.snak.kind is not SnakKind.NOVALUE:
                    yield self._missing_here(statement)

    def _row(
        self, fact: ComparedFact, live: Sequence[WikidataStatement], statements: Sequence[WikidataStatement]
    ) -> LedgerRow:
        property_, aspect = DATED[self.kind]
        found = compare_dates(fact.date, [each.snak for each in live])
        statement = next((each for each in live if each.snak is found.snak), None)
        verdict, note = found.verdict, found.note
        if statement is None and statements:
            statement = statements[0]
            verdict, note = Verdict.DEPRECATED_THERE, reason_for_deprecation(statement)
        snak = statement.snak if statement else None
        theirs = their_side(self.record, self.link.match, property_, statement, snak=snak)
        flags = flags_of(fact, theirs, self.dependent, fact.date)
        return LedgerRow(aspect, our_side(fact, fact.date), theirs, verdict, flags, note)

    def _missing_here(self, statement: WikidataStatement) -> LedgerRow:
        property_, aspect = DATED[self.kind]
        theirs = their_side(self.record, self.link.match, property_, statement, snak=statement.snak)
        flags = flags_of(None, theirs, self.dependent)
        return LedgerRow(aspect, OurSide(None, self.thing, None), theirs, Verdict.MISSING_HERE, flags)
