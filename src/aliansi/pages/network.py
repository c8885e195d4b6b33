"""``/network`` and ``/network.svg``: memberships of states in alliances at a date, by source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from aliansi.evidence.index import is_quoted
from aliansi.pages.picture import PicturePage
from aliansi.views.charts.bipartite_layout import BipartiteLayout, lay_out
from aliansi.views.charts.year_slider import YearSlider, year_slider_of
from aliansi.views.labels import Labels
from aliansi.views.membership_history import MembershipHistory
from aliansi.views.membership_rows import MAX_ROWS, MembershipReader, MembershipRow, label_text, memberships_at
from aliansi.views.urls import Page

PATH: Final = "/network"


@dataclass(frozen=True)
class NetworkContext:
    """Context of the page of the network, or of the drawing alone."""

    layout: BipartiteLayout
    rows: tuple[tuple[str, MembershipRow], ...] = field(metadata={"help": "status and row of each membership"})
    left_out: int = field(metadata={"help": "number of memberships beyond the maximum"})
    labels: Mapping[str, str] = field(metadata={"help": "label of each fact with its dates, by IRI"})
    addresses: Mapping[str, str] = field(metadata={"help": "URL of the page of each thing, by IRI"})
    quoted: frozenset[str] = field(metadata={"help": "facts with passages"})
    download: str
    revision: str


class NetworkPage(PicturePage):
    """Handler of the network as a page and as a drawing."""

    path = PATH

    def draw(self, history: MembershipHistory, page: Page, given: Mapping[str, str], is_file: bool) -> str:
        """Return the page or the drawing."""
        years = year_slider_of(page, PATH, history, given)
        network = self._network(history, page, years) if years else None
        return self.renderer.render("network.svg" if is_file else "network.html", page, network=network, years=years)

    def _network(self, history: MembershipHistory, page: Page, years: YearSlider) -> NetworkContext:
        store = self.answering.evaluator.store
        names = Labels(store, page.language)
        reader = MembershipReader(page, names)
        there = memberships_at(history.spells, years.as_of.days)
        rows = reader.sorted_rows(there[:MAX_ROWS])
        memberships = [membership for membership, _ in rows]
        layout = lay_out(memberships, lambda iri: label_text(names, iri))
        things = {*(node.iri for node in layout.states), *(box.iri for box in layout.alliances)}
        return NetworkContext(
            layout=layout,
            rows=tuple((membership.status, row) for membership, row in rows),
            left_out=len(there) - len(rows),
            labels={
                membership.spell.fact: f"{reader.label(membership.spell)}: {page.status_text(membership.status)}"
                for membership in memberships
            },
            addresses={iri: page.address(iri) or iri for iri in things},
            quoted=frozenset(
                membership.spell.fact for membership in memberships if is_quoted(store, membership.spell.fact)
            ),
            download=page.link(f"{PATH}.svg"),
            revision=store.revision[:12],
        )
