"""``/search?q=``: search results as a page and as JSON."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from aliansi.dataset.store import Store
from aliansi.errors import UsageError
from aliansi.evaluation.evaluator import while_connected
from aliansi.http.sparql_protocol import form_values
from aliansi.pages.context import page_context
from aliansi.pages.document import HTML, Document, choose_format
from aliansi.pages.endpoint import DocumentEndpoint, HandlerContext, respond
from aliansi.project.questions import Question
from aliansi.reconciliation.matching import MATCH_SCORE, Candidate, ReconciliationQuery, match
from aliansi.reconciliation.name_index import name_index
from aliansi.views.labels import Label, Labels, translation_in
from aliansi.views.search_index import MAX_CHARACTERS, IndexedText, IndexHit, SearchIndex, texts_of
from aliansi.views.urls import Link, Page

PATH: Final = "/search"
QUESTION: Final = "question"
FORMATS: Final[Mapping[str, str]] = {"html": HTML, "json": "application/json"}
FEW: Final = 20
MAX_ROWS: Final = 100

_KIND_KEYS: Final[Mapping[str, str]] = {
    "label": "found-label",
    "alias": "found-alias",
    "title": "found-title",
    QUESTION: "found-question",
    "statement": "found-statement",
    "quotation": "found-quotation",
}
"""Keys of the names of the kinds of text."""


@dataclass(frozen=True)
class SearchHit:
    """Matching thing, and the matching ``words`` if they are not its label; ``kind_key`` is the key of their kind."""

    name: Label
    href: str | None
    kind_key: str
    words: Label | None
    is_quoted: bool


@dataclass(frozen=True)
class SearchContext:
    """Search and its results: ``total`` things, of which those from ``first`` on are shown."""

    query: str = ""
    hits: tuple[SearchHit, ...] = ()
    total: int = 0
    first: int = 1
    earlier: str | None = None
    later: str | None = None
    links: tuple[Link, ...] = field(default=(), metadata={"help": "the same in other formats"})


class SearchPage(DocumentEndpoint):
    """Handler of searches over the dataset and the questions; the index is built on the first search."""

    def __init__(self, context: HandlerContext) -> None:
        super().__init__(context)
        self._reading = asyncio.Lock()
        self._read: tuple[object, SearchIndex] | None = None

    async def get(self, request: Request) -> Response:
        """Return the results; to a browser without a search, the form."""
        media_type, page = choose_format(request, FORMATS), page_context(request)
        query = _query_of(request)
        first, most = _number(request, "first", 1, 10**6), _number(request, "limit", FEW, MAX_ROWS)
        key = (query, first, most, media_type, page)
        document = self.cached(key)
        if document is None:
            hits = await while_connected(request.receive, self._hits(query, page.language)) if query else ()
            shown = hits[first - 1 : first - 1 + most]
            if media_type == HTML:
                body = self._page(page, query, shown, len(hits), first, most)
            else:
                body = self._json(page, query, shown, len(hits))
            document = self.cache_document(key, Document(body, media_type))
        return respond(request, document, page.language)

    async def _hits(self, query: str, language: str) -> tuple[IndexHit, ...]:
        store, questions = self.answering.evaluator.store, self.site.questions
        async with self._reading:
            if self._read is None or self._read[0] != (store.revision, questions):
                # In a thread, so that other requests are served while a large dataset is read.
                self._read = (store.revision, questions), await asyncio.to_thread(_read, store, questions)
        return await asyncio.to_thread(find, store, self._read[1], query, language)

    def _page(self, page: Page, query: str, hits: tuple[IndexHit, ...], total: int, first: int, most: int) -> bytes:
        names = Labels(self.answering.evaluator.store, page.language)
        searched = SearchContext(
            query,
            tuple(self._found(hit, names, page) for hit in hits),
            total,
            first,
            page.link(PATH, {"q": query, "first": str(max(first - most, 1))}) if first > 1 else None,
            page.link(PATH, {"q": query, "first": str(first + most)}) if first + most <= total else None,
            (Link(page.link(PATH, {"q": query, "format": "json"}), "json"),) if query else (),
        )
        return self.renderer.render("search.html", page, searched=searched).encode("utf-8")

    def _json(self, page: Page, query: str, hits: tuple[IndexHit, ...], total: int) -> bytes:
        names = Labels(self.answering.evaluator.store, page.language)
        results = [self._as_json(hit, self._found(hit, names, page)) for hit in hits]
        return json.dumps({"query": query, "total": total, "results": results}, ensure_ascii=False).encode() + b"\n"

    def _as_json(self, hit: IndexHit, found: SearchHit) -> dict[str, object]:
        iri = {} if hit.text.kind == QUESTION else {"iri": hit.node}
        matched = {"kind": hit.text.kind, "text": hit.text.words, "language": hit.text.language}
        label = {"label": found.name.text, "language": found.name.language}
        return {**iri, **label, "href": found.href, "matched": matched, "score": hit.score}

    def _found(self, hit: IndexHit, names: Labels, page: Page) -> SearchHit:
        if hit.text.kind == QUESTION:
            question = self.site.questions[hit.node]
            name = translation_in(question.title, page.language)
            href: str | None = page.link(f"/questions/{question.name}")
        else:
            name, href = names.of(ox.NamedNode(hit.node)), page.address(hit.node)
        words = Label(hit.text.words, hit.text.language or None) if hit.text.words != name.text else None
        return SearchHit(name, href, _KIND_KEYS[hit.text.kind], words, hit.text.kind == "quotation")


def find(store: Store, texts: SearchIndex, query: str, language: str) -> tuple[IndexHit, ...]:
    """Return what a search finds: first the things that it names or identifies (a Q-id), then those with its words."""
    hits = texts.find(query, language)
    highest = hits[0].score if hits else 0.0
    named = tuple(
        IndexHit(found.entity.iri, _name_text(found, language), round(highest + found.score / 100, 6))
        for found in match(name_index(store), ReconciliationQuery(query))
        if found.matched is None or found.score >= MATCH_SCORE
    )
    first = {hit.node for hit in named}
    return (*named, *(hit for hit in hits if hit.node not in first))


def _name_text(found: Candidate, language: str) -> IndexedText:
    iri, name = found.entity.iri, found.matched
    if name is None:
        label = found.entity.label(language)
        return IndexedText(iri, "label", label.text, label.language or "")
    is_shown = name.text in found.entity.labels.values()
    return IndexedText(iri, "label" if is_shown else name.kind, name.text, name.language)


def _read(store: Store, questions: Mapping[str, Question]) -> SearchIndex:
    return SearchIndex([*texts_of(store), *question_texts(questions)])


def question_texts(questions: Mapping[str, Question]) -> Iterator[IndexedText]:
    """Yield the titles and texts of questions in all their languages."""
    for name, question in questions.items():
        for texts in (question.title, question.question):
            for language, words in texts.items():
                yield IndexedText(name, QUESTION, words, language)


def _query_of(request: Request) -> str:
    values = form_values(request.scope["query_string"], "q")
    if len(values) > 1:
        raise UsageError("q: search for one thing at a time")
    return " ".join(values[0].split())[:MAX_CHARACTERS] if values else ""


def _number(request: Request, name: str, default: int, most: int) -> int:
    values = form_values(request.scope["query_string"], name)
    if not values:
        return default
    if len(values) > 1 or not (values[0].isascii() and values[0].isdigit()) or not 1 <= int(values[0][:9]) <= most:
        raise UsageError(f"{name}: a number from 1 to {most:,}")
    return int(values[0])
