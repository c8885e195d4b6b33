"""The verifier accepts right proofs and detects each way in which a proof can be wrong."""

from __future__ import annotations

from typing import Any

import pytest
from rdflib import Literal
from rdflib.term import Node

from tests.reasoning.support.as_written import EX, n_triples, terms, turtle
from tests.reasoning.support.oracle import triples_of
from tests.reasoning.support.oracle_rules import RULE_NAMES
from tests.reasoning.support.oracle_tables import Triple
from tests.reasoning.support.rule_cases import applications
from tests.reasoning.support.verifier import Verifier, read_term, verify, verify_contradiction

FACTS = """
:a :p :b . :b :p :c . :p a owl:TransitiveProperty . :p rdfs:subPropertyOf :q . :q rdfs:domain :C .
:C owl:unionOf ( :A :B ) . :x a :B . :s owl:sameAs :t . :s :r "1"^^xsd:int .
"""
ASSERTED = triples_of(turtle(FACTS))


def written(text: str) -> list[str]:
    return n_triples(terms(text))


def leaf(text: str) -> dict[str, Any]:
    return {"triple": written(text), "asserted": True, "graph": "", "evidence": []}


def step(text: str, rule: str, *premises: dict[str, Any]) -> dict[str, Any]:
    return {"triple": written(text), "rule": rule, "premises": list(premises)}


def as_leaf(triple: Triple) -> dict[str, Any]:
    return {"triple": n_triples(triple), "asserted": True}


def cells(triples: frozenset[Triple], predicate: str) -> list[dict[str, Any]]:
    """Return the triple of the predicate and those of its list as leaves."""
    (start,) = [triple for triple in triples if triple[1] == terms(predicate)[0]]
    found, node = [start], start[2]
    while after := [triple for triple in triples if triple[0] == node]:
        found += after
        node = next(o for _, p, o in after if p.endswith("rest"))  # type: ignore[attr-defined]
    return [as_leaf(triple) for triple in found]


TRANSITIVE = step(":a :p :c", "prp-trp", leaf(":p rdf:type owl:TransitiveProperty"), leaf(":a :p :b"), leaf(":b :p :c"))
DEEP = step(
    ":a rdf:type :C",
    "prp-dom",
    leaf(":q rdfs:domain :C"),
    step(":a :q :c", "prp-spo1", leaf(":p rdfs:subPropertyOf :q"), TRANSITIVE),
)


@pytest.mark.parametrize("proof", [leaf(":a :p :b"), TRANSITIVE, DEEP], ids=["asserted", "one step", "three steps"])
def test_right_proof(proof: dict[str, Any]) -> None:
    assert verify(proof, ASSERTED) == []


def test_right_proof_over_a_list() -> None:
    union = cells(ASSERTED, "owl:unionOf")
    assert len(union) == 5
    assert verify(step(":x rdf:type :C", "cls-uni", *union, leaf(":x rdf:type :B")), ASSERTED) == []


def test_right_proof_without_premises() -> None:
    assert verify(step('"1"^^xsd:int rdf:type xsd:byte', "dt-type2"), ASSERTED) == []
    assert verify(step("owl:Thing rdf:type owl:Class", "cls-thing"), ASSERTED) == []
    assert verify(step('"1"^^xsd:int owl:sameAs "01"^^xsd:decimal', "dt-eq"), ASSERTED) == []


def test_right_proof_with_one_premise_in_two_places_of_the_rule() -> None:
    circle = triples_of(turtle(":C rdfs:subClassOf :C ."))
    assert verify(step(":C owl:equivalentClass :C", "scm-eqc2", leaf(":C rdfs:subClassOf :C")), circle) == []


def test_the_shortest_circle() -> None:
    proof = step(":a :p :a", "prp-trp", leaf(":p rdf:type owl:TransitiveProperty"), leaf(":a :p :a"))
    assert verify(proof, triples_of(turtle(":p a owl:TransitiveProperty . :a :p :a ."))) == ["proof.1: rests on itself"]


LONG_WAY_ROUND = step(
    ":a :p :b",
    "eq-rep-s",
    leaf(":c owl:sameAs :a"),
    step(":c :p :b", "eq-rep-s", leaf(":a owl:sameAs :c"), leaf(":a :p :b")),
)


