"""Time values of Wikidata: the days on which a date of some precision and calendar may be, and its form in EDTF.

Their text always looks like a day ("+1990-01-01T00:00:00Z"), and their precision says how much of it counts. Wikibase
reads a decade down (1958 is in the 1950s), and a century and a millennium up (1900 is in the 19th century).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aliansi.project.days import Day, days_in_month

GREGORIAN: Final = "Q1985727"
JULIAN: Final = "Q1985786"
MILLENNIUM: Final = 6
CENTURY: Final = 7
DECADE: Final = 8
YEAR: Final = 9
MONTH: Final = 10
DAY: Final = 11

MAX_YEAR: Final = 9999
_SPANS: Final = {MILLENNIUM: 1000, CENTURY: 100}
_UNKNOWN_PRECISION: Final = -1
_TEXT: Final = re.compile(r"([+-]?)([0-9]{1,16})-([0-9]{2})-([0-9]{2})(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}Z?)?")
_DAYS_BEFORE_YEAR_1: Final = 1_721_425
"""Julian day number of the day before 1 January of the year 1 of the Gregorian calendar."""


class _NotComparable(ValueError):
    """The reason why a time value has no days that can be compared."""


@dataclass(frozen=True)
class TimeValue:
    """Date as a statement has it, with its first and last day in the Gregorian calendar.

    Both days are None if it is not comparable, and ``reason`` says why. ``calendar`` is the id of its item.
    """

    text: str
    precision: int
    calendar: str
    earliest: Day | None = None
    latest: Day | None = None
    reason: str = ""

    @property
    def is_comparable(self) -> bool:
        """Whether the days of this value are known."""
        return self.earliest is not None

    @property
    def is_julian(self) -> bool:
        """Whether the text is a date of the Julian calendar."""
        return self.calendar == JULIAN

    @property
    def edtf(self) -> str:
        """EDTF date with the same first and last day, always in the Gregorian calendar; empty if not comparable."""
        if self.earliest is None or self.latest is None:
            return ""
        first, last = self.earliest, self.latest
        if first == last:
            return first.isoformat()
        if self.precision == MONTH and not self.is_julian:
            return first.isoformat()[:7]
        if (first.month, first.day, last.month, last.day) != (1, 1, 12, 31):
            return f"[{first.isoformat()}..{last.isoformat()}]"
        if first.year == last.year:
            return f"{first.year:04}"
        if self.precision == DECADE and last.year - first.year == 9:
            return f"{first.year // 10:03}X"
        return f"[{first.year:04}..{last.year:04}]"

    @property
    def date(self) -> str:
        """Year, month or day as ISO 8601 in its own calendar, as ``wbparsevalue`` reads it; empty if coarser."""
        if not self.is_comparable or self.precision < YEAR:
            return ""
        year, month, day = _parts(self.text)
        return f"{year:04}-{month:02}-{day:02}"[: {YEAR: 4, MONTH: 7}.get(self.precision, 10)]

    @property
    def label(self) -> str:
        """Date in words, as Wikidata shows it: "1990-10-02", "1950s", "19th century", "1917-10-25 (Julian)"."""
        if not self.is_comparable:
            return f"{self.text} (precision {self.precision})" if self.precision >= 0 else self.text
        year = _parts(self.text)[0]
        shown = self.date
        if self.precision == DECADE:
            shown = f"{year // 10 * 10}s"
        elif self.precision in _SPANS:
            name = "century" if self.precision == CENTURY else "millennium"
            shown = f"{_ordinal(-(-year // _SPANS[self.precision]))} {name}"
        return f"{shown} (Julian)" if self.is_julian else shown


def time_value(value: object) -> TimeValue:
    """Return the time value in the JSON of a snak; one that cannot be compared says why, and nothing is raised."""
    found = value if isinstance(value, Mapping) else {"time": value}
    text, precision, model = (found.get(key) for key in ("time", "precision", "calendarmodel"))
    calendar = model.rstrip("/").rpartition("/")[2] if isinstance(model, str) else ""
    if not isinstance(precision, int) or isinstance(precision, bool):
        precision = _UNKNOWN_PRECISION
    shown = text if isinstance(text, str) else ""
    try:
        earliest, latest = _days(shown, precision, calendar)
    except _NotComparable as error:
        return TimeValue(shown, precision, calendar, reason=str(error))
    return TimeValue(shown, precision, calendar, earliest, latest)


def _days(text: str, precision: int, calendar: str) -> tuple[Day, Day]:
    """Return the first and last day of a date. Raises _NotComparable."""
    if calendar not in (GREGORIAN, JULIAN):
        raise _NotComparable(f"its calendar is {calendar or 'not given'}, neither Gregorian nor Julian")
    year, month, day = _parts(text)
    _check_year(year)
    if precision < 0:
        raise _NotComparable("it has no precision")
    if precision < MILLENNIUM:
        raise _NotComparable("it is less precise than a millennium")
    if precision <= YEAR:
        first, last = _years(year, precision)
        earliest, latest = _gregorian(first, 1, 1, calendar), _gregorian(last, 12, 31, calendar)
    else:
        first, last = _days_of_month(year, month, day, precision, calendar)
        earliest, latest = (_gregorian(year, month, each, calendar) for each in (first, last))
    _check_year(latest.year)
    return earliest, latest


def _check_year(year: int) -> None:
    if year < 0:
        raise _NotComparable("it is before the common era")
    if year == 0:
        raise _NotComparable("there is no year 0")
    if year > MAX_YEAR:
        raise _NotComparable(f"its year is after {MAX_YEAR}")


def _days_of_month(year: int, month: int, day: int, precision: int, calendar: str) -> tuple[int, int]:
    """Return the first and last day of the month or day that is meant. Raises _NotComparable."""
    if not 1 <= month <= 12:
        raise _NotComparable(f"it has the precision of a {'month' if precision == MONTH else 'day'}, but no month")
    length = _days_in_month(year, month, calendar)
    if precision == MONTH:
        return 1, length
    if not 1 <= day <= length:
        missing = f"day {day} in its month" if day else "day"
        raise _NotComparable(f"it has the precision of a day, but there is no {missing}")
    return day, day


def _parts(text: str) -> tuple[int, int, int]:
    """Return year, month and day of the text of a time value. Raises _NotComparable."""
    if not (match := _TEXT.fullmatch(text)):
        raise _NotComparable("it is not a date of Wikibase, such as +1990-10-03T00:00:00Z")
    sign, year, month, day = match.groups()
    return int(year) * (-1 if sign == "-" else 1), int(month), int(day)


def _years(year: int, precision: int) -> tuple[int, int]:
    """Return the first and last year of the year, decade, century or millennium that a year is in."""
    if precision == YEAR:
        return year, year
    if precision == DECADE:
        return max(year // 10 * 10, 1), year // 10 * 10 + 9
    span = _SPANS[precision]
    last = -(-year // span) * span
    return last - span + 1, last


def _days_in_month(year: int, month: int, calendar: str) -> int:
    if calendar == JULIAN and month == 2:
        return 29 if year % 4 == 0 else 28
    return days_in_month(year, month)


def _gregorian(year: int, month: int, day: int, calendar: str) -> Day:
    """Return a day in the Gregorian calendar, by its Julian day number if it is of the Julian one."""
    if calendar == GREGORIAN:
        return Day(year, month, day)
    before_march = month < 3
    years = year + 4800 - before_march
    months = month + 9 if before_march else month - 3
    number = day + (153 * months + 2) // 5 + 365 * years + years // 4 - 32_083
    return Day(1, 1, 1).plus(days=number - _DAYS_BEFORE_YEAR_1 - 1)


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
