"""``/reconcile/1.0-draft``: the service of the next version, with an address for each kind of request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from aliansi.pages.reconciliation.endpoint import JSON, InvalidBatch, ServiceEndpoint, digest
from aliansi.pages.reconciliation.service import known_terms, type_names
from aliansi.reconciliation.condition_search import find_candidates
from aliansi.reconciliation.conditions import ConditionsOfQuery
from aliansi.reconciliation.extension_json import extension_1_0
from aliansi.reconciliation.manifest import manifest_1_0
from aliansi.reconciliation.protocol_1_0 import (
    VERSION,
    Alternatives,
    merge,
    read_batch,
    result_of,
    result_of_invalid,
)
from aliansi.reconciliation.request_json import InvalidQuery, RequestFault


class ManifestEndpoint(ServiceEndpoint):
    """Handler of the manifest of version 1.0-draft."""

    async def get(self, request: Request) -> Response:
        """Return the manifest."""
        return await self.manifest(request, VERSION, manifest_1_0)


class MatchEndpoint(ServiceEndpoint):
    """Handler of ``/match``: a batch of queries as JSON."""

    methods = "OPTIONS, POST"

    async def post(self, request: Request) -> Response:
        """Return the candidates for each query."""
        text = _utf_8(await self.body(request, JSON), "queries")
        return await self.answer(request, (digest(text),), lambda language: self._match(text, language))

    async def _match(self, text: str, language: str) -> Mapping[str, Any]:
        index = await self.service.index()
        batch = await self.service.run(lambda: read_batch(text, known_terms(index), language))
        errors = {f"queries[{n}]": query.message for n, query in enumerate(batch) if isinstance(query, InvalidQuery)}
        if errors and len(errors) == len(batch):
            raise InvalidBatch(errors)
        type_name = type_names(index.store, language)

        def answer(query: Alternatives | InvalidQuery) -> dict[str, Any]:
            if isinstance(query, InvalidQuery):
                return result_of_invalid(query)
            try:
                results = [find_candidates(index, each, ConditionsOfQuery(each.conditions)) for each in query.queries]
            except RequestFault as error:
                return result_of_invalid(InvalidQuery(str(error)))
            return result_of(merge(results, query.queries[0].limit), language, type_name)

        return {"results": await self.service.answer_all(batch, answer)}


class ExtendEndpoint(ServiceEndpoint):
    """Handler of ``/extend``: a request for values of properties as JSON."""

    methods = "OPTIONS, POST"

    async def post(self, request: Request) -> Response:
        """Return the values of properties for each id."""
        text = _utf_8(await self.body(request, JSON), "extend")
        return await self.answer(
            request, (digest(text),), lambda language: self.extend(text, "extend", language, extension_1_0)
        )


def _utf_8(body: bytes, member: str) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RequestFault(member, f"not UTF-8: byte 0x{body[error.start]:02x}") from error
