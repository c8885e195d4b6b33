import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from aliansi.evaluate import CAN_FORK
from aliansi.tables import MOST_ROWS, Table, read_results
from aliansi.wording import LANGUAGES, WORDING
from served import NQUADS, Site

VOID = {"meta", "link", "input", "br"}


class Outline(HTMLParser):
    """Reads a page and fails where elements do not nest."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.links += [value for key, value in attrs if key in ("href", "action") and value]
        self.ids += [values["id"] or ""] if "id" in values else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_the_first_page_says_what_is_here(site: Site) -> None:
    page = site.get("/").text
    assert '<html lang="en">' in page
    assert "Members of an alliance</a>" in page
    assert "Which states belong to the alliance?" in page
    numbers = dict(re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", page))
    assert numbers == {"facts": "1", "passages quoted": "1", "inferred triples": "2", "triples in all": "9"}
    assert "http://site.test/sparql" in page


def test_pages_are_in_the_language_that_is_asked_for_or_liked(site: Site) -> None:
    for page in (site.get("/?lang=id").text, site.get("/", headers={"Accept-Language": "id-ID,en;q=0.5"}).text):
        assert '<html lang="id">' in page
        assert "Anggota suatu aliansi</a>" in page
        assert "Unduhan" in page
        assert 'hreflang="en">English</a>' in page
        assert "Downloads" not in page
    assert '<html lang="en">' in site.get("/?lang=xx").text
    assert '<html lang="en">' in site.get("/?lang=en", headers={"Accept-Language": "id"}).text


@pytest.mark.parametrize("start", ["/?lang=en", "/?lang=id"])
def test_every_link_of_the_site_leads_somewhere(site: Site, start: str) -> None:
    seen, todo = set[str](), [start]
    while todo:
        url = todo.pop()
        if url in seen or not url.startswith("/") or "endless" in url:
            continue
        seen.add(url)
        response = site.get(url)
        assert response.status_code == 200, url
        if "text/html" in response.headers["content-type"]:
            outline = Outline(response.text)
            assert len(outline.ids) == len(set(outline.ids))
            todo += outline.links
    assert {"/downloads/dataset.nq", "/downloads/alliance.ttl", "/static/style.css"} <= seen


def test_a_question_shows_its_answer_and_its_query(site: Site) -> None:
    page = site.get("/questions/members").text
    assert '<td lang="en"><a href="https://w3id.org/aliansi/id/armenia" rel="noreferrer">Armenia</a></td>' in page
    assert "<td>as it is</td>" in page
    assert "VALUES ?alliance { id:csto }" in page
    assert "stateLabel</th>" not in page
    assert 'placeholder="id:csto"' in page
    assert "<p>Yes.</p>" in site.get("/questions/any").text
    assert "<p>Ya.</p>" in site.get("/questions/any?lang=id").text


def test_a_value_changes_the_answer_on_the_page_and_in_the_files(site: Site) -> None:
    page = site.get("/questions/members?alliance=id:nato&lang=id").text
    assert "Jawabannya tidak memiliki baris." in page
    assert 'value="id:nato"' in page
    link = re.search(r'href="(/questions/members\.csv[^"]*)"', page)
    assert link
    assert site.get(link[1].replace("&amp;", "&")).text == "state,stateLabel,note\r\n"
    assert "as it is" in site.get("/questions/members?note=%20").text, "an empty field keeps the default"


def test_an_answer_is_taken_away_as_csv_and_json(site: Site) -> None:
    table = site.get("/questions/members.csv?note=mine")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert "https://w3id.org/aliansi/id/armenia,Armenia,mine\r\n" in table.text
    assert len(site.get("/questions/members.json").json()["results"]["bindings"]) == 2
    refused = site.get("/questions/members.csv?alliance=%22x%22")
    assert (refused.status_code, "wants an IRI" in refused.text) == (400, True)


@pytest.mark.parametrize(
    "note", ['" } ?s ?p ?o . { "', '\\" } #', "'''", "a } VALUES ?note { 1", "\n\r\t", "\\", "</code><script>"]
)
def test_a_value_cannot_become_part_of_the_query(site: Site, note: str) -> None:
    bindings = site.get("/questions/members.json", params={"note": f"x{note}"}).json()["results"]["bindings"]
    assert [row["note"]["value"] for row in bindings] == [f"x{note}"] * 2
    assert "<script>" not in site.get("/questions/members", params={"note": note}).text


@pytest.mark.parametrize("values", ["alliance=http://[", "alliance=%22x%22", "alliance=id:a%20.%20id:b", "nonsense=1"])
def test_a_value_that_is_none_is_told_on_the_page(site: Site, values: str) -> None:
    response = site.get(f"/questions/members?{values}")
    assert response.status_code == 400
    assert '<p class="problem" role="alert">' in response.text


def test_labels_and_addresses_do_no_harm(site: Site) -> None:
    page = site.get("/questions/members").text
    assert "<script>" not in page
    assert "&lt;script&gt;alert(&#39;Georgia&#39;)" in page
    assert 'href="javascript' not in site.get("/questions/subjects").text
    assert "<td>javascript:alert(1)</td>" in site.get("/questions/subjects").text


@pytest.mark.parametrize(
    "url", ["/nothing", "/questions/nothing", "/questions/members.exe", "/downloads/..%2fpyproject.toml", "/docs"]
)
def test_what_is_not_here_has_a_page_that_says_so(site: Site, url: str) -> None:
    response = site.get(url, headers={"Accept-Language": "id"})
    assert response.status_code == 404
    assert "Halaman ini tidak ada" in response.text
    Outline(response.text)


def test_a_dataset_that_is_served_as_it_is_has_no_questions(tmp_path: Path) -> None:
    site = Site(tmp_path, with_project=False)
    page = site.get("/").text
    assert "Questions" not in page
    assert "Downloads" not in page
    assert site.get("/downloads/dataset.nq").status_code == 404


def test_a_download_is_the_file(site: Site) -> None:
    response = site.get("/downloads/dataset.nq")
    assert response.headers["content-type"] == "application/n-quads"
    assert response.text == NQUADS


@pytest.mark.skipif(not CAN_FORK, reason="the limits hold in a forked process alone")
def test_an_answer_that_takes_too_long_leaves_the_question_on_the_page(tmp_path: Path) -> None:
    response = Site(tmp_path, seconds=0.5).get("/questions/endless")
    assert response.status_code == 504
    assert "took longer than 0.5 seconds" in response.text


def test_nothing_is_loaded_from_elsewhere(site: Site) -> None:
    for url in ("/", "/sparql", "/static/style.css", "/nothing"):
        headers = site.get(url).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_a_long_table_says_how_long_it_is() -> None:
    rows = ",".join('{"x":{"type":"literal","value":"1"}}' for _ in range(MOST_ROWS + 5))
    table = read_results(f'{{"head":{{"vars":["x"]}},"results":{{"bindings":[{rows}]}}}}'.encode())
    assert isinstance(table, Table)
    assert (len(table.rows), table.total) == (MOST_ROWS, MOST_ROWS + 5)


def test_every_sentence_is_in_every_language_and_in_use() -> None:
    folder = Path(__file__).parents[1] / "src" / "aliansi"
    used = "".join(file.read_text(encoding="utf-8") for file in [*folder.glob("templates/*.html"), folder / "pages.py"])
    for key, sentence in WORDING.items():
        assert set(sentence) == set(LANGUAGES)
        assert f"'{key}'" in used or f'"{key}"' in used, key
