"""Bars of the spells of one thing: its memberships, its members or its holders, one lane for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from aliansi.evidence.index import is_quoted
from aliansi.project.days import Day
from aliansi.views.charts.timeline_layout import (
    LEFT,
    RIGHT,
    TRACK,
    BarPart,
    TimelineBar,
    TimelineLane,
    lay_out,
    scale_of,
)
from aliansi.views.membership_history import MembershipHistory, ThingHistoryReader
from aliansi.views.statements import StatementView
from aliansi.views.thing_contents import ThingContents

MAX_ENTRIES: Final = 400
"""Facts that are considered for the chart."""
MAX_LANES: Final = 60
PITCH: Final = 16
"""Height of a track in pixels."""


@dataclass(frozen=True)
class SpellBar:
    """Bar of a spell with the address of its fact; x and width of its parts are per cent, y is in pixels."""

    label: str
    href: str | None
    y: int
    parts: tuple[BarPart, ...]

    @property
    def width(self) -> float:
        """Length in per cent."""
        return round(self.parts[-1].x + self.parts[-1].width - self.parts[0].x, 2)


@dataclass(frozen=True)
class SpellMark:
    """Mark of an event; x is per cent, y pixels."""

    kind: str
    x: float
    y: int
    label: str
    href: str | None


@dataclass(frozen=True)
class SpellRow:
    """Lane with the label of the other side."""

    name: str
    href: str | None
    height: int
    bars: tuple[SpellBar, ...]
    marks: tuple[SpellMark, ...]


@dataclass(frozen=True)
class SpellBars:
    """All lanes of a thing, and the ticks of their common scale: position in per cent of the width, and year."""

    ticks: tuple[tuple[float, str], ...]
    rows: tuple[SpellRow, ...]
    kinds: tuple[str, ...] = field(metadata={"help": "kinds of parts and marks, for the key"})
    left_out: int = 0
    now: tuple[float, float] | None = field(
        default=None, metadata={"help": "position and width of the date of the page"}
    )


def bars_of(contents: ThingContents, view: StatementView, until: Day | None) -> SpellBars | None:
    """Return the spells of a thing up to a day, or up to the last known date; None if it has none."""
    reader = ThingHistoryReader(view.store, contents.node)
    found = (reader.spell(fact) for fact in _facts(contents, "group-memberships", "group-offices"))
    spells = tuple(spell for spell in found if spell)
    if not spells:
        return None
    others = {spell.state for spell in spells}
    events = (reader.event(fact) for fact in _facts(contents, "group-endings", "group-requests"))
    turns = tuple(event for event in events if event and event.state in others)
    history = MembershipHistory(spells, turns)
    scale = scale_of(history, None, until if until and until > scale_of(history, None, None).last else None)
    lanes = lay_out(history, scale, False, lambda iri: view.labels.of(ox.NamedNode(iri)).text)
    drawn = [lane for band in lanes.bands for lane in band.lanes]
    lane_of = {bar.spell.fact: bar.spell.state for lane in drawn for bar in lane.bars}
    lane_of |= {mark.event.fact: mark.event.state for lane in drawn for mark in lane.marks}
    quoted = {fact for fact in lane_of if is_quoted(view.store, fact)}
    rows = tuple(_row(lane, lane_of, quoted, view) for lane in drawn[:MAX_LANES])
    ticks = tuple((_percent(x), year) for x, year in lanes.ticks)
    kinds = [part.kind for row in rows for bar in row.bars for part in bar.parts]
    kinds += [mark.kind for row in rows for mark in row.marks]
    left_out = len(drawn) - len(rows) + lanes.left_out
    now = scale.span(view.page.on.days) if view.page.on else None
    return SpellBars(
        ticks, rows, tuple(dict.fromkeys(kinds)), left_out, (_percent(now[0]), _wide(now[1])) if now else None
    )


def _facts(contents: ThingContents, *groups: str) -> list[ox.NamedNode]:
    return [entry.node for group in groups for entry in contents.entries.get(group, ())][:MAX_ENTRIES]


def _row(lane: TimelineLane, lane_of: dict[str, str], quoted: set[str], view: StatementView) -> SpellRow:
    def top(y: float) -> int:
        return int((y - lane.y) // TRACK) * PITCH

    def fact(iri: str) -> tuple[str, str | None]:
        return view.labels.of(ox.NamedNode(iri)).text, view.address(iri)

    facts = [*(bar.spell.fact for bar in lane.bars), *(mark.event.fact for mark in lane.marks)]
    return SpellRow(
        name=lane.name,
        href=view.address(lane_of[facts[0]]),
        height=max(round(lane.height / TRACK), 1) * PITCH,
        bars=tuple(
            SpellBar(*fact(bar.spell.fact), top(bar.y), tuple(_percent_parts(bar, bar.spell.fact in quoted)))
            for bar in lane.bars
        ),
        marks=tuple(
            SpellMark(mark.event.kind, _percent(mark.x), top(mark.y) + PITCH // 2, *fact(mark.event.fact))
            for mark in lane.marks
        ),
    )


def _percent_parts(bar: TimelineBar, is_quoted: bool) -> Iterator[BarPart]:
    for part in bar.parts:
        yield BarPart(f"{part.kind} quoted" if is_quoted else part.kind, _percent(part.x), _wide(part.width))


def _percent(x: float) -> float:
    return _wide(x - LEFT)


def _wide(width: float) -> float:
    return round(100 * width / (RIGHT - LEFT), 2)
