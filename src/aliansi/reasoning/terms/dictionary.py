"""Dictionary: numbers for terms, first for the vocabulary of RDF, RDFS and OWL, then for the terms of a graph."""

from __future__ import annotations

from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from aliansi.reasoning.terms.text import iri

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from rdflib.term import Node

Key = tuple[int, int, int]
"""A triple of term numbers."""

_VOCABULARY = (
    "rdf:type", "rdf:first", "rdf:rest", "rdf:nil", "rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:domain",
    "rdfs:range", "owl:sameAs", "owl:equivalentClass", "owl:equivalentProperty", "owl:inverseOf",
    "owl:propertyChainAxiom", "owl:hasKey", "owl:onProperty", "owl:onClass", "owl:hasValue", "owl:someValuesFrom",
    "owl:allValuesFrom", "owl:maxCardinality", "owl:maxQualifiedCardinality", "owl:intersectionOf", "owl:unionOf",
    "owl:oneOf", "owl:SymmetricProperty", "owl:TransitiveProperty", "owl:FunctionalProperty",
    "owl:InverseFunctionalProperty", "owl:Thing", "owl:Nothing", "owl:Class", "owl:ObjectProperty",
    "owl:DatatypeProperty", "owl:differentFrom",
)  # fmt: skip

(
    TYPE, FIRST, REST, NIL, SUBCLASS, SUBPROPERTY, DOMAIN, RANGE, SAME,
    EQUIVALENT_CLASS, EQUIVALENT_PROPERTY, INVERSE, CHAIN, HAS_KEY, ON_PROPERTY,
    ON_CLASS, HAS_VALUE, SOME_VALUES, ALL_VALUES, MAX, MAX_QUALIFIED,
    INTERSECTION, UNION, ONE_OF, SYMMETRIC, TRANSITIVE, FUNCTIONAL,
    INVERSE_FUNCTIONAL, THING, NOTHING, CLASS, OBJECT_PROPERTY, DATATYPE_PROPERTY, DIFFERENT,
) = range(len(_VOCABULARY))  # fmt: skip

NAMED = {name: number for number, name in enumerate(_VOCABULARY)}
"""Vocabulary terms by prefixed name, as the rules write them."""

SCHEMA_PREDICATES = (
    FIRST, REST, SUBCLASS, SUBPROPERTY, DOMAIN, RANGE, EQUIVALENT_CLASS, EQUIVALENT_PROPERTY, INVERSE, CHAIN, HAS_KEY,
    ON_PROPERTY, ON_CLASS, HAS_VALUE, SOME_VALUES, ALL_VALUES, MAX, MAX_QUALIFIED, INTERSECTION, UNION, ONE_OF,
)  # fmt: skip
OF_EVERYTHING = (TYPE, SUBCLASS, SUBPROPERTY, DOMAIN, RANGE, EQUIVALENT_CLASS, EQUIVALENT_PROPERTY)
"""Predicates of triples that hold of every class, property or thing."""
IRI, BLANK, LITERAL, STEP = range(4)
_STEP = "step "
_KINDS = np.zeros(128, np.uint8)  # by the first character of the text
for _start, _kind in (("<", IRI), ("_", BLANK), ('"', LITERAL), (_STEP[0], STEP)):
    _KINDS[ord(_start)] = _kind
SCHEMA_TYPES = (
    SYMMETRIC, TRANSITIVE, FUNCTIONAL, INVERSE_FUNCTIONAL, CLASS, OBJECT_PROPERTY, DATATYPE_PROPERTY,
)  # fmt: skip


class TermNumbers(dict[str, int]):
    """Numbers by text: a new text gets the next number, so that ``map`` encodes without a loop."""

    def __missing__(self, text: str) -> int:
        """Assign the next number."""
        number = self[text] = len(self)
        return number


class Dictionary:
    """Terms and their numbers, both ways; a term is its canonical N-Triples text."""

    def __init__(self) -> None:
        """Number the vocabulary: its numbers are the constants of this module."""
        self.numbers = TermNumbers()
        self._texts: list[str] = []
        self._starts = bytearray()  # first character of each term, which gives its kind
        for name in _VOCABULARY:
            self.numbers[iri(name)]

    def __len__(self) -> int:
        """Return the number of terms."""
        return len(self.numbers)

    def texts(self) -> list[str]:
        """Return the text of every term, by number."""
        if len(self._texts) < len(self.numbers):
            self._texts += islice(self.numbers, len(self._texts), None)
        return self._texts

    def text(self, number: int) -> str:
        """Return the text of a term."""
        return self.texts()[number]

    def term(self, number: int) -> Node:
        """Return a term as an rdflib node."""
        from aliansi.reasoning.terms.rdflib_terms import node_of

        return node_of(self.texts()[number])

    def number(self, term: Node) -> int:
        """Return the number of an rdflib term, a new one if it has none."""
        from aliansi.reasoning.terms.rdflib_terms import text_of

        return self.numbers[text_of(term)]

    def find(self, term: Node) -> int | None:
        """Return the number of an rdflib term, or None."""
        from aliansi.reasoning.terms.rdflib_terms import text_of

        return self.numbers.get(text_of(term))

    def step(self, *of: object) -> int:
        """Return an intermediate term for a part of a longer rule: equal parts share one, and no user sees it."""
        return self.numbers[_STEP + repr(of)]

    def kinds(self, start: int = 0) -> NDArray[np.uint8]:
        """Return the kind of every term from a number on: IRI, BLANK, LITERAL or STEP."""
        kinds: NDArray[np.uint8] = _KINDS[np.frombuffer(self.starts(), np.uint8)[start:]]
        return kinds

    def starts(self) -> bytearray:
        """Return the first character of every term."""
        # Iterate over new terms only: from the end, because a dict cannot be iterated from the middle.
        new = list(islice(reversed(self.numbers), len(self.numbers) - len(self._starts)))
        self._starts += bytes(map(ord, map(itemgetter(0), reversed(new))))
        return self._starts