@pytest.mark.parametrize(
    ("proof", "faults"),
    [
        (leaf(":a :p :d"), ["proof: not asserted"]),
        ({**leaf(":a :p :b"), "asserted": False}, ["proof: neither a leaf nor a step"]),
        ({**leaf(":a :p :b"), "rule": "prp-trp"}, ["proof: neither a leaf nor a step"]),
        ({"triple": written(":a :p :b")}, ["proof: neither a leaf nor a step"]),
        ({**TRANSITIVE, "premises": None}, ["proof: neither a leaf nor a step"]),
        (
            {**TRANSITIVE, "triple": written(":a :p")},
            ["proof: no triple: ['<http://example.org/a>', '<http://example.org/p>']"],
        ),
        ({**TRANSITIVE, "triple": [":a", ":p", ":c"]}, ["proof: no term: :a"]),
        ({**TRANSITIVE, "rule": "prp-transitive"}, ["proof: there is no rule prp-transitive"]),
        ({**TRANSITIVE, "rule": "prp-symp"}, ["proof: does not follow by prp-symp"]),
        ({**TRANSITIVE, "triple": written(":c :p :a")}, ["proof: does not follow by prp-trp"]),
        ({**TRANSITIVE, "premises": TRANSITIVE["premises"][:2]}, ["proof: does not follow by prp-trp"]),
        (
            {**TRANSITIVE, "premises": [*TRANSITIVE["premises"], leaf(":x rdf:type :B")]},
            ["proof: follows by prp-trp without some of its premises"],
        ),
        (
            {**DEEP, "premises": [*DEEP["premises"][:1], {**DEEP["premises"][1], "rule": "prp-eqp1"}]},
            ["proof.1: does not follow by prp-eqp1"],
        ),
        (
            step(":t :r 1", "eq-rep-s", leaf(":s owl:sameAs :t"), leaf(":s :r 1")),
            ["proof.1: not asserted"],
        ),
        (LONG_WAY_ROUND, ["proof.0: not asserted", "proof.1.0: not asserted", "proof.1.1: rests on itself"]),
        (
            step(":s :r :y", "eq-rep-s", leaf(":s owl:sameAs :s"), leaf(":s :r :y")),
            [
                "proof.0: a premise that says that something is itself",
                "proof.0: not asserted",
                "proof.1: rests on itself",
            ],
        ),
        (
            step(":a rdf:type :C", "prp-dom", leaf(":q rdfs:domain :C"), leaf(":a :q :b")),
            ["proof.1: not asserted"],
        ),
        (
            step(":a :q :c", "prp-spo1", leaf(":p rdfs:subPropertyOf :q"), leaf(":a :p :b"), leaf(":b :p :c")),
            ["proof: does not follow by prp-spo1"],
        ),
        (step('"1"^^xsd:int rdf:type xsd:string', "dt-type2"), ["proof: does not follow by dt-type2"]),
        (
            step('"1"^^xsd:int rdf:type xsd:byte', "dt-type2", leaf(':s :r "1"^^xsd:int')),
            ["proof: follows by dt-type2 without some of its premises"],
        ),
        (step(":x rdf:type :C", "cls-uni", leaf(":x rdf:type :B")), ["proof: does not follow by cls-uni"]),
    ],
    ids=[
        "a leaf that is not asserted",
        "a leaf that says so itself",
        "a leaf with a rule",
        "neither",
        "a step without premises",
        "a triple of two",
        "a term that is not N-Triples",
        "a rule that does not exist",
        "another rule",
        "another conclusion",
        "a premise too few",
        "a premise too many",
        "wrong further down",
        "a leaf with the same value in another literal",
        "its own ancestor",
        "something is itself",
        "what ought to be inferred as a leaf",
        "two steps in one",
        "a literal of another type",
        "premises where there are none",
        "a list left out",
    ],
)
def test_wrong_proof(proof: dict[str, Any], faults: list[str]) -> None:
    assert verify(proof, ASSERTED) == faults


@pytest.mark.parametrize("missing", range(5))
def test_no_cell_of_a_list_may_be_left_out(missing: int) -> None:
    union = cells(ASSERTED, "owl:unionOf")
    del union[missing]
    proof = step(":x rdf:type :C", "cls-uni", *union, leaf(":x rdf:type :B"))
    assert verify(proof, ASSERTED) == ["proof: does not follow by cls-uni"]


