"""Questions over HTTP: a page, CSV and JSON, with the evidence of each row and checks of each value."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from aliansi.cli import commands
from aliansi.dataset.spreadsheet import XLSX
from aliansi.dataset.store import Store, read
from aliansi.errors import UsageError
from aliansi.evaluation.federation.allowed_services import parse_services
from aliansi.evaluation.workers.sandbox import CAN_FORK
from aliansi.evidence.answer_rows import COLUMNS, SEPARATOR
from aliansi.pages import question as asking
from aliansi.project import questions
from aliansi.project.folder import Project
from tests.evaluation.support.fake_endpoint import fake_endpoint
from tests.pages.support.outline import Outline
from tests.server.support.served import ENDLESS, MEMBERS, RUNNER, Site, make_project, make_store

NAMES = sorted(file.stem for file in (Path(__file__).parents[2] / "queries" / "questions").glob("*.rq"))
REFUSED = "refused-requests-of-the-article"


@pytest.fixture(scope="module")
def site(shipped_store: Store, shipped: Project) -> Iterator[Site]:
    """Site with the shipped project."""
    site = Site.of(shipped_store, project=shipped)
    Site.open.remove(site.served)
    yield site
    RUNNER.run(site.served.close())


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_every_row_comes_with_its_words_in_every_format(name: str, site: Site) -> None:
    rows = table(site.get(f"/questions/{name}.csv").text)
    said = site.get(f"/questions/{name}.json").json()
    page = site.get(f"/questions/{name}").text
    expected = table((Path(__file__).parents[2] / f"queries/questions/{name}.csv").read_bytes().decode())
    assert [{k: v for k, v in row.items() if k not in COLUMNS} for row in rows] == expected
    assert len(said["results"]["bindings"]) == len(said["restsOn"]) == len(rows)
    for row, binding, rests in zip(rows, said["results"]["bindings"], said["restsOn"], strict=True):
        assert {key: value["value"] for key, value in binding.items()} == {
            key: value for key, value in row.items() if value and key not in COLUMNS
        }
        assert rests["facts"]
        assert rests["passages"] or rests["sources"]
        words = list(dict.fromkeys(passage["exact"] for passage in rests["passages"]))
        assert row["row.words"] == SEPARATOR.join(words)
        assert row["row.passages"] == SEPARATOR.join(passage["passage"] for passage in rests["passages"])
        assert bool(row["row.sources"]) == bool(rests["sources"])
    Outline(page)
    assert page.partition("<main")[2].count("<details>") == len(rows)


def test_a_row_is_told_with_the_exact_words_and_their_place(site: Site) -> None:
    rests = site.get(f"/questions/{REFUSED}.json").json()["restsOn"][0]
    assert {
        "passage": "https://w3id.org/aliansi/id/passage-refusal-2010",
        "exact": "Sekjen CSTO Nikolai Bordyuzha menolak untuk mengambil tindakan",
        "source": "https://w3id.org/aliansi/id/article",
        "language": "id",
        "start": 2466,
        "end": 2528,
    } in rests["passages"]
    page = site.get(f"/questions/{REFUSED}?lang=id").text
    assert "karakter 2466–2528</a>" in page
    assert 'href="/id/passage-refusal-2010?lang=id"' in page


def test_the_format_is_chosen_by_suffix_by_name_and_by_header(site: Site) -> None:
    path = f"/questions/{REFUSED}"
    for suffix, kind in asking.FORMATS.items():
        by_header = site.get(path, headers={"Accept": kind})
        assert by_header.headers["content-type"].startswith(kind)
        assert "Accept" in by_header.headers["vary"]
        for url in (f"{path}.{suffix}", f"{path}?format={suffix}"):
            answer = site.get(url, headers={"Accept": "image/png"})
            assert answer.headers["content-type"].startswith(kind)
            assert suffix == "html" or answer.content == by_header.content
    standard = site.get(path, headers={"Accept": "application/sparql-results+json"})
    results = ox.parse_query_results(standard.content, format=ox.QueryResultsFormat.JSON)
    assert isinstance(results, ox.QuerySolutions)
    assert len(list(results)) == 2
    assert site.get(path, headers={"Accept": "image/png"}).status_code == 406
    assert site.get(f"{path}?format=ttl").status_code == 406
    assert site.get(f"{path}?format=xls").status_code == 400


@pytest.mark.parametrize(("name", "kind"), [("CSV", "text/csv"), ("Xlsx", XLSX), ("JSON", "application/json")])
def test_the_name_of_a_format_may_be_in_any_case(name: str, kind: str, site: Site) -> None:
    answer = site.get(f"/questions/{REFUSED}?format={name}", headers={"Accept": "text/html"})
    assert answer.headers["content-type"].startswith(kind)


def test_other_parameters_of_formats_belong_to_the_question(site: Site) -> None:
    refused = site.get(f"/questions/{REFUSED}?output=xls", headers={"Accept": "text/csv"})
    assert (refused.status_code, "unknown format" in refused.text) == (400, False)


@pytest.mark.parametrize("path", ["/questions/members-at-date", f"/questions/{REFUSED}", "/id/georgia"])
def test_a_workbook_has_the_cells_of_the_csv(path: str, site: Site) -> None:
    answer = site.get(f"{path}.xlsx")
    assert answer.headers["content-type"] == XLSX
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(csv.reader(io.StringIO(site.get(f"{path}.csv").text, newline="")))
    assert [[cell.value or "" for cell in row] for row in sheet.iter_rows()] == rows
    assert f'href="{path}.xlsx' in site.get(path, headers={"Accept": "text/html"}).text


def main(answer: httpx.Response) -> str:
    """Return a response, without the links of a page to other languages."""
    return answer.text.partition("<main")[2].partition("</main>")[0] or answer.text


@pytest.mark.parametrize(
    ("accept", "kind", "location"),
    [
        ("text/csv", "text/csv", "/questions/members-at-date.csv?alliance=id%3Anato&date=1955-06-01"),
        ("application/json", "application/json", "/questions/members-at-date.json?alliance=id%3Anato&date=1955-06-01"),
        (
            "application/sparql-results+json",
            "application/sparql-results+json",
            "/questions/members-at-date?alliance=id%3Anato&date=1955-06-01&format=sparql-json",
        ),
        ("text/html", "text/html", "/questions/members-at-date.html?alliance=id%3Anato&date=1955-06-01&lang=id"),
    ],
)
def test_what_was_chosen_has_an_address_of_its_own(site: Site, accept: str, kind: str, location: str) -> None:
    path = "/questions/members-at-date?alliance=id:nato&date=1955-06-01"
    chosen = site.get(path, headers={"Accept": accept, "Accept-Language": "id"})
    assert chosen.headers["content-location"] == location
    assert {"Accept", "Accept-Language"} <= set(chosen.headers["vary"].split(", "))
    itself = site.get(location, headers={"Accept": "image/png", "Accept-Language": "en"})
    assert (main(itself), itself.headers["content-type"].partition(";")[0]) == (main(chosen), kind)
    assert itself.headers["content-location"] == location
    unchanged = site.get(
        path, headers={"Accept": accept, "Accept-Language": "id", "If-None-Match": chosen.headers["etag"]}
    )
    assert (unchanged.status_code, unchanged.headers["content-location"]) == (304, location)
    assert unchanged.headers["vary"] == chosen.headers["vary"]


def test_the_other_formats_of_an_answer_have_the_same_values(site: Site) -> None:
    links = site.get("/questions/members-at-date?alliance=id:nato&date=1955-06-01").headers["link"]
    named = re.findall(r'<([^>]*)>; rel="alternate"; type="([^"]*)"', links)
    assert [kind for _, kind in named] == list(asking.FORMATS.values())
    for address, kind in named:
        answer = site.get(address)
        assert answer.headers["content-type"].startswith(kind)
        assert "id%3Anato" in answer.headers["content-location"]


def test_the_list_has_addresses_too(site: Site) -> None:
    for accept, location in (("application/json", "/questions.json?lang=en"), ("text/html", "/questions.html?lang=en")):
        chosen = site.get("/questions", headers={"Accept": accept})
        assert chosen.headers["content-location"] == location
        assert main(site.get(location, headers={"Accept-Language": "id"})) == main(chosen)


def test_csv_is_as_the_standard_has_it(site: Site) -> None:
    response = site.get("/questions/claims-in-full.csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.text.endswith("\r\n")
    assert "\n" not in response.text.replace("\r\n", "")
    assert list(table(response.text)[0])[-3:] == list(COLUMNS)


def test_what_the_client_has_is_not_sent_again(site: Site) -> None:
    for suffix in ("", ".csv", ".json"):
        first = site.get(f"/questions/{REFUSED}{suffix}")
        etag = first.headers["etag"]
        assert site.get(f"/questions/{REFUSED}{suffix}", headers={"If-None-Match": etag}).status_code == 304
        head = site.request("HEAD", f"/questions/{REFUSED}{suffix}")
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", etag)
    assert site.get(f"/questions/{REFUSED}.csv").headers["access-control-allow-origin"] == "*"
    assert site.request("POST", f"/questions/{REFUSED}").status_code == 405


def test_values_change_the_answer_and_are_told(site: Site) -> None:
    said = site.get("/questions/members-at-date.json?alliance=id:nato&date=1955-06-01").json()
    assert len(said["results"]["bindings"]) == 15
    assert said["question"]["parameters"]["alliance"] == {
        "value": "id:nato",
        "default": "https://w3id.org/aliansi/id/csto",
        "meaning": {"en": "the alliance", "id": "aliansi"},
    }
    assert "VALUES ?alliance { <https://w3id.org/aliansi/id/nato> }" in said["question"]["query"]
    assert all(rests["sources"] for rests in said["restsOn"])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("date=June", "date must be an xsd:date like 1995-01-01, not June"),
        ("alliance=%22NATO%22", "alliance must be an IRI"),
        ("alliance=nato", "write id:nato"),
        ("alliance=id:csot", "unknown name id:csot"),
        ("year=1955", "has no parameter year; it takes: alliance, date"),
        ("date=1955-06-01&date=1956-06-01", "date is given twice"),
        ("alliance=http://[", "alliance"),
        ("date=1955-06-01%22%5E%5Exsd:date%20%7D", "date must be an xsd:date"),
    ],
)
def test_a_value_that_is_none_is_refused_in_every_format(asked: str, said: str, site: Site) -> None:
    for suffix in (".csv", ".json"):
        answer = site.get(f"/questions/members-at-date{suffix}?{asked}")
        assert (answer.status_code, answer.headers["content-type"]) == (400, "text/plain; charset=utf-8")
        assert said in answer.text or asked.startswith("alliance=http")
    page = site.get(f"/questions/members-at-date?{asked}", headers={"Accept": "text/html"})
    assert (page.status_code, '<p class="problem" role="alert"' in page.text) == (400, True)
    assert "<form" in page.text
    Outline(page.text)


def test_the_questions_are_listed_for_people_and_for_programs(site: Site) -> None:
    listed = site.get("/questions", headers={"Accept": "application/json"}).json()["questions"]
    assert sorted(each["name"] for each in listed) == NAMES
    assert site.get("/questions.json?lang=en").json() == {"questions": listed}
    assert site.get("/questions").text.count("/questions/") >= len(NAMES)
    assert site.get("/questions", headers={"Accept": "text/csv"}).status_code == 406
    (members,) = [each for each in listed if each["name"] == "members-at-date"]
    assert members["parameters"]["date"] == {"meaning": "the day", "default": "1995-01-01", "choices": []}
    choices = members["parameters"]["alliance"]["choices"]
    assert {"value": "id:warsaw-pact", "label": "Warsaw Pact"} in choices
    for choice in choices:
        asked = {"alliance": choice["value"], "format": "csv"}
        assert site.get(members["address"], params=asked).status_code == 200, choice


def test_no_project_has_no_questions(tmp_path: Path) -> None:
    site = Site(tmp_path, with_project=False)
    assert site.get("/questions").status_code == 404
    assert site.get("/questions/members").status_code == 404


def with_question(folder: Path, query: str) -> tuple[Store, Project]:
    project = make_project(folder)
    header = MEMBERS.partition("# param")[0]
    (project.root / "queries" / "questions" / "other.rq").write_text(header + query, encoding="utf-8")
    return make_store(folder), project


def other(folder: Path, query: str, url: str = "/questions/other.json") -> Any:
    store, project = with_question(folder, query)
    return Site.of(store, project=project).get(url)


def test_a_verdict_rests_on_all_that_it_is_given_for(tmp_path: Path) -> None:
    said = other(tmp_path, "ASK { id:fact al:about ?x }").json()
    assert (said["boolean"], len(said["restsOn"])) == (True, 1)
    assert other(tmp_path / "csv", "ASK { ?x al:nothing ?y }", "/questions/other.csv").text.startswith("answer,row.")


def test_a_row_along_a_negated_path_is_told_as_one_along_a_property(tmp_path: Path) -> None:
    said = other(tmp_path, "SELECT ?x { id:fact !(al:nothing|rdf:type|al:statedIn) ?x }").json()
    assert "untold" not in said
    assert said["restsOn"] == other(tmp_path / "link", "SELECT ?x { id:fact al:about ?x }").json()["restsOn"]


def test_what_another_endpoint_gives_is_answered_and_that_its_grounds_are_untold(tmp_path: Path) -> None:
    with fake_endpoint() as there:
        query = f"SELECT ?x {{ id:fact al:about ?y SERVICE <{there.endpoint}> {{ ?s ?p ?x }} }}"
        store, project = with_question(tmp_path, query.replace("?s ?p ?x", "?s ?p ?x . ?s ?p ?name"))
        closed = Site.of(store, project=project).get("/questions/other.json")
        assert (closed.status_code, there.requests) == (400, [])
        site = Site.of(store, project=project, services=parse_services([there.host]))
        for number in (1, 2):
            said = site.get("/questions/other.json").json()
            assert (said["restsOn"], "it asks another endpoint" in said["untold"]) == (None, True)
            assert len(said["results"]["bindings"]) == 3
            assert len(there.requests) == number, "who asks again is told what is so now"
        page = site.get("/questions/other")
        assert (page.status_code, "it asks another endpoint" in page.text) == (200, True)
        assert site.get("/questions/other.csv").text.splitlines()[0] == "x"
        form = site.get("/query", params={"query": query, "run": "1"})
        assert (form.status_code, len(there.requests)) == (200, 5)


def test_a_graph_is_told_on_its_page_alone(tmp_path: Path) -> None:
    query = "CONSTRUCT { ?x al:about ?y } WHERE { ?x al:about ?y }"
    assert "javascript:alert(1)" in other(tmp_path, query, "/questions/other").text
    assert other(tmp_path / "csv", query, "/questions/other.csv").status_code == 406


@pytest.mark.skipif(not CAN_FORK, reason="the limits hold in a forked process alone")
def test_an_answer_over_its_limit_is_refused(tmp_path: Path) -> None:
    assert Site(tmp_path, seconds=0.5).get("/questions/endless.json").status_code == 504


@pytest.mark.skipif(not CAN_FORK, reason="the limits hold in a forked process alone")
def test_rows_whose_grounds_are_over_their_limit_are_answered_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MAX_BYTES", 3000)
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
    said = other(tmp_path, query).json()
    assert (said["restsOn"], "larger than 3,000 bytes" in said["untold"]) == (None, True)
    assert ENDLESS


def test_hostile_words_are_shown_safely(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    lines = [
        "<urn:f> <https://w3id.org/aliansi/ontology#statedIn> <urn:p> <urn:g> .",
        "<urn:p> <http://www.w3.org/ns/oa#hasSource> <javascript:alert(1)> <urn:g> .",
        "<urn:p> <http://www.w3.org/ns/oa#hasSelector> <urn:s> <urn:g> .",
        '<urn:s> <http://www.w3.org/ns/oa#exact> "<script>alert(1)</script>\\n=1+1,\\"x\\"" <urn:g> .',
        '<urn:s> <http://www.w3.org/ns/oa#start> "many" <urn:g> .',
    ]
    file = tmp_path / "hostile.nq"
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    header = MEMBERS.partition("# param")[0]
    question = project.root / "queries" / "questions" / "other.rq"
    question.write_text(header + "SELECT ?f { ?f al:statedIn ?p }", encoding="utf-8")
    site = Site.of(read(file), project=project)
    page = site.get("/questions/other").text
    assert "<script>" not in page
    assert 'href="javascript' not in page
    Outline(page)
    (row,) = table(site.get("/questions/other.csv").text)
    assert row["row.words"] == '<script>alert(1)</script>\n=1+1,"x"'
    (rests,) = site.get("/questions/other.json").json()["restsOn"]
    assert rests["passages"][0]["start"] is None


def test_the_address_of_a_question_keeps_its_own_words(tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    header = MEMBERS.partition("# param")[0]
    file.write_text(f"{header}# param format: f | f\nSELECT * {{ VALUES ?format {{ 1 }} }}", encoding="utf-8")
    with pytest.raises(UsageError, match="rename the parameter format"):
        questions.load(file)


def test_the_command_tells_the_same(site: Site, shipped: Project) -> None:
    def run(*options: str) -> str:
        arguments = ["query", REFUSED, "--with-passages", *options, "--project", str(shipped.root)]
        return CliRunner().invoke(commands, arguments).output_bytes.decode()

    assert run("--format", "csv") == site.get(f"/questions/{REFUSED}.csv").text
    assert json.loads(run("--format", "json"))["restsOn"] == site.get(f"/questions/{REFUSED}.json").json()["restsOn"]
    assert "add --format csv" in run()


def test_tables_call_things_by_their_names_and_say_their_own_words_in_the_language_of_the_page(site: Site) -> None:
    page = site.get("/questions/members-at-date?lang=id").text
    assert {"pasti", "sudah dimulai, akhirnya tidak disebutkan"} <= set(re.findall(r">([^<>]+)</td>", page))
    assert not re.search(r"<td[^>]*>(certain|possible)</td>", page)
    rows = site.get("/questions/members-at-date?lang=id&sort=certainty").text.partition("<tbody>")[2]
    first = re.findall(r">(pasti|mungkin|sudah dimulai)", rows)
    assert first == sorted(first), "in the order of the words that are shown"
    other = site.get("/query", params={"query": 'SELECT ("certain" AS ?certainty) {}', "run": "1", "lang": "id"}).text
    assert ">certain</td>" in other, "what a reader writes stands as it is"
    assert not re.search(r">id:[a-z0-9-]+</a></td>", page), "every fact has a label"
    table = site.get("/questions/members-at-date.csv?lang=id").text
    assert "certain" in table
    assert "https://w3id.org/aliansi/id/" in table
    assert '<th scope="col">sumber</th>' in (timeline := site.get("/timeline?lang=id").text)
    assert '<td data-label="sumber" dir="auto">rujukan</td>' in timeline
