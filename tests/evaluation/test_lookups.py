"""Look-ups are answered from few triples as from the whole dataset; queries that may take long are left to workers."""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from aliansi.dataset.results import serialise
from aliansi.dataset.store import Store
from aliansi.evaluation.lookup_plans import MAX_PATTERNS, MAX_QUERY_LENGTH, LookupPlans
from aliansi.evaluation.lookups import MAX_FAILURES, MAX_LITERAL_LENGTH, MAX_TRIPLES_READ, Lookups
from aliansi.evaluation.query import Formats, Query
from aliansi.namespaces import PROOFS

FORMATS = Formats("application/sparql-results+json", "application/n-triples")
PREFIX = "PREFIX e: <http://e/> "
NODES = [f"e:n{number}" for number in range(9)]
LINKS = [f"e:p{number}" for number in range(4)]
VALUES = ["1", '"x"', '"x"@en', '"7"^^e:t']
GRAPHS: list[ox.DefaultGraph | ox.NamedNode] = [
    ox.DefaultGraph(),
    ox.NamedNode("http://e/g"),
    ox.NamedNode("http://e/h"),
    ox.NamedNode(str(PROOFS)),
]


def rows(body: bytes) -> Counter[str]:
    if not body.startswith(b"{"):
        return Counter(body.decode().splitlines())
    answer = json.loads(body)
    if "boolean" in answer:
        return Counter([str(answer["boolean"])])
    return Counter(json.dumps(row, sort_keys=True) for row in answer["results"]["bindings"])


def evaluated(store: Store, query: str) -> Counter[str]:
    answer = store.query(query)
    is_graph = isinstance(answer, ox.QueryTriples)
    return rows(serialise(answer, "application/n-triples" if is_graph else "application/sparql-results+json"))


class Making:
    """Makes random datasets of several graphs, and queries of which many are look-ups."""

    def __init__(self, seed: int) -> None:
        self.pick = random.Random(seed)

    def store(self) -> Store:
        lines = [
            f"{self.pick.choice([*NODES, '_:b'])} {self.pick.choice(LINKS)} "
            f"{self.pick.choice([*NODES, *NODES, '_:b', *VALUES])} ."
            for _ in range(self.pick.randint(5, 40))
        ]
        dataset, given = ox.Store(), ox.Store()
        given.load("@prefix e: <http://e/> .\n" + "\n".join(lines), format=ox.RdfFormat.TURTLE)
        for quad in given:
            for graph in self.pick.sample(GRAPHS, self.pick.choice([1, 1, 1, 2])):
                dataset.add(ox.Quad(quad.subject, quad.predicate, quad.object, graph))
        return Store(dataset, "some")

    def end(self, names: str) -> str:
        if self.pick.random() < 0.5:
            return self.pick.choice("?$") + self.pick.choice(names)
        node = self.pick.choice(NODES)
        return f"<http://e/{node[2:]}>" if self.pick.random() < 0.3 else node

    def pattern(self, names: str) -> str:
        predicate = f"?{self.pick.choice(names)}" if self.pick.random() < 0.2 else self.pick.choice(LINKS)
        if predicate[0] != "?" and self.pick.random() < 0.15:
            predicate += self.pick.choice("+*")
        return f"{self.end(names)} {predicate} {self.end(names)}"

    def patterns(self, number: int, names: str) -> str:
        text = self.pattern(names)
        for _ in range(number - 1):
            shape = self.pick.random()
            if shape < 0.2:
                text += f" ; {self.pick.choice(LINKS)} {self.end(names)}"
            elif shape < 0.3:
                text += f", {self.end(names)}"
            else:
                text += f" . # }} a comment <e> e:x\n {self.pattern(names)}"
        return text + self.pick.choice(["", " .", "."])

    def parts(self) -> Iterator[str]:
        for _ in range(self.pick.randint(1, 3)):
            shape, names = self.pick.random(), self.pick.choice(["abc", "bcd", "ab"])
            if shape < 0.5:
                yield f"{self.patterns(self.pick.randint(1, 3), names).rstrip(' .')} ."
            elif shape < 0.75:
                word = self.pick.choice(["OPTIONAL", "optional"])
                yield f"{word} {{ {self.patterns(self.pick.randint(1, 2), names)} }}"
            else:
                branches = [f"{{ {self.patterns(self.pick.randint(1, 2), names)} }}" for _ in range(2)]
                yield self.pick.choice([" UNION ", "union"]).join(branches)

    def query(self) -> str:
        if self.pick.random() < 0.1:
            return f"{PREFIX}DESCRIBE {self.pick.choice(NODES)} <http://e/n1>"
        form = self.pick.choice(
            ["SELECT *", "SELECT DISTINCT ?a $b", "ASK", "SELECT ?a ?zz WHERE", "SELECT REDUCED ?b"]
        )
        after = self.pick.choice(["", "", " limit 1000", " ORDER BY DESC(?a) ?b LIMIT 1000 OFFSET 0"])
        return f"{PREFIX}{form} {{ {' '.join(self.parts())} }}{after if 'ASK' not in form else ''}"


