"""Each rule of Tables 4 to 9 that concludes a triple: the default engine applies it where it must and only there."""

from __future__ import annotations

from typing import Final

import pytest
import rdflib

from aliansi.reasoning import Closure, NativeReasoner, Proof
from aliansi.reasoning.rules.catalogue import FALSE
from tests.reasoning.support.as_written import terms, turtle
from tests.reasoning.support.oracle import comparable, triples_of
from tests.reasoning.support.oracle_rules import RULE_NAMES
from tests.reasoning.support.oracle_tables import Triple
from tests.reasoning.support.proof_json import Writer
from tests.reasoning.support.rule_cases import CASES, CONCLUDING, Case
from tests.reasoning.support.verifier import verify

REFLEXIVE: Final = ("eq-ref", "scm-cls", "scm-op", "scm-dp")
"""Rules whose case is a reflexive conclusion: made only on request."""
AXIOMATIC: Final = ("prp-ap", "cls-thing", "cls-nothing1", "dt-type1")
"""Rules without premises: applied only on request."""

GENERALISED: Final = {
    "dt-type2": Case(
        ":R owl:onProperty :p ; owl:someValuesFrom xsd:byte . :a :p 5 .",
        ":a rdf:type :R",
        ':R owl:onProperty :p ; owl:someValuesFrom xsd:byte . :a :p 5.0e0 , 500 , "x"^^xsd:byte .',
    ),
    "dt-eq": Case(
        ':a :p "1"^^xsd:int . :b :q "01"^^xsd:decimal .',
        ':a :p "01"^^xsd:decimal',
        ':a :p "1"^^xsd:int . :b :q "01"^^xsd:double , "1"^^xsd:date , "01"^^:int .',
    ),
    "dt-diff": Case(
        ":a owl:sameAs 1 . :b owl:sameAs 2 .",
        ":a owl:differentFrom :b",
        ':a owl:sameAs 1 . :b owl:sameAs 1.0 . :c owl:sameAs "2"^^:int .',
    ),
}
"""For rules that conclude triples with a literal subject, which RDF cannot write: a triple that shows it."""
PLAIN: Final = {**{rule: CASES[rule] for rule in CONCLUDING if rule not in AXIOMATIC}, **GENERALISED}

ALIKE: Final = {
    "eq-trans": {"eq-rep-o"},
    "dt-type2": {"cls-svf1"},
    "dt-eq": {"eq-rep-o"},
    "dt-diff": {"eq-rep-s", "eq-rep-o"},
}
"""Rules that may be the last step instead of the rule itself."""


def closed(text: str, reflexive: bool = False, axiomatic: bool = False, datatypes: bool = False) -> Closure:
    return NativeReasoner(reflexive=reflexive, axiomatic=axiomatic, datatypes=datatypes).close(turtle(text))


def one_triple(text: str) -> Triple:
    subject, predicate, object_ = terms(text)
    return subject, predicate, object_


def rules_in(proof: Proof) -> set[str]:
    below = {rule for premise in proof.premises for rule in rules_in(premise)}
    return below | {proof.rule} if proof.rule else below


def test_all_78_rules_are_tested_here_or_as_contradictions() -> None:
    """``test_contradictions.py`` tests the rules that conclude ``false``."""
    assert PLAIN.keys() | set(AXIOMATIC) | FALSE.keys() == RULE_NAMES
    assert len(PLAIN) + len(AXIOMATIC) + len(FALSE) == len(RULE_NAMES) == 78


@pytest.mark.parametrize("rule", PLAIN)
def test_rule_fires(rule: str) -> None:
    found = closed(PLAIN[rule].fires, reflexive=rule in REFLEXIVE, axiomatic=rule == "scm-cls")
    assert one_triple(PLAIN[rule].concludes) in found.triples


@pytest.mark.parametrize("rule", PLAIN)
def test_rule_spares_the_near_miss(rule: str) -> None:
    found = closed(PLAIN[rule].spares, reflexive=rule in REFLEXIVE, axiomatic=rule == "scm-cls")
    assert one_triple(PLAIN[rule].concludes) not in found.triples


@pytest.mark.parametrize("rule", [rule for rule in PLAIN if rule not in REFLEXIVE])
def test_the_proof_names_the_rule(rule: str) -> None:
    graph = turtle(PLAIN[rule].fires)
    found = NativeReasoner().close(graph)
    assert found.explainer is not None
    proof = found.explainer.explain(*one_triple(PLAIN[rule].concludes))
    assert proof is not None
    assert proof.rule in {rule, *ALIKE.get(rule, ())}
    assert rule in rules_in(proof) or rule == "eq-trans"
    assert verify(Writer().write(proof), triples_of(graph)) == []


# --- conclusions made only on request


@pytest.mark.parametrize("rule", AXIOMATIC)
def test_rule_without_premises_fires_if_asked_for(rule: str) -> None:
    switch = {"datatypes": True} if rule == "dt-type1" else {"axiomatic": True}
    assert one_triple(CASES[rule].concludes) in closed(":a :p :b .", **switch).triples
    assert one_triple(CASES[rule].concludes) not in closed(":a :p :b .").triples


@pytest.mark.parametrize("rule", REFLEXIVE)
def test_what_is_reflexive_is_left_out_unless_asked_for(rule: str) -> None:
    assert one_triple(CASES[rule].concludes) not in closed(CASES[rule].fires).triples


@pytest.mark.parametrize("axiomatic", [False, True])
@pytest.mark.parametrize("reflexive", [False, True])
def test_the_switches_add_nothing_that_a_reader_sees(reflexive: bool, axiomatic: bool) -> None:
    for case in PLAIN.values():
        graph = turtle(case.fires)
        found = NativeReasoner(reflexive=reflexive, axiomatic=axiomatic).close(graph).triples
        assert comparable(found) == comparable(NativeReasoner().close(graph).triples)


def test_every_term_is_itself_if_asked_for() -> None:
    found = closed(':a :p :b , "x" .', reflexive=True).triples
    itself = {s for s, o in found.subject_objects(rdflib.OWL.sameAs) if s == o}
    assert set(terms(":a :p :b")) <= itself
    assert not any(isinstance(term, rdflib.Literal) for term in itself)  # which RDF cannot write
