"""``/requests``: who asked whom for help, what was answered and on what ground, as a picture and as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store
from aliansi.evidence.index import Grounds
from aliansi.http.answering import Answering
from aliansi.http.exchange import Exchange
from aliansi.namespaces import AL, PREFIXES
from aliansi.pages.document import HTML, Document, Documents
from aliansi.pages.templates import Renderer
from aliansi.project.questions import Question
from aliansi.views.labels import Names
from aliansi.views.statements import Telling, Value
from aliansi.views.urls import Page, Words

PATH: Final = "/requests"
REQUESTS: Final = "requests-and-answers"
MOST: Final = 200
"""So many requests with an answer stand on the page."""

_LONGEST: Final = 31
_COLUMNS: Final = (0, 282, 564)
_LINE, _PADDING, _GAP = 18, 12, 18
_TYPE: Final = ox.NamedNode(f"{PREFIXES['rdf']}type")


@dataclass(frozen=True)
class Part:
    """A request, a response or a ground, with its people, dates and words."""

    href: str
    kind: str
    people: tuple[Value, ...] = ()
    to: tuple[Value, ...] = ()
    about: tuple[Value, ...] = ()
    date: str = ""
    words: tuple[Words, ...] = ()
    then: str = field(default="", metadata={"help": "what is known of it at the date of the page"})

    @property
    def label(self) -> str:
        """All of it in a line."""
        people, to, about = (", ".join(value.text for value in each) for each in (self.people, self.to, self.about))
        said = " → ".join(filter(None, (people, to)))
        return ": ".join(filter(None, (self.kind, " · ".join(filter(None, (said, about, self.date))))))

    @property
    def lines(self) -> tuple[str, ...]:
        """What fits into a box."""
        people, to, about = (", ".join(value.text for value in each) for each in (self.people, self.to, self.about))
        shown = (self.kind, people, f"→ {to}" if to else "", about, self.date)
        return tuple(line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…" for line in shown if line)


@dataclass(frozen=True)
class Box:
    """A part where it stands in the picture, in pixels."""

    part: Part
    x: int
    y: int
    height: int
    leads_on: bool


@dataclass(frozen=True)
class Chain:
    """A request, the response to it, and the grounds of that."""

    request: Part
    response: Part | None
    grounds: tuple[Part, ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Requests:
    """The page of all requests; ``more`` says that there are others."""

    chains: tuple[Chain, ...]
    height: int
    more: bool


class AllRequests(Documents):
    """The page of requests."""

    def __init__(
        self, answering: Answering, renderer: Renderer, questions: Callable[[], Mapping[str, Question]]
    ) -> None:
        """Show what the question about requests finds at the time."""
        super().__init__(answering, renderer)
        self._questions = questions

    async def get(self, exchange: Exchange) -> None:
        """Give the page."""
        page, question = self.page(exchange), self._questions().get(REQUESTS)
        key = (page, question.query if question else "")
        document = self.kept(key)
        if document is None:
            store = self.answering.evaluator.store
            filled = _requests(store, page, question.query) if question else Requests((), 0, False)
            html = self.renderer.render("requests.html", page, requests=filled)
            document = self.keep(key, Document(html.encode("utf-8"), HTML))
        await self.give(exchange, document, page.language)


def _requests(store: Store, page: Page, query: str) -> Requests:
    pairs = list(dict.fromkeys((row["request"], row.get("response")) for row in store.select(query)))
    reader = _Reader(store, Telling(store, Grounds(store), Names(store, page.language), page))
    chains, y = list[Chain](), 8
    for request, response in pairs[:MOST]:
        if isinstance(request, ox.NamedNode):
            chain = reader.chain(request, response if isinstance(response, ox.NamedNode) else None, y)
            chains.append(chain)
            y = max(box.y + box.height for box in chain.boxes) + _GAP
    return Requests(tuple(chains), y, len(pairs) > MOST)


@dataclass(frozen=True)
class _Reader:
    store: Store
    telling: Telling

    def chain(self, request: ox.NamedNode, response: ox.NamedNode | None, y: int) -> Chain:
        first = self._part(request, ("requestedBy",), "addressedTo", "concerns")
        second = self._part(response, ("refuser", "respondent")) if response else None
        reasons = self._objects(response, "justification") if response else ()
        grounds = tuple(Part(value.href or "", value.text) for value in reasons)
        return Chain(first, second, grounds, tuple(_boxes([first], [second] if second else [], grounds, y=y)))

    def _part(self, fact: ox.NamedNode, people: Iterable[str], to: str = "", about: str = "") -> Part:
        dates = (quad.object for quad in self.store.quads(fact, ox.NamedNode(str(AL.date))))
        return Part(
            href=self.telling.address(fact.value) or fact.value,
            kind=self._kind(fact),
            people=tuple(dict.fromkeys(value for name in people for value in self._objects(fact, name))),
            to=self._objects(fact, to) if to else (),
            about=self._objects(fact, about) if about else (),
            date=next((date.value for date in dates if isinstance(date, ox.Literal)), ""),
            words=self.telling.shown(self.telling.grounds.of_node(fact)),
            then=self.telling.then(fact),
        )

    def _kind(self, fact: ox.NamedNode) -> str:
        """Return the class that the source gave a fact: it is in the graph of its status."""
        asserted = {quad.graph_name for quad in self.store.quads(fact, ox.NamedNode(str(AL.status)))}
        kinds = [quad.object for quad in self.store.quads(fact, _TYPE) if quad.graph_name in asserted]
        return self.telling.names.of(kinds[0]).text if kinds else ""

    def _objects(self, fact: ox.NamedNode, name: str) -> tuple[Value, ...]:
        found = dict.fromkeys(quad.object for quad in self.store.quads(fact, ox.NamedNode(str(AL[name]))))
        values = (
            Value(self.telling.names.of(node).text, self.telling.address(node.value))
            for node in found
            if isinstance(node, ox.NamedNode)
        )
        return tuple(sorted(values, key=lambda value: value.text))


def _boxes(*columns: Iterable[Part], y: int) -> Iterator[Box]:
    parts = [tuple(column) for column in columns]
    for number, column in enumerate(parts):
        top = y
        for part in column:
            height = 2 * _PADDING + len(part.lines) * _LINE - 4
            yield Box(part, _COLUMNS[number], top, height, bool(number + 1 < len(parts) and parts[number + 1]))
            top += height + 8
