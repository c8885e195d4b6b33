"""No proof is smaller than the explained one: random graphs, against all applications of all rules."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import rdflib
from rdflib import OWL, Literal

from aliansi.reasoning import NativeReasoner
from tests.reasoning.support import random_graphs
from tests.reasoning.support.as_written import terms, turtle
from tests.reasoning.support.hard_shapes import SHAPES, shape
from tests.reasoning.support.oracle import closure, comparable, triples_of
from tests.reasoning.support.oracle_tables import Triple
from tests.reasoning.support.proof_json import Writer
from tests.reasoning.support.seeds import GROUPS, name, split
from tests.reasoning.support.smallest_proofs import smallest_sizes

MOST = 500
"""Graphs with a larger closure are left out."""


def larger(graph: rdflib.Graph) -> Iterator[str]:
    """Yield each comparable triple whose explained proof is not the smallest."""
    asserted = triples_of(graph)
    sizes = smallest_sizes(asserted, closure(asserted).triples)
    explainer, writer = NativeReasoner().close(graph).explainer, Writer()
    assert explainer is not None
    for triple in sorted(comparable(sizes) - asserted, key=str):
        proof = explainer.explain(*triple)
        size = writer.size(proof) if proof else 0
        if size != sizes[triple]:
            yield f"{' '.join(term.n3() for term in triple)}: {size}, the smallest is {sizes[triple]}"


def is_small(graph: rdflib.Graph) -> bool:
    return len(closure(triples_of(graph)).triples) <= MOST


@pytest.mark.parametrize("seeds", split(GROUPS[:6], fast=2), ids=name)
def test_the_proof_shown_is_the_smallest(seeds: range) -> None:
    graphs = {seed: random_graphs.graph(seed) for seed in seeds}
    small = {seed: graph for seed, graph in graphs.items() if is_small(graph)}
    assert len(small) > len(seeds) // 2
    found = {f"seed {seed}": list(larger(graph)) for seed, graph in small.items()}
    assert not {seed: (len(faults), faults[:5]) for seed, faults in found.items() if faults}


@pytest.mark.parametrize("of", SHAPES)
def test_the_proof_shown_of_a_hard_shape_is_the_smallest(of: str) -> None:
    found = list(larger(shape(of)))
    assert not found


# --- the brute force itself


@pytest.mark.parametrize(
    ("facts", "triple", "size"),
    [
        (":a :p :b .", ":a :p :b", 1),
        (":p rdfs:subPropertyOf :q . :a :p :b .", ":a :q :b", 3),
        (":p owl:propertyChainAxiom ( :q :q ) . :a :q :a .", ":a :p :a", 7),
        (":a owl:sameAs :b . :b owl:sameAs :c .", ":a owl:sameAs :c", 3),
        (":a owl:sameAs :b . :b owl:sameAs :c .", ":c owl:sameAs :a", 4),
        (":p a owl:SymmetricProperty ; owl:inverseOf :q . :a :p :b .", ":a :q :b", 5),
        (":A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :a a :A .", ":a a :C", 5),
        (':a :p 1 . :b :q "01"^^xsd:int .', ':a :p "01"^^xsd:int', 3),
    ],
)
def test_the_smallest_size(facts: str, triple: str, size: int) -> None:
    asserted = triples_of(turtle(facts))
    subject, predicate, object_ = terms(triple.replace(" a ", " rdf:type "))
    assert smallest_sizes(asserted, closure(asserted).triples)[subject, predicate, object_] == size


@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_everything_that_follows_has_a_size(seed: int) -> None:
    asserted = triples_of(random_graphs.graph(seed))
    everything = closure(asserted).triples
    sizes = smallest_sizes(asserted, everything)
    assert sizes.keys() - asserted == everything - asserted
    assert {triple for triple, size in sizes.items() if size == 1} - asserted <= axioms(everything)


def axioms(triples: frozenset[Triple]) -> set[Triple]:
    """Return triples without premises: those about literals, and those about built-in terms such as owl:Thing."""
    of_literals = {triple for triple in triples if isinstance(triple[0], Literal)}
    return of_literals | {triple for triple in triples if triple[2] in (OWL.Class, OWL.AnnotationProperty)}
