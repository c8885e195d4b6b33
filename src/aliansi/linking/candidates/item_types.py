"""Types of items: the classes of Wikidata (P31) that fit a class of ours, from the alignments of the ontology."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store
from aliansi.linking.records import Record
from aliansi.namespaces import ALIGNMENTS, PREFIXES

INSTANCE_OF: Final = "P31"
NOT_THINGS: Final = frozenset({"Q4167410", "Q13406463", "Q4167836"})
"""Classes of items about pages of Wikimedia: disambiguation pages, lists and categories."""

_GRAPH: Final = ox.NamedNode(str(ALIGNMENTS))
_WD: Final = PREFIXES["wd"]
_RELATIONS: Final = tuple(
    ox.NamedNode(f"{PREFIXES['skos']}{name}Match") for name in ("exact", "close", "narrow", "broad", "related")
)


class TypeFit(StrEnum):
    """Whether the classes of an item are those of a thing."""

    FITS = "type fits"
    UNKNOWN = "type unknown"
    OTHER = "another type"
    PAGE = "a page of Wikimedia, not a thing"


class ItemTypes:
    """Classes of Wikidata by class of the dataset, the closest first."""

    def __init__(self, store: Store) -> None:
        found: dict[str, list[str]] = defaultdict(list)
        for relation in _RELATIONS:
            quads = (quad for quad in store.quads(None, relation) if quad.graph_name == _GRAPH)
            for quad in sorted(quads, key=lambda quad: (len(str(quad.object)), str(quad.object))):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                    item = quad.object.value.removeprefix(_WD)
                    if item != quad.object.value and item not in found[quad.subject.value]:
                        found[quad.subject.value].append(item)
        self._by_class: Mapping[str, tuple[str, ...]] = {iri: tuple(items) for iri, items in found.items()}

    def of(self, classes: Iterable[str]) -> tuple[str, ...]:
        """Return the classes of Wikidata for classes of a thing."""
        return tuple(dict.fromkeys(item for iri in classes for item in self._by_class.get(iri, ())))

    @cached_property
    def known(self) -> frozenset[str]:
        """All classes of Wikidata that things of some class may have."""
        return frozenset(item for items in self._by_class.values() for item in items)

    def fit(self, types: frozenset[str], expected: Collection[str]) -> TypeFit:
        """Return whether the classes of an item are those that are expected."""
        if types & NOT_THINGS:
            return TypeFit.PAGE
        if types.intersection(expected):
            return TypeFit.FITS
        return TypeFit.OTHER if expected and types & self.known else TypeFit.UNKNOWN


def types_of(record: Record) -> frozenset[str]:
    """Return the classes of the item of a record, without deprecated ones."""
    return frozenset(each.snak.item for each in record.of(INSTANCE_OF) if not each.is_deprecated and each.snak.item)
