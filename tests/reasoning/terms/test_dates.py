"""Dates, times and durations: a table of XSD 1.1 forms and values, and random ones against the oracle."""

from __future__ import annotations

import datetime as dt
import random
from itertools import pairwise

import pytest

from aliansi.reasoning.terms.dates import DATES, compare, date_value, day_time_duration, duration, year_month_duration
from tests.reasoning.support import oracle_dates

VALID = {
    "dateTime": (
        "-0477-01-01T00:00:00Z 0000-02-29T00:00:00 -0004-02-29T12:00:00 12026-11-30T23:59:59+14:00 "
        "1949-04-04T24:00:00 1949-04-04T24:00:00.000Z 1949-04-04T12:00:00.123456789012345678 -0000-01-01T00:00:00 "
        "2000-02-29T00:00:00-14:00 10000-02-29T00:00:00 -12345-12-31T00:00:00"
    ),
    "date": "-0477-01-01 0000-12-31 10000-02-29Z 2000-02-29+13:59 1999-12-31-14:00",
    "time": "00:00:00 24:00:00 24:00:00.00-00:00 23:59:59.9999999 12:00:00Z",
    "gYear": "1999 0000 -0001 10000 -10000Z 1999+05:00",
    "gYearMonth": "1999-12 -0477-01 0000-01Z 12026-11-14:00",
    "gMonthDay": "--02-29 --12-31Z --04-30+01:00",
    "gMonth": "--01 --12 --11Z",
    "gDay": "---01 ---31 ---29-05:00",
}
INVALID = {
    "dateTime": (
        "1949-04-04 1949-W14-1T00:00:00 1949-094T00:00:00 19490404T000000 1949-04-04T00:00 1949-04-04t00:00:00 "
        "1949-04-04T00:00:00z 1949-04-04T24:00:01 1949-04-04T24:00:00.1 1949-04-04T23:59:60 1949-04-04T00:00:00,5 "
        "1949-04-04T00:00:00. 1949-04-04T00:00:00+14:01 1949-04-04T00:00:00+0100 1949-04-04T00:00:00-15:00 "
        "1949-02-29T00:00:00 1900-02-29T00:00:00 -0001-02-29T00:00:00 1949-13-01T00:00:00 1949-00-01T00:00:00 "
        "+1949-04-04T00:00:00 949-04-04T00:00:00 01949-04-04T00:00:00 1949-4-4T00:00:00 1949-04-31T00:00:00"
    ),
    "date": "1949-04-04T00:00:00 1949-W14-1 19490404 1949-02-29 -477-01-01 1949-04-04+24:00 01999-01-01 ٢٠٠٠-01-01",
    "time": "12:00 24:00:01 12:60:00 12:00:60 1:00:00 120000",
    "gYear": "99 01999 +1999 -477 1999-01 MCMXCIX",
    "gYearMonth": "1999 1999-13 1999-1 1999-12-01",
    "gMonthDay": "02-29 --02-30 --13-01 --04-31 --1-1",
    "gMonth": "01 --13 --1 --11--",
    "gDay": "01 ---32 ---0 ---00",
}


@pytest.mark.parametrize("name", DATES)
def test_form_is_in_the_lexical_space(name: str) -> None:
    assert [words for words in VALID[name].split() if date_value(name, words) is None] == []


@pytest.mark.parametrize("name", DATES)
def test_form_is_not_in_the_lexical_space(name: str) -> None:
    words = [*INVALID[name].split(), "", *(f" {form}" for form in VALID[name].split()), f"{VALID[name].split()[0]}\n"]
    assert [form for form in words if date_value(name, form) is not None] == []


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("dateTime", "1999-12-31T24:00:00Z 2000-01-01T00:00:00.000+00:00 2000-01-01T00:00:00-00:00"),
        ("dateTime", "-0001-12-31T24:00:00 0000-01-01T00:00:00 -0000-01-01T00:00:00.0"),
        ("dateTime", "9999-12-31T24:00:00 10000-01-01T00:00:00"),
        ("dateTime", "-10000-12-31T24:00:00 -9999-01-01T00:00:00"),
        ("dateTime", "2000-02-28T24:00:00 2000-02-29T00:00:00"),
        ("dateTime", "1900-02-28T24:00:00 1900-03-01T00:00:00"),
        ("dateTime", f"{'9' * 5000}-12-31T24:00:00 1{'0' * 5000}-01-01T00:00:00"),
        ("time", "24:00:00Z 00:00:00+00:00"),
        ("date", "2000-01-01Z 2000-01-01-00:00"),
    ],
)
def test_same_value(name: str, same: str) -> None:
    values = [date_value(name, words) for words in same.split()]
    assert values[0] is not None
    assert values == values[:1] * len(values)


