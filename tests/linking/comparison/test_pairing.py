"""Pairs of spells and statements: one to one, the best overlap in all, whatever their order."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from aliansi.linking.comparison.compared_facts import read_facts
from aliansi.linking.comparison.pairing import Pairs, TheirSpell, pair, similarity, spells_of
from aliansi.linking.statements import read_statement
from aliansi.project.edtf_bounds import Bounds, bounds
from tests.linking.comparison.support.cases import Json, day, member_of, membership, store_of

FIRST = {"start": "1992-05-15", "end": "1999-04-20"}
SECOND = {"start": "2006-08-16", "end": "2012-12-19"}
THERE = member_of("Q318693", day("1992-05-15"), day("1999-04-20"), guid="Q265$first")
THERE_LATER = member_of("Q318693", day("2006-06-23"), day("2012-12-19"), guid="Q265$second")
PLAIN = member_of("Q318693", guid="Q265$plain")


def spells(*statements: Json) -> list[TheirSpell]:
    return [spell for each in statements for spell in spells_of(read_statement(each))]


def pair_uzbekistan(*statements: Json, facts: Sequence[dict[str, str]] = (FIRST, SECOND)) -> Pairs:
    turtle = "".join(
        membership("uzbekistan", "csto", name=f"spell-{number}", **dates) for number, dates in enumerate(facts)
    )
    return pair(read_facts(store_of(turtle)), spells(*statements))


def names(pairs: Pairs) -> dict[str, str]:
    return {fact.iri[-1]: spell.statement.guid.partition("$")[2] for fact, spell in pairs.pairs}


@pytest.mark.parametrize(
    ("statements", "expected", "missing", "free"),
    [
        ([], {}, "01", []),
        ([THERE], {"0": "first"}, "1", []),
        ([THERE_LATER], {"1": "second"}, "0", []),
        ([PLAIN], {"0": "plain"}, "1", []),
        ([THERE, THERE_LATER], {"0": "first", "1": "second"}, "", []),
        ([THERE_LATER, THERE], {"0": "first", "1": "second"}, "", []),
        ([THERE_LATER, PLAIN], {"0": "plain", "1": "second"}, "", []),
        ([THERE, THERE_LATER, PLAIN], {"0": "first", "1": "second"}, "", ["plain"]),
    ],
    ids=["none", "first", "second", "plain", "both", "both in another order", "plain and second", "three"],
)
def test_two_spells_are_paired_with_the_statements_that_overlap_most(
    statements: list[Json], expected: dict[str, str], missing: str, free: list[str]
) -> None:
    pairs = pair_uzbekistan(*statements)
    assert names(pairs) == expected
    assert "".join(fact.iri[-1] for fact in pairs.facts) == missing
    assert [spell.statement.guid.partition("$")[2] for spell in pairs.spells] == free


def test_the_start_alone_does_not_decide() -> None:
    """The spell of 1990 to 2010 starts nearer to the statement of 1991, but overlaps more with the other one."""
    long, short = {"start": "1990", "end": "2010"}, {"start": "1991-06", "end": "1992"}
    near = member_of("Q318693", day("1991", 9), day("1992", 9), guid="Q265$near")
    wide = member_of("Q318693", day("1993", 9), day("2010", 9), guid="Q265$wide")
    assert names(pair_uzbekistan(near, wide, facts=(long, short))) == {"0": "wide", "1": "near"}


def test_pairs_are_the_best_in_all_not_one_after_another() -> None:
    """Each spell overlaps most with the first statement; the sum is larger if one takes the other."""
    a, b = {"start": "1990", "end": "1999"}, {"start": "1990", "end": "1996"}
    first = member_of("Q318693", day("1990", 9), day("1997", 9), guid="Q265$first")
    second = member_of("Q318693", day("1990", 9), day("2003", 9), guid="Q265$second")
    assert names(pair_uzbekistan(first, second, facts=(a, b))) == {"0": "second", "1": "first"}


@pytest.mark.parametrize(
    ("ours", "theirs", "is_pair"),
    [
        (("1949-04-04", ""), ("1800", "1805"), False),
        (("1949-04-04", "1966"), ("2000", ""), False),
        (("1999-03-12", "2000"), ("2004-03-12", ""), True),
        (("1999-03-12", "2000"), ("2004-03-13", ""), False),
        (("1999-03-12", "2000"), ("2004", ""), True),
        (("1999", ""), ("1990", "1998"), False),
        (("1999", ""), ("1997", "1998"), True),
        (("1990", "1991"), ("", "1989"), True),
        (("1999", ""), ("", "1998"), True),
        (("1999", ""), ("", "1990"), False),
        (("", "1990"), ("1994", ""), True),
        (("", "1990"), ("1999", ""), False),
        (("[1990..1994]", "1995"), ("1999", "2003"), True),
        (("", ""), ("1800", "1805"), True),
        (("1949", ""), ("", ""), True),
        (("1949", ""), ("1800", ""), True),
    ],
    ids=[
        *("far, open here", "far, open there", "five years", "five years and a day", "the year may be near"),
        *("earlier start", "earlier start that is near", "near end", "only an end there", "only an end there, far"),
        *("only an end here", "only an end here, far", "set of days here"),
        *("no dates here", "no dates there", "both may last now"),
    ],
)
def test_spells_without_a_day_in_common_are_a_pair_only_if_a_start_or_an_end_is_near(
    ours: tuple[str, str], theirs: tuple[str, str], is_pair: bool
) -> None:
    dates = {name: text for name, text in zip(("start", "end"), ours, strict=True) if text}
    there = member_of("Q318693", *([day(text, 9 if len(text) == 4 else 11)] if text else [] for text in theirs))
    pairs = pair_uzbekistan(there, facts=(dates,))
    assert (len(pairs.pairs), len(pairs.facts), len(pairs.spells)) == ((1, 0, 0) if is_pair else (0, 1, 1))


def test_spells_that_overlap_are_paired_before_those_that_are_near() -> None:
    near = member_of("Q318693", day("2002", 9), day("2005", 9), guid="Q265$near")
    assert names(pair_uzbekistan(near, facts=(FIRST, SECOND))) == {"1": "near"}
    assert names(pair_uzbekistan(near, THERE_LATER)) == {"1": "second"}
    assert names(pair_uzbekistan(near, THERE)) == {"0": "first", "1": "near"}


@pytest.mark.parametrize(
    ("starts", "ends", "extents"),
    [
        ([day("1992")], [day("1999")], [("1992", "1999")]),
        ([day("1992"), day("2006")], [day("2012"), day("1999")], [("1992", "1999"), ("2006", "2012")]),
        ([day("2006"), day("1992")], ["somevalue", day("1999")], [("1992", "1999"), ("2006", "")]),
        (["somevalue", day("2006")], [day("1999"), day("2012")], [("", "1999"), ("2006", "2012")]),
        ([day("1992"), day("2006")], [day("1999")], [("1992", "1999"), ("2006", "")]),
        ([day("1992"), day("2006")], [day("2012")], [("1992", "2012")]),
        ([day("1992"), day("1993")], [day("1998"), day("1999")], [("1992", "1999")]),
        ([day("1992")], [day("1999"), day("2012")], [("1992", "2012")]),
        ([], [], [("", "")]),
    ],
    ids=[
        *("one", "two in any order", "the last end is unknown", "the first start is unknown", "the last one lasts"),
        *("an end without its start", "two dates of one spell", "more ends than starts", "no dates"),
    ],
)
def test_a_statement_whose_starts_and_ends_follow_each_other_is_as_many_spells(
    starts: list[str], ends: list[str], extents: list[tuple[str, str]]
) -> None:
    years = (
        [each[:-2] + "9" if each[-2:] == "11" else each for each in starts],
        [each[:-2] + "9" if each[-2:] == "11" else each for each in ends],
    )
    found = spells(member_of("Q318693", *years))
    assert [spell.is_one_of_several for spell in found] == [max(len(starts), len(ends)) > 1] * len(extents)
    assert [spell.is_unclear for spell in found] == [max(len(starts), len(ends)) > len(extents)] * len(extents)
    shown = [tuple(str(each.year) if each else "" for each in (s.extent.earliest, s.extent.latest)) for s in found]
    assert shown == extents


@pytest.mark.parametrize(
    ("statement", "covered"),
    [
        (PLAIN, True),
        (member_of("Q318693", day("1992-05-15")), True),
        (member_of("Q318693", day("2002-10-07")), False),
    ],
    ids=["plain", "from the first treaty on", "from the second treaty on"],
)
def test_a_statement_covers_the_next_spell_of_one_stretch(statement: Json, covered: bool) -> None:
    """Membership under the treaty of 1992 goes on under the charter of 2002: there it is one statement."""
    treaty, charter = {"start": "1992-05-15", "ongoingAt": "2002-10-07"}, {"start": "2002-10-07"}
    pairs = pair_uzbekistan(statement, facts=(treaty, charter))
    assert (len(pairs.pairs), len(pairs.covered), len(pairs.facts)) == (1, int(covered), int(not covered))


@pytest.mark.parametrize(
    ("statement", "covered"),
    [
        (member_of("Q318693", day("1992-05-15"), day("2012-12-19")), True),
        (member_of("Q318693", day("1992-05-15")), False),
    ],
    ids=["with an end", "open"],
)
def test_a_statement_covers_two_spells_with_a_gap_only_by_its_dates(statement: Json, covered: bool) -> None:
    pairs = pair_uzbekistan(statement)
    assert (len(pairs.pairs), len(pairs.covered), len(pairs.facts)) == (1, int(covered), int(not covered))


def test_similarity_is_the_share_in_common() -> None:
    span = (bounds("1980").earliest.ordinal, bounds("2020").latest.ordinal)  # type: ignore[union-attr]
    assert similarity(bounds("1990"), bounds("1990"), span) == pytest.approx(1, abs=1e-3)
    assert similarity(bounds("[1990..1999]"), bounds("[1995..2004]"), span) == pytest.approx(1 / 3, abs=1e-3)
    assert similarity(bounds("1990"), bounds("1992"), span) == 0
    assert similarity(Bounds(None, None), bounds("[1980..2020]"), span) == pytest.approx(1, abs=1e-3)
