"""Dates, times and durations of XSD 1.1: lexical forms and values (part 2, 3.3.6 to 3.3.14 and 3.4.26 to 3.4.28).

Python's ``datetime`` accepts other forms (``1949-W14-1``) and neither years outside 1 to 9999, nor ``24:00:00``, nor
more than six digits of a second. Two values are one only if they are identical: ``2000-01-01T10:00:00Z`` and
``2000-01-01T11:00:00+01:00`` are equal but not identical, and so two values in OWL 2 (Structural Specification, 4.7).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache
from typing import Final

Fields = tuple[str | int | None, ...]
"""The parts of a date or time from year to time zone in minutes; None without a time zone."""
Duration = tuple[int, int | Fraction]
"""Months and seconds."""

_YEAR: Final = r"(-?(?:[1-9][0-9]{3,}|0[0-9]{3}))"
_MONTH: Final = r"(0[1-9]|1[0-2])"
_DAY: Final = r"(0[1-9]|[12][0-9]|3[01])"
_TIME: Final = r"((?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
_ZONE: Final = r"(Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_FORMS: Final = {
    "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}",
    "date": f"{_YEAR}-{_MONTH}-{_DAY}()",
    "time": f"()()(){_TIME}",
    "gYearMonth": f"{_YEAR}-{_MONTH}()()",
    "gYear": f"{_YEAR}()()()",
    "gMonthDay": f"()--{_MONTH}-{_DAY}()",
    "gMonth": f"()--{_MONTH}()()",
    "gDay": f"()()---{_DAY}()",
}
"""Forms without their time zone; every one has four groups, those that it lacks are empty."""
_DURATION: Final = (
    r"(-?)P(?=.)(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?"
    r"(?:T(?=.)(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:\.[0-9]+)?)S)?)?"
)
DATES: Final = tuple(_FORMS)
"""Names of the datatypes of dates and times; ``xsd:dateTimeStamp`` is an ``xsd:dateTime`` with a time zone."""


def date_value(name: str, words: str) -> Fields | None:
    """Return the value of a datatype of ``DATES``; None if the words are not in its lexical space."""
    found = _matcher(name)(words)
    if found is None:
        return None
    year, month, day, time, zone = found.groups()
    if day > "28" and month and day > _last_day(year, month):
        return None
    year = "0000" if year == "-0000" else year
    if time.startswith("24"):
        time = "00:00:00"
        year, month, day = _following_day(year, month, day) if day else ("", "", "")
    return year, month, day, time.rstrip("0").rstrip(".") if "." in time else time, _minutes(zone)


@cache
def _matcher(name: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(_FORMS[name] + _ZONE).fullmatch


def _last_day(year: str, month: str) -> str:
    """Return the last day of a month; without a year, February may have 29 days."""
    if month == "02":
        return "29" if not year or _is_leap(int(year[-4:])) else "28"
    return "30" if month in {"04", "06", "09", "11"} else "31"


def _is_leap(year: int) -> bool:
    """Return whether a year has 29 February; its last four digits are enough, also before the year 1."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _following_day(year: str, month: str, day: str) -> tuple[str, str, str]:
    if day < _last_day(year, month):
        return year, month, f"{int(day) + 1:02}"
    if month < "12":
        return year, f"{int(month) + 1:02}", "01"
    # A year may have more digits than Python converts to an integer.
    following = f"{Context(prec=len(year) + 1).add(Decimal(year), 1):f}"
    return following.zfill(5 if following.startswith("-") else 4), "01", "01"


def _minutes(zone: str | None) -> int | None:
    if zone is None:
        return None
    if zone == "Z":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[4:])
    return -minutes if zone[0] == "-" else minutes


def duration(words: str) -> Duration | None:
    """Return the months and the seconds of an ``xsd:duration``; None if it is not in its lexical space."""
    found = re.fullmatch(_DURATION, words)
    if found is None:
        return None
    sign = -1 if found[1] else 1
    years, months, days, hours, minutes = (_whole(part) for part in found.groups()[1:-1])
    seconds = ((days * 24 + hours) * 60 + minutes) * 60
    return sign * (years * 12 + months), sign * (seconds + Fraction(Decimal(found[7])) if found[7] else seconds)


def _whole(digits: str | None) -> int:
    # Python refuses to convert a text of more than 4,300 digits to an integer.
    return int(digits) if digits and len(digits) < 4000 else int(Decimal(digits or 0))


def year_month_duration(words: str) -> Duration | None:
    """Return the value of an ``xsd:yearMonthDuration``, which has years and months only."""
    return None if re.search("[DT]", words) else duration(words)


def day_time_duration(words: str) -> Duration | None:
    """Return the value of an ``xsd:dayTimeDuration``, which has neither years nor months."""
    return None if re.search("[YM]", words.partition("T")[0]) else duration(words)


def compare(one: Fields, other: Fields) -> int | None:
    """Return -1, 0 or 1 by the order of two values of a datatype; None if it depends on a missing time zone."""
    difference = _instant(one) - _instant(other)
    if (one[-1] is None) != (other[-1] is None) and abs(difference) <= _FOURTEEN_HOURS:
        return None
    return (difference > 0) - (difference < 0)


_FOURTEEN_HOURS: Final = 14 * 3600


def _instant(fields: Fields) -> Fraction:
    """Return the second at which a date begins, in Universal Time; 1972, a leap year, stands for a missing year."""
    year, month, day, time, zone = fields
    # Years from March, so that a leap day is the last day of its year.
    from_march = _whole_year(str(year or "1972")) - (str(month or "01") < "03")
    days = from_march * 365 + from_march // 4 - from_march // 100 + from_march // 400
    days += (153 * ((int(month or 1) + 9) % 12) + 2) // 5 + int(day or 1)
    hours, minutes, seconds = str(time or "00:00:00").split(":")
    return days * 86400 + int(hours) * 3600 + (int(minutes) - int(zone or 0)) * 60 + Fraction(seconds)


def _whole_year(year: str) -> int:
    return -_whole(year[1:]) if year.startswith("-") else _whole(year)
