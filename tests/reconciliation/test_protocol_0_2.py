"""Batches of version 0.2 as queries, and candidates as results."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aliansi.reconciliation.matching import DEFAULT_LIMIT, MAX_LIMIT, Candidate, Condition, Feature, ReconciliationQuery
from aliansi.reconciliation.name_index import Entity
from aliansi.reconciliation.protocol_0_2 import KnownTerms, read_batch, result_of
from tests.reconciliation.support.schemas import assert_valid

AL = "https://w3id.org/aliansi/ontology#"
KNOWN = KnownTerms({f"{AL}State", f"{AL}Alliance"}.__contains__, {"at", "member_of"}.__contains__)


def read_one(**members: Any) -> object:
    return read_batch(json.dumps({"q": members}), KNOWN, "en")["q"]


def test_a_query_alone_has_the_default_limit() -> None:
    assert read_one(query="CSTO") == ReconciliationQuery("CSTO", language="en")
    assert ReconciliationQuery("CSTO").limit == DEFAULT_LIMIT


@pytest.mark.parametrize("empty", [None, "", []], ids=["null", "empty", "no types"])
def test_members_without_a_value_have_no_effect(empty: Any) -> None:
    assert read_one(query="CSTO", type=empty, limit=None, properties=None, type_strict=None) == read_one(query="CSTO")


@pytest.mark.parametrize(
    "types", ["State", ["State"], "al:State", f"{AL}State", [{"id": "State", "name": "state"}], ["State", "State"]]
)
def test_types_are_read_in_every_form(types: Any) -> None:
    query = read_one(query="Armenia", type=types, type_strict="should")
    assert query == ReconciliationQuery("Armenia", (f"{AL}State",), type_strict="should", language="en")


def test_a_high_limit_is_lowered() -> None:
    assert read_one(query="CSTO", limit=1000) == ReconciliationQuery("CSTO", limit=MAX_LIMIT, language="en")
    assert read_one(query="CSTO", limit=3.0) == ReconciliationQuery("CSTO", limit=3, language="en")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1995", ("1995",)),
        (1995, ("1995",)),
        (1995.0, ("1995",)),
        (0.5, ("0.5",)),
        (True, ("true",)),
        ({"id": "csto", "name": "CSTO"}, ("csto",)),
        (["NATO", {"id": "csto"}], ("NATO", "csto")),
    ],
)
def test_values_of_properties_are_read_in_every_form(value: Any, expected: tuple[str, ...]) -> None:
    query = read_one(query="Georgia", properties=[{"pid": "member_of", "v": value}])
    assert query == ReconciliationQuery("Georgia", conditions=(Condition("member_of", expected),), language="en")


def test_properties_alone_are_a_query() -> None:
    query = read_one(properties=[{"pid": "at", "v": "1995"}])
    assert query == ReconciliationQuery("", conditions=(Condition("at", ("1995",)),), language="en")


def test_a_result_has_the_parts_of_its_candidates() -> None:
    labels = {"en": "Georgia", "id": "Georgia"}
    entity = Entity("georgia", "https://w3id.org/aliansi/id/georgia", labels, {"en": "a state"}, (f"{AL}State",))
    candidate = Candidate(entity, 95.5, True, (Feature("name", "similarity", 95.5), Feature("type", "type", True)))
    result = result_of((candidate,), "en", lambda iri: "state")
    assert_valid({"q0": result}, "0.2/reconciliation-result-batch")
    assert result["result"][0] == {
        "id": "georgia",
        "name": "Georgia",
        "description": "a state",
        "type": [{"id": "State", "name": "state"}],
        "score": 95.5,
        "match": True,
        "features": [{"id": "name", "value": 95.5}, {"id": "type", "value": True}],
    }
