"""Rows for spells: memberships and tenures, each with its start and end, at one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from aliansi.linking.comparison.compared_facts import ComparedFact, FactKind
from aliansi.linking.comparison.existence import Existence
from aliansi.linking.comparison.pairing import END, START, TheirSpell, extent, overlaps, pair, spells_of
from aliansi.linking.comparison.places import PartyPair, StatementPlace
from aliansi.linking.comparison.row_sides import flags_of, our_side, reason_for_deprecation, their_side
from aliansi.linking.comparison.verdicts import CONFLICTS, compare_dates, joined, shown
from aliansi.linking.ledger import Aspect, LedgerRow, Match, OurSide, TheirSide, Verdict
from aliansi.linking.statements import Snak

_ASPECTS = {FactKind.MEMBERSHIP: Aspect.MEMBERSHIP, FactKind.TENURE: Aspect.TENURE}


@dataclass(frozen=True)
class SpellComparison:
    """Comparison of the facts about two parties with the statements at a place."""

    parties: PartyPair
    place: StatementPlace
    sources: Sequence[Sequence[ComparedFact]]
    """Facts by source: those of each source are paired on their own, because they are about the same spells."""
    dependent: frozenset[str] = frozenset()

    def rows(self) -> Iterator[LedgerRow]:
        """Yield the rows of all facts, then those of statements that no fact is paired with."""
        if not self.place.wanted:
            if self.place.is_required:
                yield from map(self._unidentified, self._facts())
            return
        statements = tuple(self.place.statements())
        live = [spell for each in statements if not each.is_deprecated for spell in spells_of(each)]
        deprecated = [spell for each in statements if each.is_deprecated for spell in spells_of(each)]
        unused = [*live, *deprecated]
        for facts in self.sources:
            pairs = pair(facts, live)
            for fact, spell in pairs.pairs:
                yield from self._paired(fact, spell)
            for fact, spell in pairs.covered:
                note = "one statement there covers this spell and another"
                yield self._row(fact, spell, Verdict.COARSER_THERE, note)
            discarded = pair(pairs.facts, deprecated)
            for fact, spell in discarded.pairs:
                yield self._row(fact, spell, Verdict.DEPRECATED_THERE, reason_for_deprecation(spell.statement))
            if self.place.is_required:
                for fact in (*discarded.facts, *(fact for fact, _ in discarded.covered)):
                    yield self._missing(fact, pairs.spells)
            used = [spell for _, spell in (*pairs.pairs, *discarded.pairs)]
            unused = [spell for spell in unused if all(spell is not each for each in used)]
        for spell in unused:
            yield self._unused(spell)

    def _facts(self) -> Iterator[ComparedFact]:
        for facts in self.sources:
            yield from facts

    def _paired(self, fact: ComparedFact, spell: TheirSpell) -> Iterator[LedgerRow]:
        note = "" if self.place.has_dates else f"weak support: {self.place.property} lists parts without dates"
        yield self._row(fact, spell, Verdict.CONFIRMED, note)
        if self.place.has_dates:
            yield self._dated(fact, spell, Aspect.START, spell.starts)
            yield self._dated(fact, spell, Aspect.END, spell.ends)

    def _dated(self, fact: ComparedFact, spell: TheirSpell, aspect: Aspect, snaks: Sequence[Snak]) -> LedgerRow:
        ends = aspect is Aspect.END
        date = fact.end if ends else fact.start
        found = compare_dates(date, snaks, spell=fact, ends=ends)
        if spell.is_unclear and found.verdict in CONFLICTS and self._has_others(fact):
            note = "there are several starts or ends, and which belong together is not said"
            found = replace(found, verdict=Verdict.NOT_COMPARABLE, note=joined(note, found.note))
        theirs = self._theirs(spell, END if ends else START, found.snak)
        flags = flags_of(fact, theirs, self.dependent, date, spell.is_one_of_several)
        return LedgerRow(aspect, our_side(fact, date), theirs, found.verdict, flags, found.note)

    def _has_others(self, fact: ComparedFact) -> bool:
        """Return whether the source of a fact has other spells of the same parties."""
        return any(len(facts) > 1 for facts in self.sources if fact in facts)

    def _row(self, fact: ComparedFact | None, spell: TheirSpell, verdict: Verdict, note: str = "") -> LedgerRow:
        theirs = self._theirs(spell)
        ours = our_side(fact) if fact else OurSide(None, self.parties.subject, self.parties.object)
        flags = flags_of(fact, theirs, self.dependent, is_shared=spell.is_one_of_several)
        return LedgerRow(_ASPECTS[self.parties.kind], ours, theirs, verdict, flags, note)

    def _missing(self, fact: ComparedFact, others: Sequence[TheirSpell]) -> LedgerRow:
        if reason := Existence.of(self.place.record).why_not(fact, self.place.link.match):
            return self._without_statement(fact, Verdict.NOT_EXPECTED_THERE, reason)
        notes = (f"another spell: {dates}" for spell in others if (dates := _dates(spell)))
        return self._without_statement(fact, Verdict.MISSING_THERE, joined(*notes))

    def _unidentified(self, fact: ComparedFact) -> LedgerRow:
        note = "nothing says which item a statement would name: link the other party to one"
        return self._without_statement(fact, Verdict.NOT_COMPARABLE, note)

    def _without_statement(self, fact: ComparedFact, verdict: Verdict, note: str) -> LedgerRow:
        wanted = next((item for item, match in self.place.wanted.items() if match is Match.EXACT), None)
        theirs = their_side(self.place.record, self.place.match_of(None), self.place.property, object_item=wanted)
        flags = flags_of(fact, theirs, self.dependent)
        return LedgerRow(_ASPECTS[fact.kind], our_side(fact), theirs, verdict, flags, note)

    def _unused(self, spell: TheirSpell) -> LedgerRow:
        """Return the row of a statement that no fact is paired with: a note on a fact of the same time, or a gap."""
        fact = _nearest(spell, self._facts())
        dates = _dates(spell)
        if spell.statement.is_deprecated:
            return self._row(
                fact, spell, Verdict.DEPRECATED_THERE, joined(reason_for_deprecation(spell.statement), dates)
            )
        if fact is None:
            note = "" if self.place.has_dates else f"weak support: {self.place.property} lists parts without dates"
            others = (f"another spell: {ours}" for each in self._facts() if (ours := _our_dates(each)))
            return self._row(None, spell, Verdict.MISSING_HERE, joined(note, dates, *dict.fromkeys(others)))
        return self._row(fact, spell, Verdict.CONFIRMED, joined("another statement of the same time", dates))

    def _theirs(self, spell: TheirSpell, qualifier: str | None = None, snak: Snak | None = None) -> TheirSide:
        place = self.place
        match = place.match_of(spell.statement)
        if qualifier is None:
            snak = spell.statement.snak
        return their_side(place.record, match, place.property, spell.statement, qualifier=qualifier, snak=snak)


def _nearest(spell: TheirSpell, facts: Iterable[ComparedFact]) -> ComparedFact | None:
    """Return the first fact that may have a day in common with a spell there."""
    return next((fact for fact in facts if overlaps(extent(fact), spell.extent)), None)


def _dates(spell: TheirSpell) -> str:
    starts, ends = (", ".join(map(shown, snaks)) for snaks in (spell.starts, spell.ends))
    known = " ".join(f"{word} {values}" for word, values in (("from", starts), ("until", ends)) if values)
    return f"there {known}" if known else ""


def _our_dates(fact: ComparedFact) -> str:
    dates = (("from", fact.start), ("lasting at", fact.ongoing), ("until", fact.end))
    known = " ".join(f"{word} {date.text}" for word, date in dates if date)
    return f"here {known}" if known else ""
