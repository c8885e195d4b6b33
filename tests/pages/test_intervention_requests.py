"""The page of requests: who asked, what was the response and why, with the words of the sources."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from aliansi.dataset.store import Store, read
from aliansi.namespaces import PREFIXES
from aliansi.pages.intervention_requests import MAX_ROWS, REQUESTS
from aliansi.project.folder import Project
from tests.server.support.served import Site, make_project

ROOT = Path(__file__).parents[2]
HOSTILE = """
id:r a al:InterventionRequest ; al:status al:Stated ; al:requestedBy id:s ; al:addressedTo id:a ; al:concerns id:c .
id:s rdfs:label "<script>alert(1)</script> of a name that is much longer than any box of the picture"@en .
"""


@pytest.fixture
def site(shipped_store: Store, shipped: Project) -> Site:
    return Site.of(shipped_store, project=shipped)


def test_each_request_stands_in_the_picture_and_in_the_table(site: Site) -> None:
    picture, table = site.get("/requests?lang=en").text.partition("<tbody>")[::2]
    rows = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)) for row in table.split("<tr>")[1:]]
    assert len(rows) == 7, "one of several people is not another request"
    first = rows[0]
    for words in ("Kyrgyzstan", "Nikolai Bordyuzha", "internal affair", "menolak untuk mengambil tindakan", "(2010)"):
        assert words in first
    for name in ("article-request-kyrgyzstan", "article-refusal-kyrgyzstan", "internal-affair"):
        assert f'<a href="/id/{name}?lang=en"' in picture
        assert f'<a href="/id/{name}?lang=en"' in table
    assert picture.count('class="link"') == 7 + 4, "an arrow to each answer and to each ground"


def test_it_is_in_the_language_of_the_page(site: Site) -> None:
    page = site.get("/requests?lang=id").text
    assert "penolakan" in page
    assert "urusan dalam negeri" in page
    assert "refusal" not in re.sub(r'href="[^"]*"', "", page)


def test_a_request_without_an_answer_is_shown_and_names_do_no_harm(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    file = tmp_path / "hostile.trig"
    file.write_text(f"{prefixes}graph:article {{ {HOSTILE} }}", encoding="utf-8")
    assert "<svg" not in Site.of(read(file), project=project).get("/requests").text, "there is no such question"
    shutil.copy(ROOT / "queries" / "questions" / f"{REQUESTS}.rq", project.root / "queries" / "questions")
    page = Site.of(read(file), project=project).get("/requests?lang=en").text
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; of a name that is much longer" in page
    assert "none reported" in page
    assert "…</text>" in page


def test_a_page_holds_so_many_requests(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    shutil.copy(ROOT / "queries" / "questions" / f"{REQUESTS}.rq", project.root / "queries" / "questions")
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    many = "".join(HOSTILE.replace("id:r ", f"id:r{number} ", 1) for number in range(MAX_ROWS + 1))
    file = tmp_path / "many.trig"
    file.write_text(f"{prefixes}graph:article {{ {many} }}", encoding="utf-8")
    page = Site.of(read(file), project=project).get("/requests?lang=en").text
    assert page.count("<tr>") == MAX_ROWS + 1
    assert "does not hold all requests" in page
