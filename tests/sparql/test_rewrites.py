"""Rewritten queries have the same answers, and other and broken queries stay as they are."""

from __future__ import annotations

import random
from collections import Counter

import pyoxigraph as ox
import pytest

from aliansi.dataset.store import Store
from aliansi.errors import UsageError
from aliansi.namespaces import PROOFS
from aliansi.sparql.rewrites import MAX_PATTERNS, rewrite_count, rewrite_exists

PREFIX = "PREFIX e: <http://e/> "
NODES = [f"e:n{number}" for number in range(6)]
LINKS = [f"e:p{number}" for number in range(3)]
VALUES = ["1", '"x"', '"x"@en', '"7"^^e:t', '"a } EXISTS { b"']


def rows(dataset: ox.Store, query: str) -> Counter[tuple[str, ...]]:
    answer = dataset.query(query)
    if isinstance(answer, ox.QueryBoolean):
        return Counter([(str(bool(answer)),)])
    if isinstance(answer, ox.QueryTriples):
        return Counter((str(triple),) for triple in answer)
    return Counter(tuple(str(value) for value in row) for row in answer)


class Making:
    """Makes datasets, and queries with EXISTS in every place that may have one."""

    def __init__(self, seed: int) -> None:
        self.pick = random.Random(seed)

    def dataset(self) -> ox.Store:
        lines = [
            f"{self.pick.choice(NODES)} {self.pick.choice(LINKS)} {self.pick.choice([*NODES, *VALUES])} ."
            for _ in range(self.pick.randint(4, 25))
        ]
        dataset = ox.Store()
        dataset.load("@prefix e: <http://e/> .\n" + "\n".join(lines), format=ox.RdfFormat.TURTLE)
        triples = [quad.triple for quad in dataset]
        name = ox.NamedNode("http://e/g")
        chosen = [triple for triple in triples if self.pick.random() < 0.4]
        dataset.extend(ox.Quad(t.subject, t.predicate, t.object, name) for t in chosen)
        return dataset

    def term(self, names: str, others: list[str]) -> str:
        variable = self.pick.choice("?$") + self.pick.choice(names)
        return variable if self.pick.random() < 0.7 else self.pick.choice(others)

    def pattern(self, names: str) -> str:
        predicate = f"?{self.pick.choice(names)}" if self.pick.random() < 0.15 else self.pick.choice(LINKS)
        return f"{self.term(names, NODES)} {predicate} {self.term(names, [*NODES, *VALUES])}"

    def patterns(self, number: int, names: str) -> str:
        text = self.pattern(names)
        for _ in range(number - 1):
            shape = self.pick.random()
            if shape < 0.2:
                text += f" ; {self.pick.choice(LINKS)} {self.term(names, NODES)}"
            elif shape < 0.3:
                text += f", {self.term(names, VALUES)}"
            else:
                text += f" . # }} EXISTS {{\n {self.pattern(names)}"
        return text + self.pick.choice(["", " ."])

    def exists(self) -> str:
        word = self.pick.choice(["EXISTS", "NOT EXISTS", "exists", "not  Exists"])
        return f"{word}{{ {self.patterns(self.pick.randint(1, 4), 'abcdxyz')} }}"

    def condition(self) -> str:
        shape = self.pick.random()
        if shape < 0.5:
            return f"FILTER {self.exists()}"
        if shape < 0.7:
            return f"FILTER ({self.exists()} || ?a = ?b)"
        if shape < 0.85:
            return f"FILTER (!({self.exists()}) && {self.exists()})"
        return f"BIND({self.exists()} AS ?k{self.pick.randrange(10**9)})"

    def group(self, depth: int = 2) -> str:
        parts = [self.patterns(self.pick.randint(1, 2), "abc").rstrip(" .") + " ."]
        for _ in range(self.pick.randint(1, 3)):
            shape = self.pick.random()
            if shape < 0.5 or not depth:
                parts.append(self.condition())
            else:
                word = self.pick.choice(["OPTIONAL", "MINUS", "", "GRAPH ?x", "GRAPH e:g", "FILTER EXISTS", "{} UNION"])
                parts.append(f"{word} {{ {self.group(depth - 1)} }}")
        return " ".join(parts)

    def query(self) -> str:
        forms = ("SELECT *", "SELECT DISTINCT ?a", "ASK", "CONSTRUCT { ?a ?b ?c }", "SELECT (COUNT(*) AS ?n)")
        return f"{PREFIX} {self.pick.choice(forms)} WHERE {{ {self.group()} }}"


@pytest.mark.parametrize("seed", range(40))
def test_the_answer_is_the_same(seed: int) -> None:
    making, changed = Making(seed), 0
    for _ in range(12):
        dataset = making.dataset()
        for _ in range(8):
            query = making.query()
            other = rewrite_exists(query)
            if other is not None:
                changed += 1
                assert rows(dataset, other) == rows(dataset, query), query
    assert changed > 10


TWO = "FILTER NOT EXISTS { ?b e:p ?a . ?b e:q ?c }"


