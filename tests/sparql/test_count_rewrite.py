"""The count of all triples is a constant; other counts and broken queries are evaluated."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from aliansi.dataset.store import Store
from aliansi.errors import UsageError
from aliansi.namespaces import PROOFS
from aliansi.sparql.count_rewrite import rewrite_count

ALL = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.mark.parametrize(
    "query",
    [
        ALL,
        "select(count(*)as?n)where{?s?p?o.}",
        "PREFIX e: <http://e/> # a } comment\n SELECT ( COUNT ( * ) AS $n ) WHERE { $s ?p ?o . } # the end",
        "#\r\nPREFIX e: <http://e/>\tPREFIX : <http://e/> SELECT (COUNT(*) AS ?number) { ?a # here\n ?b ?c }",
    ],
)
def test_a_count_of_all_is_known(query: str) -> None:
    told = rewrite_count(query, 7)
    assert told
    answer = ox.Store().query(told)
    assert isinstance(answer, ox.QuerySolutions)
    assert [str(value) for row in answer for value in row] == ['"7"^^<http://www.w3.org/2001/XMLSchema#integer>']
    expected = ox.Store().query(query)
    assert isinstance(expected, ox.QuerySolutions)
    assert answer.variables == expected.variables


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?s }",
        "SELECT (COUNT(*) AS ?s) { ?s ?p ?o }",
        "SELECT (COUNT(DISTINCT *) AS ?n) { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { ?s a ?o }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } LIMIT 0",
        "SELECT (COUNT(*) AS ?n) FROM <http://e/> { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s",
        "SELECT ?s { ?s ?p ?o }",
        "ASK {}",
    ],
)
def test_other_counts_are_evaluated(query: str) -> None:
    assert rewrite_count(query, 7) is None


def store() -> Store:
    dataset = ox.Store()
    for number, graph in enumerate(["http://e/g", "http://e/h", str(PROOFS)]):
        for each in range(number + 2):
            node = ox.NamedNode(f"http://e/{each}")
            dataset.add(ox.Quad(node, node, node, ox.NamedNode(graph)))
    return Store(dataset, "some")


def number(store: Store, query: str = ALL) -> int:
    ((name, value),) = next(store.select(query)).items()
    assert name == "n"
    assert isinstance(value, ox.Literal)
    return int(value.value)


def test_the_number_is_that_of_the_union_each_triple_once_and_without_what_is_outside_of_it() -> None:
    asked = store()
    before = number(asked)
    asked.merge()
    assert number(asked) == before == 3


def test_graphs_that_have_nothing_in_common_are_counted_together() -> None:
    dataset = ox.Store()
    for each in range(5):
        node = ox.NamedNode(f"http://e/{each}")
        dataset.add(ox.Quad(node, node, node, GRAPHS[each % 3]))
    asked = Store(dataset, "some")
    asked.merge()
    assert number(asked) == number(Store(dataset, "other")) == 3


def test_a_dataset_of_the_request_has_its_own_number() -> None:
    asked = store()
    asked.merge()
    answer = asked.query(ALL, default_graphs=("http://e/g",))
    assert isinstance(answer, ox.QuerySolutions)
    assert [str(value) for row in answer for value in row] == ['"2"^^<http://www.w3.org/2001/XMLSchema#integer>']
    assert number(asked, ALL.replace("{", "FROM <http://e/h> {", 1)) == 3


def test_what_is_wrong_before_the_count_is_still_told() -> None:
    asked = store()
    asked.merge()
    with pytest.raises(UsageError, match="not a SPARQL query"):
        asked.query("PREFIX e: <http://[> " + ALL)


GRAPHS: tuple[ox.DefaultGraph | ox.NamedNode, ...] = (
    ox.DefaultGraph(),
    ox.NamedNode(str(PROOFS)),
    ox.NamedNode("http://e/g"),
)
