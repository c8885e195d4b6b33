"""The query page: ``/query`` is a form that works without script, and the editor with it.

``?query=`` or ``?question=`` (with values for its parameters) fills in the query, ``?run=1`` also shows the result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from aliansi.errors import AliansiError, status_of
from aliansi.evaluation.query import Formats, Query, Result
from aliansi.namespaces import AL, ID, ONTOLOGY, PREFIXES
from aliansi.pages.completions import PATH as PATH_OF_VOCABULARY
from aliansi.pages.completions import PATH_OF_LABELS
from aliansi.pages.context import QuestionGroup, group_questions, page_context, parameter_values
from aliansi.pages.country_outlines import PATH as PATH_OF_OUTLINES
from aliansi.pages.document import HTML, Document, base_url
from aliansi.pages.endpoint import DocumentEndpoint, NotFound, respond
from aliansi.pages.question_context import AnswerView
from aliansi.pages.static_files import PATH as PATH_OF_ASSETS
from aliansi.pages.static_files import VENDOR_PATH, has_editor
from aliansi.views.charts.country_outlines import outlines
from aliansi.views.i18n import section
from aliansi.views.labels import translation_in
from aliansi.views.result_table import read_results
from aliansi.views.urls import Link, Page, link_function

PATH: Final = "/query"
FILES: Final = {"SELECT": ("csv", "tsv", "json", "xml"), "CONSTRUCT": ("ttl", "jsonld", "rdf", "nt")}
"""Formats of a result for download: tables, and graphs."""
BLANK: Final = """\
SELECT ?state ?stateLabel ?start ?end WHERE {
  ?membership al:member ?state ; al:alliance id:csto ; al:start ?start .
  ?state rdfs:label ?stateLabel .
  OPTIONAL { ?membership al:end ?end }
}
"""
MAX_ANSWER_BYTES: Final = 4 * 2**20

_NAME: Final = "NAME"
_AS_PAGE: Final = Formats("application/sparql-results+json", "text/turtle")
_SCRIPT_SENTENCES: Final = ("run", "query", "problem")
"""Sentences of the page that its script needs as well."""
_OURS: Final = frozenset({"query", "question", "run", "view", "settings"})


@dataclass(frozen=True)
class QueryEditorContext:
    """Context of the query page."""

    words: Mapping[str, str] = field(metadata={"help": "the sentences of this page by key"})
    action: str
    query: str
    examples: tuple[QuestionGroup, ...]
    question: str = field(metadata={"help": "the name of the question that the query is from, or nothing"})
    vocabulary: str | None = field(metadata={"help": "the page of the vocabulary; None if the dataset has none"})
    answer: AnswerView | None = field(metadata={"help": "the result, if the page shows it"})
    files: tuple[Link, ...] = field(metadata={"help": "the answer in other formats"})
    assets: str = field(metadata={"help": "URL of scripts and styles"})
    vendor: str | None = field(metadata={"help": "URL of the editor; None if it was not built"})
    script: Mapping[str, object] = field(metadata={"help": "data for the script"})


class QueryEditorPage(DocumentEndpoint):
    """Handler of ``/query``."""

    async def get(self, request: Request) -> Response:
        """Return the page, with the result if requested."""
        page = page_context(request)
        query, question = self._query(request)
        wanted = query is not None and request.query_params.get("run") == "1"
        answer, status = await self._answer(request, page, query) if wanted and query else (None, 200)
        asking = self._query_context(page, query, question, answer)
        body = self.renderer.render("query.html", page, asking=asking).encode("utf-8")
        if answer is None:
            return respond(request, Document(body, HTML), page.language)
        return Response(body, status, {"vary": "Accept-Language", "cache-control": "no-store"}, HTML)

    def _query(self, request: Request) -> tuple[str | None, str]:
        """Return the query of a request, if any, and the name of the question that it comes from."""
        name = request.query_params.get("question", "")
        if name:
            questions = self.site.questions
            if name not in questions:
                raise NotFound(f"unknown question {name[:50]}")
            values = {key: value for key, value in parameter_values(request).items() if key not in _OURS}
            return questions[name].with_values(values), name
        query = request.query_params.get("query", "")
        return query.replace("\r\n", "\n") or None, ""

    async def _answer(self, request: Request, page: Page, query: str) -> tuple[AnswerView, int]:
        try:
            asked = Query(query, base=f"{base_url(request)}/sparql")
            return self._answer_view(page, await self.evaluate(request, asked, _AS_PAGE, MAX_ANSWER_BYTES)), 200
        except AliansiError as error:
            return AnswerView(problem=str(error)), status_of(error)

    def _answer_view(self, page: Page, answered: Result) -> AnswerView:
        if answered.media_type == _AS_PAGE.graph:
            return AnswerView(graph=answered.body.decode("utf-8"))
        known = self.site.known
        results = read_results(answered.body, known, page.language, link_function(page, known))
        return (
            AnswerView(verdict="yes" if results else "no") if isinstance(results, bool) else AnswerView(table=results)
        )

    def _query_context(
        self, page: Page, query: str | None, question: str, answer: AnswerView | None
    ) -> QueryEditorContext:
        questions = self.site.questions
        has_vocabulary = str(ONTOLOGY) in self.answering.evaluator.store.graph_names()
        words = section("query-page", page.language)
        blank = self.site.example or BLANK
        files: tuple[str, ...] = ()
        if answer and not answer.problem:
            files = FILES["SELECT" if answer.graph is None else "CONSTRUCT"]
        return QueryEditorContext(
            words=words,
            action=f"{page.root}{PATH}",
            query=query or blank,
            examples=group_questions(page, questions.values()),
            question=question,
            vocabulary=page.link("/ontology") if has_vocabulary else None,
            answer=answer,
            files=tuple(Link(page.query(query or "", form), form) for form in files),
            assets=f"{page.root}{PATH_OF_ASSETS}",
            vendor=f"{page.root}{VENDOR_PATH}" if has_editor() else None,
            script={
                "words": {**{key: words[key] for key in _SCRIPT_SENTENCES}, **section("query-script", page.language)},
                "language": page.language,
                "asked": query is not None,
                "title": translation_in(questions[question].title, page.language).text if question else "",
                "blank": blank,
                "page": f"{page.root}{PATH}",
                "endpoint": f"{page.root}/sparql",
                "vocabulary": f"{page.root}{PATH_OF_VOCABULARY}?lang={page.language}",
                "labels": f"{page.root}{PATH_OF_LABELS}",
                "outlines": f"{page.root}{PATH_OF_OUTLINES}" if outlines() else "",
                "things": str(ID),
                "prefixes": PREFIXES,
                "filePrefixes": self.answering.evaluator.store.prefixes,
                "addresses": [[str(base), page.address(f"{base}{_NAME}")] for base in (ID, AL)],
                "files": FILES,
            },
        )
