"""Axiom violations: which rule that concludes ``false`` applies, and to which things.

Proofs and sentences are made elsewhere. The work is proportional to the axioms and to the extents of their classes and
properties. A violation of a symmetric rule is found once, not both ways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from aliansi.reasoning.columns.sorted_index import Ints, distinct, intersection, is_member
from aliansi.reasoning.consistency.extents import AxiomList, Extents
from aliansi.reasoning.terms import dictionary as d
from aliansi.reasoning.terms.datatypes import ZERO, value_of_text
from aliansi.reasoning.terms.dictionary import Key
from aliansi.reasoning.terms.text import iri

Extent = Callable[[int], Ints]


@dataclass(frozen=True)
class AxiomViolations:
    """Applications of a rule that concludes ``false``: a column of things, or one thing, for each variable.

    ``named`` has variables with a fixed name. ``cells`` is the list of the axiom.
    """

    rule: str
    things: Mapping[str, Ints | int]
    named: Mapping[str, Ints | int] = field(default_factory=dict)
    cells: tuple[Key, ...] = ()

    def __len__(self) -> int:
        """Return the number of applications."""
        return max(len(np.atleast_1d(column)) for column in (*self.things.values(), *self.named.values()))


def axiom_violations(extents: Extents) -> Iterator[AxiomViolations]:
    """Yield the applications of every rule whose axiom is about classes or properties."""
    yield from _irreflexive(extents)
    yield from _asymmetric(extents)
    for p, q, pairs in _in_both(extents, iri("owl:propertyDisjointWith"), extents.pairs):
        yield AxiomViolations("prp-pdw", {"p": p, "q": q, **_x_and_y(extents, pairs)})
    for named, pairs, cells in _in_two_of(extents, iri("owl:AllDisjointProperties"), extents.pairs, ("p", "q")):
        yield AxiomViolations("prp-adp", _x_and_y(extents, pairs), named, cells)
    yield from _negative_assertions(extents)
    if len(found := extents.members(d.NOTHING)):
        yield AxiomViolations("cls-nothing2", {"x": found})
    for rule, predicate in (("cls-com", iri("owl:complementOf")), ("cax-dw", iri("owl:disjointWith"))):
        for c, e, members in _in_both(extents, predicate, extents.members):
            yield AxiomViolations(rule, {"c": c, "d": e, "x": members})
    yield from _zero_cardinality(extents)
    for named, members, cells in _in_two_of(extents, iri("owl:AllDisjointClasses"), extents.members, ("c", "d")):
        yield AxiomViolations("cax-adc", {"x": members}, named, cells)


def _x_and_y(extents: Extents, pairs: Ints) -> dict[str, Ints]:
    return {"x": extents.first(pairs), "y": extents.second(pairs)}


def _irreflexive(extents: Extents) -> Iterator[AxiomViolations]:
    for p in extents.instances(iri("owl:IrreflexiveProperty")):
        pairs = extents.pairs(p)
        x = extents.first(pairs)
        x = x[x == extents.second(pairs)]
        if len(x) and p != d.SAME:  # everything is the same as itself
            yield AxiomViolations("prp-irp", {"p": p, "x": x})


def _asymmetric(extents: Extents) -> Iterator[AxiomViolations]:
    for p in extents.instances(iri("owl:AsymmetricProperty")):
        pairs = extents.pairs(p)
        x, y = extents.first(pairs), extents.second(pairs)
        both = (x <= y) & is_member(extents.packed(y, x), pairs)
        if both.any():
            yield AxiomViolations("prp-asyp", {"p": p, "x": x[both], "y": y[both]})


def _in_both(extents: Extents, predicate: str, extent: Extent) -> Iterator[tuple[int, int, Ints]]:
    """Yield the two terms of each axiom, and the things in the extents of both."""
    seen: set[tuple[int, int]] = set()
    for first, second in extents.axioms(predicate):
        if (second, first) in seen:
            continue
        seen.add((first, second))
        if len(found := intersection(extent(first), extent(second))):
            yield first, second, found


def _in_two_of(
    extents: Extents, type_: str, extent: Extent, variables: tuple[str, str]
) -> Iterator[tuple[dict[str, Ints | int], Ints, tuple[Key, ...]]]:
    """Yield the things in the extents of two list members, with the names in the axiom and the list's cells."""
    seen: set[tuple[int, ...]] = set()
    for list_ in extents.lists(type_):
        for i, j, found in _shared(list_.members, extent):
            pair = (list_.axiom, *sorted((list_.members[i], list_.members[j])))
            if pair not in seen:  # a branching list may repeat a pair
                seen.add(pair)
                yield names_in(list_, variables, i, j), found, list_.cells


