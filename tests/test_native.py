"""The default engine against an independent oracle, and every proof against the closure that it is of."""

from __future__ import annotations

from itertools import islice

import pytest
import rdflib
from rdflib import OWL, Literal
from rdflib.term import Node

import oracle
import random_graphs
from aliansi.check import Checked
from aliansi.reasoning import NativeReasoner, Proof
from aliansi.reasoning.materialise import is_noise
from aliansi.reasoning.native import Closure, encode
from aliansi.reasoning.proofs import Explainer

SEEDS = range(120)
OF_WHICH_EXPLAINED = range(0, 120, 15)
EX = "@prefix : <http://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> . "


@pytest.mark.parametrize("seed", SEEDS)
def test_the_closure_is_the_oracle_s(seed: int) -> None:
    graph = random_graphs.graph(seed)
    expected = oracle.comparable(oracle.closure(graph).triples)
    assert oracle.comparable(NativeReasoner().close(graph).triples) == expected


def all_triples(proof: Proof) -> list[tuple[Node, Node, Node]]:
    return [proof.triple, *(triple for premise in proof.premises for triple in all_triples(premise))]


def check(proof: Proof, graph: rdflib.Graph, above: frozenset[tuple[Node, Node, Node]] = frozenset()) -> None:
    """Each step is one application of its rule to its premises alone, leaves are asserted, and nothing is circular."""
    assert proof.triple not in above
    if proof.is_asserted:
        assert proof.triple in graph
        return
    premises = [premise.triple for premise in proof.premises]
    literals = [term for term in proof.triple if isinstance(term, Literal)]
    concluded = {found.conclusion for found in oracle.instances(proof.rule or "", premises, literals)}
    assert proof.triple in concluded, f"{proof.rule} does not give {proof.triple} from {premises}"
    for premise in proof.premises:
        assert not (premise.triple[1] == OWL.sameAs and premise.triple[0] == premise.triple[2])
        check(premise, graph, above | {proof.triple})


@pytest.mark.parametrize("seed", OF_WHICH_EXPLAINED)
def test_every_proof_follows_from_its_leaves(seed: int) -> None:
    graph = random_graphs.graph(seed)
    closure = Closure(*encode(sorted(graph)))
    explainer = Explainer(closure)
    inferred = (t for t in closure.triples() if t not in graph and not is_noise(t))
    for triple in islice(sorted(inferred, key=str), 25):
        proof = explainer.explain(*triple)
        assert proof is not None
        check(proof, graph)


def test_every_inferred_triple_of_the_shipped_graph_has_a_proof(shipped_checked: Checked) -> None:
    reasoned = shipped_checked.reasoned
    asserted = reasoned.graph.reasoned_over()
    assert reasoned.explainer is not None
    for triple in reasoned.inferred:
        kept = reasoned.explainer.kept(*triple)
        assert kept is not None
        assert all(leaf.triple in asserted for leaf in kept.leaves())


def explained(facts: str, s: str, p: str, o: str) -> Proof | None:
    graph = rdflib.Graph().parse(data=EX + facts, format="turtle")
    at = rdflib.Namespace("http://example.org/")
    property_ = OWL.sameAs if p == "sameAs" else at[p]
    return Explainer(Closure(*encode(graph))).explain(at[s], property_, at[o])


def test_the_proof_is_the_smallest() -> None:
    """Two ways lead from a to b: through three steps, or through one."""
    facts = """
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . :p1 rdfs:subPropertyOf :p2 . :p2 rdfs:subPropertyOf :p3 .
    :q owl:inverseOf :p3 . :a :p1 :b . :b :q :a ."""
    proof = explained(facts, "a", "p3", "b")
    assert proof is not None
    assert (proof.rule, proof.size()) == ("prp-inv1", 3)


def test_an_asserted_triple_is_its_own_leaf() -> None:
    assert explained(":a :p :b .", "a", "p", "b") == Proof(proof_triple("a", "p", "b"))


def proof_triple(*names: str) -> tuple[Node, Node, Node]:
    s, p, o = (rdflib.URIRef(f"http://example.org/{name}") for name in names)
    return s, p, o


@pytest.mark.parametrize(("s", "p", "o"), [("b", "p", "a"), ("a", "p", "nobody"), ("a", "nothing", "b")])
def test_what_does_not_follow_has_no_proof(s: str, p: str, o: str) -> None:
    assert explained(":a :p :b .", s, p, o) is None


def test_same_things_are_explained_without_saying_that_a_thing_is_itself() -> None:
    proof = explained(":a owl:sameAs :b . :b owl:sameAs :c . :a :p :d .", "c", "p", "d")
    assert proof is not None
    assert proof.rule == "eq-rep-s"
    assert all(t[0] != t[2] for t in all_triples(proof))
