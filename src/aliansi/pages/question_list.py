"""``/questions``: all questions by subject, or those that match a search."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from aliansi.http.sparql_protocol import iri_values
from aliansi.pages.context import QuestionGroup, QuestionLink, group_questions, page_context, question_link
from aliansi.pages.document import HTML, Document, choose_format, location_and_links, split_suffix
from aliansi.pages.endpoint import DocumentEndpoint, NotFound, respond
from aliansi.pages.question_context import parameter_field
from aliansi.pages.search import QUESTION, question_texts
from aliansi.pages.site_data import SiteData
from aliansi.project.questions import Question
from aliansi.views.i18n import LANGUAGES, translate_term
from aliansi.views.search_index import MAX_CHARACTERS, IndexedText, SearchIndex
from aliansi.views.urls import Page

PATH_OF_ALL: Final = "/questions"
_LISTED: Final[Mapping[str, str]] = {"html": HTML, "json": "application/json"}
PATHS_OF_ALL: Final = (PATH_OF_ALL, *(f"{PATH_OF_ALL}.{suffix}" for suffix in _LISTED))


@dataclass(frozen=True)
class QuestionListContext:
    """Context of the page of questions: in groups or, with a search, its matches."""

    action: str
    query: str
    groups: tuple[QuestionGroup, ...]
    matches: tuple[QuestionLink, ...] = field(metadata={"help": "the best first"})


class QuestionListPage(DocumentEndpoint):
    """Handler of the list as a page, and as JSON with parameters and their options; ``?q=`` searches."""

    _index_cache: tuple[Mapping[str, Question], SearchIndex] | None = None

    async def get(self, request: Request) -> Response:
        """Return the list."""
        page, here = page_context(request), self.site
        if not here.questions:
            raise NotFound("there are no questions here")
        suffix = split_suffix(request.scope["path"], _LISTED)[1]
        media_type = choose_format(request, _LISTED, suffix)
        query = " ".join((iri_values(request.scope["query_string"], "q") or ("",))[-1].split())[:MAX_CHARACTERS]
        key = (media_type, page, query)
        document = self.cached(key) or self.cache_document(key, self._listing(page, here, media_type, query))
        return respond(request, document, page.language)

    def _listing(self, page: Page, here: SiteData, media_type: str, query: str) -> Document:
        found = self._matches(here.questions, query, page.language) if query else tuple(here.questions.values())
        # The JSON is in one language too: it has the meanings of parameters.
        values = {"lang": page.language, **({"q": query} if query else {})}
        location, links = location_and_links(f"{page.root}{PATH_OF_ALL}", values, media_type, _LISTED, page)
        if media_type == HTML:
            listing = QuestionListContext(
                f"{page.root}{PATH_OF_ALL}",
                query,
                () if query else group_questions(page, found),
                tuple(question_link(page, question) for question in found) if query else (),
            )
            html = self.renderer.render("questions.html", page, listing=listing)
            return Document(html.encode("utf-8"), HTML, location, links)
        document = {"questions": [_question_json(page, question, here) for question in found]}
        return Document(json.dumps(document, ensure_ascii=False).encode("utf-8") + b"\n", media_type, location, links)

    def _matches(self, questions: Mapping[str, Question], query: str, language: str) -> tuple[Question, ...]:
        """Return the questions whose title, question or keywords match some words, the best first."""
        if self._index_cache is None or self._index_cache[0] != questions:
            self._index_cache = dict(questions), SearchIndex(_texts(questions))
        return tuple(questions[hit.node] for hit in self._index_cache[1].find(query, language))


def _texts(questions: Mapping[str, Question]) -> Iterator[IndexedText]:
    yield from question_texts(questions)
    for name, question in questions.items():
        for language in LANGUAGES:
            for keyword in question.keywords:
                yield IndexedText(name, QUESTION, translate_term(keyword, language), language)


def _question_json(page: Page, question: Question, here: SiteData) -> dict[str, object]:
    """Return what a program needs to run a question."""
    fields = (parameter_field(page, parameter, None, here.known) for parameter in question.parameters)
    return {
        "name": question.name,
        "address": f"{page.root}{PATH_OF_ALL}/{question.name}",
        "title": dict(question.title),
        "question": dict(question.question),
        "keywords": list(question.keywords),
        "needsInference": question.needs_inference,
        "parameters": {
            field.name: {
                "meaning": field.meaning.text,
                "default": field.default,
                "choices": [{"value": value, "label": label} for value, label in field.options],
            }
            for field in fields
        },
    }
