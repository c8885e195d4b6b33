"""Year slider of a page: its range, and the year that it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from aliansi.project.edtf_bounds import edtf_year
from aliansi.views.as_of import PARAMETER, AsOf, parameter_of_years, read_as_of
from aliansi.views.charts.timeline_layout import scale_of
from aliansi.views.membership_history import MembershipHistory
from aliansi.views.urls import Page

MAX_TICKS = 40


@dataclass(frozen=True)
class YearSlider:
    """First and last year with data, and the year that is shown."""

    first: int
    last: int
    as_of: AsOf
    action: str
    parameters: tuple[tuple[str, str], ...] = field(metadata={"help": "other parameters of the page"})
    earlier: str | None = field(metadata={"help": "URL of the year before"})
    later: str | None = field(metadata={"help": "URL of the year after"})
    ticks: tuple[int, ...] = field(metadata={"help": "decades, or rounder years of a long range"})

    @property
    def parameter(self) -> str:
        """The parameter that the slider sends."""
        return parameter_of_years(self.first, self.last)

    @property
    def year(self) -> int:
        """The year that the slider shows, limited to its range."""
        return min(max(self.as_of.year, self.first), self.last)


def year_slider_of(page: Page, path: str, history: MembershipHistory, given: Mapping[str, str]) -> YearSlider | None:
    """Return the slider over all memberships, at the date of the page or in the last year; None without memberships."""
    if not history.spells:
        return None
    scale = scale_of(history.without_events, None, None)
    moment = page.on or read_as_of(edtf_year(scale.last.year))
    assert moment is not None
    decades = range(scale.first.year + -scale.first.year % 10, scale.last.year + 1, 10)
    ticks = tuple(decades if len(decades) <= MAX_TICKS else scale.years(MAX_TICKS))
    years = YearSlider(
        scale.first.year, scale.last.year, moment, f"{page.root}{path}", tuple(given.items()), None, None, ticks
    )
    before, after = years.year - 1, years.year + 1
    return replace(
        years,
        earlier=page.link(path, {**given, PARAMETER: edtf_year(before)}) if before >= years.first else None,
        later=page.link(path, {**given, PARAMETER: edtf_year(after)}) if after <= years.last else None,
    )
