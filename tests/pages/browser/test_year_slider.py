"""The year slider in Chromium: by keyboard, with links, and without script."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from aliansi.views.i18n import LANGUAGES
from tests.pages.support.browsing import CHROMIUM, OF_COLOURS, OF_LANGUAGE, OF_WIDTH, Looker
from tests.server.support.processes import Server

pytest.importorskip("playwright", reason="the package playwright is not installed")

from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)")
PATIENCE = 120_000
"""Milliseconds; long, because the tests are not about speed."""
PAGES = ("network?on=1999-05", "map?on=1968", "map?on=1999-05&alliance=id:csto")


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def looker(request: pytest.FixtureRequest, server: Server, browser: Browser) -> Iterator[Looker]:
    looker = Looker.of(browser, server.base, 1440, scripts=request.param)
    looker.page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield looker
    elsewhere, complaints = looker.elsewhere, looker.complaints
    looker.close()
    assert (elsewhere, complaints) == ([], [])


def asked(looker: Looker) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(looker.page.url).query).items()}


def has_script(looker: Looker) -> bool:
    return looker.page.locator("form.is-live").count() == 1


@pytest.mark.parametrize("path", ["network", "map"])
def test_the_slider_goes_through_the_years_with_the_keyboard(path: str, looker: Looker) -> None:
    page = looker.page
    page.goto(f"{looker.base}{path}?on=1954&lang=en")
    heading, slider = page.locator("#at-date h2").first, page.locator("#year")
    expect(heading).to_have_text("1954")
    assert "Warsaw Pact" not in page.locator("#at-date").inner_text()
    slider.focus()
    page.keyboard.press("ArrowRight")
    if not has_script(looker):
        page.get_by_role("button", name="Show").last.press("Enter")
    expect(heading).to_have_text("1955")
    expect(page.locator("#at-date")).to_contain_text("Warsaw Pact")
    expect(page.locator(".on strong")).to_have_text("As of 1955")
    expect(page.locator("#year-shown")).to_have_text("1955")
    assert (asked(looker)["on"], asked(looker)["lang"]) == ("1955", "en")
    if has_script(looker):
        assert page.evaluate("document.activeElement.id") == "year", "the slider keeps the focus"
        page.keyboard.press("Home")
        expect(heading).to_have_text("1949")
        page.keyboard.press("End")
        expect(heading).to_have_text("2025")
        assert page.locator("nav a[hreflang=id]").first.get_attribute("href") == f"/{path}?on=2025&lang=id"


def test_links_lead_to_the_years_beside_and_pages_keep_the_year(looker: Looker) -> None:
    page = looker.page
    page.goto(f"{looker.base}network?on=1999-05&lang=id")
    page.locator("#steps a[rel=next]").press("Enter")
    expect(page.locator("#at-date h2").first).to_have_text("2000")
    page.locator("#steps a[rel=prev]").press("Enter")
    expect(page.locator("#at-date h2").first).to_have_text("1999")
    page.locator("svg a", has_text="NATO").first.press("Enter")
    expect(page.locator("h1")).to_have_text("NATO")
    assert asked(looker) == {"on": "1999", "lang": "id"}
    expect(page.locator(".on strong")).to_have_text("Per 1999")
    page.locator(".on a").press("Enter")
    expect(page.locator(".on strong")).to_have_count(0)
    assert asked(looker) == {"lang": "id"}


def test_an_alliance_is_chosen_for_the_map(looker: Looker) -> None:
    page = looker.page
    page.goto(f"{looker.base}map?on=1970&lang=en")
    expect(page.locator("figure")).to_have_count(2)
    page.locator("#alliance").select_option("id:warsaw-pact")
    if not has_script(looker):
        page.get_by_role("button", name="Show").last.press("Enter")
    expect(page.locator("figure")).to_have_count(1)
    expect(page.locator(".without")).to_contain_text("Soviet Union")
    assert asked(looker)["alliance"] == "id:warsaw-pact"


@pytest.mark.parametrize(
    ("path", "width", "language", "rules"),
    [
        *((path, 1440, "en", None) for path in PAGES[:1]),
        *(pytest.param(path, 1440, "en", None, marks=pytest.mark.slow) for path in PAGES[1:]),
        *(
            pytest.param(path, 360, language, [*OF_WIDTH, *OF_LANGUAGE, *OF_COLOURS], marks=pytest.mark.slow)
            for path in PAGES
            for language in LANGUAGES
        ),
    ],
)
def test_nobody_is_kept_out(
    path: str, width: int, language: str, rules: list[str] | None, server: Server, browser: Browser
) -> None:
    looker = Looker.of(browser, server.base, width)
    looker.page.set_default_timeout(PATIENCE)
    looker.page.goto(f"{server.base}{path}&lang={language}")
    found = list[str]()
    for one in (1440, width):
        looker.page.set_viewport_size({"width": one, "height": 900})
        found += [f"{beyond} pixels beyond the window of {one}"] if (beyond := looker.beyond()) > 0 else []
    looker.shorten()
    found += looker.problems(rules) + looker.elsewhere + looker.complaints
    looker.close()
    assert found == []
