"""A server with the shipped project, its reachable pages, and Chromium to check them."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urljoin, urlsplit

from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests.server.support.processes import Server, running

ROOT = Path(__file__).parents[3]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-device-scale-factor=1",
)
SCRIPT = """
import sys
from pathlib import Path
from aliansi.project.folder import Project
from aliansi.server.run import serve
from aliansi.dataset.store import read
serve(read(Path(sys.argv[1])), Project(Path(sys.argv[2])), port=0)
"""
AXE: Final = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
LEVELS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_COLOURS: Final = ["color-contrast", "link-in-text-block"]
"""Rules of axe-core that can fail on a dark page only."""
OF_WIDTH: Final = ["target-size", "scrollable-region-focusable", "meta-viewport"]
"""Rules of axe-core that can fail on a narrow page only."""
OF_LANGUAGE: Final = [
    *("html-has-lang", "html-lang-valid", "valid-lang", "document-title", "link-in-text-block"),
    *("link-name", "button-name", "input-button-name", "select-name", "summary-name", "label", "label-title-only"),
    *("image-alt", "svg-img-alt", "aria-input-field-name", "aria-command-name", "aria-toggle-field-name"),
]
"""Rules of axe-core that can fail in one language only."""
FOCUSABLE: Final = (
    "a[href]:not([tabindex='-1']), button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
)

_MOST_ALIKE: Final = 20
"""Items of a list that axe-core checks; more take seconds and have no new findings."""
_MOST_OF_A_KIND: Final = 1
"""Pages of one kind that are checked: all questions have the same template."""
_MOST_PRESSES: Final = 300
_FIRST_WORDS: Final = ("article", "reference", "passage", "source", "link")


@contextmanager
def shipped_site(nquads: bytes, folder: Path) -> Iterator[Server]:
    """Start a server with the shipped project and a dataset."""
    file = folder / "dataset.nq"
    file.write_bytes(nquads)
    with running(SCRIPT, str(file), str(ROOT)) as (server, triples):
        assert triples > 1000
        yield server


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


class _Links(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a" and (values.get("href") or "").strip():
            self.found.append(values["href"] or "")


def kind_of(address: str) -> str:
    """Return the kind of a page: its path and the names of its parameters.

    The kinds of things are those without facts, facts of each source, passages, sources and mappings.
    """
    parts = urlsplit(address)
    first, *rest = parts.path.strip("/").split("/")
    word = rest[0].partition("-")[0] if first == "id" else ""
    given = sorted(parse_qs(parts.query).keys() - {"lang"})
    return "/".join([first, *("…" for _ in rest), word if word in _FIRST_WORDS else "", *given])


def reachable(server: Server, language: str) -> list[str]:
    """Return the pages that are reachable from the home page, a few of each kind; every link must work."""
    todo, seen, kinds = [f"{server.base}?lang={language}"], set[str](), Counter[str]()
    pages = []
    while todo:
        address = todo.pop(0)
        kind = kind_of(address)
        if address in seen or kinds[kind] == _MOST_OF_A_KIND:
            continue
        seen.add(address)
        response = server.client.get(address, headers={"Accept": "text/html"}, follow_redirects=True)
        assert response.status_code == 200, address
        if response.headers["content-type"].startswith("text/html"):
            kinds[kind] += 1
            pages.append(address)
            links = (urljoin(address, link).partition("#")[0] for link in _Links(response.text).found)
            todo += [link for link in links if link.startswith(server.base) and f"lang={language}" in link]
    return pages


@dataclass
class Looker:
    """Browser window that records the requests and errors of pages."""

    page: Page
    base: str
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    has_axe: bool = False

    @classmethod
    def of(cls, browser: Browser, base: str, width: int, scripts: bool = True, **options: Any) -> Looker:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, bypass_csp=False, **options
        )
        looker = cls(context.new_page(), base)
        looker.page.on("request", looker._note)
        looker.page.on("console", lambda said: looker.complaints.append(said.text) if said.type == "error" else None)
        looker.page.on("pageerror", lambda error: looker.complaints.append(str(error)))
        return looker

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self.base, "data:")):
            self.elsewhere.append(request.url)

    def close(self) -> None:
        """Close the window."""
        self.page.context.close()

    def shorten(self) -> None:
        """Remove all but the first items of long lists, tables and drawings."""
        self.page.evaluate(
            """most => document.querySelectorAll('*').forEach(element => {
              while (element.children.length > most) element.lastElementChild.remove();
            })""",
            _MOST_ALIKE,
        )

    def violations(self, rules: list[str] | None = None) -> list[str]:
        """Return the findings of axe-core against WCAG 2.2 A and AA, or against some rules."""
        if not self.has_axe:
            self.page.context.add_init_script(AXE)  # from the next page on
            self.page.evaluate(AXE)
            self.has_axe = True
        only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": LEVELS}
        options = {"runOnly": only, "resultTypes": ["violations"]}
        found = self.page.evaluate("options => axe.run(document, options)", options)
        return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found["violations"]]

    def problems(self, rules: list[str] | None = None) -> list[str]:
        """Return the findings of axe-core in light mode, and those of dark mode by the rules for dark pages."""
        self.page.emulate_media(color_scheme="light")
        light = self.violations(rules)
        self.page.emulate_media(color_scheme="dark")
        return light + [f"dark: {each}" for each in self.violations(OF_COLOURS)]

    def too_wide(self) -> list[str]:
        """Return by how much the page is wider than the window, written in either direction."""
        found = list[str]()
        for way in ("rtl", "ltr"):
            self.page.evaluate("way => { document.documentElement.dir = way }", way)
            found += [f"{way}: {beyond} pixels beyond the window"] if (beyond := self.beyond()) > 0 else []
        return found

    def beyond(self) -> int:
        """Return how many pixels of the page are to the right of the window."""
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(width))

    def not_reached(self) -> list[str]:
        """Press Tab through the page; return controls that are not reached or have no visible focus.

        On a long page only the first ``_MOST_PRESSES`` are tried.
        """
        there = self.page.evaluate(
            """([selector, most]) => {
              const shown = e => e.checkVisibility({visibilityProperty: true});
              window.wanted = new Set([...document.querySelectorAll(selector)].filter(shown).slice(0, most));
              window.unseen = [];
              document.addEventListener('focusin', event => {
                const style = getComputedStyle(event.target);
                if (style.outlineStyle === 'none') window.unseen.push(event.target.outerHTML.slice(0, 200));
                window.wanted.delete(event.target);
              });
              document.activeElement.blur();
              return window.wanted.size;
            }""",
            [FOCUSABLE, _MOST_PRESSES],
        )
        for _ in range(there + 1):
            self.page.keyboard.press("Tab")
        return [
            *self.page.evaluate("[...window.wanted].map(e => 'not reached: ' + e.outerHTML.slice(0, 200))"),
            *self.page.evaluate("window.unseen.map(e => 'no outline: ' + e)"),
        ]
