"""The first picture: a strip for each alliance, in which every spell of membership is a hair's breadth high."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aliansi.namespaces import shorten
from aliansi.views.charts.timeline_layout import Band, Scale, lay_out, scale_of
from aliansi.views.membership_history import History
from aliansi.views.result_table import Known

PITCH: Final = 4
"""The height of a spell, with the room below it, in pixels."""


@dataclass(frozen=True)
class Hair:
    """A part of a spell; ``kind`` is what is known of it, as in ``lanes.Stretch``, x and width as there."""

    kind: str
    x: float
    y: int
    width: float


@dataclass(frozen=True)
class Strip:
    """The memberships of an alliance; ``states`` counts those that ever belonged to it."""

    name: str
    anchor: str
    states: int
    height: int
    hairs: tuple[Hair, ...]


@dataclass(frozen=True)
class Picture:
    """All strips, under one scale of years: where each is in per cent of the width, and the year."""

    ticks: tuple[tuple[float, int], ...]
    strips: tuple[Strip, ...]
    scale: Scale


def picture_of(history: History, language: str, known: Known) -> Picture | None:
    """Draw the memberships of every alliance, called as in a language; None if none are told of."""
    memberships = History(history.spells)
    scale = scale_of(memberships, None, None)
    lanes = lay_out(memberships, scale, False, lambda iri: known.label(iri, language) or shorten(iri))
    if not lanes.bands:
        return None
    left, right = scale.x(scale.first), scale.x(scale.last)
    ticks = tuple((round(100 * (x - left) / (right - left), 1), year) for x, year in lanes.ticks)
    strips = tuple(_strip(band, f"band-{n}", known) for n, band in enumerate(lanes.bands, start=1))
    return Picture(ticks, strips, scale)


def _strip(band: Band, anchor: str, known: Known) -> Strip:
    bars = [bar for lane in band.lanes for bar in lane.bars]
    row = {y: n * PITCH for n, y in enumerate(sorted({bar.y for bar in bars}))}
    hairs = (
        Hair(
            f"{part.kind} quoted" if known.kind(bar.spell.fact) == "stated" else part.kind,
            part.x,
            row[bar.y],
            part.width,
        )
        for bar in bars
        for part in bar.stretches
    )
    return Strip(band.name, anchor, len(band.lanes), len(row) * PITCH, tuple(hairs))
