import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from aliansi import namespaces
from aliansi.dataset.store import read
from aliansi.evaluation.workers.sandbox import CAN_FORK
from aliansi.namespaces import MAX_CACHED_LENGTH, PREFIXES
from aliansi.views import urls
from aliansi.views.i18n import section, sentences
from aliansi.views.known_things import KnownThings, read_known_things
from aliansi.views.labels import Label
from aliansi.views.result_table import MAX_ROWS, ResultTable, heading, read_results
from tests.pages.support.outline import Outline
from tests.server.support.served import MEMBERS, Site, make_project

MORE = """
id:fact rdfs:label "a fact"@en , "sebuah fakta"@id ; al:statement "It is so."@en , "Begitulah."@id .
id:told al:statedIn id:passage ; rdfs:label "told"@en ; al:date "[..1999]" .
id:cited dcterms:source id:book ; rdfs:label "cited"@en .
id:passage oa:hasSource id:text .
id:csto a al:Alliance ; rdfs:label "CSTO"@en , "OPKK"@id .
id:nato a al:Alliance ; rdfs:label "NATO"@en .
id:armenia a al:State .
"""
NODES = """\
SELECT ?node ?nodeLabel ?classLabel ?statement ?firstDate ?quotation {
  VALUES ?node { id:csto id:fact id:told id:cited id:text al:memberOf }
  OPTIONAL { ?node rdfs:label ?nodeLabel FILTER(LANG(?nodeLabel) = "en") }
  OPTIONAL { ?node rdfs:label ?classLabel FILTER(LANG(?classLabel) = "en") }
  OPTIONAL { ?node al:statement ?statement FILTER(LANG(?statement) = "en") }
  OPTIONAL { ?node al:date ?firstDate }
  BIND("satu | dua" AS ?quotation)
}
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture
def linked(site: Site, tmp_path: Path) -> Site:
    """Site with more things, and with the questions that things link to."""
    folder = tmp_path / "linked"
    project = make_project(folder)
    questions = project.root / "queries" / "questions"
    header = MEMBERS.partition("# param")[0]
    (questions / "nodes.rq").write_text(header.replace("membership", "former member") + NODES, encoding="utf-8")
    about = {
        "words-of-a-fact": "fact",
        "sources-of-a-fact": "fact",
        "facts-about": "thing",
        "passages-in-order": "source",
    }
    for name, parameter in about.items():
        query = f"SELECT ?fact {{ VALUES ?{parameter} {{ id:fact }} ?fact ?p ?{parameter} }}"
        text = f"{header}# param {parameter}: a thing | sesuatu\n{query}\n"
        (questions / f"{name}.rq").write_text(text, encoding="utf-8")
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    file = folder / "more.trig"
    file.write_text(f"{prefixes}graph:things {{ {MORE} }}", encoding="utf-8")
    site.serve(read(file), project)
    return site


def test_the_first_page_says_what_is_here(site: Site) -> None:
    page = site.get("/").text
    assert '<html lang="en">' in page
    assert "Members of an alliance</a>" in page
    assert "Which states belong to the alliance?" in page
    numbers = dict(re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", page))
    assert numbers == {"facts": "1", "passages quoted": "1", "inferred triples": "2", "triples in total": "9"}
    assert "http://site.test/sparql" in page


def test_pages_are_in_the_language_that_is_asked_for_or_liked(site: Site) -> None:
    for page in (site.get("/?lang=id").text, site.get("/", headers={"Accept-Language": "id-ID,en;q=0.5"}).text):
        assert '<html lang="id">' in page
        assert "Anggota suatu aliansi</a>" in page
        assert "Unduhan" in page
        assert 'hreflang="en">English</a>' in page
        assert "Downloads" not in page
    for wanted in ("id-ID", "in", "IN-id", "id_ID"):
        assert '<html lang="id">' in site.get("/", params={"lang": wanted}, headers={"Accept-Language": "en"}).text
    assert '<html lang="en">' in site.get("/?lang=xx").text
    assert '<html lang="en">' in site.get("/?lang=en", headers={"Accept-Language": "id"}).text


@pytest.mark.parametrize("start", ["/?lang=en", "/?lang=id"])
def test_every_link_of_the_site_leads_somewhere(linked: Site, start: str) -> None:
    seen, todo = set[str](), [start]
    while todo:
        url = todo.pop()
        if url in seen or not url.startswith("/") or "endless" in url or url.startswith("/explain"):
            continue  # this small dataset says of triples that they follow, but not from what
        seen.add(url)
        response = linked.get(url)
        assert response.status_code == 200, url
        if "text/html" in response.headers["content-type"]:
            outline = Outline(response.text)
            assert len(outline.ids) == len(set(outline.ids))
            todo += outline.links
    assert {"/downloads/dataset.nq", "/downloads/alliance.ttl", "/static/style.css", f"/questions?{start[2:]}"} <= seen


def test_a_question_shows_its_answer_and_its_query(site: Site) -> None:
    page = site.get("/questions/members").text
    armenia = '<a href="/id/armenia?lang=en" rel="noreferrer">Armenia</a>'
    assert f'<td data-label="state" lang="en" dir="auto">{armenia}</td>' in page
    assert '<td data-label="note" class="long" dir="auto">as it is</td>' in page
    assert "VALUES ?alliance { id:csto }" in page
    assert "stateLabel</th>" not in page
    assert 'value="id:csto" placeholder="id:csto"' in page
    assert "<p>Yes.</p>" in site.get("/questions/any").text
    assert "<p>Ya.</p>" in site.get("/questions/any?lang=id").text


def test_a_value_changes_the_answer_on_the_page_and_in_the_files(site: Site) -> None:
    page = site.get("/questions/members?alliance=id:fact&lang=id").text
    assert "Jawabannya tidak memiliki baris." in page
    assert 'value="id:fact"' in page
    link = re.search(r'href="(/questions/members\.csv[^"]*)"', page)
    assert link
    assert site.get(link[1].replace("&amp;", "&")).text.startswith("state,stateLabel,note,row.")
    assert "as it is" in site.get("/questions/members?note=%20").text, "an empty field keeps the default"


def test_an_answer_is_taken_away_as_csv_and_json(site: Site) -> None:
    table = site.get("/questions/members.csv?note=mine")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert "https://w3id.org/aliansi/id/armenia,Armenia,mine,,,\r\n" in table.text, "no proof says what it rests on"
    assert len(site.get("/questions/members.json").json()["results"]["bindings"]) == 2
    refused = site.get("/questions/members.csv?alliance=%22x%22")
    assert (refused.status_code, "must be an IRI" in refused.text) == (400, True)


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
    assert '<p class="problem" role="alert"' in response.text


def test_labels_and_addresses_do_no_harm(site: Site) -> None:
    page = site.get("/questions/members").text
    assert "<script>" not in page
    assert "&lt;script&gt;alert(&#39;Georgia&#39;)" in page
    assert 'href="javascript' not in site.get("/questions/subjects").text
    assert '<td data-label="o" dir="auto">javascript:alert(1)</td>' in site.get("/questions/subjects").text


@pytest.mark.parametrize(
    "url", ["/nothing", "/questions/nothing", "/questions/members.exe", "/downloads/..%2fpyproject.toml", "/docs"]
)
def test_what_is_not_here_has_a_page_that_says_so(site: Site, url: str) -> None:
    response = site.get(url, headers={"Accept-Language": "id", "Accept": "text/html"})
    assert response.status_code == 404
    assert "Halaman tidak ditemukan" in response.text
    Outline(response.text)


def test_a_dataset_that_is_served_as_it_is_has_no_questions(tmp_path: Path) -> None:
    site = Site(tmp_path, with_project=False)
    page = site.get("/").text
    assert "Questions" not in page
    assert "Downloads" not in page
    assert site.get("/downloads/dataset.nq").status_code == 404


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
    rows = ",".join('{"x":{"type":"literal","value":"1"}}' for _ in range(MAX_ROWS + 5))
    table = read_results(f'{{"head":{{"vars":["x"]}},"results":{{"bindings":[{rows}]}}}}'.encode())
    assert isinstance(table, ResultTable)
    assert (len(table.rows), table.total) == (MAX_ROWS, MAX_ROWS + 5)


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("fact", "facts-about?thing"),
        ("told", "words-of-a-fact?fact"),
        ("cited", "sources-of-a-fact?fact"),
        ("text", "passages-in-order?source"),
        ("csto", "facts-about?thing"),
    ],
)
def test_a_thing_leads_to_its_page_and_on_to_the_question_about_it(linked: Site, name: str, page: str) -> None:
    assert f'href="/id/{name}?lang=id"' in linked.get("/questions/nodes?lang=id").text
    address = f"/questions/{page}=id%3A{name}&lang=id"
    assert f'href="{address.replace("&", "&amp;")}"' in linked.get(f"/id/{name}?lang=id").text
    assert linked.get(address).status_code == 200


def test_a_term_that_is_not_defined_here_and_a_thing_without_a_question_lead_nowhere(
    linked: Site, tmp_path: Path
) -> None:
    assert 'href="https://w3id.org/aliansi/ontology#memberOf"' in linked.get("/questions/nodes").text
    page = Site(tmp_path / "plain").get("/id/armenia")
    assert (page.status_code, "/questions/" in page.text) == (200, False)


def test_a_name_of_nothing_is_told(linked: Site) -> None:
    response = linked.get("/id/csot", headers={"Accept": "text/html"})
    assert (response.status_code, "Unknown name: id:csot." in response.text) == (404, True)
    for value in ("id:csot", "https://w3id.org/aliansi/id/csot", "<https://w3id.org/aliansi/id/csot>"):
        page = linked.get("/questions/members?lang=id", params={"alliance": value, "lang": "id"}).text
        assert "Nama tidak dikenal: id:csot." in page
    assert "Unknown name:" not in linked.get("/questions/members?alliance=id:nato&note=id:x").text


def test_a_bare_word_is_told_how_it_is_written(linked: Site) -> None:
    response = linked.get("/questions/members?alliance=nato")
    assert (response.status_code, "; write id:nato</p>" in response.text) == (400, True)
    assert "write" not in linked.get("/questions/members.csv?alliance=two%20words").text


def test_a_form_holds_the_current_values_and_offers_others(linked: Site) -> None:
    page = linked.get("/questions/members?alliance=https://w3id.org/aliansi/id/nato&lang=id").text
    assert 'name="note" value="as it is"' in page
    options = [("id:nato", " selected", "NATO"), ("id:csto", "", "OPKK")]
    assert re.findall(r'<option value="([^"]+)"( selected)?>([^<]*)</option>', page) == options
    assert '<select id="value-alliance" name="alliance">' in page
    assert "options-note" not in page
    Outline(page)


def test_a_value_that_is_in_no_list_stays_in_its_field(linked: Site) -> None:
    page = linked.get("/questions/members?alliance=id:nobody&lang=en").text
    assert 'name="alliance" value="id:nobody"' in page
    assert 'list="options-alliance"' in page
    assert '<option value="id:csto">' in page


def test_facts_are_offered_where_a_fact_is_wanted() -> None:
    known = KnownThings(stated=frozenset({"a", "b"}), classes={"a": frozenset({"x"}), "c": frozenset({"x"})})
    assert known.peers("a", "en") == (("a", ""), ("b", ""))
    assert [name for name, _ in known.peers("c", "en")] == ["a", "c"]


def test_labels_and_statements_are_in_the_language_of_the_page(linked: Site) -> None:
    indonesian, english = linked.get("/questions/nodes?lang=id").text, linked.get("/questions/nodes?lang=en").text
    for words in (
        "OPKK</a>",
        'lang="id" dir="auto">OPKK</td>',
        "sebuah fakta",
        "Begitulah.",
        'lang="en" dir="auto">told</td>',
    ):
        assert words in indonesian
    for words in ("CSTO</a>", 'lang="en" dir="auto">CSTO</td>', "a fact", "It is so."):
        assert words in english


def test_words_that_mean_several_things_are_translated_by_what_is_called_so(tmp_path: Path) -> None:
    file = tmp_path / "words.ttl"
    lines = (
        "id:a rdfs:label 'x'@en , 'y'@id .",
        "id:b rdfs:label 'x'@en , 'z'@id .",
        "id:c rdfs:label 'u'@en , 'v'@id .",
    )
    prefixes = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in ("id", "rdfs"))
    file.write_text(prefixes + "\n".join(lines), encoding="utf-8")
    known, x = read_known_things(read(file)), ox.Literal("x", language="en")
    assert known.translate(x, "id") == Label("x", "en")
    assert known.translate(x, "id", f"{PREFIXES['id']}b") == Label("z", "id")
    assert known.translate(ox.Literal("u", language="en"), "id") == Label("v", "id")
    assert known.translate(ox.Literal("u"), "id") == Label("u", None)


def test_quotations_and_dates_are_laid_out_and_explained(linked: Site) -> None:
    page = linked.get("/questions/nodes").text
    lines = '<div class="line" dir="auto">satu</div><div class="line" dir="auto">dua</div>'
    assert f'<td data-label="quotation" class="long" lang="" dir="auto">{lines}</td>' in page  # words of no source
    assert '<td data-label="first date" class="date" dir="auto">[..1999]</td>' in page
    assert "[..1999] means by 1999" in page
    assert "[..1999] means by 1999" not in linked.get("/questions/members").text
    assert "paling lambat 1999" in linked.get("/questions/nodes?lang=id").text


def test_heads_are_in_words() -> None:
    assert [heading(name) for name in ("requesterLabel", "yearsAtMost", "x", "Label")] == [
        "requester", "years at most", "x", "label"
    ]  # fmt: skip
    folder = Path(__file__).parents[2] / "queries" / "questions"
    heads = {heading(name) for file in folder.glob("*.csv") for name in file.read_text("utf-8").split()[0].split(",")}
    assert heads - section("terms", "id").keys() == set()


def test_questions_are_listed_in_groups(linked: Site) -> None:
    for url in ("/?lang=id", "/questions?lang=id"):
        page = linked.get(url).text
        assert '<a href="#about-former-member">mantan anggota</a>' in page
        assert page.index('<h3 id="about-membership">') < page.index('<h3 id="about-former-member">')
        Outline(page)
    assert "Membership" not in linked.get("/questions?lang=id").text


@pytest.mark.parametrize(
    "update", ["INSERT DATA { <urn:a> <urn:b> 1 }", "# a\nPREFIX a: <urn:a>\nbase <urn:b> delete where { ?s ?p ?o }"]
)
def test_an_update_sent_as_a_query_is_told_that_nothing_is_written(site: Site, update: str) -> None:
    response = site.query(update)
    assert (response.status_code, "this endpoint is read-only" in response.text) == (400, True)
    assert "read-only" not in site.query("SELECT ?insert { insert }").text


def test_every_sentence_is_in_use() -> None:
    folder = Path(__file__).parents[2] / "src" / "aliansi"
    files = [*folder.glob("pages/templates/*"), *(file for file in folder.rglob("*.py") if file.stem != "i18n")]
    used = "".join(file.read_text(encoding="utf-8") for file in files)
    for key in sentences("en"):
        assert f"'{key}'" in used or f'"{key}"' in used, key


def test_what_is_kept_for_links_and_names_has_a_bound() -> None:
    for keep, function in ((urls._known, urls._quoted), (namespaces._shorten_cached, namespaces.shorten)):
        before = keep.cache_info().currsize
        for length in (MAX_CACHED_LENGTH + 1, 100_000):
            assert "x" * length in function(f"/{'x' * length}")
        assert keep.cache_info().currsize == before
        assert keep.cache_info().maxsize
