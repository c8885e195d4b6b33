"""Who belonged to which alliance when, by each source: what pictures are drawn from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from aliansi import questions
from aliansi.project import Project
from aliansi.store import Store, Term

MEMBERSHIPS: Final = "memberships-over-time"
TURNS: Final = "turns-of-alliances"


@dataclass(frozen=True)
class When:
    """A date in EDTF as its source has it, with its strict first and last day; None where it is unbounded."""

    text: str
    earliest: dt.date | None
    latest: dt.date | None

    @property
    def is_doubtful(self) -> bool:
        """Whether the source is not sure of it, or says "about"."""
        return any(mark in self.text for mark in "?~%")


@dataclass(frozen=True)
class Spell:
    """A spell of membership as one source tells of it; IRIs as text. ``end.text`` is empty if the source gives none."""

    fact: str
    graph: str
    alliance: str
    state: str
    start: When
    end: When
    ongoing: str
    ending: str


@dataclass(frozen=True)
class Turn:
    """Something that a state did to an alliance or that befell it there: a withdrawal, a lapse, a request …"""

    fact: str
    graph: str
    kind: str
    alliance: str
    state: str
    date: When


@dataclass(frozen=True)
class History:
    """All spells and turns of a dataset."""

    spells: tuple[Spell, ...] = ()
    turns: tuple[Turn, ...] = ()


def read_history(store: Store, project: Project | None) -> History:
    """Ask the questions about it; a project that does not ask them has no history."""
    if project is None:
        return History()
    known = {file.stem: file for file in project.query_files("questions")}
    if MEMBERSHIPS not in known:
        return History()
    rows = store.select(questions.load(known[MEMBERSHIPS]).query)
    spells = {spell.fact: spell for spell in map(_spell, rows)}  # one that several events end has several rows
    turns = store.select(questions.load(known[TURNS]).query) if TURNS in known else iter(())
    return History(tuple(spells.values()), tuple(map(_turn, turns)))


def _spell(row: Mapping[str, Term]) -> Spell:
    return Spell(
        fact=_text(row, "membership"),
        graph=_text(row, "graph"),
        alliance=_text(row, "alliance"),
        state=_text(row, "state"),
        start=When(_text(row, "start"), _day(row, "earliestStart"), _day(row, "latestStart")),
        end=When(_text(row, "end"), _day(row, "earliestEnd"), _day(row, "latestEnd")),
        ongoing=_text(row, "ongoingAt"),
        ending=_text(row, "ending"),
    )


def _turn(row: Mapping[str, Term]) -> Turn:
    return Turn(
        fact=_text(row, "event"),
        graph=_text(row, "graph"),
        kind=_text(row, "kind").rpartition("#")[2],
        alliance=_text(row, "alliance"),
        state=_text(row, "state"),
        date=When(_text(row, "date"), _day(row, "earliestDate"), _day(row, "latestDate")),
    )


def _text(row: Mapping[str, Term], name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, (ox.NamedNode, ox.Literal)) else ""


def _day(row: Mapping[str, Term], name: str) -> dt.date | None:
    text = _text(row, name)
    return dt.date.fromisoformat(text) if text else None
