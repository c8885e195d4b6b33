"""Verdicts on dates: each of the verdicts that two dates can have, by their days and never by their text."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from aliansi.linking.comparison.verdicts import BEST_FIRST, relation
from aliansi.linking.ledger import Verdict
from aliansi.project.edtf_bounds import Bounds, bounds
from tests.linking.comparison.support.cases import compared, day

STARTS = [
    pytest.param("1999-03-12", [day("1999-03-12")], "confirmed", id="same day"),
    pytest.param("1999", [day("1999-01-01", 9)], "confirmed", id="same year written as 1 January"),
    pytest.param("1999", [day("1999", 9)], "confirmed", id="same year written with zeros"),
    pytest.param("1999-03", [day("1999-03-12", 10)], "confirmed", id="same month, what is finer ignored"),
    pytest.param("1990/1999", [day("1995", 8)], "confirmed", id="same decade"),
    pytest.param("1999-03-12", [day("1999-01-01", 9)], "coarser there", id="year there"),
    pytest.param("1999-03-12", [day("1995", 8)], "coarser there", id="decade there"),
    pytest.param("1900", [day("1900", 7)], "coarser there", id="1900 is in the 19th century"),
    pytest.param("1901", [day("1900", 7)], "conflict", id="1901 is not"),
    pytest.param("1999", [day("1999-03-12")], "coarser here", id="year here"),
    pytest.param("[1992..1994]", [day("1993-05-15")], "coarser here", id="within our set"),
    pytest.param("[1992..1994]", [day("1995-05-15")], "conflict", id="outside our set"),
    pytest.param("[..1999]", [day("1994-05-15")], "coarser here", id="open set"),
    pytest.param("[..1999]", [day("2000-01-01", 9)], "conflict", id="after an open set"),
    pytest.param("[1992..1994]", [day("1992", 8)], "coarser there", id="decade around our set"),
    pytest.param("[1989..1994]", [day("1992", 8)], "overlap", id="decade that begins and ends later"),
    pytest.param("1990-10-03", [day("1990-10-02")], "one day", id="one day earlier there"),
    pytest.param("1990-12-31", [day("1991-01-01")], "one day", id="one day later there, over the year"),
    pytest.param("1990-10-03", [day("1990-10-01")], "conflict", id="two days"),
    pytest.param("1990", [day("1991", 9)], "conflict", id="two years that touch are not one day apart"),
    pytest.param("1955-05-06?", [day("1955-05-09")], "conflict", id="uncertain, but another day"),
    pytest.param("1955-05-06?", [day("1955-05-06")], "confirmed", id="uncertain, and the same day"),
    pytest.param("1991~", [day("1990-06-01")], "coarser here", id="about 1991 includes 1990"),
    pytest.param("1991~", [day("1995", 9)], "conflict", id="about 1991 is not 1995"),
    pytest.param("1999-03-12", ["somevalue"], "unknown there", id="somevalue"),
    pytest.param(None, ["somevalue"], "silent", id="unknown on both sides"),
    pytest.param("1999-03-12", [], "missing there", id="no date there"),
    pytest.param(None, [], "silent", id="no date on either side"),
    pytest.param(None, [day("1999-03-12")], "missing here", id="no date here"),
    pytest.param("1999-03-12", ["+1999-02-30T00:00:00Z/11"], "not comparable", id="day that does not exist"),
    pytest.param("1999-03-12", ["-0044-03-15T00:00:00Z/11"], "not comparable", id="before the common era"),
    pytest.param("1999-03-12", [day("1998", 9), day("1999-03-12")], "confirmed", id="best of two values"),
]


@pytest.mark.parametrize(("ours", "there", "verdict"), STARTS)
def test_starts_are_compared_by_their_days(ours: str | None, there: Sequence[str], verdict: str) -> None:
    assert compared(ours, there).verdict == verdict


ENDS = [
    pytest.param({"end": "1991"}, ["novalue"], "conflict", id="ended here, lasts there"),
    pytest.param({"end": "1991"}, [], "missing there", id="open there"),
    pytest.param({}, ["novalue"], "silent", id="lasts on both sides"),
    pytest.param({}, [], "silent", id="no end on either side"),
    pytest.param({"ongoingAt": "2016-12-31"}, [], "silent", id="ongoing here, open there"),
    pytest.param({"ongoingAt": "2016-12-31"}, [day("2012-12-19")], "conflict", id="ended there before it still lasts"),
    pytest.param({"ongoingAt": "2016-12-31"}, [day("2020-01-01")], "missing here", id="ended there after that"),
    pytest.param({"ongoingAt": "2016-12-31"}, [day("2016", 9)], "missing here", id="ended there in the same year"),
    pytest.param({}, [day("2020-01-01")], "missing here", id="no end here"),
    pytest.param({}, ["somevalue"], "unknown there", id="ended there on an unknown date"),
    pytest.param({"start": "1999"}, [day("1998-12-31")], "conflict", id="ended there before it begins here"),
    pytest.param({"start": "1999"}, [day("1999", 9)], "missing here", id="ended there in the year in which it begins"),
    pytest.param({"end": "[..1999]"}, [day("1999-04-20")], "coarser here", id="by 1999"),
    pytest.param({"end": "[..1999]", "ongoingAt": "1998"}, [day("2000", 9)], "conflict", id="ended by 1999"),
]


@pytest.mark.parametrize(("dates", "there", "verdict"), ENDS)
def test_ends_are_compared_with_what_lasts(dates: dict[str, str], there: Sequence[str], verdict: str) -> None:
    assert compared(dates.get("end"), there, "end", **{k: v for k, v in dates.items() if k != "end"}).verdict == verdict


@pytest.mark.parametrize(
    ("ours", "there", "note"),
    [
        ("1990-10-03", day("1990-10-02"), "1 day earlier there"),
        ("1955-05-06", day("1955-05-09"), "3 days later there"),
        ("1991-07-01", day("1990-01-01"), "18 months earlier there; 1 January there may stand for the year"),
        ("1990", day("1994", 9), "at least 3 years later there"),
        ("1990", day("1989", 9), "at least 1 day earlier there"),
    ],
    ids=["one day", "days", "1 January", "years", "years that touch"],
)
def test_a_conflict_says_how_far_apart_the_dates_are(ours: str, there: str, note: str) -> None:
    assert compared(ours, [there]).note == note


def test_a_start_there_after_our_end_is_a_conflict() -> None:
    row = compared(None, [day("1991", 9)], end="1990")
    assert (row.verdict, row.note) == (Verdict.CONFLICT, "here its end is 1990")
    assert compared(None, [day("1990", 9)], end="1990").verdict is Verdict.MISSING_HERE


@pytest.mark.parametrize(
    ("dates", "note"),
    [({"ongoingAt": "2016-12-31"}, "here it still lasts at 2016-12-31"), ({"start": "1999"}, "here its start is 1999")],
    ids=["ongoing", "start"],
)
def test_an_end_there_that_cannot_be_ours_says_why(dates: dict[str, str], note: str) -> None:
    assert compared(None, [day("1998", 9)], "end", **dates).note == note


def test_other_values_there_are_in_the_note() -> None:
    row = compared("1999-03-12", [day("1998", 9), day("1999-03-12")])
    assert row.note == "also there: 1998 (conflict)"
    assert (row.theirs.value, row.theirs.precision) == ("+1999-03-12T00:00:00Z", 11)


def test_an_end_that_is_missing_there_is_open_there() -> None:
    assert compared("1991", [], "end").note == "open there"


def test_a_date_that_is_not_comparable_says_why() -> None:
    assert compared("1999", ["+1999-02-30T00:00:00Z/11"]).note == (
        "it has the precision of a day, but there is no day 30 in its month"
    )


def test_a_julian_date_is_compared_as_the_gregorian_day() -> None:
    julian = {
        "type": "time",
        "value": {
            "time": "+1917-10-25T00:00:00Z",
            "precision": 11,
            "calendarmodel": "http://www.wikidata.org/entity/Q1985786",
        },
    }
    row = compared("1917-11-07", [julian])  # type: ignore[list-item]
    assert (row.verdict, row.theirs.calendar) == (Verdict.CONFIRMED, "Q1985786")


@pytest.mark.parametrize(
    ("ours", "theirs", "mirrored"),
    [
        ("1999", "1999-03", Verdict.COARSER_THERE),
        ("1999-03", "1999", Verdict.COARSER_HERE),
        ("1999", "1999", Verdict.CONFIRMED),
        ("1999-03-12", "1999-03-13", Verdict.ONE_DAY),
        ("1999", "2001", Verdict.CONFLICT),
        ("[1999..2001]", "[2000..2002]", Verdict.OVERLAP),
    ],
    ids=["coarser here", "coarser there", "confirmed", "one day", "conflict", "overlap"],
)
def test_the_relation_of_exchanged_dates_is_mirrored(ours: str, theirs: str, mirrored: Verdict) -> None:
    assert relation(bounds(theirs), bounds(ours)) == mirrored


def test_two_unbounded_dates_are_equal() -> None:
    assert relation(Bounds(None, None), Bounds(None, None)) is Verdict.CONFIRMED


def test_every_verdict_has_its_place_in_the_order() -> None:
    assert sorted(BEST_FIRST) == sorted(Verdict)
