"""The query page in Chromium: everything that a person does there works, without requests to other hosts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from aliansi.pages.static_files import has_editor

pytest.importorskip("playwright", reason="the package playwright is not installed")

from playwright.sync_api import Browser, expect

from tests.pages.support.browsing import CHROMIUM, OF_COLOURS, OF_WIDTH, Looker
from tests.server.support.processes import Server
from tests.support import slow

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)"),
    pytest.mark.skipif(not has_editor(), reason="the editor is not built (python hatch_build.py)"),
]
SPELLS = """\
SELECT ?alliance ?start ?end (COUNT(?spell) AS ?spells) {
  ?spell al:member ?state ; al:alliance ?alliance ; al:start ?start
  OPTIONAL { ?spell al:end ?end }
} GROUP BY ?alliance ?start ?end ORDER BY ?alliance ?start
"""
BROKEN = "SELECT * {\n  ?s ?p ?o .\n  FILTER(?o = \n}"
PATIENCE = 120_000
"""Milliseconds; long, because the tests are not about speed."""
FOCUSED = "document.activeElement"


class Asker:
    """Browser window with the query page."""

    def __init__(self, looker: Looker) -> None:
        self.looker, self.page = looker, looker.page
        self.page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)

    def open(self, **given: str) -> None:
        """Open the page at an address, and wait for the editor and a result, if any."""
        self.page.goto(f"{self.looker.base}query?{urlencode(given)}")
        expect(self.page.locator(".active .CodeMirror")).to_be_visible()
        if given.keys() & {"query", "question"}:
            expect(self.page.locator(".active .yasr_results > *").first).to_be_visible()

    def type(self, text: str) -> None:
        """Replace the text of the editor."""
        self.page.locator(".active .yasqe .CodeMirror-line").first.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(text)

    @property
    def text(self) -> str:
        """The text of the editor."""
        return str(self.page.evaluate("document.querySelector('.active .yasqe .CodeMirror').CodeMirror.getValue()"))

    def in_address(self) -> dict[str, str]:
        """The query in the address of the page."""
        return {key: values[0] for key, values in parse_qs(urlsplit(self.page.url).query).items()}


@pytest.fixture
def asker(server: Server, browser: Browser) -> Iterator[Asker]:
    looker = Looker.of(browser, server.base, 1440)
    yield Asker(looker)
    elsewhere, complaints = looker.elsewhere, looker.complaints
    looker.close()
    assert elsewhere == []
    assert [each for each in complaints if "400 (Bad Request)" not in each] == []


def test_a_question_is_answered_with_labels_that_lead_to_pages(asker: Asker) -> None:
    asker.open(question="members-at-date", lang="id")
    row = asker.page.locator(".rows tbody tr").first
    link = row.locator("a").first
    expect(link).to_have_text("Armenia")
    assert link.get_attribute("href") == "/id/armenia?lang=id"
    assert "Keanggotaan" in row.locator("a").last.inner_text()
    assert asker.page.locator(".tab").first.inner_text().startswith("Anggota")
    assert asker.page.locator(".yasr_response_chip").inner_text().startswith("18 baris")
    asker.page.locator(".iris input").check()
    expect(row.locator("a").first).to_have_text("https://w3id.org/aliansi/id/armenia")
    link.click()
    assert urlsplit(asker.page.url).path == "/id/armenia"


def test_a_column_sorts_by_what_is_read(asker: Asker) -> None:
    asker.open(query="SELECT ?n ?s { VALUES (?n ?s) { (9 id:nato) (10 id:csto) (1 id:armenia) } }")
    head = asker.page.locator(".rows thead button").first
    cells = asker.page.locator(".rows tbody td:first-child")
    for direction, wanted in (("ascending", ["1", "9", "10"]), ("descending", ["10", "9", "1"])):
        head.press("Enter")
        expect(asker.page.locator(f"th[aria-sort={direction}]")).to_have_count(1)
        assert cells.all_inner_texts() == wanted


def test_what_it_completes_are_our_terms_by_name_and_by_label(asker: Asker) -> None:
    asker.open(lang="en")
    asker.type("SELECT * { ?s al:mem")
    hints = asker.page.locator(".CodeMirror-hint")
    expect(hints.first).to_contain_text("al:member member · property")
    asker.page.keyboard.press("ArrowDown")
    asker.page.keyboard.press("Enter")
    assert asker.text == "SELECT * { ?s al:memberOf"
    asker.type("SELECT * { ?s ?p uzbekis")
    asker.page.keyboard.press("Control+Space")
    expect(hints.first).to_contain_text("id:uzbekistan Uzbekistan")
    asker.page.keyboard.press("Enter")
    assert asker.text == "SELECT * { ?s ?p id:uzbekistan"


def test_keys_pressed_while_completions_are_renewed_act_on_the_new_list(asker: Asker) -> None:
    asker.open(lang="en")
    asker.type("SELECT * { ?s al:me")
    expect(asker.page.locator(".CodeMirror-hint").first).to_contain_text("al:member member · property")
    asker.page.evaluate(
        """() => {
          const editor = document.querySelector('.active .yasqe .CodeMirror').CodeMirror;
          editor.replaceSelection('m');
          for (const [key, keyCode] of [['ArrowDown', 40], ['Enter', 13]]) {
            editor.getInputField().dispatchEvent(new KeyboardEvent('keydown', {key, keyCode, bubbles: true}));
          }
        }"""
    )
    expect(asker.page.locator(".CodeMirror-hint")).to_have_count(0)
    assert asker.text == "SELECT * { ?s al:memberOf"


def test_the_prefixes_of_the_project_hold_without_being_declared(asker: Asker) -> None:
    asker.open(query="SELECT * { id:csto al:memberOf ?o }")
    assert asker.page.locator(".active .error-sign").count() == 0
    asker.open(query="SELECT * { nobody:csto al:memberOf ?o }")
    assert asker.page.locator(".active .error-sign").count() == 1


def test_an_error_is_marked_at_its_line_until_it_is_mended(asker: Asker) -> None:
    asker.open(query=BROKEN)
    expect(asker.page.locator(".active .problem")).to_contain_text("line 4, column 1")
    expect(asker.page.locator(".active .error-line")).to_have_count(1)
    signs = "[...document.querySelectorAll('.active .yasqe .CodeMirror-gutter-wrapper')].map(e => e.innerText)"
    assert [sorted(text.split()) for text in asker.page.evaluate(signs)][3] == ["!", "4"]
    asker.page.get_by_role("button", name="Go to line 4").click()
    assert asker.page.evaluate(f"{FOCUSED}.tagName") == "TEXTAREA"
    asker.page.keyboard.press("Home")
    asker.page.keyboard.type("1) ")
    expect(asker.page.locator(".active .error-line")).to_have_count(0)
    asker.page.keyboard.press("Control+Enter")
    expect(asker.page.locator(".active .problem")).to_have_count(0)


@pytest.mark.parametrize(
    ("view", "control", "value", "drawn"),
    [
        ("chart", 0, "scatter", ".chart circle"),
        ("chart", 1, "end", ".chart rect"),
        ("timeline", 2, "", ".along-time rect"),
    ],
)
def test_its_address_keeps_query_view_and_settings(
    asker: Asker, view: str, control: int, value: str, drawn: str, browser: Browser
) -> None:
    asker.open(query=SPELLS)
    asker.page.locator(f".select_{view}").click()
    asker.page.locator(".controls select").nth(control).select_option(value)
    expect(asker.page.locator(drawn).first).to_be_visible()
    number, address = asker.page.locator(drawn).count(), asker.page.url
    said = asker.in_address()
    assert (said["query"], said["view"]) == (SPELLS, view)
    assert value in json.loads(said["settings"]).values()
    assert asker.page.locator(".active .query-tools a").first.evaluate("link => link.href") == address

    other = Looker.of(browser, asker.looker.base, 1440)
    other.page.goto(address)
    expect(other.page.locator(drawn)).to_have_count(number)
    assert other.page.locator(".controls select").nth(control).input_value() == value
    assert other.page.url == address
    other.close()


def test_rows_are_counted_where_an_answer_has_no_numbers(asker: Asker) -> None:
    asker.open(question="members-at-date", view="chart")
    expect(asker.page.locator(".chart rect").first).to_be_visible()
    chosen = asker.page.locator(".controls select")
    assert [chosen.nth(place).input_value() for place in range(3)] == ["bar", "certainty", "#"]
    titles = asker.page.locator(".chart title").all_text_contents()
    assert titles == ["certain: 12", "possible: 3", "begun, no end stated: 3"]
    chosen.nth(1).select_option("state")
    expect(asker.page.locator(".chart title").first).to_contain_text(": 2")


def test_uncertain_and_open_spells_are_drawn_as_such(asker: Asker) -> None:
    asker.open(query=SPELLS, view="timeline")
    expect(asker.page.locator(".along-time .uncertain").first).to_be_visible()
    assert asker.page.locator(".along-time .sure").count() > 0
    assert asker.page.locator(".along-time text", has_text="→").count() > 0
    titles = asker.page.locator(".along-time title").all_text_contents()
    assert any("[..1999]" in title for title in titles)


def test_states_are_drawn_on_a_map_and_the_others_are_named(asker: Asker) -> None:
    asker.open(query="SELECT ?state ?alliance { ?state al:memberOf ?alliance }", view="map")
    expect(asker.page.locator(".on-map .shown").first).to_be_visible()
    assert asker.page.locator(".controls select").input_value() == "state"
    titles = asker.page.locator(".on-map title").all_text_contents()
    assert any(title.startswith("Armenia (") for title in titles)
    assert len(titles) > 20
    said = asker.page.locator(".active .yasr_results").inner_text()
    assert "Today's borders" in said
    assert "Soviet Union" in said
    asker.page.locator(".controls select").select_option("alliance")
    expect(asker.page.locator(".active .yasr_results")).to_contain_text("Nothing in this column has a present-day")
    assert json.loads(asker.in_address()["settings"]) == {"column": "alliance"}


def test_answers_of_every_kind_are_shown_and_can_be_taken_away(asker: Asker) -> None:
    asker.open(query="ASK { id:armenia al:memberOf id:csto }")
    expect(asker.page.locator(".active .yasr_results")).to_have_text("Yes.")
    asker.open(query="SELECT * { ?s al:memberOf id:nothing }")
    expect(asker.page.locator(".active .yasr_results")).to_have_text("The answer has no rows.")
    asker.open(query="CONSTRUCT { ?s al:memberOf ?o } WHERE { ?s al:memberOf ?o } LIMIT 3")
    expect(asker.page.locator(".active .rows tbody tr")).to_have_count(3)
    files = asker.page.locator(".active .files a")
    assert files.all_inner_texts() == ["TTL", "JSONLD", "RDF", "NT"]
    with asker.page.expect_download() as download:
        files.first.click()
    assert "al:memberOf" in Path(download.value.path()).read_text(encoding="utf-8")


def test_tabs_are_kept_in_the_browser_and_answers_are_not(asker: Asker) -> None:
    asker.open(query="SELECT ?a { BIND(1 AS ?a) }")
    asker.page.locator(".addTab").click()
    asker.type("ASK { ?s ?p 2 }")
    asker.page.keyboard.press("Control+Enter")
    asker.open()
    assert (asker.page.locator(".tab").count(), asker.text) == (2, "ASK { ?s ?p 2 }")
    assert asker.page.locator(".active .yasr_results > *").count() == 0
    kept = str(asker.page.evaluate("JSON.stringify(localStorage)"))
    assert "aliansi-query-1" in kept
    assert '"bindings"' not in kept
    asker.page.locator(".tab.active > a").press("Delete")
    expect(asker.page.locator(".tab")).to_have_count(1)


def ask(number: int) -> str:
    """Return the query whose only value is a number."""
    return f"SELECT ?n {{ BIND({number} AS ?n) }}"


@pytest.mark.slow
def test_back_shows_the_query_before(asker: Asker) -> None:
    page, cell = asker.page, asker.page.locator(".active .rows tbody td")

    def shows(number: int) -> None:
        expect(cell).to_have_text(f"{number}")
        assert asker.text == ask(number)
        assert asker.in_address()["query"] == ask(number)

    page.goto(f"{asker.looker.base}about")
    asker.open(query=ask(1))
    shows(1)
    for number in (2, 3, 3):
        asker.type(ask(number))
        page.keyboard.press("Control+Enter")
        shows(number)
    asker.type("unfinished")
    assert asker.in_address()["query"] == ask(3), "the address is that of the query that ran"
    page.go_back()
    shows(2)
    page.go_back()
    shows(1)
    page.go_forward()
    shows(2)
    page.locator(".select_raw").click()
    page.reload()
    expect(page.locator(".active .select_raw[aria-pressed=true]")).to_be_visible()
    page.locator(".active .select_table").click()
    shows(2)
    page.locator(".addTab").click()
    asker.type(ask(4))
    page.keyboard.press("Control+Enter")
    shows(4)
    page.go_back()
    shows(2)
    assert page.locator(".tab").count() == 2
    page.go_back()
    shows(1)
    page.go_back()
    assert urlsplit(page.url).path == "/about"


def test_permalinks_open_in_one_tab(asker: Asker) -> None:
    tabs = asker.page.locator(".tab")
    for number in (1, 2, 3):
        asker.open(query=ask(number))
        assert (tabs.count(), asker.text) == (1, ask(number))
    asker.open(question="members-at-date", lang="en")
    assert (tabs.count(), tabs.first.inner_text().strip()[:7]) == (1, "Members")
    asker.page.go_back()
    expect(asker.page.locator(".active .rows tbody td")).to_have_text("3")
    asker.type(ask(4))
    asker.page.keyboard.press("Control+Enter")
    expect(asker.page.locator(".active .rows tbody td")).to_have_text("4")
    for number in (5, 6):
        asker.open(query=ask(number))
        assert (tabs.count(), asker.text) == (2, ask(number)), "an edited query keeps its tab"
    kept = str(asker.page.evaluate("JSON.stringify(localStorage)"))
    assert (ask(4) in kept, ask(6) in kept, ask(5) in kept) == (True, True, False)


def test_the_keyboard_leaves_the_editor(asker: Asker) -> None:
    asker.open(lang="en")
    asker.page.locator(".active .yasqe .CodeMirror-line").first.click()
    asker.page.keyboard.press("Tab")
    assert asker.page.evaluate(f"{FOCUSED}.tagName") == "TEXTAREA", "Tab indents"
    assert "press Esc, then Tab" in asker.page.locator("#query-keys").inner_text()
    assert asker.page.evaluate(f"{FOCUSED}.getAttribute('aria-describedby')") == "query-keys"
    asker.page.keyboard.press("Escape")
    seen = []
    for _ in range(4):
        asker.page.keyboard.press("Tab")
        seen.append(asker.page.evaluate(f"{FOCUSED}.className || {FOCUSED}.textContent"))
    assert "run" in seen
    asker.page.locator(".active .yasqe .CodeMirror-line").first.click()
    asker.page.keyboard.press("Escape")
    asker.page.keyboard.press("Shift+Tab")
    assert asker.page.evaluate(f"{FOCUSED}.tagName") != "TEXTAREA"


@pytest.mark.parametrize(("width", "rules"), [(1440, None), (360, [*OF_WIDTH, *OF_COLOURS])], ids=["1440", "360"])
@pytest.mark.parametrize("view", slow.sample(("table", "chart", "timeline", "map", "raw", "error", "hints"), 1))
def test_every_view_is_for_every_reader(
    view: str, width: int, rules: list[str] | None, server: Server, browser: Browser
) -> None:
    looker = Looker.of(browser, server.base, width)
    asker = Asker(looker)
    if view == "error":
        asker.open(query=BROKEN)
    elif view == "hints":
        asker.open(query=BROKEN, lang="id")
        asker.type("SELECT * { ?s al:mem")
        expect(asker.page.locator(".CodeMirror-hint").first).to_be_visible()
    else:
        asker.open(query=SPELLS, view=view, lang="id")
        expect(asker.page.locator(f".select_{view}[aria-pressed=true]")).to_be_visible()
    looker.page.emulate_media(color_scheme="light")
    found = [f"{beyond} pixels beyond the window"] if (beyond := looker.beyond()) > 0 else []
    found += looker.problems(rules)
    found += looker.elsewhere + [each for each in looker.complaints if "400 (Bad Request)" not in each]
    looker.close()
    assert found == []


@pytest.mark.parametrize("width", [360, pytest.param(1440, marks=pytest.mark.slow)])
def test_it_works_without_script(width: int, server: Server, browser: Browser) -> None:
    looker = Looker.of(browser, server.base, width, scripts=False)
    page = looker.page
    page.goto(f"{server.base}query?lang=en")
    assert page.locator("#query-editor").is_hidden()
    page.get_by_label("Start from a question").select_option("members-at-date")
    page.get_by_role("button", name="Open").click()
    text = page.locator("#query-text")
    assert text.input_value().startswith("# title: Members of an alliance on a date")
    page.get_by_role("button", name="Run the query").click()
    assert page.get_by_role("link", name="Armenia").first.get_attribute("href") == "/id/armenia?lang=en"
    text.fill(BROKEN)
    page.get_by_role("button", name="Run the query").click()
    assert "line 4, column 1" in page.get_by_role("alert").inner_text()
    assert text.input_value().replace("\r", "") == BROKEN
    assert looker.elsewhere == []
    looker.close()
