"""Facts of ours that have a counterpart in Wikidata: memberships, tenures, foundings and dissolutions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store, Term, graph_of, in_proofs, is_inferred
from aliansi.evidence.index import Evidence, EvidenceIndex
from aliansi.linking.ledger import Match
from aliansi.namespaces import AL, DERIVED, PREFIXES, TYPE, named_node
from aliansi.project.edtf_bounds import Bounds, bounds

_ITEM: Final = PREFIXES["wd"]
_DERIVED: Final = frozenset(map(str, DERIVED))
_LINKS: Final = {named_node("skos:exactMatch"): Match.EXACT, named_node("skos:closeMatch"): Match.CLOSE}
UNBOUNDED: Final = Bounds(None, None)


class FactKind(StrEnum):
    """Class of a compared fact, by its local name."""

    MEMBERSHIP = "Membership"
    TENURE = "Tenure"
    FOUNDING = "Founding"
    DISSOLUTION = "Dissolution"


_PARTIES: Final = {
    FactKind.MEMBERSHIP: ("member", "alliance"),
    FactKind.TENURE: ("holder", "office"),
    FactKind.FOUNDING: ("founded", None),
    FactKind.DISSOLUTION: ("dissolved", None),
}
"""Properties of the two parties of a fact; the item of the first one has the statement."""


@dataclass(frozen=True)
class OurDate:
    """Date of ours in EDTF, with its first and last day.

    A ``?`` does not widen them: the date that it marks may be wrong, but it is this date. A ``~`` or ``%`` does:
    "about 1991" includes 1990.
    """

    text: str
    bounds: Bounds

    @classmethod
    def read(cls, text: str) -> OurDate:
        """Return a date; one that is not EDTF has no days."""
        try:
            return cls(text, bounds(text.replace("?", "")))
        except ValueError:
            return cls(text, UNBOUNDED)

    @property
    def is_uncertain(self) -> bool:
        """Whether the source of the date is in doubt."""
        return "?" in self.text or "%" in self.text

    @property
    def is_approximate(self) -> bool:
        """Whether the date is about that time."""
        return "~" in self.text or "%" in self.text

    @property
    def is_comparable(self) -> bool:
        """Whether a first or last day is known."""
        return self.bounds != UNBOUNDED


@dataclass(frozen=True)
class ComparedFact:
    """Fact of one source, with its parties, dates and evidence; IRIs as text."""

    iri: str
    kind: FactKind
    graph: str
    subject: str
    object: str | None
    evidence: tuple[Evidence, ...] = ()
    start: OurDate | None = None
    end: OurDate | None = None
    ongoing: OurDate | None = None
    date: OurDate | None = None

    @property
    def begins(self) -> Bounds:
        """First and last day on which the spell may have begun."""
        return self.start.bounds if self.start else UNBOUNDED

    @property
    def ends(self) -> Bounds:
        """First and last day on which the spell may have ended."""
        if self.end is not None:
            return self.end.bounds
        return Bounds(self.ongoing.bounds.earliest if self.ongoing else None, None)


@dataclass(frozen=True)
class ItemLink:
    """Link from a thing of ours to an item."""

    item: str
    match: Match


@dataclass(frozen=True)
class ItemLinks:
    """Links to items by thing, exact ones first, and things by item."""

    of_thing: Mapping[str, tuple[ItemLink, ...]] = field(default_factory=dict)

    @cached_property
    def things(self) -> Mapping[str, tuple[str, ...]]:
        """Things that are linked to an item."""
        found: dict[str, list[str]] = defaultdict(list)
        for thing, links in self.of_thing.items():
            for link in links:
                found[link.item].append(thing)
        return {item: tuple(sorted(things)) for item, things in found.items()}

    def of(self, thing: str | None) -> tuple[ItemLink, ...]:
        """Return the links of a thing."""
        return self.of_thing.get(thing or "", ())


def read_links(store: Store) -> ItemLinks:
    """Return the exact and close links to items of Wikidata."""
    found: dict[str, set[tuple[Match, str]]] = defaultdict(set)
    for property_, match in _LINKS.items():
        for quad in store.quads(None, property_):
            thing, item = getattr(quad.subject, "value", ""), getattr(quad.object, "value", "")
            if item.startswith(_ITEM) and not in_proofs(quad):
                found[thing].add((match, item.removeprefix(_ITEM)))
    order = list(Match)
    return ItemLinks(
        {
            thing: tuple(
                ItemLink(item, match) for match, item in sorted(links, key=lambda link: (order.index(link[0]), link[1]))
            )
            for thing, links in found.items()
        }
    )


def read_facts(store: Store) -> tuple[ComparedFact, ...]:
    """Return the compared facts of all sources, sorted by kind and IRI."""
    index = EvidenceIndex(store)
    facts = (fact for kind in FactKind for fact in _facts(store, index, kind))
    return tuple(sorted(facts, key=lambda fact: (list(FactKind).index(fact.kind), fact.iri, fact.subject)))


def instances(store: Store, class_: str) -> frozenset[str]:
    """Return the IRIs of the instances of a class of ours, by its local name."""
    quads = store.quads(None, TYPE, ox.NamedNode(str(AL) + class_))
    return frozenset(quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))


def offices_by_body(store: Store) -> Mapping[str, tuple[str, ...]]:
    """Return the offices of each alliance and state."""
    found: dict[str, set[str]] = defaultdict(set)
    for quad in store.quads(None, named_node("al:officeOf")):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            found[quad.object.value].add(quad.subject.value)
    return {body: tuple(sorted(offices)) for body, offices in found.items()}


def _facts(store: Store, index: EvidenceIndex, kind: FactKind) -> Iterator[ComparedFact]:
    first, second = _PARTIES[kind]
    for iri in sorted(instances(store, kind)):
        node = ox.NamedNode(iri)
        graph, values = _read(store, node)
        for subject in values[first]:
            for object_ in (values[second] if second else [None]) or [None]:
                yield ComparedFact(
                    iri=iri,
                    kind=kind,
                    graph=graph,
                    subject=subject,
                    object=object_,
                    evidence=index.of_node(node),
                    **{name: OurDate.read(texts[0]) for name in _DATES if (texts := values[_DATES[name]])},
                )


_DATES: Final = {"start": "start", "end": "end", "ongoing": "ongoingAt", "date": "date"}


def _read(store: Store, node: ox.NamedNode) -> tuple[str, Mapping[str, list[str]]]:
    """Return the graph that asserts a fact, and its values by the local name of the property."""
    graph, values = "", defaultdict[str, list[str]](list)
    for quad in sorted(store.quads(node), key=lambda quad: _text(quad.object)):
        if in_proofs(quad) or is_inferred(quad) or graph_of(quad) in _DERIVED:
            continue
        if quad.predicate.value.startswith(AL):
            graph = graph_of(quad)
            values[quad.predicate.value.removeprefix(AL)].append(_text(quad.object))
    return graph, values


def _text(term: Term) -> str:
    return str(getattr(term, "value", term))
