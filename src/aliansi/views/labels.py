"""Labels of the terms of a dataset in a language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.language_ranges import NO_LANGUAGE, best_tag
from aliansi.dataset.names import names_of
from aliansi.dataset.store import Store, Term
from aliansi.evidence.index import HAS_SELECTOR, OBJECT, PREDICATE, SUBJECT
from aliansi.namespaces import DEFAULT_LANGUAGE, ID, PREFIXES, named_node, shorten, shorten_with
from aliansi.views.i18n import section, translate_term
from aliansi.views.quotation_languages import passage_language

MAX_LEVELS = 10
MAX_MEMBERS = 20
"""Limits on the text of a class expression or a list."""

MAX_WORDS = 80
"""Characters of the quotation that labels a passage."""

_RDF, _OWL = PREFIXES["rdf"], PREFIXES["owl"]
_EXACT = named_node("oa:exact")
_START, _END = named_node("oa:start"), named_node("oa:end")
_OBJECT_OF_LINK = named_node("sssom:object_id")
_MODIFIER = named_node("sssom:predicate_modifier")
_ITEM = named_node("al:item")
_COMPARED = (named_node("al:comparedThing"), named_node("al:comparedWith"))
_RESTRICTS = {
    "someValuesFrom": "some",
    "allValuesFrom": "only",
    "hasValue": "is",
    "intersectionOf": "all of",
    "unionOf": "any of",
    "complementOf": "not",
}
_PREFIXES: Final[Mapping[str, str]] = {
    **PREFIXES,
    "bibo": "http://purl.org/ontology/bibo/",
    "draft": "http://purl.org/ontology/bibo/status/",
    "semapv": "https://w3id.org/semapv/vocab/",
    "vann": "http://purl.org/vocab/vann/",
}
_VOCABULARIES: Final[Mapping[str, str]] = {
    "http://www.w3.org/2006/time#": "OWL-Time",
    "http://www.w3.org/ns/org#": "ORG",
    "http://www.w3.org/ns/prov#": "PROV-O",
}
"""Vocabularies with many aligned terms: their labels are made from the local names of the terms."""


@dataclass(frozen=True)
class Label:
    """Text of a label and its language; None if it is in no language."""

    text: str
    language: str | None = None


def translation_in(words: Mapping[str, str], language: str) -> Label:
    """Return a translation in the language of a page, without a language tag, else in English."""
    return Label(words[language]) if language in words else Label(words[DEFAULT_LANGUAGE], DEFAULT_LANGUAGE)


def truncate(text: str, most: int = 160) -> str:
    """Return a text, cut with an ellipsis if it is longer than a maximum."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def preferred_label(labels: Mapping[str, str], language: str) -> Label | None:
    """Return the label that suits a language best, else English, else no language; None if there is none.

    If there is none of these, the label is the first by language tag.
    """
    ranged = (tag for wanted in (language, DEFAULT_LANGUAGE) if (tag := best_tag(wanted, labels)) is not None)
    tag = next(chain(ranged, sorted(labels, key=lambda tag: (tag not in NO_LANGUAGE, tag))), None)
    return None if tag is None else Label(labels[tag], tag or None)


