"""Requests for values of properties, and their answers and suggestions, as JSON of both versions of the API."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aliansi.reconciliation.extension import MAX_COLUMNS, MAX_IDS, Column, PropertyRequest
from aliansi.reconciliation.name_index import type_id
from aliansi.reconciliation.property_values import DateText, NoValue, Number, Text, ThingValue, Value
from aliansi.reconciliation.protocol_0_2 import BatchTooLarge
from aliansi.reconciliation.request_json import (
    JsonObject,
    RequestFault,
    expect_list,
    expect_names,
    expect_object,
    expect_text,
    kind_of,
    read_object,
)
from aliansi.reconciliation.suggestion import SuggestedTerm, SuggestedThing

_NAMES: Final = ("ids", "properties", "lang", "dir")
_NAMES_OF_PROPERTY: Final = ("id", "name", "settings", "lang", "dir")
_MAX_INTEGER: Final = 2**31 - 1
"""OpenRefine reads an integer into 32 bits; a larger one comes as a floating point number."""

Names = Callable[[str], str]
"""Function that names a class."""


@dataclass(frozen=True)
class ExtensionRequest:
    """Ids of things, each once, and the properties whose values are wanted."""

    ids: tuple[str, ...]
    properties: tuple[PropertyRequest, ...]


def read_extension(text: str, member: str) -> ExtensionRequest:
    """Return a request for values of properties. Raises RequestFault, BatchTooLarge for too many ids."""
    document = read_object(text, member)
    expect_names(document, _NAMES)
    for name in ("ids", "properties"):
        if document.get(name) is None:
            raise RequestFault(name, "this is missing")
    ids, written = document["ids"], expect_list(document["properties"], "properties", MAX_COLUMNS)
    if not isinstance(ids, list):
        raise RequestFault("ids", f"expected an array, not {kind_of(ids)}")
    if len(ids) > MAX_IDS:
        raise BatchTooLarge("ids", f"{len(ids):,} ids; at most {MAX_IDS:,}")
    for number, each in enumerate(ids):
        if not isinstance(each, str):
            raise RequestFault(f"ids[{number}]", f"expected a string, not {kind_of(each)}")
    properties = (_property(each, f"properties[{number}]") for number, each in enumerate(written))
    return ExtensionRequest(tuple(dict.fromkeys(ids)), tuple(properties))


def _property(value: Any, member: str) -> PropertyRequest:
    written = expect_object(value, _NAMES_OF_PROPERTY, member)
    identifier, settings = written.get("id"), written.get("settings")
    if identifier is None:
        raise RequestFault(f"{member}.id", "this is missing")
    if settings is not None and not isinstance(settings, JsonObject):
        raise RequestFault(f"{member}.settings", f"expected an object, not {kind_of(settings)}")
    return PropertyRequest(expect_text(identifier, f"{member}.id"), dict(settings or {}))


Row = Sequence[Sequence[Value]]


def extension_0_2(columns: Sequence[Column], ids: Iterable[str], rows: Iterable[Row]) -> dict[str, Any]:
    """Return the answer of version 0.2: rows by id, values by property."""
    names = [column.id for column in columns]
    answered = {
        identifier: {name: [_value(each) for each in values] for name, values in zip(names, row, strict=True)}
        for identifier, row in zip(ids, rows, strict=True)
    }
    return {"rows": answered, "meta": [_column(column) for column in columns]}


def extension_1_0(columns: Sequence[Column], ids: Iterable[str], rows: Iterable[Row]) -> dict[str, Any]:
    """Return the answer of version 1.0-draft: rows and values in arrays, texts with their languages."""
    answered = [
        {
            "id": identifier,
            "properties": [
                {"id": column.id, "values": [_value(each) | _language(each) for each in values]}
                for column, values in zip(columns, row, strict=True)
            ],
        }
        for identifier, row in zip(ids, rows, strict=True)
    ]
    return {"rows": answered, "meta": [_column(column) for column in columns]}


def _column(column: Column) -> dict[str, Any]:
    type_ = {"type": {"id": column.type, "name": column.type_name}} if column.type else {}
    return {"id": column.id, "name": column.name, **type_}


def _value(value: Value) -> dict[str, Any]:
    match value:
        case Text(text, _):
            return {"str": text}
        case DateText(edtf):
            return {"str": edtf}
        case Number(number):
            return _number(number)
        case ThingValue(identifier, name, _):
            return {"id": identifier, "name": name}
        case NoValue():
            return {}


def _number(number: int | float) -> dict[str, Any]:
    if isinstance(number, int):
        return {"int": number} if abs(number) <= _MAX_INTEGER else {"float": float(number)}
    return {"float": number} if math.isfinite(number) else {"str": str(number)}


def _language(value: Value) -> dict[str, str]:
    return {"lang": value.language} if isinstance(value, (Text, ThingValue)) and value.language else {}


def suggested_things(things: Iterable[SuggestedThing], language: str, names: Names) -> dict[str, Any]:
    """Return suggestions of things as JSON; a description begins with the name that matches, if it is another one."""
    return {"result": [dict(_thing(each, language, names)) for each in things]}


def _thing(thing: SuggestedThing, language: str, names: Names) -> Iterator[tuple[str, Any]]:
    yield "id", thing.entity.id
    yield "name", thing.name
    described = thing.entity.description(language)
    matched = thing.matched.text if thing.matched and thing.matched.text != thing.name else ""
    if description := " · ".join(filter(None, (matched, described.text if described else ""))):
        yield "description", description
    yield "notable", [{"id": type_id(iri), "name": names(iri)} for iri in thing.entity.types]


def suggested_terms(terms: Iterable[SuggestedTerm]) -> list[dict[str, Any]]:
    """Return suggestions of types or properties as JSON."""
    return [
        {"id": each.id, "name": each.name, **({"description": each.description} if each.description else {})}
        for each in terms
    ]
