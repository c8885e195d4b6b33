"""Every row of every question is traced to its evidence, and to the triples that it depends on."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest

from aliansi.dataset.store import Store, graph_of
from aliansi.evidence.answer_rows import answer_with_evidence, trace_or_reason
from aliansi.evidence.index import EvidenceIndex
from aliansi.evidence.lineage import Lineage
from aliansi.evidence.lineage_query import trace
from aliansi.namespaces import OUTSIDE_THE_UNION, PREFIXES
from aliansi.project import questions
from aliansi.sparql.syntax_tree import UnsupportedSyntax
from aliansi.sparql.tokens import text_of, tokens

QUERIES = Path(__file__).parents[2] / "queries"
FILES = [pytest.param(file, id=file.stem) for file in sorted((QUERIES / "questions").glob("*.rq"))]
ALL = [pytest.param(file, id=f"{file.parent.name}-{file.stem}") for file in sorted(QUERIES.rglob("*.rq"))]


@pytest.fixture(scope="module")
def merged(shipped_store: Store) -> Store:
    """The shipped dataset as loaded by workers."""
    dataset = ox.Store()
    dataset.extend(shipped_store.dataset)
    store = Store(dataset, "merged")
    store.merge()
    return store


@pytest.mark.parametrize("file", FILES)
def test_every_row_of_every_question_rests_on_words_or_on_a_citation(file: Path, shipped_store: Store) -> None:
    answered = answer_with_evidence(shipped_store, questions.load(file).query)
    assert answered.evidence is not None, answered.reason
    assert answered.rows
    assert [row for row, each in zip(answered.rows, answered.evidence, strict=True) if not each.evidence] == []


@pytest.mark.parametrize("file", FILES)
def test_what_a_row_names_and_has_evidence_is_among_what_it_rests_on(file: Path, shipped_store: Store) -> None:
    evidence = EvidenceIndex(shipped_store)
    answered = answer_with_evidence(shipped_store, questions.load(file).query)
    for row, each in zip(answered.rows, answered.evidence or (), strict=True):
        named = {term.value for term in row.values() if isinstance(term, ox.NamedNode)}
        facts = {name for name in named if evidence.of_node(ox.NamedNode(name)) and "passage" not in name}
        assert facts <= set(each.facts), row


def only(store: Store, triples: set[tuple[object, ...]]) -> Store:
    """Return a dataset with some triples only."""
    dataset = ox.Store()
    dataset.extend(quad for quad in store.dataset if (quad.subject, quad.predicate, quad.object) in triples)
    return Store(dataset, "part")


def sufficient(file: Path) -> bool:
    """Whether a row depends on triples only: not on an absence, and not on a number over other solutions."""
    return " NOT EXISTS" not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", FILES)
def test_a_row_is_answered_from_what_it_comes_from_alone(file: Path, shipped_store: Store) -> None:
    """The traced triples of a row suffice to get the row, one row at a time."""
    query = questions.load(file).query
    tracing = trace(query)
    lineage = Lineage(tracing, shipped_store, EvidenceIndex(shipped_store))
    triples: dict[object, set[tuple[object, ...]]] = {}
    for solution in shipped_store.select(tracing.query):
        triples.setdefault(lineage.key(solution), set()).update(lineage.triples(solution))
    rows = list(shipped_store.select(query))
    for row in random.Random(file.stem).sample(rows, min(len(rows), 5)):
        answers = list(only(shipped_store, triples[lineage.key(row)]).select(query))
        assert row in answers if sufficient(file) else answers


@pytest.mark.parametrize("file", ALL)
def test_a_query_is_written_again_as_it_was(file: Path, merged: Store) -> None:
    query = file.read_text(encoding="utf-8")
    again = text_of([*tokens(query)], {})
    assert [str(row) for row in merged.select(again)] == [str(row) for row in merged.select(query)]


@pytest.mark.parametrize("file", ALL)
def test_the_traced_query_has_the_rows_of_the_query_and_no_other(file: Path, merged: Store) -> None:
    query = file.read_text(encoding="utf-8")
    tracing = trace(query)
    rows = {tuple(row.get(name) for name in tracing.keys) for row in merged.select(query)}
    assert {tuple(row.get(name) for name in tracing.keys) for row in merged.select(tracing.query)} == rows


@pytest.mark.parametrize("file", ALL)
def test_a_query_that_is_cut_off_or_broken_is_untraceable_or_read(file: Path) -> None:
    query = file.read_text(encoding="utf-8")
    found, chance = [*tokens(query)], random.Random(file.stem)
    traced = 0
    for place in range(0, len(found), 7):
        for broken in (found[:place], found[:place] + found[place + 1 :], chance.sample(found, len(found))):
            with suppress(UnsupportedSyntax):
                trace(text_of(broken, {}))
                traced += 1
    assert traced < len(found)


SMALL = """
GRAPH <urn:g> {
  id:f1 al:member id:a ; al:alliance id:x ; al:statedIn id:p1 ; al:start "1" .
  id:f2 al:member id:b ; al:alliance id:x ; al:statedIn id:p2 .
  id:f3 al:about id:a ; al:statedIn id:p3 ; rdfs:comment "c" .
  id:f4 al:about id:b ; dcterms:source id:s .
  id:f5 al:next id:f6 ; al:statedIn id:p5 .
  id:f6 al:next id:f7 , id:f5 ; al:statedIn id:p6 .
  id:f7 al:last true ; al:statedIn id:p7 .
}
GRAPH <https://w3id.org/aliansi/graph/inferred> { id:a al:memberOf id:x . id:b al:memberOf id:x }
GRAPH <https://w3id.org/aliansi/graph/proofs> {
  id:q1 rdf:subject id:a ; rdf:predicate al:memberOf ; rdf:object id:x ; al:premise id:q2 .
  id:q2 rdf:subject id:a ; rdf:predicate al:other ; rdf:object id:x ; al:restsOn id:f1 ; al:premise id:q1 .
}
""" + "".join(
    f"""
