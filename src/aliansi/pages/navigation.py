"""The way through the site that stands on every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from aliansi.views.urls import Page

OF_A_PROJECT: Final[Mapping[str, str]] = {
    "/timeline": "to-timeline",
    "/network": "to-network",
    "/map": "to-map",
    "/requests": "to-requests",
    "/questions": "to-questions",
    "/query": "to-query",
    "/about": "to-about",
}
"""The chief pages of a project in their order, with the key of what each is called here."""
OF_ANY: Final[Mapping[str, str]] = {path: OF_A_PROJECT[path] for path in ("/query", "/about")}
"""Those that there are for a dataset that is served as it is."""
HOME: Final = "/"
FOOTER_LINKS: Final[Mapping[str, str]] = {"/downloads": "downloads", "/about": "to-about"}
"""What every page of a project ends with."""


@dataclass(frozen=True)
class NavigationLink:
    """A chief page of the site, as the head of every page links to it."""

    href: str
    key: str
    current: str | None = field(metadata={"help": "aria-current: page, or true for what lies below it; None elsewhere"})


def places(page: Page, of: Mapping[str, str]) -> tuple[NavigationLink, ...]:
    """Return the chief pages as seen from a page."""
    return tuple(NavigationLink(page.link(path), key, _current(page.path, path)) for path, key in of.items())


def _current(here: str, path: str) -> str | None:
    if here == path:
        return "page"
    return "true" if here.startswith((f"{path}/", f"{path}.")) else None
