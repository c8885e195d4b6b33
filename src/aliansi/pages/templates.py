"""Templates of the pages; the only module that knows where templates and the style sheet are."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import jinja2

from aliansi.pages.folding import FOLDING
from aliansi.pages.navigation import FOOTER_LINKS, OF_A_PROJECT, places
from aliansi.views.i18n import sentences
from aliansi.views.labels import truncate
from aliansi.views.urls import Page

_HERE: Final = Path(__file__).parent
STYLE: Final = _HERE / "static" / "style.css"
PIECES_AT_ONCE: Final = 1000


class TemplateRenderer:
    """Renders templates."""

    def __init__(self, navigation: Mapping[str, str] = OF_A_PROJECT) -> None:
        """Templates are read on first use; ``navigation`` has the main pages with the keys of their names."""
        self._navigation = navigation
        self._foot = FOOTER_LINKS if navigation is OF_A_PROJECT else {}
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {"brief": truncate, **FOLDING}

    def render(self, template: str, page: Page, **context: object) -> str:
        """Return a page in its language; ``context`` is one dataclass under its name in the template."""
        return "".join(self._pieces(template, page, context))

    async def rendered(self, template: str, page: Page, **context: object) -> bytes:
        """Return a page that may be long, as UTF-8; other requests are served while it renders."""
        pieces = []
        for place, piece in enumerate(self._pieces(template, page, context)):
            pieces.append(piece)
            if place % PIECES_AT_ONCE == 0:
                await asyncio.sleep(0)
        return "".join(pieces).encode("utf-8")

    def _pieces(self, template: str, page: Page, context: dict[str, object]) -> Iterator[str]:
        given = {
            "page": page,
            "say": sentences(page.language),
            "places": places(page, self._navigation),
            "foot": places(page, self._foot),
        }
        return self._templates.get_template(template).generate(given, **context)
