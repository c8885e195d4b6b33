"""Small reproducible random graphs with every construct of OWL 2 RL.

They need not follow the grammar of the profile: the rules apply to any RDF graph, and an engine must handle properties
that are also classes, data that declare transitive properties, and lists with two tails.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final

import rdflib
from rdflib import OWL, RDF, RDFS, XSD, BNode, Literal, URIRef
from rdflib.term import Node

from tests.reasoning.support.as_written import EX, typed
from tests.reasoning.support.random_terms import (
    CLASSES,
    DATA_PROPERTIES,
    INDIVIDUALS,
    INTEGER_TYPES,
    LITERALS,
    PROPERTIES,
    RANGES,
    TRIPLES,
)

LONGEST: Final = 4
"""A list whose members are each the same as k others has k to the power of its length variants."""


class _Builder:
    """A graph under construction; every choice comes from one random source."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.graph = rdflib.Graph()
        self.name = f"s{seed}n"
        self.count = 0
        self.tails: dict[Node, int] = {}
        self.expressions: list[Node] = []
        self.blanks = [self.blank() for _ in range(2)]
        self.kinds: dict[str, Callable[[], Node]] = {
            "class": lambda: self.random.choice(CLASSES),
            "property": lambda: self.random.choice(PROPERTIES),
            "data": lambda: self.random.choice(DATA_PROPERTIES),
            "any": lambda: self.random.choice(PROPERTIES + DATA_PROPERTIES),
            "individual": lambda: self.random.choice(INDIVIDUALS),
            "blank": lambda: self.random.choice(self.blanks),
            "literal": lambda: self.random.choice(LITERALS),
            "range": lambda: self.random.choice(RANGES),
            "thing": lambda: self.random.choice((OWL.Thing, OWL.Thing, OWL.Nothing)),
            "expression": self.expression,
        }

    def blank(self) -> BNode:
        self.count += 1
        return BNode(f"{self.name}{self.count}")

    def add(self, subject: Node, predicate: Node, object_: Node) -> None:
        self.graph.add((subject, predicate, object_))

    def some(self, kind: str, low: int, high: int) -> list[Node]:
        return [self.kinds[kind]() for _ in range(self.random.randint(low, high))]

    def list(self, members: list[Node]) -> Node:
        """Add a list of at most four members; now and then it ends in the tail of an earlier one."""
        ends = [tail for tail, length in self.tails.items() if len(members) + length <= LONGEST]
        head: Node = RDF.nil
        if ends and self.random.random() < 0.15:
            head = self.random.choice(ends)
        length = self.tails.get(head, 0)
        for member in reversed(members):
            cell = self.blank()
            self.add(cell, RDF.first, member)
            self.add(cell, RDF.rest, head)
            head, length = cell, length + 1
            if self.random.random() < 0.2:
                self.tails[head] = length  # it may be cut into, gone on with or come back to
        return head

    def triple(self, line: str) -> None:
        self.add(*(self.term(word) for word in line.split()))

    def term(self, word: str) -> Node:
        return self.kinds[word]() if word in self.kinds else named(word)

    # --- class expressions

    def expression(self) -> Node:
        """Return a class expression, often an existing one, so that axioms share it."""
        if self.expressions and self.random.random() < 0.4:
            return self.random.choice(self.expressions)
        node = self.blank() if self.random.random() < 0.8 else self.random.choice(CLASSES)
        self.random.choice(
            (self.boolean, self.one_of, self.some_values, self.all_values, self.has_value, self.cardinality)
        )(node)
        self.expressions.append(node)
        return node

    def boolean(self, node: Node) -> None:
        operator = self.random.choice((OWL.intersectionOf, OWL.unionOf))
        self.add(node, operator, self.list(self.some("class", 1, 3)))
        if self.random.random() < 0.15:
            self.add(node, operator, self.list(self.some("class", 2, 2)))

    def one_of(self, node: Node) -> None:
        for _ in range(self.random.choice((1, 1, 1, 2))):
            self.add(node, OWL.oneOf, self.list(self.some("individual", 1, 3)))

    def restriction(self, node: Node, kind: str) -> None:
        self.add(node, OWL.onProperty, self.term(kind))
        if self.random.random() < 0.3:
            self.add(node, RDF.type, OWL.Restriction)

    def some_values(self, node: Node) -> None:
        kind, filler = self.random.choice((("property", "class"), ("any", "owl:Thing"), ("data", "range")))
        self.restriction(node, kind)
        self.add(node, OWL.someValuesFrom, self.term(filler))

    def all_values(self, node: Node) -> None:
        kind, filler = self.random.choice((("property", "class"), ("property", "class"), ("data", "range")))
        self.restriction(node, kind)
        self.add(node, OWL.allValuesFrom, self.term(filler))

    def has_value(self, node: Node) -> None:
        kind, filler = self.random.choice((("property", "individual"), ("data", "literal")))
        self.restriction(node, kind)
        self.add(node, OWL.hasValue, self.term(filler))

    def cardinality(self, node: Node) -> None:
        self.restriction(node, self.random.choice(("property", "property", "data")))
        number = typed(self.random.choice("001112"), self.random.choice(INTEGER_TYPES))
        if self.random.random() < 0.5:
            self.add(node, OWL.maxCardinality, number)
        else:
            self.add(node, OWL.maxQualifiedCardinality, number)
            self.add(node, OWL.onClass, self.term(self.random.choice(("class", "class", "owl:Thing"))))

    # --- axioms of several triples

    def class_axiom(self) -> None:
        relation = self.random.choice((RDFS.subClassOf, RDFS.subClassOf, OWL.equivalentClass))
        pair = [self.expression(), self.term("class")]
        self.random.shuffle(pair)
        self.add(pair[0], relation, pair[1])

    def chain(self) -> None:
        property_ = self.term("property")
        for _ in range(self.random.choice((1, 1, 1, 2))):
            links = self.some("property", 2, 4)
            if self.random.random() < 0.25:
                links[self.random.randrange(len(links))] = property_
            self.add(property_, OWL.propertyChainAxiom, self.list(links))

    def key(self) -> None:
        class_ = self.term("class")
        for _ in range(self.random.choice((1, 1, 1, 2))):
            self.add(class_, OWL.hasKey, self.list(self.some("any", 1, 3)))

    def all_disjoint(self) -> None:
        node = self.blank()
        kind, type_ = self.random.choice(
            (("class", OWL.AllDisjointClasses), ("property", OWL.AllDisjointProperties), ("data", None))
        )
        self.add(node, RDF.type, type_ or OWL.AllDisjointProperties)
        self.add(node, OWL.members, self.list(self.some(kind, 2, 4)))

    def all_different(self) -> None:
        node, members = self.blank(), self.random.sample(INDIVIDUALS, self.random.randint(2, 4))
        self.add(node, RDF.type, OWL.AllDifferent)
        self.add(node, self.random.choice((OWL.members, OWL.distinctMembers)), self.list([*members]))
        if self.random.random() < 0.3:
            self.add(members[-1], OWL.sameAs, members[0])

    def negative_assertion(self) -> None:
        node = self.blank()
        self.add(node, RDF.type, OWL.NegativePropertyAssertion)
        source, property_ = self.term("individual"), self.term("property")
        target, value = OWL.targetIndividual, self.term("individual")
        if self.random.random() < 0.5:
            property_, target, value = self.term("data"), OWL.targetValue, self.term("literal")
        self.add(node, OWL.sourceIndividual, source)
        self.add(node, OWL.assertionProperty, property_)
        self.add(node, target, value)
        if self.random.random() < 0.3:
            self.add(source, property_, value)

    # --- axioms with facts that they apply to

    def capped(self) -> None:
        """Give an individual one or two values of a property with a maximum."""
        node = self.blank()
        self.cardinality(node)
        one, property_ = self.term("individual"), self.graph.value(node, OWL.onProperty)
        assert property_ is not None  # the line before has written it
        self.add(one, RDF.type, node)
        for value in self.some("literal" if property_ in DATA_PROPERTIES else "individual", 1, 2):
            self.add(one, property_, value)
            filler = self.graph.value(node, OWL.onClass)
            if filler is not None and filler != OWL.Thing and not isinstance(value, Literal):
                self.add(value, RDF.type, filler)

    def keyed(self) -> None:
        """Give two instances of a class the same values for its keys, or for all but one."""
        class_, keys = self.term("class"), self.some("any", 1, 3)
        self.add(class_, OWL.hasKey, self.list(keys))
        pair = self.random.sample(INDIVIDUALS, 2)
        for one in pair:
            self.add(one, RDF.type, class_)
        for key in keys:
            value = self.term("literal" if key in DATA_PROPERTIES else "individual")
            for one in pair if self.random.random() < 0.8 else pair[:1]:
                self.add(one, key, value)

    def siblings(self) -> None:
        """Add two restrictions of one kind that differ in the property or the filler, one below the other."""
        kind = self.random.choice((OWL.someValuesFrom, OWL.allValuesFrom, OWL.hasValue))
        properties, fillers = self.some("property", 2, 2), self.some("class", 2, 2)
        if kind == OWL.hasValue or self.random.random() < 0.5:
            self.add(properties[0], RDFS.subPropertyOf, properties[1])
            fillers[1] = fillers[0]
        else:
            self.add(fillers[0], RDFS.subClassOf, fillers[1])
            properties[1] = properties[0]
        for property_, filler in zip(properties, fillers, strict=True):
            node = self.blank()
            self.add(node, OWL.onProperty, property_)
            self.add(node, kind, filler)
            self.expressions.append(node)

    def oddity(self) -> None:
        """Add something rare: an individual that is a literal, an impossible one, a branching list."""
        odd = self.random.randrange(5)
        if odd == 0 or not self.tails:
            self.triple("individual owl:sameAs literal")
        elif odd == 1:
            self.triple("individual rdf:type owl:Nothing")
        elif odd == 2:
            self.add(self.random.choice([*self.tails]), RDF.first, self.term("class"))
        else:
            short = [tail for tail, length in self.tails.items() if length == 1]
            self.add(self.random.choice([*self.tails]), RDF.rest, self.random.choice((RDF.nil, *short)))


def named(word: str) -> URIRef:
    """Return the IRI of a prefixed name."""
    prefix, _, name = word.partition(":")
    return URIRef({"ex": str(EX), "rdf": str(RDF), "rdfs": str(RDFS), "owl": str(OWL), "xsd": str(XSD)}[prefix] + name)


_LINES: Final = [line.split(maxsplit=1) for line in TRIPLES.strip().splitlines()]
_AXIOMS: Final = (
    *(_Builder.class_axiom,) * 3,
    *(_Builder.chain, _Builder.capped) * 2,
    *(_Builder.key, _Builder.all_disjoint, _Builder.all_different, _Builder.negative_assertion),
    *(_Builder.keyed, _Builder.siblings, _Builder.oddity),
)


def graph(seed: int) -> rdflib.Graph:
    """Return the random graph of a seed: between 30 and about 90 triples."""
    builder = _Builder(seed)
    wanted = builder.random.randint(30, 80)
    weights = [int(weight) for weight, _ in _LINES]
    while len(builder.graph) < wanted:
        if builder.random.random() < 0.15:
            builder.random.choice(_AXIOMS)(builder)
        else:
            builder.triple(builder.random.choices(_LINES, weights)[0][1])
    return builder.graph
