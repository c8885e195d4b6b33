"""Base of the handlers of pages and documents: methods, errors, entity tags, compression and the cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from aliansi.errors import AliansiError, ProtocolError
from aliansi.evaluation.evaluator import while_connected
from aliansi.evaluation.query import MIN_BYTES_TO_COMPRESS, Formats, Query, Result
from aliansi.http.answering import QueryAnswering
from aliansi.http.conditions import current_tag, tag_of_gzip
from aliansi.http.exchange import Reply, client_of, error_reply
from aliansi.http.negotiation import accepts_gzip, choose
from aliansi.http.resource import READ_METHODS, reply_to_other_method
from aliansi.pages.context import page_context
from aliansi.pages.document import HTML, Document, header
from aliansi.pages.site_data import SiteData
from aliansi.pages.templates import TemplateRenderer

VARY: Final = "Accept, Accept-Language, Accept-Encoding"


class NotFound(ProtocolError):
    """There is no document at an address; ``thing`` is the short name of the thing that does not exist, if any."""

    def __init__(self, message: str, thing: str = "") -> None:
        super().__init__(404, message)
        self.thing = thing


class Endpoint:
    """Base of what is read only, as an ASGI application for a ``Route``."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        response: ASGIApp
        if request.method in ("GET", "HEAD"):
            try:
                response = await self.get(request)
            except AliansiError as error:
                response = self.problem(request, error)
        else:
            is_preflight = "access-control-request-method" in request.headers
            response = response_of(reply_to_other_method(request.method, READ_METHODS, is_preflight))
        await response(scope, receive, send)

    async def get(self, request: Request) -> ASGIApp:
        """Return the response to GET and HEAD."""
        raise NotImplementedError

    def problem(self, request: Request, error: AliansiError) -> Response:
        """Return an error as a response."""
        return error_response(error)


class HandlerContext(NamedTuple):
    """What all handlers share: the answering of queries, the templates, and the current data of the project."""

    answering: QueryAnswering
    renderer: TemplateRenderer
    site: Callable[[], SiteData]


class DocumentEndpoint(Endpoint):
    """Base of the handlers of dataset and project contents, cached until these change."""

    def __init__(self, context: HandlerContext) -> None:
        self.answering, self.renderer, self._site = context

    @property
    def site(self) -> SiteData:
        """Return the current data of the project."""
        return self._site()

    def cached(self, key: tuple[object, ...]) -> Document | None:
        """Return a document from the cache if it is there for this state of the dataset and the project."""
        document: Document | None = self.answering.cache.get(self._key(key))
        return document

    def cache_document(self, key: tuple[object, ...], document: Document) -> Document:
        """Cache a document and return it."""
        self.answering.cache.put(self._key(key), document, document.size + len(repr(key)))
        return document

    async def evaluate(self, request: Request, query: Query, formats: Formats, max_bytes: int) -> Result:
        """Evaluate a query that may call other endpoints. Raises RequestError, also if the client leaves."""
        client = client_of(request.scope)
        query = await self.answering.resolve_services(request.receive, client, query)
        evaluation = self.answering.evaluator.evaluate(query, formats, max_bytes, client)
        return await while_connected(request.receive, evaluation)

    def _key(self, key: tuple[object, ...]) -> tuple[object, ...]:
        return (type(self), self.answering.evaluator.store.revision, self.site.version, *key)

    def problem(self, request: Request, error: AliansiError) -> Response:
        """Return an error as a page to a client that prefers HTML, as plain text to any other."""
        if not prefers_html(request):
            return error_response(error)
        context = {"unknown": error.thing} if isinstance(error, NotFound) and error.thing else {}
        message = "" if isinstance(error, NotFound) else str(error)
        html = self.renderer.render("problem.html", page_context(request), problem=message, **context)
        return error_response(error, html.encode("utf-8"), HTML)


def prefers_html(request: Request) -> bool:
    """Return whether a client prefers HTML to plain text."""
    return choose(header(request, "accept"), ("text/plain", HTML)) == HTML


def respond(request: Request, document: Document, language: str = "") -> Response:
    """Return the response that sends a document, or 304 if the client has it."""
    accepts = len(document.body) >= MIN_BYTES_TO_COMPRESS and accepts_gzip(header(request, "accept-encoding"))
    tags = (tag_of_gzip(document.etag), document.etag) if accepts else (document.etag,)
    held = current_tag(request.method, header(request, "if-none-match"), tags)
    headers = {"vary": VARY, "etag": held or tags[0], "cache-control": "no-cache"}
    if document.location:
        headers["content-location"] = _ascii(document.location)
    if held:
        return Response(status_code=304, headers=headers)  # with the headers of the whole (RFC 9110, 15.4.5)
    if document.name:
        headers["content-disposition"] = f'inline; filename="{_ascii(document.name)}"'
    if document.links:
        headers["link"] = _ascii(", ".join(document.links))
    if language:
        headers["content-language"] = _ascii(language)
    if accepts:
        headers["content-encoding"] = "gzip"
    return Response(document.compressed if accepts else document.body, headers=headers, media_type=document.media_type)


def error_response(error: AliansiError, body: bytes | None = None, media_type: str = "text/plain") -> Response:
    """Return an error as plain text, or with a body that explains it."""
    reply = error_reply(error)
    response = response_of(reply if body is None else Reply(reply.status, body, media_type, reply.headers))
    response.headers["vary"] = VARY
    return response


def response_of(reply: Reply) -> Response:
    """Return the reply of a high-traffic route as the response of a page."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in reply.headers}
    return Response(reply.body, reply.status, headers, reply.media_type)


def _ascii(text: str) -> str:
    return text.encode("ascii", "replace").replace(b"\r", b"").replace(b"\n", b"").decode("ascii")