@pytest.mark.parametrize("seed", range(60))
def test_the_answer_is_that_of_the_whole_dataset(seed: int) -> None:
    making, answered = Making(seed), 0
    for _ in range(6):
        store = making.store()
        look_ups = Lookups(store)
        for _ in range(25):
            query = making.query()
            found = look_ups.answer(Query(query), FORMATS)
            if found is not None:
                answered += 1
                distinct = "REDUCED" in query
                expected = evaluated(store, query)
                assert (set(rows(found.body)) if distinct else rows(found.body)) == (
                    set(expected) if distinct else expected
                ), query
    assert answered > 25


def test_rows_are_written_as_by_oxigraph() -> None:
    values = ['"x"', '"x"@en-GB', "1", "true", '"é\\"\\\\\\n\\u0007</x>😀"', "_:b", "<http://e/ü>", '"x"^^<http://e/t>']
    dataset = ox.Store()
    dataset.load(f"<http://e/s> <http://e/p> {', '.join(values)} .", format=ox.RdfFormat.TURTLE)
    store = Store(dataset, "some")
    for limit in (0, 1, 5, 100):
        query = f"SELECT ?p ?none $o {{ <http://e/s> ?p ?o }} LIMIT {limit}"
        found = Lookups(store).answer(Query(query), FORMATS)
        assert found is not None
        assert found.media_type == FORMATS.table
        whole = Lookups(store).answer(Query(query.replace(f"LIMIT {limit}", "")), FORMATS)
        assert whole is not None
        assert len(json.loads(found.body)["results"]["bindings"]) == min(limit, len(values))
        if limit == 100:
            assert found.body == whole.body
            assert rows(found.body) == evaluated(store, query)
            assert len(found.body) == len(serialise(store.query(query), "application/sparql-results+json"))


def test_a_term_of_rdf_1_2_is_left_to_workers() -> None:
    dataset = ox.Store()
    node = ox.NamedNode("http://e/n1")
    dataset.add(ox.Quad(node, node, ox.Literal("x", language="ar", direction=ox.BaseDirection.RTL)))
    query = Query("SELECT ?o { <http://e/n1> ?p ?o }")
    assert Lookups(Store(dataset, "some")).answer(query, FORMATS) is None


