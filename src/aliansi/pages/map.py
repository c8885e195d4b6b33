"""``/map`` and ``/map.svg``: members of alliances at a date, on the outlines of today's countries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from aliansi.dataset.store import Store
from aliansi.errors import UsageError
from aliansi.evidence.index import is_quoted
from aliansi.namespaces import shorten
from aliansi.pages.picture import PicturePage
from aliansi.views.charts.country_outlines import CountryOutline, Rectangle, around, outlines, outlines_of
from aliansi.views.charts.year_slider import YearSlider, year_slider_of
from aliansi.views.labels import Labels
from aliansi.views.membership_history import MembershipHistory
from aliansi.views.membership_rows import (
    MAX_ROWS,
    STATUSES,
    DatedMembership,
    MembershipReader,
    MembershipRow,
    label_text,
    memberships_at,
)
from aliansi.views.urls import Link, Page

PATH: Final = "/map"
LICENCES: Final = "/static/vendor/THIRD-PARTY.md"
MAX_MAPS: Final = 12
"""Alliances with a map on one page."""


@dataclass(frozen=True)
class StateShape:
    """State on a map; ``kind`` is the surest status of its memberships, and whether only quotations support it.

    ``href`` is the address of that membership.
    """

    kind: str
    path: str
    label: str
    href: str


@dataclass(frozen=True)
class AllianceMap:
    """Map of an alliance."""

    name: str
    href: str
    shapes: tuple[StateShape, ...]
    members: int
    without: tuple[Link, ...] = field(metadata={"help": "states of the date that have no outline today"})


@dataclass(frozen=True)
class MapContext:
    """Context of the page of maps, or of the drawing alone."""

    maps: tuple[AllianceMap, ...]
    more: int = field(metadata={"help": "number of alliances beyond the maximum"})
    land: str = field(metadata={"help": "the path of all outlines in view; empty if none were built"})
    view: Rectangle
    options: tuple[tuple[str, str], ...] = field(metadata={"help": "alliances to choose from: short names and labels"})
    selected: str
    rows: tuple[tuple[str, MembershipRow], ...] = field(metadata={"help": "status and row of each membership"})
    left_out: int = field(metadata={"help": "number of memberships beyond the maximum"})
    download: str
    licences: str
    revision: str


class MapPage(PicturePage):
    """Handler of the maps as a page and as a drawing; ``?alliance=id:nato`` selects one alliance."""

    path = PATH
    names = ("alliance",)
    _known: tuple[object, Mapping[str, CountryOutline]] = (None, {})

    def draw(self, history: MembershipHistory, page: Page, given: Mapping[str, str], is_file: bool) -> str:
        """Return the page or the drawing. Raises UsageError for an alliance without memberships."""
        years = year_slider_of(page, PATH, history, given)
        drawer = _MapBuilder(self.answering.evaluator.store, page, outlines(), self._outlines_of(history))
        filled = drawer.map(history, years, given) if years else None
        return self.renderer.render("map.svg" if is_file else "map.html", page, map=filled, years=years)

    def _outlines_of(self, history: MembershipHistory) -> Mapping[str, CountryOutline]:
        """Return the outlines of all states with memberships, once for each state of the dataset."""
        store, known = self.answering.evaluator.store, outlines()
        key = (store.revision, history, known)
        if self._known[0] != key:
            self._known = key, outlines_of(store, {spell.state for spell in history.spells}, known)
        return self._known[1]


@dataclass(frozen=True)
class _MapBuilder:
    store: Store
    page: Page
    known: Sequence[CountryOutline]
    drawn: Mapping[str, CountryOutline]

    def map(self, history: MembershipHistory, years: YearSlider, given: Mapping[str, str]) -> MapContext:
        names = Labels(self.store, self.page.language)
        by_short = {shorten(spell.alliance): spell.alliance for spell in history.spells}
        options = sorted(((short, label_text(names, iri)) for short, iri in by_short.items()), key=lambda each: each[1])
        chosen = given.get("alliance", "")
        if chosen and chosen not in by_short:
            raise UsageError(f"alliance={chosen[:40]}: no memberships; choose an alliance of the list")
        alliances = [by_short[short] for short, _ in options if chosen in ("", short)]
        spells = [spell for spell in history.spells if not chosen or spell.alliance == by_short[chosen]]
        here = (self.drawn[state] for state in {spell.state for spell in spells} if state in self.drawn)
        view = around(outline.box for outline in here)
        reader, there = MembershipReader(self.page, names), memberships_at(spells, years.as_of.days)
        rows = reader.sorted_rows(there[:MAX_ROWS])
        memberships = [membership for membership, _ in rows]
        present = {membership.spell.alliance for membership in memberships}
        shown = [each for each in alliances if each in present or chosen]
        return MapContext(
            maps=tuple(self._map(each, memberships, reader) for each in shown[:MAX_MAPS]),
            more=max(len(shown) - MAX_MAPS, 0),
            land="".join(outline.path for outline in self.known if outline.box.meets(view)),
            view=view,
            options=tuple(options),
            selected=chosen,
            rows=tuple((membership.status, row) for membership, row in rows),
            left_out=len(there) - len(rows),
            download=self.page.link(f"{PATH}.svg", given),
            licences=f"{self.page.root}{LICENCES}",
            revision=self.store.revision[:12],
        )

    def _map(self, alliance: str, memberships: Iterable[DatedMembership], reader: MembershipReader) -> AllianceMap:
        of: dict[str, list[DatedMembership]] = {}
        for membership in memberships:
            if membership.spell.alliance == alliance:
                of.setdefault(membership.spell.state, []).append(membership)
        return AllianceMap(
            name=label_text(reader.labels, alliance),
            href=self.page.address(alliance) or alliance,
            shapes=tuple(
                self._shape(mine, self.drawn[state], reader) for state, mine in of.items() if state in self.drawn
            ),
            members=len(of),
            without=tuple(
                Link(self.page.address(state) or state, label_text(reader.labels, state))
                for state in of
                if state not in self.drawn
            ),
        )

    def _shape(
        self, memberships: Sequence[DatedMembership], outline: CountryOutline, reader: MembershipReader
    ) -> StateShape:
        surest = min(memberships, key=lambda membership: STATUSES.index(membership.status))
        quoted = all(is_quoted(self.store, membership.spell.fact) for membership in memberships)
        statuses = "; ".join(
            f"{self.page.status_text(membership.status)} ({reader.source(membership.spell.graph)})"
            for membership in memberships
        )
        return StateShape(
            kind=f"{surest.status} quoted" if quoted else surest.status,
            path=outline.path,
            label=f"{label_text(reader.labels, surest.spell.state)}: {statuses}",
            href=self.page.address(surest.spell.fact) or surest.spell.fact,
        )
