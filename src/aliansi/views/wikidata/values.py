"""Values of statements in Wikidata in words, at the precision that they have: 1990, July 1991, the 1990s."""

from __future__ import annotations

import re
from typing import Final

from aliansi.views.as_of import read_as_of
from aliansi.views.i18n import section

JULIAN: Final = "Q1985786"
_DATE: Final = re.compile(r"\+0*([0-9]{1,4})-([0-9]{2})-([0-9]{2})T.*")
_YEAR, _MONTH, _DAY = 9, 10, 11
_DECADE: Final = 8
_SPANS: Final = {6: ("millennium", 1000), 7: ("century", 100)}


def value_in_words(value: str, precision: int | None, calendar: str, language: str) -> str:
    """Return a value in words; one that is not a date of the common era stays as the record has it."""
    words = section("wikidata", language)
    if precision is None:
        return words.get(value, value)
    shown = _date(value, precision, language)
    if not shown:
        return f"{value} ({words['precision']} {precision})"
    return f"{shown} ({words['julian']})" if calendar == JULIAN else shown


def day_in_words(day: str, language: str) -> str:
    """Return a day like 1991-07-01, or a time of that day, in words; unchanged if it is none."""
    found = read_as_of(day[:10])
    return found.words(language) if found else day


def _date(value: str, precision: int, language: str) -> str:
    """Return a date in words; empty if it has none of the precisions from millennium to day."""
    match, words = _DATE.fullmatch(value), section("wikidata", language)
    if match is None or int(match[1]) == 0:
        return ""
    year, month, day = match.groups()
    if precision in _SPANS:
        name, span = _SPANS[precision]
        number = -(-int(year) // span)
        return words[name].replace("{number}", _ordinal(number) if language == "en" else str(number))
    if precision == _DECADE:
        return words["decade"].replace("{year}", str(int(year) // 10 * 10))
    texts = {_YEAR: f"{year:0>4}", _MONTH: f"{year:0>4}-{month}", _DAY: f"{year:0>4}-{month}-{day}"}
    found = read_as_of(texts.get(precision, ""))
    return found.words(language) if found else ""


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
