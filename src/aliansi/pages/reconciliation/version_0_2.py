"""``/reconcile``: the service of version 0.2, at one address: manifest, queries, and values of properties."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from aliansi.errors import UsageError
from aliansi.http.resource import READ_METHODS
from aliansi.http.sparql_protocol import FORM, form_values
from aliansi.pages.reconciliation.endpoint import InvalidBatch, ServiceEndpoint, digest
from aliansi.pages.reconciliation.service import known_terms, type_names
from aliansi.reconciliation.condition_search import find_candidates
from aliansi.reconciliation.conditions import ConditionsOfQuery
from aliansi.reconciliation.extension_json import extension_0_2
from aliansi.reconciliation.manifest import manifest_0_2
from aliansi.reconciliation.matching import ReconciliationQuery
from aliansi.reconciliation.protocol_0_2 import Batch, read_batch, result_of, result_of_invalid
from aliansi.reconciliation.request_json import InvalidQuery, RequestFault

_REQUESTS = ("queries", "extend")


class ReconcileEndpoint(ServiceEndpoint):
    """Handler of ``queries`` and ``extend``, in the URL or in a form; without them, of the manifest.

    ``callback`` (JSONP) has no effect: scripts of other sites may read every answer.
    """

    methods = f"{READ_METHODS}, POST"

    async def get(self, request: Request) -> Response:
        """Return the answer to a request in the URL, else the manifest."""
        query_string: bytes = request.scope["query_string"]
        if any(form_values(query_string, name) for name in _REQUESTS):
            return await self._answer(request, query_string)
        if form_values(query_string, "query"):
            raise RequestFault("query", 'send a batch: queries={"q0": {"query": "CSTO"}}')
        return await self.manifest(request, "", manifest_0_2)

    async def post(self, request: Request) -> Response:
        """Return the answer to a request in a form."""
        body = await self.body(request, FORM)
        return await self._answer(request, b"&".join(filter(None, (request.scope["query_string"], body))))

    async def _answer(self, request: Request, form: bytes) -> Response:
        try:
            found = {name: values for name in _REQUESTS if (values := form_values(form, name))}
        except UsageError as error:
            raise RequestFault("form", str(error)) from error
        if not found:
            raise RequestFault("queries", "this is missing, and so is extend")
        if len(found) > 1:
            raise RequestFault("extend", "send either queries or extend")
        name, values = next(iter(found.items()))
        if len(values) > 1:
            raise RequestFault(name, f"there are {len(values)} of them; send one")
        return await self.answer(
            request, (name, digest(values[0])), lambda language: self._answers[name](values[0], language)
        )

    @property
    def _answers(self) -> Mapping[str, Callable[[str, str], Awaitable[Mapping[str, Any]]]]:
        return {"queries": self._match, "extend": self._extend}

    async def _extend(self, text: str, language: str) -> Mapping[str, Any]:
        return await self.extend(text, "extend", language, extension_0_2)

    async def _match(self, text: str, language: str) -> Mapping[str, Any]:
        index = await self.service.index()
        batch = await self.service.run(lambda: read_batch(text, known_terms(index), language))
        _check_batch(batch)
        type_name = type_names(index.store, language)

        def answer(query: ReconciliationQuery | InvalidQuery) -> dict[str, Any]:
            if isinstance(query, InvalidQuery):
                return result_of_invalid(query)
            try:
                found = find_candidates(index, query, ConditionsOfQuery(query.conditions))
            except RequestFault as error:
                return result_of_invalid(InvalidQuery(str(error)))
            return result_of(found, language, type_name)

        answers = await self.service.answer_all(batch.values(), answer)
        return dict(zip(batch, answers, strict=True))


def _check_batch(batch: Batch) -> None:
    """Raise InvalidBatch if no query of a batch is valid: there are no others that it could spoil."""
    errors = {key: query.message for key, query in batch.items() if isinstance(query, InvalidQuery)}
    if errors and len(errors) == len(batch):
        raise InvalidBatch(errors)
