"""Mappings of things to items of other datasets, as SKOS or OWL links and as SSSOM mappings, rejected ones included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store, in_proofs
from aliansi.namespaces import SSSOM, named_node
from aliansi.reconciliation.identifiers import wikidata_item

SCHEMA_SAME_AS: Final = tuple(f"{scheme}://schema.org/sameAs" for scheme in ("https", "http"))
RELATIONS: Final[Mapping[str, str]] = {
    **{named_node(f"skos:{name}Match").value: name for name in ("exact", "close", "broad", "narrow", "related")},
    named_node("owl:sameAs").value: "exact",
    **dict.fromkeys(SCHEMA_SAME_AS, "exact"),
}
"""Names of relations by property, the closest first."""
_ORDER: Final = {name: place for place, name in enumerate(dict.fromkeys(RELATIONS.values()))}
_SUBJECT, _PREDICATE, _OBJECT, _MODIFIER = (
    ox.NamedNode(f"{SSSOM}{name}") for name in ("subject_id", "predicate_id", "object_id", "predicate_modifier")
)


@dataclass(frozen=True)
class ItemMapping:
    """Mapping of a thing to an item of another dataset.

    ``relation`` is exact, close, broad, narrow or related; ``rejected`` is True for one that was found wrong.
    """

    iri: str
    item: str
    relation: str
    rejected: bool = False


class ItemMappings:
    """Mappings of a store by thing and by item; of a thing or an item the exact ones come first."""

    def __init__(self, store: Store, entities: Container[str]) -> None:
        rejected = {mapping for mapping, modified in _sssom_mappings(store) if modified}
        linked = {*_links(store), *(mapping for mapping, modified in _sssom_mappings(store) if not modified)} - rejected
        self._of: dict[str, list[ItemMapping]] = defaultdict(list)
        self._to: dict[str, list[ItemMapping]] = defaultdict(list)
        for iri, item, relation in sorted(linked | rejected, key=lambda found: (_ORDER[found[2]], found)):
            if iri in entities:
                mapping = ItemMapping(iri, item, relation, (iri, item, relation) in rejected)
                self._of[iri].append(mapping)
                self._to[item].append(mapping)

    def of(self, iri: str) -> tuple[ItemMapping, ...]:
        """Return the mappings of a thing."""
        return tuple(self._of.get(iri, ()))

    def to(self, item: str) -> tuple[ItemMapping, ...]:
        """Return the mappings to an item."""
        return tuple(self._to.get(item, ()))


def _links(store: Store) -> Iterator[tuple[str, str, str]]:
    for property_, relation in RELATIONS.items():
        for quad in store.quads(None, ox.NamedNode(property_)):
            thing, item = quad.subject, quad.object
            if isinstance(thing, ox.NamedNode) and isinstance(item, ox.NamedNode) and not in_proofs(quad):
                yield thing.value, _canonical(item.value), relation


def _sssom_mappings(store: Store) -> Iterator[tuple[tuple[str, str, str], bool]]:
    """Yield the mappings that are written as nodes, each with whether it is negated."""
    for quad in store.quads(None, _OBJECT):
        subject, predicate = (
            next((q.object for q in store.quads(quad.subject, name)), None) for name in (_SUBJECT, _PREDICATE)
        )
        iris = [node.value for node in (subject, predicate, quad.object) if isinstance(node, ox.NamedNode)]
        if len(iris) == 3 and (relation := RELATIONS.get(iris[1])):
            negated = next(store.quads(quad.subject, _MODIFIER), None) is not None
            yield (iris[0], _canonical(iris[2]), relation), negated


def _canonical(item: str) -> str:
    return wikidata_item(item) or item
