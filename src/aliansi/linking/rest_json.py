"""Entities of the Wikibase REST API (v1), whose labels are plain text, as those of Special:EntityData."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_TYPES: Final = {
    "time": "time",
    "monolingualtext": "monolingualtext",
    "quantity": "quantity",
    "globe-coordinate": "globecoordinate",
}
"""Types of values by the datatype of their property; those of entities end in their kind, others are strings."""
_ENTITIES: Final = ("item", "property", "lexeme", "form", "sense", "entity-schema")


def is_rest(entity: Mapping[str, Any]) -> bool:
    """Return whether an item is of the REST API, which has statements where others have claims."""
    return isinstance(entity.get("statements"), dict) and "claims" not in entity


def entity_of_rest(entity: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item of the REST API in the form of Special:EntityData; parts of another form stay as they are."""
    return {
        **entity,
        "labels": _terms(entity.get("labels")),
        "descriptions": _terms(entity.get("descriptions")),
        "aliases": {
            language: [{"language": language, "value": each} for each in aliases] if isinstance(aliases, list) else {}
            for language, aliases in _items(entity.get("aliases"))
        },
        "claims": {
            property_: [_statement(each) for each in statements] if isinstance(statements, list) else statements
            for property_, statements in _items(entity["statements"])
        },
    }


def _terms(terms: object) -> dict[str, Any]:
    return {language: {"language": language, "value": text} for language, text in _items(terms)}


def _statement(statement: object) -> object:
    if not isinstance(statement, dict):
        return statement
    references = [_snaks(each.get("parts")) for each in _list(statement.get("references")) if isinstance(each, dict)]
    return {
        "id": statement.get("id"),
        "rank": statement.get("rank", "normal"),
        "mainsnak": _snak(statement),
        "qualifiers": _snaks(statement.get("qualifiers")),
        "references": [{"snaks": each} for each in references],
    }


def _snaks(parts: object) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for part in _list(parts):
        snak = _snak(part)
        found.setdefault(str(snak.get("property")), []).append(snak)
    return found


def _snak(part: object) -> dict[str, Any]:
    property_ = dict(_items(part)).get("property")
    value = dict(_items(dict(_items(part)).get("value")))
    found = dict(_items(property_))
    kind = str(found.get("data_type") or found.get("data-type") or "")
    snak = {"property": found.get("id"), "snaktype": value.get("type", "value")}
    if snak["snaktype"] != "value":
        return snak
    content = value.get("content")
    if kind.removeprefix("wikibase-") in _ENTITIES:
        return {**snak, "datavalue": {"type": "wikibase-entityid", "value": {"id": content}}}
    return {**snak, "datavalue": {"type": _TYPES.get(kind, "string"), "value": content}}


def _items(json: object) -> list[tuple[str, Any]]:
    return list(json.items()) if isinstance(json, dict) else []


def _list(json: object) -> list[object]:
    return json if isinstance(json, list) else []
