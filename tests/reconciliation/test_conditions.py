"""Conditions on candidates: memberships at a date, items, dates and names, with quantifiers."""

from __future__ import annotations

from typing import Any

import pytest

from aliansi.dataset.store import Store
from aliansi.namespaces import ID
from aliansi.reconciliation.conditions import ConditionsOfQuery
from aliansi.reconciliation.matching import Condition
from aliansi.reconciliation.name_index import NameIndex, name_index


@pytest.fixture
def index(shipped_store: Store) -> NameIndex:
    return name_index(shipped_store)


def judge(index: NameIndex, thing: str, *conditions: Condition) -> list[float | None]:
    test = ConditionsOfQuery(conditions)
    return [test(index, f"{ID}{thing}", condition) for condition in conditions]


@pytest.mark.parametrize(
    ("thing", "property_", "value", "expected"),
    [
        ("uzbekistan", "member_of", "csto", 1),
        ("uzbekistan", "member_of", "CSTO", 1),
        ("uzbekistan", "member_of", "Organisasi Perjanjian Keamanan Kolektif", 1),
        ("uzbekistan", "member_of", "https://w3id.org/aliansi/id/csto", 1),
        ("uzbekistan", "member_of", "Q318693", 1),
        ("uzbekistan", "member_of", "nato", 0),
        ("uzbekistan", "member_of", "", 0),
        ("csto", "member_of", "nato", None),
        ("csto", "members", "uzbekistan", 1),
        ("csto", "wikidata", "q318693", 1),
        ("csto", "wikidata", "http://www.wikidata.org/entity/Q318693", 1),
        ("csto", "wikidata", "Q1", 0),
        ("nato", "founded", "1949", 1),
        ("nato", "founded", "1950", 0),
        ("csto", "alias", "csto", 1),
        ("csto", "alias", "ОДКБ", 1),
        ("csto", "alias", "OTSC", 1),
        ("csto", "unknown", "x", None),
    ],
)
def test_a_thing_has_a_value_or_not(
    index: NameIndex, thing: str, property_: str, value: str, expected: float | None
) -> None:
    assert judge(index, thing, Condition(property_, (value,))) == [expected]


@pytest.mark.parametrize(
    ("on", "expected"), [("1995", 1), ("2003", 0), ("2008-01-01T00:00:00Z", 1), ("2020", 0), ("no date", None)]
)
def test_a_date_is_that_of_the_memberships(index: NameIndex, on: str, expected: float | None) -> None:
    found = judge(index, "uzbekistan", Condition("member_of", ("csto",)), Condition("at", (on,)))
    assert found == [expected, None]


def test_a_date_alone_asks_for_any_membership(index: NameIndex) -> None:
    assert judge(index, "east-germany", Condition("at", ("1970",))) == [1]
    assert judge(index, "east-germany", Condition("at", ("2000",))) == [0]
    assert judge(index, "cold-war", Condition("at", ("1970",))) == [None]


@pytest.mark.parametrize(
    ("quantifier", "values", "expected"),
    [
        ("any", ("csto", "nato"), 1),
        ("all", ("csto", "nato"), 0),
        ("all", ("csto", "cis"), 1),
        ("none", ("csto", "nato"), 0),
        ("none", ("nato", "warsaw-pact"), 1),
    ],
)
def test_quantifiers_count_values(index: NameIndex, quantifier: Any, values: tuple[str, ...], expected: float) -> None:
    assert judge(index, "uzbekistan", Condition("member_of", values, quantifier=quantifier)) == [expected]


def test_ids_and_names_are_conditions_too(index: NameIndex) -> None:
    assert judge(index, "csto", Condition("", ("csto",), "id"), Condition("", ("cis",), "id")) == [1, 0]
    assert judge(index, "csto", Condition("", ("CSTO",), "name"), Condition("", ("NATO",), "name")) == [1, 0]
    assert judge(index, "csto", Condition("", ("Q318693",), "id", quantifier="none")) == [0]
