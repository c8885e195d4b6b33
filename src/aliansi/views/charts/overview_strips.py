"""Overview of the home page: a strip for each alliance, with a thin bar for each spell of membership."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aliansi.views.charts.timeline_layout import TimelineBand, TimeScale, lay_out, scale_of
from aliansi.views.known_things import KnownThings
from aliansi.views.membership_history import MembershipHistory

PITCH: Final = 4
"""Height of a bar with the gap below it, in pixels."""


@dataclass(frozen=True)
class StripBar:
    """Part of a spell; ``kind``, x and width are those of ``timeline_layout.BarPart``."""

    kind: str
    x: float
    y: int
    width: float


@dataclass(frozen=True)
class AllianceStrip:
    """Memberships of an alliance; ``states`` counts all its past and present members."""

    name: str
    anchor: str
    states: int
    height: int
    bars: tuple[StripBar, ...]


@dataclass(frozen=True)
class OverviewStrips:
    """All strips, and the ticks of their common scale: position in per cent of the width, and year."""

    ticks: tuple[tuple[float, str], ...]
    strips: tuple[AllianceStrip, ...]
    scale: TimeScale


def overview_of(history: MembershipHistory, language: str, known: KnownThings) -> OverviewStrips | None:
    """Return the strips of all alliances, with labels in a language; None if there are no memberships."""
    memberships = MembershipHistory(history.spells)
    scale = scale_of(memberships, None, None)
    lanes = lay_out(memberships, scale, False, lambda iri: known.label_or_name(iri, language).text)
    if not lanes.bands:
        return None
    left, right = scale.x(scale.first), scale.x(scale.last)
    ticks = tuple((round(100 * (x - left) / (right - left), 1), year) for x, year in lanes.ticks)
    strips = tuple(_strip(band, f"band-{n}", known) for n, band in enumerate(lanes.bands, start=1))
    return OverviewStrips(ticks, strips, scale)


def _strip(band: TimelineBand, anchor: str, known: KnownThings) -> AllianceStrip:
    bars = [bar for lane in band.lanes for bar in lane.bars]
    row = {y: n * PITCH for n, y in enumerate(sorted({bar.y for bar in bars}))}
    hairs = (
        StripBar(
            f"{part.kind} quoted" if known.kind(bar.spell.fact) == "stated" else part.kind,
            part.x,
            row[bar.y],
            part.width,
        )
        for bar in bars
        for part in bar.parts
    )
    return AllianceStrip(band.name, anchor, len(band.lanes), len(row) * PITCH, tuple(hairs))
