"""Pictures of memberships: each is a page, and a drawing for a paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import ClassVar, Final

import pyoxigraph as ox

from aliansi.dataset.store import Store
from aliansi.evidence.index import STATED_IN
from aliansi.http.answering import QueryAnswering
from aliansi.http.exchange import Exchange
from aliansi.http.sparql_protocol import values_of
from aliansi.pages.document import HTML, Document, DocumentResource
from aliansi.pages.templates import TemplateRenderer
from aliansi.views.membership_history import MembershipHistory
from aliansi.views.urls import Page

SVG: Final = "image/svg+xml"


class PicturePage(DocumentResource):
    """A picture at ``path``, and its drawing alone at ``path.svg``; ``names`` are the parameters that it takes."""

    path: ClassVar[str]
    names: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self, answering: QueryAnswering, renderer: TemplateRenderer, history: Callable[[], MembershipHistory]
    ) -> None:
        """Draw what is told of memberships at the time."""
        super().__init__(answering, renderer)
        self._history = history
        self._drawn_from, self._changes = MembershipHistory(), 0

    @property
    def paths(self) -> tuple[str, str]:
        """Where it is."""
        return self.path, f"{self.path}.svg"

    async def get(self, exchange: Exchange) -> None:
        """Give the page or the drawing."""
        is_file, page = exchange.scope["path"].endswith(".svg"), self.page(exchange)
        given = self.given(exchange)
        history = self._history()
        if history is not self._drawn_from:  # its question may have changed, and nothing else
            self._drawn_from, self._changes = history, self._changes + 1
        key = (self._changes, is_file, page, *given.items())
        document = self.kept(key)
        if document is None:
            drawn = self.drawn(history, page, given, is_file).encode("utf-8")
            name = _name(self.path, page, given) if is_file else ""
            document = self.keep(key, Document(drawn, SVG if is_file else HTML, name=name))
        await self.give(exchange, document, page.language)

    def given(self, exchange: Exchange) -> dict[str, str]:
        """Return the values of the parameters of the picture, but for those that are left empty."""
        asked = {name: _one(exchange, name) for name in self.names}
        return {name: value for name, value in asked.items() if value}

    def drawn(self, history: MembershipHistory, page: Page, given: Mapping[str, str], is_file: bool) -> str:
        """Return the page or the drawing. Raises UsageError for a parameter that is none."""
        raise NotImplementedError


def is_quoted(store: Store, fact: str) -> bool:
    """Say whether a fact rests on words of a text."""
    return any(store.quads(ox.NamedNode(fact), STATED_IN))


def _name(path: str, page: Page, given: Mapping[str, str]) -> str:
    """Return the name that a drawing is saved by: what it shows, of what, and in which language."""
    said = ["aliansi", path.strip("/"), *given.values(), page.on.text if page.on else "", page.language]
    return re.sub(r"[^A-Za-z0-9-]", "_", "-".join(filter(None, said))) + ".svg"


def _one(exchange: Exchange, name: str) -> str:
    return (values_of(exchange.query_string, name) or ("",))[-1].strip()
