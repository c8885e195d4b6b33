"""JSON of Wikidata as Special:EntityData writes it: items, statements, qualifiers and values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aliansi.linking.time_values import GREGORIAN

Json = dict[str, Any]


def snak(property_: str, value: object) -> Json:
    """Return a snak: of an item for ``Q1``, of a date for ``+1990…``, without a value for novalue and somevalue."""
    if value in ("novalue", "somevalue"):
        return {"snaktype": value, "property": property_}
    return {"snaktype": "value", "property": property_, "datavalue": _datavalue(value)}


def _datavalue(value: object) -> Json:
    if isinstance(value, dict):
        return value
    text = str(value)
    if text[:1] == "Q" and text[1:].isdigit():
        return {"type": "wikibase-entityid", "value": {"entity-type": "item", "numeric-id": int(text[1:]), "id": text}}
    if text[:1] in "+-" and "T00:00:00Z" in text:
        return time(*text.split("/"))
    return {"type": "string", "value": text}


def time(text: str, precision: str | int = 11, calendar: str = GREGORIAN) -> Json:
    """Return the value of a date such as +1990-10-03T00:00:00Z."""
    model = f"http://www.wikidata.org/entity/{calendar}"
    value = {"time": text, "timezone": 0, "before": 0, "after": 0, "precision": int(precision), "calendarmodel": model}
    return {"type": "time", "value": value}


def statement(
    property_: str,
    value: object,
    *,
    guid: str = "Q1$1",
    rank: str = "normal",
    qualifiers: Mapping[str, Sequence[object]] | None = None,
    references: Sequence[Mapping[str, Sequence[object]]] = (),
) -> Json:
    """Return a statement; a qualifier may have several values."""
    found: Json = {"mainsnak": snak(property_, value), "type": "statement", "id": guid, "rank": rank}
    if qualifiers:
        found["qualifiers"] = _snaks(qualifiers)
        found["qualifiers-order"] = list(qualifiers)
    if references:
        found["references"] = [{"hash": "", "snaks": _snaks(each), "snaks-order": list(each)} for each in references]
    return found


def _snaks(values: Mapping[str, Sequence[object]]) -> Json:
    return {property_: [snak(property_, value) for value in each] for property_, each in values.items()}


def item(
    id_: str,
    *statements: Json,
    labels: Mapping[str, str] | None = None,
    aliases: Mapping[str, Sequence[str]] | None = None,
    **others: object,
) -> Json:
    """Return an item with its labels, aliases and statements; ``lastrevid``, ``modified`` and others as given."""
    claims: dict[str, list[Json]] = {}
    for each in statements:
        claims.setdefault(each["mainsnak"]["property"], []).append(each)
    return {
        "type": "item",
        "id": id_,
        "labels": {tag: {"language": tag, "value": label} for tag, label in (labels or {}).items()},
        "aliases": {
            tag: [{"language": tag, "value": label} for label in each] for tag, each in (aliases or {}).items()
        },
        "claims": claims,
        **others,
    }
