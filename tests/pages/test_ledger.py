"""``/wikidata``: the ledger as a page with filters, what it says without one, and the section on pages of things."""

from __future__ import annotations

import re

import pytest

from aliansi.dataset.store import Store
from aliansi.pages import ledger
from aliansi.project.folder import Project
from tests.server.support.served import Site
from tests.views.wikidata.support.small_ledger import POLAND, REPUBLIC, SCRIPT, small_store

GUID = "https://www.wikidata.org/wiki/Q183#q183$C88D81D7-2AE4-4091-81B5-8FFA4903F733"


@pytest.fixture
def site(shipped_store: Store, shipped: Project) -> Site:
    return Site.of(shipped_store, project=shipped)


@pytest.fixture(scope="module")
def small(shipped: Project) -> Site:
    return Site.of(small_store(POLAND, REPUBLIC), project=shipped)


def rows(page: str) -> list[str]:
    return page.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]


def test_the_page_has_all_rows_conflicts_first(site: Site) -> None:
    page = site.get("/wikidata?lang=en").text
    assert ">Compared with Wikidata</h1>" in page
    found = rows(page)
    assert len(found) == 37
    for text in ("Membership of Germany in NATO", GUID, "9 May 1955", "1955-?05-?06"):
        assert text in found[0]
    assert "one day apart" in found[1]
    assert "Records compared: 10 (19 July 2020)" in page
    assert "/downloads/ledger.csv" in page


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("verdict=conflict", 1),
        ("verdict=one+day", 1),
        ("verdict=note", 4),
        ("verdict=overlap", 0),
        ("thing=poland", 10),
        ("thing=Q36", 6),
        ("thing=https://w3id.org/aliansi/id/poland", 10),
        ("thing=poland&verdict=note", 4),
        ("thing=nowhere", 0),
    ],
)
def test_rows_are_filtered_by_verdict_and_thing(query: str, number: int, site: Site) -> None:
    page = site.get(f"/wikidata?{query}&lang=en").text
    assert len(rows(page)) == number
    assert f"Rows shown: {number}" in page
    assert "Show all 37 rows" in page


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_counts_lead_to_as_many_rows(language: str, site: Site) -> None:
    page = site.get(f"/wikidata?lang={language}").text
    links = re.findall(r'<a href="([^"]*verdict=[^"]*)">(\d+) ', page)
    assert len(links) > 5
    for href, number in links:
        assert len(rows(site.get(href.replace("&amp;", "&")).text)) == int(number)


def test_a_long_ledger_has_pages(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "MAX_ROWS", 20)
    first, second = site.get("/wikidata?lang=en").text, site.get("/wikidata?page=2&lang=en").text
    assert (len(rows(first)), len(rows(second))) == (20, 17)
    assert 'href="/wikidata?page=2&amp;lang=en" rel="next"' in first
    assert 'href="/wikidata?lang=en" rel="prev"' in second
    assert site.get("/wikidata?page=3&lang=en").status_code == 404


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("verdict=wrong", "unknown verdict 'wrong'; valid: conflict, one day"),
        ("thing=a%20b", "'a b' is neither an id nor an IRI nor an item"),
        ("verdict=conflict&verdict=silent", "verdict: ask for one at a time"),
        ("page=0", "a page is a number from 1"),
    ],
)
def test_bad_input_is_refused(query: str, message: str, site: Site) -> None:
    response = site.get(f"/wikidata?{query}", headers={"Accept": "text/plain"})
    assert response.status_code == 400
    assert message in response.text


def test_a_project_without_a_ledger_says_how_to_make_one(shipped: Project) -> None:
    page = Site.of(small_store(), project=shipped).get("/wikidata?lang=en").text
    assert "aliansi link compare --records records -o data/ledger-wikidata.ttl" in page
    assert "<table" not in page
    assert "ledger.csv" not in page


def test_a_dataset_without_a_project_has_no_such_page(shipped_store: Store) -> None:
    site = Site.of(shipped_store, project=None)
    assert site.get("/wikidata").status_code == 404
    assert 'id="wikidata"' not in site.get("/id/poland").text


def test_text_of_records_is_inert(small: Site) -> None:
    for address in ("/wikidata?lang=en", "/id/poland?lang=en"):
        page = small.get(address).text
        assert SCRIPT not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; (Q36)" in page
    assert "That is the &lt;b&gt;universe&lt;/b&gt;." in page


def test_the_page_of_a_thing_says_what_wikidata_says(site: Site) -> None:
    page = site.get("/id/east-germany?lang=en").text
    said = page.partition('aria-labelledby="wikidata"')[2].partition("</section>")[0]
    assert "What Wikidata says" in said
    for text in (
        "Compared with the record of",
        "German Democratic Republic (Q16957)",
        "19 July 2020",
        "1 one day apart",
    ):
        assert text in said
    assert said.index("one day apart") < said.index('<details class="agreeing">') < said.rindex("agree")
    assert 'id="wikidata"' in site.get("/id/east-germany?lang=id").text
    assert "Yang dikatakan Wikidata" in site.get("/id/east-germany?lang=id").text


def test_a_rejected_link_is_named_with_its_reason(site: Site) -> None:
    page = site.get("/id/warsaw-pact?lang=en").text
    said = page.partition('aria-labelledby="wikidata"')[2].partition("</section>")[0]
    for text in ("Not the same:", "Q41726", "freemasonry"):
        assert text in said


def test_a_thing_without_links_and_the_facts_of_a_thing_have_no_comparisons(site: Site) -> None:
    assert 'aria-labelledby="wikidata"' not in site.get("/id/article?lang=en").text
    for suffix in ("html", "ttl", "csv"):
        assert "id/comparison-" not in site.get(f"/id/poland.{suffix}?lang=en").text
    assert "conflict" in site.get("/id/comparison-q183-reference-nato-membership-germany-1955-start-p463.ttl").text


def test_the_table_has_the_same_rows(site: Site) -> None:
    lines = site.get("/downloads/ledger.csv").text.splitlines()
    assert len(lines) == 38
    assert lines[0].startswith("comparison,source_graph,fact,fact_label,aspect,subject,subject_label,subject_wikidata")


def test_our_evidence_comes_before_what_wikidata_says(site: Site) -> None:
    page = site.get("/id/poland", headers={"Accept": "text/html"}).text
    assert page.index('href="#wikidata"') < page.index('id="group-memberships"') < page.index('id="wikidata"')
