"""Proofs of the default engine: small ones by hand, long and deep ones, and all of the shipped graph."""

from __future__ import annotations

import json
from collections import Counter

import pytest
import rdflib
from rdflib import OWL, RDF
from rdflib.term import Node

from aliansi.evidence.index import EvidenceIndex
from aliansi.evidence.proof_formats import as_json
from aliansi.namespaces import AL
from aliansi.pipeline.check import Checked
from aliansi.pipeline.term_labels import store_of
from aliansi.reasoning import NativeReasoner, Proof
from tests.reasoning.support.as_written import EX, terms, turtle
from tests.reasoning.support.hard_shapes import LARGE, LONG
from tests.reasoning.support.oracle import triples_of
from tests.reasoning.support.oracle_tables import Triple
from tests.reasoning.support.proof_faults import faults_of
from tests.reasoning.support.proof_json import Writer
from tests.reasoning.support.verifier import Verifier, verify


def explained(graph: rdflib.Graph, triple: str) -> Proof | None:
    explainer = NativeReasoner().close(graph).explainer
    assert explainer is not None
    return explainer.explain(*terms(triple))


def proof_in(facts: str, triple: str) -> Proof:
    """Return the proof of a triple after checking that it is right and proves the triple."""
    graph = turtle(facts)
    proof = explained(graph, triple)
    assert proof is not None
    assert proof.triple == terms(triple)
    assert verify(Writer().write(proof), triples_of(graph)) == []
    return proof


def all_triples(proof: Proof) -> list[tuple[Node, Node, Node]]:
    return [proof.triple, *(triple for premise in proof.premises for triple in all_triples(premise))]


def test_the_proof_is_the_smallest() -> None:
    """Two paths connect a and b: one of three steps, one of a single step."""
    facts = ":p1 rdfs:subPropertyOf :p2 . :p2 rdfs:subPropertyOf :p3 . :q owl:inverseOf :p3 . :a :p1 :b . :b :q :a ."
    proof = proof_in(facts, ":a :p3 :b")
    assert (proof.rule, proof.size()) == ("prp-inv1", 3)


def test_of_proofs_of_one_size_the_more_asserted_is_shown() -> None:
    """A restriction with its parts is as large as two steps up the class hierarchy."""
    facts = """
    :R owl:onProperty :p ; owl:someValuesFrom :C . :a :p :b . :b a :C .
    :A rdfs:subClassOf :R . :B rdfs:subClassOf :A . :a a :B ."""
    proof = proof_in(facts, ":a rdf:type :R")
    assert (proof.rule, proof.size()) == ("cls-svf1", 5)


def test_an_asserted_triple_is_its_own_leaf_even_if_it_follows() -> None:
    facts = ":a :p :b . :b :q :a . :p owl:inverseOf :q ."
    assert proof_in(facts, ":a :p :b") == Proof((EX.a, EX.p, EX.b))


@pytest.mark.parametrize(
    "triple", [":b :p :a", ":a :p :nobody", ":a :nothing :b", ":a owl:sameAs :b", ":a rdf:type :a"]
)
def test_what_does_not_follow_has_no_proof(triple: str) -> None:
    assert explained(turtle(":a :p :b ."), triple) is None


def test_same_things_are_explained_without_saying_that_a_thing_is_itself() -> None:
    proof = proof_in(":a owl:sameAs :b . :b owl:sameAs :c . :a :p :d .", ":c :p :d")
    assert proof.rule == "eq-rep-s"
    assert all(t[0] != t[2] for t in all_triples(proof))


def test_what_is_said_of_two_names_is_explained_by_the_names_it_is_said_of() -> None:
    """One step from the asserted triple about :a, although :a has other names too."""
    facts = ":a owl:sameAs :b , :c , :d . :d owl:sameAs :e . :a :p :x . :e :q :y ."
    assert proof_in(facts, ":b :p :x").size() == 3
    assert proof_in(facts, ":d :q :y").size() == 4


