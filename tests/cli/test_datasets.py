"""Foreign datasets at the start of the server: rewritten literals are reported, once, with their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from aliansi.cli.datasets import open_dataset
from aliansi.errors import Finding, UsageError

DATA = """\
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:a> <urn:p> "007"^^xsd:integer , "+5"^^xsd:int , 1.50 , 1 .
"""
EXPECTED = (
    'data.ttl:2: "007"^^xsd:integer is served as "7"^^xsd:integer, the same value; the store rewrites 3 literals of '
    "this file (1 xsd:integer, 1 xsd:int, 1 xsd:decimal)"
)


def test_rewritten_literals_are_reported(tmp_path: Path) -> None:
    file, warnings = tmp_path / "data.ttl", list[Finding]()
    file.write_text(DATA, encoding="utf-8")
    assert len(open_dataset(file, warnings.append).dataset) == 4
    assert [warning.render(tmp_path) for warning in warnings] == [EXPECTED]


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
    assert len(open_dataset(file, warnings.append).dataset) == 1
    (warning,) = warnings
    assert warning.render(tmp_path).startswith(f'data.{suffix}:1: "1.50"^^xsd:decimal is served as "1.5"^^xsd:decimal')


@pytest.mark.parametrize("content", ["<urn:a> <urn:p> 1 , 'x'@en .", "", "# \n"], ids=["kept", "empty", "comment"])
def test_nothing_is_reported_if_all_is_kept(content: str, tmp_path: Path) -> None:
    file, warnings = tmp_path / "data.ttl", list[Finding]()
    file.write_text(content, encoding="utf-8")
    open_dataset(file, warnings.append)
    assert warnings == []


def test_a_broken_file_is_reported_once(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file, warnings = tmp_path / "data.ttl", list[Finding]()
    file.write_text("<urn:a> <urn:p> .", encoding="utf-8")
    with pytest.raises(UsageError, match=r"data\.ttl:1: "):
        open_dataset(file, warnings.append)
    assert (warnings, capfd.readouterr().err) == ([], "")
