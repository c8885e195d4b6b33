"""``/network`` and ``/network.svg``: which states belonged to which alliances at a date, by which source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from aliansi.pages.picture import PicturePage, is_quoted
from aliansi.views.charts.bipartite_layout import BipartiteLayout, lay_out
from aliansi.views.charts.year_slider import YearSlider, year_slider_of
from aliansi.views.labels import Labels
from aliansi.views.membership_history import MembershipHistory
from aliansi.views.membership_rows import MAX_ROWS, MembershipReader, MembershipRow, label_text, memberships_at
from aliansi.views.urls import Page

PATH: Final = "/network"


@dataclass(frozen=True)
class NetworkContext:
    """The page of the network, or the drawing alone."""

    net: BipartiteLayout
    rows: tuple[tuple[str, MembershipRow], ...] = field(
        metadata={"help": "what is known of each membership, and its fact"}
    )
    left_out: int = field(metadata={"help": "memberships beyond the most that one page holds"})
    labels: Mapping[str, str] = field(metadata={"help": "what each fact is called, with its dates, by IRI"})
    addresses: Mapping[str, str] = field(metadata={"help": "where the page of each thing is, by IRI"})
    quoted: frozenset[str] = field(metadata={"help": "the facts that rest on words of a text"})
    download: str
    revision: str


class NetworkPage(PicturePage):
    """The network as a page and as a drawing for a paper."""

    path = PATH

    def drawn(self, history: MembershipHistory, page: Page, given: Mapping[str, str], is_file: bool) -> str:
        """Return the page or the drawing."""
        years = year_slider_of(page, PATH, history, given)
        network = self._network(history, page, years) if years else None
        return self.renderer.render("network.svg" if is_file else "network.html", page, network=network, years=years)

    def _network(self, history: MembershipHistory, page: Page, years: YearSlider) -> NetworkContext:
        store = self.answering.evaluator.store
        names = Labels(store, page.language)
        reader = MembershipReader(page, names)
        there = memberships_at(history.spells, years.moment.days)
        told = reader.table(there[:MAX_ROWS])
        ties = [tie for tie, _ in told]
        net = lay_out(ties, lambda iri: label_text(names, iri))
        things = {*(knot.iri for knot in net.knots), *(box.iri for box in net.boxes)}
        return NetworkContext(
            net=net,
            rows=tuple((tie.standing, row) for tie, row in told),
            left_out=len(there) - len(told),
            labels={tie.spell.fact: f"{reader.label(tie.spell)}: {page.then(tie.standing)}" for tie in ties},
            addresses={iri: page.address(iri) or iri for iri in things},
            quoted=frozenset(tie.spell.fact for tie in ties if is_quoted(store, tie.spell.fact)),
            download=page.link(f"{PATH}.svg"),
            revision=store.revision[:12],
        )
