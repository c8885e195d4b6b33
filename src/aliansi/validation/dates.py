"""Check that every date is an EDTF date and that no spell ends before it starts."""

from __future__ import annotations

from collections.abc import Iterator

from aliansi.errors import Finding
from aliansi.namespaces import AL, shorten
from aliansi.project.edtf_bounds import dates_of, derived_days, property_bounds
from aliansi.project.loader import Graph


def findings(graph: Graph) -> list[Finding]:
    """Return a finding for every invalid date and every spell that ends before it starts."""
    return [*_invalid_dates(graph), *_backward_spells(graph)]


def _invalid_dates(graph: Graph) -> Iterator[Finding]:
    for node, property_, text in dates_of(graph):
        try:
            property_bounds(property_, str(text))
        except ValueError as error:
            yield Finding(graph.location(node, property_, text), shorten(node), f"{shorten(property_)} {error}")


def _backward_spells(graph: Graph) -> Iterator[Finding]:
    days = derived_days(graph)
    for (spell, property_), start in days.items():
        end = days.get((spell, AL.latestEnd))
        if property_ == AL.earliestStart and end and end < start:
            message = f"ends by {end.isoformat()} at the latest, before its earliest start {start.isoformat()}"
            yield Finding(graph.location(spell, AL.end), shorten(spell), message)
