"""Suggestions while a person types: things by the beginning of any name, types and properties by that of a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from aliansi.dataset.store import in_proofs, is_inferred
from aliansi.namespaces import TYPE
from aliansi.reconciliation.extension import thing_named
from aliansi.reconciliation.folding import fold_name
from aliansi.reconciliation.name_index import Entity, Name, NameIndex, iri_of_type, type_id
from aliansi.reconciliation.properties import AT, Property, property_catalogue, property_settings
from aliansi.views.labels import Labels

DEFAULT_LIMIT: Final = 10
MAX_LIMIT: Final = 100
_LABEL: Final = "label"


@dataclass(frozen=True)
class SuggestedThing:
    """Thing with the name in the language of the request; ``matched`` is the name that begins as the text does."""

    entity: Entity
    name: str
    language: str
    matched: Name | None = None


@dataclass(frozen=True)
class SuggestedTerm:
    """Type or property: id, name and description; ``things`` is the number of things that have it."""

    id: str
    name: str
    description: str = ""
    things: int = 0


@dataclass(frozen=True)
class _FoldedName:
    key: str
    iri: str
    name: Name


class _FoldedNames:
    """Names of an index in the form in which they are compared, and the number of things of each type."""

    def __init__(self, index: NameIndex) -> None:
        self.names: Sequence[_FoldedName] = [
            _FoldedName(f" {fold_name(name.text)}", iri, name) for iri in index.iris for name in index.names_of(iri)
        ]
        counts: Counter[str] = Counter()
        for iri in index.iris:
            quads = index.store.quads(ox.NamedNode(iri), TYPE)
            asserted = (quad for quad in quads if not is_inferred(quad) and not in_proofs(quad))
            counts.update({quad.object.value for quad in asserted if isinstance(quad.object, ox.NamedNode)})
        self.types: Counter[str] = counts


_folded: Final[WeakKeyDictionary[NameIndex, _FoldedNames]] = WeakKeyDictionary()
_folding: Final = Lock()


def _folded_names(index: NameIndex) -> _FoldedNames:
    with _folding:
        if index not in _folded:
            _folded[index] = _FoldedNames(index)
        return _folded[index]


def suggest_things(
    index: NameIndex,
    prefix: str,
    language: str,
    limit: int = DEFAULT_LIMIT,
    offset: int = 0,
    types: Iterable[str] = (),
) -> tuple[SuggestedThing, ...]:
    """Return the things with a name, or a word of a name, that begins as a text does; all things for an empty text.

    First comes the thing whose id, IRI or Wikidata item the text is, then equal names, then beginnings of names, then
    of words; labels in the language before other names, then by name and IRI. ``types`` are IRIs of classes, of which
    it has one.
    """
    wanted, classes, text = fold_name(prefix), {*types}, prefix.strip()
    named = thing_named(index, text) if text else None
    best: dict[str, tuple[int, str, Name | None]] = {named: (0, "", None)} if named else {}
    if wanted or not text:
        for iri, rank, key, name in _beginning(_folded_names(index).names, wanted, language):
            if iri not in best or (rank, key) < best[iri][:2]:
                best[iri] = rank, key, name
    ranked = sorted(best, key=lambda iri: (*best[iri][:2], iri))
    of_type = (iri for iri in ranked if not classes or classes.intersection(index.types_of(iri)))
    return tuple(_suggested(index, iri, best[iri][2], language) for iri in islice(of_type, offset, offset + limit))


def _suggested(index: NameIndex, iri: str, matched: Name | None, language: str) -> SuggestedThing:
    entity = index.entity(iri)
    assert entity
    label = entity.label(language)
    return SuggestedThing(entity, label.text, label.language or "", matched)


def _beginning(names: Iterable[_FoldedName], wanted: str, language: str) -> Iterator[tuple[str, int, str, Name | None]]:
    """Yield the IRI, rank and folded form of each name that begins as a text does, or has a word that does."""
    sought = f" {wanted}"
    for each in names:
        if sought in each.key or not wanted:
            rank = 1 if each.key == sought else 3 if each.key.startswith(sought) else 5
            is_shown = each.name.kind == _LABEL and each.name.language in ("", language)
            yield each.iri, rank + (not is_shown), each.key, each.name if wanted else None


def suggest_types(
    index: NameIndex, prefix: str, language: str, limit: int = DEFAULT_LIMIT, offset: int = 0
) -> tuple[SuggestedTerm, ...]:
    """Return the classes of things whose name or id has a word that begins as a text does, those of most things first.

    An empty text gives them all. Classes that things have by inference only come with their exact id or IRI.
    """
    labels, wanted, counts = Labels(index.store, language), fold_name(prefix), _folded_names(index).types
    exact = iri_of_type(prefix.strip()) if prefix.strip() else ""
    if exact and exact not in counts and any(exact in index.types_of(iri) for iri in index.iris):
        counts = counts + Counter({exact: sum(exact in index.types_of(iri) for iri in index.iris)})
    found = []
    for iri, number in sorted(counts.items(), key=lambda item: (item[0] != exact, -item[1], item[0])):
        name, identifier = labels.of(ox.NamedNode(iri)).text, type_id(iri)
        if iri == exact or f" {wanted}" in f" {fold_name(name)} {fold_name(identifier)}":
            found.append(SuggestedTerm(identifier, name, _definition(index, iri, language), number))
    return tuple(found[offset : offset + limit])


def suggest_properties(
    index: NameIndex, prefix: str, language: str, limit: int = DEFAULT_LIMIT, offset: int = 0
) -> tuple[SuggestedTerm, ...]:
    """Return the properties whose name or id has a word that begins as a text does; all for an empty text.

    After them comes ``at``, which has no values of its own: it is the date of conditions on memberships.
    """
    found = [_term(index, each, language) for each, _ in property_catalogue(index).matching(prefix, language)]
    date = next(each for each in property_settings(language) if each.id == AT)
    if property_catalogue(index).find("spell") and date.name.startswith(prefix.strip().casefold()):
        found.append(SuggestedTerm(date.id, date.name, date.help))
    return tuple(found[offset : offset + limit])


def propose_properties(
    index: NameIndex, type_: str, language: str, limit: int = MAX_LIMIT
) -> tuple[SuggestedTerm, ...]:
    """Return the properties that instances of a class have, in the order of the catalogue; ``type_`` is its IRI.

    An empty ``type_`` gives all properties.
    """
    catalogue = property_catalogue(index)
    known = catalogue.of_type(type_) if type_ else catalogue.all()
    return tuple(_term(index, each, language) for each in known[:limit])


def _term(index: NameIndex, property_: Property, language: str) -> SuggestedTerm:
    catalogue = property_catalogue(index)
    name, description = catalogue.name(property_, language), catalogue.description(property_, language)
    return SuggestedTerm(property_.id, name, description)


def _definition(index: NameIndex, iri: str, language: str) -> str:
    return property_catalogue(index).description(Property(type_id(iri), iri=iri), language)
