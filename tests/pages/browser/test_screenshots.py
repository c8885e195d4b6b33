"""The screenshots in docs/ are up to date; ``make screenshots`` renews them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest

from aliansi.pages.static_files import has_editor
from tests.pages.support.browsing import CHROMIUM
from tests.server.support.processes import Server

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)")
if CHROMIUM:
    from playwright.sync_api import Browser, Page

    from tests.pages.support.pictures import MOST, SIZE, committed, difference, picture_of

FOLDER: Final = Path(__file__).parents[3] / "docs" / "screenshots"
PAGES: Final = {
    "home": "?lang=en",
    "thing": "id/uzbekistan?lang=en",
    "timeline": "timeline?lang=en",
    "query": "query?lang=en&query="
    "SELECT+%3Fstate+%3FstateLabel+WHERE+%7B%0A++%3Fstate+al%3AmemberOf+id%3Acsto+%3B+rdfs%3Alabel+%3FstateLabel%0A++FILTER%28LANG%28%3FstateLabel%29+%3D+%22en%22%29%0A%7D+ORDER+BY+%3FstateLabel",
}
LARGEST: Final = 150_000
MAKING: Final = os.environ.get("ALIANSI_SCREENSHOTS") == "1"


def opened(browser: Browser, server: Server, name: str) -> Page:
    """Open a page as in docs/, with the editor if it has one."""
    page = browser.new_page(viewport=SIZE, color_scheme="light", locale="en-GB")
    page.set_default_timeout(120_000)
    page.goto(f"{server.base}{PAGES[name]}", wait_until="networkidle")
    if name == "query":
        page.locator(".yasr table").first.wait_for()
        page.evaluate("document.querySelector('#query-editor').scrollIntoView()")
    return page


@pytest.mark.parametrize("name", PAGES)
def test_a_picture_in_the_documentation_shows_the_page_as_it_is(name: str, server: Server, browser: Browser) -> None:
    if name == "query" and not has_editor():
        pytest.skip("the editor is not built")
    page = opened(browser, server, name)
    now = picture_of(page)
    file = FOLDER / f"{name}.png"
    if MAKING:
        FOLDER.mkdir(parents=True, exist_ok=True)
        file.write_bytes(now)
    assert file.stat().st_size < LARGEST
    share = difference(browser, file.read_bytes(), now)
    assert share <= MOST, f"{name} looks otherwise in {share:.0%} of it: make screenshots, and look at it"
    page.close()


def test_a_page_that_has_changed_is_seen_to(server: Server, browser: Browser) -> None:
    page = opened(browser, server, "home")
    before = picture_of(page)
    assert difference(browser, before, before) == 0
    page.evaluate("document.querySelector('h1').before(document.createElement('hr'))")
    page.evaluate("document.querySelector('hr').style.blockSize = '60px'")
    assert difference(browser, before, picture_of(page)) > MOST
    page.reload()
    page.evaluate("document.querySelector('header').remove()")
    assert difference(browser, before, picture_of(page)) > MOST
    page.close()


def test_letters_of_another_size_by_a_hair_are_the_same_page(server: Server, browser: Browser) -> None:
    page = opened(browser, server, "timeline")
    before = picture_of(page)
    page.evaluate("document.body.style.letterSpacing = '0.1px'")
    assert difference(browser, before, picture_of(page)) <= MOST
    page.close()


def test_every_picture_is_of_a_page_and_in_the_documentation() -> None:
    assert committed(FOLDER).keys() == PAGES.keys()
    text = (FOLDER.parent / "pages.md").read_text(encoding="utf-8")
    assert all(f"](screenshots/{name}.png)" in text for name in PAGES)
