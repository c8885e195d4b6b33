"""N-Quads have stable lines and are read back as they were."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef

from aliansi.dataset import nquads, store
from aliansi.files import save
from aliansi.namespaces import GRAPH, ID
from aliansi.pipeline.check import Checked
from aliansi.project import loader
from aliansi.project.folder import Project

EX = "http://example.org/"


def small(**graphs: str) -> dict[URIRef, Graph]:
    return {GRAPH[name]: Graph().parse(data=f"@prefix : <{EX}> .\n{text}") for name, text in graphs.items()}


def test_the_same_input_gives_the_same_bytes(shipped: Project, shipped_checked: Checked) -> None:
    again = loader.load(shipped)
    for name, graph in shipped_checked.reasoned.graph.graphs.items():
        assert nquads.serialise({name: graph}) == nquads.serialise({name: again.named(name)})


def test_blank_nodes_get_labels_from_what_is_said_of_them() -> None:
    one = small(g=":a :p [ :q 1 ; :r ( 2 3 ) ] , [ :q 2 ] .")
    other = small(g=":a :p [ :q 2 ] , [ :r ( 2 3 ) ; :q 1 ] .")
    assert nquads.serialise(one) == nquads.serialise(other)


@pytest.mark.parametrize("text", ['say "yes"', "two\nlines", "back\\slash", "tab\t", "”Kirgistan” 🛡", ""])
def test_what_is_written_is_read_back(tmp_path: Path, text: str) -> None:
    graph = Graph().add((ID.a, ID.p, Literal(text, lang="id"))).add((ID.a, ID.q, Literal(text)))
    save(nquads.serialise({GRAPH.article: graph}), tmp_path / "x.nq")
    read = {(q.predicate.value, q.object.value) for q in store.read(tmp_path / "x.nq").dataset}
    assert read == {(str(ID.p), text), (str(ID.q), text)}


def test_a_full_disk_leaves_the_last_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "dataset.nq"
    save(nquads.serialise(small(g=":a :p :b .")), file)
    before = file.read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        save(nquads.serialise(small(g=":a :p :c .")), file)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]
