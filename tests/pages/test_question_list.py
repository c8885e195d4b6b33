"""Search for questions by words and keywords, with typos, as a page and as JSON."""

from __future__ import annotations

import re

from aliansi.dataset.store import Store
from aliansi.project.folder import Project
from tests.pages.support.outline import Outline
from tests.server.support.served import Site


def test_questions_are_found_by_words_and_keywords(shipped_store: Store, shipped: Project) -> None:
    site = Site.of(shipped_store, project=shipped)
    page = site.get("/questions?q=withdrawl&lang=en").text
    Outline(page)
    found = re.findall(r'<a href="/questions/([a-z-]+)\?lang=en">', page.partition("<main")[2])
    assert {"withdrawals-by-date", "withdrew-from"} <= set(found)
    assert len(found) < len(site.get("/questions.json").json()["questions"]) / 2
    assert f'role="status">Matching questions: {len(found)}' in page
    assert 'value="withdrawl"' in page
    by_keyword = site.get("/questions?q=penarikan diri&lang=id").text
    assert 'href="/questions/withdrew-from?lang=id"' in by_keyword
    said = site.get("/questions.json?q=withdrawl&lang=en").json()["questions"]
    assert [question["name"] for question in said] == found


def test_what_finds_no_question_is_said_and_all_are_a_link_away(shipped_store: Store, shipped: Project) -> None:
    site = Site.of(shipped_store, project=shipped)
    page = site.get("/questions", params={"q": "qqqqzzzz<", "lang": "en"}).text
    assert "No results for qqqqzzzz&lt;." in page
    assert '<a href="/questions?lang=en">All questions</a>' in page
    assert site.get("/questions?q=%20").text.count("<h3") > 5
    assert site.get("/questions.json?q=qqqzzz").json() == {"questions": []}
