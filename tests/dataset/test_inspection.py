"""Inspection of foreign files: prefixes, and literals that the store rewrites, with their number and line."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from aliansi.dataset.inspection import find_rewritten, prefixes_of, rewritten_in
from aliansi.errors import Location

HEAD = "@prefix : <http://example.org/> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"


def quads(turtle: str) -> ox.QuadParser:
    return ox.parse((HEAD + turtle).encode(), format=ox.RdfFormat.TURTLE)


@pytest.mark.parametrize(
    ("literal", "served"),
    [
        pytest.param('"007"^^xsd:integer', '"7"^^xsd:integer', id="zeros"),
        pytest.param('"+5"^^xsd:int', '"5"^^xsd:integer', id="sign-and-datatype"),
        pytest.param("1.50", '"1.5"^^xsd:decimal', id="decimal-token"),
        pytest.param('"5"^^xsd:unsignedByte', '"5"^^xsd:integer', id="datatype"),
        pytest.param("1.0E0", '"1"^^xsd:double', id="double"),
        pytest.param('"1"^^xsd:boolean', '"true"^^xsd:boolean', id="boolean"),
        pytest.param('"2001-01-01+00:00"^^xsd:date', '"2001-01-01Z"^^xsd:date', id="zone"),
        pytest.param('"2001-01-01T24:00:00"^^xsd:dateTime', '"2001-01-02T00:00:00"^^xsd:dateTime', id="midnight"),
        pytest.param('"P12M"^^xsd:duration', '"P1Y"^^xsd:duration', id="duration"),
    ],
)
def test_rewritten_literal(literal: str, served: str, tmp_path: Path) -> None:
    file = tmp_path / "data.ttl"
    file.write_text(f'{HEAD}:a :b "x 1.50 007" .\n:a :b {literal} .\n:c :b {literal} , 1 .\n', encoding="utf-8")
    found = rewritten_in(file)
    assert found is not None
    assert found.numbers.total() == 2
    finding = found.finding(file)
    assert finding.location == Location(file, 4)
    assert f" is served as {served}, the same value; the store rewrites 2 literals " in finding.message


def test_literals_that_come_back_unchanged() -> None:
    kept = '1, -20, 0, 1.5, 0.25, true, "2001-01-01"^^xsd:date, "x"^^xsd:integer, "a"@en, "b", "c"^^:d'
    years = '"2001"^^xsd:gYear, "2001-02-03T04:05:06Z"^^xsd:dateTime, "99999999999999999999"^^xsd:integer'
    assert find_rewritten(quads(f":a :b {kept}, {years} .")) is None


def test_forms_taken_for_kept_are_kept_by_the_store() -> None:
    written = '0, -1, 999999999999999999, 123456789012.123456, -0.1, "1999-12-31"^^xsd:date, "1000"^^xsd:gYear'
    store = ox.Store()
    parsed = list(quads(f':a :b {written}, false, "1999-12-31T19:59:60"^^xsd:dateTime, "2000-02-30"^^xsd:date .'))
    store.extend(parsed)
    assert {quad.object for quad in store} == {quad.object for quad in parsed}


def test_every_statement_is_counted_over_many_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aliansi.dataset.inspection._BATCH", 3)
    found = find_rewritten(quads("".join(f":s{n} :p 0{n % 5} , {n} .\n" for n in range(20))))
    assert found is not None
    assert dict(found.numbers) == {"xsd:integer": 20}
    assert found.example.written.value == "00"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("data.ttl", f"{HEAD}PREFIX o: <http://example.org/o#>\n:a :b :c .", id="turtle"),
        pytest.param("data.trig", f"{HEAD}PREFIX o: <http://example.org/o#>\n:g {{ :a :b :c }}", id="trig"),
        pytest.param("data.ttl", f"{HEAD}@prefix o: <http://example.org/o#> .\n", id="no-statement"),
        pytest.param(
            "data.rdf",
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://example.org/" '
            'xmlns:o="http://example.org/o#"><o:C rdf:about="http://example.org/a"/></rdf:RDF>',
            id="rdf-xml",
        ),
    ],
)
def test_prefixes_that_the_file_declares(name: str, content: str, tmp_path: Path) -> None:
    expected = {"": "http://example.org/", "o": "http://example.org/o#"}
    found = prefixes_of(tmp_path / name, content.encode())
    assert found == expected
    assert list(found) == ["o", ""], "a name has the empty prefix only if no other fits"


def test_prefixes_of_lines_and_of_the_project_are_left_out(tmp_path: Path) -> None:
    assert prefixes_of(tmp_path / "data.nt", b"<x:a> <x:b> <x:c> .") == {}
    assert prefixes_of(tmp_path / "data.ttl", b"PREFIX skos: <http://example.org/#> skos:a skos:b skos:c .") == {}
