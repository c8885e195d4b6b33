"""Search results as a page and as JSON: results link to pages, and any query is safe."""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest

from aliansi.dataset.store import Store
from aliansi.project.folder import Project
from tests.server.support.served import RUNNER, Site, make_store


@pytest.fixture
def site(shipped_store: Store, shipped: Project) -> Site:
    return Site.of(shipped_store, project=shipped)


def found(site: Site, asked: str, **more: str) -> dict[str, Any]:
    answer = site.get("/search", params={"q": asked, "format": "json", **more})
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


def test_what_is_found_leads_to_its_page(site: Site) -> None:
    first = found(site, "Bordyuza")["results"][0]
    assert first["iri"] == "https://w3id.org/aliansi/id/nikolai-bordyuzha"
    assert first["label"] == "Nikolai Bordyuzha"
    page = site.get(first["href"], headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "Nikolai Bordyuzha" in page.text


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("ОДКБ", "csto"),
        ("OTSC", "csto"),
        ("Kirgizia", "kyrgyzstan"),
        ("Byelorussia", "belarus"),
        ("USSR", "soviet-union"),
        ("North Atlantic Treaty Organization", "nato"),
        ("Moldova, Republic of", "moldova"),
        ("Kyrgystan", "kyrgyzstan"),
        ("Q399", "armenia"),
        ("https://www.wikidata.org/wiki/Q7184", "nato"),
        ("id:warsaw-pact", "warsaw-pact"),
    ],
)
def test_names_and_identifiers_of_others_find_the_thing_first(site: Site, asked: str, first: str) -> None:
    result = found(site, asked)["results"][0]
    assert result["iri"] == f"https://w3id.org/aliansi/id/{first}"


def test_an_item_that_no_thing_has_is_not_found(site: Site) -> None:
    assert found(site, "Q41726")["results"] == []


def test_the_name_that_was_found_is_shown(site: Site) -> None:
    page = site.get("/search", params={"q": "Byelorussia", "lang": "en"}).text
    assert (
        page.index(">Belarus</a>") < page.index("also called:") < page.index("Byelorussia", page.index("also called:"))
    )


def test_quoted_words_lead_to_their_passage(site: Site) -> None:
    result = next(hit for hit in found(site, "permintaan")["results"] if hit["matched"]["kind"] == "quotation")
    assert "permintaan" in result["matched"]["text"].lower()
    assert result["href"].startswith("/id/")


def test_questions_are_found_in_both_languages(site: Site) -> None:
    for asked, language in (("refused", "en"), ("ditolak", "id")):
        kinds = [hit["matched"]["kind"] for hit in found(site, asked, lang=language, limit="100")["results"]]
        assert "question" in kinds


def test_labels_come_in_the_language_of_the_reader(site: Site) -> None:
    assert found(site, "Kyrgyzstan", lang="id")["results"][0]["label"] == "Kirgizstan"
    assert found(site, "Kirgizstan", lang="en")["results"][0]["label"] == "Kyrgyzstan"


def test_a_page_shows_what_is_found_and_by_which_words(site: Site) -> None:
    page = site.get("/search", params={"q": "CSTO", "lang": "en"}).text
    assert ">Collective Security Treaty Organization</a>" in page
    assert "also called:" in page
    assert 'rel="next"' in page


def test_pages_go_on_where_the_one_before_ends(site: Site) -> None:
    whole = found(site, "csto", limit="40")["results"]
    parts = [*found(site, "csto", limit="20")["results"], *found(site, "csto", limit="20", first="21")["results"]]
    assert parts == whole
    assert len(whole) == 40


def test_nothing_is_said_to_be_found_where_nothing_is(site: Site) -> None:
    assert found(site, "xyzzyx") == {"query": "xyzzyx", "total": 0, "results": []}
    assert "No results for <bdi>xyzzyx</bdi>." in site.get("/search", params={"q": "xyzzyx", "lang": "en"}).text


def test_without_words_there_is_the_form(site: Site) -> None:
    page = site.get("/search", params={"lang": "en"})
    assert page.status_code == 200
    assert 'role="search"' in page.text
    assert found(site, "   ")["results"] == []


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"q": "csto", "first": "0"}, "first: a number from 1"),
        ({"q": "csto", "limit": "101"}, "limit: a number from 1 to 100"),
        ({"q": "csto", "limit": "٣"}, "limit: a number"),
        ({"q": ["a", "b"]}, "q: search for one thing at a time"),
        ({"q": "csto", "format": "ods"}, "unknown format 'ods'; valid: "),
    ],
)
def test_what_cannot_be_asked_is_said(site: Site, params: dict[str, str], said: str) -> None:
    answer = site.get("/search", params=params, headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert said in answer.text


def test_markup_in_what_is_asked_and_in_labels_is_shown_as_text(tmp_path: Path) -> None:
    site = Site.of(make_store(tmp_path))
    page = site.get("/search", params={"q": "georgia <script>alert(1)</script>"}).text
    assert "<script>" not in page
    assert "&lt;script&gt;alert(&#39;Georgia&#39;)" in page


def test_an_answer_is_known_by_its_tag(site: Site) -> None:
    answer = site.get("/search", params={"q": "csto"})
    again = site.get("/search", params={"q": "csto"}, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_a_language_has_an_answer_of_its_own(site: Site) -> None:
    assert "Cari: csto" in site.get("/search", params={"q": "csto", "lang": "id"}).text
    assert "Search: csto" in site.get("/search", params={"q": "csto", "lang": "en"}).text


def test_a_search_whose_client_leaves_is_not_kept_as_one_that_finds_nothing(site: Site) -> None:
    statuses: list[int] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        statuses.extend([message["status"]] if "status" in message else [])

    scope = {"type": "http", "method": "GET", "path": "/search", "query_string": b"q=csto&format=json", "headers": []}
    RUNNER.run(site.served.app({**scope, "client": ("127.0.0.1", 1), "server": ("testserver", 80)}, receive, send))
    assert statuses == [499]
    assert found(site, "csto")["results"]
