"""Linked Data: every thing answers at its own address, to people with a page and to programs in every RDF format.

``https://w3id.org/aliansi/id/csto`` is the thing; whoever is led from there to ``/id/csto`` gets a document about it,
with Content-Location naming the document in the format and language that was chosen (RFC 9110, 8.7).
"""

from __future__ import annotations

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
from aliansi.names import Names
from aliansi.namespaces import ID, shorten
from aliansi.protocol import parameters
from aliansi.render import Renderer
from aliansi.respond import Exchange, below
from aliansi.things import Telling, thing_of

PATH: Final = "/id/"
_LAST_PAGE: Final = 10_000

About = Callable[[Page, str], str | None]
"""Where a question tells of a thing; None if no question does."""


class Things(Documents):
    """``/id/csto`` and, in one format alone, ``/id/csto.ttl``; ``?page=2`` goes on where much names a thing."""

    def __init__(self, answering: Answering, renderer: Renderer, about: About) -> None:
        """Describe what is in the dataset."""
        super().__init__(answering, renderer)
        self._about = about

    async def get(self, exchange: Exchange) -> None:
        """Give the document about a thing."""
        store = self.answering.evaluator.store
        grounds = Grounds(store)
        number = _page_number(exchange)
        described, suffix = self._described(exchange, grounds, number)
        media_type = chosen(exchange, PAGE_AND_RDF, suffix, ALSO_RDF)
        page, said = self.page(exchange), language_said(exchange)
        iri = described.node.value
        key = (iri, number, media_type, page if media_type == HTML else said, self._about(page, iri))
        document = self.kept(key)
        if document is None:
            path = _address(exchange, suffix)
            links = tuple(_links(exchange, path, described, number))
            if media_type == HTML:
                body = self._page(described, Telling(store, grounds, Names(store, page.language), page), path, number)
                document = Document(body, HTML, f"{path}.html{_query(page.language, number)}", links)
            else:
                quads = list(described.quads())
                body = write(dict.fromkeys([*quads, *labels_of(store, quads, said)]), media_type)
                document = Document(body, media_type, f"{path}.{suffix_of(media_type)}{_query(said, number)}", links)
            self.keep(key, document)
        await self.give(exchange, document, page.language if media_type == HTML else "")

    def _page(self, described: Description, telling: Telling, path: str, number: int) -> bytes:
        page = telling.page
        formats = tuple(Link(f"{path}.{suffix}?lang={page.language}", suffix) for suffix in RDF)
        thing = thing_of(described, telling, formats, self._about(page, described.node.value))
        earlier = f"{path}{_query(page.language, number - 1)}" if number > 1 else None
        later = f"{path}{_query(page.language, number + 1)}" if described.has_more else None
        html = self.renderer.render("thing.html", page, thing=replace(thing, earlier=earlier, later=later))
        return html.encode("utf-8")

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


def _links(exchange: Exchange, path: str, described: Description, number: int) -> Iterator[str]:
    yield from alternates(path, PAGE_AND_RDF)
    yield f'<{described.node.value}>; rel="http://xmlns.com/foaf/0.1/primaryTopic"'
    if number > 1:
        yield f'<{path}{_query(None, number - 1)}>; rel="prev"'
    if described.has_more:
        yield f'<{path}{_query(None, number + 1)}>; rel="next"'


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


def _query(language: str | None, number: int) -> str:
    pairs = [f"lang={language}"] if language else []
    pairs += [f"page={number}"] if number > 1 else []
    return f"?{'&'.join(pairs)}" if pairs else ""
