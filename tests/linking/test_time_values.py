from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from aliansi.linking.time_values import GREGORIAN, JULIAN, TimeValue, time_value
from aliansi.project.days import Day
from aliansi.project.edtf_bounds import bounds

WIKIDATA = Path(__file__).parents[3] / "shared" / "wikidata"
VARIABLE = "WIKIDATA_RECORDS"


def value(text: str, precision: object = 11, calendar: str = GREGORIAN) -> TimeValue:
    model = f"http://www.wikidata.org/entity/{calendar}"
    return time_value({"time": text, "precision": precision, "calendarmodel": model, "timezone": 0, "before": 0})


@pytest.mark.parametrize(
    ("text", "precision", "calendar", "first", "last", "edtf", "label"),
    [
        ("+1990-10-02T00:00:00Z", 11, GREGORIAN, "1990-10-02", "1990-10-02", "1990-10-02", "1990-10-02"),
        ("+1990-10-02T00:00:00Z", 10, GREGORIAN, "1990-10-01", "1990-10-31", "1990-10", "1990-10"),
        ("+1990-10-00T00:00:00Z", 10, GREGORIAN, "1990-10-01", "1990-10-31", "1990-10", "1990-10"),
        ("+1990-01-01T00:00:00Z", 9, GREGORIAN, "1990-01-01", "1990-12-31", "1990", "1990"),
        ("+1990-00-00T00:00:00Z", 9, GREGORIAN, "1990-01-01", "1990-12-31", "1990", "1990"),
        ("+1990-02-30T00:00:00Z", 9, GREGORIAN, "1990-01-01", "1990-12-31", "1990", "1990"),
        ("+1950-01-01T00:00:00Z", 8, GREGORIAN, "1950-01-01", "1959-12-31", "195X", "1950s"),
        ("+1958-00-00T00:00:00Z", 8, GREGORIAN, "1950-01-01", "1959-12-31", "195X", "1950s"),
        ("+1900-00-00T00:00:00Z", 7, GREGORIAN, "1801-01-01", "1900-12-31", "[1801..1900]", "19th century"),
        ("+1801-00-00T00:00:00Z", 7, GREGORIAN, "1801-01-01", "1900-12-31", "[1801..1900]", "19th century"),
        ("+1901-00-00T00:00:00Z", 7, GREGORIAN, "1901-01-01", "2000-12-31", "[1901..2000]", "20th century"),
        ("+1990-00-00T00:00:00Z", 6, GREGORIAN, "1001-01-01", "2000-12-31", "[1001..2000]", "2nd millennium"),
        ("+0005-00-00T00:00:00Z", 8, GREGORIAN, "0001-01-01", "0009-12-31", "[0001..0009]", "0s"),
        ("+1110-00-00T00:00:00Z", 7, GREGORIAN, "1101-01-01", "1200-12-31", "[1101..1200]", "12th century"),
        ("+2050-00-00T00:00:00Z", 7, GREGORIAN, "2001-01-01", "2100-12-31", "[2001..2100]", "21st century"),
        ("+1904-02-29T00:00:00Z", 11, GREGORIAN, "1904-02-29", "1904-02-29", "1904-02-29", "1904-02-29"),
        ("+00000001990-10-02T00:00:00Z", 11, GREGORIAN, "1990-10-02", "1990-10-02", "1990-10-02", "1990-10-02"),
        ("+1990-10-02T12:30:00Z", 14, GREGORIAN, "1990-10-02", "1990-10-02", "1990-10-02", "1990-10-02"),
        ("+1917-10-25T00:00:00Z", 11, JULIAN, "1917-11-07", "1917-11-07", "1917-11-07", "1917-10-25 (Julian)"),
        ("+1900-02-29T00:00:00Z", 11, JULIAN, "1900-03-13", "1900-03-13", "1900-03-13", "1900-02-29 (Julian)"),
        ("+1582-10-04T00:00:00Z", 11, JULIAN, "1582-10-14", "1582-10-14", "1582-10-14", "1582-10-04 (Julian)"),
        (
            *("+1917-10-00T00:00:00Z", 10, JULIAN, "1917-10-14", "1917-11-13"),
            *("[1917-10-14..1917-11-13]", "1917-10 (Julian)"),
        ),
        (
            *("+0966-00-00T00:00:00Z", 7, JULIAN, "0901-01-06", "1001-01-06"),
            *("[0901-01-06..1001-01-06]", "10th century (Julian)"),
        ),
        (
            *("+0001-01-01T00:00:00Z", 9, JULIAN, "0000-12-30", "0001-12-29"),
            *("[0000-12-30..0001-12-29]", "0001 (Julian)"),
        ),
    ],
)
def test_days_are_those_that_wikibase_reads(
    text: str, precision: int, calendar: str, first: str, last: str, edtf: str, label: str
) -> None:
    found = value(text, precision, calendar)
    assert (found.earliest, found.latest) == (Day.read(first), Day.read(last))
    assert (found.edtf, found.label, found.reason) == (edtf, label, "")