GRAPH <urn:e> {{ id:p{i} oa:hasSource id:text ; oa:hasSelector id:s{i} , id:t{i} .
  id:s{i} oa:exact "words {i}" . id:t{i} oa:start {i} ; oa:end {i + 1} . }}"""
    for i in (1, 2, 3, 5, 6, 7)
)
NAMES = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())


@pytest.fixture
def small() -> Store:
    dataset = ox.Store()
    dataset.load((NAMES + SMALL).encode(), format=ox.RdfFormat.TRIG)
    return Store(dataset, "small")


def facts(store: Store, query: str) -> list[str]:
    """Return the facts of each row as one text."""
    answered = answer_with_evidence(store, query)
    assert answered.evidence is not None, answered.reason
    return [" ".join(fact.rpartition("/")[2] for fact in each.facts) for each in answered.evidence]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?s { ?f al:member ?s } ORDER BY ?s", ["f1", "f2"]),
        ("SELECT ?s { ?f al:member ?s OPTIONAL { ?g al:about ?s ; rdfs:comment ?c } } ORDER BY ?s", ["f1 f3", "f2"]),
        ("SELECT ?s { ?f al:member ?s OPTIONAL { ?f al:start ?x . ?g al:about ?s } } ORDER BY ?s", ["f1 f3", "f2"]),
        ("SELECT ?s { { ?f al:member ?s } UNION { ?g al:about ?s ; dcterms:source ?y } } ORDER BY ?s ?f",
         ["f1", "f2 f4", "f2 f4"]),
        ("SELECT (COUNT(?f) AS ?n) { ?f al:member ?s }", ["f1 f2"]),
        ("SELECT ?x (COUNT(?f) AS ?n) { ?f al:alliance ?x ; al:member ?s } GROUP BY ?x", ["f1 f2"]),
        ("SELECT ?x (COUNT(?f) AS ?n) { ?f al:alliance ?x ; al:member ?s } GROUP BY ?x HAVING (COUNT(?f) > 5)", []),
        ("SELECT ?y (COUNT(?f) AS ?n) { ?f al:member ?s } GROUP BY (STR(?s) AS ?y) ORDER BY ?y", ["f1", "f2"]),
        ("SELECT ?s (STRLEN(STR(?s)) AS ?n) { ?f al:member ?s } ORDER BY DESC(?s) LIMIT 1", ["f2"]),
        ("SELECT ?s { ?f al:member ?s FILTER NOT EXISTS { ?f al:start ?x } }", ["f2"]),
        ("SELECT ?s { ?f al:member ?s MINUS { ?g al:about ?s ; dcterms:source ?y } }", ["f1"]),
        ("SELECT ?s { ?f al:member ?s FILTER EXISTS { ?g al:about ?s ; rdfs:comment ?c } }", ["f1 f3"]),
        ("SELECT ?s { ?f al:member ?s FILTER(EXISTS { ?g al:about ?s ; rdfs:comment ?c }) }", ["f1"]),
        ("SELECT ?s { ?f al:member ?s FILTER EXISTS { ?g al:about ?s } FILTER EXISTS { ?g al:start ?y } } ORDER BY ?s",
         ["f1 f3", "f1 f2 f4"]),
        ("SELECT ?s { ?f al:member ?s { SELECT ?x (COUNT(*) AS ?n) { ?m al:alliance ?x } GROUP BY ?x } } ORDER BY ?s",
         ["f1 f2", "f1 f2"]),
        ("SELECT ?s { ?f al:member ?s { SELECT (COUNT(*) AS ?n) { ?m al:nothing ?y } } } ORDER BY ?s", ["f1", "f2"]),
        ("SELECT (COUNT(*) AS ?n) { ?f al:nothing ?s }", [""]),
        ("SELECT ?s { { SELECT ?s { ?f al:member ?s } ORDER BY ?s LIMIT 1 } }", ["f1"]),
        ("SELECT ?s { { SELECT ?s { ?f al:member ?s } } ?f al:about ?s } ORDER BY ?s", ["f1 f3", "f2 f4"]),
        ("SELECT * { ?f al:member ?s } ORDER BY ?s", ["f1", "f2"]),
        ("SELECT ?s { ?s al:memberOf id:x } ORDER BY ?s", ["f1", ""]),
        ("SELECT ?s { GRAPH ?g { ?s al:memberOf id:x } } ORDER BY ?s", ["f1", ""]),
        ("SELECT ?s { ?s ^al:member/al:alliance id:x } ORDER BY ?s", ["f1", "f2"]),
        ("SELECT ?s { ?f (al:member|al:about) ?s ; al:statedIn id:p3 }", ["f3"]),
        ("SELECT ?e { id:f5 al:next+ ?e . ?e al:last true }", ["f5 f6 f7"]),
        ("SELECT ?e { id:f5 al:next* ?e } ORDER BY ?e", ["", "f5", "f5 f6"]),
        ("SELECT ?e { id:f7 ^al:next/^al:next ?e }", ["f5 f6"]),
        ("SELECT ?e { id:f7 (^al:next)+ ?e } ORDER BY ?e", ["f5 f6", "f6"]),
        ("SELECT ?e { id:f5 (al:next/al:next)? ?e } ORDER BY ?e", ["", "f5 f6"]),
        ("SELECT ?s { ?f !(al:member|al:alliance|al:statedIn|al:start|rdf:type) ?s ; al:statedIn id:p3 } ORDER BY ?s",
         ["f3", "f3"]),
        ("SELECT ?e { id:f6 !^al:last ?e } ORDER BY ?e", ["f5"]),
        ("SELECT ?e { id:f6 !(al:statedIn|^al:last) ?e } ORDER BY ?e", ["f5 f6", "f6"]),
        ("SELECT ?e { id:f5 (!(al:statedIn|<urn:x(y)>))+ ?e FILTER(?e = true) }", ["f5 f6 f7"]),
        ("SELECT ?e { id:f7 ^!al:statedIn/^(!(al:statedIn|a)) ?e }", ["f5 f6"]),
        ("SELECT ?s { GRAPH <urn:g> { ?s !al:nothing id:x } } ORDER BY ?s", ["f1", "f2"]),
        ("SELECT ?s { ?f al:member ?s . ?s !(al:other|^al:member) ?o } ORDER BY ?s",
         ["f1 f3", "f1 f3", "f2 f4", "f2 f4"]),
        ("SELECT ?s { [ al:member ?s ; al:start [] ] }", ["f1"]),
        ("SELECT ?s { _:f al:member ?s . _:f al:start ?y }", ["f1"]),
        ("SELECT ?s { VALUES (?s ?y) { (id:a 1) (id:b UNDEF) } ?f al:member ?s } ORDER BY ?s", ["f1", "f2"]),
        ("SELECT ?s { ?f al:member ?s } ORDER BY ?s VALUES ?s { id:b }", ["f2"]),
        ("SELECT ?p { ?f ?p id:a FILTER(?f = id:f3) }", ["f3"]),
        ("PREFIX x: <https://w3id.org/aliansi/ontology#> SELECT ?s { ?f x:member ?s ; a* ?f } ORDER BY ?s",
         ["f1", "f2"]),
        ("SELECT ?s # a comment { [\n{ ?f al:member ?s . # another }\n ?f al:start '1' }", ["f1"]),
        ("ASK { ?f al:member ?s }", ["f1 f2"]),
        ("ASK { ?f al:member id:nobody }", []),
        ("SELECT ?w { ?p oa:hasSelector/oa:exact ?w ; oa:hasSource id:text FILTER(?w = 'words 1') }", ["p1 s1"]),
    ],
)  # fmt: skip
def test_each_part_of_a_query_gives_what_it_matched(query: str, expected: list[str], small: Store) -> None:
    assert facts(small, query) == expected


NEGATED = ("al:next", "^al:next", "al:statedIn", "^al:statedIn", "a", "^al:member")


@pytest.mark.parametrize("seed", range(20))
def test_a_negated_set_matches_the_triples_that_a_filter_leaves(seed: int, small: Store) -> None:
    """The filter has the property in each direction; the solutions name its triples."""
    named = random.Random(seed).sample(NEGATED, random.Random(seed).randint(1, 4))
    ahead = [name for name in named if name[0] != "^"]
    back = [name[1:] for name in named if name[0] == "^"]
    expected: dict[object, set[object]] = {}
    for without, pattern in ((ahead, "?s ?p ?o"), (back, "?o ?p ?s")):
        if without:
            names = ", ".join("rdf:type" if name == "a" else name for name in without)
            for row in small.select(f"SELECT * {{ {pattern} FILTER(?p NOT IN ({names})) }}"):
                triple = (row["s"], row["p"], row["o"]) if without is ahead else (row["o"], row["p"], row["s"])
                expected.setdefault((row["s"], row["o"]), set()).add(triple)
    tracing = trace(f"SELECT ?s ?o {{ ?s !({'|'.join(named)}) ?o }}")
    lineage, found = Lineage(tracing, small, EvidenceIndex(small)), dict[object, set[object]]()
    for solution in small.select(tracing.query):
        found.setdefault(lineage.key(solution), set()).update(lineage.triples(solution))
    assert found == expected
    assert expected


@pytest.mark.parametrize(
    "query",
    [
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "DESCRIBE id:a",
        "SELECT ?s { ?f al:member ?s SERVICE <http://example.org/sparql> { ?s ?p ?o } }",
        "SELECT ?s { ?s !(al:member al:about) ?o }",
        "SELECT ?s { ?s !(al:member|al:about/al:next) ?o }",
        "SELECT ?s { ?s !?p ?o }",
        "SELECT ?s { ?s !() ?o }",
        "SELECT ?s { << ?s ?p ?o >> ?q ?r }",
        "SELECT ?s { ?s \\u0061 ?o }",
    ],
)
def test_what_cannot_be_traced_is_said_so(query: str, small: Store) -> None:
    with pytest.raises(UnsupportedSyntax):
        trace(query)


def test_that_another_endpoint_gives_no_grounds_is_said() -> None:
    said = trace_or_reason("SELECT ?s { ?f al:member ?s SERVICE SILENT <http://example.org/sparql> { ?s ?p ?o } }")
    assert said == (
        "the evidence of the rows cannot be traced: it asks another endpoint, which returns rows without evidence"
    )


def test_words_and_citations_come_in_order(small: Store) -> None:
    answered = answer_with_evidence(small, "SELECT ?x { ?f al:alliance ?x . ?g al:about ?s }")
    assert answered.evidence
    assert [ground.text for ground in answered.evidence[0].evidence] == [
        "words 1",
        "words 2",
        "words 3",
        f"{PREFIXES['id']}s",
    ]
    words = answered.evidence[0].evidence[0]
    assert (words.passage, words.start, words.end) == (f"{PREFIXES['id']}p1", 1, 2)


def test_proofs_that_circle_come_to_an_end(small: Store) -> None:
    evidence = EvidenceIndex(small)
    assert evidence.facts_of_proof(ox.NamedNode(f"{PREFIXES['id']}q1")) == {f"{PREFIXES['id']}f1"}


def hidden(store: Store) -> Iterator[ox.Quad]:
    return (quad for quad in store.dataset if graph_of(quad) in map(str, OUTSIDE_THE_UNION))


def test_every_inferred_row_is_traced_through_its_proof(shipped_store: Store) -> None:
    assert any(True for _ in hidden(shipped_store))
    query = "SELECT ?s ?a { ?s al:withdrewFrom ?a } ORDER BY ?s ?a"
    answered = answer_with_evidence(shipped_store, query)
    assert answered.rows
    assert all(each.facts and each.evidence for each in answered.evidence or ())
    assert any("tiga anggota" in g.text for each in answered.evidence or () for g in each.evidence)
