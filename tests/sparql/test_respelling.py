"""Queries that follow the grammar are evaluated, though Oxigraph does not read them as they are written."""

import pyoxigraph as ox
import pytest

from aliansi.dataset.store import Store
from aliansi.errors import UsageError
from aliansi.sparql.respelling import respelled


def value(query: str) -> str:
    (row,) = Store(ox.Store(), "empty").select(query)
    return str(row["x"])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT (TRUE AS ?x) {}", "true"),
        ("SELECT ?x { VALUES ?x { False } }", "false"),
        ("SELECT (COALESCE (1/0, 'a') AS ?x) {}", '"a"'),
        ("SELECT (concat # TRUE\n ('a', \"TRUE CONCAT (\") AS ?x) {}", '"aTRUE CONCAT ("'),
        ("SELECT (COALESCE\t(COALESCE\n(?y), TRUE) AS ?x) { FILTER(tRUE) }", "true"),
    ],
)
def test_what_follows_the_grammar_is_evaluated(query: str, expected: str) -> None:
    with pytest.raises(SyntaxError):
        ox.Store().query(query)
    assert value(query).removesuffix("^^<http://www.w3.org/2001/XMLSchema#boolean>").strip('"') == expected.strip('"')


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (true AS ?x) {}",
        "SELECT (COALESCE(1) AS ?x) { ?TRUE ?p 'TRUE', <urn:TRUE>, ex:TRUE } # TRUE",
        "SELECT (STR (1) AS ?x) {}",
    ],
)
def test_what_oxigraph_reads_stays(query: str) -> None:
    assert respelled(query) is None


def test_an_error_is_that_of_the_query_itself() -> None:
    with pytest.raises(UsageError, match="line 1, column 35: unexpected “}”"):
        value("SELECT (COALESCE  (1) AS ?x) { ?x }")
    with pytest.raises(UsageError, match="SERVICE is not allowed"):
        value("SELECT (TRUE AS ?x) { SERVICE <urn:a> {} }")