def test_what_is_remembered_does_not_hide_that_a_branch_rests_on_itself() -> None:
    verifier = Verifier(ASSERTED)
    assert verifier.verify(TRANSITIVE) == []
    circular = step(":a :p :c", "eq-rep-s", leaf(":a owl:sameAs :a"), TRANSITIVE)
    above = step(":a :q :c", "prp-spo1", leaf(":p rdfs:subPropertyOf :q"), circular)
    assert verifier.verify(DEEP) == []
    for _ in range(2):
        assert "proof.1.1: rests on itself" in verifier.verify(above)


def test_one_verifier_finds_the_same_as_one_for_each_proof() -> None:
    verifier = Verifier(ASSERTED)
    proofs = [TRANSITIVE, LONG_WAY_ROUND, DEEP, leaf(":a :p :d"), {**DEEP, "premises": [TRANSITIVE]}, DEEP]
    assert [verifier.verify(proof) for proof in proofs] == [verify(proof, ASSERTED) for proof in proofs]
    assert [verifier.verify(proof) for proof in proofs] == [verify(proof, ASSERTED) for proof in proofs]


def test_a_proof_may_be_as_deep_as_it_must() -> None:
    facts = [terms(f":C{n} rdfs:subClassOf :C{n + 1}") for n in range(2000)]
    proof = leaf(":a rdf:type :C0")
    for n in range(2000):
        above = {"triple": n_triples(facts[n]), "asserted": True}
        proof = step(f":a rdf:type :C{n + 1}", "cax-sco", above, proof)
    assert verify(proof, {terms(":a rdf:type :C0"), *facts}) == []  # type: ignore[arg-type]


# --- every rule


@pytest.mark.parametrize("rule", sorted(RULE_NAMES))
def test_each_rule_proves_its_case_and_no_other_rule_does(rule: str) -> None:
    triples, (one,) = applications(rule)
    premises = [as_leaf(triple) for triple in one.premises]
    for named in RULE_NAMES:
        if one.conclusion is None:
            faults = verify_contradiction(named, one.report, premises, triples)
        else:
            faults = verify({"triple": n_triples(one.conclusion), "rule": named, "premises": premises}, triples)
        assert (faults == []) == ((rule, named) in TWINS or rule == named), (named, faults)


TWINS = {("eq-trans", "eq-rep-o")}
"""Pairs of rules of which the first is the second applied to owl:sameAs."""


# --- contradictions


def test_right_contradiction() -> None:
    clash = triples_of(turtle(":C owl:disjointWith :D . :c rdfs:subClassOf :D . :x a :C , :c ."))
    inferred = step(":x rdf:type :D", "cax-sco", leaf(":c rdfs:subClassOf :D"), leaf(":x rdf:type :c"))
    premises = [leaf(":C owl:disjointWith :D"), leaf(":x rdf:type :C"), inferred]
    assert verify_contradiction("cax-dw", terms(":C :D :x"), premises, clash) == []


@pytest.mark.parametrize(
    ("rule", "report", "faults"),
    [
        ("cax-adc", ":C :D :x", ["contradiction: does not follow by cax-adc"]),
        ("cax-dw", ":C :D :y", ["contradiction: does not follow by cax-dw"]),
        ("cax-disjoint", ":C :D :x", ["contradiction: there is no rule cax-disjoint"]),
    ],
)
def test_wrong_contradiction(rule: str, report: str, faults: list[str]) -> None:
    clash = triples_of(turtle(":C owl:disjointWith :D . :x a :C , :D ."))
    premises = [as_leaf(triple) for triple in clash]
    assert verify_contradiction(rule, terms(report), premises, clash) == faults


def test_premises_of_a_contradiction_are_verified_too() -> None:
    clash = triples_of(turtle(":C owl:disjointWith :D . :x a :C , :D ."))
    premises = [as_leaf(triple) for triple in clash]
    assert verify_contradiction("cax-dw", terms(":C :D :x"), premises, []) == [
        f"contradiction.{number}: not asserted" for number in range(3)
    ]


# --- terms


@pytest.mark.parametrize(
    "term",
    [
        EX.a,
        Literal('a b\n"c" \\ é'),
        Literal("kata", lang="id"),
        *terms('"01"^^xsd:integer _:b1 "1"^^xsd:int'),
    ],
    ids=repr,
)
def test_terms_are_read_as_they_are_written(term: Node) -> None:
    assert read_term(*n_triples([term])) == term
