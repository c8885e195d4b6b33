"""Numbers for terms: the vocabulary of RDF, RDFS and OWL first, then whatever a graph holds."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import OWL, RDF, RDFS, Literal
from rdflib.term import Node

_VOCABULARY = (
    RDF.type, RDF.first, RDF.rest, RDF.nil, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.sameAs,
    OWL.equivalentClass, OWL.equivalentProperty, OWL.inverseOf, OWL.propertyChainAxiom, OWL.hasKey, OWL.onProperty,
    OWL.onClass, OWL.hasValue, OWL.someValuesFrom, OWL.allValuesFrom, OWL.maxCardinality, OWL.maxQualifiedCardinality,
    OWL.intersectionOf, OWL.unionOf, OWL.oneOf, OWL.SymmetricProperty, OWL.TransitiveProperty, OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty, OWL.Thing, OWL.Nothing, OWL.Class,
    OWL.ObjectProperty, OWL.DatatypeProperty, OWL.differentFrom,
)  # fmt: skip

(
    TYPE, FIRST, REST, NIL, SUBCLASS, SUBPROPERTY, DOMAIN, RANGE, SAME,
    EQUIVALENT_CLASS, EQUIVALENT_PROPERTY, INVERSE, CHAIN, HAS_KEY, ON_PROPERTY,
    ON_CLASS, HAS_VALUE, SOME_VALUES, ALL_VALUES, MAX, MAX_QUALIFIED,
    INTERSECTION, UNION, ONE_OF, SYMMETRIC, TRANSITIVE, FUNCTIONAL,
    INVERSE_FUNCTIONAL, THING, NOTHING, CLASS, OBJECT_PROPERTY, DATATYPE_PROPERTY, DIFFERENT,
) = range(len(_VOCABULARY))  # fmt: skip

SCHEMA_PREDICATES = (
    FIRST, REST, SUBCLASS, SUBPROPERTY, DOMAIN, RANGE, EQUIVALENT_CLASS, EQUIVALENT_PROPERTY, INVERSE, CHAIN, HAS_KEY,
    ON_PROPERTY, ON_CLASS, HAS_VALUE, SOME_VALUES, ALL_VALUES, MAX, MAX_QUALIFIED, INTERSECTION, UNION, ONE_OF,
)  # fmt: skip
SCHEMA_TYPES = (SYMMETRIC, TRANSITIVE, FUNCTIONAL, INVERSE_FUNCTIONAL, CLASS)


class Dictionary:
    """Terms and their numbers, both ways."""

    def __init__(self) -> None:
        """Number the vocabulary; its numbers are the constants of this module."""
        self.terms: list[Node] = list(_VOCABULARY)
        self._literals: list[int] = []
        self._numbers: dict[Node, int] = {term: number for number, term in enumerate(_VOCABULARY)}

    def __len__(self) -> int:
        """Return how many terms have a number."""
        return len(self.terms)

    def number(self, term: Node) -> int:
        """Return the number of a term, a new one if it has none yet."""
        number = self._numbers.setdefault(term, len(self.terms))
        if number == len(self.terms):
            self.terms.append(term)
            if isinstance(term, Literal):
                self._literals.append(number)
        return number

    def known(self, term: Node) -> int | None:
        """Return the number of a term, or None."""
        return self._numbers.get(term)

    def literals(self) -> Iterable[tuple[int, Literal]]:
        """Return every literal with its number."""
        terms = self.terms
        return ((number, term) for number in self._literals if isinstance(term := terms[number], Literal))
