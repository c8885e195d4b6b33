"""Rendering of pages from Jinja templates, with the navigation on every page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import jinja2

from aliansi.rdf_files.xml_output import as_html, as_xml
from aliansi.views.dataset_description import DatasetFrame
from aliansi.views.i18n import sentences
from aliansi.views.labels import truncate
from aliansi.views.urls import Page

PROJECT_PAGES: Final[Mapping[str, str]] = {
    "/timeline": "to-timeline",
    "/network": "to-network",
    "/map": "to-map",
    "/requests": "to-requests",
    "/questions": "to-questions",
    "/query": "to-query",
    "/about": "to-about",
}
"""Main pages of a project with the keys of their names, in order."""
DATASET_PAGES: Final[Mapping[str, str]] = {path: PROJECT_PAGES[path] for path in ("/query", "/about")}
"""Main pages of a dataset without a project."""
FOOTER_LINKS: Final[Mapping[str, str]] = {"/wikidata": "wd-title", "/downloads": "downloads", "/about": "to-about"}
"""Links in the footer of every page of a project."""

TEMPLATES: Final = Path(__file__).parent / "templates"
PIECES_AT_ONCE: Final = 1000
LONG: Final = 600
"""A text of more characters is folded: its beginning is shown, the rest when it is opened."""
BEGINNING: Final = 300


class TemplateRenderer:
    """Renders the templates of the package."""

    def __init__(
        self,
        navigation: Mapping[str, str] = PROJECT_PAGES,
        frame: Callable[[str], DatasetFrame | None] = lambda language: None,
    ) -> None:
        """Templates are read on first use; ``navigation`` has the main pages with the keys of their names.

        ``frame`` returns what is shown of a dataset without a project, in a language.
        """
        self._navigation, self._frame = navigation, frame
        self._footer = FOOTER_LINKS if navigation is PROJECT_PAGES else {}
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        folding = {"is_long": is_long, "beginning": beginning, "continuation": continuation}
        self._templates.filters |= {"brief": truncate, **folding}

    def render(self, template: str, page: Page, **context: object) -> str:
        """Return a page in its language; ``context`` is one dataclass under the name that the template gives it."""
        return _writable(template, self._pieces(template, page, context))

    async def render_async(self, template: str, page: Page, **context: object) -> bytes:
        """Return a page that may be long, as UTF-8; other requests are served while it renders."""
        pieces = []
        for number, piece in enumerate(self._pieces(template, page, context)):
            pieces.append(piece)
            if number % PIECES_AT_ONCE == 0:
                await asyncio.sleep(0)
        return _writable(template, pieces).encode("utf-8")

    def _pieces(self, template: str, page: Page, context: dict[str, object]) -> Iterator[str]:
        common = {
            "page": page,
            "dataset": self._frame(page.language),
            "say": sentences(page.language),
            "places": navigation_links(page, self._navigation),
            "foot": navigation_links(page, self._footer),
        }
        return self._templates.get_template(template).generate(common, **context)


def _writable(template: str, pieces: Iterable[str]) -> str:
    """Return a page or a drawing whose characters its format can hold."""
    text = "".join(pieces)
    return as_xml(text) if template.endswith(".svg") else as_html(text)


def is_long(text: str) -> bool:
    """Return whether a text is folded."""
    return len(text) > LONG


def beginning(text: str) -> str:
    """Return the beginning of a long text, up to a space if there is one near."""
    return text[: _cut(text)]


def continuation(text: str) -> str:
    """Return the rest of a long text."""
    return text[_cut(text) :]


def _cut(text: str) -> int:
    space = text.rfind(" ", BEGINNING // 2, BEGINNING)
    return space + 1 if space > 0 else BEGINNING


@dataclass(frozen=True)
class NavigationLink:
    """Link to a main page in the header."""

    href: str
    key: str
    current: str | None = field(metadata={"help": "aria-current: page, or true for what lies below it; None elsewhere"})


def navigation_links(page: Page, of: Mapping[str, str]) -> tuple[NavigationLink, ...]:
    """Return the links to the main pages."""
    return tuple(NavigationLink(page.link(path), key, _current(page.path, path)) for path, key in of.items())


def _current(here: str, path: str) -> str | None:
    if here == path:
        return "page"
    return "true" if here.startswith((f"{path}/", f"{path}.")) else None