def star(size: int, extra: str = "") -> Store:
    dataset = ox.Store()
    given = "".join(f"e:hub e:p{number % 3} e:n{number} . e:n{number} e:q e:popular . " for number in range(size))
    dataset.load(f"@prefix e: <http://e/> . {given} {extra}", format=ox.RdfFormat.TURTLE)
    return Store(dataset, "some")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { e:hub ?p ?o }",
        "SELECT * { ?s ?p e:n1 }",
        "SELECT ?o { e:hub e:p1 ?o . ?o e:q ?x }",
        "SELECT * { { e:hub e:p0 ?x } UNION { e:n1 e:q ?x } ?x ?y ?z }",
        "SELECT * { e:hub e:p0 ?x OPTIONAL { ?x e:none ?y } }",
        "ASK { e:n3 e:q+ ?x }",
        "DESCRIBE e:n1",
        "SELECT * { <http://e/hub> a ?x }",
        "SELECT * { ?s id:no e:n1 }",
        "SELECT * { }",
    ],
)
def test_a_look_up_is_answered_at_once(query: str) -> None:
    store = star(20)
    found = Lookups(store).answer(Query(PREFIX + query), FORMATS)
    assert found is not None
    assert rows(found.body) == evaluated(store, PREFIX + query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { ?s e:q ?o }",
        "SELECT * { ?s e:q e:popular . ?s ?p e:n1 }",
        "SELECT * { e:hub ?a ?b . e:hub ?c ?d }",
        "SELECT * { ?x e:q+ e:n1 }",
        "SELECT * { OPTIONAL { e:hub e:p0 ?x } ?x ?y ?z }",
        "SELECT * { { e:hub e:p0 ?x } UNION { e:n1 e:q ?y } ?x ?w ?z }",
        "SELECT * { e:hub e:p0 ?x OPTIONAL { ?y ?z ?w } }",
        "SELECT * { e:n1 e:q ?x FILTER(?x != e:n2) }",
        "SELECT * { e:n1 e:q ?x FILTER NOT EXISTS { ?x ?y ?z } }",
        "SELECT * { e:n1 e:q/e:q ?x }",
        "SELECT * { e:n1 e:q* ?x }",
        "SELECT * { e:n1 ^e:p1 ?x }",
        "SELECT * { GRAPH ?g { e:n1 ?p ?o } }",
        "SELECT * { SERVICE e:n1 { e:n1 ?p ?o } }",
        "SELECT * { SERVICE<http://e/n1>{ e:n1 ?p ?o } }",
        "SELECT * FROM e:g { e:n1 ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { e:n1 ?p ?o }",
        "SELECT * { e:n1 ?p [] }",
        "SELECT * { _:b ?p e:n1 }",
        "SELECT * { e:n1 ?p 'x' }",
        'SELECT * { e:n1 ?p "x" }',
        "SELECT * { e:n1 ?p 1 }",
        "SELECT * { e:n1 ?p true }",
        "SELECT * { e:n1 ?p ?o } GROUP BY ?p",
        "SELECT * { e:n1 ?p ?o } VALUES ?p { e:q }",
        "SELECT * { e:n1 ?p ?o { SELECT * { ?o ?q ?r } } }",
        "SELECT * { e:n1 ?p ?o MINUS { e:n1 ?p ?o } }",
        "SELECT * { <n1> ?p ?o }",
        "SELECT ?o { e:n1\u00b2 ?p ?o }",
        "SELECT ?o\u00b2 { e:n1 ?p ?o\u00b2 }",
        "SELECT ?o { e:n1 ?p\u00b2 ?o }",
        "SELECT ?o {\u00a0e:n1 ?p ?o }",
        "SELECT\u2003?o { e:n1 ?p ?o }",
        "SELECT ?o { e:n1\x0c?p ?o }",
        "SELECT ?o { e:n1 ?p ?o }\u2028",
        "\ufeffSELECT ?o { e:n1 ?p ?o }",
        "ſELECT ?o { e:n1 ?p ?o }",
        "SELECT ?o { e:n1 ?p ?o } LıMIT 1",
        "SELECT ?o { e:n1 ?p ?\U00010400 }",
        "SELECT ?o { e:n1 ?p ?o } LIMIT 99999999999999999999999",
        "SELECT ?o { e:n1 ?p ?o . . }",
        "PREFIX x: <http://[> SELECT ?o { e:n1 ?p ?o }",
        "PREFIX x: <y> SELECT ?o { e:n1 ?p ?o }",
        "SELECT ?o { e:n1 ?p ?o } LIMIT",
        "SELECT ?o { e:n1 ?p ?o } LIMIT 1 LIMIT 1",
        "SELECT ?o { e:n1 ?p ?o } ?o",
        "SELECT ?o { e:n1 ?p ?o } LIMIT ?o",
        "SELECT { e:n1 ?p ?o }",
        "SELECT ?o DISTINCT { e:n1 ?p ?o }",
        "SELECT * { <http://e/x/../n1> ?p ?o }",
        "SELECT * { <http://e/./n1> ?p ?o }",
        "SELECT * { x:n1 ?p ?o }",
        "SELECT * { e:n\\u0031 ?p ?o }",
        "BASE <http://e/> SELECT * { e:n1 ?p ?o }",
        "CONSTRUCT { ?o ?p e:n1 } WHERE { e:n1 ?p ?o }",
        "DESCRIBE ?x",
        "DESCRIBE e:blank",
        "DESCRIBE e:n1 FROM e:g",
        "SELECT * { e:n1 ?p ?o } }",
        "SELECT * { e:n1 ?p ?o",
        "SELECT * { e:n1 ?p }",
        "SELECT",
        "INSERT DATA { e:n1 e:q e:n2 }",
        "nonsense e:n1",
        "",
        f"SELECT * {{ e:n1 {' ; '.join(['?p ?o'] * (MAX_PATTERNS + 1))} }}",
        f"SELECT * {{ e:n1 ?p ?o }} {'#' * MAX_QUERY_LENGTH}",
    ],
)
def test_what_may_take_long_or_is_odd_is_left_to_workers(query: str) -> None:
    store = star(MAX_TRIPLES_READ, "e:blank e:p [ e:q e:n1 ] .")
    assert Lookups(store).answer(Query(PREFIX + query), FORMATS) is None


