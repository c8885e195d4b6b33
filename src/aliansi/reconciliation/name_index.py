"""Index of the things of a dataset by their names, identifiers and mappings to items of Wikidata.

An entity is an IRI that has a name (``aliansi.dataset.names``) and is not a term of a vocabulary or an ontology, a
label of SKOS-XL, or an agent of whom only an ontology or a mapping is known. In our own data facts, claims, passages
and mappings are not entities either: they have labels made by the build. Sources are, but only a query with their type
finds them: their titles contain the names of things.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock
from typing import Final
from urllib.parse import quote, unquote
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from aliansi.dataset.names import LITERAL_FORM, NAME_KINDS, names_of
from aliansi.dataset.store import Store, in_proofs, is_inferred
from aliansi.namespaces import AL, DEFAULT_LANGUAGE, ID, PREFIXES, SSSOM, TYPE
from aliansi.reconciliation.mappings import ItemMapping, ItemMappings
from aliansi.reconciliation.name_lookup import NameLookup
from aliansi.views.labels import Label, preferred_label

SOURCE: Final = str(AL.Source)
_OWL, _RDFS, _RDF = PREFIXES["owl"], PREFIXES["rdfs"], PREFIXES["rdf"]
_OWL_TERMS: Final = ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "Ontology", "Restriction")
_NOT_ENTITIES: Final = (
    *(f"{AL}{name}" for name in ("Fact", "Claim", "Passage")),
    f"{SSSOM}Mapping",
    *(f"{_OWL}{name}" for name in _OWL_TERMS),
    *(f"{_RDFS}{name}" for name in ("Class", "Datatype")),
    f"{_RDF}Property",
    "http://www.w3.org/2008/05/skos-xl#Label",
)
"""Classes whose instances are not entities."""
_MADE_BY: Final = (
    *(f"{PREFIXES['dcterms']}{name}" for name in ("creator", "contributor", "publisher")),
    *(f"{SSSOM}{name}" for name in ("author_id", "creator_id", "reviewer_id")),
)
_NO_TYPES: Final = frozenset({f"{_OWL}Thing", f"{_OWL}NamedIndividual", f"{_RDFS}Resource"})
"""Classes that do not say what a thing is."""
_SUBCLASS: Final = ox.NamedNode(f"{_RDFS}subClassOf")
_DESCRIPTION_IRIS: Final = (
    f"{PREFIXES['skos']}definition",
    "http://purl.org/dc/terms/description",
    "https://schema.org/description",
    "http://schema.org/description",
    f"{_RDFS}comment",
)
_DESCRIPTIONS: Final = tuple(map(ox.NamedNode, _DESCRIPTION_IRIS))
_SAFE: Final = ":/@!$'()*,;~"
"""Characters of an IRI that an id keeps: they need no escape in the path or the query of a URL."""


@dataclass(frozen=True)
class Name:
    """Name of a thing as the dataset writes it; ``kind`` is label, title or alias."""

    text: str
    language: str = ""
    kind: str = "label"


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
        found = _names_by_iri(store)
        self._iris: Sequence[str] = sorted(found)
        self._names = {iri: tuple(found[iri]) for iri in self._iris}
        self._flat = [(iri, name) for iri in self._iris for name in self._names[iri]]
        self.lookup = NameLookup(name.text for _, name in self._flat)
        """Numbers of names by form and word; ``name`` has the name with a number."""
        self.mappings = ItemMappings(store, self._names)
        self.entity = lru_cache(maxsize=2**12)(self._entity)
        """Return the entity with an IRI; None if it is not an entity."""

    @property
    def iris(self) -> Sequence[str]:
        """IRIs of all entities, sorted."""
        return self._iris

    def __contains__(self, iri: str) -> bool:
        """Return whether an IRI is an entity."""
        return iri in self._names

    def __len__(self) -> int:
        """Return the number of entities."""
        return len(self._iris)

    def name(self, number: int) -> tuple[str, Name]:
        """Return the IRI of an entity and the name of it that has a number in ``lookup``."""
        return self._flat[number]

    def names_of(self, iri: str) -> Sequence[Name]:
        """Return all names of an entity."""
        return self._names.get(iri, ())

    def iri_of(self, identifier: str) -> str | None:
        """Return the IRI of the entity with an id; None for an unknown id."""
        candidates = (str(ID) + identifier, unquote(identifier), identifier)
        return next((iri for iri in candidates if iri in self._names), None)

    def types_of(self, iri: str) -> tuple[str, ...]:
        """Return the IRIs of the classes of an entity, asserted ones first."""
        found: dict[str, bool] = {}
        for quad in self.store.quads(ox.NamedNode(iri), TYPE):
            if isinstance(quad.object, ox.NamedNode) and not in_proofs(quad) and quad.object.value not in _NO_TYPES:
                found[quad.object.value] = found.get(quad.object.value, True) and is_inferred(quad)
        return tuple(sorted(found, key=lambda type_: (found[type_], type_)))

    def is_a(self, iri: str, class_: str) -> bool:
        """Return whether an entity is an instance of a class or of one of its subclasses."""
        return any(type_ == class_ or class_ in self._superclasses(type_) for type_ in self.types_of(iri))

    @cached_property
    def types(self) -> Mapping[str, int]:
        """Classes that have entities, with the number of these; the largest first."""
        counted = Counter(type_ for iri in self._iris for type_ in self.types_of(iri))
        return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))

    def knows_type(self, class_: str) -> bool:
        """Return whether the dataset has a class."""
        if class_ in self.types:
            return True
        try:
            node = ox.NamedNode(class_)
        except ValueError:
            return False
        return any(next(quads, None) for quads in (self.store.quads(node), self.store.quads(None, TYPE, node)))

    def mappings_of(self, iri: str) -> tuple[ItemMapping, ...]:
        """Return the mappings of an entity, exact ones first, with the rejected ones."""
        return self.mappings.of(iri)

    def mappings_to(self, item: str) -> tuple[ItemMapping, ...]:
        """Return the mappings to an item, exact ones first, with the rejected ones."""
        return self.mappings.to(item)

    def _entity(self, iri: str) -> Entity | None:
        if iri not in self._names:
            return None
        node = ox.NamedNode(iri)
        return Entity(entity_id(iri), iri, names_of(self.store, node), self._descriptions(node), self.types_of(iri))

    def _superclasses(self, class_: str) -> frozenset[str]:
        if class_ not in self._above:
            seen, todo = {class_}, [class_]
            while todo:
                for quad in self.store.quads(ox.NamedNode(todo.pop()), _SUBCLASS):
                    if isinstance(quad.object, ox.NamedNode) and quad.object.value not in seen:
                        seen.add(quad.object.value)
                        todo.append(quad.object.value)
            self._above[class_] = frozenset(seen)
        return self._above[class_]

    @cached_property
    def _above(self) -> dict[str, frozenset[str]]:
        return {}

    def _descriptions(self, node: ox.NamedNode) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for property_ in self.store.in_use(_DESCRIPTIONS):
            texts = sorted(
                (quad.object.language or "", quad.object.value)
                for quad in self.store.quads(node, property_)
                if isinstance(quad.object, ox.Literal)
            )
            for language, text in texts:
                found.setdefault(language, text)
        return found


def entity_id(iri: str) -> str:
    """Return the id of an entity: the local name in our namespace (``csto``), else its IRI with escapes.

    An IRI keeps the characters that need no escape in the path or the query of a URL, so that clients can put it there.
    """
    return _short(iri, ID)


def type_id(iri: str) -> str:
    """Return the id of a class or property: the local name in our ontology (``Alliance``), else the escaped IRI."""
    return _short(iri, AL)


def _short(iri: str, namespace: str) -> str:
    local = iri.removeprefix(namespace)
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
    if (index := _indexes.get(store)) is None:
        with _building:
            index = _indexes.get(store) or NameIndex(store)
            _indexes[store] = index
    return index


def _names_by_iri(store: Store) -> dict[str, list[Name]]:
    """Return the names of each entity, by precedence of the properties, each once."""
    excluded = {node for class_ in _NOT_ENTITIES for node in _instances(store, class_)}
    excluded |= _agents_of(store, excluded)
    terms = tuple(f"{node.value}#" for node in _instances(store, f"{_OWL}Ontology") if isinstance(node, ox.NamedNode))
    found: dict[str, list[Name]] = defaultdict(list)
    for node, name in _all_names(store):
        if node in excluded or not name.text.strip() or node.value.startswith(terms):
            continue
        if name not in (known := found[node.value]):
            known.append(name)
    return found


def _instances(store: Store, class_: str) -> set[object]:
    return {quad.subject for quad in store.quads(None, TYPE, ox.NamedNode(class_))}


def _agents_of(store: Store, nodes: Set[object]) -> set[object]:
    """Return the agents without a class that made ontologies and mappings: the dataset is not about them."""
    agents = {quad.object for by in _MADE_BY for quad in store.quads(None, ox.NamedNode(by)) if quad.subject in nodes}
    return {agent for agent in agents if isinstance(agent, ox.NamedNode) and not any(store.quads(agent, TYPE))}


def _all_names(store: Store) -> Iterator[tuple[ox.NamedNode, Name]]:
    """Yield each statement that names a thing, by precedence of the properties."""
    for property_, kind in NAME_KINDS.items():
        named = [quad for quad in store.quads(None, ox.NamedNode(property_)) if not in_proofs(quad)]
        found = sorted(
            (quad.subject.value, form.language or "", form.value)
            for quad in named
            if isinstance(quad.subject, ox.NamedNode)
            for form in _forms(store, quad.object)
        )
        for iri, language, text in found:
            yield ox.NamedNode(iri), Name(text, language, kind)


def _forms(store: Store, name: object) -> Iterator[ox.Literal]:
    """Yield a name, or the literal forms of a label of SKOS-XL."""
    if isinstance(name, ox.Literal):
        yield name
    elif isinstance(name, ox.NamedNode | ox.BlankNode):
        yield from (q.object for q in store.quads(name, LITERAL_FORM) if isinstance(q.object, ox.Literal))
