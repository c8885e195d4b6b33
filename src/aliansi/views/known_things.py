"""Labels, evidence and classes of the things of a dataset, read once for the tables and forms of all pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.names import names_of
from aliansi.dataset.store import Store, Term
from aliansi.namespaces import DEFAULT_LANGUAGE, ID, INFERRED, shorten
from aliansi.views.labels import Label, preferred_label
from aliansi.views.quotation_languages import languages_of_words

MAX_PEERS: Final = 500

_THINGS: Final = "SELECT DISTINCT ?node { { ?node ?p ?o } UNION { ?s ?p ?node } FILTER(isIRI(?node)) }"
_STATED: Final = "SELECT DISTINCT ?node { ?node al:statedIn ?passage }"
_SOURCED: Final = "SELECT DISTINCT ?node { ?node dcterms:source ?source }"
_QUOTED_TEXTS: Final = "SELECT DISTINCT ?node { ?passage oa:hasSource ?node }"
_CLASSES: Final = f"SELECT DISTINCT ?node ?class {{ GRAPH ?g {{ ?node a ?class }} FILTER(?g != <{INFERRED}>) }}"
_WORDS: Final = "SELECT ?node ?property ?words { VALUES ?property { rdfs:label al:statement } ?node ?property ?words }"
_RDFS_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"


@dataclass(frozen=True)
class KnownThings:
    """Labels, evidence and classes of the things of a dataset; IRIs as text."""

    things: frozenset[str] = frozenset()
    stated: frozenset[str] = field(default=frozenset(), metadata={"help": "facts and claims with passages"})
    sourced: frozenset[str] = field(default=frozenset(), metadata={"help": "nodes with cited sources"})
    quoted: frozenset[str] = field(default=frozenset(), metadata={"help": "texts with passages"})
    classes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    translations: Mapping[tuple[str, str], str] = field(default_factory=dict)
    quotations: Mapping[str, str] = field(default_factory=dict, metadata={"help": "the language of quoted words"})
    store: Store | None = field(default=None, metadata={"help": "names of other things are read from it when needed"})

    def kind(self, node: str) -> str:
        """Return the kind of evidence of a thing: ``stated``, ``sourced``, ``quoted`` or ``other``."""
        if node in self.stated:
            return "stated"
        if node in self.sourced:
            return "sourced"
        return "quoted" if node in self.quoted else "other"

    def has(self, name: str) -> bool:
        """Return whether a thing has this short name."""
        return str(ID) + name.removeprefix("id:") in self.things

    def translate(self, literal: ox.Literal, language: str, node: str = "") -> Label:
        """Return a label or a statement in a language, else as it stands.

        ``node`` is what has the label; without it, the words are translated if all that have this label agree.
        """
        if literal.language != DEFAULT_LANGUAGE or language == DEFAULT_LANGUAGE:
            return Label(literal.value, literal.language)
        own = self.labels.get(node, {}).get(language) or self.translations.get((literal.value, language))
        return Label(own, language) if own else Label(literal.value, literal.language)

    def label(self, node: str, language: str) -> Label | None:
        """Return the label of a thing, in another language if it has none in this one; None if it has none."""
        if known := self.labels.get(node):
            return preferred_label(known, language)
        return self.name_of(ox.NamedNode(node), language) if self.store else None

    def name_of(self, node: Term, language: str) -> Label | None:
        """Return the name that the dataset gives a node, also a blank one; None if it gives none."""
        return preferred_label(names_of(self.store, node), language) if self.store else None

    def label_or_name(self, iri: str, language: str) -> Label:
        """Return the label of a thing, else its short name."""
        return self.label(iri, language) or Label(shorten(iri))

    def peers(self, node: str, language: str) -> tuple[tuple[str, str], ...]:
        """Return the short names and labels of things of the same kind, at most ``MAX_PEERS``, sorted by label."""
        alike = self._alike(node)
        if node in self.labels:
            alike &= self.labels.keys()
        named = sorted(((label.text if (label := self.label(peer, language)) else ""), shorten(peer)) for peer in alike)
        return tuple((short, label) for label, short in named[:MAX_PEERS])

    def _alike(self, node: str) -> frozenset[str]:
        """Return things with the same kind of evidence or, of things without evidence, with a common class."""
        for facts in (self.stated, self.sourced):
            if node in facts:
                return facts
        mine = self.classes.get(node, frozenset())
        return frozenset(other for other, theirs in self.classes.items() if not mine.isdisjoint(theirs))


def read_known_things(store: Store) -> KnownThings:
    """Read the labels, evidence and classes of the things of a dataset."""
    things = frozenset(node for node in _nodes(store, _THINGS) if node.startswith(str(ID)))
    classes: dict[str, frozenset[str]] = {}
    for row in store.select(_CLASSES):
        node, class_ = row["node"], row["class"]
        if isinstance(node, ox.NamedNode) and isinstance(class_, ox.NamedNode):
            classes[node.value] = classes.get(node.value, frozenset()) | {class_.value}
    words = _words(store)
    labels = {node: texts for (node, property_), texts in words.items() if property_ == _RDFS_LABEL}
    stated, sourced, quoted = (frozenset(_nodes(store, query)) for query in (_STATED, _SOURCED, _QUOTED_TEXTS))
    translations, quotations = _translations(words), languages_of_words(store)
    return KnownThings(things, stated, sourced, quoted, classes, labels, translations, quotations, store)


def _nodes(store: Store, query: str) -> list[str]:
    return [node.value for row in store.select(query) if isinstance(node := row["node"], ox.NamedNode)]


def _words(store: Store) -> dict[tuple[str, str], dict[str, str]]:
    """Return labels and statements by node and property, then by language."""
    texts: dict[tuple[str, str], dict[str, str]] = {}
    for row in store.select(_WORDS):
        node, property_, words = row["node"], row["property"], row["words"]
        if isinstance(node, ox.NamedNode) and isinstance(property_, ox.NamedNode) and isinstance(words, ox.Literal):
            texts.setdefault((node.value, property_.value), {})[words.language or ""] = words.value
    return texts


def _translations(words: Mapping[tuple[str, str], Mapping[str, str]]) -> dict[tuple[str, str], str]:
    """Return translations by English text and language, where all things with this text have the same translation."""
    found: dict[tuple[str, str], set[str]] = {}
    for texts in words.values():
        for language in texts.keys() - {DEFAULT_LANGUAGE} if DEFAULT_LANGUAGE in texts else ():
            found.setdefault((texts[DEFAULT_LANGUAGE], language), set()).add(texts[language])
    return {written: min(meanings) for written, meanings in found.items() if len(meanings) == 1}
