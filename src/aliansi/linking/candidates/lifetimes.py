"""Lifetimes: when things exist by the facts about them, and items by their statements, to see whether both are one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store
from aliansi.linking.records import Record
from aliansi.namespaces import AL
from aliansi.project.days import Day, is_day

MARGIN: Final = 366
"""Days by which a lifetime may be longer on one side: sources count an end from a decision or from its effect."""

_BEGIN: Final = ("P571", "P569", "P580")
"""Inception, date of birth, start time."""
_END: Final = ("P576", "P570", "P582")
"""Dissolved or abolished, date of death, end time."""
_ROLE_NAMES: Final = (
    *("member", "alliance", "holder", "office", "accedingState", "withdrawingState", "requestedBy", "respondent"),
)
_ROLES: Final = tuple(ox.NamedNode(str(AL[name])) for name in _ROLE_NAMES)
"""Roles in facts of things that must exist at the time."""
_FIRST: Final = tuple(ox.NamedNode(str(AL[name])) for name in ("latestStart", "latestDate"))
_LAST: Final = tuple(ox.NamedNode(str(AL[name])) for name in ("earliestEnd", "earliestStart", "earliestDate"))


@dataclass(frozen=True)
class Lifetime:
    """First day on which something surely exists, and last one; None if unknown."""

    first: Day | None = None
    last: Day | None = None


def lifetime_of_thing(store: Store, iri: str) -> Lifetime:
    """Return the days between which facts have a thing in a role."""
    thing = ox.NamedNode(iri)
    facts = {quad.subject for role in _ROLES for quad in store.quads(None, role, thing)}
    days = {side: [day for fact in facts for day in _days(store, fact, side)] for side in (_FIRST, _LAST)}
    return Lifetime(min(days[_FIRST], default=None), max(days[_LAST], default=None))


def _days(store: Store, fact: object, properties: tuple[ox.NamedNode, ...]) -> list[Day]:
    if not isinstance(fact, ox.NamedNode):
        return []
    literals = (quad.object for name in properties for quad in store.quads(fact, name))
    return [Day.read(each.value) for each in literals if isinstance(each, ox.Literal) and is_day(each.value)]


def contradictions(thing: Lifetime, record: Record) -> tuple[str, ...]:
    """Return why an item does not exist all the time that a thing does; empty if its dates do not say so."""
    found = []
    begins = [time for name in _BEGIN for time in _dates(record, name)]
    ends = [time for name in _END for time in _dates(record, name)]
    if thing.first and begins and (begin := min(begins)).ordinal - MARGIN > thing.first.ordinal:
        found.append(f"it begins on {begin.isoformat()}, and our facts on {thing.first.isoformat()}")
    if thing.last and ends and (end := max(ends)).ordinal + MARGIN < thing.last.ordinal:
        found.append(f"it ends on {end.isoformat()}, and our facts on {thing.last.isoformat()}")
    return tuple(found)


def _dates(record: Record, property_: str) -> list[Day]:
    """Return the first days of beginnings, and the last days of ends."""
    times = (each.snak.time for each in record.of(property_) if not each.is_deprecated)
    days = (time.latest if property_ in _END else time.earliest for time in times if time)
    return [day for day in days if day]
