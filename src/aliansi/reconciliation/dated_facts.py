"""Memberships and tenures of a thing, with the dates and the status at a date that the pages show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store, in_proofs
from aliansi.namespaces import AL, TYPE
from aliansi.project.days import Day
from aliansi.project.edtf_bounds import Bounds
from aliansi.views.membership_history import MAYBE, OPEN, PART, SURE, Spell, ThingHistoryReader, status_at

MEMBERSHIP, TENURE = "Membership", "Tenure"
_ROLES: Final = {
    ox.NamedNode(AL + role): (kind, ox.NamedNode(AL + other))
    for kind, role, other in (
        (MEMBERSHIP, "member", "alliance"),
        (MEMBERSHIP, "alliance", "member"),
        (TENURE, "holder", "office"),
        (TENURE, "office", "holder"),
    )
}
"""Kind of spell and the role of its other side, by the role of a thing in it."""
_CERTAIN: Final = frozenset({SURE, PART})
_POSSIBLE: Final = _CERTAIN | {MAYBE, OPEN}
_NO_DAY: Final = Day(0, 1, 1)


@dataclass(frozen=True)
class DatedFact:
    """Membership or tenure of a thing: ``role`` is its part in it, ``other`` the IRI of the other side."""

    spell: Spell
    role: str
    other: str

    @property
    def iri(self) -> str:
        """IRI of the fact."""
        return self.spell.fact

    def lasts_at(self, on: Bounds, possibly: bool = False) -> bool:
        """Return whether it certainly lasted on some day of a date; ``possibly``: or may have lasted.

        It may have if the date is within the bounds of an imprecise start or end, or if it had begun and its source
        gives no end. ``on`` is bounded on both sides.
        """
        status = status_at(self.spell.start, self.spell.end, on)
        return status in (_POSSIBLE if possibly else _CERTAIN)


def dated_facts(store: Store, iri: str, role: str = "") -> tuple[DatedFact, ...]:
    """Return the memberships and tenures of a thing by start, end and IRI; those where it has a role, if one is given.

    Roles are member, alliance, holder and office.
    """
    return tuple(sorted(_read(store, ox.NamedNode(iri), role), key=_order))


def _read(store: Store, node: ox.NamedNode, wanted: str) -> Iterator[DatedFact]:
    reader = ThingHistoryReader(store, node)
    for property_, (kind, other) in _ROLES.items():
        role = property_.value.removeprefix(AL)
        if wanted and role != wanted:
            continue
        for fact in {quad.subject for quad in store.quads(None, property_, node) if not in_proofs(quad)}:
            if not isinstance(fact, ox.NamedNode) or not _is_a(store, fact, kind):
                continue
            sides = sorted({q.object.value for q in store.quads(fact, other) if isinstance(q.object, ox.NamedNode)})
            spell = reader.spell(fact)
            if spell:
                yield from (DatedFact(spell, role, side) for side in sides)


def _is_a(store: Store, fact: ox.NamedNode, kind: str) -> bool:
    return next(store.quads(fact, TYPE, ox.NamedNode(AL + kind)), None) is not None


def _order(fact: DatedFact) -> tuple[object, ...]:
    days = (day for date in (fact.spell.start, fact.spell.end) for day in (date.earliest, date.latest))
    return (*((day is None, day or _NO_DAY) for day in days), fact.iri, fact.other)