class Labels:
    """Labels of terms; each is looked up once."""

    def __init__(self, store: Store, language: str) -> None:
        """``language`` is the preferred language."""
        self._store, self._language = store, language
        self._known: dict[Term, Label] = {}

    def of(self, term: Term) -> Label:
        """Return the label of a thing, in another language if need be, else its short name; the text of a literal.

        A passage without a label is labelled by its quotation, a link by its target, a proof by its conclusion.
        """
        if term not in self._known:
            self._known[term] = self._look_up(term)
        return self._known[term]

    def name_of(self, term: Term) -> Label | None:
        """Return the name that the dataset gives a node; None if it gives none."""
        return preferred_label(names_of(self._store, term), self._language)

    def _look_up(self, term: Term) -> Label:
        if isinstance(term, ox.Literal):
            return Label(term.value, term.language)
        if isinstance(term, ox.BlankNode):
            return self.name_of(term) or Label(self._nameless(term, frozenset()))
        if not isinstance(term, ox.NamedNode):
            return Label(str(term))
        found = self._label(term) or (self._content(term) if term.value.startswith(ID) else None)
        return found or Label(shorten_with(term.value, self._store.prefixes))

    def _label(self, term: ox.NamedNode) -> Label | None:
        return self.name_of(term) or _external_label(term.value, self._language)

    def _content(self, node: ox.NamedNode) -> Label | None:
        """Return a label made from the statements of a node without a label."""
        for quad in self._store.quads(node, HAS_SELECTOR):
            for words in self._store.quads(quad.object, _EXACT):
                return self._quoted(node, words.object)
        for quad in self._store.quads(node, _EXACT):
            return self._quoted(node, quad.object)
        place = [self._text_of(quad.object) for name in (_START, _END) for quad in self._store.quads(node, name)]
        if len(place) > 1:
            return Label("–".join(place))
        for quad in self._store.quads(node, _OBJECT_OF_LINK):
            arrow = "↛" if next(self._store.quads(node, _MODIFIER), None) else "→"
            return Label(f"{arrow} {self._text_of(quad.object)}")
        for quad in self._store.quads(node, _ITEM):
            things = (each.object for name in _COMPARED for each in self._store.quads(node, name))
            return Label(f"{' – '.join(map(self._text_of, things))} ↔ {self._text_of(quad.object)}")
        proven = [
            next((q.object for q in self._store.quads(node, part)), None) for part in (SUBJECT, PREDICATE, OBJECT)
        ]
        parts = [self._text_of(term) for term in proven if term is not None]
        return Label(" · ".join(parts)) if len(parts) == len(proven) else None

    def _quoted(self, node: ox.NamedNode, words: Term) -> Label:
        language = passage_language(self._store, node)
        return Label(f"“{truncate(self._text_of(words), MAX_WORDS)}”", language or None)

    def _text_of(self, term: Term) -> str:
        """Return the label of another node, else its short name; content labels are not followed, as they may be
        circular."""
        if isinstance(term, ox.NamedNode):
            return (self._label(term) or Label(shorten(term.value))).text
        return self.of(term).text

    def _nameless(self, node: ox.BlankNode, above: frozenset[ox.BlankNode]) -> str:
        """Return the text of a list or class expression without a name, cut if it is circular or deep."""
        if node in above or len(above) > MAX_LEVELS:
            return "…"
        parts = {quad.predicate.value: quad.object for quad in self._store.quads(node)}
        inside = above | {node}
        if f"{_RDF}first" in parts:
            return f"({' → '.join(self._members(node, inside))})"
        restrictions = [
            f"{translate_term(word, self._language)} {self._part(parts[f'{_OWL}{name}'], inside)}"
            for name, word in _RESTRICTS.items()
            if f"{_OWL}{name}" in parts
        ]
        of = parts.get(f"{_OWL}onProperty")
        first = [self._part(of, inside)] if of is not None else []
        return f"[{' '.join([*first, ', '.join(restrictions)])}]" if restrictions else "[…]"

    def _members(self, node: Term, above: frozenset[ox.BlankNode]) -> list[str]:
        members, seen = list[str](), set[Term]()
        while isinstance(node, ox.BlankNode) and node not in seen:
            if len(seen) == MAX_MEMBERS:
                return [*members, "…"]
            seen.add(node)
            parts = {quad.predicate.value: quad.object for quad in self._store.quads(node)}
            if f"{_RDF}first" in parts:
                members.append(self._part(parts[f"{_RDF}first"], above))
            node = parts.get(f"{_RDF}rest", node)
        return members

    def _part(self, term: Term, above: frozenset[ox.BlankNode]) -> str:
        return self._nameless(term, above) if isinstance(term, ox.BlankNode) else self.of(term).text


def _external_label(iri: str, language: str) -> Label | None:
    """Return the label of a term of another vocabulary that the dataset does not label; None if there is none."""
    if (item := iri.removeprefix(PREFIXES["wd"])) != iri:
        return Label(f"Wikidata {item}", "en")
    for prefix, namespace in _PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and (label := section("vocabularies", language).get(f"{prefix}:{local}")):
            return Label(label, language)
    for namespace, name in _VOCABULARIES.items():
        if iri.startswith(namespace):
            words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", iri.removeprefix(namespace)).lower()
            return Label(f"{words} ({name})", "en")
    return None
