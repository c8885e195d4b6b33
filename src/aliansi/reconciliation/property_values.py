"""Values of the properties of one thing, read from the store in a fixed order."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.language_ranges import NO_LANGUAGE, is_within
from aliansi.dataset.store import in_proofs
from aliansi.evidence.index import EvidenceIndex
from aliansi.namespaces import AL, PREFIXES, named_node
from aliansi.project.days import Day
from aliansi.project.edtf_bounds import Bounds, bounds
from aliansi.reconciliation.dated_facts import DatedFact, dated_facts
from aliansi.reconciliation.name_index import NameIndex, type_id
from aliansi.reconciliation.properties import Property
from aliansi.views.labels import Labels

_XSD: Final = PREFIXES["xsd"]
_INTEGERS: Final = frozenset(
    f"{_XSD}{name}" for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger")
)
_FLOATS: Final = frozenset(f"{_XSD}{name}" for name in ("decimal", "double", "float"))
_ROLES: Final = {"member_of": "member", "members": "alliance", "office": "holder", "holder": "office"}
"""Role of a thing in the spells whose other side is a value, by property."""
_DATE: Final = named_node("al:date")
_OFFICE_OF, _SUCCESSOR_OF = named_node("al:officeOf"), named_node("al:successorOf")


@dataclass(frozen=True)
class Text:
    """Text in a language; empty for no or an unknown one."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class DateText:
    """Date in EDTF, as precise as its source."""

    edtf: str


@dataclass(frozen=True)
class Number:
    """Number: of an integer, or of a decimal or floating point number."""

    value: int | float


@dataclass(frozen=True)
class ThingValue:
    """Thing with its id and its name in the language of the request."""

    id: str
    name: str
    language: str = ""


@dataclass(frozen=True)
class NoValue:
    """Empty cell: keeps the values of several columns in the same order."""


Value = Text | DateText | Number | ThingValue | NoValue


@dataclass(frozen=True)
class Settings:
    """Settings that have been read: a date, whether a spell counts that may have lasted then, and its other side.

    ``languages`` are the language ranges of texts, empty for all; "" is for texts without a language.
    """

    at: Bounds | None = None
    possibly: bool = False
    of: str | None = None
    at_text: str = ""
    languages: tuple[str, ...] = ()

    def has_language(self, language: str) -> bool:
        """Return whether texts in a language are wanted."""
        if not self.languages:
            return True
        if language in NO_LANGUAGE:
            return "" in self.languages
        return any(wanted and is_within(language, wanted) for wanted in self.languages)


@dataclass(frozen=True)
class ValueReader:
    """Reads the values of the properties of a thing."""

    index: NameIndex
    iri: str
    language: str

    def values(self, wanted: Property, settings: Settings) -> tuple[Value, ...]:
        """Return the values of a property."""
        if wanted.iri:
            return tuple(self._of_dataset(wanted.iri))
        if role := _ROLES.get(wanted.id):
            others = (fact.other for fact in self._spells(settings, role))
            return tuple(map(self.entity, dict.fromkeys(others)))
        if wanted.id in _OF_SPELLS:
            read = _OF_SPELLS[wanted.id]
            values = [value for fact in self._spells(settings) for value in read(self, fact)]
            return tuple(dict.fromkeys(values)) if wanted.id in _DISTINCT else tuple(values)
        if wanted.id in _OF_NAMES:
            return tuple(dict.fromkeys(_OF_NAMES[wanted.id](self, settings)))
        return tuple(dict.fromkeys(_OF_THINGS[wanted.id](self)))

    def entity(self, iri: str) -> ThingValue:
        """Return a thing as a value."""
        found = self.index.entity(iri)
        label = found.label(self.language) if found else self._labels.of(ox.NamedNode(iri))
        return ThingValue(found.id if found else iri, label.text, label.language or "")

    @cached_property
    def _node(self) -> ox.NamedNode:
        return ox.NamedNode(self.iri)

    @cached_property
    def _labels(self) -> Labels:
        return Labels(self.index.store, self.language)

    @cached_property
    def _evidence(self) -> EvidenceIndex:
        return EvidenceIndex(self.index.store)

    def _spells(self, settings: Settings, role: str = "") -> Iterator[DatedFact]:
        for fact in dated_facts(self.index.store, self.iri, role):
            is_wanted = settings.of in (None, fact.other)
            if is_wanted and (settings.at is None or fact.lasts_at(settings.at, settings.possibly)):
                yield fact

    def label(self, settings: Settings = Settings()) -> Iterator[Value]:
        """Yield the label that suits the language best; with languages, those in one of them."""
        entity = self.index.entity(self.iri)
        if entity and settings.languages:
            yield from _in_languages(entity.labels, settings)
        elif entity:
            label = entity.label(self.language)
            yield Text(label.text, label.language or "")

    def aliases(self, settings: Settings = Settings()) -> Iterator[Value]:
        """Yield all other names by language and text, each once."""
        label = next(self.label(), None)
        names = sorted(
            (name.language, name.text) for name in self.index.names_of(self.iri) if settings.has_language(name.language)
        )
        languages = {text: language for language, text in reversed(names)}
        is_label = label.text if isinstance(label, Text) else None
        yield from (
            Text(text, language) for language, text in names if languages[text] == language and text != is_label
        )

    def types(self) -> Iterator[Value]:
        """Yield the classes of the thing."""
        for iri in self.index.types_of(self.iri):
            label = self._labels.of(ox.NamedNode(iri))
            yield ThingValue(type_id(iri), label.text, label.language or "")

    def description(self, settings: Settings = Settings()) -> Iterator[Value]:
        """Yield the description that the dataset gives; with languages, those in one of them."""
        entity = self.index.entity(self.iri)
        if entity and settings.languages:
            yield from _in_languages(entity.descriptions, settings)
        elif entity and (found := entity.description(self.language)):
            yield Text(found.text, found.language or "")

    def items(self, relation: str) -> Iterator[Value]:
        """Yield the ids of the Wikidata items that the thing is linked to."""
        for mapping in self.index.mappings_of(self.iri):
            item = mapping.item.removeprefix(PREFIXES["wd"])
            if mapping.relation == relation and not mapping.rejected and item != mapping.item:
                yield Text(item)

    def dates(self, role: str) -> Iterator[Value]:
        """Yield the dates of events in which the thing has a role, the earliest first."""
        facts = {quad.subject for quad in self.index.store.quads(None, ox.NamedNode(AL + role), self._node)}
        texts = {
            quad.object.value
            for fact in facts
            for quad in self.index.store.quads(fact, _DATE)
            if isinstance(quad.object, ox.Literal)
        }
        yield from map(DateText, sorted(texts, key=_first_day))

    def things(self, property_: ox.NamedNode, inverse: bool = False) -> Iterator[Value]:
        """Yield the things that a property relates the thing to; ``inverse``: that it relates to the thing."""
        store = self.index.store
        quads = store.quads(None, property_, self._node) if inverse else store.quads(self._node, property_)
        terms = {quad.subject if inverse else quad.object for quad in quads if not in_proofs(quad)}
        yield from map(self.entity, sorted(term.value for term in terms if isinstance(term, ox.NamedNode)))

    def _of_dataset(self, property_: str) -> Iterator[Value]:
        quads = self.index.store.quads(self._node, ox.NamedNode(property_))
        terms = {quad.object for quad in quads if not in_proofs(quad)}
        for term in sorted(terms, key=str):
            if isinstance(term, ox.Literal):
                yield value_of_literal(term)
            elif isinstance(term, ox.NamedNode) and term.value in self.index:
                yield self.entity(term.value)
            elif isinstance(term, ox.NamedNode):
                name = self._labels.name_of(term)
                yield Text(name.text, name.language or "") if name else Text(term.value)
            else:
                yield Text(self._labels.of(term).text)

    def spell(self, fact: DatedFact) -> Iterator[Value]:
        """Yield the label of a spell."""
        label = self._labels.of(ox.NamedNode(fact.iri))
        yield Text(label.text, label.language or "")

    def words(self, fact: DatedFact) -> Iterator[Value]:
        """Yield the quotations that state a spell."""
        for ground in self._evidence.of_node(ox.NamedNode(fact.iri)):
            if ground.is_quoted:
                yield Text(ground.text, ground.language)

    def sources(self, fact: DatedFact) -> Iterator[Value]:
        """Yield the sources that state a spell."""
        for ground in self._evidence.of_node(ox.NamedNode(fact.iri)):
            yield self.entity(ground.source)


