"""Linked Data: the document about each thing, as a page and in every RDF format.

``https://w3id.org/aliansi/id/csto`` is the thing; it redirects to ``/id/csto``, the document about it, whose Content-
Location names the document in the chosen format and language (RFC 9110, 8.7).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Final
from urllib.parse import unquote

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from aliansi.dataset.spreadsheet import SUFFIX, XLSX, workbook_of
from aliansi.evidence.index import EvidenceIndex
from aliansi.evidence.source_texts import SourceFiles
from aliansi.http.exchange import rest_of_path
from aliansi.namespaces import ID, shorten
from aliansi.pages.context import page_context
from aliansi.pages.document import (
    ALSO_RDF,
    GRAPHS_PARAMETER,
    HTML,
    NAMED,
    PAGE_AND_RDF,
    Document,
    alternate_links,
    base_url,
    choose_format,
    named_graphs_link,
    page_number,
    requested_language,
    serialise,
    split_suffix,
    suffix_of,
    wants_named_graphs,
)
from aliansi.pages.endpoint import DocumentEndpoint, HandlerContext, NotFound, respond
from aliansi.pages.source_text import text_page_number
from aliansi.pages.thing_context import MAX_FACTS, ThingFrame, thing_context
from aliansi.project.days import Day
from aliansi.views.charts.timeline_layout import scale_of
from aliansi.views.description import CSV, describe, labels_of, statements_csv
from aliansi.views.facts import anchor_of
from aliansi.views.labels import Labels
from aliansi.views.membership_history import MembershipHistory
from aliansi.views.membership_rows import MembershipReader
from aliansi.views.source_passages import text_identity
from aliansi.views.statements import StatementView
from aliansi.views.thing_contents import ThingContents, read_contents
from aliansi.views.urls import Link, Page
from aliansi.views.wikidata.ledger import ledger_of
from aliansi.views.wikidata.section import WikidataSection, section_of

PATH: Final = "/id/"
FORMATS: Final[Mapping[str, str]] = {**PAGE_AND_RDF, "csv": CSV, SUFFIX: XLSX}
FEW_CONTENTS: Final = 3


class ThingPage(DocumentEndpoint):
    """Handler of ``/id/csto`` and of ``/id/csto.ttl`` in one format; ``?page=2`` continues a long list of facts."""

    def __init__(self, context: HandlerContext, texts: SourceFiles) -> None:
        super().__init__(context)
        self._texts = texts
        self._contents: dict[tuple[str, ox.NamedNode], ThingContents] = {}

    async def get(self, request: Request) -> Response:
        """Return the document about a thing."""
        number, rest = page_number(request), rest_of_path(request.scope, PATH)
        suffix = split_suffix(rest, FORMATS)[1]
        media_type = choose_format(request, FORMATS, suffix, ALSO_RDF)
        page, language = page_context(request), requested_language(request)
        named = wants_named_graphs(request, media_type)
        of_client = (page, base_url(request)) if media_type == HTML else (language, named, base_url(request))
        document = self.cached((rest, number, media_type, *of_client))
        if document is None:
            node, found = self._find(request)
            if found != suffix:  # the suffix is part of the name of the thing
                media_type = choose_format(request, FORMATS, "", ALSO_RDF)
            path = _address(request, found)
            if media_type == HTML:
                document = await self._page(request, node, path, number)
            else:
                document = await self._description(request, node, media_type, path, number)
            if found == suffix:
                self.cache_document((rest, number, media_type, *of_client), document)
        return respond(request, document, page.language if media_type == HTML else "")

    async def _description(
        self, request: Request, node: ox.NamedNode, media_type: str, path: str, number: int
    ) -> Document:
        store, language = self.answering.evaluator.store, requested_language(request)
        named, evidence = wants_named_graphs(request, media_type), EvidenceIndex(store)
        described = describe(store, evidence, node, number)
        if described is None:
            raise _not_found(shorten(node.value))
        if media_type in (CSV, XLSX):
            body = statements_csv(described, evidence, Labels(store, language or page_context(request).language))
            suffix = "csv"
            if media_type == XLSX:
                suffix = SUFFIX
                body = await asyncio.to_thread(workbook_of, body, path.rpartition("/")[2])
        else:
            quads = list(described.quads())
            body = serialise(dict.fromkeys([*quads, *labels_of(store, quads, language)]), media_type, named)
            suffix = suffix_of(media_type)
        kept = (*_parameter("lang", language), *_parameter(GRAPHS_PARAMETER, NAMED if named else None))
        location = f"{path}.{suffix}{_query(kept, number)}"
        return Document(body, media_type, location, tuple(_links(path, node, number, described.has_more)))

    async def _page(self, request: Request, node: ox.NamedNode, path: str, number: int) -> Document:
        store, page = self.answering.evaluator.store, page_context(request)
        contents = await self._contents_of(node)
        if contents is None:
            raise _not_found(shorten(node.value))
        if number > 1 and contents.total <= (number - 1) * MAX_FACTS:
            raise NotFound(f"there is no page {number} of {shorten(node.value)}")
        view = StatementView.of(store, page)
        reader = MembershipReader(page, view.labels)
        frame = ThingFrame(
            number=number,
            at=lambda other: f"{path}{_query(page.kept_parameters, other)}",
            links=tuple(
                Link(f"{path}.{suffix}?lang={page.language}", suffix) for suffix in FORMATS if suffix != "html"
            ),
            about=self.site.question_about(page, node.value),
            whole=self._whole(page, node),
            until=last_day(self.site.history),
            places=tuple([place async for place in self._places(node, view)]),
            memberships=reader.memberships_of(self.site.history, node.value) if number == 1 else None,
            wikidata=await self._wikidata(node, view) if number == 1 and self.site.project else None,
        )
        thing = await thing_context(contents, view, frame)
        html = await self.renderer.render_async("thing.html", page, thing=thing)
        location = frame.at(number).replace(path, f"{path}.html", 1)
        return Document(html, HTML, location, tuple(_links(path, node, number, thing.later is not None)))

    async def _contents_of(self, node: ox.NamedNode) -> ThingContents | None:
        """Return the contents of a thing; those of the last few are cached for readers who turn pages."""
        store = self.answering.evaluator.store
        key = (store.revision, node)
        if key not in self._contents:
            contents = await read_contents(store, node)
            if contents is None:
                return None
            self._contents = dict([*self._contents.items(), (key, contents)][-FEW_CONTENTS:])
        return self._contents[key]

    async def _wikidata(self, node: ox.NamedNode, view: StatementView) -> WikidataSection | None:
        """Return what Wikidata says of a thing; the ledger is read in a thread, on first use."""
        return section_of(node, await asyncio.to_thread(ledger_of, view.store), view)

    def _whole(self, page: Page, node: ox.NamedNode) -> Callable[[int], str] | None:
        """Return the function that links positions of the whole text of a source; None if there is no copy of it."""
        digest, _ = text_identity(self.answering.evaluator.store, node)
        text = self._texts.of(digest) if node.value.startswith(ID) else None
        return None if text is None else lambda position: page.text(node.value, text_page_number(text, position))

    async def _places(self, node: ox.NamedNode, view: StatementView) -> AsyncIterator[Link]:
        """Yield the link to a passage among the others of its source; nothing for anything but a passage."""
        for ground in view.evidence.of_node(node):
            if ground.passage != node.value:
                continue
            source = ox.NamedNode(ground.source)
            contents = await self._contents_of(source)
            address = view.page.passage(source.value, anchor_of(node.value), _number_in(contents, node))
            if address:
                yield Link(address, view.labels.of(source).text)

    def _find(self, request: Request) -> tuple[ox.NamedNode, str]:
        """Return the thing at an address, and its format suffix. Raises NotFound."""
        rest, store = rest_of_path(request.scope, PATH), self.answering.evaluator.store
        without, suffix = split_suffix(rest, FORMATS)
        for name, found in ((rest, ""), (without, suffix)):
            for node in _nodes(request, name):
                if any(True for quads in (store.quads(node), store.quads(None, None, node)) for _ in quads):
                    return node, found
        raise _not_found(shorten(f"{ID}{unquote(without)}"))


def last_day(history: MembershipHistory) -> Day | None:
    """Return the last known day; None without memberships."""
    return scale_of(history, None, None).last if history.spells else None


def _number_in(contents: ThingContents | None, node: ox.NamedNode) -> int:
    return contents.page_of(node, MAX_FACTS) if contents else 1


def _not_found(short: str) -> NotFound:
    return NotFound(f"not found: {short}", short)


def _links(path: str, node: ox.NamedNode, number: int, has_more: bool) -> Iterator[str]:
    yield from alternate_links(path, FORMATS)
    yield named_graphs_link(path)
    yield f'<{node.value}>; rel="http://xmlns.com/foaf/0.1/primaryTopic"'
    if number > 1:
        yield f'<{path}{_query((), number - 1)}>; rel="prev"'
    if has_more:
        yield f'<{path}{_query((), number + 1)}>; rel="next"'


def _nodes(request: Request, name: str) -> Iterator[ox.NamedNode]:
    """Yield the IRIs that an address may stand for: ours, and those of a dataset that this server publishes."""
    for written in dict.fromkeys((name, unquote(name))):
        for base in (str(ID), f"{base_url(request)}{PATH}"):
            try:
                yield ox.NamedNode(f"{base}{written}")
            except ValueError:
                continue


def _address(request: Request, suffix: str) -> str:
    path = f"{request.scope.get('root_path', '')}{PATH}{rest_of_path(request.scope, PATH)}"
    return path.removesuffix(f".{suffix}") if suffix else path


def _parameter(name: str, value: str | None) -> tuple[tuple[str, str], ...]:
    return ((name, value),) if value else ()


def _query(kept: tuple[tuple[str, str], ...], number: int) -> str:
    pairs = [f"{name}={value}" for name, value in kept]
    pairs += [f"page={number}"] if number > 1 else []
    return f"?{'&'.join(pairs)}" if pairs else ""
