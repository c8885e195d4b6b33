"""``/requests``: requests for intervention, their responses and grounds, as a picture and a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from aliansi.dataset.store import Store
from aliansi.namespaces import TYPE, named_node
from aliansi.pages.context import page_context
from aliansi.pages.document import HTML, Document
from aliansi.pages.endpoint import DocumentEndpoint, respond
from aliansi.views.statements import StatementValue, StatementView
from aliansi.views.urls import Page, QuotedWords

PATH: Final = "/requests"
REQUESTS: Final = "requests-and-answers"
MAX_ROWS: Final = 200
"""Requests with a response on the page."""

_LONGEST: Final = 31
_COLUMNS: Final = (0, 282, 564)
_LINE, _PADDING, _GAP = 18, 12, 18


@dataclass(frozen=True)
class RequestPart:
    """Request, response or ground with its parties, dates and quotations."""

    href: str
    kind: str
    people: tuple[StatementValue, ...] = ()
    to: tuple[StatementValue, ...] = ()
    about: tuple[StatementValue, ...] = ()
    date: str = ""
    words: tuple[QuotedWords, ...] = ()
    status: str = field(default="", metadata={"help": "its status at the date of the page"})

    @property
    def label(self) -> str:
        """Label of the part in one line."""
        people, to, about = (", ".join(value.text for value in each) for each in (self.people, self.to, self.about))
        parties = " → ".join(filter(None, (people, to)))
        return ": ".join(filter(None, (self.kind, " · ".join(filter(None, (parties, about, self.date))))))

    @property
    def lines(self) -> tuple[str, ...]:
        """Label shortened to fit a box."""
        people, to, about = (", ".join(value.text for value in each) for each in (self.people, self.to, self.about))
        shown = (self.kind, people, f"→ {to}" if to else "", about, self.date)
        return tuple(line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…" for line in shown if line)


@dataclass(frozen=True)
class RequestBox:
    """Part at its position in the picture, in pixels."""

    part: RequestPart
    x: int
    y: int
    height: int
    leads_on: bool


@dataclass(frozen=True)
class RequestChain:
    """Request with the response to it and the grounds of the response."""

    request: RequestPart
    response: RequestPart | None
    grounds: tuple[RequestPart, ...]
    boxes: tuple[RequestBox, ...]


@dataclass(frozen=True)
class RequestsContext:
    """Context of the page; ``more`` is true if there are further requests."""

    chains: tuple[RequestChain, ...]
    height: int
    more: bool


class RequestsPage(DocumentEndpoint):
    """Handler of the page of requests."""

    async def get(self, request: Request) -> Response:
        """Return the page."""
        page, question = page_context(request), self.site.questions.get(REQUESTS)
        document = self.cached((page,))
        if document is None:
            store = self.answering.evaluator.store
            filled = _requests(store, page, question.query) if question else RequestsContext((), 0, False)
            html = self.renderer.render("requests.html", page, requests=filled)
            document = self.cache_document((page,), Document(html.encode("utf-8"), HTML))
        return respond(request, document, page.language)


def _requests(store: Store, page: Page, query: str) -> RequestsContext:
    pairs = list(dict.fromkeys((row["request"], row.get("response")) for row in store.select(query)))
    reader = _ChainReader(store, StatementView.of(store, page))
    chains, y = list[RequestChain](), 8
    for request, response in pairs[:MAX_ROWS]:
        if isinstance(request, ox.NamedNode):
            chain = reader.chain(request, response if isinstance(response, ox.NamedNode) else None, y)
            chains.append(chain)
            y = max(box.y + box.height for box in chain.boxes) + _GAP
    return RequestsContext(tuple(chains), y, len(pairs) > MAX_ROWS)


@dataclass(frozen=True)
class _ChainReader:
    store: Store
    view: StatementView

    def chain(self, request: ox.NamedNode, response: ox.NamedNode | None, y: int) -> RequestChain:
        first = self._part(request, ("requestedBy",), "addressedTo", "concerns")
        second = self._part(response, ("refuser", "respondent")) if response else None
        reasons = self._objects(response, "justification") if response else ()
        grounds = tuple(RequestPart(value.href or "", value.text) for value in reasons)
        return RequestChain(first, second, grounds, tuple(_boxes([first], [second] if second else [], grounds, y=y)))

    def _part(self, fact: ox.NamedNode, people: Iterable[str], to: str = "", about: str = "") -> RequestPart:
        dates = (quad.object for quad in self.store.quads(fact, named_node("al:date")))
        return RequestPart(
            href=self.view.address(fact.value) or fact.value,
            kind=self._kind(fact),
            people=tuple(dict.fromkeys(value for name in people for value in self._objects(fact, name))),
            to=self._objects(fact, to) if to else (),
            about=self._objects(fact, about) if about else (),
            date=next((date.value for date in dates if isinstance(date, ox.Literal)), ""),
            words=self.view.quotations(self.view.evidence.of_node(fact)),
            status=self.view.status_of(fact),
        )

    def _kind(self, fact: ox.NamedNode) -> str:
        """Return the asserted class of a fact: the one in the graph of its status."""
        asserted = {quad.graph_name for quad in self.store.quads(fact, named_node("al:status"))}
        kinds = [quad.object for quad in self.store.quads(fact, TYPE) if quad.graph_name in asserted]
        return self.view.labels.of(kinds[0]).text if kinds else ""

    def _objects(self, fact: ox.NamedNode, name: str) -> tuple[StatementValue, ...]:
        found = dict.fromkeys(quad.object for quad in self.store.quads(fact, named_node(f"al:{name}")))
        values = (
            StatementValue(self.view.labels.of(node).text, self.view.address(node.value))
            for node in found
            if isinstance(node, ox.NamedNode)
        )
        return tuple(sorted(values, key=lambda value: value.text))


def _boxes(*columns: Iterable[RequestPart], y: int) -> Iterator[RequestBox]:
    parts = [tuple(column) for column in columns]
    for number, column in enumerate(parts):
        top = y
        for part in column:
            height = 2 * _PADDING + len(part.lines) * _LINE - 4
            yield RequestBox(part, _COLUMNS[number], top, height, bool(number + 1 < len(parts) and parts[number + 1]))
            top += height + 8
