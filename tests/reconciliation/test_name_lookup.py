"""Look-up of names: those with a form in common, and those with the most words in common."""

from __future__ import annotations

import pytest

from aliansi.reconciliation.folding import name_forms
from aliansi.reconciliation.name_lookup import NameLookup

NAMES = ("NATO", "North Atlantic Treaty Organization", "Warsaw Treaty Organization", "Lukashenko, Alexander", "Бордюжа")


@pytest.fixture(scope="module")
def lookup() -> NameLookup:
    return NameLookup(NAMES)


@pytest.mark.parametrize(
    ("text", "found"),
    [("N.A.T.O.", {0}), ("Alexander Lukashenko", {3}), ("Bordyuzha", {4}), ("Treaty Organization", set()), ("", set())],
)
def test_names_with_a_form_in_common(lookup: NameLookup, text: str, found: set[int]) -> None:
    assert lookup.with_a_form_of(name_forms(text)) == found


@pytest.mark.parametrize(
    ("text", "first"),
    [("Atlantic Treaty", 1), ("Organisation of the Warsaw Treaty", 2), ("Lukashenka", 3), ("Бордужа", 4)],
)
def test_rare_words_and_those_like_them_come_first(lookup: NameLookup, text: str, first: int) -> None:
    assert lookup.with_words_of(name_forms(text))[0] == first


@pytest.mark.parametrize("text", ["NAT", "treaty organization", "xyzzyx", ""])
def test_short_and_generic_texts_are_like_nothing(lookup: NameLookup, text: str) -> None:
    assert list(lookup.with_words_of(name_forms(text))) == []


def test_only_the_most_like_are_compared() -> None:
    many = NameLookup([*(f"Treaty of place{number}" for number in range(200)), "Treaty of Tashkent"])
    assert next(iter(many.with_words_of(name_forms("Tashkent Treaty"), most=5))) == 200
    assert len(many.with_words_of(name_forms("Tashkent Treaty"), most=5)) == 5


def test_an_index_of_nothing_finds_nothing() -> None:
    assert NameLookup([]).with_a_form_of(name_forms("NATO")) == set()
    assert list(NameLookup([]).with_words_of(name_forms("Warsaw Pact"))) == []
