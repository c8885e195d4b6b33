"""Disagreements between sources: corresponding facts that differ in date, kind or party, side by side.

Dates differ if they share no day: "1991" and "1991-07-01" share one, so they differ in precision only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store, Term, in_proofs, is_inferred
from aliansi.namespaces import AL, TYPE, named_node
from aliansi.views.labels import Label
from aliansi.views.sections import OntologyTerms
from aliansi.views.statements import StatementValue, StatementView
from aliansi.views.urls import QuotedWords

MAX_SIDES: Final = 12
"""Corresponding facts that are compared."""

_CORRESPONDS: Final = named_node("al:correspondsTo")
_NARROWER: Final = named_node("rdfs:subPropertyOf")
_PARTIES: Final = frozenset({str(AL.Agent), str(AL.Office)})
_BOUNDS: Final = tuple(
    (
        named_node(f"al:{name}"),
        *(named_node(f"al:{bound}{name.capitalize()}") for bound in ("earliest", "latest")),
    )
    for name in ("date", "start", "end")
)
_DATES: Final = frozenset(property_ for property_, *_ in _BOUNDS)


@dataclass(frozen=True)
class DisagreementSide:
    """One of the compared facts and its source."""

    source: Label = field(metadata={"help": "its sources, or its own label if it has none"})
    href: str | None = field(metadata={"help": "the URL of the fact"})
    evidence: tuple[QuotedWords, ...]


@dataclass(frozen=True)
class DisagreementPoint:
    """Property on which facts differ; ``values`` are those of each side, in their order."""

    name: Label
    is_date: bool
    values: tuple[tuple[StatementValue, ...], ...]


@dataclass(frozen=True)
class Disagreement:
    """Corresponding facts of several sources that differ."""

    name: Label = field(metadata={"help": "the label of the first of them"})
    anchor: str
    sides: tuple[DisagreementSide, ...]
    points: tuple[DisagreementPoint, ...]


def disagreements_among(facts: Iterable[ox.NamedNode], view: StatementView) -> Iterator[Disagreement]:
    """Yield each disagreement that involves some facts, once."""
    reader, seen = _DisagreementReader(view, OntologyTerms(view.store)), set[ox.NamedNode]()
    for fact in facts:
        if fact in seen:
            continue
        together = corresponding_facts(view.store, fact)
        seen.update(together)
        if points := tuple(reader.points(together)):
            sides = tuple(reader.side(each) for each in together)
            yield Disagreement(view.labels.of(together[0]), f"dispute-{fact.value.rpartition('/')[2]}", sides, points)


def corresponding_facts(store: Store, fact: ox.NamedNode) -> tuple[ox.NamedNode, ...]:
    """Return a fact with all that correspond to it, directly or through others, sorted by IRI."""
    waiting, found = [fact], {fact}
    while waiting and len(found) < MAX_SIDES:
        node = waiting.pop()
        others = [quad.object for quad in store.quads(node, _CORRESPONDS)]
        others += [quad.subject for quad in store.quads(None, _CORRESPONDS, node)]
        for other in others:
            if isinstance(other, ox.NamedNode) and other not in found and len(found) < MAX_SIDES:
                found.add(other)
                waiting.append(other)
    return tuple(sorted(found, key=lambda node: node.value))


def differing_properties(
    store: Store, terms: OntologyTerms, fact: ox.NamedNode, other: ox.NamedNode
) -> frozenset[ox.NamedNode]:
    """Return the properties on which two facts differ: dates, kind (``rdf:type``), parties."""
    return frozenset(
        [
            *(name for name, first, last in _BOUNDS if _share_no_day(store, fact, other, first, last)),
            *([TYPE] if _kinds(store, fact) != _kinds(store, other) else []),
            *_parties(store, terms, fact, other),
        ]
    )


@dataclass(frozen=True)
class _DisagreementReader:
    view: StatementView
    terms: OntologyTerms

    def points(self, facts: Sequence[ox.NamedNode]) -> Iterator[DisagreementPoint]:
        """Yield the properties on which any two facts differ, with the values of each fact."""
        store, names = self.view.store, self.view.labels
        pairs = [pair for pair in combinations(facts, 2) if _correspond(store, *pair)]
        found = [differing_properties(store, self.terms, *pair) for pair in pairs]
        for name in sorted(frozenset().union(*found), key=lambda each: (each not in _DATES, each.value)):
            yield DisagreementPoint(names.of(name), name in _DATES, tuple(self._values(fact, name) for fact in facts))

    def side(self, fact: ox.NamedNode) -> DisagreementSide:
        """Return one of the compared facts."""
        view = self.view
        evidence = view.quotations(view.evidence.of_node(fact))
        sources = list(dict.fromkeys(ground.source for ground in evidence))
        if len(sources) <= 1:
            who = next(iter(sources), view.labels.of(fact))
        else:
            who = Label("; ".join(source.text for source in sources))
        return DisagreementSide(who, view.address(fact.value), evidence)

    def _values(self, fact: ox.NamedNode, name: ox.NamedNode) -> tuple[StatementValue, ...]:
        quads = dict[Term, ox.Quad]()
        for quad in sorted(self.view.store.quads(fact, name), key=is_inferred):
            if not in_proofs(quad) and not (name == TYPE and is_inferred(quad)):
                quads.setdefault(quad.object, quad)
        return tuple(self.view.value((q.subject, q.predicate, q.object), is_inferred(q)) for q in quads.values())


def _correspond(store: Store, fact: ox.NamedNode, other: ox.NamedNode) -> bool:
    """Return whether two facts correspond directly, not only through a third."""
    return any(any(store.quads(one, _CORRESPONDS, two)) for one, two in ((fact, other), (other, fact)))


def _share_no_day(
    store: Store, fact: ox.NamedNode, other: ox.NamedNode, first: ox.NamedNode, last: ox.NamedNode
) -> bool:
    """Return whether two dates share no day; a missing bound is unbounded."""
    return _before(_day(store, fact, last), _day(store, other, first)) or _before(
        _day(store, other, last), _day(store, fact, first)
    )


def _before(day: str, other: str) -> bool:
    return bool(day and other) and day < other


def _day(store: Store, fact: ox.NamedNode, bound: ox.NamedNode) -> str:
    days = (quad.object.value for quad in store.quads(fact, bound) if isinstance(quad.object, ox.Literal))
    return next(days, "")


def _kinds(store: Store, fact: ox.NamedNode) -> frozenset[Term]:
    return frozenset(quad.object for quad in store.quads(fact, TYPE) if not is_inferred(quad))


def _parties(store: Store, terms: OntologyTerms, fact: ox.NamedNode, other: ox.NamedNode) -> Iterator[ox.NamedNode]:
    """Yield the roles in which two facts name entirely different parties, the broadest roles only."""
    for name in {quad.predicate for quad in store.quads(fact)}:
        is_party = any(_PARTIES & terms.broader(each) for each in terms.ranges(name))
        if not is_party or any(quad.object != name for quad in store.quads(name, _NARROWER)):
            continue
        mine, theirs = ({quad.object for quad in store.quads(each, name)} for each in (fact, other))
        if mine and theirs and not mine & theirs:
            yield name
