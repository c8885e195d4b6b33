"""Timeline layout in pixels: a lane for each state of an alliance, or for each alliance of a state.

Within a lane, spells that overlap and spells of different sources have tracks of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Final

from aliansi.project.days import Day
from aliansi.project.edtf_bounds import Bounds, edtf_year
from aliansi.views.membership_history import SURE, MembershipEvent, MembershipHistory, Spell, stages

WIDTH: Final = 800.0
LEFT: Final = 172.0
RIGHT: Final = 788.0
TRACK: Final = 26.0
"""Height of a track; a pointer target is at least 24 high (WCAG 2.2, 2.5.8)."""
HEAD: Final = 34.0
MAX_LANES: Final = 120
MAX_FACTS: Final = 500
"""Spells and events of one timeline; the lane that reaches this number is the last."""

_TOP: Final = 28.0


@dataclass(frozen=True)
class TimeScale:
    """Days of a timeline, the last one included."""

    first: Day
    last: Day

    def x(self, day: Day) -> float:
        """Return the position of a day; days outside the scale are at its edge."""
        span = max(self.last.ordinal - self.first.ordinal, 1)
        share = (day.ordinal - self.first.ordinal) / span
        return round(LEFT + (RIGHT - LEFT) * min(max(share, 0.0), 1.0), 1)

    def span(self, days: Bounds) -> tuple[float, float] | None:
        """Return the position and width of a period, at least a line; None if it is outside the scale."""
        first, last = days.earliest or self.first, days.latest or self.last
        if first > self.last or last < self.first:
            return None
        x = self.x(first)
        return x, max(round(self.x(last) - x, 1), 1.5)

    def years(self, most: int) -> range:
        """Return round years of the scale at equal distances, not more than ``most``."""
        years = self.last.year - self.first.year + 1
        step = next(step for power in count() for step in (10**power * i for i in (1, 2, 5)) if years / step <= most)
        return range(self.first.year + -self.first.year % step, self.last.year + 1, step)

    def ticks(self) -> Iterator[tuple[float, str]]:
        """Yield the position and year in EDTF of each tick, at most twelve."""
        for year in self.years(12):
            yield self.x(max(Day(year, 1, 1), self.first)), edtf_year(year)


@dataclass(frozen=True)
class BarPart:
    """Part of a bar: ``sure``, ``maybe`` (between the bounds of a date) or ``open`` (without an end)."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True)
class TimelineBar:
    """Bar of a spell; ``y`` is the top of its track."""

    spell: Spell
    y: float
    parts: tuple[BarPart, ...]

    @property
    def x(self) -> float:
        """Left end."""
        return self.parts[0].x

    @property
    def width(self) -> float:
        """Length."""
        return round(self.parts[-1].x + self.parts[-1].width - self.x, 1)


@dataclass(frozen=True)
class TimelineMark:
    """Mark of an event, with a line from its first possible day to the last; ``y`` is the middle of its track."""

    event: MembershipEvent
    x: float
    since: float
    y: float


@dataclass(frozen=True)
class TimelineLane:
    """Spells and events of one state in one alliance."""

    name: str
    y: float
    height: float
    bars: tuple[TimelineBar, ...]
    marks: tuple[TimelineMark, ...]


@dataclass(frozen=True)
class TimelineBand:
    """Lanes of an alliance, or of a state."""

    iri: str
    name: str
    y: float
    lanes: tuple[TimelineLane, ...]


