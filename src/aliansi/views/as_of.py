"""Date of the parameter ``?on=``: a year, a month or a day at which pages show the world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aliansi.project.edtf_bounds import Bounds, plain_bounds
from aliansi.views.i18n import section

PARAMETER: Final = "on"
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
        return int(self.text[:4])

    def words(self, language: str) -> str:
        """Return the date in words: May 1999."""
        year, *rest = self.text.split("-")
        if not rest:
            return year
        month = section("months", language)[str(int(rest[0]))]
        return " ".join([*(str(int(day)) for day in rest[1:]), month, year])


def read_as_of(text: str) -> AsOf | None:
    """Parse a date like 1999, 1999-05 or 1999-05-21; None for anything else."""
    days = plain_bounds(text)
    return AsOf(text, days) if days else None
