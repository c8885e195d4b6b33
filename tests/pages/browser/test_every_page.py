"""Every page in Chromium: no request to another host, and accessible to every reader."""

from __future__ import annotations

import pytest

from aliansi.views.i18n import LANGUAGES
from tests.pages.support.browsing import CHROMIUM, OF_LANGUAGE, OF_WIDTH, Looker, kind_of, reachable
from tests.server.support.processes import Server
from tests.support import slow

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)")
if CHROMIUM:
    from playwright.sync_api import Browser

A4 = 680
"""Width of a sheet in CSS pixels, without margins of 1.5 cm."""
PRESSED = """() => [...document.querySelectorAll('input:not([type=hidden]), select, button, nav a')]
  .filter(e => e.checkVisibility()).map(e => 'to press: ' + e.outerHTML.slice(0, 120))"""


PARTS = 60
"""Upper limit of pages: each test takes one page, so that processes share the work."""


@pytest.fixture(scope="session")
def pages(server: Server) -> dict[str, list[str]]:
    # An editor is used in its own way: test_query_editor.py looks at the page that has one.
    found = {language: reachable(server, language) for language in LANGUAGES}
    dated = ("", "id/csto", "id/georgia", "timeline", "requests")
    return {
        language: [
            *(each for each in pages if "/query?" not in each),
            *(f"{server.base}{path}?on=1999-05&lang={language}" for path in dated),
            f"{server.base}?on=soon&lang={language}",
        ]
        for language, pages in found.items()
    }


def part_of(pages: list[str], number: int, parts: int = PARTS) -> list[str]:
    return pages[number::parts]


def test_there_are_pages_to_look_at(server: Server, pages: dict[str, list[str]]) -> None:
    for language, addresses in pages.items():
        paths = {address.removeprefix(server.base).partition("?")[0] for address in addresses}
        assert {"", "questions", "ontology", "explain", "timeline", "requests", "wikidata"} <= paths, language
        assert {kind_of(address) for address in addresses} >= {"id/…/", "id/…/article", "id/…/passage"}
        assert PARTS - 20 <= len(addresses) <= PARTS


@pytest.mark.parametrize("number", slow.sample(range(PARTS), 12))
def test_no_page_keeps_a_reader_out(number: int, server: Server, pages: dict[str, list[str]], browser: Browser) -> None:
    looker, found = Looker.of(browser, server.base, 1440), list[str]()
    for address in part_of(pages["en"], number):
        looker.page.goto(address)
        problems = looker.too_wide()
        looker.shorten()
        problems += looker.problems()
        found += [f"{address.removeprefix(server.base)}: {each}" for each in problems]
    found += looker.elsewhere + looker.complaints
    looker.close()
    assert found == []


@pytest.mark.parametrize("number", slow.sample(range(PARTS // 3), 1))
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_keeps_a_reader_out_where_it_is_narrow_or_translated(
    language: str, number: int, server: Server, pages: dict[str, list[str]], browser: Browser
) -> None:
    """With the rules that depend on width and language; all others give the same result as on the wide English page."""
    looker, found = Looker.of(browser, server.base, 360), list[str]()
    for address in part_of(pages[language], number, PARTS // 3):
        looker.page.goto(address)
        problems = looker.too_wide()
        looker.page.set_viewport_size({"width": 1440, "height": 900})
        problems += looker.too_wide()
        looker.page.set_viewport_size({"width": 360, "height": 900})
        looker.shorten()
        problems += looker.violations([*OF_WIDTH, *OF_LANGUAGE])
        found += [f"{address.removeprefix(server.base)}: {each}" for each in problems]
    found += looker.elsewhere + looker.complaints
    looker.close()
    assert found == []


@pytest.mark.parametrize("number", slow.sample(range(PARTS // 5), 1))
def test_nothing_is_cut_off_on_paper_and_nothing_is_there_to_press(
    number: int, server: Server, pages: dict[str, list[str]], browser: Browser
) -> None:
    looker, found = Looker.of(browser, server.base, A4), list[str]()
    looker.page.emulate_media(media="print", color_scheme="dark")
    for address in part_of(pages["en"], number, PARTS // 5):
        looker.page.goto(address)
        page = address.removeprefix(server.base)
        found += [f"{page}: {beyond} pixels beyond the sheet"] if (beyond := looker.beyond()) > 0 else []
        found += [f"{page}: {each}" for each in looker.page.evaluate(PRESSED)]
        assert looker.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)", page
    looker.close()
    assert found == []


@pytest.mark.parametrize("number", slow.sample(range(PARTS), 2))
def test_everything_is_reached_with_the_tab_key_and_seen_to_be(
    number: int, server: Server, pages: dict[str, list[str]], browser: Browser
) -> None:
    looker, found = Looker.of(browser, server.base, 1440), list[str]()
    for address in part_of(pages["en"], number):
        looker.page.goto(address)
        found += [f"{address.removeprefix(server.base)}: {each}" for each in looker.not_reached()]
    looker.close()
    assert found == []


@pytest.mark.parametrize("number", slow.sample(range(PARTS // 5), 1))
def test_pages_say_the_same_without_script(
    number: int, server: Server, pages: dict[str, list[str]], browser: Browser
) -> None:
    said: list[list[str]] = []
    for scripts in (True, False):
        looker = Looker.of(browser, server.base, 1440, scripts)
        said.append([])
        for address in part_of(pages["en"], number, PARTS // 5):
            looker.page.goto(address)
            said[-1].append(looker.page.locator("main").inner_text())
        looker.close()
    assert said[0] == said[1]
    assert all(said[0])