@dataclass(frozen=True)
class TimelineLayout:
    """Positions of all bands; ``left_out`` counts the lanes beyond the maximum."""

    scale: TimeScale
    height: float
    bands: tuple[TimelineBand, ...]
    left_out: int

    @property
    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Positions and years of the ticks."""
        return tuple(self.scale.ticks())


def scale_of(history: MembershipHistory, first: Day | None, last: Day | None) -> TimeScale:
    """Return the requested days, by default from the first start to the last date."""
    begin = first or Day((history.days.earliest or Day(1949, 1, 1)).year, 1, 1)
    return TimeScale(begin, last or Day(max(history.days.latest or begin, begin).year, 12, 31))


def lay_out(history: MembershipHistory, scale: TimeScale, by_state: bool, name: Callable[[str], str]) -> TimelineLayout:
    """Return the lanes of everything within the scale; ``name`` returns the label of a thing."""
    groups: dict[str, dict[str, tuple[list[Spell], list[MembershipEvent]]]] = {}
    everything: tuple[Spell | MembershipEvent, ...] = (*history.spells, *history.events)
    for each in everything:
        if not _is_within(each, scale):
            continue
        outer, inner = (each.state, each.alliance) if by_state else (each.alliance, each.state)
        spells, events = groups.setdefault(outer, {}).setdefault(inner, ([], []))
        if isinstance(each, Spell):
            spells.append(each)
        else:
            events.append(each)
    y, bands, drawn, facts = _TOP, list[TimelineBand](), 0, 0
    for iri in sorted(groups, key=lambda each: (name(each), each)):
        if drawn >= MAX_LANES or facts >= MAX_FACTS:
            break
        top, lanes = y, list[TimelineLane]()
        y += HEAD
        for inner in sorted(groups[iri], key=lambda each: (name(each), each))[: MAX_LANES - drawn]:
            lanes.append(_lane(name(inner), *groups[iri][inner], scale, y))
            y += lanes[-1].height
            facts += len(groups[iri][inner][0]) + len(groups[iri][inner][1])
            if facts >= MAX_FACTS:
                break
        drawn += len(lanes)
        bands.append(TimelineBand(iri, name(iri), top, tuple(lanes)))
    return TimelineLayout(scale, y + 8, tuple(bands), sum(map(len, groups.values())) - drawn)


def _is_within(each: Spell | MembershipEvent, scale: TimeScale) -> bool:
    """Return whether a spell or event may fall into the days of the scale; without any date it does not."""
    if isinstance(each, MembershipEvent):
        begin, end = each.date.earliest or each.date.latest, each.date.latest or each.date.earliest
        return begin is not None and end is not None and begin <= scale.last and end >= scale.first
    begin = each.start.earliest or each.start.latest or each.end.earliest or each.end.latest
    return begin is not None and begin <= scale.last and (each.end.latest or scale.last) >= scale.first


def _lane(
    name: str, spells: Iterable[Spell], events: Iterable[MembershipEvent], scale: TimeScale, y: float
) -> TimelineLane:
    tracks: dict[str, list[list[tuple[float, float]]]] = {}
    placed: list[tuple[Spell, int]] = []
    for spell in sorted(spells, key=lambda each: (each.graph, _parts(each, scale)[0].x, each.fact)):
        parts = _parts(spell, scale)
        span = (parts[0].x, parts[-1].x + parts[-1].width)
        mine = tracks.setdefault(spell.graph, [])
        free = next(
            (i for i, taken in enumerate(mine) if all(_do_not_overlap(span, other) for other in taken)), len(mine)
        )
        if free == len(mine):
            mine.append([])
        mine[free].append(span)
        placed.append((spell, free))
    events = tuple(events)
    for event in events:
        tracks.setdefault(event.graph, [[]])
    first_of, row = dict[str, int](), 0
    for graph in sorted(tracks):
        first_of[graph], row = row, row + len(tracks[graph])
    bars = (TimelineBar(s, y + (first_of[s.graph] + track) * TRACK, _parts(s, scale)) for s, track in placed)
    marks = (_mark(event, scale, y + (first_of[event.graph] + 0.5) * TRACK) for event in events)
    return TimelineLane(name, y, row * TRACK, tuple(bars), tuple(marks))


def _do_not_overlap(span: tuple[float, float], other: tuple[float, float]) -> bool:
    return span[1] <= other[0] or span[0] >= other[1]


def _parts(spell: Spell, scale: TimeScale) -> tuple[BarPart, ...]:
    """Return the parts of the bar of a spell, beginning at its first known day."""
    cuts = stages(spell.start, spell.end)
    since = next((day for stage in cuts for day in (stage.first, stage.end) if day), scale.first)
    parts = []
    for stage in cuts:
        until = max(stage.end or scale.last, since)
        parts.append((stage.kind, scale.x(since), scale.x(until)))
        since = until
    found = tuple(BarPart(kind, a, round(b - a, 1)) for kind, a, b in parts if b > a)
    return found or (BarPart(SURE, parts[0][1], 1.0),)


def _mark(event: MembershipEvent, scale: TimeScale, y: float) -> TimelineMark:
    at = event.date.latest or event.date.earliest
    assert at is not None  # what has no date is not in sight
    return TimelineMark(event, scale.x(at), scale.x(event.date.earliest or at), y)
