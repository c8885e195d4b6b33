"""Check that every date is an EDTF date and that no spell ends before it starts."""

from __future__ import annotations

from collections.abc import Iterator

from aliansi.errors import Finding
from aliansi.namespaces import AL, shorten
from aliansi.project.edtf_bounds import BOUNDS, bounds, derive
from aliansi.project.loader import Graph


def findings(graph: Graph) -> list[Finding]:
    """Return a finding for every invalid date and every spell that ends before it starts."""
    return [*_invalid_dates(graph), *_backward_spells(graph)]


def _invalid_dates(graph: Graph) -> Iterator[Finding]:
    for source in graph.sources.values():
        for property_ in BOUNDS:
            for fact, text in source.subject_objects(property_):
                try:
                    bounds(str(text))
                except ValueError as error:
                    where = graph.location(fact, property_, text)
                    yield Finding(where, shorten(fact), f"{shorten(property_)} {error}")


def _backward_spells(graph: Graph) -> Iterator[Finding]:
    dates = derive(graph)
    for spell, start in dates.subject_objects(AL.earliestStart):
        for end in dates.objects(spell, AL.latestEnd):
            if str(end) < str(start):
                message = f"ends by {end} at the latest, before its earliest start {start}"
                yield Finding(graph.location(spell, AL.end), shorten(spell), message)
