"""Reconciliation Service API 1.0-draft: batches of conditions and their candidates as JSON.

https://reconciliation-api.github.io/specs/1.0-draft/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, cast

from aliansi.reconciliation.matching import Candidate, Condition, ReconciliationQuery
from aliansi.reconciliation.name_index import type_id
from aliansi.reconciliation.protocol_0_2 import (
    BATCH_SIZE,
    MAX_VALUES,
    BatchTooLarge,
    KnownTerms,
    error_of,
    read_limit,
    read_property,
    read_types,
    read_values,
)
from aliansi.reconciliation.request_json import (
    InvalidQuery,
    JsonObject,
    RequestFault,
    expect_choice,
    expect_list,
    expect_names,
    expect_object,
    expect_text,
    expect_truth,
    kind_of,
    read_json,
    shown,
)

VERSION: Final = "1.0-draft"
_NAMES: Final = ("type", "limit", "conditions", "lang", "dir")
_NAMES_OF_CONDITION: Final = (
    *("matchType", "propertyId", "propertyValue", "required", "matchQuantifier", "matchQualifier", "lang", "dir"),
)
Kind = Literal["name", "id", "property"]
Quantifier = Literal["any", "all", "none"]


@dataclass(frozen=True)
class Alternatives:
    """Queries for several names of one thing, any of which may be the right one; most have one query."""

    queries: tuple[ReconciliationQuery, ...]


def read_batch(text: str, known: KnownTerms, language: str) -> list[Alternatives | InvalidQuery]:
    """Return the queries of a batch in order; an invalid one says what is wrong with it.

    Raises RequestFault for anything but a batch, BatchTooLarge for one with too many queries.
    """
    document = read_json(text, "queries")
    if isinstance(document, JsonObject):
        expect_names(document, ("queries", "lang", "dir"))
        if "queries" not in document:
            raise RequestFault("queries", "this is missing")
        document = document["queries"]
    if not isinstance(document, list):
        raise RequestFault("queries", f"expected an array of queries, not {kind_of(document)}")
    if len(document) > BATCH_SIZE:
        raise BatchTooLarge("queries", f"{len(document):,} queries in a batch; at most {BATCH_SIZE:,}")
    return [_query_or_fault(value, known, language) for value in document]


def _query_or_fault(value: Any, known: KnownTerms, language: str) -> Alternatives | InvalidQuery:
    try:
        return read_query(value, known, language)
    except RequestFault as error:
        return InvalidQuery(str(error))


def read_query(value: Any, known: KnownTerms, language: str) -> Alternatives:
    """Return one query. Raises RequestFault, which names the member that is invalid."""
    if not isinstance(value, JsonObject):
        raise RequestFault("query", f"expected an object with conditions, not {kind_of(value)}")
    expect_names(value, _NAMES)
    if value.get("conditions") is None:
        raise RequestFault("conditions", "this is missing")
    if isinstance(value.get("type"), list):
        raise RequestFault("type", "expected one type, not an array")
    written = expect_list(value["conditions"], "conditions", MAX_VALUES)
    conditions = [_condition(each, f"conditions[{number}]", known) for number, each in enumerate(written)]
    texts, rest = _split_texts(conditions)
    query = ReconciliationQuery(
        "", read_types(value.get("type"), known), read_limit(value.get("limit")), tuple(rest), "any", language
    )
    return Alternatives(tuple(replace(query, text=text) for text in texts) or (query,))


def _condition(value: Any, member: str, known: KnownTerms) -> Condition:
    written = expect_object(value, _NAMES_OF_CONDITION, member)
    for name in ("matchType", "propertyValue"):
        if written.get(name) is None:
            raise RequestFault(f"{member}.{name}", "this is missing")
    kind = cast(Kind, expect_choice(written["matchType"], f"{member}.matchType", ("name", "id", "property")))
    property_, qualifiers = "", tuple[str, ...]()
    if kind == "property":
        if written.get("propertyId") is None:
            raise RequestFault(f"{member}.propertyId", "this is missing")
        property_ = read_property(written["propertyId"], f"{member}.propertyId", known)
        qualifiers = tuple(known.qualifiers_of(property_))
    written_required = written.get("required")
    required = False if written_required is None else expect_truth(written_required, f"{member}.required")
    written_quantifier = written.get("matchQuantifier") or "any"
    quantifier = expect_choice(written_quantifier, f"{member}.matchQuantifier", ("any", "all", "none"))
    values = read_values(_named(written["propertyValue"], kind), f"{member}.propertyValue")
    known.check_values(property_, values, f"{member}.propertyValue")
    return Condition(
        property_,
        values,
        kind,
        required or quantifier == "none",  # an excluded thing is not a candidate
        cast(Quantifier, quantifier),
        _qualifier(written.get("matchQualifier"), f"{member}.matchQualifier", qualifiers),
    )


def _qualifier(value: Any, member: str, known: Sequence[str]) -> str:
    if value is None:
        return ""
    written = expect_text(value, member)
    if written not in known:
        valid = f"valid: {', '.join(known)}" if known else "there are none here"
        raise RequestFault(member, f"unknown qualifier “{shown(written)}”; {valid}")
    return written


def _named(value: Any, kind: Kind) -> Any:
    """Return the names in place of the things that a condition on names has as values."""
    if kind != "name":
        return value
    if isinstance(value, list):
        return [_named(each, kind) for each in value]
    return value["name"] if isinstance(value, JsonObject) and isinstance(value.get("name"), str) else value


def _split_texts(conditions: Sequence[Condition]) -> tuple[tuple[str, ...], list[Condition]]:
    """Return the texts to find things by, alternatives of each other, and the conditions that candidates are held to.

    The texts are those of the first condition on names that does not exclude anything, else on ids.
    """
    order = {"name": 0, "id": 1}
    finding = [each for each in conditions if each.kind in order and each.quantifier != "none"]
    if not finding:
        return (), list(conditions)
    first = min(finding, key=lambda each: order[each.kind])
    rest = [each for each in conditions if each is not first]
    if first.quantifier == "all" and len(first.values) > 1:
        return first.values[:1], [*rest, replace(first, values=first.values[1:], required=True)]
    return first.values, rest


def merge(results: Sequence[Sequence[Candidate]], limit: int) -> tuple[Candidate, ...]:
    """Return the candidates of alternative queries together, each thing once with its best score.

    Where alternatives match different things, nothing is a match.
    """
    if len(results) == 1:
        return tuple(results[0])
    best: dict[str, Candidate] = {}
    for candidate in (each for candidates in results for each in candidates):
        known = best.get(candidate.entity.id)
        if known is None or candidate.score > known.score:
            best[candidate.entity.id] = replace(candidate, match=candidate.match or bool(known and known.match))
        elif candidate.match:
            best[candidate.entity.id] = replace(known, match=True)
    ranked = sorted(best.values(), key=lambda each: (-each.score, each.entity.id))[:limit]
    is_clear = sum(each.match for each in best.values()) == 1
    return tuple(replace(each, match=each.match and is_clear) for each in ranked)


def result_of(candidates: Sequence[Candidate], language: str, type_name: Callable[[str], str]) -> dict[str, Any]:
    """Return the result of a query as JSON, in the order of the candidates."""
    return {"candidates": [dict(_members(each, language, type_name)) for each in candidates]}


def result_of_invalid(query: InvalidQuery) -> dict[str, Any]:
    """Return the result of an invalid query: no candidates, and what is wrong with the query."""
    return {"candidates": [], "error": error_of(query)}


def _members(candidate: Candidate, language: str, type_name: Callable[[str], str]) -> Iterator[tuple[str, Any]]:
    entity = candidate.entity
    label, description = entity.label(language), entity.description(language)
    yield "id", entity.id
    yield "name", label.text
    if label.language:
        yield "lang", label.language
    if description and description.language == label.language:
        yield "description", description.text
    yield "type", [{"id": type_id(iri), "name": type_name(iri)} for iri in entity.types]
    yield "score", candidate.score
    yield "match", candidate.match
    yield "features", [{"id": each.id, "name": each.name, "value": each.value} for each in candidate.features]
