"""Comparison of our facts with the statements in records of Wikidata."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pyoxigraph as ox

from aliansi.dataset.store import Store
from aliansi.evidence.independence import rests_on_copies
from aliansi.linking.comparison.compared_facts import ComparedFact, FactKind, instances, read_facts, read_links
from aliansi.linking.comparison.date_rows import DATED, DateRows
from aliansi.linking.comparison.places import HAS_PART, PartyPair, Places
from aliansi.linking.comparison.row_sides import flags_of, their_side
from aliansi.linking.comparison.spell_rows import SpellComparison
from aliansi.linking.comparison.verdicts import BEST_FIRST, joined
from aliansi.linking.ledger import Aspect, Ledger, LedgerRow, Match, OurSide, Verdict
from aliansi.linking.records import Records

_ASPECTS = list(Aspect)


def compare(store: Store, records: Records) -> Ledger:
    """Compare all facts of a store with some records. Each row says which record it is about."""
    comparison = Comparison(store, records)
    return Ledger(
        rows=tuple(sorted(decide(comparison.rows()), key=_sort_key)),
        without_link=comparison.without_link,
        without_record=comparison.without_record,
        unlinked_items=tuple(sorted(set(records.records) - comparison.linked_items, key=_number)),
    )


def items_to_compare(store: Store) -> tuple[str, ...]:
    """Return the items of the parties of all facts and of all alliances: those whose records are compared."""
    links = read_links(store)
    parties = {party for fact in read_facts(store) for party in (fact.subject, fact.object) if party}
    things = parties | instances(store, "Alliance")
    return tuple(sorted({link.item for thing in things for link in links.of(thing)}, key=_number))


@dataclass(frozen=True)
class Comparison:
    """Facts of a store, the records, and the rows of their comparison."""

    store: Store
    records: Records

    @cached_property
    def facts(self) -> tuple[ComparedFact, ...]:
        """All facts that have a counterpart in Wikidata."""
        return read_facts(self.store)

    @cached_property
    def places(self) -> Places:
        """Places for statements in the records."""
        return Places(self.store, self.records)

    @cached_property
    def dependent(self) -> frozenset[str]:
        """Facts that rest on copies of Wikidata or Wikipedia alone."""
        facts = (fact.iri for fact in self.facts)
        return frozenset(fact for fact in facts if rests_on_copies(self.store, ox.NamedNode(fact)))

    def rows(self) -> Iterator[LedgerRow]:
        """Yield the rows of spells, then those of foundings and dissolutions; which of them decide is open."""
        spells = self._spells()
        for parties in dict.fromkeys([*spells, *self.places.pairs_there()]):
            sources = spells.get(parties, ())
            for place in self.places.of(parties):
                yield from SpellComparison(parties, place, sources, self.dependent).rows()
        yield from self._unlinked_parts()
        yield from self._date_rows()

    @cached_property
    def _things(self) -> tuple[str, ...]:
        """Parties of the facts that have an item or should have one."""
        parties = (party for fact in self.facts for party in (fact.subject, fact.object) if party)
        return tuple(sorted(set(parties)))

    @cached_property
    def without_link(self) -> tuple[str, ...]:
        """Parties without a link to an item."""
        return tuple(thing for thing in self._things if not self.places.links.of(thing))

    @cached_property
    def without_record(self) -> tuple[str, ...]:
        """Parties with a link, but none of whose items has a record."""
        linked = (thing for thing in self._things if self.places.links.of(thing))
        return tuple(thing for thing in linked if not any(self.places.records_of(thing)))

    @cached_property
    def linked_items(self) -> frozenset[str]:
        """Items that things are linked to, with those that they are merged into."""
        items = self.places.links.things
        return frozenset([*items, *(self.records.redirects.get(item, item) for item in items)])

    def _spells(self) -> Mapping[PartyPair, Sequence[Sequence[ComparedFact]]]:
        """Return the spells by their parties, and then by source."""
        found: dict[PartyPair, dict[str, list[ComparedFact]]] = defaultdict(lambda: defaultdict(list))
        for fact in self.facts:
            if fact.object is not None:
                found[PartyPair(fact.kind, fact.subject, fact.object)][fact.graph].append(fact)
        return {parties: [by_source[graph] for graph in sorted(by_source)] for parties, by_source in found.items()}

    def _unlinked_parts(self) -> Iterator[LedgerRow]:
        for alliance, link, record, statement in self.places.unlinked_parts():
            theirs = their_side(record, link.match, HAS_PART, statement, snak=statement.snak)
            verdict = Verdict.DEPRECATED_THERE if statement.is_deprecated else Verdict.MISSING_HERE
            ours, note = OurSide(None, alliance, None), f"nothing here is linked to {theirs.object_item}"
            yield LedgerRow(Aspect.MEMBERSHIP, ours, theirs, verdict, flags_of(None, theirs, frozenset()), note)

    def _date_rows(self) -> Iterator[LedgerRow]:
        by_thing: dict[tuple[FactKind, str], list[ComparedFact]] = defaultdict(list)
        for fact in self.facts:
            if fact.kind in DATED:
                by_thing[fact.kind, fact.subject].append(fact)
        alliances = instances(self.store, "Alliance")
        keys = {*by_thing, *((kind, alliance) for kind in DATED for alliance in alliances)}
        for kind, thing in sorted(keys):
            for link, record in self.places.records_of(thing):
                rows = DateRows(kind, thing, link, record, self.dependent)
                yield from rows.of(by_thing[kind, thing], is_asked=thing in alliances)


def decide(rows: Iterable[LedgerRow]) -> Iterator[LedgerRow]:
    """Yield the rows again, and of those about one aspect of a fact only the best one decides."""
    groups: dict[object, list[LedgerRow]] = defaultdict(list)
    for number, row in enumerate(rows):
        groups[(row.ours.fact, row.ours.subject, row.ours.object, row.aspect) if row.ours.fact else number].append(row)
    for group in groups.values():
        best = min(group, key=lambda row: _preference(row, group))
        note = _notes_of_others(best, group)
        yield replace(best, note=joined(best.note, note))
        yield from (replace(row, decides=False) for row in group if row is not best)


def _preference(row: LedgerRow, group: Sequence[LedgerRow]) -> tuple[bool, bool, int, bool]:
    """Return the sort key by which the first row decides: a list of parts only if nothing else is expected there."""
    others = (each for each in group if each.theirs.property != HAS_PART)
    is_weak = row.theirs.property == HAS_PART and any(each.verdict is not Verdict.NOT_EXPECTED_THERE for each in others)
    is_discarded = row.verdict is Verdict.DEPRECATED_THERE
    return is_weak, is_discarded, BEST_FIRST.index(row.verdict), row.theirs.match is Match.CLOSE


def _notes_of_others(best: LedgerRow, group: Sequence[LedgerRow]) -> str:
    others = (row for row in group if row is not best and row.verdict is not Verdict.SILENT)
    notes = (f"{row.verdict} on {row.theirs.item} ({row.theirs.property})" for row in others)
    return joined(*dict.fromkeys(notes))


def _sort_key(row: LedgerRow) -> tuple[object, ...]:
    ours, theirs = row.ours, row.theirs
    return (
        ours.subject,
        ours.object or "",
        ours.fact is None,
        ours.fact or "",
        _ASPECTS.index(row.aspect),
        not row.decides,
        _number(theirs.item),
        theirs.property,
        theirs.guid or "",
    )


def _number(item: str) -> tuple[int, str]:
    digits = item[1:]
    return (int(digits) if digits.isdecimal() else 0, item)
