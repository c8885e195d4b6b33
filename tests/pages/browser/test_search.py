"""The search field in Chromium: suggestions, their choice by keyboard or pointer, and the form."""

from __future__ import annotations

import pytest

from tests.pages.support.browsing import CHROMIUM, Looker
from tests.server.support.processes import Server

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)")
if CHROMIUM:
    from playwright.sync_api import Browser, Request, expect


def test_suggestions_come_as_one_types_and_are_chosen_with_keys(server: Server, browser: Browser) -> None:
    looker = Looker.of(browser, server.base, 1440)
    page = looker.page
    page.goto(f"{server.base}requests?lang=en")
    field = page.get_by_role("combobox", name="Search")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("wasraw pac")
    options = page.get_by_role("listbox", name="found").get_by_role("option")
    expect(options.first).to_contain_text("Warsaw Pact")
    expect(page.locator("header [role=status]")).to_contain_text("found")
    expect(field).to_have_attribute("aria-expanded", "true")
    assert looker.violations() == []
    count = options.count()
    field.press("ArrowUp")
    expect(options.nth(count - 1)).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert page.locator("[aria-selected=true]").count() == 1
    where = options.first.get_attribute("data-href")
    field.press("Enter")
    page.wait_for_url(f"{server.base}{(where or '').removeprefix('/')}")
    assert looker.elsewhere + looker.complaints == []
    looker.close()


def test_suggestions_go_with_escape_and_with_the_focus_and_the_form_asks_as_before(
    server: Server, browser: Browser
) -> None:
    looker = Looker.of(browser, server.base, 360)
    page = looker.page
    page.goto(f"{server.base}?lang=id")
    field = page.get_by_role("combobox", name="Cari")
    listbox = page.locator("#search-found")
    for leave in ("Escape", "Tab"):
        field.fill("kirgiz")
        expect(listbox).to_be_visible()
        assert looker.beyond() <= 0
        field.press(leave)
        expect(listbox).to_be_hidden()
        expect(field).to_have_value("kirgiz")
    field.fill("qqqqzzzz")
    expect(page.locator("header [role=status]")).to_contain_text("Tidak ada hasil untuk qqqqzzzz.")
    expect(listbox).to_be_hidden()
    field.fill("kirgiz")
    expect(listbox).to_be_visible()
    field.press("Enter")
    page.wait_for_url("**/search?lang=id&q=kirgiz")
    expect(page.get_by_role("combobox", name="Cari")).to_have_value("kirgiz")
    assert looker.complaints == []
    looker.close()


def test_a_suggestion_is_chosen_with_the_pointer_in_dark_colours_that_can_be_read(
    server: Server, browser: Browser
) -> None:
    looker = Looker.of(browser, server.base, 1440, color_scheme="dark")
    page = looker.page
    page.goto(f"{server.base}query?lang=en")
    page.locator("header [role=combobox]").fill("csto")
    option = page.get_by_role("option").filter(has_text="Collective Security Treaty Organization").first
    expect(option).to_be_visible()
    assert looker.violations(["color-contrast"]) == []
    option.click()
    page.wait_for_url("**/id/csto?lang=en")
    looker.close()


def test_what_is_no_longer_wanted_is_not_waited_for(server: Server, browser: Browser) -> None:
    looker = Looker.of(browser, server.base, 1440)
    page, asked, broken = looker.page, list[str](), list[str]()

    def note(request: Request) -> None:
        if "format=json" in request.url:
            asked.append(request.url)

    page.on("request", note)
    page.on("requestfailed", lambda request: broken.append(request.url))
    page.goto(f"{server.base}?lang=en")
    page.route("**/search?*q=armen&*", lambda route: None)  # an answer that never comes
    field = page.get_by_role("combobox", name="Search")
    with page.expect_request("**/search?*q=armen&*"):
        field.fill("armen")
    field.fill("georgia")
    expect(page.get_by_role("option").first).to_contain_text("Georgia")
    assert [url for url in broken if "q=armen" in url]
    before = len(asked)
    field.press_sequentially("xyz", delay=5)
    expect(page.locator("header [role=status]")).to_contain_text("georgiaxyz")
    assert len(asked) <= before + 3
    page.unroute_all(behavior="ignoreErrors")
    looker.close()


def test_without_script_the_form_finds_the_same(server: Server, browser: Browser) -> None:
    looker = Looker.of(browser, server.base, 360, scripts=False)
    page = looker.page
    page.goto(f"{server.base}?lang=en")
    assert page.get_by_role("combobox").count() == 0
    page.get_by_role("searchbox", name="Search").fill("wasraw pact")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("main")).to_contain_text("Warsaw Pact")
    looker.close()
