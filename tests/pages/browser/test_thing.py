"""Pages of things and sources in Chromium, with hostile content: no script runs and no element is covered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from aliansi.pipeline.check import Checked
from aliansi.views.i18n import LANGUAGES
from tests.pages.support import hostile_site
from tests.pages.support.browsing import CHROMIUM, OF_LANGUAGE, OF_WIDTH, Looker
from tests.pages.support.hostile_site import PAGES, ROOT
from tests.server.support.processes import Server, running
from tests.support import slow

if CHROMIUM:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)")

SCRIPT = """
import sys
from pathlib import Path
from aliansi.project.folder import Project
from aliansi.server.run import serve
from aliansi.dataset.store import read
from aliansi.evidence.source_texts import SourceFiles
serve(read(Path(sys.argv[1])), Project(Path(sys.argv[2])), port=0, texts=SourceFiles.in_folder(Path(sys.argv[3])))
"""
SPREADING = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!/[\\u0600-\\u06ff\\u202e]/.test(node.data)) continue;
    const element = node.parentElement;
    if (element.closest('svg, title, textarea, option, pre')) continue;
    const isolated = element.closest('bdi, [dir=auto]');
    if (!isolated) found.push('not isolated: ' + element.outerHTML.slice(0, 120));
  }
  return found;
}"""
"""Elements whose text could change the direction of writing of what follows."""
TALL = """() => [...document.querySelectorAll('main *')]
  .filter(e => e.matches('a, bdi, dd, td, li > p, h1, h2, h3, blockquote, summary, label')
    && !e.closest('.text') && e.getBoundingClientRect().height > 1600 && !e.querySelector('table, ul, ol, svg, dl'))
  .map(e => 'tall: ' + e.outerHTML.slice(0, 120))"""
"""Elements that are higher than the window."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    hostile_site.write(folder)
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with running(SCRIPT, str(folder / "hostile.nq"), str(ROOT), str(folder / "texts")) as (server, triples):
        assert triples > 500
        yield server


@pytest.mark.parametrize("start", slow.sample(range(5), 1))
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_runs_nothing_is_wider_than_the_window_and_no_direction_spreads(
    start: int, width: int, server: Server, browser: Browser
) -> None:
    problems = list[str]()
    looker = Looker.of(browser, server.base, width)
    looker.page.on("dialog", lambda dialog: problems.append("a dialog"))
    for path in PAGES[start::5]:
        looker.page.goto(f"{server.base}{path}{'&' if '?' in path else '?'}lang={'en' if width == 360 else 'id'}")
        if looker.page.evaluate("window.hostile"):
            problems.append(f"{path}: it ran")
        if (beyond := looker.beyond()) > 0:
            problems.append(f"{path}: {beyond} pixels beyond the window")
        problems += [f"{path}: {each}" for each in looker.page.evaluate(SPREADING)]
        problems += [f"{path}: {each}" for each in looker.page.evaluate(TALL)]
    found = [each for each in looker.complaints if "status of 4" not in each] + looker.elsewhere
    looker.close()
    assert problems + found == []


@pytest.mark.parametrize(
    "path", slow.sample(("id/fact-q-long", "id/markup", "id/hostile-source", "source/hostile-source", "id/a"), 1)
)
def test_everything_is_named_in_light_and_in_dark(path: str, server: Server, browser: Browser) -> None:
    looker = Looker.of(browser, server.base, 360)
    looker.page.goto(f"{server.base}{path}?lang=en")
    found = looker.problems()
    looker.close()
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_fold_opens_by_keyboard(scheme: Literal["light", "dark"], server: Server, browser: Browser) -> None:
    looker = Looker.of(browser, server.base, 360, color_scheme=scheme)
    looker.page.goto(f"{server.base}id/fact-q-long?lang=en")
    fold = looker.page.locator(".ground details.folded").first
    fold.locator("summary").focus()
    looker.page.keyboard.press("Enter")
    assert fold.get_attribute("open") is not None
    looker.close()


SHIPPED = ("id/georgia", "id/csto", "id/reference-refusal-russia-2010", "id/article", "source/article")
"""Pages with everything that a page of a thing can have: bars, disagreements, claims, coverage, the whole text."""


@pytest.fixture(scope="module")
def shipped_server(
    shipped_checked: Checked, text_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    file = tmp_path_factory.mktemp("shipped") / "dataset.nq"
    file.write_bytes(shipped_checked.nquads)
    with running(SCRIPT, str(file), str(ROOT), str(text_folder)) as (server, _):
        yield server


def open_everything(looker: Looker) -> list[str]:
    """Open all folded elements; return by how much the page is wider than the window before and after."""
    found = ["wider than the window"] if looker.beyond() > 0 else []
    looker.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    return found + (["wider than the window when open"] if looker.beyond() > 0 else [])


@pytest.mark.parametrize("path", slow.sample(SHIPPED, 1))
def test_things_and_sources_keep_no_reader_out(path: str, shipped_server: Server, browser: Browser) -> None:
    looker = Looker.of(browser, shipped_server.base, 1440)
    looker.page.goto(f"{shipped_server.base}{path}?lang=en")
    found = open_everything(looker)
    looker.shorten()
    found += looker.problems() + looker.complaints + looker.elsewhere
    looker.close()
    assert found == []


@pytest.mark.slow
@pytest.mark.parametrize("path", SHIPPED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_things_and_sources_keep_no_reader_out_where_they_are_narrow_or_translated(
    path: str, language: str, shipped_server: Server, browser: Browser
) -> None:
    """With the rules that depend on width and language; all others give the same result as on the wide English page."""
    found = list[str]()
    for width in (1440, 360):
        looker = Looker.of(browser, shipped_server.base, width)
        looker.page.goto(f"{shipped_server.base}{path}?lang={language}")
        found += open_everything(looker)
        looker.shorten()
        found += looker.violations([*OF_WIDTH, *OF_LANGUAGE]) + looker.complaints + looker.elsewhere
        looker.close()
    assert found == []


def test_a_fact_opens_its_words_and_a_passage_is_found_in_the_text(shipped_server: Server, browser: Browser) -> None:
    base = shipped_server.base
    looker = Looker.of(browser, base, 1440, scripts=False)
    page = looker.page
    page.goto(f"{base}id/georgia?lang=en")
    fact = page.locator("#group-endings ~ .facts > li:has(blockquote)").first
    words = fact.locator("blockquote").first
    assert not words.is_visible()
    fact.locator("summary").first.click()
    assert words.is_visible()
    words.get_by_role("link", name="characters").click()
    page.locator("main a[href*='#at-']").click()
    assert page.url.partition("#")[2].startswith("at-passage-")
    page.locator("li:target").get_by_role("link", name="in the text").click()
    assert "/source/article" in page.url
    mark = page.locator("mark:target")
    assert mark.is_visible()
    assert "menarik diri" in mark.inner_text()
    looker.close()


def test_every_part_of_a_page_of_a_thing_is_reached_with_the_tab_key(shipped_server: Server, browser: Browser) -> None:
    looker = Looker.of(browser, shipped_server.base, 1440)
    for path in ("id/georgia", "source/article"):
        looker.page.goto(f"{shipped_server.base}{path}?lang=en")
        assert looker.not_reached() == []
    looker.close()
