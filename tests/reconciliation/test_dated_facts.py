"""Memberships and tenures of a thing: their order, their other sides, and whether they last at a date."""

from __future__ import annotations

import pytest

from aliansi.dataset.store import Store
from aliansi.namespaces import ID
from aliansi.project.edtf_bounds import bounds
from aliansi.reconciliation.dated_facts import dated_facts


def test_both_sides_have_the_same_facts(shipped_store: Store) -> None:
    of_state = {each.iri for each in dated_facts(shipped_store, f"{ID}georgia") if each.other == f"{ID}csto"}
    of_alliance = {each.iri for each in dated_facts(shipped_store, f"{ID}csto") if each.other == f"{ID}georgia"}
    assert of_state == of_alliance
    assert len(of_state) >= 2


def test_facts_are_in_the_order_of_their_starts(shipped_store: Store) -> None:
    starts = [each.spell.start.earliest for each in dated_facts(shipped_store, f"{ID}nato", "alliance")]
    known = [day for day in starts if day]
    assert known == sorted(known)
    assert len(known) > 30


def test_a_role_leaves_out_the_others(shipped_store: Store) -> None:
    assert not dated_facts(shipped_store, f"{ID}csto", "holder")
    assert {each.role for each in dated_facts(shipped_store, f"{ID}csto")} == {"alliance"}


@pytest.mark.parametrize(
    ("on", "certainly", "possibly"),
    [("1991", False, False), ("1993", True, True), ("1999-04-19", True, True), ("1999-04-21", False, False)],
)
def test_a_spell_with_exact_dates_lasts_between_them(
    shipped_store: Store, on: str, certainly: bool, possibly: bool
) -> None:
    (fact,) = [
        each
        for each in dated_facts(shipped_store, f"{ID}uzbekistan", "member")
        if each.iri.endswith("/reference-cst-membership-uzbekistan-1992")
    ]
    assert fact.lasts_at(bounds(on)) == certainly
    assert fact.lasts_at(bounds(on), possibly=True) == possibly


def test_a_spell_without_dates_lasts_at_no_date(shipped_store: Store) -> None:
    (undated,) = [
        each
        for each in dated_facts(shipped_store, f"{ID}nikolai-bordyuzha", "holder")
        if each.iri.endswith("/article-tenure-nikolai-bordyuzha")
    ]
    assert not undated.lasts_at(bounds("2010"), possibly=True)
