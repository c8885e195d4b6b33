"""``/explain?s=&p=&o=``: why a triple holds, as a page, JSON, Turtle or text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from aliansi.errors import AliansiError, ProtocolError, UsageError, status_of
from aliansi.evaluation.evaluator import while_connected
from aliansi.evaluation.explanation_client import ExplanationClient, Terms
from aliansi.http.exchange import client_of
from aliansi.http.sparql_protocol import form_values
from aliansi.pages.context import page_context
from aliansi.pages.document import HTML, Document, choose_format
from aliansi.pages.endpoint import DocumentEndpoint, HandlerContext, error_response, respond
from aliansi.pages.explanation_context import ProofReader, form, short_terms
from aliansi.project.terms import parse_term
from aliansi.views.statements import StatementView
from aliansi.views.urls import Link, Page

PATH: Final = "/explain"
FORMATS: Final[Mapping[str, str]] = {
    "html": HTML,
    "json": "application/json",
    "turtle": "text/turtle",
    "text": "text/plain",
}
"""Media types by the formats of ``aliansi explain --format``."""
_ALSO: Final[Mapping[str, str]] = {"ttl": "text/turtle", "txt": "text/plain"}
_FORM_OF: Final[Mapping[str, str]] = {kind: name for name, kind in FORMATS.items()}
_LONGEST_TERM: Final = 10_000


class NotEntailed(ProtocolError):
    """The triple is neither asserted nor inferred."""

    def __init__(self, triple: Terms) -> None:
        super().__init__(404, f"{' '.join(short_terms(triple))}: not asserted, and it does not follow")


class ExplanationPage(DocumentEndpoint):
    """Handler of proofs."""

    def __init__(self, context: HandlerContext, reasons: ExplanationClient) -> None:
        super().__init__(context)
        self._reasons = reasons

    async def get(self, request: Request) -> Response:
        """Return the proof of a triple; to a browser without parameters, the form."""
        media_type = choose_format(request, FORMATS, also=_ALSO)
        page = page_context(request)
        if media_type == HTML and not _parameters(request):
            return respond(request, Document(self._html(page, {}), HTML), page.language)
        terms = _triple(request)
        key = (terms, media_type, page if media_type == HTML else None)
        document = self.cached(key)
        if document is None:
            document = self.cache_document(key, await self._explanation(request, terms, media_type, page))
        return respond(request, document, page.language if media_type == HTML else "")

    async def _explanation(self, request: Request, terms: Terms, media_type: str, page: Page) -> Document:
        store = self.answering.evaluator.store
        wanted = "tree" if media_type == HTML else _FORM_OF[media_type]
        asking = self._reasons.explain(store, terms, wanted, client_of(request.scope), page.language)
        answer = await while_connected(request.receive, asking)
        if answer is None:
            raise NotEntailed(terms)
        values = dict(zip("spo", short_terms(terms), strict=True))
        address = f"{page.root}{PATH}?{urlencode(values)}"
        links = tuple(f'<{address}&format={name}>; rel="alternate"; type="{kind}"' for name, kind in FORMATS.items())
        if media_type != HTML:
            return Document(answer.encode("utf-8"), media_type, f"{address}&format={_FORM_OF[media_type]}", links)
        body = self._page(page, values, answer, address)
        return Document(body, HTML, f"{address}&format=html&lang={page.language}", links)

    def _page(self, page: Page, values: Mapping[str, str], answer: Any, address: str) -> bytes:
        store = self.answering.evaluator.store
        view = StatementView.of(store, page)
        step = ProofReader(answer["names"], view).step(answer["proof"])
        links = tuple(Link(f"{address}&format={name}", name) for name in FORMATS if name != "html")
        why = replace(form(page, values), step=step, links=links)
        return self.renderer.render("explain.html", page, why=why).encode("utf-8")

    def _html(self, page: Page, values: Mapping[str, str], problem: str = "") -> bytes:
        why = replace(form(page, values), problem=problem)
        return self.renderer.render("explain.html", page, why=why).encode("utf-8")

    def problem(self, request: Request, error: AliansiError) -> Response:
        """Return the reason why there is no proof, in the requested format."""
        try:
            media_type = choose_format(request, FORMATS, also=_ALSO)
        except AliansiError:
            return super().problem(request, error)
        message, status = str(error), status_of(error)
        if media_type == HTML:
            values = {key: value[:_LONGEST_TERM] for key, value in _parameters(request).items()}
            body = self._html(page_context(request), values, message)
        elif media_type == "application/json":
            body = json.dumps({"error": message, "status": status}, ensure_ascii=False).encode("utf-8") + b"\n"
        else:
            lines = message.splitlines() or [""]
            body = "".join(f"{'# ' if media_type == 'text/turtle' else ''}{line}\n" for line in lines).encode("utf-8")
        return error_response(error, body, media_type)


def _parameters(request: Request) -> dict[str, str]:
    """Return the parameters of a request by name."""
    try:
        found = {name: form_values(request.scope["query_string"], name) for name in "spo"}
    except UsageError:  # not UTF-8: who reads it says so
        return {}
    return {name: values[0] for name, values in found.items() if values and values[0].strip()}


def _triple(request: Request) -> Terms:
    """Return the triple of a request. Raises UsageError for an invalid parameter."""
    terms = []
    for name in "spo":
        values = form_values(request.scope["query_string"], name)
        if len(values) != 1 or not values[0].strip():
            many = "there are several" if len(values) > 1 else "there is none"
            raise UsageError(f"{name}: ask for one triple, as {PATH}?s=id:georgia&p=al:withdrewFrom&o=id:csto; {many}")
        terms.append(str(_term(name, values[0])))
    subject, predicate, object_ = terms
    return subject, predicate, object_


def _term(name: str, text: str) -> ox.NamedNode | ox.Literal:
    if len(text) > _LONGEST_TERM:
        raise UsageError(f"{name}: a term has at most {_LONGEST_TERM:,} characters")
    try:
        found = parse_term(text.strip())
    except UsageError as error:
        raise UsageError(f"{name}: {error}") from error
    if name != "o" and isinstance(found, ox.Literal):
        raise UsageError(f"{name}: {text} is a literal; a {'subject' if name == 's' else 'property'} is an IRI")
    return found
