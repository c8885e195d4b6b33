"""``/about`` and ``/downloads``: citation, coverage, inferences, and every file with its hash."""

from __future__ import annotations

import csv
import datetime as dt
import re
from hashlib import sha256
from html import escape
from pathlib import Path

import pyoxigraph as ox
import pytest

from aliansi.dataset import export
from aliansi.dataset.downloads import describe_file, files_of
from aliansi.dataset.spreadsheet import XLSX, xlsx_name
from aliansi.dataset.store import Store
from aliansi.evaluation.limits import Limits
from aliansi.linking.sssom_files import ABOUT, sssom_of
from aliansi.namespaces import PROOFS
from aliansi.pages import site_data
from aliansi.pages.templates import PROJECT_PAGES
from aliansi.project.folder import Project
from aliansi.reasoning.rules.catalogue import SENTENCES
from aliansi.views.coverage import covered_length, read_coverage
from aliansi.views.i18n import LANGUAGES
from tests.pages.support.outline import Outline
from tests.server.support.served import ENDLESS, Site

ROOT = Path(__file__).parents[2]


@pytest.fixture
def site(shipped_store: Store) -> Site:
    return Site.of(shipped_store, project=Project(ROOT))


def test_every_file_is_told_of_as_it_is(site: Site) -> None:
    page = site.get("/downloads").text
    Outline(page)
    files = files_of(Project(ROOT))
    assert {"dataset.nq", "alliance.ttl", "shapes.ttl", "evidence-article.ttl", "reference-nato.ttl"} <= files.keys()
    for name, file in files.items():
        if file.is_file():
            assert f'href="/downloads/{name}">{name}</a>' in page
            assert f"<code>{sha256(file.read_bytes()).hexdigest()}</code>" in page
            assert f"{file.stat().st_size:,}".replace(",", "\u202f") in page
            answer = site.get(f"/downloads/{name}")
            assert (answer.status_code, answer.content) == (200, file.read_bytes())
    rows = [row for row in page.split("<tr>") if "belong to their authors</td>" in row]
    stems = [file.stem for file in Project(ROOT).query_files("exports")]
    tables = [f"{stem}.{suffix}" for stem in stems for suffix in ("csv", "xlsx")]
    there = [
        name for name in ("dataset.nq", *tables, "evidence-article.ttl") if name in tables or files[name].is_file()
    ]
    assert [re.findall(r'href="/downloads/([^"]+)', row) for row in rows] == [[name] for name in there]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mappings_are_a_table_in_sssom(site: Site, shipped_store: Store, language: str) -> None:
    answer = site.get("/downloads/links.sssom.tsv")
    assert answer.headers["content-type"] == "text/tab-separated-values; charset=utf-8"
    assert answer.content == sssom_of(shipped_store, Project(ROOT))
    page = site.get(f"/downloads?lang={language}").text
    assert '<a href="/downloads/links.sssom.tsv">' in page
    assert escape(ABOUT[language]) in page
    assert f"<code>{sha256(answer.content).hexdigest()}</code>" in page


def test_a_project_without_mappings_has_no_table_of_them(shipped: Project) -> None:
    empty = Site.of(Store(ox.Store(), revision="test"), project=shipped)
    assert empty.get("/downloads/links.sssom.tsv").status_code == 404


def test_the_tables_of_an_export_are_at_addresses_of_their_own(site: Site, shipped_store: Store) -> None:
    made = {file.name: file.content for file in export.files(shipped_store, Project(ROOT))}
    tables = export.tables_of(Project(ROOT))
    assert tables.keys() >= {"memberships.csv", "withdrawals.csv"}
    for language in LANGUAGES:
        page = site.get(f"/downloads?lang={language}").text
        for name, exported in tables.items():
            answer = site.get(f"/downloads/{name}")
            assert answer.headers["content-type"] == "text/csv; charset=utf-8"
            assert answer.headers["content-disposition"] == f'inline; filename="{name}"'
            assert list(csv.reader(answer.text.splitlines())) == list(csv.reader(made[name].decode().splitlines()))
            assert f"<code>{sha256(answer.content).hexdigest()}</code>" in page
            assert exported.about[language] in page
            workbook = site.get(f"/downloads/{xlsx_name(name)}")
            assert (workbook.content, workbook.headers["content-type"]) == (made[xlsx_name(name)], XLSX)
            assert f"<code>{sha256(workbook.content).hexdigest()}</code>" in page
    tag = site.get("/downloads/requests.csv").headers["etag"]
    assert site.get("/downloads/requests.csv", headers={"If-None-Match": tag}).status_code == 304
    assert site.request("POST", "/downloads/requests.csv").status_code == 405
    assert [site.get(f"/downloads/nothing.{suffix}").status_code for suffix in ("csv", "xlsx")] == [404, 404]


