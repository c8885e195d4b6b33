"""Values for QuickStatements: dates keep their precision and doubts, and texts cannot break a line."""

from __future__ import annotations

import pytest

from aliansi.linking.quickstatements.values import date_value, text_value, url_value, words_value

CIRCA, PRESUMABLY = ("P1480", "Q5727902"), ("P1480", "Q18122778")


@pytest.mark.parametrize(
    ("edtf", "value", "qualifiers"),
    [
        ("1999", "+1999-00-00T00:00:00Z/9", ()),
        ("1999-05", "+1999-05-00T00:00:00Z/10", ()),
        ("1999-05-20", "+1999-05-20T00:00:00Z/11", ()),
        ("199X", "+1990-00-00T00:00:00Z/8", ()),
        ("1991~", "+1991-00-00T00:00:00Z/9", (CIRCA,)),
        ("1955-05-06?", "+1955-05-06T00:00:00Z/11", (PRESUMABLY,)),
        ("1955-?05-?06", "+1955-05-06T00:00:00Z/11", (PRESUMABLY,)),
        ("1991%", "+1991-00-00T00:00:00Z/9", (CIRCA, PRESUMABLY)),
        (
            "[1992..1994-05]",
            "somevalue",
            (("P1319", "+1992-00-00T00:00:00Z/9"), ("P1326", "+1994-05-00T00:00:00Z/10")),
        ),
        ("[..1999]", "somevalue", (("P1326", "+1999-00-00T00:00:00Z/9"),)),
        ("[1999..]", "somevalue", (("P1319", "+1999-00-00T00:00:00Z/9"),)),
    ],
)
def test_a_date_has_its_precision(edtf: str, value: str, qualifiers: tuple[tuple[str, str], ...]) -> None:
    date = date_value(edtf)
    assert date is not None
    assert (date.value, date.qualifiers) == (value, qualifiers)


@pytest.mark.parametrize(
    "edtf", ["19XX", "1999-XX", "[1667,1668]", "1990/1991", "2003/..", "-0044", "Y17000", "0000", "[..]", "", "x"]
)
def test_what_has_no_value_is_no_date(edtf: str) -> None:
    assert date_value(edtf) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a\tb\nc\r\nd", '"a b c d"'),
        ("a /* b */ c", '"a / * b * / c"'),
        ('say "x"', '"say ”x”"'),
        ("a\\", '"a/"'),
        ("a|b||c", '"a|b||c"'),
        ("\u2028x\x00y\x85", '"x y"'),
    ],
)
def test_a_text_stays_on_its_line(text: str, value: str) -> None:
    assert text_value(text) == value


def test_words_have_a_language_and_a_limit() -> None:
    assert words_value("Pakta bubar", "id") == 'id:"Pakta bubar"'
    assert words_value("x" * 1500, "en") is not None
    assert words_value("x" * 1501, "en") is None
    assert words_value("x", "") is None
    assert words_value("x", "zh-Hant") == 'zh-hant:"x"'
    assert words_value("x", "es-419") is None
    assert words_value(" \n", "en") is None


def test_an_address_stays_whole() -> None:
    assert url_value("https://e.org/a?b=c|d") == '"https://e.org/a?b=c%7Cd"'
    assert url_value('https://e.org/"/*x*/') == '"https://e.org/%22/%2Ax%2A/"'
    assert url_value("https://e.org/" + "a" * 1500) is None
    assert url_value("https://e.org/a b") is None
