"""Days of the proleptic Gregorian calendar in any year: `datetime.date` ends at the years 1 and 9999."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from typing import Final, NamedTuple

_XSD_DATE: Final = re.compile(r"(-?(?:[1-9][0-9]{4,}|[0-9]{4}))-([0-9]{2})-([0-9]{2})")
_CYCLE: Final = 400
"""Years after which the calendar repeats itself."""
_DAYS_OF_CYCLE: Final = 146_097


class Day(NamedTuple):
    """Day in the order of time; year 0 is 1 BCE, as in XSD 1.1, ISO 8601 and EDTF."""

    year: int
    month: int
    day: int

    @classmethod
    def of(cls, year: int, month: int, day: int) -> Day:
        """Return a day. Raises ValueError if its month does not have it."""
        if not 1 <= month <= 12 or not 1 <= day <= days_in_month(year, month):
            raise ValueError(f"{year}-{month}-{day} is not a day")
        return cls(year, month, day)

    @classmethod
    def read(cls, text: str) -> Day:
        """Parse an ``xsd:date`` without a time zone. Raises ValueError for anything else."""
        if not (match := _XSD_DATE.fullmatch(text)):
            raise ValueError(f"{text} is not an xsd:date")
        return cls.of(*(int(part) for part in match.groups()))

    def isoformat(self) -> str:
        """Return the day as an ``xsd:date``."""
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04}-{self.month:02}-{self.day:02}"

    @property
    def ordinal(self) -> int:
        """Number of the day, for distances: 1 January of the year 1 has the number 1."""
        cycles, year = divmod(self.year - 1, _CYCLE)
        return dt.date(year + 1, self.month, self.day).toordinal() + cycles * _DAYS_OF_CYCLE

    def plus(self, years: int = 0, months: int = 0, days: int = 0) -> Day:
        """Return a later day, or an earlier one; 31 January plus a month is the last day of February."""
        over, month = divmod(self.month - 1 + months, 12)
        year = self.year + years + over
        moved = Day(year, month + 1, min(self.day, days_in_month(year, month + 1)))
        if not days:
            return moved
        cycles, ordinal = divmod(moved.ordinal + days - 1, _DAYS_OF_CYCLE)
        found = dt.date.fromordinal(ordinal + 1)
        return Day(found.year + cycles * _CYCLE, found.month, found.day)


def days_in_month(year: int, month: int) -> int:
    """Return the number of days of a month."""
    return monthrange(year % _CYCLE + _CYCLE, month)[1]


def is_day(text: str) -> bool:
    """Return whether a text is an ``xsd:date`` without a time zone."""
    try:
        Day.read(text)
    except ValueError:
        return False
    return True