def value_of_literal(literal: ox.Literal) -> Value:
    """Return a literal as a value: a number only where nothing of it is lost, a date as it is written."""
    datatype, text = literal.datatype.value, literal.value.strip()
    try:
        if datatype in _INTEGERS:
            return Number(int(text))
        if datatype in _FLOATS and math.isfinite(number := float(text)):
            return Number(number)
    except ValueError:  # not a number, though its datatype claims so
        pass
    return Text(literal.value, literal.language or "")


def _in_languages(texts: Mapping[str, str], settings: Settings) -> Iterator[Text]:
    return (Text(text, language) for language, text in sorted(texts.items()) if settings.has_language(language))


def _first_day(text: str) -> tuple[bool, Day, str]:
    try:
        earliest = bounds(text).earliest
    except ValueError:
        earliest = None
    return earliest is None, earliest or Day(0, 1, 1), text


def _date_or_nothing(text: str) -> Iterable[Value]:
    return (DateText(text) if text else NoValue(),)


_OF_NAMES: Final[Mapping[str, Callable[[ValueReader, Settings], Iterable[Value]]]] = {
    "label": ValueReader.label,
    "alias": ValueReader.aliases,
    "description": ValueReader.description,
}
_OF_THINGS: Final[Mapping[str, Callable[[ValueReader], Iterable[Value]]]] = {
    "type": ValueReader.types,
    "iri": lambda reader: (Text(reader.iri),),
    "wikidata": lambda reader: reader.items("exact"),
    "wikidata_close": lambda reader: reader.items("close"),
    "founded": lambda reader: reader.dates("founded"),
    "dissolved": lambda reader: reader.dates("dissolved"),
    "office_of": lambda reader: reader.things(_OFFICE_OF),
    "has_office": lambda reader: reader.things(_OFFICE_OF, inverse=True),
    "predecessor": lambda reader: reader.things(_SUCCESSOR_OF),
    "successor": lambda reader: reader.things(_SUCCESSOR_OF, inverse=True),
}
_OF_SPELLS: Final[Mapping[str, Callable[[ValueReader, DatedFact], Iterable[Value]]]] = {
    "spell": ValueReader.spell,
    "start": lambda reader, fact: _date_or_nothing(fact.spell.start.text),
    "end": lambda reader, fact: _date_or_nothing(fact.spell.end.text),
    "fact": lambda reader, fact: (Text(fact.iri),),
    "words": ValueReader.words,
    "source": ValueReader.sources,
}
"""Values for each spell; those of spell, start, end and fact have the same order."""
_DISTINCT: Final = frozenset({"words", "source"})
