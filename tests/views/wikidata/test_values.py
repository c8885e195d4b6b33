"""Values of Wikidata in words, at their precision, in both languages."""

from __future__ import annotations

import pytest

from aliansi.linking.time_values import GREGORIAN, JULIAN
from aliansi.views.wikidata.values import day_in_words, value_in_words


@pytest.mark.parametrize(
    ("value", "precision", "calendar", "en", "id_"),
    [
        ("+1990-01-01T00:00:00Z", 9, GREGORIAN, "1990", "1990"),
        ("+1990-00-00T00:00:00Z", 9, GREGORIAN, "1990", "1990"),
        ("+1991-07-00T00:00:00Z", 10, GREGORIAN, "July 1991", "Juli 1991"),
        ("+1991-07-01T00:00:00Z", 11, GREGORIAN, "1 July 1991", "1 Juli 1991"),
        ("+00000001991-07-01T00:00:00Z", 11, GREGORIAN, "1 July 1991", "1 Juli 1991"),
        ("+1958-00-00T00:00:00Z", 8, GREGORIAN, "1950s", "1950-an"),
        ("+1900-00-00T00:00:00Z", 7, GREGORIAN, "19th century", "abad ke-19"),
        ("+1801-00-00T00:00:00Z", 7, GREGORIAN, "19th century", "abad ke-19"),
        ("+2000-00-00T00:00:00Z", 6, GREGORIAN, "2nd millennium", "milenium ke-2"),
        ("+1917-10-25T00:00:00Z", 11, JULIAN, "25 October 1917 (Julian calendar)", "25 Oktober 1917 (kalender Julian)"),
        ("somevalue", None, "", "unknown value", "nilai tak diketahui"),
        ("novalue", None, "", "no value", "tanpa nilai"),
        ("Q7184", None, "", "Q7184", "Q7184"),
        ("", None, "", "", ""),
        (
            "-0044-03-15T00:00:00Z",
            11,
            GREGORIAN,
            "-0044-03-15T00:00:00Z (precision 11)",
            "-0044-03-15T00:00:00Z (ketelitian 11)",
        ),
        (
            "+1991-02-30T00:00:00Z",
            11,
            GREGORIAN,
            "+1991-02-30T00:00:00Z (precision 11)",
            "+1991-02-30T00:00:00Z (ketelitian 11)",
        ),
        ("+0000-00-00T00:00:00Z", 9, GREGORIAN, "+0000-00-00T00:00:00Z (precision 9)", None),
        ("+13798-00-00T00:00:00Z", 3, GREGORIAN, "+13798-00-00T00:00:00Z (precision 3)", None),
    ],
)
def test_a_value_is_readable_at_its_precision(
    value: str, precision: int | None, calendar: str, en: str, id_: str | None
) -> None:
    assert value_in_words(value, precision, calendar, "en") == en
    assert id_ is None or value_in_words(value, precision, calendar, "id") == id_


@pytest.mark.parametrize(
    ("day", "words"),
    [("2020-07-19", "19 July 2020"), ("2026-11-30T10:00:00Z", "30 November 2026"), ("", ""), ("soon", "soon")],
)
def test_a_day_is_in_words(day: str, words: str) -> None:
    assert day_in_words(day, "en") == words
