"""Linked Data: every thing answers at its own address, to people with a page and to programs in every RDF format.

``https://w3id.org/aliansi/id/csto`` is the thing; whoever is led from there to ``/id/csto`` gets a document about it,
with Content-Location naming the document in the format and language that was chosen (RFC 9110, 8.7).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import unquote

import pyoxigraph as ox

from aliansi.about import Description, describe, labels_of
from aliansi.answering import Answering
from aliansi.contexts import Link, Page
from aliansi.documents import (
    ALSO_RDF,
    HTML,
    PAGE_AND_RDF,
    RDF,
    Document,
    Documents,
    NotHere,
    alternates,
    chosen,
    language_said,
    split,
    suffix_of,
    write,
)
from aliansi.findings import UsageError
from aliansi.grounds import Grounds
from aliansi.history import History
from aliansi.names import Names
from aliansi.namespaces import ID, shorten
from aliansi.protocol import parameters
from aliansi.render import Renderer
from aliansi.respond import Exchange, below
from aliansi.things import Telling, facts_of, thing_of
from aliansi.told import Reader

PATH: Final = "/id/"
_LAST_PAGE: Final = 10_000

About = Callable[[Page, str], str | None]
"""Where a question tells of a thing; None if no question does."""


class Things(Documents):
    """``/id/csto`` and, in one format alone, ``/id/csto.ttl``; ``?page=2`` goes on where much names a thing."""

    def __init__(self, answering: Answering, renderer: Renderer, about: About, history: Callable[[], History]) -> None:
        """Describe what is in the dataset."""
        super().__init__(answering, renderer)
        self._about, self._history = about, history

    async def get(self, exchange: Exchange) -> None:
        """Give the document about a thing."""
        number, rest = _page_number(exchange), below(exchange, PATH)
        suffix = split(rest, PAGE_AND_RDF)[1]
        media_type = chosen(exchange, PAGE_AND_RDF, suffix, ALSO_RDF)
        page, said = self.page(exchange), language_said(exchange)
        of_client = (page, exchange.base) if media_type == HTML else (said, exchange.base)
        document = self.kept((rest, number, media_type, *of_client))
        if document is None:
            grounds = Grounds(self.answering.evaluator.store)
            described, found = self._described(exchange, grounds, number)
            if found != suffix:  # the thing is called so: its name ends like that of a format
                media_type = chosen(exchange, PAGE_AND_RDF, "", ALSO_RDF)
            path = _address(exchange, found)
            if media_type == HTML:
                document = await self._page(exchange, described, grounds, path, number)
            else:
                document = self._in_rdf(exchange, described, media_type, path, number)
            if found == suffix:
                self.keep((rest, number, media_type, *of_client), document)
        await self.give(exchange, document, page.language if media_type == HTML else "")

    def _in_rdf(self, exchange: Exchange, described: Description, media_type: str, path: str, number: int) -> Document:
        store, said = self.answering.evaluator.store, language_said(exchange)
        quads = list(described.quads())
        body = write(dict.fromkeys([*quads, *labels_of(store, quads, said)]), media_type)
        location = f"{path}.{suffix_of(media_type)}{_query(_said(said), number)}"
        return Document(body, media_type, location, tuple(_links(path, described, number)))

    async def _page(
        self, exchange: Exchange, described: Description, grounds: Grounds, path: str, number: int
    ) -> Document:
        store, page = self.answering.evaluator.store, self.page(exchange)
        telling = Telling(store, grounds, Names(store, page.language), page)
        facts = []
        for fact in facts_of(described, telling):
            facts.append(fact)
            await asyncio.sleep(0)  # where much names a thing, others are answered in between
        formats = tuple(Link(f"{path}.{suffix}?lang={page.language}", suffix) for suffix in RDF)
        thing = thing_of(described, telling, facts, formats, self._about(page, described.node.value))
        earlier = f"{path}{_query(page.kept, number - 1)}" if number > 1 else None
        later = f"{path}{_query(page.kept, number + 1)}" if described.has_more else None
        present = Reader(page, telling.names).present(self._history(), described.node.value)
        filled = replace(thing, earlier=earlier, later=later, present=present)
        html = await self.renderer.rendered("thing.html", page, thing=filled)
        location = f"{path}.html{_query(page.kept, number)}"
        return Document(html, HTML, location, tuple(_links(path, described, number)))

    def _described(self, exchange: Exchange, grounds: Grounds, number: int) -> tuple[Description, str]:
        """Return what is said of the thing at an address, and the suffix that names a format. Raises NotHere."""
        rest = below(exchange, PATH)
        without, suffix = split(rest, PAGE_AND_RDF)
        for name, found in ((rest, ""), (without, suffix)):
            for node in _nodes(exchange, name):
                described = describe(self.answering.evaluator.store, grounds, node, number)
                if described is not None:
                    return described, found
        short = shorten(f"{ID}{unquote(without)}")
        raise NotHere(f"nothing here is called {short}", short)


def _links(path: str, described: Description, number: int) -> Iterator[str]:
    yield from alternates(path, PAGE_AND_RDF)
    yield f'<{described.node.value}>; rel="http://xmlns.com/foaf/0.1/primaryTopic"'
    if number > 1:
        yield f'<{path}{_query((), number - 1)}>; rel="prev"'
    if described.has_more:
        yield f'<{path}{_query((), number + 1)}>; rel="next"'


def _nodes(exchange: Exchange, name: str) -> Iterator[ox.NamedNode]:
    """Yield the IRIs that an address may stand for: ours, and those of a dataset that lives at this server."""
    for written in dict.fromkeys((name, unquote(name))):
        for base in (str(ID), f"{exchange.base}{PATH}"):
            try:
                yield ox.NamedNode(f"{base}{written}")
            except ValueError:
                continue


def _address(exchange: Exchange, suffix: str) -> str:
    path = f"{exchange.scope.get('root_path', '')}{PATH}{below(exchange, PATH)}"
    return path.removesuffix(f".{suffix}") if suffix else path


def _page_number(exchange: Exchange) -> int:
    """Return the page that is asked for. Raises UsageError if it is none."""
    asked = parameters(exchange.query_string, "page") or ("1",)
    if not asked[-1].isascii() or not asked[-1].isdecimal() or not 1 <= int(asked[-1][:9]) <= _LAST_PAGE:
        raise UsageError(f"page={asked[-1][:20]}: a page is a number from 1")
    return int(asked[-1])


def _said(language: str | None) -> tuple[tuple[str, str], ...]:
    return (("lang", language),) if language else ()


def _query(kept: tuple[tuple[str, str], ...], number: int) -> str:
    pairs = [f"{name}={value}" for name, value in kept]
    pairs += [f"page={number}"] if number > 1 else []
    return f"?{'&'.join(pairs)}" if pairs else ""
