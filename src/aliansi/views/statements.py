"""Statements of a thing as lines of a page: labels, links, explanations and quotations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.language_ranges import best_tag
from aliansi.dataset.store import Store, Term, is_inferred
from aliansi.evidence.index import CITES, HAS_SELECTOR, LABEL, STATED_IN, Evidence, EvidenceIndex, Triple
from aliansi.evidence.source_language import source_language
from aliansi.namespaces import AL, TYPE, named_node, shorten
from aliansi.views.labels import Label, Labels
from aliansi.views.membership_history import fact_status_at
from aliansi.views.quotation_languages import passage_language
from aliansi.views.urls import Page, QuotedWords

MAX_VALUES: Final = 50
"""Values of one property on a page; a link leads to all of them."""

MAX_OPEN_NAMES: Final = 8
"""Names of a thing in foreign languages that a page shows without folding, if it has none in that of the page."""
MAX_NAMES: Final = 500

_OTHER_NAME, _HIDDEN_NAME = named_node("skos:altLabel"), named_node("skos:hiddenLabel")
_QUOTED: Final = frozenset(named_node(f"oa:{name}") for name in ("exact", "prefix", "suffix"))
_NOT_SHOWN: Final = frozenset({LABEL, STATED_IN, CITES, HAS_SELECTOR, named_node("al:labelPattern")})
"""Properties that a page shows in its own way, or not at all."""


@dataclass(frozen=True)
class StatementValue:
    """One value of a property; ``why`` links to the explanation if the value is inferred."""

    text: str
    href: str | None = None
    language: str | None = None
    why: str | None = None


@dataclass(frozen=True)
class StatementLine:
    """Property with its values."""

    name: Label
    href: str | None
    values: tuple[StatementValue, ...]
    more_names: tuple[StatementValue, ...] = field(
        default=(), metadata={"help": "names in other languages, and those that only a search needs: folded"}
    )
    of: Label | None = field(
        default=None, metadata={"help": "object of the statements if the values are subjects: member of NATO"}
    )
    total: int = field(default=0, metadata={"help": "number of all values, if these are only some"})
    all: str = field(default="", metadata={"help": "URL of all values as CSV"})


@dataclass(frozen=True)
class StatementView:
    """Context for the statements of a page: the dataset, labels and links."""

    store: Store
    evidence: EvidenceIndex
    labels: Labels
    page: Page
    _addresses: dict[str, str | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, store: Store, page: Page) -> StatementView:
        """Return the context of a page, with labels in its language."""
        return cls(store, EvidenceIndex(store), Labels(store, page.language), page)

    def value(self, triple: Triple, inferred: bool) -> StatementValue:
        """Return the object of a triple as a value."""
        term = triple[2]
        named = self.labels.of(term)
        href = self.address(term.value) if isinstance(term, ox.NamedNode) else None
        language = named.language
        if language is None and triple[1] in _QUOTED and isinstance(triple[0], ox.NamedNode):
            language = passage_language(self.store, triple[0]) or None
        return StatementValue(named.text, href, language, self.why(triple) if inferred else None)

    def address(self, iri: str) -> str | None:
        """Return the link for an IRI; a term that the dataset does not define links to the web."""
        if iri not in self._addresses:
            is_unknown = iri.startswith(AL) and next(self.store.quads(ox.NamedNode(iri)), None) is None
            self._addresses[iri] = iri if is_unknown else self.page.address(iri)
        return self._addresses[iri]

    def why(self, triple: Triple) -> str:
        """Return the link to the explanation of a triple."""
        subject, predicate, object_ = (_turtle(term) for term in triple)
        return self.page.why((subject, predicate, object_))

    def lines(self, quads: Iterable[ox.Quad]) -> tuple[StatementLine, ...]:
        """Return the statements of one subject by property, classes first; asserted values precede inferred ones."""
        by_property: dict[ox.NamedNode, dict[Term, ox.Quad]] = {}
        for quad in sorted(quads, key=is_inferred):
            if quad.predicate not in _NOT_SHOWN:
                by_property.setdefault(quad.predicate, {}).setdefault(quad.object, quad)
        lines = [
            self._line(name, tuple(found.values()))
            for name, found in sorted(by_property.items(), key=lambda item: (item[0] != TYPE, item[0].value))
        ]
        return tuple(line for line in lines if line.values or line.more_names)

    def _line(self, name: ox.NamedNode, quads: tuple[ox.Quad, ...]) -> StatementLine:
        if name in {_OTHER_NAME, _HIDDEN_NAME} and len(quads) <= MAX_NAMES:
            return self._names_line(name, quads)
        line = StatementLine(self.labels.of(name), self._definition(name), self._values(quads[:MAX_VALUES]))
        if len(quads) <= MAX_VALUES:
            return line
        query = f"SELECT ?value {{ {quads[0].subject} {name} ?value }}"
        return replace(line, total=len(quads), all=self.page.query(query, "csv"))

    def _names_line(self, name: ox.NamedNode, quads: tuple[ox.Quad, ...]) -> StatementLine:
        """Return names in the language of the page, and each other name once, by language."""
        found = [self.value((q.subject, q.predicate, q.object), is_inferred(q)) for q in quads]
        mine = best_tag(self.page.language, {value.language for value in found if value.language})
        shown = tuple(value for value in found if value.language == mine and mine and name == _OTHER_NAME)
        rest = {value.text: value for value in sorted(found, key=lambda v: (v.language or "", v.text), reverse=True)}
        others = [rest[text] for text in reversed(rest) if text not in {value.text for value in shown}]
        if name == _OTHER_NAME and not shown and len(others) <= MAX_OPEN_NAMES:
            return StatementLine(self.labels.of(name), self._definition(name), tuple(others))
        return StatementLine(self.labels.of(name), self._definition(name), shown, tuple(others))

    def _definition(self, name: ox.NamedNode) -> str | None:
        """Return the link to the definition of a property: in our vocabulary, or if the property has no label."""
        is_plain = self.labels.of(name).text == shorten(name.value)
        return self.address(name.value) if name.value.startswith(AL) or is_plain else None

    def inverse_line(self, name: ox.NamedNode, quads: tuple[ox.Quad, ...], of: ox.NamedNode) -> StatementLine:
        """Return the statements of a property that name a thing as a line of that thing."""
        line = StatementLine(self.labels.of(name), self._definition(name), tuple(map(self.subject, quads[:MAX_VALUES])))
        if len(quads) <= MAX_VALUES:
            return replace(line, of=self.labels.of(of))
        everything = self.page.query(f"SELECT ?subject {{ ?subject {name} {of} }}", "csv")
        return replace(line, of=self.labels.of(of), total=len(quads), all=everything)

    def subject(self, quad: ox.Quad) -> StatementValue:
        """Return the subject of a quad as a value."""
        subject = quad.subject
        named = self.labels.of(subject)
        why = self.why((subject, quad.predicate, quad.object)) if is_inferred(quad) else None
        return StatementValue(named.text, self.address(getattr(subject, "value", "")), named.language, why)

    def quotations(self, evidence: Iterable[Evidence]) -> tuple[QuotedWords, ...]:
        """Return evidence as quotations with links."""
        return tuple(
            QuotedWords(
                ground.text,
                self.labels.of(ox.NamedNode(ground.source)),
                self.address(ground.source),
                self.address(ground.passage) if ground.passage else None,
                ground.start,
                ground.end,
                self.language_of(ground.source) if ground.is_quoted else None,
            )
            for ground in evidence
        )

    def status_of(self, fact: Term) -> str:
        """Return the status of a fact at the date of the page; empty without a date."""
        return (
            fact_status_at(self.store, fact, self.page.on.days)
            if self.page.on and isinstance(fact, ox.NamedNode)
            else ""
        )

    def language_of(self, source: str) -> str:
        """Return the language of a source text; empty if it is unknown."""
        return source_language(self.store, ox.NamedNode(source))

    def _values(self, quads: Iterable[ox.Quad]) -> tuple[StatementValue, ...]:
        """Return values in the language of the page if there are any, else all values."""
        found = [self.value((q.subject, q.predicate, q.object), is_inferred(q)) for q in quads]
        mine = best_tag(self.page.language, {value.language for value in found if value.language})
        return tuple(value for value in found if mine is None or value.language == mine)


def _turtle(term: Term) -> str:
    """Return a term in the syntax of ``aliansi explain`` and ``/explain``."""
    if isinstance(term, ox.NamedNode):
        return shorten(term.value)
    return str(term)
