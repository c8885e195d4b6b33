"""The vocabulary: ``/ontology`` is the target of ``https://w3id.org/aliansi/ontology#…``.

The terms have hash IRIs, so one document defines them all; each has an anchor on the page.
"""

from __future__ import annotations

import asyncio
import json
from typing import Final

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from aliansi.errors import RequestError
from aliansi.evaluation.query import Formats, Query
from aliansi.http.exchange import client_of, rest_of_path
from aliansi.namespaces import ALIGNMENTS, ONTOLOGY, named_node
from aliansi.pages.context import page_context
from aliansi.pages.document import (
    ALSO_RDF,
    GRAPHS_PARAMETER,
    HTML,
    NAMED,
    PAGE_AND_RDF,
    RDF,
    Document,
    alternate_links,
    choose_format,
    named_graphs_link,
    serialise,
    split_suffix,
    suffix_of,
    wants_named_graphs,
)
from aliansi.pages.endpoint import DocumentEndpoint, NotFound, respond
from aliansi.views.i18n import sentences
from aliansi.views.statements import StatementView
from aliansi.views.urls import Link, Page
from aliansi.views.vocabulary import COUNT_USES, IRI, term_definitions, vocabulary_of

PATH: Final = "/ontology"
_VERSION: Final = named_node("owl:versionIRI")


class OntologyPage(DocumentEndpoint):
    """Handler of ``/ontology``, of ``/ontology.ttl`` in one format, and of the address of the current version."""

    _uses_cache: tuple[str, dict[str, int]] = ("", {})

    @property
    def paths(self) -> tuple[str, ...]:
        """``version`` is in the address of the current version."""
        return (PATH, *(f"{PATH}.{suffix}" for suffix in PAGE_AND_RDF))

    async def get(self, request: Request) -> Response:
        """Return the vocabulary."""
        rest, suffix = split_suffix(f"{PATH}{rest_of_path(request.scope, PATH)}", PAGE_AND_RDF)
        if not self._has_version(rest.removeprefix(PATH)):
            raise NotFound("this vocabulary is not here")
        media_type = choose_format(request, PAGE_AND_RDF, suffix, ALSO_RDF)
        page = page_context(request)
        named = wants_named_graphs(request, media_type)
        key = (media_type, page if media_type == HTML else named)
        path = f"{request.scope.get('root_path', '')}{PATH}"
        document = self.cached(key)
        if document is None:
            topic = f'<{IRI}>; rel="http://xmlns.com/foaf/0.1/primaryTopic"'
            links = (*alternate_links(path, PAGE_AND_RDF), named_graphs_link(path), topic)
            if media_type == HTML:
                body = await self._page(request, page, path)
                document = Document(body, HTML, f"{path}.html?lang={page.language}", links)
            else:
                body = serialise(self._quads(), media_type, named)
                location = f"{path}.{suffix_of(media_type)}{f'?{GRAPHS_PARAMETER}={NAMED}' if named else ''}"
                document = Document(body, media_type, location, links)
            self.cache_document(key, document)
        return respond(request, document, page.language if media_type == HTML else "")

    async def _page(self, request: Request, page: Page, path: str) -> bytes:
        uses = await self._count(request)
        store = self.answering.evaluator.store
        view = StatementView.of(store, page)
        formats = tuple(Link(f"{path}.{suffix}", suffix) for suffix in RDF)
        defined = []
        for definition in term_definitions(view, uses, sentences(page.language)):
            defined.append(definition)
            await asyncio.sleep(0)  # the whole takes a tenth of a second: others are answered in between
        vocabulary = vocabulary_of(view, defined, formats)
        return await self.renderer.render_async("ontology.html", page, vocabulary=vocabulary)

    async def _count(self, request: Request) -> dict[str, int]:
        """Count the uses of each term, once for each state of the dataset; the page has no counts if this takes too
        long."""
        revision = self.answering.evaluator.store.revision
        if self._uses_cache[0] == revision:
            return self._uses_cache[1]
        try:
            formats = Formats("application/sparql-results+json", None)
            answered = await self.answering.evaluator.evaluate(
                Query(COUNT_USES), formats, None, client_of(request.scope)
            )
        except RequestError:
            return {}
        rows = json.loads(answered.body)["results"]["bindings"]
        self._uses_cache = revision, {row["term"]["value"]: int(row["n"]["value"]) for row in rows}
        return self._uses_cache[1]

    def _quads(self) -> list[ox.Quad]:
        dataset = self.answering.evaluator.store.dataset
        names = (ox.NamedNode(str(name)) for name in (ONTOLOGY, ALIGNMENTS))
        return [quad for name in names for quad in dataset.quads_for_pattern(None, None, None, name)]

    def _has_version(self, rest: str) -> bool:
        """Return whether the dataset has a vocabulary of this version."""
        store = self.answering.evaluator.store
        if str(ONTOLOGY) not in store.graph_names():
            return False
        if not rest:
            return True
        versions = (quad.object for quad in store.quads(ox.NamedNode(IRI), _VERSION))
        return any(isinstance(version, ox.NamedNode) and version.value == f"{IRI}{rest}" for version in versions)