def test_each_pattern_is_looked_up_by_what_is_known() -> None:
    query = "SELECT * { ?a a e:C FILTER NOT EXISTS { ?b a e:D ; e:q ?c . ?b e:p ?a } }"
    assert rewrite_exists(query) == (
        "SELECT * { ?a a e:C FILTER NOT EXISTS { ?b e:p ?a FILTER EXISTS { ?b a e:D FILTER EXISTS { ?b e:q ?c } } } }"
    )


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?a ?p ?o }",
        "SELECT * { ?a ?p ?o FILTER NOT EXISTS { ?b e:p ?a } }",
        "SELECT * { ?a ?p ?o FILTER NOT EXISTS { ?x e:p ?y . ?y e:q ?z } }",
        "SELECT * { ?a ?p ?o FILTER NOT EXISTS { ?b e:p ?a . ?x e:q ?y } }",
        "SELECT * { ?a ?p ?o FILTER NOT EXISTS { ?b e:p ?a . _:x e:q ?b } }",
        "SELECT * { ?a ?p ?o FILTER NOT EXISTS { ?b e:p ?a . ?b e:q [] } }",
        "SELECT * { ?a ?p ?o FILTER NOT EXISTS { ?b e:p ?a . ?b e:q (1) } }",
        "SELECT * { ?a ?p ?o FILTER NOT EXISTS { ?b e:p ?a . ?b e:q/e:r ?c } }",
        "SELECT * { ?a ?p ?o FILTER NOT EXISTS { ?b e:p ?a . ?b e:q* ?c } }",
        "SELECT * { ?a ?p ?o FILTER NOT EXISTS { ?b e:p ?a . ?b ^e:q ?c } }",
        "SELECT * { ?a ?p ?o FILTER NOT EXISTS { ?b e:p ?a . ?b e:q ?c FILTER(?c > ?o) } }",
        "SELECT * { ?a ?p ?o FILTER NOT EXISTS { ?b e:p ?a . OPTIONAL { ?b e:q ?c } } }",
        "SELECT * { ?a ?p ?o FILTER NOT EXISTS { ?b e:p ?a . ?b e:q true } }",
        "SELECT * { ?a ?p ?o FILTER NOT EXISTS { ?b e:p ?a . ?b e:q 1.5 } }",
        "SELECT * { ?a ?p ?o FILTER NOT EXISTS { ?b e:p ?a . ?b e:q ?c ; } }",
        "SELECT * { ?a ?p ?o FILTER NOT EXISTS { ?b e:p ?a ?b e:q ?c } }",
        "SELECT * { ?a ?p ?o FILTER NOT EXISTS { ?b e:p ?a . . ?b e:q ?c } }",
        "SELECT * { ?a ?p ?o FILTER NOT EXISTS { ?b 1 ?a . ?b e:q ?c } }",
        "SELECT * { ?a ?p ?o FILTER NOT EXISTS { 1 e:p ?a . ?b e:q ?a } }",
        "SELECT * { ?a ?p ?o FILTER NOT EXISTS { ?b e:p ?a . ?b e:q ?c ",
        f"SELECT * {{ ?a ?p ?o FILTER(?o<?a)#> ''' \n {TWO} }} # '''",
        f"SELECT * {{ ?a <relative> ?o {TWO} }}",
        f"SELECT * {{ ?a ?p '\\u0041' {TWO} }}",
        f"SELECT * {{ ?a ?p ' {TWO} ' }}",
        f"SELECT * {{ ?a ?p ?o }} # {TWO}",
        "SELECT * { ?a ?p ?o FILTER NOTEXISTS { ?b e:p ?a . ?b e:q ?c } }",
        "SELECT * { ?a ?p ?exists { ?b e:p ?a . ?b e:q ?c } }",
        f"SELECT * {{ ?a ?p ?o FILTER NOT EXISTS {{ {' . '.join(['?a e:p ?b'] * (MAX_PATTERNS + 1))} }} }}",
    ],
)
def test_what_is_odd_or_needs_no_change_stays_as_it_is(query: str) -> None:
    assert rewrite_exists(query) is None


def test_an_error_is_told_where_it_is_in_the_query() -> None:
    store = Store(ox.Store(), "test")
    with pytest.raises(UsageError, match=r"line 3, column 2: unknown word “nonsense”"):
        store.query(f"{PREFIX} SELECT * {{ ?a ?p ?o\n {TWO}\n nonsense }}")
    with pytest.raises(UsageError):
        store.query("SELECT * { ?a ?p ?o FILTER NOT EXISTS { ?b unknown:p ?a . ?b unknown:q ?c } }")
    assert list(store.select(f"{PREFIX} SELECT * {{ ?a ?p ?o {TWO} }}")) == []


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
        "SELECT (COUNT(*) AS ?n) {\u00a0?s ?p ?o }",
        "SELECT (COUNT(*)\x0bAS ?n) { ?s ?p ?o }",
        "\u2003SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "ſELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?\U00010400 }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . . }",
        "PREFIX e:x <http://e/> SELECT (COUNT(*) AS ?n) { ?s ?p ?o } x",
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