def test_a_premise_in_two_places_of_a_rule_is_one_premise() -> None:
    facts = ":p owl:propertyChainAxiom ( :q :q ) . :a :q :a ."
    assert Counter(p.triple for p in proof_in(facts, ":a :p :a").premises)[EX.a, EX.q, EX.a] == 1


# --- large ones


@pytest.mark.parametrize("of", LONG)
def test_a_long_shape_is_explained(of: str) -> None:
    graph, conclusions = (turtle(text) for text in LONG[of])
    explainer = NativeReasoner().close(graph).explainer
    assert explainer is not None
    verifier, writer = Verifier(triples_of(graph)), Writer()
    for triple in sorted(conclusions)[:3]:
        shown, kept = explainer.explain(*triple), explainer.stored_proof(*triple)
        assert shown is not None
        assert kept is not None
        assert not verifier.verify(writer.write(shown))
        assert not verifier.verify(writer.write(kept))
        assert shown.size() <= kept.size()


def deepest(proof: Proof) -> int:
    """Return the depth of a proof."""
    depth, level = 0, [proof]
    while level:
        level = list({id(premise): premise for one in level for premise in one.premises}.values())
        depth += bool(level)
    return depth


@pytest.mark.parametrize(
    ("of", "triple", "depth"),
    [
        ("a step after a step, 1200 in all", ":a1200 rdf:type :C", 1200),
        ("restrictions that hand a class on along 300 properties", ":a300 rdf:type :C300", 300),
        ("150 classes, each part of the next", ":a rdf:type :C150", 8),
        ("a sameAs class of 60 with facts", ":c :q :a59", 1),
    ],
)
def test_a_deep_proof_is_right_and_can_be_written(of: str, triple: str, depth: int) -> None:
    graph = turtle(LARGE[of])
    proof = explained(graph, triple)
    assert proof is not None
    assert verify(Writer().write(proof), triples_of(graph)) == []
    assert deepest(proof) >= depth
    assert proof.size() == Writer().size(proof)
    assert {leaf.triple for leaf in proof.leaves()} <= set(graph)


@pytest.mark.parametrize(
    ("of", "every"),
    [
        ("a maximum of one in every type of whole numbers", 1),
        pytest.param("a sameAs class of 60 with facts", 60, marks=pytest.mark.slow),
    ],
)
def test_proofs_of_a_large_shape_are_right(of: str, every: int) -> None:
    """All proofs, or one in so many."""
    assert faults_of(turtle(LARGE[of]), every)[:5] == []


# --- the shipped graph


def test_every_proof_of_the_shipped_graph_is_right_as_it_is_written(shipped_checked: Checked) -> None:
    """In exactly the JSON that ``aliansi explain`` writes, evidence included."""
    reasoned = shipped_checked.reasoned
    assert reasoned.explainer is not None
    verifier = Verifier(triples_of(reasoned.graph.reasoned_over()))
    evidence = EvidenceIndex(store_of(reasoned.graph))
    wrong: dict[Triple, list[str]] = {}
    for triple in reasoned.inferred:
        for proof in (reasoned.explainer.explain(*triple), reasoned.explainer.stored_proof(*triple)):
            assert proof is not None
            assert proof.triple == triple
            faults = verifier.verify(json.loads(json.dumps(as_json(proof, evidence))))
            if faults:
                wrong[triple] = faults
    assert not wrong
    assert len(reasoned.inferred) > 500


def test_lists_are_cited_whole(shipped_checked: Checked) -> None:
    """A property chain needs every cell of its list, which pages and text leave out."""
    assert shipped_checked.reasoned.explainer is not None
    chained = next(t for t in sorted(shipped_checked.reasoned.inferred) if t[1] == AL.refusedRequestOf)
    proof = shipped_checked.reasoned.explainer.explain(*chained)
    assert proof is not None
    predicates = Counter(triple[1] for triple in all_triples(proof))
    assert predicates[OWL.propertyChainAxiom] == 1
    assert predicates[RDF.first] == predicates[RDF.rest] == 3
