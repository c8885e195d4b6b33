"""The grammar is LL(1), has the productions of the recommendation, and reads what Oxigraph reads."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from aliansi.sparql.grammar import CLASSES, grammar, read
from aliansi.sparql.tokens import tokens

QUERIES = sorted((Path(__file__).parents[2] / "queries").rglob("*.rq"))


def test_the_next_token_selects_the_alternative() -> None:
    for name, alternatives in grammar().rules.items():
        starts = [terminal for each in alternatives for terminal in grammar().starts(each)]
        assert len(starts) == len({*starts}), name


def test_every_name_is_a_rule_a_class_or_a_keyword() -> None:
    symbols = {symbol for alternatives in grammar().rules.values() for each in alternatives for symbol in each}
    words = {symbol for symbol in symbols if symbol.replace("_", "").isalnum()}
    assert words - {*grammar().rules} - {*CLASSES} - grammar().keywords == {"a"}
    assert {"SELECT", "GROUP_CONCAT", "SHA512", "UNDEF"} <= grammar().keywords


@pytest.mark.parametrize("file", QUERIES, ids=lambda file: file.stem)
def test_the_queries_of_the_project_follow_it(file: Path) -> None:
    query = file.read_text(encoding="utf-8")
    assert read(query, [*tokens(query)]).expected == frozenset()


@pytest.mark.parametrize(
    "query",
    [
        "BASE <a:b> prefix a: <c> select distinct ?s (count(*) as ?n) from <d> from named a:e where {} group by ?s",
        "SELECT * { ?s a/^a|!(a|^a)*/(a)+ ?o ; a [ a (), (1 'x'@en) ] , true . } LIMIT 1 OFFSET 2",
        "SELECT * { VALUES (?a ?b) { (1 UNDEF) () } FILTER(?a<?b || ?a IN () && !EXISTS {}) } VALUES ?x { <a:b> }",
        "SELECT * { { SELECT * {} } UNION {} OPTIONAL {} MINUS {} GRAPH ?g {} SERVICE SILENT ?g {} BIND(-1+1 AS ?x) }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "DESCRIBE <a:b> ?x FROM <c:d> { ?x ?y ?z } ORDER BY DESC(?x) str(?y)",
        "ASK { <<?a ?b ?c ~ ?d>> ?e <<( ?f ?g ?h )>> ~ ?i {| ?j ?k |} . BIND(TRIPLE(?a, ?b, ?c) AS ?t) }",
        "SELECT (GROUP_CONCAT(DISTINCT ?a ; SEPARATOR = ', ') AS ?b) { FILTER(<a:b>(DISTINCT 1, 2) = 1 * 2 / 3 - 4) }",
    ],
)
def test_queries_of_every_form_follow_it(query: str) -> None:
    reading = read(query, [*tokens(query)])
    assert (reading.expected, reading.events[-1].rule) == (frozenset(), "Query")


def test_deep_nesting_needs_no_recursion() -> None:
    for opened, middle, closed in ("(", "1", ")"), ("{", "", "}"), ("[ ?p ", "1", "]"):
        query = f"SELECT * {{ {opened * 2000}{middle}{closed * 2000} }}"
        assert read(query, [*tokens(query)]).expected == frozenset(), opened


def test_the_reading_ends_at_the_first_token_that_does_not_fit() -> None:
    query = "SELECT * { ?s ?p ?o } LIMIT 1 WHERE"
    reading = read(query, [*tokens(query)])
    assert reading.tokens[-1].text == "WHERE"
    assert reading.expected == {"", "OFFSET", "VALUES"}
    with pytest.raises(SyntaxError):
        ox.Store().query(query)
