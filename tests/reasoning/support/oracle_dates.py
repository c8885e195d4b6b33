"""Values of dates, times and durations for the oracle: parsed part by part, with the calendar of the standard library.

A date or time is a tuple of its properties (XSD 1.1, part 2, appendix D.2.1); values are identical if the tuples are.
"""

from __future__ import annotations

import calendar
import re
from fractions import Fraction
from typing import Final

PARTS: Final = {
    "dateTime": "year month day time",
    "date": "year month day",
    "time": "time",
    "gYearMonth": "year month",
    "gYear": "year",
    "gMonthDay": "month day",
    "gMonth": "month",
    "gDay": "day",
}
_START: Final = {"gMonthDay": "--", "gMonth": "--", "gDay": "---"}


def date(name: str, text: str) -> tuple[object, ...] | None:
    """Return the properties of a date or time; None if the text is not in the lexical space."""
    start = _START.get(name, "")
    if not text.startswith(start):
        return None
    rest, zone = _zone(text.removeprefix(start))
    fields: dict[str, object] = {"year": None, "month": None, "day": None, "time": None}
    if zone == "bad":
        return None
    parts = PARTS[name].split()
    for number, part in enumerate(parts):
        end = "" if number == len(parts) - 1 else "T" if parts[number + 1] == "time" else "-"
        sign = "-" if part == "year" and rest.startswith("-") else ""
        word, found, rest = rest.removeprefix(sign).partition(end) if end else (rest.removeprefix(sign), "", "")
        fields[part] = _PART[part](sign + word)
        if fields[part] is None or found != end:
            return None
    return _checked(fields, zone)


def _checked(fields: dict[str, object], zone: object) -> tuple[object, ...] | None:
    year, month, day, time = fields.values()
    if isinstance(month, int) and isinstance(day, int):
        leap_cycle = 2000 if year is None else 2000 + int(str(year)) % 400
        if day > calendar.monthrange(leap_cycle, month)[1]:
            return None
    if time == Fraction(24 * 3600):
        time = Fraction(0)
        if isinstance(year, int) and isinstance(month, int) and isinstance(day, int):
            year, month, day = _next_day(year, month, day)
    return year, month, day, time, zone


def _next_day(year: int, month: int, day: int) -> tuple[int, int, int]:
    if day < calendar.monthrange(2000 + year % 400, month)[1]:
        return year, month, day + 1
    return (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)


def _zone(text: str) -> tuple[str, object]:
    """Split a text into what stands before its time zone, and the zone in minutes, None or ``bad``."""
    if text.endswith("Z"):
        return text[:-1], 0
    found = re.fullmatch(r"(.*)([+-])(\d\d):(\d\d)", text, re.ASCII | re.DOTALL)
    if not found or (":" not in found[1] and text.count(":") > 1):
        return text, None
    minutes = int(found[3]) * 60 + int(found[4])
    is_legal = int(found[4]) < 60 and minutes <= 14 * 60
    return found[1], (minutes if found[2] == "+" else -minutes) if is_legal else "bad"


def _year(text: str) -> int | None:
    digits = text.removeprefix("-")
    is_legal = re.fullmatch(r"\d{4,}", digits, re.ASCII) and (len(digits) == 4 or digits[0] != "0")
    return int(text) if is_legal else None


def _two_digits(text: str, last: int) -> int | None:
    return int(text) if re.fullmatch(r"\d\d", text, re.ASCII) and 1 <= int(text) <= last else None


def _time(text: str) -> Fraction | None:
    found = re.fullmatch(r"(\d\d):(\d\d):(\d\d(?:\.\d+)?)", text, re.ASCII)
    if not found:
        return None
    hours, minutes, seconds = int(found[1]), int(found[2]), Fraction(found[3])
    total = hours * 3600 + minutes * 60 + seconds
    is_legal = minutes < 60 and seconds < 60 and (hours < 24 or total == 24 * 3600)
    return total if is_legal else None


_PART: Final = {
    "year": _year,
    "month": lambda text: _two_digits(text, 12),
    "day": lambda text: _two_digits(text, 31),
    "time": _time,
}


def duration(text: str, letters: str = "YMDTHMS") -> tuple[Fraction, Fraction] | None:
    """Return the months and seconds of a duration that uses only some of the letters; None for any other text."""
    found = re.fullmatch(r"(-?)P([^T]*)(T.*)?", text)
    if not found or not (found[2] or found[3]) or found[3] == "T":
        return None
    day_part = _amounts(found[2], "".join(letter for letter in "YMD" if letter in letters.partition("T")[0]))
    time_part = _amounts((found[3] or "T")[1:], letters.partition("T")[2])
    if day_part is None or time_part is None:
        return None
    sign = -1 if found[1] else 1
    months = day_part.get("Y", 0) * 12 + day_part.get("M", 0)
    seconds = day_part.get("D", 0) * 86400 + time_part.get("H", 0) * 3600 + time_part.get("M", 0) * 60
    return Fraction(sign * months), Fraction(sign * (seconds + time_part.get("S", 0)))


def _amounts(text: str, letters: str) -> dict[str, Fraction] | None:
    """Return the number before each letter, if they stand in this order and only the S has a fraction."""
    found = re.findall(r"(\d+(?:\.\d+)?)([A-Z])", text, re.ASCII)
    used = "".join(letter for _, letter in found)
    in_order = "".join(letter for letter in letters if letter in used) == used
    if "".join(map("".join, found)) != text or not in_order:
        return None
    if any("." in number and letter != "S" for number, letter in found):
        return None
    return {letter: Fraction(number) for number, letter in found}
