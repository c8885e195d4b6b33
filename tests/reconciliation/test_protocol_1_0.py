"""Batches of version 1.0-draft as queries, and the candidates of alternatives together."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aliansi.reconciliation.matching import Candidate, Condition, ReconciliationQuery
from aliansi.reconciliation.name_index import Entity
from aliansi.reconciliation.protocol_0_2 import KnownTerms
from aliansi.reconciliation.protocol_1_0 import Alternatives, merge, read_batch
from aliansi.reconciliation.request_json import InvalidQuery

KNOWN = KnownTerms(
    lambda iri: True, {"at", "member_of"}.__contains__, lambda pid: ("EDTF:Level-0",) if pid == "at" else ()
)


def read_one(*conditions: dict[str, Any], **more: Any) -> Alternatives:
    (query,) = read_batch(json.dumps({"queries": [{"conditions": conditions, **more}]}), KNOWN, "en")
    assert isinstance(query, Alternatives), query
    return query


def name(value: Any, **more: Any) -> dict[str, Any]:
    return {"matchType": "name", "propertyValue": value, **more}


def texts(query: Alternatives) -> list[str]:
    return [each.text for each in query.queries]


def test_the_name_is_the_text_and_properties_are_conditions() -> None:
    at = {"matchType": "property", "propertyId": "at", "propertyValue": 1995, "matchQualifier": "EDTF:Level-0"}
    member = {"matchType": "property", "propertyId": "member_of", "propertyValue": {"id": "csto"}, "required": True}
    query = read_one(name("Georgia", lang="en"), at, member, type="State", limit=5, lang="en", dir="ltr")
    assert query.queries == (
        ReconciliationQuery(
            "Georgia",
            ("https://w3id.org/aliansi/ontology#State",),
            5,
            (
                Condition("at", ("1995",), qualifier="EDTF:Level-0"),
                Condition("member_of", ("csto",), required=True),
            ),
            language="en",
        ),
    )


def test_several_names_are_alternatives() -> None:
    assert texts(read_one(name(["CSTO", {"id": "x", "name": "ОДКБ"}]))) == ["CSTO", "ОДКБ"]


def test_all_names_are_held_to() -> None:
    query = read_one(name(["CSTO", "ОДКБ"], matchQuantifier="all"))
    held = Condition("", ("ОДКБ",), "name", required=True, quantifier="all")
    assert query.queries == (ReconciliationQuery("CSTO", conditions=(held,), language="en"),)


def test_excluded_names_find_nothing_themselves() -> None:
    query = read_one(name("Warsaw", matchQuantifier="none"), {"matchType": "id", "propertyValue": "Q41644"})
    excluded = Condition("", ("Warsaw",), "name", required=True, quantifier="none")
    assert query.queries == (ReconciliationQuery("Q41644", conditions=(excluded,), language="en"),)


def test_a_qualifier_belongs_to_its_property() -> None:
    written = {
        "matchType": "property",
        "propertyId": "member_of",
        "propertyValue": "x",
        "matchQualifier": "EDTF:Level-0",
    }
    (query,) = read_batch(json.dumps([{"conditions": [written]}]), KNOWN, "en")
    assert query == InvalidQuery("conditions[0].matchQualifier: unknown qualifier “EDTF:Level-0”; there are none here")


def candidate(identifier: str, score: float, match: bool = False) -> Candidate:
    return Candidate(Entity(identifier, identifier, {"en": identifier}, {}, ()), score, match)


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([[candidate("a", 90, True)], [candidate("b", 70)]], [("a", 90, True), ("b", 70, False)]),
        ([[candidate("a", 90, True)], [candidate("b", 95, True)]], [("b", 95, False), ("a", 90, False)]),
        ([[candidate("a", 90, True)], [candidate("a", 95)]], [("a", 95, True)]),
        ([[candidate("a", 95)], [candidate("a", 90, True)]], [("a", 95, True)]),
        ([[candidate("b", 80)], [candidate("a", 80)], [candidate("c", 60)]], [("a", 80, False), ("b", 80, False)]),
    ],
    ids=["one match", "two matches are none", "the better score", "the match stays", "ties by id, up to the limit"],
)
def test_alternatives_have_common_candidates(
    results: list[list[Candidate]], expected: list[tuple[str, float, bool]]
) -> None:
    assert [(each.entity.id, each.score, each.match) for each in merge(results, 2)] == expected
