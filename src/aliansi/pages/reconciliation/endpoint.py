"""Base of the handlers of both services: JSON for every answer and error, forms and JSON as bodies, the cache."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from http import HTTPStatus
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from aliansi.errors import AliansiError, ProtocolError, status_of
from aliansi.evaluation.evaluator import while_connected
from aliansi.http.exchange import Exchange
from aliansi.http.resource import READ_METHODS, reply_to_other_method
from aliansi.pages.document import Document, base_url, header, page_language
from aliansi.pages.endpoint import DocumentEndpoint, HandlerContext, error_response, respond, response_of
from aliansi.pages.reconciliation.addresses import describe_service
from aliansi.pages.reconciliation.service import ReconciliationService
from aliansi.reconciliation.extension import Column, read_requests, values_of
from aliansi.reconciliation.extension_json import Row, read_extension
from aliansi.reconciliation.manifest import ServiceDescription
from aliansi.reconciliation.request_json import RequestFault, json_bytes

JSON: Final = "application/json"
_CHARSET: Final = re.compile(r"charset[ \t]*=[ \t]*\"?([^ \t;\"]+)", re.IGNORECASE)


AsJson = Callable[[Sequence[Column], Iterable[str], Iterable[Row]], dict[str, Any]]
"""Function that writes columns and rows in one version of the API."""


class InvalidBatch(ProtocolError):
    """A batch without a valid query: what is wrong with each, by key."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        key, message = next(iter(errors.items()))
        super().__init__(400, f"{key}: {message}")
        self.errors = errors


class ServiceEndpoint(DocumentEndpoint):
    """Base of what the services answer in JSON: to GET in ``get``, and to POST in ``post`` of subclasses."""

    methods = READ_METHODS

    def __init__(self, context: HandlerContext, service: ReconciliationService) -> None:
        super().__init__(context)
        self.service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        methods = self.methods.split(", ")
        if request.method in ("GET", "HEAD") and request.method in methods:
            await super().__call__(scope, receive, send)
            return
        if request.method == "POST" and request.method in methods:
            try:
                response = await self.post(request)
            except AliansiError as error:
                response = self.problem(request, error)
        else:
            is_preflight = "access-control-request-method" in request.headers
            response = response_of(reply_to_other_method(request.method, self.methods, is_preflight))
        await response(scope, receive, send)

    async def get(self, request: Request) -> Response:
        """Return the response to GET and HEAD."""
        raise NotImplementedError

    async def post(self, request: Request) -> Response:
        """Return the response to POST."""
        raise NotImplementedError

    def problem(self, request: Request, error: AliansiError) -> Response:
        """Return an error as JSON with the members of RFC 9457; ``errors`` has what is wrong by key or member."""
        status = status_of(error)
        titles = {each.value: each.phrase for each in HTTPStatus}
        document: dict[str, Any] = {"status": status, "title": titles.get(status, "Error"), "detail": str(error)}
        if isinstance(error, InvalidBatch):
            document["errors"] = error.errors
        elif isinstance(error, RequestFault):
            document["errors"] = {error.member: error.message}
        return error_response(error, json_bytes(document), JSON)

    async def body(self, request: Request, media_type: str) -> bytes:
        """Read the body of a POST. Raises ProtocolError: 415 for another media type, 413 for too many bytes."""
        _check_media_type(header(request, "content-type") or media_type, media_type)
        coding = header(request, "content-encoding") or "identity"
        if coding.strip().lower() != "identity":
            raise ProtocolError(415, f"Content-Encoding: send the body as it is, not as {coding[:100]}")
        exchange = Exchange(request.scope, request.receive, _send_nothing)
        return await exchange.body(self.answering.evaluator.limits.request_bytes)

    async def answer(
        self, request: Request, key: tuple[object, ...], answer: Callable[[str], Awaitable[Mapping[str, Any]]]
    ) -> Response:
        """Return the response with an answer in the language of the request, from the cache if it is there.

        ``answer`` ends when the client leaves.
        """
        language = page_language(request)
        document = self.cached((language, *key))
        if document is None:
            answered = await while_connected(request.receive, answer(language))
            document = self.cache_document((language, *key), Document(json_bytes(answered), JSON))
        return respond(request, document, language)

    async def manifest(
        self, request: Request, version: str, write: Callable[[ServiceDescription], Mapping[str, Any]]
    ) -> Response:
        """Return the manifest of a version; without types while the index of a large dataset is built."""
        index = await self.service.index_soon()
        store = self.answering.evaluator.store

        async def describe(language: str) -> Mapping[str, Any]:
            described = partial(describe_service, request, self.site, store, index, version, language)
            return write(await asyncio.to_thread(described))

        if index is None:
            language = page_language(request)
            return respond(request, Document(json_bytes(await describe(language)), JSON), language)
        return await self.answer(request, ("manifest", base_url(request)), describe)

    async def extend(self, text: str, member: str, language: str, as_json: AsJson) -> Mapping[str, Any]:
        """Return the values of properties that a request in JSON wants, with pauses as for a batch of names."""
        wanted, index = read_extension(text, member), await self.service.index()
        columns = await self.service.run(lambda: read_requests(index, wanted.properties, language))
        answered = await self.service.answer_all(wanted.ids, lambda each: values_of(index, each, columns, language))
        return as_json([each.column for each in columns], wanted.ids, answered)


def digest(text: str) -> bytes:
    """Return a short key for a text that may be long."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _check_media_type(content_type: str, expected: str) -> None:
    media_type, _, parameters = content_type.partition(";")
    if media_type.strip().lower() != expected:
        raise ProtocolError(415, f"Content-Type: expected {expected}, not {media_type.strip()[:100] or 'none'}")
    charset = _CHARSET.search(parameters)
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        raise ProtocolError(415, f"Content-Type: expected UTF-8, not {charset[1][:100]}")


async def _send_nothing(message: object) -> None:
    """Send nothing: an Exchange that only reads a body has no response."""