@pytest.mark.parametrize(
    ("text", "precision", "date"),
    [
        ("+1990-10-02T00:00:00Z", 11, "1990-10-02"),
        ("+1990-10-02T00:00:00Z", 10, "1990-10"),
        ("+0990-01-01T00:00:00Z", 9, "0990"),
        ("+1950-01-01T00:00:00Z", 8, ""),
        ("+1900-01-01T00:00:00Z", 7, ""),
        ("-0044-03-15T00:00:00Z", 11, ""),
    ],
)
def test_the_date_has_no_more_than_its_precision(text: str, precision: int, date: str) -> None:
    assert value(text, precision).date == date


def test_a_julian_date_stays_julian_in_its_own_calendar() -> None:
    assert value("+1917-10-25T00:00:00Z", 11, JULIAN).date == "1917-10-25"


@pytest.mark.parametrize(
    ("json", "reason"),
    [
        ({"time": "+0000-00-00T00:00:00Z", "precision": 9}, "there is no year 0"),
        ({"time": "-0044-03-15T00:00:00Z", "precision": 11}, "before the common era"),
        ({"time": "+12000-00-00T00:00:00Z", "precision": 9}, "after 9999"),
        ({"time": "+9999999999999999-00-00T00:00:00Z", "precision": 9}, "after 9999"),
        ({"time": "+9500-00-00T00:00:00Z", "precision": 6}, "after 9999"),
        ({"time": "+1990-00-00T00:00:00Z", "precision": 5}, "less precise than a millennium"),
        ({"time": "+1990-00-00T00:00:00Z", "precision": 0}, "less precise than a millennium"),
        ({"time": "+1990-02-30T00:00:00Z", "precision": 11}, "no day 30 in its month"),
        ({"time": "+1900-02-29T00:00:00Z", "precision": 11}, "no day 29 in its month"),
        ({"time": "+1990-00-00T00:00:00Z", "precision": 11}, "precision of a day, but no month"),
        ({"time": "+1990-10-00T00:00:00Z", "precision": 11}, "precision of a day, but there is no day"),
        ({"time": "+1990-13-00T00:00:00Z", "precision": 10}, "precision of a month, but no month"),
        ({"time": "+1990-00-00T00:00:00Z", "precision": "9"}, "no precision"),
        ({"time": "+1990-00-00T00:00:00Z", "precision": True}, "no precision"),
        ({"time": "+1990-00-00T00:00:00Z"}, "no precision"),
        ({"time": "1990", "precision": 9}, "not a date of Wikibase"),
        ({"time": "", "precision": 9}, "not a date of Wikibase"),
        ({"time": None, "precision": 9}, "not a date of Wikibase"),
        ({"time": 1990, "precision": 9}, "not a date of Wikibase"),
        ({"time": "+1990-00-00T00:00:00Z", "precision": 9, "calendarmodel": "http://example.org/Q1"}, "calendar is Q1"),
        ({"time": "+1990-00-00T00:00:00Z", "precision": 9, "calendarmodel": 7}, "calendar is not given"),
        ({}, "not a date of Wikibase"),
        ("1990", "calendar is not given"),
        (None, "calendar is not given"),
        ([], "calendar is not given"),
    ],
    ids=str,
)
def test_a_value_that_cannot_be_compared_says_why(json: object, reason: str) -> None:
    if isinstance(json, dict):
        json = {"calendarmodel": f"http://www.wikidata.org/entity/{GREGORIAN}", **json}
    found = time_value(json)
    assert (found.is_comparable, found.latest, found.edtf, found.date) == (False, None, "", "")
    assert reason in found.reason
    assert isinstance(found.label, str)


