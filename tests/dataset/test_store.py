"""The default graph is the union of graphs, and errors have a place and a reason."""

from __future__ import annotations

import gzip
import lzma
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph, URIRef

from aliansi.dataset import nquads, store
from aliansi.errors import Finding, UsageError
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


@pytest.mark.parametrize(
    "clause", ["FROM NAMED g:a", "FROM NAMED g:a FROM NAMED g:a", "FROM g:a FROM NAMED g:a FROM NAMED g:a"]
)
def test_a_named_graph_that_is_named_twice_counts_once(tmp_path: Path, clause: str) -> None:
    dataset = opened(tmp_path, a=":a :p 1 .", b=":b :p 1 .")
    query = f"PREFIX g: <{GRAPH}> SELECT ?s {clause} {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    assert [row["s"] for row in dataset.select(query)] == [ox.NamedNode(EX + "a")]


CLAUSES = (" FROM g:inferred", " FROMg:inferred", " from#\rg:inferred", " FROMg:inferred FROMg:b")


@pytest.mark.parametrize("clause", CLAUSES, ids=["space", "none", "comment", "twice"])
def test_from_next_to_a_name_chooses_the_same_graphs(tmp_path: Path, clause: str) -> None:
    dataset = opened(tmp_path, article=":a :p 1 .", inferred=":b :p 1 .", b=":b :p 1 .")
    query = f"PREFIX g: <{GRAPH}> {UNION.replace(' WHERE', f'{clause} WHERE')}"
    assert [row["s"] for row in dataset.select(query)] == [ox.NamedNode(EX + "b")]
    with pytest.raises(UsageError, match="there is no graph"):
        dataset.query(query.replace("g:inferred", "g:none"))


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


XML = '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/" {}>{}</r:RDF>'
ANY_FORMAT: dict[str, str | bytes] = {
    "x.ttl": '<a:a> <http://e/p> "é" .',
    "x.trig": '<a:g> { <a:a> <http://e/p> "é" }',
    "x.n3": '<a:a> <http://e/p> "é" .',
    "x.hext": '["a:a","http://e/p","é","","",""]',
    "x.trix": '<TriX xmlns="http://www.w3.org/2004/03/trix/trix-1/"><graph><triple><uri>a:a</uri><uri>http://e/p</uri>'
    "<plainLiteral>é</plainLiteral></triple></graph></TriX>",
    "x.jsonld": '{"@id": "a:a", "http://e/p": "é"}',
    "x.json": '[{"@id": "a:a", "http://e/p": "é"}]',
    "x.owl": (
        "<?xml version='1.0' encoding='windows-1252'?>" + XML.format("", "<r:Description r:about='a:a' e:p='é'/>")
    ).encode("cp1252"),
    "x.nt.gz": gzip.compress('<a:a> <http://e/p> "é" .'.encode()),
    "x.rdf.xz": lzma.compress(
        XML.format('xml:lang="de"', "<r:Description r:about='a:a' xml:lang='' e:p='é'/>").encode()
    ),
}


@pytest.mark.parametrize("name", ANY_FORMAT)
def test_a_dataset_may_have_any_format(tmp_path: Path, name: str) -> None:
    content = ANY_FORMAT[name]
    (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    (quad,) = store.read(tmp_path / name).quads()
    assert (quad.subject, quad.object) == (ox.NamedNode("a:a"), ox.Literal("é"))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("x.owl", "@prefix : <a:> .", "x.owl:1: is Turtle, not RDF/XML"),
        ("x.rdf", "<!DOCTYPE html>\n<html>", r"x.rdf:2: is a web page \(HTML\)"),
        ("x.ttl", f'<a:a> <a:b> "{"x" * (1 << 24)}" .', "x.ttl:1: a literal or IRI has 16 MiB or more"),
        ("x.jsonld", '{"@context": "https://schema.org"}', "x.jsonld:1: syntax error: remote contexts are not fetched"),
    ],
    ids=["Turtle", "page", "long", "remote"],
)
def test_a_dataset_that_is_something_else_is_named(tmp_path: Path, name: str, content: str, reason: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(UsageError, match=reason):
        store.read(tmp_path / name)


def test_what_json_ld_drops_from_a_dataset_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "x.jsonld").write_text('{"@id": "a b",\n"nmae": 1}')
    found: list[Finding] = []
    assert len(store.read(tmp_path / "x.jsonld", found.append).dataset) == 0
    assert [finding.location.line for finding in found if finding.location] == [2]
