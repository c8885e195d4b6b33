"""Navigation on every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

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
FOOTER_LINKS: Final[Mapping[str, str]] = {"/downloads": "downloads", "/about": "to-about"}
"""Links in the footer of every page of a project."""


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
