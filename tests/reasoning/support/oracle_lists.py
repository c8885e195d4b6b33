"""OWL 2 RL/RDF rules with a LIST, each written out for a given list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from rdflib import OWL, RDF, RDFS, URIRef
from rdflib.term import Node

from tests.reasoning.support.oracle_tables import Atom, Report, Variable

_X, _Y, _U, _V = (Variable(name) for name in ("?x", "?y", "?u", "?v"))
Members = tuple[Node, ...]
Written = tuple[tuple[Atom, ...], Atom | None, Report]
"""A written-out rule: its body, and its head or, without one, the terms of the report."""
Choose = Callable[[tuple[int, ...]], Iterator[tuple[int, ...]]]


def _whole(members: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    yield members


def _each(members: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    for member in members:
        yield (member,)


def _pairs(members: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield the i-th and the j-th member for each i < j."""
    yield from combinations(members, 2)


def _all_different(axiom: Node, pair: Members) -> Written:
    """T(zi, owl:sameAs, zj); a repeated member is the same as itself by eq-ref."""
    first, second = pair
    return ((first, OWL.sameAs, second),) if first != second else (), None, (axiom, first, second)


def _chain(property_: Node, members: Members) -> Written:
    """T(u1, p1, u2), T(u2, p2, u3) … T(un, pn, un+1) gives T(u1, p, un+1)."""
    nodes = [Variable(f"?u{number}") for number in range(len(members) + 1)]
    body = tuple((nodes[i], member, nodes[i + 1]) for i, member in enumerate(members))
    return body, (nodes[0], property_, nodes[-1]), ()


def _all_disjoint_properties(axiom: Node, pair: Members) -> Written:
    first, second = pair
    return ((_U, first, _V), (_U, second, _V)), None, (axiom, first, second, _U, _V)


def _key(class_: Node, members: Members) -> Written:
    """T(x, rdf:type, c), T(x, p1, z1) … and T(y, rdf:type, c), T(y, p1, z1) … give T(x, owl:sameAs, y)."""
    values = [Variable(f"?z{number}") for number in range(len(members))]
    of_x = tuple((_X, member, values[i]) for i, member in enumerate(members))
    of_y = tuple((_Y, member, values[i]) for i, member in enumerate(members))
    return ((_X, RDF.type, class_), *of_x, (_Y, RDF.type, class_), *of_y), (_X, OWL.sameAs, _Y), ()


def _intersection_1(class_: Node, members: Members) -> Written:
    return tuple((_Y, RDF.type, member) for member in members), (_Y, RDF.type, class_), ()


def _intersection_2(class_: Node, member: Members) -> Written:
    return ((_Y, RDF.type, class_),), (_Y, RDF.type, member[0]), ()


def _union(class_: Node, member: Members) -> Written:
    return ((_Y, RDF.type, member[0]),), (_Y, RDF.type, class_), ()


def _one_of(class_: Node, member: Members) -> Written:
    return (), (member[0], RDF.type, class_), ()


def _all_disjoint_classes(axiom: Node, pair: Members) -> Written:
    first, second = pair
    return ((_X, RDF.type, first), (_X, RDF.type, second)), None, (axiom, first, second, _X)


def _schema_intersection(class_: Node, member: Members) -> Written:
    return (), (class_, RDFS.subClassOf, member[0]), ()


def _schema_union(class_: Node, member: Members) -> Written:
    return (), (member[0], RDFS.subClassOf, class_), ()


@dataclass(frozen=True)
class ListRule:
    """A rule over a list: ``?x predicate ?list``, where ``?x`` must have the type if one is given.

    ``choose`` selects the members of one application: all of them, each, or each two.
    """

    name: str
    type: URIRef | None
    predicate: URIRef
    choose: Choose
    write_out: Callable[[Node, Members], Written]


LIST_RULES: Final = (
    ListRule("eq-diff2", OWL.AllDifferent, OWL.members, _pairs, _all_different),
    ListRule("eq-diff3", OWL.AllDifferent, OWL.distinctMembers, _pairs, _all_different),
    ListRule("prp-spo2", None, OWL.propertyChainAxiom, _whole, _chain),
    ListRule("prp-adp", OWL.AllDisjointProperties, OWL.members, _pairs, _all_disjoint_properties),
    ListRule("prp-key", None, OWL.hasKey, _whole, _key),
    ListRule("cls-int1", None, OWL.intersectionOf, _whole, _intersection_1),
    ListRule("cls-int2", None, OWL.intersectionOf, _each, _intersection_2),
    ListRule("cls-uni", None, OWL.unionOf, _each, _union),
    ListRule("cls-oo", None, OWL.oneOf, _each, _one_of),
    ListRule("cax-adc", OWL.AllDisjointClasses, OWL.members, _pairs, _all_disjoint_classes),
    ListRule("scm-int", None, OWL.intersectionOf, _each, _schema_intersection),
    ListRule("scm-uni", None, OWL.unionOf, _each, _schema_union),
)
