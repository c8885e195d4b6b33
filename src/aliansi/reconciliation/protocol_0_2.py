"""Reconciliation Service API 0.2: batches of queries and their results as JSON (what OpenRefine 3 sends and reads).

https://reconciliation-api.github.io/specs/0.2/
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from aliansi.errors import RequestError
from aliansi.reconciliation.matching import DEFAULT_LIMIT, MAX_LIMIT, Candidate, Condition, ReconciliationQuery
from aliansi.reconciliation.name_index import iri_of_type, type_id
from aliansi.reconciliation.request_json import (
    InvalidQuery,
    JsonObject,
    RequestFault,
    expect_choice,
    expect_list,
    expect_names,
    expect_number,
    expect_object,
    expect_text,
    fault_in_characters,
    kind_of,
    read_object,
    shown,
)

VERSION: Final = "0.2"
BATCH_SIZE: Final = 500
"""Most queries of a batch."""
MAX_ACCEPTED_LIMIT: Final = 1000
"""Highest limit that a query may have; ``matching.MAX_LIMIT`` is the most that it gets."""
MAX_VALUES: Final = 100
"""Most types, properties and values of a property of one query."""
_NAMES: Final = ("query", "type", "limit", "properties", "type_strict")


@dataclass(frozen=True)
class KnownTerms:
    """Which types (by IRI) and properties (by id) a dataset has, and the qualifiers of a property (version 1.0)."""

    has_type: Callable[[str], bool]
    has_property: Callable[[str], bool]
    qualifiers_of: Callable[[str], Sequence[str]] = lambda identifier: ()
    check_values: Callable[[str, Sequence[str], str], None] = lambda identifier, values, member: None
    """Raises RequestFault for values that a property cannot have, such as a date that is none."""


class BatchTooLarge(RequestFault, RequestError):
    """A batch of more queries than the service takes."""

    status = 413


Batch = Mapping[str, ReconciliationQuery | InvalidQuery]


def read_batch(text: str, known: KnownTerms, language: str) -> Batch:
    """Return the queries of a batch by key, in order; an invalid one says what is wrong with it.

    Raises RequestFault for anything but a batch, BatchTooLarge for one with too many queries.
    """
    queries = read_object(text, "queries")
    if len(queries) > BATCH_SIZE:
        raise BatchTooLarge("queries", f"{len(queries):,} queries in a batch; at most {BATCH_SIZE:,}")
    for key in queries.repeated:
        raise RequestFault("queries", f"the key “{shown(key)}” is there more than once")
    return {key: _query_or_fault(key, value, known, language) for key, value in queries.items()}


def _query_or_fault(key: str, value: Any, known: KnownTerms, language: str) -> ReconciliationQuery | InvalidQuery:
    try:
        if fault := fault_in_characters(key):
            raise RequestFault("key", fault)
        return read_query(value, known, language)
    except RequestFault as error:
        return InvalidQuery(str(error))


def read_query(value: Any, known: KnownTerms, language: str) -> ReconciliationQuery:
    """Return one query. Raises RequestFault, which names the member that is invalid."""
    if not isinstance(value, JsonObject):
        raise RequestFault("query", f"expected an object like {{“query”: “CSTO”}}, not {kind_of(value)}")
    expect_names(value, _NAMES)
    members = {name: member for name, member in value.items() if member is not None}
    properties = members.get("properties")
    if "query" not in members and not properties:
        raise RequestFault("query", "this is missing, and there are no properties")
    strict = expect_choice(members.get("type_strict", "any"), "type_strict", ("any", "should", "all"))
    return ReconciliationQuery(
        expect_text(members["query"], "query") if "query" in members else "",
        read_types(members.get("type"), known),
        read_limit(members.get("limit")),
        tuple(_conditions(properties, known)) if properties else (),
        cast(Literal["any", "should", "all"], strict),
        language,
    )


def read_limit(value: Any) -> int:
    """Return the limit of a query, by default ours. Raises RequestFault."""
    return DEFAULT_LIMIT if value is None else min(expect_number(value, "limit", 1, MAX_ACCEPTED_LIMIT), MAX_LIMIT)


def read_types(value: Any, known: KnownTerms) -> tuple[str, ...]:
    """Return the IRIs of types: none, one, or several in an array. Raises RequestFault, also for an unknown type."""
    if value is None or value == "" or value == []:
        return ()
    written = value if isinstance(value, list) else [value]
    expect_list(written, "type", MAX_VALUES)
    iris = []
    for each in written:
        identifier = each.get("id") if isinstance(each, JsonObject) else each
        iri = iri_of_type(expect_text(identifier, "type").strip())
        if not known.has_type(iri):
            raise RequestFault("type", f"unknown type “{shown(str(identifier))}”; /suggest/type lists the types")
        iris.append(iri)
    return tuple(dict.fromkeys(iris))


def _conditions(value: Any, known: KnownTerms) -> list[Condition]:
    conditions = []
    for number, each in enumerate(expect_list(value, "properties", MAX_VALUES)):
        member = f"properties[{number}]"
        written = expect_object(each, ("pid", "v"), member)
        for name in ("pid", "v"):
            if written.get(name) is None:
                raise RequestFault(f"{member}.{name}", "this is missing")
        identifier = read_property(written["pid"], f"{member}.pid", known)
        values = read_values(written["v"], f"{member}.v")
        known.check_values(identifier, values, f"{member}.v")
        conditions.append(Condition(identifier, values))
    return conditions


def read_property(value: Any, member: str, known: KnownTerms) -> str:
    """Return the id of a property. Raises RequestFault, also for an unknown one."""
    identifier = expect_text(value, member).strip()
    if not known.has_property(identifier):
        raise RequestFault(member, f"unknown property “{shown(identifier)}”; /suggest/property lists the properties")
    return identifier


def read_values(value: Any, member: str) -> tuple[str, ...]:
    """Return the values of a property as texts: strings, numbers, truth values, and things by their ids.

    Raises RequestFault.
    """
    if isinstance(value, list):
        expect_list(value, member, MAX_VALUES)
        return tuple(read_value(each, f"{member}[{number}]") for number, each in enumerate(value))
    return (read_value(value, member),)


def read_value(value: Any, member: str) -> str:
    """Return a value as text. Raises RequestFault."""
    if isinstance(value, JsonObject):
        if value.get("id") is None:
            raise RequestFault(f"{member}.id", "this is missing")
        return expect_text(value["id"], f"{member}.id")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        if value - value != 0:  # infinite, or not a number
            raise RequestFault(member, "this is not a number of JSON")
        return str(int(value)) if value == int(value) else str(value)
    return expect_text(value, member)


def result_of(candidates: Sequence[Candidate], language: str, type_name: Callable[[str], str]) -> dict[str, Any]:
    """Return the result of a query as JSON, in the order of the candidates."""
    return {"result": [_candidate(each, language, type_name) for each in candidates]}


def result_of_invalid(query: InvalidQuery) -> dict[str, Any]:
    """Return the result of an invalid query: no candidates, and what is wrong with the query.

    The specification has no place for errors of single queries yet (reconciliation-api/specs, issue 69).
    """
    return {"result": [], "error": error_of(query)}


def error_of(query: InvalidQuery) -> dict[str, Any]:
    """Return what is wrong with a query as JSON, with the members of RFC 9457."""
    return {"status": 400, "title": "Bad Request", "detail": query.message}


def _candidate(candidate: Candidate, language: str, type_name: Callable[[str], str]) -> dict[str, Any]:
    entity = candidate.entity
    description = entity.description(language)
    return {
        "id": entity.id,
        "name": entity.label(language).text,
        **({"description": description.text} if description else {}),
        "type": [{"id": type_id(iri), "name": type_name(iri)} for iri in entity.types],
        "score": candidate.score,
        "match": candidate.match,
        "features": [{"id": each.id, "value": each.value} for each in candidate.features],
    }
