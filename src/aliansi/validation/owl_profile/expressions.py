"""Read names, lists and expressions in the positions of axioms (OWL 2 Profiles, 4.2.1 to 4.2.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from rdflib import OWL, RDF, RDFS, BNode, Literal, URIRef
from rdflib.term import Node

from aliansi.reasoning.terms.datatypes import is_ill_typed
from aliansi.validation.owl_profile import grammar as t
from aliansi.validation.owl_profile.declarations import OntologyIndex, Triple, is_reserved


@dataclass(frozen=True, eq=False)
class ExpressionPlace:
    """A node in a position (4.2.3), with its triple, its axiom and the expression around it."""

    node: Node
    position: t.Position
    triple: Triple
    axiom: Triple
    around: ExpressionPlace | None = None

    @property
    def production(self) -> str:
        """The production of the position, without the alternative owl:Thing (4.2.3)."""
        return str(self.position).removesuffix(" or owl:Thing")

    @property
    def expression(self) -> str:
        """The production of a blank node in this position (4.2.3, 4.2.4)."""
        return t.RANGE if self.position == t.RANGE else t.ANY


class ExpressionReader:
    """Reads the parts of axioms from a stack of places, so that deep and cyclic expressions are safe (4.2.3)."""

    def __init__(self, index: OntologyIndex) -> None:
        self.index = index
        self.found: set[tuple[Triple, str, str]] = set()
        self.accounted: set[Triple] = set()
        self._waiting: list[ExpressionPlace] = []
        self._entered: set[tuple[Node, t.Position]] = set()

    def report(self, triple: Triple, production: str, wrong: str) -> None:
        """Record a violation at a triple, with what to write instead."""
        self.accounted.add(triple)
        self.found.add((triple, production, f"{wrong}; {t.INSTEAD[production]}."))

    def sweep(self, node: Node) -> None:
        """Mark all triples of an unreadable expression as read, so that one fault is reported once."""
        swept, nodes = set[Node](), [node]
        while nodes:
            swept.add(node := nodes.pop())
            triples = [*self.index.structure(node), *self.index.types(node, t.STRUCTURE_TYPES)]
            self.accounted.update(triples)
            nodes.extend(inner for _, _, inner in triples if isinstance(inner, BNode) and inner not in swept)

    def put(self, node: Node, position: t.Position, triple: Triple, around: ExpressionPlace | None = None) -> None:
        """Queue a node to be read in the position where a triple puts it."""
        self.accounted.add(triple)
        self._waiting.append(ExpressionPlace(node, position, triple, around.axiom if around else triple, around))

    def settle(self) -> None:
        """Read all queued nodes, and those that they queue."""
        while self._waiting:
            place = self._waiting.pop()
            if isinstance(place.position, t.ListOf):
                self._read_list(place, place.position)
            else:
                _POSITIONS[place.position](self, place)

    def read_form(self, place: ExpressionPlace, constructor: Triple, form: str, filler: Triple | None) -> None:
        """Read one form of expression with the forms that the grammar allows in its position (4.2.3, 4.2.4)."""
        allowed: Mapping[str, t.Position] = t.FORMS[place.production]
        if form not in allowed:
            self._report_at(replace(place, triple=constructor), place.production, f"is {form}, not {place.production}")
        position = allowed.get(form) or t.FORMS[t.ANY].get(form)
        if position is None:
            self.sweep(place.node)
        elif filler is not None:
            self.put(filler[2], position, filler, place)

    def _report_at(self, place: ExpressionPlace, production: str, wrong: str) -> None:
        where = f"In {self.index.quote(place.axiom)}, {self.index.text(place.node)}"
        self.report(place.triple, production, f"{where} {wrong}")

    def _report_unreadable(self, place: ExpressionPlace, production: str, wrong: str) -> None:
        self._report_at(place, production, wrong)
        self.sweep(place.node)

    # Expressions and lists

    def _enter(self, place: ExpressionPlace) -> bool:
        """Return whether an expression was not yet read in its position; report one that contains itself."""
        around = place.around
        while around:
            if around.node == place.node:
                self._report_at(place, place.expression, "contains itself")
                return False
            around = around.around
        new = (place.node, place.position) not in self._entered
        self._entered.add((place.node, place.position))
        return new

    def _read_expression(self, place: ExpressionPlace) -> None:
        if not self._enter(place):
            return
        constructors = self.index.about(place.node, t.CONSTRUCTORS)
        restricts = self.index.about(place.node, t.RESTRICTING) or self.index.types(place.node, {OWL.Restriction})
        production = "Restriction" if restricts else place.expression
        if len(constructors) != 1:
            self._report_unreadable(place, production, f"has {len(constructors)} constructors instead of one")
            return
        needed = OWL.Restriction if restricts else RDFS.Datatype if place.expression == t.RANGE else OWL.Class
        self.accounted.update([*constructors, *self.index.types(place.node, t.TYPES[needed])])
        if not self.index.types(place.node, {needed}):
            self._report_at(place, production, f"lacks rdf:type {self.index.text(needed)}")
            if self.index.types(place.node, t.STRUCTURE_TYPES):
                self.sweep(place.node)  # Another type was meant, so that its parts would be misread.
                return
        if restricts:
            self._read_restriction(place, constructors[0])
        else:
            family = "Data" if place.expression == t.RANGE else "Object"
            self.read_form(place, constructors[0], family + t.CONSTRUCTORS[constructors[0][1]], constructors[0])

    def _read_restriction(self, place: ExpressionPlace, constraint: Triple) -> None:
        properties = self.index.about(place.node, {OWL.onProperty})
        qualifiers = self.index.about(place.node, t.QUALIFIERS)
        name = t.CONSTRAINTS.get(constraint[1])
        if name is None or len(properties) != 1 or len(qualifiers) != (constraint[1] in t.QUALIFIED):
            self._report_unreadable(place, "Restriction", "does not have exactly the parts of a restriction")
            return
        property_, bounded = properties[0], constraint[1] in t.CARDINALITIES
        filler = qualifiers[0] if qualifiers else None if bounded else constraint
        family = self.index.pick(t.FAMILIES, property_[2], filler[2] if filler else place.node)
        if qualifiers and t.QUALIFIERS[qualifiers[0][1]] != family:
            self._report_unreadable(place, "Restriction", "has a qualifier that does not suit its property")
            return
        needs_simple = family == "Object" and name in t.NEED_SIMPLE
        self.put(property_[2], t.SIMPLE if needs_simple else t.PROPERTY_IN[family], property_, place)
        if bounded:
            self._read_cardinality(replace(place, triple=constraint), constraint[2], name)
        self.read_form(place, constraint, family + name, filler)

    def _read_cardinality(self, place: ExpressionPlace, number: Node, name: str) -> None:
        value = number.value if isinstance(number, Literal) else None
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self._report_at(place, "nonNegativeInteger", "has a cardinality that is not a non-negative integer")
        elif value > 1 and place.position == t.SUPER and name == "MaxCardinality":
            self._report_at(place, "zeroOrOne", f"has a maximal cardinality of {value}")

    def _read_list(self, place: ExpressionPlace, position: t.ListOf) -> None:
        node, cells, items = place.node, set[Node](), list[Triple]()
        while node != RDF.nil:
            firsts, rests = self.index.about(node, {RDF.first}), self.index.about(node, {RDF.rest})
            if node in cells or len(firsts) != 1 or len(rests) != 1 or not isinstance(node, BNode):
                self._report_unreadable(
                    replace(place, node=node), "List", "is not a node of a list that ends in rdf:nil"
                )
                break
            self.accounted.update([*firsts, *rests, *self.index.types(node, {RDF.List})])
            cells.add(node)
            items += firsts
            node = rests[0][2]
        if node == RDF.nil and len(items) < position.minimum:
            self._report_at(place, position.production, f"lists {len(items)} where {position.minimum} are needed")
        for item in items:
            self.put(item[2], position.position, item, place)

    # Names

    def _read_name(self, place: ExpressionPlace, kind: str) -> None:
        kinds = self.index.kinds(place.node)
        if place.node in t.OUTSIDE_RL or (is_reserved(place.node) and not kinds):
            self._report_at(place, t.OUTSIDE_RL.get(place.node, kind), f"is not supported by OWL 2 RL as {kind}")
        elif kind in kinds:
            return
        elif kinds - {t.NAMED_INDIVIDUAL} or not isinstance(place.node, URIRef):
            what = " and ".join(sorted(kinds)) or ("a literal" if isinstance(place.node, Literal) else "a blank node")
            self._report_at(place, place.production, f"is {what}, not {kind}")
        else:
            self._report_at(place, "Declaration", f"is not declared as {kind}")

    def _read_class(self, place: ExpressionPlace) -> None:
        if isinstance(place.node, BNode):
            self._read_expression(place)
        elif place.node != OWL.Thing:
            self._read_name(place, t.CLASS)
        elif place.position not in (t.SUB_OR_THING, t.ANY):
            self._report_at(place, place.production, f"is not {place.production}")

    def _read_data_range(self, place: ExpressionPlace) -> None:
        if isinstance(place.node, BNode):
            self._read_expression(place)
            return
        self._read_name(place, t.DATATYPE)
        own = t.DATATYPE in self.index.declared.get(place.node, ()) and not is_reserved(place.node)
        if own and not self.index.definitions(place.node):
            self._report_at(place, t.DATATYPE, "is declared but not defined")

    def _read_defined_datatype(self, place: ExpressionPlace) -> None:
        if place.node in t.DATATYPES or len(self.index.definitions(place.node)) > 1:
            self._report_at(place, t.DEFINED, "is predefined or has another definition")
        else:
            self._read_name(place, t.DATATYPE)

    def _read_object_property(self, place: ExpressionPlace) -> None:
        if not isinstance(place.node, BNode):
            self._read_name(place, t.OBJECT_PROPERTY)
            return
        inverses = self.index.about(place.node, {OWL.inverseOf})
        if len(inverses) != 1:
            self._report_unreadable(place, t.INVERTED, f"is the inverse of {len(inverses)} properties")
            return
        self.put(inverses[0][2], t.INVERTED, inverses[0], place)

    def _read_inverted_property(self, place: ExpressionPlace) -> None:
        if isinstance(place.node, BNode):
            self._report_unreadable(place, t.INVERTED, "is not a named property")
        else:
            self._read_name(place, t.OBJECT_PROPERTY)

    def _read_simple_property(self, place: ExpressionPlace) -> None:
        self._read_object_property(replace(place, position=t.OBJECT))
        if self.index.named(place.node) in self.index.composite:
            self._report_at(place, t.SIMPLE, "follows from a property chain or a transitive property")

    def _read_data_property(self, place: ExpressionPlace) -> None:
        self._read_name(place, t.DATA_PROPERTY)

    def _read_key_property(self, place: ExpressionPlace) -> None:
        data = t.DATA_PROPERTY in self.index.kinds(place.node)
        self.put(place.node, t.DATA if data else t.OBJECT, place.triple, place)

    def _read_annotation_property(self, place: ExpressionPlace) -> None:
        self._read_name(place, t.ANNOTATION_PROPERTY)

    def _read_individual(self, place: ExpressionPlace) -> None:
        if isinstance(place.node, Literal) or self.index.is_expression(place.node):
            self._report_unreadable(place, t.INDIVIDUAL, "is not an individual")
        elif is_reserved(place.node):
            self._report_at(place, t.NAMED_INDIVIDUAL, "is a reserved name, not an individual")
        elif self.index.is_missing(place.node):
            self._report_at(place, "Declaration", "is not declared as an individual and has no class")

    def _read_literal(self, place: ExpressionPlace) -> None:
        node = place.node
        if not isinstance(node, Literal):
            self._report_unreadable(place, t.LITERAL, "is not a literal")
        elif node.datatype is not None and node.datatype not in t.DATATYPES - {RDFS.Literal}:
            self._report_at(place, t.DATATYPE, "is a literal of a datatype that OWL 2 RL does not support")
        elif is_ill_typed(node):
            self._report_at(place, t.LITERAL, "is not a value of its datatype")

    def _read_iri(self, place: ExpressionPlace) -> None:
        if not isinstance(place.node, URIRef):
            self._report_unreadable(place, t.NAME, "is not an IRI")


_POSITIONS: Final[Mapping[str, Callable[[ExpressionReader, ExpressionPlace], None]]] = {
    **dict.fromkeys((t.SUB, t.SUB_OR_THING, t.SUPER, t.EQUIV, t.ANY), ExpressionReader._read_class),
    t.RANGE: ExpressionReader._read_data_range,
    t.DEFINED: ExpressionReader._read_defined_datatype,
    t.OBJECT: ExpressionReader._read_object_property,
    t.INVERTED: ExpressionReader._read_inverted_property,
    t.SIMPLE: ExpressionReader._read_simple_property,
    t.DATA: ExpressionReader._read_data_property,
    t.KEY: ExpressionReader._read_key_property,
    t.ANNOTATION: ExpressionReader._read_annotation_property,
    t.INDIVIDUAL: ExpressionReader._read_individual,
    t.LITERAL: ExpressionReader._read_literal,
    t.NAME: ExpressionReader._read_iri,
}
"""The reader of each position."""
