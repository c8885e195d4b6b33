"""Index of the things of a dataset by their names, identifiers and mappings to items of Wikidata.

Entities are the IRIs with a name (``aliansi.dataset.names``) that are not terms of a vocabulary, labels of SKOS-XL or,
in our own data, facts, claims, passages and mappings: these are read on the pages of the things that they are about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Final
from urllib.parse import quote, unquote
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from aliansi.dataset.names import LITERAL_FORM, NAME_KINDS, names_of
from aliansi.dataset.store import Store
from aliansi.namespaces import AL, DEFAULT_LANGUAGE, ID, PREFIXES, SSSOM, TYPE, named_node
from aliansi.reconciliation.folding import fold_name
from aliansi.views.labels import Label, preferred_label

_SKOS, _OWL, _RDFS, _RDF = PREFIXES["skos"], PREFIXES["owl"], PREFIXES["rdfs"], PREFIXES["rdf"]
_NOT_ENTITIES: Final = frozenset(
    (
        *(f"{AL}{name}" for name in ("Fact", "Claim", "Passage")),
        f"{SSSOM}Mapping",
        *(f"{_OWL}{name}" for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")),
        *(f"{_OWL}{name}" for name in ("Ontology", "Restriction")),
        *(f"{_RDFS}{name}" for name in ("Class", "Datatype")),
        f"{_RDF}Property",
        "http://www.w3.org/2008/05/skos-xl#Label",
    )
)
"""Classes whose instances are not entities."""
_RELATIONS: Final = {
    named_node(f"skos:{relation}Match"): relation for relation in ("exact", "close", "broad", "narrow", "related")
}
_DESCRIPTIONS: Final = tuple(
    map(
        ox.NamedNode,
        (
            f"{_SKOS}definition",
            "http://purl.org/dc/terms/description",
            "https://schema.org/description",
            "http://schema.org/description",
            f"{_RDFS}comment",
        ),
    )
)
_SAFE: Final = ":/@!$'()*,;~"
"""Characters of an IRI that an id keeps: they need no escape in the path or the query of a URL."""


@dataclass(frozen=True)
class Name:
    """Name of a thing as the dataset writes it; ``kind`` is label, title or alias."""

    text: str
    language: str = ""
    kind: str = "label"


@dataclass(frozen=True)
class ItemMapping:
    """Mapping of a thing to an item of another dataset.

    ``relation`` is exact, close, broad, narrow or related; ``rejected`` is True for one that was found wrong.
    """

    iri: str
    item: str
    relation: str
    rejected: bool = False


@dataclass(frozen=True)
class Entity:
    """Thing with a name; ``types`` are the IRIs of its asserted classes, then of inferred ones."""

    id: str
    iri: str
    labels: Mapping[str, str]
    descriptions: Mapping[str, str]
    types: tuple[str, ...]

    def label(self, language: str = DEFAULT_LANGUAGE) -> Label:
        """Return the label that suits a language best."""
        return preferred_label(self.labels, language) or Label(self.id)

    def description(self, language: str = DEFAULT_LANGUAGE) -> Label | None:
        """Return the description that suits a language best; None without one."""
        return preferred_label(self.descriptions, language)


class NameIndex:
    """Names, ids, types and mappings of the entities of a store; read once, used by many threads."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.revision = store.revision
        self._names: dict[str, list[Name]] = defaultdict(list)
        self._keys: dict[str, list[tuple[str, Name]]] = defaultdict(list)
        excluded = {
            quad.subject.value
            for class_ in _NOT_ENTITIES
            for quad in store.quads(None, TYPE, ox.NamedNode(class_))
            if isinstance(quad.subject, ox.NamedNode)
        }
        for iri, name in _all_names(store):
            if iri not in excluded and name.text.strip():
                self._names[iri].append(name)
                self._keys[fold_name(name.text)].append((iri, name))
        self.iris: Sequence[str] = sorted(self._names)
        """IRIs of all entities, sorted."""
        self._cached_entity = lru_cache(maxsize=2**12)(self._entity)

    @property
    def keys(self) -> Mapping[str, Sequence[tuple[str, Name]]]:
        """Entities and names by folded name."""
        return self._keys

    def __contains__(self, iri: str) -> bool:
        """Return whether an IRI is an entity."""
        return iri in self._names

    def __len__(self) -> int:
        """Return the number of entities."""
        return len(self._names)

    def entity(self, iri: str) -> Entity | None:
        """Return the entity with an IRI; None if it is not an entity."""
        return self._cached_entity(iri)

    def _entity(self, iri: str) -> Entity | None:
        if iri not in self._names:
            return None
        node = ox.NamedNode(iri)
        return Entity(entity_id(iri), iri, names_of(self.store, node), self._descriptions(node), self.types_of(iri))

    def iri_of(self, identifier: str) -> str | None:
        """Return the IRI of the entity with an id; None for an unknown id."""
        for iri in (str(ID) + identifier, unquote(identifier), identifier):
            if iri in self._names:
                return iri
        return None

    def names_of(self, iri: str) -> Sequence[Name]:
        """Return all names of an entity."""
        return self._names.get(iri, ())

    def types_of(self, iri: str) -> tuple[str, ...]:
        """Return the IRIs of the classes of an entity."""
        quads = self.store.quads(ox.NamedNode(iri), TYPE)
        return tuple(sorted({quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)}))

    def mappings_of(self, iri: str) -> tuple[ItemMapping, ...]:
        """Return the mappings of an entity, exact ones first."""
        return tuple(self._mappings(ox.NamedNode(iri), None))

    def mappings_to(self, item: str) -> tuple[ItemMapping, ...]:
        """Return the mappings to an item, exact ones first."""
        return tuple(self._mappings(None, ox.NamedNode(item)))

    def _mappings(self, node: ox.NamedNode | None, item: ox.NamedNode | None) -> Iterator[ItemMapping]:
        for property_, relation in _RELATIONS.items():
            for quad in self.store.quads(node, property_, item):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                    yield ItemMapping(quad.subject.value, quad.object.value, relation)

    def _descriptions(self, node: ox.NamedNode) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for property_ in self.store.in_use(_DESCRIPTIONS):
            for quad in self.store.quads(node, property_):
                if isinstance(quad.object, ox.Literal):
                    found.setdefault(quad.object.language or "", quad.object.value)
        return found


