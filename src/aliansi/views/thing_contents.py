"""Contents of the page of a thing: its own statements, and the facts that name it, grouped and sorted by date."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store, Term, graph_of, in_proofs, is_inferred
from aliansi.evidence.index import HAS_SELECTOR
from aliansi.namespaces import AL, LEDGER, TYPE, named_node
from aliansi.views.description import is_of_proof
from aliansi.views.sections import SECTIONS, OntologyTerms, SectionDefinition

MAX_OWN_STATEMENTS: Final = 5_000
MAX_NAMING_FACTS: Final = 50_000
"""Statements of a thing, and statements that name it, that are read; more would take too long."""
QUADS_AT_ONCE: Final = 500
_LEDGER: Final = str(LEDGER)

_DAYS: Final = tuple(
    str(AL[name]) for name in ("earliestStart", "earliestDate", "latestStart", "latestDate", "earliestEnd", "latestEnd")
)
_PLACE_IN_TEXT: Final = named_node("oa:start")


@dataclass(frozen=True)
class FactRelation:
    """Property by which a fact names a thing."""

    predicate: ox.NamedNode
    is_inferred: bool


@dataclass(frozen=True)
class ContentsEntry:
    """Fact that names a thing (``of``) by some properties; ``order`` sorts the entries of a section."""

    node: ox.NamedNode
    of: ox.NamedNode
    relations: tuple[FactRelation, ...]
    order: tuple[str, str]


@dataclass(frozen=True)
class ThingContents:
    """Everything on the pages of a thing. ``things`` are other things by the property that names it (its member
    states); ``is_cut`` is true if not everything was read."""

    node: ox.NamedNode
    classes: tuple[str, ...]
    is_fact: bool
    own: tuple[ox.Quad, ...] = field(repr=False)
    entries: dict[str, tuple[ContentsEntry, ...]] = field(repr=False, metadata={"help": "by the key of their section"})
    things: dict[ox.NamedNode, tuple[ox.Quad, ...]] = field(repr=False)
    is_cut: bool = False

    @property
    def total(self) -> int:
        """Number of facts that name the thing."""
        return sum(map(len, self.entries.values()))

    def page(self, number: int, most: int) -> Iterator[tuple[SectionDefinition, int, tuple[ContentsEntry, ...]]]:
        """Yield the sections of a page, beginning with page 1: the number of all entries, and those of this page."""
        begin, end, place = (number - 1) * most, number * most, 0
        for group in SECTIONS:
            entries = self.entries.get(group.key, ())
            shown = entries[max(begin - place, 0) : max(end - place, 0)]
            place += len(entries)
            if shown:
                yield group, len(entries), shown

    def page_of(self, node: ox.NamedNode, most: int) -> int:
        """Return the number of the page with a fact; 1 if it is on none."""
        entries = (entry for group in SECTIONS for entry in self.entries.get(group.key, ()))
        return next((place // most + 1 for place, entry in enumerate(entries) if entry.node == node), 1)

    def first_pages(self, most: int) -> Iterator[tuple[SectionDefinition, int, int]]:
        """Yield each section with the number of its entries and the page of the first."""
        place = 0
        for group in SECTIONS:
            entries = self.entries.get(group.key, ())
            if entries:
                yield group, len(entries), place // most + 1
            place += len(entries)


async def read_contents(store: Store, node: ox.NamedNode) -> ThingContents | None:
    """Read the contents of a thing; None if the dataset does not name it. Other requests are served in between."""
    terms, of_proof = OntologyTerms(store), is_of_proof(store, node)
    own = tuple(islice((q for q in store.quads(node) if in_proofs(q) == of_proof), MAX_OWN_STATEMENTS))
    named, seen = dict[ox.NamedNode, dict[ox.NamedNode, ox.Quad]](), 0
    for quad in islice(store.quads(None, None, node), MAX_NAMING_FACTS):
        seen += 1
        if seen % QUADS_AT_ONCE == 0:
            await asyncio.sleep(0)
        if quad.subject == node or not isinstance(quad.subject, ox.NamedNode) or in_proofs(quad) != of_proof:
            continue
        if graph_of(quad) == _LEDGER:  # a section of its own
            continue
        ways = named.setdefault(quad.subject, {})
        if quad.predicate not in ways or is_inferred(ways[quad.predicate]):
            ways[quad.predicate] = quad
    if not own and not named:
        return None
    classes = tuple(
        dict.fromkeys(q.object.value for q in own if q.predicate == TYPE and isinstance(q.object, ox.NamedNode))
    )
    reader = _ContentsReader(node, store, terms, {(q.predicate, q.object) for q in own})
    entries, things = dict[str, list[ContentsEntry]](), dict[ox.NamedNode, list[ox.Quad]]()
    for place, (subject, ways) in enumerate(named.items()):
        if place % QUADS_AT_ONCE == 0:
            await asyncio.sleep(0)
        reader.add(subject, ways, entries, things)
    return ThingContents(
        node,
        classes,
        terms.is_fact(classes),
        own,
        {key: tuple(sorted(found, key=lambda entry: entry.order)) for key, found in entries.items()},
        {name: tuple(sorted(found, key=lambda q: str(q.subject))) for name, found in things.items()},
        seen == MAX_NAMING_FACTS or len(own) == MAX_OWN_STATEMENTS,
    )


@dataclass(frozen=True)
class _ContentsReader:
    of: ox.NamedNode
    store: Store
    terms: OntologyTerms
    own: set[tuple[ox.NamedNode, Term]] = field(repr=False)
    keys: dict[tuple[str, ...], str | None] = field(default_factory=dict, repr=False)

    def add(
        self,
        subject: ox.NamedNode,
        ways: dict[ox.NamedNode, ox.Quad],
        entries: dict[str, list[ContentsEntry]],
        things: dict[ox.NamedNode, list[ox.Quad]],
    ) -> None:
        """Add a subject that names the thing to its section, without the statements that the thing makes itself."""
        new = {name: quad for name, quad in ways.items() if (name, subject) not in self.own}
        types = (quad.object for quad in self.store.quads(subject, TYPE))
        key = self._group_key(tuple(each.value for each in types if isinstance(each, ox.NamedNode)))
        if key is None:
            for name, quad in new.items():
                things.setdefault(name, []).append(quad)
        elif new:
            relations = [FactRelation(name, is_inferred(quad)) for name, quad in new.items()]
            if len(relations) > 1:
                relations.sort(key=lambda each: (each.is_inferred, each.predicate.value))
            order = (self._day(subject), subject.value)
            entries.setdefault(key, []).append(ContentsEntry(subject, self.of, tuple(relations), order))

    def _group_key(self, classes: tuple[str, ...]) -> str | None:
        """Return the key of the section for some classes; None for a thing that is not a fact."""
        if classes not in self.keys:
            apart = not classes or self.terms.has_own_row(classes)
            self.keys[classes] = self.terms.group_of_classes(classes).key if apart else None
        return self.keys[classes]

    def _day(self, subject: ox.NamedNode) -> str:
        """Return the day or text position that sorts a node; nodes without one come last."""
        days = dict[str, str]()
        for quad in self.store.quads(subject):
            if isinstance(quad.object, ox.Literal):
                days.setdefault(quad.predicate.value, quad.object.value)
            elif quad.predicate == HAS_SELECTOR:
                for start in self.store.quads(quad.object, _PLACE_IN_TEXT):
                    return getattr(start.object, "value", "").zfill(12)
        return next((days[name] for name in _DAYS if name in days), "~")
