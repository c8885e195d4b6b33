"""Places in Wikidata where a statement about two things of ours may be: items with the property that it would have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from aliansi.dataset.store import Store
from aliansi.linking.comparison.compared_facts import (
    FactKind,
    ItemLink,
    ItemLinks,
    instances,
    offices_by_body,
    read_links,
)
from aliansi.linking.ledger import Match
from aliansi.linking.records import Record, Records
from aliansi.linking.statements import WikidataStatement

MEMBER_OF: Final = "P463"
HAS_PART: Final = "P527"
POSITION_HELD: Final = "P39"
HOLDERS: Final = ("P3975", "P488", "P35")
"""Secretary general, chairperson and head of state: alliances and states name their officials by one of these."""
INCEPTION: Final = "P571"
DISSOLVED: Final = "P576"


@dataclass(frozen=True)
class PartyPair:
    """Two things of ours that facts relate: a state and an alliance, or a person and an office."""

    kind: FactKind
    subject: str
    object: str


@dataclass(frozen=True)
class StatementPlace:
    """Record of an item of one party, a property, and the items of the other party that its statements would name.

    ``is_required`` is True if a fact without a statement here is missing there; ``has_dates`` is False for lists of
    parts, which have no dates and are weak support.
    """

    link: ItemLink
    record: Record
    property: str
    wanted: Mapping[str, Match]
    is_required: bool = True
    has_dates: bool = True

    def statements(self) -> Iterator[WikidataStatement]:
        """Yield the statements that name the other party, of all ranks."""
        for statement in self.record.of(self.property):
            if statement.snak.item in self.wanted:
                yield statement

    def match_of(self, statement: WikidataStatement | None) -> Match:
        """Return the weaker of the two links by which a statement, or one that is missing, is about our things."""
        items = {statement.snak.item} if statement else self.wanted
        named = {match for item, match in self.wanted.items() if item in items}
        is_close = self.link.match is Match.CLOSE or named == {Match.CLOSE}
        return Match.CLOSE if is_close else Match.EXACT


@dataclass(frozen=True)
class Places:
    """Places for facts of a store in some records."""

    store: Store
    records: Records

    @cached_property
    def links(self) -> ItemLinks:
        """Links of the store to items."""
        return read_links(self.store)

    @cached_property
    def _bodies(self) -> Mapping[str, str]:
        return {office: body for body, offices in offices_by_body(self.store).items() for office in offices}

    def records_of(self, thing: str) -> Iterator[tuple[ItemLink, Record]]:
        """Yield the records of the items of a thing, each once, exact ones first."""
        seen: set[str] = set()
        for link in self.links.of(thing):
            record = self.records.get(link.item)
            if record is not None and record.item not in seen:
                seen.add(record.item)
                yield link, record

    def of(self, parties: PartyPair) -> Iterator[StatementPlace]:
        """Yield the places for two parties."""
        subjects, objects = self._items(parties.subject), self._items(parties.object)
        if parties.kind is FactKind.MEMBERSHIP:
            for link, record in self.records_of(parties.subject):
                yield StatementPlace(link, record, MEMBER_OF, objects)
            for link, record in self.records_of(parties.object):
                yield StatementPlace(link, record, HAS_PART, subjects, is_required=False, has_dates=False)
            return
        for link, record in self.records_of(parties.subject):
            yield StatementPlace(link, record, POSITION_HELD, objects)
        for link, record in self.records_of(self._bodies.get(parties.object, "")):
            for property_ in HOLDERS:
                yield StatementPlace(link, record, property_, subjects, is_required=False)

    def pairs_there(self) -> Iterator[PartyPair]:
        """Yield the pairs of our things that statements in the records relate."""
        alliances, states = instances(self.store, "Alliance"), instances(self.store, "State")
        offices, persons = instances(self.store, "Office"), instances(self.store, "Person")
        for state, alliance in self._related(states, MEMBER_OF, alliances):
            yield PartyPair(FactKind.MEMBERSHIP, state, alliance)
        for alliance, state in self._related(alliances, HAS_PART, states):
            yield PartyPair(FactKind.MEMBERSHIP, state, alliance)
        for person, office in self._related(persons, POSITION_HELD, offices):
            yield PartyPair(FactKind.TENURE, person, office)

    def unlinked_parts(self) -> Iterator[tuple[str, ItemLink, Record, WikidataStatement]]:
        """Yield the parts of our alliances that nothing here is linked to."""
        for alliance in sorted(instances(self.store, "Alliance")):
            for link, record in self.records_of(alliance):
                for statement in record.of(HAS_PART):
                    if statement.snak.item and statement.snak.item not in self.links.things:
                        yield alliance, link, record, statement

    def _related(self, subjects: frozenset[str], property_: str, objects: frozenset[str]) -> Iterator[tuple[str, str]]:
        for subject in sorted(subjects):
            for _, record in self.records_of(subject):
                for statement in record.of(property_):
                    for thing in self.links.things.get(statement.snak.item or "", ()):
                        if thing in objects:
                            yield subject, thing

    def _items(self, thing: str) -> Mapping[str, Match]:
        """Return the items of a thing, with those that they are merged into."""
        found: dict[str, Match] = {}
        for link in self.links.of(thing):
            for item in (link.item, self.records.redirects.get(link.item, link.item)):
                found.setdefault(item, link.match)
        return found
