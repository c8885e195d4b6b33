"""Days of any year: order, distances and arithmetic beyond the years of `datetime.date`."""

from __future__ import annotations

import datetime as dt

import pytest

from aliansi.project.days import Day


@pytest.mark.parametrize(
    "text", ["1949-04-04", "0001-01-01", "0000-02-29", "-0477-01-01", "-10000-12-31", "10000-01-01", "-170000000-01-01"]
)
def test_a_day_is_written_as_it_was_read(text: str) -> None:
    assert Day.read(text).isoformat() == text


@pytest.mark.parametrize(
    "text", ["1949-4-4", "477-01-01", "1949-02-29", "1949-13-01", "1949-04-04Z", "01949-04-04", "", "１９４９-04-04"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a"):
        Day.read(text)


def test_days_are_in_the_order_of_time() -> None:
    texts = ["-10000-01-01", "-0477-12-31", "-0476-01-01", "0000-12-31", "0001-01-01", "9999-12-31", "10000-01-01"]
    assert sorted(map(Day.read, texts[::-1])) == [Day.read(text) for text in texts]


def test_distances_and_sums_are_those_of_the_calendar() -> None:
    for day in (dt.date(1, 1, 1), dt.date(1900, 2, 28), dt.date(2000, 2, 29), dt.date(9999, 12, 31)):
        assert Day(day.year, day.month, day.day).ordinal == day.toordinal()
    year_0 = Day(0, 12, 31)
    assert year_0.ordinal == 0
    assert year_0.plus(days=1) == Day(1, 1, 1)
    assert Day(-1, 12, 31).plus(days=60) == Day(0, 2, 29), "the year 0 is a leap year"
    assert Day(1, 1, 1).plus(days=-1) == year_0
    assert Day(9999, 12, 31).plus(days=1) == Day(10000, 1, 1)
    assert Day(1999, 1, 31).plus(months=1) == Day(1999, 2, 28)
    assert Day(2000, 3, 31).plus(years=-1, months=-1) == Day(1999, 2, 28)
    assert Day(1999, 12, 1).plus(months=3) == Day(2000, 3, 1)
