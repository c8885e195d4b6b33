"""The default graph is the union of graphs, and errors have a place and a reason."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph, URIRef

from aliansi.dataset import nquads, store
from aliansi.errors import UsageError
from aliansi.namespaces import GRAPH

EX = "http://example.org/"
UNION = "SELECT ?s WHERE { ?s <http://example.org/p> ?o } ORDER BY ?s"


def small(**graphs: str) -> dict[URIRef, Graph]:
    return {GRAPH[name]: Graph().parse(data=f"@prefix : <{EX}> .\n{text}") for name, text in graphs.items()}


def opened(tmp_path: Path, **graphs: str) -> store.Store:
    (tmp_path / "x.nq").write_bytes(nquads.serialise(small(**graphs)))
    return store.read(tmp_path / "x.nq")


def test_the_default_graph_is_the_union_without_the_proofs(tmp_path: Path) -> None:
    dataset = opened(tmp_path, article=":a :p 1 .", inferred=":b :p 1 .", proofs=":c :p 1 .")
    assert [row["s"] for row in dataset.select(UNION)] == [ox.NamedNode(EX + "a"), ox.NamedNode(EX + "b")]
    named = f"SELECT ?s WHERE {{ GRAPH <{GRAPH.proofs}> {{ ?s ?p ?o }} }}"
    assert [row["s"] for row in dataset.select(named)] == [ox.NamedNode(EX + "c")]


def test_a_triple_of_two_graphs_is_one_in_their_merge(tmp_path: Path) -> None:
    dataset = opened(tmp_path, article=":a :p 1 , 2 .", reference=":a :p 1 .", proofs=":c :p 1 .")
    dataset.merge()
    assert [row["s"] for row in dataset.select(UNION)] == [ox.NamedNode(EX + "a")] * 2
    named = "SELECT ?g { GRAPH ?g { ?s ?p 1 } }"
    assert len(list(dataset.select(named))) == 3


def test_a_triple_of_two_graphs_is_one_also_where_they_are_not_merged_before(tmp_path: Path) -> None:
    dataset = opened(tmp_path, article=":a :p 1 , 2 .", reference=":a :p 1 .", proofs=":c :p 1 .")
    rows = dataset.select("SELECT ?s ?g { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p 1 } } }")
    assert sorted(str(row.get("g", "")) for row in rows) == ["", "", *(f"<{name}>" for name in dataset.graph_names())]
    assert len(list(dataset.select(UNION, without=[str(GRAPH.reference)]))) == 2
    assert len(dataset.dataset) == 4, "it is as it was"


@pytest.mark.parametrize("reference", [":a :p 3 .", ""])
def test_graphs_that_share_nothing_stay_as_they_are(tmp_path: Path, reference: str) -> None:
    dataset = opened(tmp_path, article=":a :p 1 , 2 .", reference=reference, proofs=":a :p 1 .")
    before = len(dataset.dataset)
    dataset.merge()
    assert len(dataset.dataset) == before


def test_a_triple_of_the_default_graph_and_a_named_one_is_one(tmp_path: Path) -> None:
    (tmp_path / "x.trig").write_text("<a:a> <a:p> 1 . <a:g> { <a:a> <a:p> 1 , 2 }")
    dataset = store.read(tmp_path / "x.trig")
    dataset.merge()
    assert len(list(dataset.select("SELECT * { ?s ?p ?o }"))) == 2


def test_a_graph_can_be_left_out(tmp_path: Path) -> None:
    dataset = opened(tmp_path, article=":a :p 1 .", inferred=":b :p 1 .")
    assert len(list(dataset.select(UNION, without=[str(GRAPH.inferred)]))) == 1


def test_from_chooses_a_graph_and_an_unknown_one_is_refused(tmp_path: Path) -> None:
    dataset = opened(tmp_path, article=":a :p 1 .", inferred=":b :p 1 .")
    chosen = UNION.replace("WHERE", f"FROM <{GRAPH.inferred}> WHERE")
    assert [row["s"] for row in dataset.select(chosen)] == [ox.NamedNode(EX + "b")]
    with pytest.raises(UsageError, match="there is no graph"):
        dataset.query(UNION.replace("WHERE", "FROM <file:///etc/passwd> WHERE"))


@pytest.mark.parametrize("query", ["SELEKT * {}", "LOAD <file:///etc/passwd>", "INSERT DATA { <a:b> <a:c> 1 }", ""])
def test_what_is_no_query_is_refused(tmp_path: Path, query: str) -> None:
    with pytest.raises(UsageError):
        opened(tmp_path, article=":a :p 1 .").query(query)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [("x.pdf", "", "no RDF format"), ("x.nq", "<a:a> <a:b> .", "x.nq:1: "), ("none.nq", None, "cannot be read")],
)
def test_a_dataset_that_cannot_be_read_says_why(tmp_path: Path, name: str, content: str | None, reason: str) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(UsageError, match=reason):
        store.read(tmp_path / name)
