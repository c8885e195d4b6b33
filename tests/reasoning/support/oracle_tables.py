"""OWL 2 RL/RDF rules as data, from Tables 4 to 9 of OWL 2 Profiles, section 4.3, and with the names there.

A line reads ``name | body | head``: atoms are separated by `` . ``, variables start with ``?``. A head ``false ?a ?b``
means that the graph is inconsistent, and which terms to report: the axiom first, then the individuals. ``zero ?n``,
``one ?n`` and ``outside ?l ?d`` in a body are conditions on the values of literals.

The rules with a ``LIST`` are in :mod:`oracle_lists`, those without a body in :mod:`oracle_rules`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from rdflib import OWL, RDF, RDFS, Literal, URIRef
from rdflib.term import Node

from tests.reasoning.support.oracle_values import ALL_DATATYPES, datatypes, value

Triple = tuple[Node, Node, Node]


class Variable(str):
    """A variable of a rule; everything else in an atom is a term."""

    __slots__ = ()


Atom = tuple[Node | Variable, Node | Variable, Node | Variable]
Report = tuple[Node | Variable, ...]


@dataclass(frozen=True)
class Condition:
    """A test of a rule on the terms bound to its variables."""

    holds: Callable[..., bool]
    variables: tuple[Variable, ...]


@dataclass(frozen=True)
class Rule:
    """A rule, or a rule with its list written out; ``fixed`` are the triples of that list."""

    name: str
    body: tuple[Atom, ...]
    heads: tuple[Atom, ...] = ()
    report: Report = ()
    condition: Condition | None = None
    fixed: tuple[Triple, ...] = ()


TABLE_4 = """
eq-ref   | ?s ?p ?o | ?s owl:sameAs ?s . ?p owl:sameAs ?p . ?o owl:sameAs ?o
eq-sym   | ?x owl:sameAs ?y | ?y owl:sameAs ?x
eq-trans | ?x owl:sameAs ?y . ?y owl:sameAs ?z | ?x owl:sameAs ?z
eq-rep-s | ?s owl:sameAs ?s2 . ?s ?p ?o | ?s2 ?p ?o
eq-rep-p | ?p owl:sameAs ?p2 . ?s ?p ?o | ?s ?p2 ?o
eq-rep-o | ?o owl:sameAs ?o2 . ?s ?p ?o | ?s ?p ?o2
eq-diff1 | ?x owl:sameAs ?y . ?x owl:differentFrom ?y | false ?x ?y
eq-diff1 | ?x owl:differentFrom ?x | false ?x ?x
"""
# The second line of eq-diff1 is the first with ``?x owl:sameAs ?x``, which eq-ref makes true of every term.

TABLE_5 = """
prp-dom  | ?p rdfs:domain ?c . ?x ?p ?y | ?x rdf:type ?c
prp-rng  | ?p rdfs:range ?c . ?x ?p ?y | ?y rdf:type ?c
prp-fp   | ?p rdf:type owl:FunctionalProperty . ?x ?p ?y1 . ?x ?p ?y2 | ?y1 owl:sameAs ?y2
prp-ifp  | ?p rdf:type owl:InverseFunctionalProperty . ?x1 ?p ?y . ?x2 ?p ?y | ?x1 owl:sameAs ?x2
prp-irp  | ?p rdf:type owl:IrreflexiveProperty . ?x ?p ?x | false ?p ?x
prp-symp | ?p rdf:type owl:SymmetricProperty . ?x ?p ?y | ?y ?p ?x
prp-asyp | ?p rdf:type owl:AsymmetricProperty . ?x ?p ?y . ?y ?p ?x | false ?p ?x ?y
prp-trp  | ?p rdf:type owl:TransitiveProperty . ?x ?p ?y . ?y ?p ?z | ?x ?p ?z
prp-spo1 | ?p1 rdfs:subPropertyOf ?p2 . ?x ?p1 ?y | ?x ?p2 ?y
prp-eqp1 | ?p1 owl:equivalentProperty ?p2 . ?x ?p1 ?y | ?x ?p2 ?y
prp-eqp2 | ?p1 owl:equivalentProperty ?p2 . ?x ?p2 ?y | ?x ?p1 ?y
prp-pdw  | ?p1 owl:propertyDisjointWith ?p2 . ?x ?p1 ?y . ?x ?p2 ?y | false ?p1 ?p2 ?x ?y
prp-inv1 | ?p1 owl:inverseOf ?p2 . ?x ?p1 ?y | ?y ?p2 ?x
prp-inv2 | ?p1 owl:inverseOf ?p2 . ?x ?p2 ?y | ?y ?p1 ?x
prp-npa1 | ?x owl:sourceIndividual ?i1 . ?x owl:assertionProperty ?p . ?x owl:targetIndividual ?i2 . ?i1 ?p ?i2 | false ?x ?i1 ?p ?i2
prp-npa2 | ?x owl:sourceIndividual ?i . ?x owl:assertionProperty ?p . ?x owl:targetValue ?l . ?i ?p ?l | false ?x ?i ?p ?l
"""  # noqa: E501 - a rule is a line

TABLE_6 = """
cls-nothing2 | ?x rdf:type owl:Nothing | false ?x
cls-com    | ?c1 owl:complementOf ?c2 . ?x rdf:type ?c1 . ?x rdf:type ?c2 | false ?c1 ?c2 ?x
cls-svf1   | ?x owl:someValuesFrom ?y . ?x owl:onProperty ?p . ?u ?p ?v . ?v rdf:type ?y | ?u rdf:type ?x
cls-svf2   | ?x owl:someValuesFrom owl:Thing . ?x owl:onProperty ?p . ?u ?p ?v | ?u rdf:type ?x
cls-avf    | ?x owl:allValuesFrom ?y . ?x owl:onProperty ?p . ?u rdf:type ?x . ?u ?p ?v | ?v rdf:type ?y
cls-hv1    | ?x owl:hasValue ?y . ?x owl:onProperty ?p . ?u rdf:type ?x | ?u ?p ?y
cls-hv2    | ?x owl:hasValue ?y . ?x owl:onProperty ?p . ?u ?p ?y | ?u rdf:type ?x
cls-maxc1  | ?x owl:maxCardinality ?n . zero ?n . ?x owl:onProperty ?p . ?u rdf:type ?x . ?u ?p ?y | false ?x ?p ?u ?y
cls-maxc2  | ?x owl:maxCardinality ?n . one ?n . ?x owl:onProperty ?p . ?u rdf:type ?x . ?u ?p ?y1 . ?u ?p ?y2 | ?y1 owl:sameAs ?y2
cls-maxqc1 | ?x owl:maxQualifiedCardinality ?n . zero ?n . ?x owl:onProperty ?p . ?x owl:onClass ?c . ?u rdf:type ?x . ?u ?p ?y . ?y rdf:type ?c | false ?x ?p ?c ?u ?y
cls-maxqc2 | ?x owl:maxQualifiedCardinality ?n . zero ?n . ?x owl:onProperty ?p . ?x owl:onClass owl:Thing . ?u rdf:type ?x . ?u ?p ?y | false ?x ?p ?u ?y
cls-maxqc3 | ?x owl:maxQualifiedCardinality ?n . one ?n . ?x owl:onProperty ?p . ?x owl:onClass ?c . ?u rdf:type ?x . ?u ?p ?y1 . ?y1 rdf:type ?c . ?u ?p ?y2 . ?y2 rdf:type ?c | ?y1 owl:sameAs ?y2
cls-maxqc4 | ?x owl:maxQualifiedCardinality ?n . one ?n . ?x owl:onProperty ?p . ?x owl:onClass owl:Thing . ?u rdf:type ?x . ?u ?p ?y1 . ?u ?p ?y2 | ?y1 owl:sameAs ?y2
"""  # noqa: E501 - a rule is a line
# The tables say "0"^^xsd:nonNegativeInteger. A literal of the same value in another datatype is the same as that one
# by dt-eq, which holds of all literals, so that eq-rep-o gives the restriction both: ``zero`` and ``one`` stand for it.

TABLE_7 = """
cax-sco  | ?c1 rdfs:subClassOf ?c2 . ?x rdf:type ?c1 | ?x rdf:type ?c2
cax-eqc1 | ?c1 owl:equivalentClass ?c2 . ?x rdf:type ?c1 | ?x rdf:type ?c2
cax-eqc2 | ?c1 owl:equivalentClass ?c2 . ?x rdf:type ?c2 | ?x rdf:type ?c1
cax-dw   | ?c1 owl:disjointWith ?c2 . ?x rdf:type ?c1 . ?x rdf:type ?c2 | false ?c1 ?c2 ?x
"""

TABLE_8 = """
dt-not-type | ?l rdf:type ?d . outside ?l ?d | false ?l ?d
"""

TABLE_9 = """
scm-cls  | ?c rdf:type owl:Class | ?c rdfs:subClassOf ?c . ?c owl:equivalentClass ?c . ?c rdfs:subClassOf owl:Thing . owl:Nothing rdfs:subClassOf ?c
scm-sco  | ?c1 rdfs:subClassOf ?c2 . ?c2 rdfs:subClassOf ?c3 | ?c1 rdfs:subClassOf ?c3
scm-eqc1 | ?c1 owl:equivalentClass ?c2 | ?c1 rdfs:subClassOf ?c2 . ?c2 rdfs:subClassOf ?c1
scm-eqc2 | ?c1 rdfs:subClassOf ?c2 . ?c2 rdfs:subClassOf ?c1 | ?c1 owl:equivalentClass ?c2
scm-op   | ?p rdf:type owl:ObjectProperty | ?p rdfs:subPropertyOf ?p . ?p owl:equivalentProperty ?p
scm-dp   | ?p rdf:type owl:DatatypeProperty | ?p rdfs:subPropertyOf ?p . ?p owl:equivalentProperty ?p
scm-spo  | ?p1 rdfs:subPropertyOf ?p2 . ?p2 rdfs:subPropertyOf ?p3 | ?p1 rdfs:subPropertyOf ?p3
scm-eqp1 | ?p1 owl:equivalentProperty ?p2 | ?p1 rdfs:subPropertyOf ?p2 . ?p2 rdfs:subPropertyOf ?p1
scm-eqp2 | ?p1 rdfs:subPropertyOf ?p2 . ?p2 rdfs:subPropertyOf ?p1 | ?p1 owl:equivalentProperty ?p2
scm-dom1 | ?p rdfs:domain ?c1 . ?c1 rdfs:subClassOf ?c2 | ?p rdfs:domain ?c2
scm-dom2 | ?p2 rdfs:domain ?c . ?p1 rdfs:subPropertyOf ?p2 | ?p1 rdfs:domain ?c
scm-rng1 | ?p rdfs:range ?c1 . ?c1 rdfs:subClassOf ?c2 | ?p rdfs:range ?c2
scm-rng2 | ?p2 rdfs:range ?c . ?p1 rdfs:subPropertyOf ?p2 | ?p1 rdfs:range ?c
scm-hv   | ?c1 owl:hasValue ?i . ?c1 owl:onProperty ?p1 . ?c2 owl:hasValue ?i . ?c2 owl:onProperty ?p2 . ?p1 rdfs:subPropertyOf ?p2 | ?c1 rdfs:subClassOf ?c2
scm-svf1 | ?c1 owl:someValuesFrom ?y1 . ?c1 owl:onProperty ?p . ?c2 owl:someValuesFrom ?y2 . ?c2 owl:onProperty ?p . ?y1 rdfs:subClassOf ?y2 | ?c1 rdfs:subClassOf ?c2
scm-svf2 | ?c1 owl:someValuesFrom ?y . ?c1 owl:onProperty ?p1 . ?c2 owl:someValuesFrom ?y . ?c2 owl:onProperty ?p2 . ?p1 rdfs:subPropertyOf ?p2 | ?c1 rdfs:subClassOf ?c2
scm-avf1 | ?c1 owl:allValuesFrom ?y1 . ?c1 owl:onProperty ?p . ?c2 owl:allValuesFrom ?y2 . ?c2 owl:onProperty ?p . ?y1 rdfs:subClassOf ?y2 | ?c1 rdfs:subClassOf ?c2
scm-avf2 | ?c1 owl:allValuesFrom ?y . ?c1 owl:onProperty ?p1 . ?c2 owl:allValuesFrom ?y . ?c2 owl:onProperty ?p2 . ?p1 rdfs:subPropertyOf ?p2 | ?c2 rdfs:subClassOf ?c1
"""  # noqa: E501 - a rule is a line

_VOCABULARIES = {"rdf": str(RDF), "rdfs": str(RDFS), "owl": str(OWL)}


def _same_value(literal: Node, number: int) -> bool:
    return isinstance(literal, Literal) and value(literal) == ("decimal", Fraction(number))


def _outside(literal: Node, datatype: Node) -> bool:
    """Return whether dt-not-type holds, which makes no claim about literals of unsupported datatypes."""
    return (
        isinstance(literal, Literal)
        and datatype in ALL_DATATYPES
        and (literal.datatype is None or literal.datatype in ALL_DATATYPES)
        and datatype not in datatypes(literal)
    )


_CONDITIONS: dict[str, Callable[..., bool]] = {
    "zero": lambda number: _same_value(number, 0),
    "one": lambda number: _same_value(number, 1),
    "outside": _outside,
}


def _term(word: str) -> Node | Variable:
    if word.startswith("?"):
        return Variable(word)
    prefix, _, name = word.partition(":")
    return URIRef(_VOCABULARIES[prefix] + name)


def _atom(text: str) -> Atom:
    subject, predicate, object_ = (_term(word) for word in text.split())
    return subject, predicate, object_


def parse(line: str) -> Rule:
    """Parse one line of a table."""
    name, body, head = (part.strip() for part in line.split("|"))
    parts = [part.strip() for part in body.split(" . ")]
    tests = [part.split() for part in parts if part.split()[0] in _CONDITIONS]
    atoms = tuple(_atom(part) for part in parts if part.split()[0] not in _CONDITIONS)
    condition = next((Condition(_CONDITIONS[t], tuple(map(Variable, names))) for t, *names in tests), None)
    if head.startswith("false"):
        return Rule(name, atoms, report=tuple(_term(word) for word in head.split()[1:]), condition=condition)
    return Rule(name, atoms, heads=tuple(_atom(part) for part in head.split(" . ")), condition=condition)


PLAIN_RULES: Final = tuple(
    parse(line)
    for table in (TABLE_4, TABLE_5, TABLE_6, TABLE_7, TABLE_8, TABLE_9)
    for line in table.strip().splitlines()
)