def entity_id(iri: str) -> str:
    """Return the id of an entity: the local name in our namespace (``csto``), else its IRI with escapes.

    An IRI keeps the characters that need no escape in the path or the query of a URL, so that clients can put it there.
    """
    local = iri.removeprefix(ID)
    return local if local != iri and quote(local, safe="") == local else quote(iri, safe=_SAFE)


def type_id(iri: str) -> str:
    """Return the id of a class or property: the local name in our ontology (``Alliance``), else the escaped IRI."""
    local = iri.removeprefix(AL)
    return local if local != iri and quote(local, safe="") == local else quote(iri, safe=_SAFE)


def iri_of_type(identifier: str) -> str:
    """Return the IRI of a class or property: of its id, its prefixed name (``al:Alliance``) or its IRI."""
    prefix, colon, local = identifier.partition(":")
    if colon and prefix in PREFIXES and not local.startswith("//"):
        return PREFIXES[prefix] + local
    return unquote(identifier) if colon else str(AL) + identifier


_indexes: Final[WeakKeyDictionary[Store, NameIndex]] = WeakKeyDictionary()
_building: Final = Lock()


def name_index(store: Store) -> NameIndex:
    """Return the index of a store, built on first use and shared by all threads."""
    with _building:
        if store not in _indexes:
            _indexes[store] = NameIndex(store)
        return _indexes[store]


def _all_names(store: Store) -> Iterator[tuple[str, Name]]:
    """Yield the IRI and name of each statement that names a thing, by precedence of the properties."""
    for property_, kind in NAME_KINDS.items():
        for quad in store.quads(None, ox.NamedNode(property_)):
            if isinstance(quad.subject, ox.NamedNode):
                forms = [quad.object]
                if not isinstance(quad.object, ox.Literal):
                    forms = [form.object for form in store.quads(quad.object, LITERAL_FORM)]
                for form in forms:
                    if isinstance(form, ox.Literal):
                        yield quad.subject.value, Name(form.value, form.language or "", kind)
