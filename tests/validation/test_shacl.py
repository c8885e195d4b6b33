"""SHACL constraints on dates that Python cannot represent."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import XSD, Graph

from aliansi.namespaces import GRAPH, ID
from aliansi.project import loader
from aliansi.project.folder import Project
from aliansi.validation import shacl
from tests.reasoning.support.as_written import typed


def found(constraint: str, datatype: str, *words: str) -> list[str]:
    facts = Graph()
    for word in words:
        facts.add((ID.thing, ID.date, typed(word, XSD[datatype])))
    prefixes = f"@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <{XSD}> . @prefix : <{ID}> ."
    shape = f":shape a sh:NodeShape ; sh:targetSubjectsOf :date ; sh:property [ sh:path :date ; {constraint} ] ."
    shapes = Graph().parse(data=f"{prefixes} {shape}", format="turtle")
    return [one.message for one in shacl.findings(loader.Graph(Project(Path()), {GRAPH.article: facts}, shapes, {}))]


@pytest.mark.parametrize(
    ("datatype", "word"),
    [
        ("dateTime", "-0477-01-01T00:00:00Z"),
        ("dateTime", "0000-02-29T00:00:00"),
        ("dateTime", "12026-01-01T00:00:00Z"),
        ("dateTime", "1949-04-04T24:00:00Z"),
        ("date", "-0477-01-01"),
        ("date", "12026-01-01"),
        ("time", "24:00:00"),
        ("gYear", "-0477"),
        ("dateTimeStamp", "-0477-01-01T00:00:00Z"),
        ("integer", "1" * 5000),
    ],
)
def test_a_value_of_the_datatype_is_fine(datatype: str, word: str) -> None:
    assert found(f"sh:datatype xsd:{datatype}", datatype, word) == []


@pytest.mark.parametrize("datatype", ["dateTime", "gYear", "string"])
def test_a_value_of_another_datatype_is_found(datatype: str) -> None:
    assert len(found(f"sh:datatype xsd:{datatype}", "date", "-0477-01-01")) == 1


@pytest.mark.parametrize(
    ("constraint", "datatype", "word"),
    [
        ('sh:maxInclusive "0001-01-01T00:00:00Z"^^xsd:dateTime', "dateTime", "-0477-01-01T00:00:00Z"),
        ('sh:maxExclusive "0001-01-01T00:00:00Z"^^xsd:dateTime', "dateTime", "-0477-01-01T00:00:00Z"),
        ('sh:minInclusive "-0500-01-01"^^xsd:date', "date", "-0477-01-01"),
        ('sh:minExclusive "1900-01-01"^^xsd:date', "date", "12026-01-01"),
        ('sh:minInclusive "1900"^^xsd:gYear', "gYear", "1949"),
        ('sh:maxInclusive "1949-04-05T00:00:00Z"^^xsd:dateTime', "dateTime", "1949-04-04T24:00:00Z"),
    ],
)
def test_a_value_within_a_bound_is_fine(constraint: str, datatype: str, word: str) -> None:
    assert found(constraint, datatype, word) == []


@pytest.mark.parametrize(
    ("constraint", "datatype", "word"),
    [
        ('sh:minInclusive "0001-01-01T00:00:00Z"^^xsd:dateTime', "dateTime", "-0477-01-01T00:00:00Z"),
        ('sh:maxExclusive "1949-04-05T00:00:00Z"^^xsd:dateTime', "dateTime", "1949-04-04T24:00:00Z"),
        ('sh:maxInclusive "1949"^^xsd:gYear', "gYear", "1950"),
        ('sh:minInclusive "0001-01-01T00:00:00Z"^^xsd:dateTime', "date", "2000-01-01"),
        ("sh:minInclusive 3", "integer", "2"),
        ('sh:minInclusive "2000-01-01T10:00:00Z"^^xsd:dateTime', "dateTime", "2000-01-01T10:00:00"),
    ],
)
def test_a_value_outside_a_bound_is_found(constraint: str, datatype: str, word: str) -> None:
    assert len(found(constraint, datatype, word)) == 1


def test_a_value_is_reported_once_and_not_those_that_are_fine() -> None:
    assert len(found('sh:minInclusive "1900"^^xsd:gYear', "gYear", "1899", "1949", "-0477")) == 2
