"""Membership history: spells and events of each source, and the status of a spell at a date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store, Term, graph_of, in_proofs, is_inferred
from aliansi.namespaces import AL, DERIVED, TYPE
from aliansi.project import questions
from aliansi.project.days import Day
from aliansi.project.edtf_bounds import Bounds
from aliansi.project.folder import Project

SURE, PART, MAYBE, OPEN = "sure", "part", "maybe", "open"
"""Status of a spell at a date: it lasted throughout, in part, perhaps (the date is between the bounds of its start or
end), or it had begun and no end is given."""

MEMBERSHIPS: Final = "memberships-over-time"
EVENTS: Final = "turns-of-alliances"

_DERIVED: Final = frozenset(map(str, DERIVED))
_SPELL: Final = str(AL.Spell)
_SPELL_PARTIES: Final = ("member", "holder", "alliance", "office")
_EVENT_PARTIES: Final = tuple(
    ["departingState", "withdrawingState", "lapsedState", "suspendedState", "requestedBy", "alliance"]
)
_EVENT_KINDS: Final = {str(AL[name]): name for name in ("Withdrawal", "Lapse", "Suspension", "InterventionRequest")}


@dataclass(frozen=True)
class HistoryDate:
    """Date in EDTF as in its source, with its first and last day; None if unbounded."""

    text: str
    earliest: Day | None
    latest: Day | None

    @property
    def is_doubtful(self) -> bool:
        """Whether the source marks the date as uncertain or approximate."""
        return any(mark in self.text for mark in "?~%")


@dataclass(frozen=True)
class SpellStage:
    """Part of a spell with one status, from a day until before another; None if unbounded."""

    kind: str
    first: Day | None
    end: Day | None


def stages(start: HistoryDate, end: HistoryDate) -> tuple[SpellStage, SpellStage, SpellStage]:
    """Return the three stages of a spell: it may have begun, it lasts, it may have ended."""
    begun = start.latest or end.earliest or end.latest or start.earliest
    # Without an end this is the day on which the source says that it lasts: it is certain on that day as well.
    ends = end.earliest.plus(days=1) if end.earliest and not end.text else end.earliest
    until = max(ends or begun, begun) if begun else ends
    rest = OPEN if start.latest and not end.latest and not end.text else MAYBE
    return SpellStage(MAYBE, start.earliest, begun), SpellStage(SURE, begun, until), SpellStage(rest, until, end.latest)


def status_at(start: HistoryDate, end: HistoryDate, on: Bounds) -> str:
    """Return the status of a spell at a date; empty if it had not begun, had ended, or has no date.

    ``on`` is bounded on both sides.
    """
    a, b = on.earliest, on.latest
    assert a is not None
    assert b is not None
    if not any((start.earliest, start.latest, end.earliest, end.latest)):
        return ""
    if (start.earliest and start.earliest > b) or (end.latest and end.latest < a):
        return ""
    early, sure, rest = stages(start, end)
    if rest.end:  # on the last day on which it may have ended it may have lasted
        rest = SpellStage(rest.kind, rest.first, rest.end.plus(days=1))
    touched = {stage.kind for stage in (early, sure, rest) if _touches(stage, a, b)}
    if SURE in touched:
        lasted = sure.first is not None and sure.first <= a and sure.end is not None and b < sure.end
        return SURE if lasted else PART
    return OPEN if OPEN in touched else MAYBE if touched else ""


def event_status_at(date: HistoryDate, on: Bounds) -> str:
    """Return when an event happened, relative to a date: ``then``, ``perhaps``, ``before``, ``after``, or nothing."""
    first, last = date.earliest, date.latest
    if first is None and last is None:
        return ""
    assert on.earliest is not None
    assert on.latest is not None
    if last and last < on.earliest:
        return "before"
    if first and first > on.latest:
        return "after"
    return "then" if first and last and on.earliest <= first and last <= on.latest else "perhaps"


def _touches(stage: SpellStage, a: Day, b: Day) -> bool:
    if stage.first is not None and stage.end is not None and stage.first >= stage.end:
        return False
    return (stage.first is None or stage.first <= b) and (stage.end is None or a < stage.end)


@dataclass(frozen=True)
class Spell:
    """Spell of membership from one source; IRIs as text. ``end.text`` is empty if the source gives no end."""

    fact: str
    graph: str
    alliance: str
    state: str
    start: HistoryDate
    end: HistoryDate
    ongoing: str
    ending: str


@dataclass(frozen=True)
class MembershipEvent:
    """Event of a state in an alliance: a withdrawal, a lapse, a request …"""

    fact: str
    graph: str
    kind: str
    alliance: str
    state: str
    date: HistoryDate


@dataclass(frozen=True)
class MembershipHistory:
    """All spells and events of a dataset."""

    spells: tuple[Spell, ...] = ()
    events: tuple[MembershipEvent, ...] = ()

    @cached_property
    def without_events(self) -> MembershipHistory:
        """The history without its events."""
        return MembershipHistory(self.spells)

    @cached_property
    def days(self) -> Bounds:
        """The first and the last known day; None if there is none."""
        whens = [when for spell in self.spells for when in (spell.start, spell.end)]
        whens += [turn.date for turn in self.events]
        days = [day for when in whens for day in (when.earliest, when.latest) if day]
        return Bounds(min(days, default=None), max(days, default=None))


def fact_status_at(store: Store, fact: ox.NamedNode, on: Bounds) -> str:
    """Return the status of any fact at a date, in the words of ``status_at`` and ``event_status_at``, or ``not``.

    The status of a fact without dates is empty.
    """
    values = {quad.predicate.value.removeprefix(AL): quad.object for quad in store.quads(fact)}
    if "date" in values or "earliestDate" in values or "latestDate" in values:
        return event_status_at(_date(values, "date"), on)
    start, end = _date(values, "start"), _date(values, "end")
    is_dated = any((start.earliest, start.latest, end.earliest, end.latest))
    return (status_at(start, end, on) or "not") if is_dated else ""


def read_history(store: Store, project: Project | None) -> MembershipHistory:
    """Read the history with the questions of a project; it is empty if the project does not have them."""
    if project is None:
        return MembershipHistory()
    known = {file.stem: file for file in project.query_files("questions")}
    if MEMBERSHIPS not in known:
        return MembershipHistory()
    rows = store.select(questions.load(known[MEMBERSHIPS]).query)
    spells = {spell.fact: spell for spell in map(_spell, rows)}  # one that several events end has several rows
    turns = store.select(questions.load(known[EVENTS]).query) if EVENTS in known else iter(())
    return MembershipHistory(tuple(spells.values()), tuple(map(_event, turns)))


def _spell(row: Mapping[str, Term]) -> Spell:
    return Spell(
        fact=_text(row, "membership"),
        graph=_text(row, "graph"),
        alliance=_text(row, "alliance"),
        state=_text(row, "state"),
        start=_date(row, "start"),
        end=_date(row, "end"),
        ongoing=_text(row, "ongoingAt"),
        ending=_text(row, "ending"),
    )


def _event(row: Mapping[str, Term]) -> MembershipEvent:
    return MembershipEvent(
        fact=_text(row, "event"),
        graph=_text(row, "graph"),
        kind=_text(row, "kind").rpartition("#")[2],
        alliance=_text(row, "alliance"),
        state=_text(row, "state"),
        date=_date(row, "date"),
    )


def _text(row: Mapping[str, Term], name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, (ox.NamedNode, ox.Literal)) else ""


def _date(row: Mapping[str, Term], name: str) -> HistoryDate:
    earliest, latest = (_day(_text(row, f"{bound}{name.capitalize()}")) for bound in ("earliest", "latest"))
    return HistoryDate(_text(row, name), earliest, latest)


def _day(text: str) -> Day | None:
    """Read an ``xsd:date``; None for an invalid one."""
    try:
        return Day.read(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class ThingHistoryReader:
    """Reads the spells and events of any one thing, which stands in for the alliance: a state, an office, a person."""

    store: Store
    thing: ox.NamedNode

    def spell(self, fact: ox.NamedNode) -> Spell | None:
        """Return a fact as a spell of the thing; None if it is none."""
        classes, graph, values = self._read(fact)
        other = self._other(values, _SPELL_PARTIES)
        if other is None or _SPELL not in classes:
            return None
        start, end, ongoing = _date(values, "start"), _date(values, "end"), _text(values, "ongoingAt")
        return Spell(fact.value, graph, self.thing.value, other, start, end, ongoing, "")

    def event(self, fact: ox.NamedNode) -> MembershipEvent | None:
        """Return a fact as a dated event of the thing; None if it is none, or a picture has no mark for it."""
        classes, graph, values = self._read(fact)
        kind = next((_EVENT_KINDS[each] for each in classes if each in _EVENT_KINDS), "")
        other, date = self._other(values, _EVENT_PARTIES), _date(values, "date")
        if not kind or other is None or not (date.earliest or date.latest):
            return None
        return MembershipEvent(fact.value, graph, kind, self.thing.value, other, date)

    def _other(self, values: Mapping[str, Term], names: tuple[str, ...]) -> str | None:
        """Return the first party of a fact that is not the thing itself."""
        others = (getattr(values[name], "value", "") for name in names if values.get(name, self.thing) != self.thing)
        return next(others, None)

    def _read(self, fact: ox.NamedNode) -> tuple[list[str], str, dict[str, Term]]:
        """Return the classes of a fact, its graph, and its values by the local name of the property."""
        classes, graph, values = list[str](), "", dict[str, Term]()
        for quad in self.store.quads(fact):
            if in_proofs(quad):
                continue
            if quad.predicate == TYPE:
                classes.append(getattr(quad.object, "value", ""))
            elif quad.predicate.value.startswith(AL):
                values.setdefault(quad.predicate.value.removeprefix(AL), quad.object)
            if not is_inferred(quad) and graph_of(quad) not in _DERIVED:
                graph = graph_of(quad)
        return classes, graph, values
