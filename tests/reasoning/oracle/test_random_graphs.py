"""Random graphs: reproducible, valid RDF, and with every construct and every rule among them."""

from __future__ import annotations

import pytest
from rdflib import OWL, BNode, Literal, URIRef

from tests.reasoning.support.hard_shapes import SHAPES, shape
from tests.reasoning.support.oracle import SWITCHES, closure, triples_of
from tests.reasoning.support.oracle_rules import RULE_NAMES
from tests.reasoning.support.random_graphs import graph
from tests.reasoning.support.random_terms import TRIPLES

SEEDS = range(40)


@pytest.mark.parametrize("seed", SEEDS)
def test_graph_is_the_same_for_the_same_seed_and_valid(seed: int) -> None:
    one = graph(seed)
    assert triples_of(one) == triples_of(graph(seed)) != triples_of(graph(seed + 1))
    assert 30 <= len(one) <= 100
    for subject, predicate, object_ in one:
        assert isinstance(subject, (URIRef, BNode))
        assert isinstance(predicate, URIRef)
        assert isinstance(object_, (URIRef, BNode, Literal))


CONSTRUCTS = (
    *(
        OWL.intersectionOf,
        OWL.unionOf,
        OWL.oneOf,
        OWL.complementOf,
        OWL.someValuesFrom,
        OWL.allValuesFrom,
        OWL.hasValue,
    ),
    *(OWL.maxCardinality, OWL.maxQualifiedCardinality, OWL.onClass, OWL.hasKey, OWL.propertyChainAxiom, OWL.members),
    *(OWL.distinctMembers, OWL.targetIndividual, OWL.targetValue, OWL.AllDisjointClasses, OWL.AllDisjointProperties),
    *(OWL.AllDifferent, OWL.differentFrom, OWL.sameAs, OWL.Nothing, OWL.Restriction),
)


def test_every_construct_occurs_in_many_graphs() -> None:
    terms = [{term for triple in graph(seed) for term in triple} for seed in range(200)]
    words = {word for line in TRIPLES.strip().splitlines() for word in line.split()[1:] if word.startswith("owl:")}
    wanted = {*CONSTRUCTS, *(OWL[word.removeprefix("owl:")] for word in words)}
    seldom = {term for term in wanted if sum(term in one for one in terms) < 10}
    assert not seldom


@pytest.mark.slow
def test_every_rule_has_work_in_the_graphs_and_in_the_shapes() -> None:
    fired = [closure(triples_of(graph(seed))).fired for seed in range(150)]
    fired += [closure(triples_of(shape(name))).fired for name in SHAPES]
    seldom = {rule for rule in RULE_NAMES - SWITCHES if sum(rule in one for one in fired) < 5}
    assert not seldom