def test_a_request_with_a_dataset_of_its_own_is_left_to_workers() -> None:
    look_ups, query = Lookups(star(3)), "SELECT * { <http://e/n1> ?p ?o }"
    assert look_ups.answer(Query(query), FORMATS)
    assert look_ups.answer(Query(query, default_graphs=("http://e/g",)), FORMATS) is None
    assert look_ups.answer(Query(query, named_graphs=("http://e/g",)), FORMATS) is None


def test_a_format_that_does_not_fit_is_told_by_a_worker() -> None:
    assert Lookups(star(3)).answer(Query("ASK { <http://e/n1> ?p ?o }"), Formats(None, "text/turtle")) is None


def test_long_literals_are_not_multiplied() -> None:
    long = f'e:n1 e:long "{"x" * (MAX_LITERAL_LENGTH + 1)}" .'
    look_ups = Lookups(star(3, long))
    assert look_ups.answer(Query(f"{PREFIX}SELECT * {{ e:n1 ?p ?o }}"), FORMATS)
    assert look_ups.answer(Query(f"{PREFIX}SELECT * {{ e:n1 ?p ?o . e:n1 ?q ?r }}"), FORMATS) is None


def test_an_answer_is_compressed_as_by_a_worker() -> None:
    found = Lookups(star(60)).answer(Query(f"{PREFIX}SELECT * {{ e:hub ?p ?o }}"), Formats(*ANY, gzip=True))
    assert found
    assert found.gzipped
    assert len(rows(gzip.decompress(found.body))) == 60


def test_a_text_that_always_reaches_too_far_is_not_tried_for_ever() -> None:
    look_ups = Lookups(star(MAX_TRIPLES_READ + 1))
    query = Query(f"{PREFIX}SELECT * {{ e:hub ?p ?o }}")
    for _ in range(MAX_FAILURES):
        assert look_ups.answer(query, FORMATS) is None
    small = Query(query.text.replace("e:hub", "e:n1"))
    assert look_ups.answer(small, FORMATS) is None
    assert look_ups.answer(Query(small.text + " LIMIT 1"), FORMATS)


@pytest.mark.parametrize(
    ("known", "other", "same"),
    [
        ("SELECT * { <http://e/a> ?p ?o }", "SELECT * { <http://e/b> ?p ?o }", True),
        ("SELECT * { e:a ?p ?o } # x", "SELECT * { e:b ?p ?o } # another", True),
        ("SELECT * { e:a ?p ?o }", "SELECT * { <http://e/b> ?p ?o }", False),
        ("SELECT * { e:a ?p #c\n ?o }", "SELECT * { e:a ?p <http://e/b>\n ?o }", False),
    ],
)
def test_texts_have_one_plan_if_they_differ_in_names_alone(known: str, other: str, same: bool) -> None:
    plans = LookupPlans()
    first, second = plans.of(PREFIX + known), plans.of(PREFIX + other)
    assert first
    assert (second is not None and second[0] is first[0]) is same


def test_plans_are_kept_within_a_bound() -> None:
    plans = LookupPlans(most=3)
    found = [plans.of(f"SELECT * {{ <http://e/a> ?p{number} ?o }}") for number in range(9)]
    assert all(found)
    again = plans.of("SELECT * { <http://e/a> ?p8 ?o }")
    assert again
    assert found[8]
    assert again[0] is found[8][0]
    first = plans.of("SELECT * { <http://e/a> ?p0 ?o }")
    assert first
    assert found[0]
    assert first[0] is not found[0][0]


ANY = ("application/sparql-results+json", "application/n-triples")
