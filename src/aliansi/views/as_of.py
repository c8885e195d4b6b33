"""Date of the parameter ``?on=``: a year, a month or a day at which pages show the world."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from aliansi.project.edtf_bounds import Bounds, edtf_year, plain_bounds
from aliansi.views.i18n import section, sentences

PARAMETER: Final = "on"
YEAR_PARAMETER: Final = "on-year"
"""Parameter of a slider of years, which sends a number: 99 is the year 99, and 12000 is Y12000."""
_NUMBER: Final = re.compile(r"-?[0-9]{1,9}")
_MONTH_AND_DAY: Final = re.compile(r"(?<=[0-9]-)[0-9]{2}")
_SHORT_YEAR: Final = re.compile(r"-[1-9][0-9]{0,2}|0|[1-9][0-9]{2}")
_FIRST_PLAIN: Final = 100
_LAST_PLAIN: Final = 9999
MAX_INVALID: Final = 40
"""Characters of an invalid date that a page repeats."""


@dataclass(frozen=True)
class AsOf:
    """A year, a month or a day; ``days`` is bounded on both sides."""

    text: str
    days: Bounds

    @property
    def year(self) -> int:
        """The year of the date."""
        assert self.days.earliest is not None
        return self.days.earliest.year

    def words(self, language: str) -> str:
        """Return the date in words: May 1999, 478 BCE."""
        rest = _MONTH_AND_DAY.findall(self.text)
        month = [section("months", language)[rest[0].lstrip("0")]] if rest else []
        return " ".join([*(day.lstrip("0") for day in rest[1:]), *month, year_in_words(self.year, language)])


def read_as_of(text: str) -> AsOf | None:
    """Parse a date like 1999, 1999-05, 1999-05-21, -0477 or Y10000; None for anything else.

    A year before 1000 may have fewer than four digits: a slider of years sends it so. 99 is none: it may mean 1999.
    """
    if _SHORT_YEAR.fullmatch(text):
        text = edtf_year(int(text))
    days = plain_bounds(text)
    return AsOf(text, days) if days else None


def read_year(text: str) -> AsOf | None:
    """Parse a year that a slider sends as a number; None for anything else."""
    return read_as_of(edtf_year(int(text))) if _NUMBER.fullmatch(text) else None


def parameter_of_years(first: int, last: int) -> str:
    """Return the parameter that a slider from one year to another sends, plain where no number is ambiguous."""
    return PARAMETER if first >= _FIRST_PLAIN and last <= _LAST_PLAIN else YEAR_PARAMETER


def year_in_words(year: int, language: str) -> str:
    """Return a year of our era as its number, an earlier one as 478 BCE."""
    return str(year) if year > 0 else f"{1 - year} {sentences(language)['before-our-era']}"
