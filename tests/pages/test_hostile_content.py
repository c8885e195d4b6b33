"""Hostile content does no harm on any page or in any response: markup, directions, long words, circles."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from aliansi.dataset.store import read
from aliansi.evidence.source_texts import SourceFiles
from aliansi.project.folder import Project
from aliansi.views.i18n import LANGUAGES
from tests.pages.support import hostile_site
from tests.pages.support.hostile_site import ENDLESS, MARKUP, PAGES, ROOT
from tests.pages.support.outline import Outline
from tests.server.support.served import Site


class Safe(HTMLParser):
    """Parses a page; fails at anything that could do harm in a browser."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        assert tag not in ("img", "iframe", "object", "embed", "base", "style")
        assert not [name for name in values if name.startswith("on") or name in ("style", "srcdoc")]
        if tag == "script":
            assert values.get("src", "").startswith("/static/") or values.get("type") == "application/json"
        for name in ("href", "src", "action"):
            assert not re.match(r"\s*(javascript|data:text|vbscript)", values.get(name, ""), re.IGNORECASE), values

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    hostile_site.write(folder)
    return folder


@pytest.fixture
def site(folder: Path) -> Site:
    return Site.of(read(folder / "hostile.nq"), project=Project(ROOT), texts=SourceFiles.in_folder(folder / "texts"))


def test_no_page_lets_content_become_markup(site: Site) -> None:
    seen = 0
    for path in PAGES:
        for language in LANGUAGES:
            url = f"/{path}{'&' if '?' in path else '?'}lang={language}"
            page = site.get(url, headers={"Accept": "text/html"})
            assert page.status_code in (200, 400, 404), (url, page.status_code)
            assert page.status_code == 200 or any(sign in path for sign in ("%3C", "s=id:p1")), url
            Outline(page.text)
            said = " ".join(Safe(page.text).words)
            seen += "window.hostile" in said
            assert len(page.content) < 400_000, url
    assert seen > 20, "the content is there, as words"


def test_programs_get_what_was_written_and_no_page(site: Site) -> None:
    for url in (
        "/search?q=script&format=json",
        "/vocabulary.json",
        "/questions/memberships-over-time.json",
        "/questions/claims-about.json?thing=id:markup",
        "/explain?s=id:m-0&p=al:alliance&o=id:markup-alliance&format=json",
    ):
        answer = site.get(url)
        assert (answer.status_code, answer.headers["x-content-type-options"]) == (200, "nosniff"), url
        assert "json" in answer.headers["content-type"], url
        assert MARKUP in json.dumps(json.loads(answer.text), ensure_ascii=False).replace('\\"', '"'), url
    rows = list(csv.reader(io.StringIO(site.get("/id/markup.csv").text)))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert any(MARKUP in row for row in rows)
    assert ENDLESS in site.get("/id/endless.ttl").text
    assert site.get("/id/turned.jsonld").json()


def test_long_words_are_folded_and_all_there(site: Site) -> None:
    page = site.get("/id/fact-q-long", headers={"Accept": "text/html"}).text
    assert '<details class="folded">' in page
    quoted = re.search(r'<blockquote class="ground">.*?</blockquote>', page, re.DOTALL)
    assert quoted
    said = re.findall(r'<span dir="auto">(.*?)</span>', quoted[0], re.DOTALL)
    assert len(said) == 2
    assert len(said[0]) < 1_000 < len(said[1])
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", site.get("/id/endless", headers={"Accept": "text/html"}).text)
    assert heading
    assert len(heading[1]) <= 300


def test_circles_in_proofs_classes_lists_and_links_end(site: Site) -> None:
    for name in ("p1", "p2", "a", "c", "l1", "l2", "m-0"):
        for suffix in ("", ".ttl", ".csv", ".jsonld"):
            assert site.get(f"/id/{name}{suffix}").status_code == 200, name
    page = site.get("/id/a?lang=en", headers={"Accept": "text/html"}).text
    assert page.count('<table class="dispute">') == 1, "three facts that correspond to each other are one dispute"


def test_the_whole_text_keeps_every_character(site: Site) -> None:
    page = site.get("/source/hostile-source?lang=en", headers={"Accept": "text/html"}).text
    part = re.search(r'<div class="text"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert part
    plain = re.sub(r"<sup>.*?</sup>", "", part[1], flags=re.DOTALL)
    assert "".join(Safe(plain).words) == hostile_site.TEXT
    assert site.get("/source/markup").status_code == 404
    assert site.get("/source/hostile-source?page=2").status_code == 404
    source = site.get("/id/hostile-source?lang=en").text
    assert "/source/hostile-source?lang=en" in source
    assert "#at-q-overlap" in source