def names_in(list_: AxiomList, variables: tuple[str, str], i: int, j: int) -> dict[str, Ints | int]:
    """Return the names in a list by the variables of its rule, with those of the i-th and the j-th member."""
    first, second = variables
    return {"n": list_.node, "l": list_.head, first: list_.names[i], second: list_.names[j]}


def _shared(members: tuple[int, ...], extent: Extent) -> Iterator[tuple[int, int, Ints]]:
    """Yield the positions of each two list members whose extents overlap, and the overlap.

    The extents are concatenated and sorted once, however many there are.
    """
    place: dict[int, int] = {}
    for i, member in enumerate(members):
        if place.setdefault(member, i) != i and len(found := extent(member)):
            yield place[member], i, found
    columns = [extent(member) for member in place]
    things = np.concatenate([*columns, np.empty(0, np.int64)])
    whose = np.repeat(np.array([*place.values(), 0]), [*map(len, columns), 0])
    order = np.argsort(things, kind="stable")
    things, whose = things[order], whose[order]
    twice = np.flatnonzero(things[1:] == things[:-1])
    keep = is_member(things, distinct(things[twice])) if len(twice) else np.zeros(0, np.int64)
    yield from _pairs(things[keep], whose[keep], len(members))


def _pairs(things: Ints, whose: Ints, size: int) -> Iterator[tuple[int, int, Ints]]:
    """Yield each two positions that share things, with these."""
    found, places = [], []
    for apart in range(1, len(things)):
        k = np.flatnonzero(things[apart:] == things[:-apart])
        if not len(k):
            break
        found.append(things[k])
        places.append(whose[k] * size + whose[k + apart])
    if found:
        together, of = np.concatenate(found), np.concatenate(places)
        order = np.argsort(of, kind="stable")
        pairs, starts = np.unique(of[order], return_index=True)
        for pair, part in zip(pairs.tolist(), np.split(together[order], starts[1:]), strict=True):
            yield *divmod(pair, size), part


def _negative_assertions(extents: Extents) -> Iterator[AxiomViolations]:
    """Yield prp-npa1 and prp-npa2: triples that hold in spite of a negative property assertion."""
    asserted = extents.pairs(extents.number(iri("owl:sourceIndividual")))
    nodes, sources = extents.first(asserted), extents.second(asserted)
    of, properties = extents.objects(nodes, extents.number(iri("owl:assertionProperty")))
    nodes, sources = nodes[of], sources[of]
    for rule, target in (("prp-npa1", iri("owl:targetIndividual")), ("prp-npa2", iri("owl:targetValue"))):
        of, y = extents.objects(nodes, extents.number(target))
        for p in distinct(properties[of]).tolist():
            k = np.flatnonzero(properties[of] == p)
            k = k[is_member(extents.packed(sources[of[k]], y[k]), extents.pairs(p))]
            if len(k):
                yield AxiomViolations(rule, {"n": nodes[of[k]], "p": p, "x": sources[of[k]], "y": y[k]})


def _zero_cardinality(extents: Extents) -> Iterator[AxiomViolations]:
    """Yield cls-maxc1, cls-maxqc1 and cls-maxqc2: values of a property that allows none."""
    for r, p, zero, x, y in _forbidden_values(extents, iri("owl:maxCardinality")):
        yield AxiomViolations("cls-maxc1", {"r": r, "p": p, "x": x, "y": y}, {"m": zero})
    for r, p, zero, x, y in _forbidden_values(extents, iri("owl:maxQualifiedCardinality")):
        for c in extents.objects(np.array([r]), extents.number(iri("owl:onClass")))[1].tolist():
            k = is_member(y, extents.members(c))
            if k.any():
                yield AxiomViolations("cls-maxqc1", {"r": r, "p": p, "c": c, "x": x[k], "y": y[k]}, {"m": zero})
            if c == extents.number(iri("owl:Thing")):
                yield AxiomViolations("cls-maxqc2", {"r": r, "p": p, "x": x, "y": y}, {"m": zero})


def _forbidden_values(extents: Extents, maximum: str) -> Iterator[tuple[int, int, int, Ints, Ints]]:
    """Yield a restriction to no value, its property, its zero, and each member with each of its values."""
    for r, number in extents.axioms(maximum):
        zero = next((name for name in extents.same_as.names_of(number) if _is_zero(extents, name)), None)
        for p in extents.objects(np.array([r]), d.ON_PROPERTY)[1].tolist() if zero is not None else ():
            members = extents.members(r)
            of, y = extents.objects(members, p)
            if len(y) and zero is not None:
                yield r, p, zero, members[of], y


def _is_zero(extents: Extents, name: int) -> bool:
    return value_of_text(extents.closure.terms.text(name)) == ZERO
