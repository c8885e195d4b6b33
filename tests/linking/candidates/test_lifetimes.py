from __future__ import annotations

from pathlib import Path

import pytest

from aliansi.dataset.store import Store
from aliansi.errors import Location
from aliansi.linking.candidates.lifetimes import Lifetime, contradictions, lifetime_of_thing
from aliansi.linking.records import Record
from aliansi.linking.statements import read_statement
from aliansi.namespaces import ID
from aliansi.project.days import Day
from tests.linking.support.wikidata_json import statement

THING = Lifetime(Day(1955, 5, 14), Day(2016, 12, 31))


def record(*dates: tuple[str, str], rank: str = "normal") -> Record:
    found: dict[str, tuple[object, ...]] = {}
    for property_, value in dates:
        read = read_statement(statement(property_, value, rank=rank))
        found[property_] = (*found.get(property_, ()), read)
    return Record("Q1", Location(Path("a")), statements=found)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("thing", "first", "last"),
    [
        ("warsaw-pact", "1955-05-14", "1991-07-01"),
        ("east-germany", "1955-05-14", "1990-10-03"),
        ("internal-affair", None, None),
    ],
)
def test_a_thing_exists_between_its_facts(
    thing: str, first: str | None, last: str | None, shipped_store: Store
) -> None:
    found = lifetime_of_thing(shipped_store, f"{ID}{thing}")
    assert found == Lifetime(*(Day.read(day) if day else None for day in (first, last)))


@pytest.mark.parametrize(
    ("dates", "reasons"),
    [
        ([("P571", "+1918-11-11T00:00:00Z/11")], []),
        ([("P576", "+2016-06-01T00:00:00Z/11")], []),
        ([("P576", "+1989-12-29T00:00:00Z/11")], ["it ends on 1989-12-29, and our facts on 2016-12-31"]),
        ([("P576", "+1989-00-00T00:00:00Z/9")], ["it ends on 1989-12-31, and our facts on 2016-12-31"]),
        ([("P571", "+1991-01-01T00:00:00Z/9")], ["it begins on 1991-01-01, and our facts on 1955-05-14"]),
        ([("P571", "+1956-01-01T00:00:00Z/9")], []),
        ([("P571", "+0966-00-00T00:00:00Z/7"), ("P571", "+1991-01-01T00:00:00Z/9")], []),
        ([("P576", "+1989-12-29T00:00:00Z/11"), ("P576", "+2017-01-01T00:00:00Z/9")], []),
        ([("P570", "+1750-01-01T00:00:00Z/9")], ["it ends on 1750-12-31, and our facts on 2016-12-31"]),
        ([("P582", "somevalue"), ("P571", "novalue"), ("P576", "-0044-00-00T00:00:00Z/9")], []),
        ([], []),
    ],
    ids=str,
)
def test_an_item_of_another_time_says_so(dates: list[tuple[str, str]], reasons: list[str]) -> None:
    assert list(contradictions(THING, record(*dates))) == reasons


def test_a_deprecated_date_does_not_count() -> None:
    assert contradictions(THING, record(("P576", "+1989-12-29T00:00:00Z/11"), rank="deprecated")) == ()


def test_a_thing_without_facts_contradicts_nothing() -> None:
    assert contradictions(Lifetime(), record(("P576", "+1750-01-01T00:00:00Z/9"))) == ()
