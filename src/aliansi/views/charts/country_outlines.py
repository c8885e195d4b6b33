"""Outlines of today's countries, from a file of the package build (``web/outlines.mjs``)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store
from aliansi.namespaces import named_node

FILE: Final = Path(str(files("aliansi") / "pages" / "static" / "vendor" / "outlines.json"))

_WIKIDATA: Final = "http://www.wikidata.org/entity/"
_LINKS: Final = tuple(named_node(f"skos:{name}") for name in ("exactMatch", "closeMatch"))
_NARROWEST: Final = 1200.0
_MARGIN: Final = 40.0


@dataclass(frozen=True)
class Rectangle:
    """Rectangle in the coordinates of the map."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def view(self) -> str:
        """The viewBox of the rectangle."""
        return f"{self.left:g} {self.top:g} {self.right - self.left:g} {self.bottom - self.top:g}"

    @property
    def ratio(self) -> float:
        """The height divided by the width."""
        return round((self.bottom - self.top) / (self.right - self.left), 4)

    def meets(self, other: Rectangle) -> bool:
        """Return whether two rectangles have a point in common."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )


@dataclass(frozen=True)
class CountryOutline:
    """Country with its Wikidata item, if it has an ISO 3166-1 number, its path, and the rectangle around its main
    parts."""

    item: str
    path: str
    box: Rectangle


@cache
def outlines(file: Path = FILE) -> tuple[CountryOutline, ...]:
    """Return the outlines; none if they were not built."""
    if not file.is_file():
        return ()
    drawn = json.loads(file.read_text(encoding="utf-8"))
    return tuple(
        CountryOutline(
            f"{_WIKIDATA}{each['wikidata']}" if each["wikidata"] else "", each["path"], Rectangle(*each["box"])
        )
        for each in drawn
    )


def outlines_of(store: Store, states: Iterable[str], known: Iterable[CountryOutline]) -> dict[str, CountryOutline]:
    """Return the outlines of states by their links to Wikidata, exact matches first; some states have none today."""
    by_item = {outline.item: outline for outline in known if outline.item}
    return {state: outline for state in states if (outline := _outline_of(store, ox.NamedNode(state), by_item))}


def outline_indexes(store: Store, known: Sequence[CountryOutline]) -> dict[str, int]:
    """Return the index of the outline of each thing by its links to Wikidata, exact matches first."""
    found: dict[str, int] = {}
    for link in _LINKS:
        for place, outline in enumerate(known):
            for quad in store.quads(None, link, ox.NamedNode(outline.item)) if outline.item else ():
                if isinstance(quad.subject, ox.NamedNode):
                    found.setdefault(quad.subject.value, place)
    return found


def _outline_of(store: Store, state: ox.NamedNode, by_item: Mapping[str, CountryOutline]) -> CountryOutline | None:
    linked = (quad.object for link in _LINKS for quad in store.quads(state, link))
    return next(
        (by_item[node.value] for node in linked if isinstance(node, ox.NamedNode) and node.value in by_item), None
    )


def around(boxes: Iterable[Rectangle]) -> Rectangle:
    """Return the rectangle around others, with a margin and a minimum width."""
    all_ = list(boxes) or [Rectangle(-600, -450, 600, 450)]
    left, top = min(box.left for box in all_) - _MARGIN, min(box.top for box in all_) - _MARGIN
    right, bottom = max(box.right for box in all_) + _MARGIN, max(box.bottom for box in all_) + _MARGIN
    wider = max(_NARROWEST - (right - left), 0) / 2
    higher = max((right - left + 2 * wider) / 2 - (bottom - top), 0) / 2
    return Rectangle(left - wider, top - higher, right + wider, bottom + higher)
