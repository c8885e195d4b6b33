"""The query page without script, its files, and the completions of its editor."""

from __future__ import annotations

import gzip
import json
import re
from html import unescape
from pathlib import Path

import pytest

from aliansi.dataset.store import Store, read
from aliansi.namespaces import AL, ID, PREFIXES
from aliansi.pages.completions import MAX_THINGS, things_of
from aliansi.pages.static_files import STATIC
from aliansi.views.i18n import section
from tests.server.support.served import Site

SCRIPTS = sorted((STATIC / "query").glob("*.js"))
TEXT = re.compile(r"<textarea[^>]*>\n(.*?)</textarea>", re.DOTALL)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def query_in(page: str) -> str:
    found = TEXT.search(page)
    assert found
    return unescape(found[1])


def test_the_form_holds_a_query_to_begin_with_and_the_questions(site: Site) -> None:
    page = site.get("/query?lang=id").text
    assert "al:member ?state" in query_in(page)
    assert '<option value="members">Anggota suatu aliansi</option>' in page
    assert '<optgroup label="keanggotaan">' in page
    assert "Jalankan kueri</button>" in page
    assert "query-answer" not in page


def test_a_question_fills_it_in_with_its_values(site: Site) -> None:
    page = site.get("/query?question=members&alliance=id:nato").text
    assert query_in(page).startswith("# title: Members of an alliance\n")
    assert "VALUES ?alliance { <https://w3id.org/aliansi/id/nato> }" in query_in(page)
    assert '<option value="members" selected>' in page


@pytest.mark.parametrize(
    ("address", "status"),
    [("/query?question=nothing", 404), ("/query?question=members&alliance=two%20words", 400)],
)
def test_a_question_that_is_none_is_told(site: Site, address: str, status: int) -> None:
    assert site.get(address, headers={"Accept": "text/html"}).status_code == status


def test_the_query_is_answered_on_the_page_only_if_asked(site: Site) -> None:
    given = {"query": "SELECT ?state ?stateLabel {\r\n  ?state al:memberOf id:csto ; rdfs:label ?stateLabel }"}
    assert "query-answer" not in site.get("/query", params=given).text
    response = site.get("/query", params={**given, "run": "1"})
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert '<a href="/id/armenia?lang=en" rel="noreferrer">Armenia</a>' in response.text
    assert "&lt;script&gt;alert(" in response.text
    assert "<script>alert(" not in response.text
    assert [form.upper() for form in re.findall(r"/sparql\?query=[^\"]*format=(\w+)\">", response.text)] == [
        "CSV", "TSV", "JSON", "XML"
    ]  # fmt: skip


def test_a_graph_and_a_verdict_are_answers_too(site: Site) -> None:
    graph = site.get("/query", params={"query": "CONSTRUCT WHERE { ?s al:memberOf ?o }", "run": "1"}).text
    assert "al:memberOf" in graph.partition('id="query-answer"')[2]
    assert "format=ttl" in graph
    assert "<p>Yes.</p>" in site.get("/query", params={"query": "ASK { ?s ?p ?o }", "run": "1"}).text


def test_what_is_no_query_is_told_and_kept(site: Site) -> None:
    query = 'SELECT "</textarea><script>" {\n?s ?p }'
    response = site.get("/query", params={"query": query, "run": "1"})
    assert response.status_code == 400
    assert query_in(response.text) == query
    assert re.search(
        r'class="problem" role="alert" lang="en" dir="auto">not a SPARQL query: line 1, column 8', response.text
    )


def test_the_page_is_written_once_for_each_state(site: Site) -> None:
    first = site.get("/query?lang=en")
    again = site.get("/query?lang=en", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.text) == (304, "")
    assert len(gzip.compress(first.content, 5)) < 50_000


