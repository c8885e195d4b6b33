"""The page of a thing: what is said of it, the facts that name it, and the words that stand behind each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from aliansi.about import Description, is_inferred
from aliansi.contexts import Link, Page, Words
from aliansi.grounds import CITES, HAS_SELECTOR, LABEL, STATED_IN, Ground, Grounds, Triple
from aliansi.history import standing_of
from aliansi.names import Named, Names
from aliansi.namespaces import AL, PREFIXES, shorten
from aliansi.store import Store, Term
from aliansi.told import Present

_TYPE: Final = ox.NamedNode(f"{PREFIXES['rdf']}type")
_LANGUAGE: Final = ox.NamedNode(f"{PREFIXES['dcterms']}language")
_NOT_SHOWN: Final = frozenset({LABEL, STATED_IN, CITES, HAS_SELECTOR, ox.NamedNode(str(AL.labelPattern))})
"""What a page shows in its own way, or not at all."""


@dataclass(frozen=True)
class Value:
    """One value of a property; ``why`` leads to the reason where the value is inferred."""

    text: str
    href: str | None = None
    language: str | None = None
    why: str | None = None


@dataclass(frozen=True)
class Line:
    """A property with its values."""

    name: Named
    href: str | None
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Fact:
    """A statement that names the thing, with what else its subject states and what it rests on."""

    name: Named
    href: str | None
    relation: Named
    why: str | None
    lines: tuple[Line, ...]
    grounds: tuple[Words, ...]
    then: str = field(default="", metadata={"help": "what is known of it at the date of the page"})


@dataclass(frozen=True)
class Thing:
    """The page of a thing."""

    name: Named
    short: str
    iri: str
    lines: tuple[Line, ...]
    grounds: tuple[Words, ...]
    facts: tuple[Fact, ...]
    links: tuple[Link, ...] = field(metadata={"help": "the same description in other formats"})
    about: str | None = field(metadata={"help": "the question that tells of the thing as a table"})
    earlier: str | None = None
    later: str | None = None
    then: str = field(default="", metadata={"help": "what is known of it, if it is a fact, at the date of the page"})
    present: Present | None = field(default=None, metadata={"help": "its memberships at the date of the page"})


@dataclass(frozen=True)
class Telling:
    """What it takes to write a page about things: the dataset, what things are called, and where links lead."""

    store: Store
    grounds: Grounds
    names: Names
    page: Page

    def value(self, triple: Triple, inferred: bool) -> Value:
        """Return the object of a triple as a value."""
        term = triple[2]
        named = self.names.of(term)
        href = self.address(term.value) if isinstance(term, ox.NamedNode) else None
        return Value(named.text, href, named.language, self.why(triple) if inferred else None)

    def address(self, iri: str) -> str | None:
        """Return where a link on an IRI leads; a term that the dataset does not define leads to the web."""
        if iri.startswith(AL) and next(self.store.quads(ox.NamedNode(iri)), None) is None:
            return iri
        return self.page.address(iri)

    def why(self, triple: Triple) -> str:
        """Return where the proof of a triple is."""
        subject, predicate, object_ = (_written(term) for term in triple)
        return self.page.why((subject, predicate, object_))

    def lines(self, quads: Iterable[ox.Quad]) -> tuple[Line, ...]:
        """Return statements of one subject by property, its classes first; what is asserted precedes what follows."""
        by_property: dict[ox.NamedNode, dict[Term, ox.Quad]] = {}
        for quad in sorted(quads, key=is_inferred):
            if quad.predicate not in _NOT_SHOWN:
                by_property.setdefault(quad.predicate, {}).setdefault(quad.object, quad)
        lines = [
            Line(self.names.of(name), self.address(name.value), self._values(found.values()))
            for name, found in sorted(by_property.items(), key=lambda item: (item[0] != _TYPE, item[0].value))
        ]
        return tuple(line for line in lines if line.values)

    def shown(self, grounds: Iterable[Ground]) -> tuple[Words, ...]:
        """Return what facts rest on as a page shows it."""
        return tuple(
            Words(
                ground.text,
                self.names.of(ox.NamedNode(ground.source)),
                self.address(ground.source),
                self.address(ground.passage) if ground.passage else None,
                ground.start,
                ground.end,
                self._language_of(ground.source) if ground.is_quoted else None,
            )
            for ground in grounds
        )

    def then(self, fact: Term) -> str:
        """Return what is known of a fact at the date of the page; nothing without one."""
        return (
            standing_of(self.store, fact, self.page.on.days) if self.page.on and isinstance(fact, ox.NamedNode) else ""
        )

    def _language_of(self, source: str) -> str | None:
        """Return the language that a text is in."""
        said = (quad.object for quad in self.store.quads(ox.NamedNode(source), _LANGUAGE))
        return next((term.value for term in said if isinstance(term, ox.Literal)), None)

    def _values(self, quads: Iterable[ox.Quad]) -> tuple[Value, ...]:
        """Return values in the language of the page where there are any in it."""
        found = [self.value((q.subject, q.predicate, q.object), is_inferred(q)) for q in quads]
        mine = [value for value in found if value.language == self.page.language]
        return tuple(mine or found)


def facts_of(described: Description, telling: Telling) -> Iterator[Fact]:
    """Yield the facts that name a thing, as its page shows them."""
    own: dict[Term, list[ox.Quad]] = {}
    for quad in described.facts:
        own.setdefault(quad.subject, []).append(quad)
    for quad in described.naming:
        yield _fact(quad, own.get(quad.subject, []), telling)


def thing_of(
    described: Description, telling: Telling, facts: Iterable[Fact], links: tuple[Link, ...], about: str | None
) -> Thing:
    """Put the page of a thing together, without what comes before or after it."""
    node = described.node
    return Thing(
        name=telling.names.of(node),
        short=shorten(node.value),
        iri=node.value,
        lines=telling.lines(described.own),
        grounds=telling.shown(telling.grounds.of_node(node)),
        facts=tuple(sorted(facts, key=lambda fact: (fact.relation.text, fact.name.text, fact.href or ""))),
        links=links,
        about=about,
        then=telling.then(node),
    )


def _fact(quad: ox.Quad, own: list[ox.Quad], telling: Telling) -> Fact:
    triple = (quad.subject, quad.predicate, quad.object)
    inferred = is_inferred(quad)
    subject = quad.subject
    return Fact(
        name=telling.names.of(subject),
        href=telling.address(subject.value) if isinstance(subject, ox.NamedNode) else None,
        relation=telling.names.of(quad.predicate),
        why=telling.why(triple) if inferred else None,
        lines=() if inferred else telling.lines(own),
        grounds=telling.shown(telling.grounds.of_triple(triple)),
        then=telling.then(subject),
    )


def _written(term: Term) -> str:
    """Write a term as ``aliansi explain`` and ``/explain`` read it."""
    if isinstance(term, ox.NamedNode):
        return shorten(term.value)
    return str(term)
