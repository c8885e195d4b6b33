"""Foreign datasets at the start of the server: rewritten literals are reported, once, with their line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aliansi.cli.datasets import open_dataset
from aliansi.dataset.inspection import rewritten_in
from aliansi.errors import Finding, UsageError

DATA = """\
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:a> <urn:p> "007"^^xsd:integer , "+5"^^xsd:int , 1.50 , 1 .
"""
EXPECTED = (
    'data.ttl:2: "007"^^xsd:integer is served as "7"^^xsd:integer, the same value; the store rewrites 3 literals of '
    "this file (1 xsd:integer, 1 xsd:int, 1 xsd:decimal)"
)


@pytest.fixture
def without_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the inspection in this process, before the dataset is read."""
    monkeypatch.setattr("aliansi.pipeline.fork.get_all_start_methods", lambda: ["spawn"])


@pytest.mark.usefixtures("without_fork")
def test_rewritten_literals_are_reported(tmp_path: Path) -> None:
    file, warnings = tmp_path / "data.ttl", list[Finding]()
    file.write_text(DATA, encoding="utf-8")
    with open_dataset(file, warnings.append) as store:
        assert len(store.dataset) == 4
    assert [warning.render(tmp_path) for warning in warnings] == [EXPECTED]


@pytest.mark.usefixtures("without_fork")
@pytest.mark.parametrize("suffix", ["jsonld", "json", "nt", "nq", "n3", "trig", "rdf"])
def test_every_format_is_opened(suffix: str, tmp_path: Path) -> None:
    file, warnings = tmp_path / f"data.{suffix}", list[Finding]()
    turtle, rdf = "<urn:a> <urn:p#q> 1.50 .", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    decimal = "http://www.w3.org/2001/XMLSchema#decimal"
    lines = f'<urn:a> <urn:p#q> "1.50"^^<{decimal}> .\n'
    json = f'{{"@id": "urn:a", "urn:p#q": {{"@value": "1.50", "@type": "{decimal}"}}}}'
    xml = (
        f'<r:RDF xmlns:r="{rdf}" xmlns:p="urn:p#"><r:Description r:about="urn:a">'
        f'<p:q r:datatype="{decimal}">1.50</p:q></r:Description></r:RDF>'
    )
    contents = {**dict.fromkeys(("jsonld", "json"), json), **dict.fromkeys(("nt", "nq"), lines), "rdf": xml}
    file.write_text(contents.get(suffix, turtle), encoding="utf-8")
    with open_dataset(file, warnings.append) as store:
        assert len(store.dataset) == 1
    (warning,) = warnings
    assert warning.render(tmp_path).startswith(f'data.{suffix}:1: "1.50"^^xsd:decimal is served as "1.5"^^xsd:decimal')


@pytest.mark.usefixtures("without_fork")
@pytest.mark.parametrize("content", ["<urn:a> <urn:p> 1 , 'x'@en .", "", "# \n"], ids=["kept", "empty", "comment"])
def test_nothing_is_reported_if_all_is_kept(content: str, tmp_path: Path) -> None:
    file, warnings = tmp_path / "data.ttl", list[Finding]()
    file.write_text(content, encoding="utf-8")
    with open_dataset(file, warnings.append):
        assert warnings == []


def test_a_broken_file_is_reported_once(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file, warnings = tmp_path / "data.ttl", list[Finding]()
    file.write_text("<urn:a> <urn:p> .", encoding="utf-8")
    with pytest.raises(UsageError, match=r"data\.ttl:1: "), open_dataset(file, warnings.append):
        pass
    assert (warnings, capfd.readouterr().err) == ([], "")


def test_the_server_does_not_wait_for_the_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, (reader, writer), (gate, key) = tmp_path / "data.ttl", os.pipe(), os.pipe()
    file.write_text(DATA, encoding="utf-8")

    def search_after_the_start(path: Path) -> object:
        os.read(gate, 1)
        return rewritten_in(path)

    def report(warning: Finding) -> None:
        os.write(writer, warning.render(tmp_path).encode())

    monkeypatch.setattr("aliansi.cli.datasets.rewritten_in", search_after_the_start)
    with open_dataset(file, report) as store:
        assert len(store.dataset) == 4
        os.write(key, b".")
        assert os.read(reader, 1000).decode() == EXPECTED
    for end in (reader, writer, gate, key):
        os.close(end)
