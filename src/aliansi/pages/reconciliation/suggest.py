"""``/reconcile/suggest/entity`` and so on: suggestions while a person types, and the properties of a type.

Both versions of the API have the same parameters but one: ``cursor`` of 0.2 is ``offset`` of 1.0-draft.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from aliansi.errors import UsageError
from aliansi.http.sparql_protocol import form_values
from aliansi.pages.endpoint import HandlerContext
from aliansi.pages.reconciliation.endpoint import ServiceEndpoint
from aliansi.pages.reconciliation.service import DATES, QUALIFIERS, ReconciliationService, known_terms, type_names
from aliansi.reconciliation.extension_json import suggested_terms, suggested_things
from aliansi.reconciliation.name_index import NameIndex
from aliansi.reconciliation.protocol_0_2 import MAX_ACCEPTED_LIMIT, read_types
from aliansi.reconciliation.request_json import MAX_CHARACTERS, RequestFault, fault_in_characters, shown
from aliansi.reconciliation.suggestion import (
    DEFAULT_LIMIT,
    MAX_LIMIT,
    propose_properties,
    suggest_properties,
    suggest_things,
    suggest_types,
)

MAX_OFFSET: Final = 10**6
ENTITY, TYPE, PROPERTY = KINDS = ("entity", "type", "property")


class SuggestEndpoint(ServiceEndpoint):
    """Handler of the suggestions of one kind: entity, type or property."""

    def __init__(self, context: HandlerContext, service: ReconciliationService, kind: str) -> None:
        super().__init__(context, service)
        self._kind = kind

    async def get(self, request: Request) -> Response:
        """Return the suggestions for a beginning; all, a page at a time, for an empty one."""
        prefix = _text(request, "prefix")
        limit = min(_number(request, ("limit",), 1, MAX_ACCEPTED_LIMIT, DEFAULT_LIMIT), MAX_LIMIT)
        offset = _number(request, ("cursor", "offset"), 0, MAX_OFFSET, 0)
        types = _values(request, "type") if self._kind == ENTITY else ()

        async def suggest(language: str) -> Mapping[str, Any]:
            index = await self.service.index()
            return await self.service.run(self._suggest(index, prefix, language, limit, offset, types))

        return await self.answer(request, (self._kind, prefix, limit, offset, types), suggest)

    def _suggest(
        self, index: NameIndex, prefix: str, language: str, limit: int, offset: int, types: tuple[str, ...]
    ) -> Callable[[], Mapping[str, Any]]:
        def things() -> Mapping[str, Any]:
            known = read_types(list(types), known_terms(index))
            found = suggest_things(index, prefix, language, limit, offset, known)
            return suggested_things(found, language, type_names(index.store, language))

        def terms() -> Mapping[str, Any]:
            suggested = suggest_types if self._kind == TYPE else suggest_properties
            result = suggested_terms(suggested(index, prefix, language, limit, offset))
            for each in result if self._kind == PROPERTY else ():
                if each["id"] in DATES:
                    each["matchQualifiers"] = [{"id": name, "name": name} for name in QUALIFIERS]
            return {"result": result}

        return things if self._kind == ENTITY else terms


class ProposeEndpoint(ServiceEndpoint):
    """Handler of the properties that things of a type have; without a type, of all."""

    async def get(self, request: Request) -> Response:
        """Return the properties."""
        written = _text(request, "type").strip()
        limit = _number(request, ("limit",), 1, MAX_ACCEPTED_LIMIT, 0)

        async def propose(language: str) -> Mapping[str, Any]:
            index = await self.service.index()

            def find() -> Mapping[str, Any]:
                (iri,) = read_types(written, known_terms(index)) or ("",)
                found = suggested_terms(propose_properties(index, iri, language, limit or MAX_LIMIT))
                return {"type": written, "properties": found, **({"limit": limit} if limit else {})}

            return await self.service.run(find)

        return await self.answer(request, (written, limit), propose)


def _values(request: Request, name: str) -> tuple[str, ...]:
    try:
        found = form_values(request.scope["query_string"], name)
    except UsageError as error:
        raise RequestFault(name, str(error)) from error
    return tuple(value for value in found if value.strip())


def _text(request: Request, name: str) -> str:
    """Return the value of a parameter, by default empty. Raises RequestFault."""
    values = _values(request, name)
    if len(values) > 1:
        raise RequestFault(name, f"there are {len(values)} of them; send one")
    text = values[0] if values else ""
    if len(text) > MAX_CHARACTERS:
        raise RequestFault(name, f"{len(text):,} characters; at most {MAX_CHARACTERS:,}")
    if fault := fault_in_characters(text):
        raise RequestFault(name, fault)
    return text


def _number(request: Request, names: tuple[str, ...], lowest: int, highest: int, default: int) -> int:
    """Return the value of a parameter that has one of several names. Raises RequestFault."""
    written = [(name, value) for name in names for value in _values(request, name)]
    if not written:
        return default
    name, text = written[0]
    is_number = len(written) == 1 and text.isascii() and text.isdecimal() and len(text) < 10
    if not is_number or not lowest <= int(text) <= highest:
        raise RequestFault(name, f"expected one whole number from {lowest} to {highest:,}, not “{shown(text)}”")
    return int(text)
