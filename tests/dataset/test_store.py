from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal, URIRef

from aliansi import pipeline
from aliansi.dataset import store
from aliansi.errors import UsageError
from aliansi.namespaces import GRAPH, ID
from aliansi.pipeline.check import Checked
from aliansi.project import loader
from aliansi.project.folder import PARTS, Project

EX = "http://example.org/"
UNION = "SELECT ?s WHERE { ?s <http://example.org/p> ?o } ORDER BY ?s"


def small(**graphs: str) -> dict[URIRef, Graph]:
    return {GRAPH[name]: Graph().parse(data=f"@prefix : <{EX}> .\n{text}") for name, text in graphs.items()}


def test_the_same_input_gives_the_same_bytes(shipped: Project, shipped_checked: Checked) -> None:
    again = loader.load(shipped)
    for name, graph in shipped_checked.reasoned.graph.graphs.items():
        assert store.serialise({name: graph}) == store.serialise({name: again.named(name)})


def test_two_builds_are_byte_for_byte_the_same(shipped: Project, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        for part in PARTS:
            shutil.copytree(shipped.root / part, tmp_path / seed / part)
        command = [sys.executable, "-m", "aliansi", "build", "--project", str(tmp_path / seed)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True)
    first, second = (Project(tmp_path / seed).dataset_file.read_bytes() for seed in ("1", "2"))
    assert first == second


def test_blank_nodes_get_labels_from_what_is_said_of_them() -> None:
    one = small(g=":a :p [ :q 1 ; :r ( 2 3 ) ] , [ :q 2 ] .")
    other = small(g=":a :p [ :q 2 ] , [ :r ( 2 3 ) ; :q 1 ] .")
    assert store.serialise(one) == store.serialise(other)


@pytest.mark.parametrize("text", ['say "yes"', "two\nlines", "back\\slash", "tab\t", "”Kirgistan” 🛡", ""])
def test_what_is_written_is_read_back(tmp_path: Path, text: str) -> None:
    graph = Graph().add((ID.a, ID.p, Literal(text, lang="id"))).add((ID.a, ID.q, Literal(text)))
    store.write({GRAPH.article: graph}, tmp_path / "x.nq")
    read = {(q.predicate.value, q.object.value) for q in store.read(tmp_path / "x.nq").dataset}
    assert read == {(str(ID.p), text), (str(ID.q), text)}


def test_a_full_disk_leaves_the_last_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "dataset.nq"
    store.write(small(g=":a :p :b ."), file)
    before = file.read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.write(small(g=":a :p :c ."), file)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def opened(tmp_path: Path, **graphs: str) -> store.Store:
    store.write(small(**graphs), tmp_path / "x.nq")
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
        dataset.ask(UNION.replace("WHERE", "FROM <file:///etc/passwd> WHERE"))


@pytest.mark.parametrize("query", ["SELEKT * {}", "LOAD <file:///etc/passwd>", "INSERT DATA { <a:b> <a:c> 1 }", ""])
def test_what_is_no_query_is_refused(tmp_path: Path, query: str) -> None:
    with pytest.raises(UsageError):
        opened(tmp_path, article=":a :p 1 .").ask(query)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [("x.pdf", "", "no RDF format"), ("x.nq", "<a:a> <a:b> .", "x.nq:1: "), ("none.nq", None, "cannot be read")],
)
def test_a_dataset_that_cannot_be_read_says_why(tmp_path: Path, name: str, content: str | None, reason: str) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(UsageError, match=reason):
        store.read(tmp_path / name)


def test_a_build_is_fresh_until_a_file_changes(tmp_path: Path) -> None:
    for part in ("ontology", "data", "queries"):
        (tmp_path / part).mkdir()
    project = Project(tmp_path)
    data = tmp_path / "data" / "note-x.ttl"
    data.write_text("<http://example.org/a> <http://example.org/p> 1 .")
    assert not pipeline.is_fresh(project)
    first = pipeline.build(project).read_bytes()
    assert pipeline.is_fresh(project)
    assert pipeline.build(project).read_bytes() == first
    data.write_text("<http://example.org/a> <http://example.org/p> 2 .")
    assert not pipeline.is_fresh(project)
    assert [quad.object.value for quad in pipeline.opened(project).dataset] == ["2"]
