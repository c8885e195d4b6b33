"""``/questions/NAME``: the answer to a question with its parameters, and the evidence of each row."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from aliansi.dataset.spreadsheet import SUFFIX, XLSX, workbook_of
from aliansi.errors import AliansiError, ProtocolError, RequestError, UsageError
from aliansi.evaluation.query import Formats, Query, Result
from aliansi.evidence.answer_rows import (
    AnswerRows,
    as_csv,
    as_json,
    read_rows,
    solutions,
    trace_or_reason,
    with_evidence,
    without_evidence,
)
from aliansi.evidence.index import EvidenceIndex
from aliansi.evidence.lineage import Lineage
from aliansi.http.exchange import rest_of_path
from aliansi.http.sparql_protocol import iri_values, is_changing
from aliansi.namespaces import named_node
from aliansi.pages.context import page_context, parameter_values
from aliansi.pages.document import HTML, Document, choose_format, location_and_links, split_suffix
from aliansi.pages.endpoint import DocumentEndpoint, NotFound, error_response, respond
from aliansi.pages.question_context import AnswerView, question_context, sort_links, unknown_names
from aliansi.project.questions import RESERVED, Question
from aliansi.sparql.federation_guard import contains_service
from aliansi.views.as_of import AsOf
from aliansi.views.charts.bar_line import chart_of
from aliansi.views.result_table import ResultTable, read_results, sort_results
from aliansi.views.statements import StatementView
from aliansi.views.urls import Page, link_function

PATH: Final = "/questions/"
FORMATS: Final[Mapping[str, str]] = {"html": HTML, "csv": "text/csv", "xlsx": XLSX, "json": "application/json"}
_ALSO: Final[Mapping[str, str]] = {"sparql-json": "application/sparql-results+json"}
MAX_PAGE_BYTES: Final = 4 * 2**20
MAX_BYTES: Final = 16 * 2**20
"""Maximum bytes of an answer, and of the solutions that trace its evidence."""
_AT_ONCE: Final = 50
"""Solutions that are read before other requests get a turn."""
_DATE: Final = named_node("xsd:date")
_RESULTS: Final = Formats("application/sparql-results+json", "text/turtle")


class QuestionPage(DocumentEndpoint):
    """Handler of a question as a page, CSV or JSON, by suffix, ``format=`` or header; other parameters are those of the
    question."""

    async def get(self, request: Request) -> Response:
        """Return the answer to a question."""
        name, suffix = split_suffix(rest_of_path(request.scope, PATH), FORMATS)
        question = self.site.questions.get(name)
        if question is None:
            raise NotFound(f"unknown question {name[:100]}")
        media_type = choose_format(request, FORMATS, suffix, _ALSO)
        page = page_context(request)
        values = {**date_values(question, page.on), **read_values(request)}
        sort = (iri_values(request.scope["query_string"], "sort") or ("",))[-1] if media_type == HTML else ""
        key = (name, tuple(sorted(values.items())), media_type, page if media_type == HTML else None, sort)
        document = self.cached(key)
        if document is None:
            document = await self._document(request, question, values, media_type, page, sort)
            if not (is_changing(question.query) or contains_service(question.query)):
                self.cache_document(key, document)
        return respond(request, document, page.language if media_type == HTML else "")

    async def _document(
        self, request: Request, question: Question, values: Mapping[str, str], media_type: str, page: Page, sort: str
    ) -> Document:
        query = bind_values(question, values)
        if unknown := unknown_names(question, values, self.site.known):
            raise UsageError(f"unknown name {unknown[0]}; /questions?format=json lists them")
        path, asked_so = f"{page.root}{PATH}{quote(question.name)}", {**values, **({"sort": sort} if sort else {})}
        location, links = location_and_links(path, asked_so, media_type, FORMATS, page, _ALSO)
        if media_type == HTML:
            shown = await self._answer_view(request, query, page, sort, question.words)
            filled = question_context(page, question, values, query, shown, self.site.known)
            if isinstance(shown.table, ResultTable):
                sorts = sort_links(page, question, values, shown.table, sort)
                chart = chart_of(question.chart, shown.table) if question.chart else None
                filled = replace(filled, answer=replace(shown, heads=sorts), chart=chart)
            return Document(
                await self.renderer.render_async("question.html", page, asked=filled), HTML, location, links
            )
        answered = await self.evaluate(request, Query(query), _RESULTS, MAX_BYTES)
        if answered.media_type == _RESULTS.graph:
            raise ProtocolError(406, "the answer to this question is a graph, which only its page shows")
        rows = await self._with_evidence(request, query, read_rows(_results(answered)))
        asked_for = {"name": question.name, "query": query, "parameters": _parameters(question, values)}
        if media_type == XLSX:
            workbook = await asyncio.to_thread(workbook_of, as_csv(rows), question.name)
            return Document(workbook, media_type, location, links, f"{question.name}.{SUFFIX}")
        body = as_csv(rows) if media_type == "text/csv" else as_json(rows, asked_for)
        return Document(body, media_type, location, links)

    async def _answer_view(
        self, request: Request, query: str, page: Page, sort: str, own: frozenset[str]
    ) -> AnswerView:
        answered = await self.evaluate(request, Query(query), _RESULTS, MAX_PAGE_BYTES)
        if answered.media_type == _RESULTS.graph:
            return AnswerView(graph=answered.body.decode("utf-8"))
        known, store = self.site.known, self.answering.evaluator.store
        if sort and answered.media_type == _RESULTS.table:
            answered = replace(answered, body=sort_results(answered.body, sort, known, page.language, own))
        results = read_results(answered.body, known, page.language, link_function(page, known), own)
        rows = read_rows(_results(answered))
        if isinstance(results, ResultTable):
            rows = replace(rows, rows=rows.rows[: len(results.rows)])
        rows = await self._with_evidence(request, query, rows)
        view = StatementView.of(store, page)
        evidence = None if rows.evidence is None else tuple(view.quotations(each.evidence) for each in rows.evidence)
        if isinstance(results, bool):
            return AnswerView(verdict="yes" if results else "no", evidence=evidence, reason=rows.reason)
        return AnswerView(table=results, evidence=evidence, reason=rows.reason)

    async def _with_evidence(self, request: Request, query: str, rows: AnswerRows) -> AnswerRows:
        """Return rows with their evidence, or with the reason why there is none."""
        tracing, store = trace_or_reason(query), self.answering.evaluator.store
        if isinstance(tracing, str):
            return without_evidence(rows, tracing)
        try:
            results = _results(await self.evaluate(request, Query(tracing.query), _RESULTS, MAX_BYTES))
            lineage = Lineage(tracing, store, EvidenceIndex(store))
        except RequestError as error:
            if error.status == 499:
                raise
            return without_evidence(rows, f"the evidence of the rows cannot be traced: {error}")
        for place, solution in enumerate(solutions(results)):
            lineage.add(solution)
            if place % _AT_ONCE == 0:
                await asyncio.sleep(0)
        return with_evidence(rows, lineage)

    def problem(self, request: Request, error: AliansiError) -> Response:
        """Return the error on the page of the question, if a page was requested."""
        try:
            name, suffix = split_suffix(rest_of_path(request.scope, PATH), FORMATS)
            question = self.site.questions.get(name)
            if question is None or choose_format(request, FORMATS, suffix, _ALSO) != HTML:
                return super().problem(request, error)
            values = _values(request)
        except AliansiError:
            return super().problem(request, error)
        page, shown = page_context(request), AnswerView(problem=str(error))
        filled = question_context(page, question, values, question.query, shown, self.site.known)
        body = self.renderer.render("question.html", page, asked=filled).encode("utf-8")
        return error_response(error, body, HTML)


def read_values(request: Request) -> dict[str, str]:
    """Return the values of parameters in a request. Raises UsageError for a repeated parameter."""
    pairs = request.query_params.multi_items()
    twice = [name for name, number in Counter(name for name, _ in pairs).items() if number > 1 and name not in RESERVED]
    if twice:
        raise UsageError(f"{twice[0]} is given twice")
    return _values(request)


def date_values(question: Question, on: AsOf | None) -> dict[str, str]:
    """Return the days of a question at the date of a page; a value of the reader takes precedence."""
    if on is None:
        return {}
    days = {"date": on.days.earliest, "from": on.days.earliest, "to": on.days.latest, "by": on.days.latest}
    dated = (each for each in question.parameters if getattr(each.default, "datatype", None) == _DATE)
    return {each.name: day.isoformat() for each in dated if (day := days.get(each.name))}


def _values(request: Request) -> dict[str, str]:
    return {name: value for name, value in parameter_values(request).items() if name not in RESERVED}


def bind_values(question: Question, values: Mapping[str, str]) -> str:
    """Return the query of a question with a reader's values. Raises UsageError for an invalid value."""
    try:
        return question.with_values(values)
    except ValueError as error:  # pyoxigraph's word for an IRI that is none
        raise UsageError(f"not a value for the question {question.name}: {error}") from error


def _parameters(question: Question, values: Mapping[str, str]) -> dict[str, dict[str, object]]:
    return {
        parameter.name: {
            "value": values.get(parameter.name, parameter.default.value),
            "default": parameter.default.value,
            "meaning": dict(parameter.meaning),
        }
        for parameter in question.parameters
    }


def _results(answered: Result) -> ox.QuerySolutions | ox.QueryBoolean:
    return ox.parse_query_results(answered.body, format=ox.QueryResultsFormat.JSON)