def test_a_table_that_cannot_be_made_within_the_limits_is_not_offered(
    shipped_store: Store, monkeypatch: pytest.MonkeyPatch, shipped: Project
) -> None:
    endless = export.TableQuery({"en": "endless"}, ENDLESS, shipped.root / "endless.rq")
    monkeypatch.setattr(site_data, "tables_of", lambda project: {"endless.csv": endless})
    site = Site.of(shipped_store, project=shipped, limits=Limits(seconds=0.3))
    assert site.get("/downloads/endless.csv").status_code == 504
    page = site.get("/downloads?lang=en")
    assert (page.status_code, "endless" in page.text) == (200, False)
    timeouts = site.served.evaluator.metrics()["evaluation_timeouts_total"]
    assert site.get("/downloads?lang=id").status_code == 200
    assert site.served.evaluator.metrics()["evaluation_timeouts_total"] == timeouts, "it is not tried for every reader"


def test_a_file_that_changes_has_another_hash(tmp_path: Path) -> None:
    file = tmp_path / "ontology" / "a.ttl"
    file.parent.mkdir()
    hashes = []
    for text in ("one", "two more"):
        file.write_text(text, encoding="utf-8")
        about = describe_file("a.ttl", file)
        assert about
        hashes.append(about.sha256)
    assert hashes == [sha256(text.encode()).hexdigest() for text in ("one", "two more")]
    file.unlink()
    assert describe_file("a.ttl", file) is None


def test_the_page_says_how_to_cite_it_and_what_it_covers(site: Site, shipped_store: Store) -> None:
    for language in ("en", "id"):
        page = site.get("/about", params={"lang": language}).text
        Outline(page)
        assert f"<code>{shipped_store.revision}</code>" in page
        assert "@misc{aliansi2026," in page
    coverage = read_coverage(shipped_store, "id")
    page = site.get("/about?lang=id").text
    article = next(source for source in coverage.sources if source.name == "artikel")
    assert ">artikel</td>" in page
    told_there = {quad.subject for quad in shipped_store.quads() if str(quad.graph_name).endswith("/article>")}
    assert article.facts + article.claims == len(told_there)
    assert (article.claims > 0, article.years) == (True, "1991–2014")
    assert ">1991–2014</td>" in page
    assert 0 < coverage.texts[0].percent <= 75
    assert f"{coverage.texts[0].percent} %" in page
    assert "Pakta" not in page


def test_the_page_says_what_follows_and_by_which_rules(site: Site, shipped_store: Store) -> None:
    page = site.get("/about").text
    coverage = read_coverage(shipped_store, "en")
    proofs = {quad.subject for quad in shipped_store.quads() if quad.graph_name == ox.NamedNode(str(PROOFS))}
    assert sum(rule.number for rule in coverage.rules) == len(proofs)
    for rule in coverage.rules:
        assert f"<code>{rule.rule}</code>" in page
        assert escape(SENTENCES[rule.rule], quote=False).replace("'", "&#39;") in page
    for link in re.findall(r'href="(/explain[^"]*)"', page):
        assert site.get(link.replace("&amp;", "&")).status_code == 200, link


@pytest.mark.parametrize(
    ("places", "length"), [([], 0), ([(0, 5)], 5), ([(0, 5), (3, 8), (4, 6)], 8), ([(0, 2), (5, 7), (5, 9)], 6)]
)
def test_overlapping_passages_count_once(places: list[tuple[int, int]], length: int) -> None:
    assert covered_length(places) == length