@pytest.mark.parametrize(
    ("name", "different"),
    [
        ("dateTime", "2000-01-01T10:00:00 2000-01-01T10:00:00Z 2000-01-01T11:00:00+01:00 2000-01-01T09:00:00-01:00"),
        ("dateTime", "-0477-01-01T00:00:00Z 0477-01-01T00:00:00Z 10477-01-01T00:00:00Z"),
        ("dateTime", "2000-01-01T10:00:00.0000001 2000-01-01T10:00:00.0000002 2000-01-01T10:00:00"),
        ("date", "2000-01-01+13:00 1999-12-31-11:00 2000-01-01"),
        ("gMonthDay", "--02-29 --02-28 --03-01"),
    ],
)
def test_different_values(name: str, different: str) -> None:
    values = [date_value(name, words) for words in different.split()]
    assert None not in values
    assert len(set(values)) == len(values)


@pytest.mark.parametrize(
    "same",
    [
        "P1Y P12M",
        "P1D PT24H PT1440M PT86400S PT86400.00S",
        "P0Y PT0S -P0D",
        "-P1M -P0Y1M",
        "P1Y2M3DT4H5M6.5S P14M3DT14706.50S",
    ],
)
def test_same_duration(same: str) -> None:
    values = [duration(words) for words in same.split()]
    assert values[0] is not None
    assert values == values[:1] * len(values)


def test_different_durations() -> None:
    values = [duration(words) for words in ["P1M", "P30D", "P31D", "-P1M", "PT0.1S", "PT0.10000000001S"]]
    assert None not in values
    assert len(set(values)) == len(values)


@pytest.mark.parametrize(
    "words", ["P", "PT", "P1YT", "1Y", "P1S", "P1.5Y", "P-1Y", "+P1Y", "P1M1Y", "PT1.S", "P1H", "P1W", "p1y"]
)
def test_text_is_no_duration(words: str) -> None:
    assert duration(words) is None


def test_durations_of_a_kind_have_only_its_letters() -> None:
    assert year_month_duration("P1Y2M") == duration("P14M")
    assert day_time_duration("P1DT1M") == duration("PT1441M")
    assert [year_month_duration(words) for words in ("P1D", "P1YT0S", "PT0S")] == [None] * 3
    assert [day_time_duration(words) for words in ("P1Y", "P0M1D", "P1M")] == [None] * 3


def test_durations_of_any_length_are_read() -> None:
    assert duration(f"P{'1' * 5000}D") != duration(f"P{'1' * 4999}2D") != (0, 0)


@pytest.mark.parametrize(
    ("name", "rising"),
    [
        ("dateTime", "-0477-12-31T00:00:00Z -0001-01-01T00:00:00Z 0000-02-28T23:59:59.9Z 0000-02-29T00:00:00Z"),
        ("dateTime", "1900-02-28T00:00:00 1900-03-01T00:00:00 2000-02-29T00:00:00 2000-03-01T00:00:00"),
        ("dateTime", "9999-12-31T23:59:59Z 10000-01-01T00:00:00Z 12026-01-01T00:00:00Z"),
        (
            "dateTime",
            "2000-01-01T00:00:00+14:00 2000-01-01T00:00:00Z 2000-01-01T00:00:00-14:00",
        ),
        ("dateTime", "1999-12-31T09:59:59Z 2000-01-01T00:00:00 2000-01-01T14:00:01Z"),
        ("date", "-0001-12-31 0000-01-01 0000-12-31 0001-01-01"),
        ("gYear", "-10000 -0477 0000 0001 1999 12026"),
        ("time", "24:00:00 11:59:59.999 12:00:00"),
        ("gMonthDay", "--02-28 --02-29 --03-01"),
        ("gYearMonth", f"-{'9' * 5000}-01 1999-12 {'9' * 5000}-01"),
    ],
)
def test_order(name: str, rising: str) -> None:
    values = [value for words in rising.split() if (value := date_value(name, words))]
    assert len(values) == len(rising.split())
    assert [compare(one, other) for one, other in pairwise(values)] == [-1] * (len(values) - 1)
    assert [compare(other, one) for one, other in pairwise(values)] == [1] * (len(values) - 1)


