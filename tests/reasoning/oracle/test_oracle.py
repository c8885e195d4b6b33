"""The oracle: each rule where it applies and where it must not, lists, literals and the filter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pytest
from rdflib import OWL, RDF, RDFS, XSD, BNode, Literal

from tests.reasoning.support.as_written import EX, terms, turtle, typed
from tests.reasoning.support.hard_shapes import SHAPES, shape
from tests.reasoning.support.oracle import SWITCHES, Closure, closure, comparable, instances, triples_of
from tests.reasoning.support.oracle_rules import RULE_NAMES
from tests.reasoning.support.oracle_tables import Triple
from tests.reasoning.support.rule_cases import CASES, applications

AXIOMATIC: Final = ("prp-ap", "cls-thing", "cls-nothing1", "dt-type1")


def closed(text: str, rule: str = "") -> Closure:
    return closure(triples_of(turtle(text)), also=SWITCHES & {rule})


def holds(found: Closure, rule: str, conclusion: str) -> bool:
    """Return whether a closure has a triple or reports a contradiction."""
    if conclusion.startswith("false"):
        return (rule, terms(conclusion.removeprefix("false"))) in found.inconsistencies
    return terms(conclusion) in found.triples


def literals_of(triples: Iterable[Triple]) -> list[Literal]:
    return sorted({term for triple in triples for term in triple if isinstance(term, Literal)})


# --- the rules one by one


def test_every_rule_of_the_tables_has_a_case() -> None:
    assert len(RULE_NAMES) == 78
    assert CASES.keys() == RULE_NAMES


@pytest.mark.parametrize("rule", CASES)
def test_rule_fires(rule: str) -> None:
    assert holds(closed(CASES[rule].fires, rule), rule, CASES[rule].concludes)


@pytest.mark.parametrize("rule", CASES)
def test_rule_fires_by_itself_and_once(rule: str) -> None:
    triples, found = applications(rule)
    assert len(found) == 1
    assert found[0].premises <= triples


@pytest.mark.parametrize("rule", [rule for rule in CASES if rule not in AXIOMATIC])
def test_rule_spares_the_near_miss(rule: str) -> None:
    assert not holds(closed(CASES[rule].spares, rule), rule, CASES[rule].concludes)


@pytest.mark.parametrize("rule", AXIOMATIC)
def test_rule_without_premises_speaks_of_the_vocabulary_alone(rule: str) -> None:
    conclusions = [
        one.conclusion for one in instances(rule, triples_of(turtle(":a a :C . :p a owl:AnnotationProperty .")))
    ]
    assert len(conclusions) == {"prp-ap": 9, "cls-thing": 1, "cls-nothing1": 1, "dt-type1": 32}[rule]
    assert not comparable(triple for triple in conclusions if triple)


@pytest.mark.parametrize("switch", sorted(SWITCHES))
def test_switch_is_off_unless_asked_for(switch: str) -> None:
    assert not holds(closed(CASES[switch].fires), switch, CASES[switch].concludes)


def test_a_reflexive_same_as_is_never_kept_even_if_a_rule_concludes_it() -> None:
    found = closed(":p a owl:FunctionalProperty . :a :p :b . :b owl:sameAs :c . :d owl:sameAs :d .")
    assert {s for s, p, o in found.triples if p == OWL.sameAs and s == o} == set()


# --- all the rules together, against rounds of single applications


def in_rounds(triples: frozenset[Triple]) -> Closure:
    """Apply every rule by itself to all triples, round after round: slow and simple."""
    reports: set[tuple[str, tuple[object, ...]]] = set()
    rules = sorted(RULE_NAMES - SWITCHES)
    while True:
        found = {one for rule in rules for one in instances(rule, triples, literals_of(triples))}
        reports |= {(one.rule, one.report) for one in found if one.conclusion is None}
        more = {one.conclusion for one in found if one.conclusion and not is_reflexive(one.conclusion)} - triples
        if not more:
            return Closure(triples, frozenset(reports))  # type: ignore[arg-type]
        triples = triples | more


def is_reflexive(triple: Triple) -> bool:
    return triple[1] == OWL.sameAs and triple[0] == triple[2]


@pytest.mark.parametrize("name", SHAPES)
def test_closure_is_what_rounds_of_single_applications_give(name: str) -> None:
    triples = triples_of(shape(name))
    assert in_rounds(triples) == closure(triples)


# --- lists


@pytest.mark.parametrize(
    ("text", "members"),
    [
        (":C owl:oneOf ( :a :b ) .", "a b"),
        (":C owl:oneOf ( :a :b ) , ( :c ) .", "a b c"),
        (":C owl:oneOf () .", ""),
        (":C owl:oneOf :l . :l rdf:first :a , :b ; rdf:rest () .", "a b"),
        (":C owl:oneOf :l . :l rdf:first :a ; rdf:rest () , ( :b ) .", "a b"),
        (":C owl:oneOf :l . :l rdf:first :a ; rdf:rest :m .", ""),
        (":C owl:oneOf :l . :l rdf:first :a ; rdf:rest :l .", ""),
        (":C owl:oneOf :l . :l rdf:first :a ; rdf:rest :m . :m rdf:first :b ; rdf:rest :l , () .", "a b"),
        (":C owl:oneOf :l . :l rdf:rest () .", ""),
        (":C owl:oneOf :l . :l rdf:first :a ; rdf:rest :m . :m owl:sameAs rdf:nil .", "a"),
        (":C owl:oneOf :l . :l rdf:first :a ; rdf:rest () . :D owl:oneOf :m . :m rdf:first :b ; rdf:rest :l .", "a"),
    ],
)
def test_list(text: str, members: str) -> None:
    found = closed(text).triples
    assert {s for s, p, o in found if (p, o) == (RDF.type, EX.C)} == {EX[member] for member in members.split()}


def test_a_rule_over_a_list_rests_on_all_of_its_cells() -> None:
    triples = triples_of(turtle(":C owl:unionOf ( :A :B ) . :a a :A ."))
    (one,) = [one for one in instances("cls-uni", triples) if one.conclusion == (EX.a, RDF.type, EX.C)]
    assert one.premises == triples


# --- literals


def test_a_literal_of_an_unknown_datatype_is_left_alone() -> None:
    found = closed(':p rdfs:range xsd:integer . :a :p "1999"^^xsd:QName , "x"^^:unit ; :q 1 .')
    assert not found.inconsistencies


def test_an_ill_typed_literal_is_a_contradiction_only_where_something_follows_of_its_type() -> None:
    assert not closed(':a :p "x"^^xsd:byte .').inconsistencies
    assert holds(
        closed(':p rdfs:range xsd:string . :a :p "x"^^xsd:byte .'), "dt-not-type", 'false "x"^^xsd:byte xsd:string'
    )


# --- the filter


def test_comparable_drops_what_no_two_engines_need_agree_on() -> None:
    kept: list[Triple] = [
        (EX.a, EX.p, EX.b),
        (BNode("b"), EX.p, BNode("c")),
        (EX.a, RDF.type, EX.C),
        (EX.a, OWL.sameAs, Literal("1")),
        (EX.A, RDFS.subClassOf, EX.B),
    ]
    dropped: list[Triple] = [
        (EX.a, OWL.sameAs, EX.a),  # reflexive
        (BNode("b"), RDFS.subClassOf, BNode("b")),
        (Literal("1"), RDF.type, EX.C),  # generalised: a literal as subject
        (EX.a, BNode("p"), EX.b),  # generalised: not an IRI as predicate
        (EX.a, Literal("p"), EX.b),
        (EX.A, RDFS.subClassOf, OWL.Thing),  # the vocabulary as object
        (RDFS.label, RDF.type, EX.Annotation),  # the vocabulary as subject
        (XSD.byte, RDF.type, RDFS.Datatype),
    ]
    assert comparable([*kept, *dropped]) == set(kept)


def test_comparable_takes_a_string_with_and_without_its_datatype_as_one_term() -> None:
    assert comparable([(EX.a, EX.p, typed("x", XSD.string))]) == {(EX.a, EX.p, Literal("x"))}
