"""The date that ``?on=`` asks for: a year, a month or a day, as which every page shows the world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aliansi.project.edtf_bounds import Bounds, plain
from aliansi.views.i18n import part

NAME: Final = "on"
LONGEST: Final = 40
"""So much of what is no date is said back."""


@dataclass(frozen=True)
class AsOf:
    """A year, a month or a day; ``days`` is bounded on both sides."""

    text: str
    days: Bounds

    @property
    def year(self) -> int:
        """The year that it is, or is in."""
        return int(self.text[:4])

    def words(self, language: str) -> str:
        """Return it in words: May 1999."""
        year, *rest = self.text.split("-")
        if not rest:
            return year
        month = part("months", language)[str(int(rest[0]))]
        return " ".join([*(str(int(day)) for day in rest[1:]), month, year])


def moment_of(text: str) -> AsOf | None:
    """Read a date like 1999, 1999-05 or 1999-05-21; None if it is no such date."""
    days = plain(text)
    return AsOf(text, days) if days else None
