"""Saturation: the closure is exactly that of an independent oracle."""

from __future__ import annotations

import pytest
import rdflib
from rdflib import OWL

from aliansi.pipeline.materialise import without_annotations
from aliansi.project.loader import Graph, union
from aliansi.reasoning import NativeReasoner
from tests.reasoning.support import golden, oracle, random_graphs
from tests.reasoning.support.as_written import turtle
from tests.reasoning.support.hard_shapes import LARGE, LONG, SHAPES, large_shape, shape
from tests.reasoning.support.oracle_tables import Triple
from tests.reasoning.support.seeds import GROUPS, name
from tests.support import slow


def closed(graph: rdflib.Graph) -> rdflib.Graph:
    return NativeReasoner().close(graph).triples


def difference(graph: rdflib.Graph) -> str:
    """Return the triples in which the engine and the oracle differ; empty if they agree."""
    expected = oracle.comparable(oracle.closure(oracle.triples_of(graph)).triples)
    found = oracle.comparable(closed(graph))
    return f"{listed('left out', expected - found)}{listed('made up', found - expected)}"


def listed(how: str, triples: frozenset[Triple]) -> str:
    some = [" ".join(term.n3() for term in triple) for triple in sorted(triples, key=str)[:5]]
    return f"{how}, {len(triples)} in all: {'; '.join(some)}\n" if some else ""


SLOW = {"a sameAs class of 60 with facts", "150 classes, each part of the next"}

GOLDEN = golden.read("closures")
"""The oracle takes five times as long as the engine, and its results do not change when the engine does."""


@pytest.mark.parametrize("seeds", GROUPS, ids=name)
def test_the_closure_of_random_graphs_is_the_oracle_s(seeds: range) -> None:
    for seed in seeds:
        graph = random_graphs.graph(seed)
        if golden.digest(oracle.comparable(closed(graph))) != GOLDEN.get(seed):
            assert not difference(graph), f"seed {seed}"
            assert seed not in GOLDEN, f"seed {seed}: golden/closures.txt is not what the oracle concludes"


@pytest.mark.slow
@pytest.mark.parametrize("seeds", [seeds for seeds in GROUPS if seeds.start in golden.SEEDS], ids=name)
def test_the_golden_closures_are_the_oracle_s(seeds: range) -> None:
    assert {seed: golden.closure_digest(seed) for seed in seeds} == {seed: GOLDEN[seed] for seed in seeds}


@pytest.mark.parametrize("of", SHAPES)
def test_the_closure_of_a_hard_shape_is_the_oracle_s(of: str) -> None:
    assert not difference(shape(of))


@pytest.mark.parametrize("of", slow.marked(SLOW, LARGE))
def test_the_closure_of_a_large_shape_is_the_oracle_s(of: str) -> None:
    assert not difference(large_shape(of))


@pytest.mark.slow  # the oracle takes two seconds for the names in fifty languages
def test_the_closure_of_the_shipped_graph_is_the_oracle_s(shipped_graph: Graph) -> None:
    assert not difference(union([without_annotations(shipped_graph.reasoned_over())]))


@pytest.mark.parametrize("seeds", GROUPS[:4], ids=name)
def test_nothing_is_said_to_be_itself_and_all_that_is_asserted_stays(seeds: range) -> None:
    for seed in seeds:
        graph = random_graphs.graph(seed)
        found = closed(graph)
        assert oracle.triples_of(graph) <= oracle.triples_of(found), f"seed {seed}"
        itself = {s for s, o in found.subject_objects(OWL.sameAs) if s == o and (s, OWL.sameAs, o) not in graph}
        assert not itself, f"seed {seed}"


def test_the_same_graph_in_another_order_has_the_same_closure() -> None:
    for seed in GROUPS[0]:
        graph = random_graphs.graph(seed)
        other = rdflib.Graph()
        other += sorted(graph, key=str, reverse=True)
        assert set(closed(graph)) == set(closed(other)), f"seed {seed}"


@pytest.mark.parametrize("of", LONG)
def test_what_follows_from_a_long_shape(of: str) -> None:
    graph, conclusions = (turtle(text) for text in LONG[of])
    assert oracle.comparable(closed(graph)) - set(graph) == set(conclusions)