def test_values_that_cannot_be_compared_are_shown_as_they_stand() -> None:
    assert value("-0044-03-15T00:00:00Z", 11).label == "-0044-03-15T00:00:00Z (precision 11)"


PRECISIONS = range(6, 12)


def dates() -> Iterator[tuple[str, str]]:
    random_ = random.Random(14)
    for _ in range(400):
        year, month, day = random_.randint(1, 9000), random_.randint(1, 12), random_.randint(1, 28)
        yield f"+{year:04}-{month:02}-{day:02}T00:00:00Z", random_.choice((GREGORIAN, JULIAN))


def test_a_coarser_precision_contains_the_finer_one() -> None:
    for text, calendar in dates():
        found = [value(text, precision, calendar) for precision in PRECISIONS]
        for coarser, finer in pairwise(found):
            assert coarser.earliest
            assert coarser.latest
            assert finer.earliest
            assert finer.latest
            if finer.precision == 8 and int(text[1:5]) % 100 < 10:
                continue  # the 1900s begin in the 19th century
            assert coarser.earliest <= finer.earliest <= finer.latest <= coarser.latest, (text, calendar, finer)


def test_edtf_has_the_same_days() -> None:
    for text, calendar in dates():
        for precision in PRECISIONS:
            found = value(text, precision, calendar)
            read = bounds(found.edtf)
            assert (read.earliest, read.latest) == (found.earliest, found.latest), found


def test_julian_days_follow_each_other() -> None:
    days = [value(f"+1900-{month}T00:00:00Z", 11, JULIAN).earliest for month in ("02-28", "02-29", "03-01")]
    numbers = [day.ordinal for day in days if day]
    assert [later - earlier for earlier, later in pairwise(numbers)] == [1, 1]


def time_values(json: object) -> Iterator[object]:
    if isinstance(json, dict):
        if json.get("type") == "time":
            yield json["value"]
        json = list(json.values())
    if isinstance(json, list):
        for each in json:
            yield from time_values(each)


@pytest.mark.skipif(not WIKIDATA.is_dir(), reason="needs real records of Wikidata in ../shared/wikidata")
def test_all_time_values_of_real_records_are_comparable() -> None:
    files = [file for file in WIKIDATA.rglob("*.json") if file.name != "entitydata-missing.json"]
    found = [time_value(each) for file in files for each in time_values(json.loads(file.read_bytes()))]
    assert len(found) > 1000
    assert [each for each in found if not each.is_comparable] == []
    assert all(bounds(each.edtf).earliest == each.earliest for each in found)


@pytest.mark.slow
def test_all_time_values_of_public_records_have_days_or_a_reason() -> None:
    if VARIABLE not in os.environ:
        pytest.skip(f"needs {VARIABLE}: tests/entities of github.com/wetneb/openrefine-wikibase, or other records")
    files = sorted(Path(os.environ[VARIABLE]).rglob("*.json"))
    found = [time_value(each) for file in files for each in time_values(json.loads(file.read_bytes()))]
    assert len(found) > 8000
    other = Counter(each.reason for each in found if not each.is_comparable)
    print(f"{len(found):,} time values; not comparable: {dict(other)}")
    assert "" not in other
    assert other.total() < len(found) / 100
    assert all(bounds(each.edtf).earliest == each.earliest for each in found if each.is_comparable)
    assert all(bounds(each.edtf).latest == each.latest for each in found if each.is_comparable)