def test_without_the_editor_the_page_says_so_and_loads_no_script(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aliansi.pages.query_editor.has_editor", lambda: False)
    page = site.get("/query").text
    assert "built without the query editor" in page
    assert re.findall(r"<script[^>]*>", page) == ['<script type="module" src="/static/page/search.js">']
    assert query_in(page)


def test_what_the_script_is_told_stands_in_the_page_as_data(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aliansi.pages.query_editor.has_editor", lambda: True)
    page = site.get("/query", params={"question": "members", "lang": "id"}).text
    found = re.search(r'<script type="application/json" id="query-script">(.*?)</script>', page)
    assert found
    told = json.loads(found[1])
    page_says, script_says = (section(name, "id") for name in ("query-page", "query-script"))
    assert told["words"] == {**{key: page_says[key] for key in ("run", "query", "problem")}, **script_says}
    assert told["title"] == "Anggota suatu aliansi"
    assert told["asked"] is True
    assert told["addresses"] == [[str(ID), "/id/NAME?lang=id"], [str(AL), "/ontology?lang=id#NAME"]]
    assert told["prefixes"] == PREFIXES
    assert json.loads(re.findall(r"query-script\">(.*?)</script>", site.get("/query").text)[0])["asked"] is False


def test_scripts_come_from_the_site_alone(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aliansi.pages.query_editor.has_editor", lambda: True)
    response = site.get("/query")
    policy = dict(part.strip().split(" ", 1) for part in response.headers["content-security-policy"].split(";"))
    assert {policy[name] for name in ("script-src", "style-src", "connect-src")} == {"'self'"}
    assert policy["default-src"] == "'none'"
    assert not re.search(r"<[^>]+\son\w+=|<[^>]+\sstyle=|<style", response.text)
    loaded = re.findall(r'(?:src|href)="(/static/[^"]+)"', response.text)
    assert len(loaded) >= 4
    assert "yasgui" not in site.get("/").text


def test_every_sentence_is_in_use() -> None:
    template = (STATIC.parent / "templates" / "query.html").read_text(encoding="utf-8")
    script = "".join(file.read_text(encoding="utf-8") for file in SCRIPTS)
    for key in section("query-page", "en"):
        assert f"words['{key}']" in template, key
    known = {"run", "query", "problem", *section("query-script", "en")}
    for key in known:
        # Kinds of charts and of terms are words by their own names.
        assert f"words.{key}" in script or f'"{key}"' in script or key in {"class", "property", "value"}, key
    said_there = set(re.findall(r"\bwords\.(\w+)|\bwords\[\"([\w-]+)\"\]", script))
    assert {one or other for one, other in said_there} <= known


def test_the_vocabulary_is_that_of_the_dataset(shipped_store: Store) -> None:
    site = Site.of(shipped_store)
    response = site.get("/vocabulary.json", headers={"Accept": "application/json"})
    assert response.headers["content-type"] == "application/json"
    told = response.json()
    terms = {term["name"]: term for term in told["terms"]}
    assert (told["complete"], told["revision"], told["prefixes"]) == (True, shipped_store.revision, PREFIXES)
    assert len(terms) == len(told["terms"])
    assert terms["al:memberOf"]["kind"] == "property"
    assert terms["al:Alliance"]["kind"] == "class"
    assert terms["al:Alleged"]["kind"] == "value"
    assert terms["id:csto"]["kind"] == "thing"
    assert set(terms["id:csto"]["labels"]) == {"en", "id"}
    assert not any(name.startswith(("id:article-", "id:passage-")) for name in terms), "facts have labels by the build"
    assert site.get("/vocabulary.json", headers={"If-None-Match": response.headers["etag"]}).status_code == 304


def test_a_dataset_of_many_things_says_that_more_are_there(tmp_path: Path) -> None:
    file = tmp_path / "many.ttl"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    lines = (f'<urn:thing:{number}> {label} "{number}" .' for number in range(MAX_THINGS + 1))
    file.write_text("\n".join(lines), encoding="utf-8")
    store = read(file)
    assert len(list(things_of(store))) == MAX_THINGS + 1
    told = Site.of(store).get("/vocabulary.json").json()
    assert (len(told["terms"]), told["complete"]) == (1 + MAX_THINGS, False), "the property, and the things"


def test_a_dataset_without_a_project_has_a_query_of_its_own(tmp_path: Path) -> None:
    page = Site(tmp_path, with_project=False).get("/query").text
    assert "SELECT ?fact ?about ?statedIn WHERE" in query_in(page)
    assert "<optgroup" not in page