def test_one_instant_in_two_time_zones_is_neither_before_nor_after() -> None:
    one, other = (date_value("dateTime", f"2000-01-01T{time}") for time in ("10:00:00Z", "11:00:00+01:00"))
    assert one is not None
    assert other is not None
    assert compare(one, other) == 0
    assert one != other


def test_the_order_of_a_time_without_a_zone_may_be_open() -> None:
    one, other = (date_value("dateTime", f"2000-01-01T10:00:00{zone}") for zone in ("", "Z"))
    assert one is not None
    assert other is not None
    assert compare(one, other) is None


def test_days_follow_each_other_as_in_the_calendar() -> None:
    start = dt.date(1895, 1, 1)
    days = [date_value("date", (start + dt.timedelta(number)).isoformat()) for number in range(2500)]
    assert all(one and other and compare(one, other) == -1 for one, other in pairwise(days))
    noon = [date_value("dateTime", f"{start + dt.timedelta(number)}T12:00:00") for number in range(2500)]
    midnight = [date_value("dateTime", f"{start + dt.timedelta(number)}T24:00:00") for number in range(2500)]
    assert all(a and b and compare(a, b) == -1 for a, b in zip(noon, midnight, strict=True))
    assert all(a and b and compare(a, b) == -1 for a, b in zip(midnight, noon[1:], strict=False))


YEARS = [
    "1999",
    "0000",
    "-0001",
    "-0004",
    "2000",
    "1900",
    "10000",
    "-0477",
    "-0000",
    "999",
    "01999",
    "+1999",
    "-12345",
    "1949-W14",
]
MONTHS = ["01", "02", "04", "12", "13", "00", "1"]
DAYS = ["01", "28", "29", "30", "31", "32", "00", "1"]
TIMES = [
    "00:00:00",
    "24:00:00",
    "24:00:00.0",
    "24:00:01",
    "23:59:59.9999999",
    "12:60:00",
    "10:00",
    "10:00:00.",
    "10:00:00.50",
    "10:00:00.5",
]
ZONES = ["", "", "Z", "+00:00", "-00:00", "+14:00", "-14:00", "+14:01", "+01:60", "+1:00", "z", "+15:00", " "]


def random_form(name: str, pick: random.Random) -> str:
    parts = {"year": YEARS, "month": MONTHS, "day": DAYS, "time": TIMES}
    words = {part: pick.choice(forms) for part, forms in parts.items()}
    form = {"dateTime": "{year}-{month}-{day}T{time}", "date": "{year}-{month}-{day}", "gYearMonth": "{year}-{month}"}
    short = {
        "time": "{time}",
        "gYear": "{year}",
        "gMonthDay": "--{month}-{day}",
        "gMonth": "--{month}",
        "gDay": "---{day}",
    }
    return (form | short)[name].format(**words) + pick.choice(ZONES)


@pytest.mark.parametrize("name", DATES)
def test_random_forms_have_the_oracle_s_values(name: str) -> None:
    pick = random.Random(name)
    forms = [random_form(name, pick) for _ in range(1500)]
    assert {form for form in forms if date_value(name, form)} == {
        form for form in forms if oracle_dates.date(name, form)
    }
    for one, other in pairwise(sorted({form for form in forms if date_value(name, form)})):
        same = oracle_dates.date(name, one) == oracle_dates.date(name, other)
        assert (date_value(name, one) == date_value(name, other)) == same, (one, other)


def test_random_durations_have_the_oracle_s_values() -> None:
    pick = random.Random(0)
    valid = 0
    for _ in range(3000):
        amounts = [pick.choice(["", "", f"{pick.randrange(100)}{letter}", f"1.5{letter}"]) for letter in "YMDHMS"]
        form = (
            pick.choice(["", "", "-", "+"]) + "P" + "".join([*amounts[:3], pick.choice(["T", "T", ""]), *amounts[3:]])
        )
        for read, letters in ((duration, "YMDTHMS"), (year_month_duration, "YM"), (day_time_duration, "DTHMS")):
            found: object = read(form)
            assert found == oracle_dates.duration(form, letters), form
        valid += duration(form) is not None
    assert valid > 100
