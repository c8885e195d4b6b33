"""Variables, aggregates and labels that break the notes of the grammar are named where they are."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from aliansi.sparql.grammar import read
from aliansi.sparql.scopes import problems
from aliansi.sparql.tokens import tokens
from tests.sparql.support.errors import error_of


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * { { ?s ?p ?o } UNION { ?q ?p 1 } BIND(1 AS ?q) }", "53: ?q is already bound in this group"),
        ("SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }", "36: ?x is already bound in this group"),
        ("SELECT * { VALUES (?x ?y) {} OPTIONAL { ?y ?p ?z } BIND(2 AS ?z) }", "62: ?z is already bound in this group"),
        ("SELECT * { { SELECT (1 AS ?x) {} } BIND(2 AS ?x) }", "46: ?x is already bound in this group"),
        ("SELECT (1 AS ?s) { ?s ?p ?o }", "14: ?s is already bound in WHERE"),
        ("SELECT (1 AS ?z) {} GROUP BY ?z", "14: ?z is already bound in GROUP BY"),
        ("SELECT ?s (1 AS ?s) {}", "17: ?s is twice in SELECT"),
        ("SELECT * { VALUES (?a ?a) { (1 1) } }", "23: ?a is twice in VALUES"),
    ],
)
def test_a_variable_that_is_bound_twice(query: str, message: str) -> None:
    assert error_of(query).startswith(f"line 1, column {message}")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }", "8: ?s is not grouped: add it to GROUP BY, or use an aggregate"),
        ("SELECT ?p { ?s ?p ?o } GROUP BY ?s", "8: ?p is not grouped"),
        ("SELECT (STR(?p) AS ?x) (MAX(?o) AS ?y) { ?s ?p ?o } GROUP BY ?s", "13: ?p is not grouped"),
        ("SELECT (MAX(?o) AS ?x) (?x + 1 AS ?y) { ?s ?p ?o }", "25: ?x is computed in the same SELECT with groups"),
        ("SELECT ?s { ?s ?p ?o } ORDER BY COUNT(?p)", "8: ?s is not grouped"),
        ("SELECT * { ?s ?p ?o } GROUP BY ?s", "8: SELECT * does not go with GROUP BY"),
        ("SELECT * { ?s ?p ?o FILTER(COUNT(?o) > 1) }", "28: COUNT is an aggregate: use it in SELECT, HAVING or ORDER"),
        ("SELECT * { BIND(SUM(?o) AS ?n) }", "17: SUM is an aggregate: use it in SELECT, HAVING or ORDER BY"),
    ],
)
def test_a_variable_that_is_not_grouped(query: str, message: str) -> None:
    assert error_of(query).startswith(f"line 1, column {message}")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * { VALUES (?a ?b) { (1) } }", "31: VALUES has 2 variables, and the row that ends here 1 value"),
        ("SELECT * { VALUES (?a) { (1 2) } }", "30: VALUES has 1 variable, and the row that ends here 2 values"),
        ("SELECT * {} VALUES (?a ?b) { (1 2 3) }", "36: VALUES has 2 variables, and the row that ends here 3 values"),
        ("ASK { _:a ?p 1 OPTIONAL { _:a ?q 2 } }", "27: _:a stands in another group of patterns too"),
        ("ASK { _:a ?p 1 { ?s ?p 1 } _:a ?q 2 }", "28: _:a stands in another group of patterns too"),
    ],
)
def test_rows_and_labels(query: str, message: str) -> None:
    assert error_of(query).startswith(f"line 1, column {message}")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o MINUS { ?x ?p ?o } BIND(1 AS ?x) }",
        "SELECT * { ?s ?p ?o FILTER EXISTS { ?x ?p ?o } BIND(1 AS ?x) }",
        "SELECT * { { BIND(1 AS ?x) } UNION { BIND(2 AS ?x) } }",
        "SELECT ?s (STR(?s) AS ?x) (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?s HAVING(MAX(?o) > 1)",
        "SELECT (MAX(?n) AS ?m) { SELECT (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?s }",
        "SELECT ?y (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY (YEAR(?o) AS ?y) ORDER BY ?y",
        "CONSTRUCT { _:a ?p ?o } { _:a ?p ?o FILTER(?o > 1) _:a ?q 1 }",
        "ASK { VALUES () { () } }",
    ],
)
def test_a_query_without_faults(query: str) -> None:
    ox.Store().query(query)
    assert [*problems(read(query, [*tokens(query)]))] == []


@pytest.mark.parametrize(
    ("query", "column"),
    [
        ("ASK { ?s ?p ?o LATERAL { BIND(1 AS ?o) } }", 36),
        ("ASK { ?s ?p ?o LATERAL { OPTIONAL { BIND(1 AS ?o) } } }", 47),
        ("ASK { ?s ?p ?o LATERAL { ?s ?p ?o VALUES ?o { 1 2 } } }", 42),
        ("ASK { VALUES ?o { 1 } LATERAL { VALUES (?x ?o) { (1 2) } } }", 44),
        ("ASK { ?s ?p ?o LATERAL { SELECT (1 AS ?o) {} } }", 39),
        ("ASK { ?s ?p ?o LATERAL { SELECT * { BIND(1 AS ?o) } } }", 47),
    ],
    ids=["bind", "optional", "values", "table", "select", "select-all"],
)
def test_a_variable_that_is_bound_before_lateral(query: str, column: int) -> None:
    assert error_of(query) == f"line 1, column {column}: ?o is already bound before LATERAL: choose another name"


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?s ?p ?o LATERAL { SELECT ?s { BIND(1 AS ?o) } } }",
        "ASK { ?s ?p ?o LATERAL { ?s ?q ?r FILTER EXISTS { BIND(1 AS ?o) } } }",
        "ASK { LATERAL { BIND(1 AS ?o) } ?s ?p ?o }",
        "ASK { { ?s ?p ?o } UNION { ?s ?q ?r LATERAL { BIND(1 AS ?o) } } }",
    ],
    ids=["not-selected", "exists", "before", "other-branch"],
)
def test_a_variable_that_is_not_known_before_lateral(query: str) -> None:
    ox.Store().query(query)
    assert not list(problems(read(query, [*tokens(query)])))
