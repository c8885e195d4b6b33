"""Single dates in EDTF: equal to the fuzzy bounds of the library edtf where it is right, and right where it is not."""

from __future__ import annotations

import time

import edtf
import pytest

from aliansi.project.edtf_dates import NotADate, days_of

SAME = [
    *("1985-04-12", "1985-04", "1985", "1984?", "2004-06-11%", "2004-06-11?", "201X", "20XX", "2004-XX"),
    *("1985-04-XX", "1985-XX-XX", "-1985", "-0477", "-0477~", "Y170000002", "Y-170000002", "Y-17E7", "1950S2"),
    *("Y171010000S3", "Y3388E2S3", "2004-06-~11", "2004?-06-11", "2004-06~-11", "2004-?06-11", "?2004-06-~04"),
    *("156X-12-25", "15XX-12-25", "XXXX-12-XX", "1XXX-XX", "1XXX-12", "201X~", "20XX?", "-04XX~", "1985-XX-31"),
    *("2001-34", "2001-41", "2001-33", "2000-02-29", "0000-02-29", "0099", "9999"),
]


def of_library(text: str) -> tuple[tuple[int, ...], ...]:
    date = edtf.parse_edtf(text)
    return tuple(date.lower_fuzzy()[:3]), tuple(date.upper_fuzzy()[:3])


@pytest.mark.parametrize("text", SAME)
def test_it_agrees_with_the_library(text: str) -> None:
    assert days_of(text) == of_library(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2004-06~", (2003, 5, 1), (2005, 7, 31)),  # the library: 30 July
        ("1939-24", (1939, 1, 1), (1940, 3, 31)),  # to 31 December 1939
        ("1939-28", (1939, 1, 1), (1940, 3, 31)),
        ("1939-32", (1939, 6, 1), (1939, 9, 30)),
        ("1939-22", (1939, 1, 1), (1940, 3, 31)),  # a southern summer spans the turn of the year
        ("1939-30", (1939, 1, 1), (1940, 3, 31)),
        ("1939-21", (1939, 3, 1), (1939, 12, 31)),
        ("1939-25", (1939, 3, 1), (1939, 6, 30)),
        ("1939-24~", (1937, 10, 1), (1941, 6, 30)),  # an error
        ("1939~-24", (1938, 1, 1), (1941, 3, 31)),
        ("1939-~24", (1938, 10, 1), (1940, 6, 30)),
        ("-0477-24", (-477, 1, 1), (-476, 3, 31)),
        ("-0001-24", (-1, 1, 1), (0, 3, 31)),
        ("1984-1X", (1984, 10, 1), (1984, 12, 31)),  # a traceback
        ("1984-12-3X", (1984, 12, 30), (1984, 12, 31)),
        ("1985-XX-1X", (1985, 1, 10), (1985, 12, 19)),
        ("19XX-02-29", (1900, 2, 28), (1999, 2, 28)),
        ("-00X1", (-91, 1, 1), (-1, 12, 31)),
        ("Y10000", (10000, 1, 1), (10000, 12, 31)),
    ],
)
def test_it_is_right_where_the_library_is_not(text: str, first: tuple[int, ...], last: tuple[int, ...]) -> None:
    assert days_of(text) == (first, last)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1984-02-30", "its month has no day 30"),
        ("1984-02-30?", "its month has no day 30"),
        ("2023-02-29", "its month has no day 29"),
        ("1984-13", "there is no month 13"),
        ("1984-00", "there is no month 00"),
        ("2001-21-01", "21 is a season"),
        ("2001-42", "there is no month 42"),
        ("-0000", "the year 1 BCE is written 0000"),
        ("Y1985", "Y is for years of more than four digits"),
        ("Y1E9", "at most 9 digits"),
        ("Y1E99999999", "at most 9 digits"),
        ("Y" + "9" * 4000, "at most 9 digits"),
    ],
)
def test_a_date_that_does_not_exist_is_refused_with_the_reason(text: str, reason: str) -> None:
    before = time.process_time()
    with pytest.raises(NotADate, match=reason):
        days_of(text)
    assert time.process_time() - before < 1, "the library computes 10 to the power of 99,999,999"
