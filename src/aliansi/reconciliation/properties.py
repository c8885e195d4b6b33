"""Catalogue of properties: what a service gives of a thing, in columns and as conditions of queries.

Those of ``BUILT_IN`` read memberships, tenures, names and links as the pages do; a dataset has those that it has data
for. After them come the properties that its things have, the most frequent first, by the ids of ``type_id``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from aliansi.dataset.names import NAME_KINDS
from aliansi.dataset.store import in_proofs
from aliansi.namespaces import AL, DEFAULT_LANGUAGE, PREFIXES, SSSOM, TYPE, named_node
from aliansi.reconciliation.mappings import SCHEMA_SAME_AS
from aliansi.reconciliation.name_index import NameIndex, iri_of_type, type_id
from aliansi.views.i18n import LANGUAGES, section
from aliansi.views.labels import Labels, preferred_label

AT, CERTAINTY, OF, LANG = "at", "certainty", "of", "lang"
CERTAIN, POSSIBLE = "certain", "possible"
MAX_PROPERTIES: Final = 500
"""Most properties of a dataset in its catalogue."""
_SPELLS: Final = (AT, CERTAINTY, OF)
_NAMES: Final = (LANG,)
_DATED: Final = (AT, CERTAINTY)
_MEMBERSHIPS: Final = ("Membership",)
_SPELL_KINDS: Final = ("Membership", "Tenure")
_WORDS: Final = "extension"
"""Section of a language file with the names of properties and settings, and what they are about."""


@dataclass(frozen=True)
class PropertySetting:
    """Setting of a property whose values are fetched: a text that a person may write."""

    id: str
    name: str
    help: str
    default: str = ""


@dataclass(frozen=True)
class Property:
    """Property of things: its id, and the settings that it takes.

    ``iri`` is the property of the dataset that it reads, empty for one of ours. ``of`` are the classes in our ontology
    whose instances have it, all if empty; ``type`` is the class of its values. A dataset has it if it uses one of
    ``uses``, properties or classes.
    """

    id: str
    settings: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    type: str = ""
    uses: tuple[str, ...] = ()
    iri: str = ""


_ABOUT_SPELLS: Final = ("State", "Alliance", "Person", "Office")
BUILT_IN: Final[Mapping[str, Property]] = {
    each.id: each
    for each in (
        Property("label", _NAMES),
        Property("alias", _NAMES),
        Property("type"),
        Property("description", _NAMES),
        Property("iri"),
        Property("wikidata", uses=("skos:exactMatch", "owl:sameAs", *SCHEMA_SAME_AS)),
        Property("wikidata_close", uses=("skos:closeMatch",)),
        Property("member_of", _DATED, ("State",), "Alliance", _MEMBERSHIPS),
        Property("members", _DATED, ("Alliance",), "State", _MEMBERSHIPS),
        Property("founded", of=("Alliance", "MilitaryForce"), uses=("Founding",)),
        Property("dissolved", of=("Alliance", "State"), uses=("Dissolution",)),
        Property("office", _DATED, ("Person",), "Office", ("Tenure",)),
        Property("holder", _DATED, ("Office",), "Person", ("Tenure",)),
        Property("office_of", of=("Office",), uses=("al:officeOf",)),
        Property("has_office", of=("Alliance", "State"), type="Office", uses=("al:officeOf",)),
        Property("predecessor", of=("Alliance", "State"), uses=("al:successorOf",)),
        Property("successor", of=("Alliance", "State"), uses=("al:successorOf",)),
        Property("spell", _SPELLS, _ABOUT_SPELLS, uses=_SPELL_KINDS),
        Property("start", _SPELLS, _ABOUT_SPELLS, uses=_SPELL_KINDS),
        Property("end", _SPELLS, _ABOUT_SPELLS, uses=_SPELL_KINDS),
        Property("fact", _SPELLS, _ABOUT_SPELLS, uses=_SPELL_KINDS),
        Property("words", _SPELLS, _ABOUT_SPELLS, uses=_SPELL_KINDS),
        Property("source", _SPELLS, _ABOUT_SPELLS, "Source", _SPELL_KINDS),
    )
}
"""Properties that read the vocabulary of our ontology and names of all kinds, by id."""
_NOT_OFFERED: Final = (*(str(PREFIXES[prefix]) for prefix in ("owl", "oa", "skos")), str(SSSOM))


def property_settings(language: str = DEFAULT_LANGUAGE) -> tuple[PropertySetting, ...]:
    """Return the settings of properties for the manifests."""
    words = section(_WORDS, _known(language))
    return tuple(
        PropertySetting(name, words[name], words[f"{name}-about"], CERTAIN if name == CERTAINTY else "")
        for name in (*_SPELLS, *_NAMES)
    )


@dataclass(eq=False)
class PropertyCatalogue:
    """Properties of a dataset; counted once, used by many threads."""

    index: NameIndex = field(repr=False)

    def find(self, identifier: str) -> Property | None:
        """Return the property with an id, prefixed name or IRI; None if the dataset has no such property."""
        if identifier in self._built_in:
            return self._built_in[identifier]
        iri = iri_of_type(identifier)
        return Property(type_id(iri), iri=iri) if iri in self._in_use else None

    def all(self) -> tuple[Property, ...]:
        """Return all properties: ours, then those of the dataset by frequency and id."""
        return (*self._built_in.values(), *map(self._of_dataset, self._most_frequent(self._counts[None])))

    def of_type(self, class_: str) -> tuple[Property, ...]:
        """Return the properties that instances of a class have; ``class_`` is its IRI."""
        name = class_.removeprefix(AL)
        ours = (each for each in self._built_in.values() if not each.of or name in each.of)
        return (*ours, *map(self._of_dataset, self._most_frequent(self._counts.get(class_, Counter()))))

    def name(self, wanted: Property, language: str) -> str:
        """Return the name of a property in a language."""
        if not wanted.iri:
            return section(_WORDS, _known(language))[wanted.id]
        return Labels(self.index.store, language).of(ox.NamedNode(wanted.iri)).text

    def description(self, wanted: Property, language: str) -> str:
        """Return what a property is about; empty if the dataset does not say."""
        if not wanted.iri:
            return section(_WORDS, _known(language))[f"{wanted.id}-about"]
        found = dict[str, str]()
        for property_ in (named_node("skos:definition"), named_node("rdfs:comment")):
            for quad in self.index.store.quads(ox.NamedNode(wanted.iri), property_):
                if isinstance(quad.object, ox.Literal):
                    found.setdefault(quad.object.language or "", quad.object.value)
        label = preferred_label(found, language)
        return label.text if label else ""

    @cached_property
    def _built_in(self) -> Mapping[str, Property]:
        return {each.id: each for each in BUILT_IN.values() if not each.uses or any(map(self._uses, each.uses))}

    def _uses(self, name: str) -> bool:
        """Return whether the dataset uses a property (by prefixed name or IRI) or a class of ours (``Tenure``)."""
        if "://" in name:
            return bool(self.index.store.in_use((ox.NamedNode(name),)))
        if ":" in name:
            return bool(self.index.store.in_use((named_node(name),)))
        return next(self.index.store.quads(None, TYPE, ox.NamedNode(AL + name)), None) is not None

    @cached_property
    def _counts(self) -> Mapping[str | None, Counter[str]]:
        """Number of things that have a property, by class; None for all classes."""
        counts: dict[str | None, Counter[str]] = {None: Counter()}
        for iri in self.index.iris:
            quads = self.index.store.quads(ox.NamedNode(iri))
            properties = {quad.predicate.value for quad in quads if not in_proofs(quad)}
            for class_ in (None, *self.index.types_of(iri)):
                counts.setdefault(class_, Counter()).update(properties)
        return counts

    @cached_property
    def _in_use(self) -> frozenset[str]:
        return frozenset(self._counts[None])

    @staticmethod
    def _most_frequent(counts: Counter[str]) -> Sequence[str]:
        offered = (iri for iri in counts if iri not in NAME_KINDS and iri != TYPE.value)
        ours = (iri for iri in offered if not iri.startswith(_NOT_OFFERED))
        return sorted(ours, key=lambda iri: (-counts[iri], iri))[:MAX_PROPERTIES]

    @staticmethod
    def _of_dataset(iri: str) -> Property:
        return Property(type_id(iri), iri=iri)

    def matching(self, prefix: str, language: str) -> Iterator[tuple[Property, str]]:
        """Yield the properties whose name or id has words that begin with a text, each with its name."""
        wanted = prefix.strip().casefold()
        for each in self.all():
            name = self.name(each, language)
            words = f" {name} {each.id.replace('_', ' ')} {each.id}".casefold()
            if f" {wanted}" in words or wanted in (each.iri.casefold(), each.id.casefold()):
                yield each, name


_catalogues: Final[WeakKeyDictionary[NameIndex, PropertyCatalogue]] = WeakKeyDictionary()
_making: Final = Lock()


def property_catalogue(index: NameIndex) -> PropertyCatalogue:
    """Return the catalogue of an index, made on first use and shared by all threads."""
    with _making:
        if index not in _catalogues:
            _catalogues[index] = PropertyCatalogue(index)
        return _catalogues[index]


@lru_cache
def _known(language: str) -> str:
    return language if language in LANGUAGES else DEFAULT_LANGUAGE
