"""Exports are complete, stable and readable by other programs."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest
import rdflib

from aliansi.dataset import export
from aliansi.dataset.store import Store
from aliansi.namespaces import ID, PROOFS
from aliansi.project.folder import Project


@pytest.fixture(scope="module")
def folder(shipped_store: Store, shipped: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("export")
    export.write(shipped_store, shipped, out)
    return out


def test_two_runs_are_identical(folder: Path, shipped_store: Store, shipped: Project) -> None:
    again = {file.name: file.content for file in export.files(shipped_store, shipped)}
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == again


def test_every_format_is_there(folder: Path) -> None:
    names = {file.name for file in folder.iterdir()}
    assert {"aliansi.ttl", "aliansi.trig", "aliansi.nq", "aliansi.jsonld", "aliansi.rdf"} <= names
    assert {"memberships.csv", "requests.csv", "README.md"} <= names


@pytest.mark.parametrize("name", ["aliansi.trig", "aliansi.nq", "aliansi.jsonld"])
def test_a_dataset_holds_every_quad(folder: Path, shipped_store: Store, name: str) -> None:
    read = ox.Store()
    read.bulk_load(path=str(folder / name), format=ox.RdfFormat.from_extension(name.rpartition(".")[2]))
    read_named = {q for q in read if not _has_blank(q)}
    assert read_named == {q for q in shipped_store.dataset if not _has_blank(q)}
    assert len(read) == len(shipped_store.dataset)


@pytest.mark.parametrize(("name", "form"), [("aliansi.ttl", "turtle"), ("aliansi.rdf", "xml")])
def test_a_graph_holds_every_triple_of_the_union(folder: Path, shipped_store: Store, name: str, form: str) -> None:
    union = {q.triple for q in shipped_store.dataset if q.graph_name != ox.NamedNode(str(PROOFS))}
    assert len(rdflib.Graph().parse(folder / name, format=form)) == len(union)


def _has_blank(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_each_spell_is_a_row_with_its_fact_and_its_words(folder: Path) -> None:
    table = rows(folder, "memberships.csv")
    assert len(table) == 77
    assert len({row["membership"] for row in table}) == 77
    georgia = next(row for row in table if row["membership"] == str(ID["article-csto-membership-georgia"]))
    assert "dua tahun pertama blok tumbuh mencakup" in georgia["quotations"]
    assert (georgia["start"], georgia["end"]) == ("[1992..1994]", "[..1999]")
    for row in table:
        assert bool(row["quotations"]) != bool(row["sources"])


@pytest.mark.parametrize("name", ["memberships", "requests", "tenures", "withdrawals"])
def test_each_table_is_there_for_spreadsheets_too(folder: Path, name: str) -> None:
    sheet = openpyxl.load_workbook(folder / f"{name}.xlsx").active
    cells = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        assert cells == list(csv.reader(stream))


def test_each_request_is_a_row_with_its_answer_and_its_words(folder: Path) -> None:
    table = rows(folder, "requests.csv")
    by_request = {row["request"]: row for row in table}
    kyrgyz = by_request[str(ID["article-request-kyrgyzstan"])]
    assert kyrgyz["response"] == str(ID["article-refusal-kyrgyzstan"])
    assert "Bishkek meminta anggota blok sesama untuk campur tangan" in kyrgyz["quotations"]
    assert len(by_request) == 7


def test_the_readme_lists_every_file(folder: Path) -> None:
    text = (folder / "README.md").read_text(encoding="utf-8")
    for file in folder.iterdir():
        assert f"`{file.name}`" in text or file.name == "README.md"
