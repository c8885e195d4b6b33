"""Nested constraints and comparisons of two properties go by the values of XSD 1.1."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

from aliansi.namespaces import GRAPH, ID
from aliansi.project import loader
from aliansi.project.folder import Project
from aliansi.validation import shacl
from aliansi.validation.xsd_literals import with_xsd_values

PREFIXES = (
    f"@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix : <{ID}> ."
)
DATE, YEAR = "sh:datatype xsd:date", "sh:datatype xsd:gYear"
QUALIFIED = f"sh:qualifiedValueShape [ {DATE} ]"


def found(facts: str, constraint: str) -> int:
    """Return the number of findings about the property :date."""
    graph = Graph().parse(data=f"{PREFIXES} :thing {facts} .", format="turtle")
    shape = f":shape a sh:NodeShape ; sh:targetSubjectsOf :date ; sh:property [ sh:path :date ; {constraint} ] ."
    shapes = Graph().parse(data=f"{PREFIXES} {shape}", format="turtle")
    return len(shacl.findings(loader.Graph(Project(Path()), {GRAPH.article: graph}, shapes, {})))


@pytest.mark.parametrize("words", ["-0477-01-01", "12026-01-01", "0000-02-29", "1949-04-04"])
@pytest.mark.parametrize(
    ("fine", "wrong"),
    [
        (f"sh:or ( [ {DATE} ] [ {YEAR} ] )", f"sh:or ( [ {YEAR} ] [ sh:datatype xsd:string ] )"),
        (f"sh:node [ {DATE} ]", f"sh:node [ {YEAR} ]"),
        (f"sh:not [ {YEAR} ]", f"sh:not [ {DATE} ]"),
        (f"sh:and ( [ {DATE} ] )", f"sh:and ( [ {DATE} ] [ {YEAR} ] )"),
        (f"sh:xone ( [ {DATE} ] [ {YEAR} ] )", f"sh:xone ( [ {DATE} ] [ {DATE} ] )"),
        ('sh:not [ sh:minInclusive "13000-01-01"^^xsd:date ]', 'sh:not [ sh:minInclusive "-0500-01-01"^^xsd:date ]'),
        (f"{QUALIFIED} ; sh:qualifiedMinCount 1", f"{QUALIFIED} ; sh:qualifiedMaxCount 0"),
    ],
    ids=["or", "node", "not", "and", "xone", "not-range", "qualified"],
)  # fmt: skip
def test_a_nested_constraint(words: str, fine: str, wrong: str) -> None:
    assert found(f':date "{words}"^^xsd:date', fine) == 0
    assert found(f':date "{words}"^^xsd:date', wrong) > 0


@pytest.mark.parametrize(
    ("datatype", "earlier", "later"),
    [
        ("date", "-0500-01-01", "-0477-01-01"),
        ("date", "1949-04-04", "12026-01-01"),
        ("date", "-0001-12-31", "0001-01-01"),
        ("dateTime", "-0477-01-01T00:00:00Z", "-0477-01-01T00:00:00.5Z"),
        ("dateTime", "1949-04-04T23:00:00Z", "1949-04-04T24:00:00Z"),
        ("gYear", "-0500", "-0477"),
        ("integer", "7", "1" * 5000),
    ],
)
def test_an_order_of_two_properties(datatype: str, earlier: str, later: str) -> None:
    facts, turned = (
        f':date "{one}"^^xsd:{datatype} ; :end "{other}"^^xsd:{datatype}'
        for one, other in ((earlier, later), (later, earlier))
    )
    for comparison in ("sh:lessThan :end", "sh:lessThanOrEquals :end"):
        assert found(facts, comparison) == 0
        assert found(turned, comparison) == 1
    same = f':date "{later}"^^xsd:{datatype} ; :end "{later}"^^xsd:{datatype}'
    assert (found(same, "sh:lessThan :end"), found(same, "sh:lessThanOrEquals :end")) == (1, 0)
    assert (found(same, "sh:equals :end"), found(facts, "sh:equals :end") > 0) == (0, True)


def test_an_order_that_a_missing_time_zone_leaves_open_is_a_violation() -> None:
    facts = ':date "1949-04-04T00:00:00"^^xsd:dateTime ; :end "1949-04-04T01:00:00Z"^^xsd:dateTime'
    assert found(facts, "sh:lessThan :end") == 1
    for bound in ("minInclusive", "minExclusive", "maxInclusive", "maxExclusive"):
        assert found(facts, f'sh:{bound} "1949-04-04T01:00:00Z"^^xsd:dateTime') == 1


@pytest.mark.parametrize("words", ["1949-02-30", "-0477", "0477-1-1"])
def test_what_has_no_value_stays_ill_typed(words: str) -> None:
    assert found(f':date "{words}"^^xsd:date', DATE) == 1


def test_a_literal_keeps_its_words() -> None:
    graph = Graph().parse(
        data=f'{PREFIXES} :a :b "2000-01-01T24:00:00"^^xsd:dateTime , "01"^^xsd:integer , "x"@en .', format="turtle"
    )
    copy = with_xsd_values(graph)
    assert copy.isomorphic(graph)
    assert {term.n3() for term in copy.objects()} == {term.n3() for term in graph.objects()}
