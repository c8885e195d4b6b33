"""Membership facts as table rows, with the status of each membership at a given date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from aliansi.namespaces import GRAPH
from aliansi.project.edtf_bounds import Bounds
from aliansi.views.i18n import sentences, translate_term
from aliansi.views.labels import Labels
from aliansi.views.membership_history import (
    MAYBE,
    OPEN,
    PART,
    SURE,
    MembershipEvent,
    MembershipHistory,
    Spell,
    status_at,
)
from aliansi.views.urls import Page

NOT: Final = "not"
MAX_ROWS: Final = 300
"""Memberships on one page, in its drawing, tables and lists."""
STATUSES: Final = (SURE, PART, OPEN, MAYBE)
"""Statuses of a membership that may have lasted at a date, the surest first."""
_SUREST: Final = (*STATUSES, NOT)


@dataclass(frozen=True)
class MembershipRow:
    """Table row of a fact."""

    href: str
    alliance: str
    state: str
    what: str
    start: str
    end: str
    source: str


@dataclass(frozen=True)
class DatedMembership:
    """Spell of membership with its status at a date: one of STATUSES."""

    spell: Spell
    status: str


@dataclass(frozen=True)
class OtherMember:
    """The other side of memberships at a date, with the status and row of each spell of each source."""

    name: str
    href: str
    rows: tuple[tuple[str, MembershipRow], ...]


@dataclass(frozen=True)
class MembershipsAsOf:
    """Memberships of a thing at the date of a page: the other sides, grouped by the surest status."""

    groups: tuple[tuple[str, int, tuple[OtherMember, ...]], ...] = field(
        metadata={"help": "for each of STATUSES and NOT: how many there are, and the first of them"}
    )


@dataclass(frozen=True)
class MembershipReader:
    """Labels and rows of facts in the language of a page."""

    page: Page
    labels: Labels

    def label(self, fact: Spell | MembershipEvent) -> str:
        """Return the label of a fact with its dates and its source."""
        dates = f"{fact.start.text or '?'} – {_end(fact) or '…'}" if isinstance(fact, Spell) else fact.date.text
        label = label_text(self.labels, fact.fact)
        label = label.removesuffix(f" ({fact.start.text if isinstance(fact, Spell) else fact.date.text})")
        return f"{label}: {dates} ({self.source(fact.graph)})"

    def row(self, fact: Spell | MembershipEvent) -> MembershipRow:
        """Return the table row of a fact."""
        return MembershipRow(
            href=self.page.address(fact.fact) or fact.fact,
            alliance=label_text(self.labels, fact.alliance),
            state=label_text(self.labels, fact.state),
            what=sentences(self.page.language)["membership" if isinstance(fact, Spell) else fact.kind],
            start=fact.start.text if isinstance(fact, Spell) else fact.date.text,
            end=_end(fact) if isinstance(fact, Spell) else "",
            source=self.source(fact.graph),
        )

    def source(self, graph: str) -> str:
        """Return the name of a source."""
        return translate_term(graph.removeprefix(str(GRAPH)), self.page.language)

    def memberships_of(self, history: MembershipHistory, thing: str) -> MembershipsAsOf | None:
        """Return the memberships of a thing at the date of the page; None without memberships or date."""
        spells = [spell for spell in history.spells if thing in (spell.alliance, spell.state)]
        if self.page.on is None or not spells:
            return None
        found: dict[str, list[DatedMembership]] = {}
        for spell in spells:
            other = spell.state if spell.alliance == thing else spell.alliance
            found.setdefault(other, []).append(
                DatedMembership(spell, status_at(spell.start, spell.end, self.page.on.days) or NOT)
            )
        groups: dict[str, list[str]] = {key: [] for key in _SUREST}
        for other, memberships in found.items():
            groups[min((membership.status for membership in memberships), key=_SUREST.index)].append(other)
        return MembershipsAsOf(
            tuple(
                (key, len(others), tuple(self._other_member(other, found[other]) for other in self._by_name(others)))
                for key, others in groups.items()
                if others
            )
        )

    def _by_name(self, others: Iterable[str]) -> list[str]:
        return sorted(others, key=lambda other: (label_text(self.labels, other), other))[:MAX_ROWS]

    def _other_member(self, other: str, memberships: Iterable[DatedMembership]) -> OtherMember:
        rows = [(membership.status, self.row(membership.spell)) for membership in memberships]
        rows.sort(key=lambda each: (_SUREST.index(each[0]), each[1].source, each[1].start, each[1].href))
        return OtherMember(label_text(self.labels, other), self.page.address(other) or other, tuple(rows))

    def sorted_rows(self, memberships: Iterable[DatedMembership]) -> list[tuple[DatedMembership, MembershipRow]]:
        """Return memberships with their rows, sorted for a table."""
        fact = ((membership, self.row(membership.spell)) for membership in memberships)
        return sorted(fact, key=lambda each: (each[1].alliance, each[1].state, each[1].source, each[1].href))


def memberships_at(spells: Iterable[Spell], on: Bounds) -> tuple[DatedMembership, ...]:
    """Return the memberships that lasted, or may have lasted, at a date."""
    known = ((spell, status_at(spell.start, spell.end, on)) for spell in spells)
    return tuple(DatedMembership(spell, found) for spell, found in known if found)


def label_text(names: Labels, iri: str) -> str:
    """Return the label of a thing."""
    return names.of(ox.NamedNode(iri)).text


def _end(spell: Spell) -> str:
    return spell.end.text or (f"> {spell.ongoing}" if spell.ongoing else "")
