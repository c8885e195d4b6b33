"""A project is loaded completely or not at all: an RDF file that would be left out is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from aliansi.errors import FindingsError
from aliansi.project.folder import Project
from aliansi.project.loader import load

TRIPLE = "<http://e/a> <http://e/p> <http://e/b> .\n"


def project(folder: Path) -> Project:
    for part in ("ontology", "data", "queries"):
        (folder / part).mkdir()
    (folder / "data" / "things.ttl").write_text(TRIPLE)
    return Project(folder)


@pytest.mark.parametrize("name", ["a.rdf", "a.owl", "a.nt", "a.nq.gz", "a.jsonld", "A.TTL", "a.n3", "a.ttl.bz2"])
@pytest.mark.parametrize("part", ["ontology", "data"])
def test_an_rdf_file_of_another_format_is_not_left_out_silently(part: str, name: str, tmp_path: Path) -> None:
    mine = project(tmp_path)
    (tmp_path / part / name).write_text(TRIPLE)
    with pytest.raises(FindingsError) as caught:
        load(mine)
    (finding,) = caught.value.findings
    assert finding.render(tmp_path).startswith(f"{part}/{name}: is not read: a project has .ttl and .trig files")


@pytest.mark.parametrize(
    "name", ["notes.md", "codes.csv", "map.json", "style.xml", ".a.rdf", "README", "b.trig", "c.gz"]
)
def test_other_files_are_left_alone(name: str, tmp_path: Path) -> None:
    mine = project(tmp_path)
    (tmp_path / "data" / name).write_text("")
    assert len(load(mine).asserted()) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (TRIPLE.encode("utf-16"), "data/x.ttl:1: is not UTF-8; it is likely UTF-16: convert it to UTF-8"),
        (b"<!DOCTYPE html>\n<html>", "data/x.ttl:1: is a web page (HTML): download the data again"),
        (b"<a b> <a:b> <a:c> .", "data/x.ttl:1: syntax error at column 1: Invalid IRI code point"),
        (b"\n<< <a:a> <a:b> <a:c> >> <a:d> 1 .", "data/x.ttl:2: triple terms (RDF 1.2) are not supported"),
    ],
    ids=["UTF-16", "page", "space", "RDF 1.2"],
)
def test_what_is_wrong_with_a_file_is_named(content: bytes, message: str, tmp_path: Path) -> None:
    mine = project(tmp_path)
    (tmp_path / "data" / "x.ttl").write_bytes(content)
    with pytest.raises(FindingsError) as caught:
        load(mine)
    assert caught.value.findings[0].render(tmp_path).startswith(message)
