"""A single date in EDTF (ISO 8601-2:2019, levels 0 to 2): the first and the last day on which it may be.

The library ``edtf`` 5.0.2 is not used: it reads no qualified season, no ``1984-1X`` and no qualified date in a set,
ends every winter on 31 December, hangs on ``Y1E99999999``, and takes 35 ms a date. Tests compare its fuzzy bounds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from aliansi.project.days import Day, days_in_month

MAX_DIGITS: Final = 9
"""Digits of a year; every store that we know holds the days of such years."""

_MARK: Final = "[?~%]?"
_DATE: Final = re.compile(
    rf"({_MARK})(-?[0-9X]{{4}})({_MARK})"
    rf"(?:-({_MARK})([0-9X]{{2}})({_MARK})(?:-({_MARK})([0-9X]{{2}})({_MARK}))?)?"
)
_LONG_YEAR: Final = re.compile(r"(?:Y(-?[1-9][0-9]*)(?:E([0-9]+))?|(-?[0-9]{4}(?=S)))(?:S([1-9][0-9]*))?")
_UNITS: Final = {"": 0, "?": 1, "~": 1, "%": 2}

# First and last month of a season; months above 12 are in the next year. A season without a hemisphere (21 to 24)
# reaches as far as it does in either. Each has the whole months that the meteorological and the astronomical one touch;
# one that spans the turn of the year begins in January, since some name it by the year in which it ends.
_SEASON_MONTHS: Final = (
    *((3, 12), (1, 15), (3, 12), (1, 15)),  # spring, summer, autumn and winter, in either hemisphere
    *((3, 6), (6, 9), (9, 12), (1, 15)),  # in the northern
    *((9, 12), (1, 15), (3, 6), (6, 9)),  # in the southern
    *((1, 3), (4, 6), (7, 9), (10, 12)),  # quarters
    *((1, 4), (5, 8), (9, 12)),  # thirds
    *((1, 6), (7, 12)),  # halves
)
_SEASONS: Final = {str(code): months for code, months in enumerate(_SEASON_MONTHS, start=21)}
_MONTHS_OF_SEASON: Final = 3
"""How far a qualified season may be off: a season, rounded up from the 12 weeks of the library."""


class NotADate(ValueError):
    """Text that is not a date in EDTF; the message gives the reason, and may be empty."""


@dataclass(frozen=True)
class _Margin:
    """How far a qualified date may be off, in either direction."""

    years: int = 0
    months: int = 0
    days: int = 0


def days_of(text: str) -> tuple[Day, Day]:
    """Return the first and the last day on which a single date may be. Raises NotADate."""
    if match := _DATE.fullmatch(text):
        left_year, year, right_year, left_month, month, right_month, left_day, day, right_day = match.groups()
        if year == "-0000":
            raise NotADate("the year 1 BCE is written 0000")
        of_day = _UNITS[right_day or ""]
        of_month = max(_UNITS[right_month or ""], of_day)
        of_year = max(_UNITS[right_year], of_month)
        margin = _Margin(
            years=max(_UNITS[left_year], of_year) * 10 ** (len(year) - len(year.rstrip("X"))),
            months=max(_UNITS[left_month or ""], of_month) if month else 0,
            days=max(_UNITS[left_day or ""], of_day) if day else 0,
        )
        return _qualified(year, month, day, margin)
    if match := _LONG_YEAR.fullmatch(text):
        return _long_year(*match.groups())
    raise NotADate("")


def _qualified(year: str, month: str | None, day: str | None, margin: _Margin) -> tuple[Day, Day]:
    first, last = sorted(int(year.replace("X", digit)) for digit in "09")
    if month in _SEASONS:
        if day:
            raise NotADate(f"{month} is a season, which has no days")
        return _season(first, last, month, margin)
    days = _days_of_year(last, "X" in year, month, day)
    earliest, latest = (first, *days[0]), (last, *days[-1])
    if day:
        return _moved(_existing(earliest), margin, -1), _moved(_existing(latest), margin, 1)
    return _whole_months(earliest, margin, -1), _whole_months(latest, margin, 1)


def _days_of_year(year: int, is_any_year: bool, month: str | None, day: str | None) -> list[tuple[int, int]]:
    """Return the months and days that a pattern like 12-XX stands for. Raises NotADate if there are none."""
    leap = 2000 if is_any_year else year
    months = [each for each in range(1, 13) if _fits(month, each)]
    days = ((each, number) for each in months for number in range(1, days_in_month(leap, each) + 1))
    found = [(each, number) for each, number in days if _fits(day, number)]
    if not months:
        raise NotADate(f"there is no month {month}")
    if not found:
        raise NotADate(f"its month has no day {day}")
    return found


def _fits(pattern: str | None, number: int) -> bool:
    return pattern is None or re.fullmatch(pattern.replace("X", "."), f"{number:02}") is not None


def _existing(date: tuple[int, int, int]) -> Day:
    """Return a day, or the one before 29 February in a year without it."""
    year, month, day = date
    return Day(year, month, min(day, days_in_month(year, month)))


def _moved(day: Day, margin: _Margin, sign: int) -> Day:
    return day.plus(sign * margin.years, sign * margin.months, sign * margin.days)


def _whole_months(date: tuple[int, int, int], margin: _Margin, sign: int) -> Day:
    """Return the first or last day of the month that a margin reaches."""
    moved = _moved(Day(date[0], date[1], 1), margin, sign)
    return moved if sign < 0 else Day(moved.year, moved.month, days_in_month(moved.year, moved.month))


def _season(first: int, last: int, code: str, margin: _Margin) -> tuple[Day, Day]:
    begins, ends = _SEASONS[code]
    off = _Margin(margin.years, margin.months * _MONTHS_OF_SEASON)
    end = Day(last, 1, 1).plus(months=ends - 1)
    return _whole_months((first, begins, 1), off, -1), _whole_months(end, off, 1)


def _long_year(long: str | None, exponent: str | None, short: str | None, digits: str | None) -> tuple[Day, Day]:
    """Return the days of a year like Y17E7 or 1950S2, of which only the first two digits are significant."""
    if long and not exponent and len(long.lstrip("-")) <= 4:
        raise NotADate("Y is for years of more than four digits")
    if len(exponent or "") > 2 or len((long or short or "").lstrip("-")) + int(exponent or 0) > MAX_DIGITS:
        raise NotADate(f"a year has at most {MAX_DIGITS} digits")
    year = int(long or short or 0) * 10 ** int(exponent or 0)
    size = len(str(abs(year))) if long else 4
    unit = 10 ** max(size - int((digits or str(size))[:3]), 0)
    low = abs(year) // unit * unit
    first, last = sorted(-each if year < 0 else each for each in (low, low + unit - 1))
    return Day(first, 1, 1), Day(last, 12, 31)
