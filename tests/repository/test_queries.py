"""Each check passes on the shipped dataset and fires on its broken example; each export is a stable, tidy table."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from aliansi.dataset import store
from aliansi.dataset.store import Store
from aliansi.errors import UsageError
from aliansi.namespaces import INFERRED, named_node
from aliansi.validation import sparql_checks

FOLDER = Path(__file__).parents[2] / "queries"
CHECKS = [pytest.param(file, id=file.stem) for file in sorted((FOLDER / "checks").glob("*.rq"))]
EXPORTS = [pytest.param(file, id=file.stem) for file in sorted((FOLDER / "exports").glob("*.rq"))]

# A check whose query has several arms shows each of them in its example.
FINDINGS = {
    "mapping-without-link": 3,
    "mixed-evidence": 3,
    "senseless-correspondence": 3,
    "shared-exact-match": 2,
    "stale-comparison": 3,
    "unknown-term": 2,
}


def table(file: Path, dataset: Store) -> list[dict[str, str]]:
    answer = dataset.query(file.read_text(encoding="utf-8"))
    assert isinstance(answer, ox.QuerySolutions)
    text = (answer.serialize(format=ox.QueryResultsFormat.CSV) or b"").decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_there_are_enough_checks() -> None:
    assert len(CHECKS) >= 12


def test_every_broken_example_has_its_check() -> None:
    files = list((FOLDER / "checks").iterdir())
    assert {file.suffix for file in files} == {".rq", ".trig"}
    for suffix in (".rq", ".trig"):
        assert {file.stem for file in files if file.suffix == suffix} == {file.stem for file in files}
    assert {file.suffix for file in (FOLDER / "exports").iterdir()} == {".rq"}


@pytest.mark.parametrize("file", CHECKS)
def test_the_shipped_dataset_passes(file: Path, shipped_store: Store) -> None:
    assert list(sparql_checks.rows(file, shipped_store)) == []


@pytest.mark.parametrize("file", CHECKS)
def test_a_broken_example_makes_its_check_fire(file: Path) -> None:
    found = list(sparql_checks.rows(file, store.read(file.with_suffix(".trig"))))
    assert len(found) == FINDINGS.get(file.stem, 1)
    for subject, message in found:
        assert subject.startswith("https://w3id.org/aliansi/")
        assert re.search(r"[–]|\{\w+\}", message.replace("{al:", "")) is None, "a variable of the message is not bound"


@pytest.mark.parametrize("file", CHECKS)
def test_a_broken_example_is_about_its_check_alone(file: Path) -> None:
    dataset = store.read(file.with_suffix(".trig"))
    # An example leaves out what does not matter to it: the ontology, other nodes, mappings.
    incomplete = {"unknown-term", "undescribed-node", "untyped-subject", "link-of-no-thing", "link-without-mapping"}
    fired = {
        c.stem for c in map(Path, sorted((FOLDER / "checks").glob("*.rq"))) if list(sparql_checks.rows(c, dataset))
    }
    assert fired - incomplete - {file.stem} == set()


@pytest.mark.parametrize("file", CHECKS)
def test_a_check_says_what_holds_and_what_to_do(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert re.match(r"# title: [A-Z].+\n# message: [a-z{].+\n\n", text)
    variables = re.findall(r"\?(\w+)", text.partition("SELECT")[2].partition("\n")[0])
    assert set(re.findall(r"\{(\w+)\}", text.partition("\n\n")[0])) <= set(variables)
    ox.Store().query(text)  # no prefixes are given


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# title: Nothing\nSELECT ?s { ?s ?p ?o }", "write '# message: …' in its header"),
        ("# message: it is wrong\nASK { ?s ?p ?o }", "SELECT the node with the error first"),
        ("# message: it is wrong\nCONSTRUCT WHERE { ?s ?p ?o }", "SELECT the node with the error first"),
        ("# message: it is wrong\nSELECT ?s { ?s ?p", "bad.rq:2: not a SPARQL query: line 2"),
        (
            "# message: it is wrong\nSELECT ?s { SERVICE <http://localhost/> { ?s ?p ?o } }",
            "bad.rq:2: line 2, column 13: SERVICE is not allowed",
        ),
    ],
)
def test_a_bad_check_is_refused_by_name(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "bad.rq"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=re.escape(message)) as caught:
        list(sparql_checks.rows(file, Store(ox.Store(), revision="")))
    assert "bad.rq" in str(caught.value)


@pytest.mark.parametrize("file", EXPORTS)
def test_an_export_is_a_tidy_table(file: Path, shipped_store: Store) -> None:
    text = file.read_text(encoding="utf-8")
    assert re.match(r"# title: \S.+\n", text)
    ox.Store().query(text)  # no prefixes are given
    rows = table(file, shipped_store)
    assert rows
    # Stata takes names of at most 32 characters.
    assert [name for name in rows[0] if not re.fullmatch(r"[a-z][a-z_]{0,31}", name)] == []
    for row in rows:
        assert row["source_graph"] in {f"https://w3id.org/aliansi/graph/{name}" for name in ("article", "reference")}
        assert bool(row["quotations"]) != bool(row["sources"])


@pytest.mark.parametrize("file", EXPORTS)
def test_an_export_has_each_fact_once_and_needs_no_inference(file: Path, shipped_store: Store) -> None:
    query = file.read_text(encoding="utf-8")
    rows = list(shipped_store.select(query))
    keys = [(row[next(iter(row))], row.get("response")) for row in rows]
    assert len(keys) == len(set(keys))
    assert list(shipped_store.select(query, without=[str(INFERRED)])) == rows


@pytest.mark.parametrize(
    ("name", "class_"),
    [
        ("memberships", "Membership"),
        ("requests", "InterventionRequest"),
        ("tenures", "Tenure"),
        ("withdrawals", "Ending"),
    ],
)
def test_an_export_leaves_no_fact_out(name: str, class_: str, shipped_store: Store) -> None:
    facts = {row["fact"] for row in shipped_store.select(f"SELECT ?fact {{ ?fact a al:{class_} }}")}
    rows = list(shipped_store.select((FOLDER / "exports" / f"{name}.rq").read_text(encoding="utf-8")))
    assert {row[next(iter(row))] for row in rows} == facts


def test_a_request_without_an_answer_keeps_its_row() -> None:
    dataset = ox.Store()
    dataset.load(
        b"""@prefix al: <https://w3id.org/aliansi/ontology#> . @prefix id: <https://w3id.org/aliansi/id/> .
        <https://w3id.org/aliansi/graph/article> {
          id:unanswered a al:InterventionRequest ; al:date "2010" .
          id:answered a al:InterventionRequest ; al:hasResponse id:answer .
          id:answer a al:Refusal ; al:refuser id:somebody ; al:date "2012" .
          id:asked a al:Refusal ; al:refuser id:somebody .
        }
        <https://w3id.org/aliansi/graph/ontology> {
          al:Refusal <http://www.w3.org/2000/01/rdf-schema#label> "refusal"@en .
        }
        <https://w3id.org/aliansi/graph/things> {
          id:somebody <http://www.w3.org/2000/01/rdf-schema#label> "Somebody"@en .
        }""",
        format=ox.RdfFormat.TRIG,
    )
    rows = table(FOLDER / "exports" / "requests.rq", Store(dataset, revision=""))
    shown = [(row["request"].rpartition("/")[2], row["response_kind"], row["respondents"]) for row in rows]
    assert shown == [("answered", "refusal", "Somebody"), ("unanswered", "", "")]


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        (
            "memberships",
            {"member": "member_wikidata", "alliance": "alliance_wikidata", "instrument": "instrument_wikidata"},
        ),
        ("requests", {"requester_iris": "requester_wikidata", "addressee_iris": "addressee_wikidata"}),
        ("requests", {"respondent_iris": "respondent_wikidata", "conflict": "conflict_wikidata"}),
        (
            "tenures",
            {"holder": "holder_wikidata", "office": "office_wikidata", "organisation": "organisation_wikidata"},
        ),
        (
            "withdrawals",
            {"state": "state_wikidata", "alliance": "alliance_wikidata", "dissolved": "dissolved_wikidata"},
        ),
    ],
)
def test_an_id_has_its_exact_wikidata_item_after_it(name: str, columns: dict[str, str], shipped_store: Store) -> None:
    links = shipped_store.quads(None, named_node("skos:exactMatch"))
    items = {str(quad.subject).strip("<>"): str(quad.object).strip("<>").rpartition("/")[2] for quad in links}
    rows = table(FOLDER / "exports" / f"{name}.rq", shipped_store)
    assert any(row[column] for row in rows for column in columns.values())
    for row in rows:
        for of_things, of_items in columns.items():
            things = row[of_things].split(" | ")
            assert row[of_items].split(" | ") == [items.get(thing, "") for thing in things]


def test_a_thing_with_two_exact_items_keeps_one_row() -> None:
    dataset = ox.Store()
    dataset.load(
        b"""@prefix al: <https://w3id.org/aliansi/ontology#> . @prefix id: <https://w3id.org/aliansi/id/> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix wd: <http://www.wikidata.org/entity/> .
        <https://w3id.org/aliansi/graph/article> {
          id:spell a al:Membership ; al:member id:poland ; al:alliance id:pact .
        }
        <https://w3id.org/aliansi/graph/links> {
          id:poland skos:exactMatch wd:Q36 , wd:Q211274 , <http://viaf.org/viaf/1> ; skos:closeMatch wd:Q12 .
          id:pact skos:closeMatch wd:Q41644 .
        }""",
        format=ox.RdfFormat.TRIG,
    )
    rows = table(FOLDER / "exports" / "memberships.rq", Store(dataset, revision=""))
    assert [(row["member_wikidata"], row["alliance_wikidata"]) for row in rows] == [("Q211274", "")]


def test_quotations_are_joined_in_the_order_of_the_text(shipped_store: Store) -> None:
    rows = {row["request"].rpartition("/")[2]: row for row in table(FOLDER / "exports" / "requests.rq", shipped_store)}
    assert rows["article-request-kyrgyzstan"]["quotations"].split(" | ") == [
        "kekerasan etnis antara Uzbek dan Kyrgyz pecah di Kyrgyzstan selatan pada 2010",
        "Bishkek meminta anggota blok sesama untuk campur tangan",
        "Sekjen CSTO Nikolai Bordyuzha menolak untuk mengambil tindakan",
        "mengatakan konflik tersebut adalah urusan dalam negeri",
    ]
    sources = rows["reference-request-kyrgyzstan-2010"]["sources"]
    assert sources == "Eurasianet, 12 June 2010 | Xinhua, 13 June 2010"


@pytest.mark.parametrize(
    "query",
    [
        "# SELECT ?o\nSELECT ?s ?o { ?s ?p ?o }",
        "PREFIX select: <urn:x?y#> select distinct $s (STR(?o) AS ?o2) {?s ?p ?o}",
        "SELECT#?o\n(STR(?s0) AS ?s) { ?s0 ?p ?o }",
    ],
)
def test_the_first_variable_of_a_check_is_the_node_with_the_error(tmp_path: Path, query: str) -> None:
    file = tmp_path / "node.rq"
    file.write_text(f"# message: it is {{s}}, not {{x}}\n{query}", encoding="utf-8")
    dataset, name = ox.Store(), ox.NamedNode("urn:node")
    dataset.add(ox.Quad(name, ox.NamedNode("urn:p"), ox.Literal("text")))
    assert list(sparql_checks.rows(file, Store(dataset, revision=""))) == [("urn:node", "it is urn:node, not –")]