def test_the_citation_comes_as_files(site: Site) -> None:
    bibtex = site.get("/downloads/citation.bib")
    assert bibtex.headers["content-type"].startswith("application/x-bibtex")
    assert bibtex.headers["content-disposition"] == 'inline; filename="citation.bib"'
    assert dt.datetime.now(dt.UTC).date().isoformat() in bibtex.text
    csl = site.get("/downloads/citation.json")
    assert csl.headers["content-type"] == "application/vnd.citationstyles.csl+json"
    assert csl.json()[0]["id"] == "aliansi2026"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        pytest.param(b"title: [\n", 2, id="unclosed-list"),
        pytest.param(b"title: x\n\tauthors: y\n", 2, id="tab"),
        pytest.param("title: x\nauthors: Müller\n".encode("cp1252"), 2, id="latin"),
        pytest.param("title: x\n".encode("utf-16"), 1, id="utf-16"),
    ],
)
def test_a_broken_citation_shows_no_folder_and_is_logged_once(
    content: bytes, line: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    site = Site(tmp_path)
    (tmp_path / "project" / "CITATION.cff").write_bytes(content)
    answers = [site.get(path) for path in ("/about", "/about?lang=id", "/downloads", "/downloads/citation.bib")]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 404]
    assert not any(str(tmp_path) in answer.text for answer in answers)
    (logged,) = caplog.messages
    assert f"CITATION.cff:{line}: " in logged


def test_a_dataset_that_is_served_as_it_is_has_neither_files_nor_citation(tmp_path: Path) -> None:
    site = Site(tmp_path, with_project=False)
    assert [site.get(path).status_code for path in ("/downloads", "/downloads/citation.bib", "/about")] == [
        404,
        404,
        200,
    ]
    page = site.get("/about").text
    assert "BibTeX" not in page
    assert 'href="/downloads' not in page
    assert 'href="/questions' not in page.partition("<main")[0]


def test_every_page_leads_to_the_others_and_says_which_it_is(site: Site) -> None:
    for path in PROJECT_PAGES:
        head = site.get(path, headers={"Accept": "text/html"}).text.partition("<main")[0]
        assert head.index('class="skip" href="#content"') < head.index("<header")
        assert re.findall(r'href="(/[^"?]*)\?lang=en" aria-current="page"', head) == [path]
        assert all(f'href="{other}?lang=en"' in head for other in PROJECT_PAGES)
    below = site.get("/questions/members-at-date").text.partition("<main")[0]
    assert re.findall(r'href="(/[^"?]*)\?lang=en" aria-current="true"', below) == ["/questions"]
    assert 'href="/?lang=en" aria-current="page"' in site.get("/").text.partition("<main")[0]
    assert "aria-current" not in site.get("/id/csto", headers={"Accept": "text/html"}).text.partition("<main")[0]


def test_a_drawing_is_saved_by_a_name_that_says_what_it_shows(site: Site) -> None:
    names = [
        site.get(path).headers["content-disposition"]
        for path in ("/timeline.svg?lang=en", "/timeline.svg?by=state&from=1990&to=2000-05&lang=id")
    ]
    assert names == [
        'inline; filename="aliansi-timeline-en.svg"',
        'inline; filename="aliansi-timeline-state-1990-2000-05-id.svg"',
    ]
    assert "content-disposition" not in site.get("/timeline").headers


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_address_of_the_reconciliation_service_is_there_to_copy(site: Site, language: str) -> None:
    page = site.get("/about", params={"lang": language}, headers={"Host": "data.example.org"}).text
    assert "<code>http://data.example.org/reconcile</code>" in page
    documentation = site.get("/reconcile").json()["documentation"]
    assert documentation.partition("#")[2] == re.findall(r'<h2 id="(reconciliation)">', page)[0]


def test_the_page_of_any_dataset_has_the_address_of_its_service(shipped_store: Store) -> None:
    assert "<code>http://site.test/reconcile</code>" in Site.of(shipped_store).get("/about").text
