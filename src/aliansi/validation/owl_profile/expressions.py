"""Reading names, lists and expressions in the positions where axioms put them: OWL 2 Profiles, 4.2.1 to 4.2.4."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from rdflib import OWL, RDF, RDFS, BNode, Literal, URIRef
from rdflib.term import Node

from aliansi.validation.owl_profile import grammar as t
from aliansi.validation.owl_profile.declarations import OntologyIndex, Triple, is_reserved


@dataclass(frozen=True, eq=False)
class ExpressionPlace:
    """A node in a position (4.2.3), with the triple that puts it there, its axiom and the expression around it."""

    node: Node
    position: t.Position
    triple: Triple
    axiom: Triple
    around: ExpressionPlace | None = None

    @property
    def production(self) -> str:
        """The production that the position is named after, whether or not owl:Thing may stand in for it (4.2.3)."""
        return str(self.position).removesuffix(" or owl:Thing")

    @property
    def expression(self) -> str:
        """The production of whatever a blank node in this position is (4.2.3, 4.2.4)."""
        return t.RANGE if self.position == t.RANGE else t.ANY


class ExpressionReader:
    """Reads what stands in an axiom from a stack of places, so that neither depth nor cycles do any harm (4.2.3)."""

    def __init__(self, index: OntologyIndex) -> None:
        """Start with nothing found in the ontology of this index."""
        self.index = index
        self.found: set[tuple[Triple, str, str]] = set()
        self.accounted: set[Triple] = set()
        self._waiting: list[ExpressionPlace] = []
        self._entered: set[tuple[Node, t.Position]] = set()

    def report(self, triple: Triple, production: str, wrong: str) -> None:
        """Note what is wrong at a triple, with what to write instead of it."""
        self.accounted.add(triple)
        self.found.add((triple, production, f"{wrong}; {t.INSTEAD[production]}."))

    def sweep(self, node: Node) -> None:
        """Account for all of an expression that cannot be read, so that one fault is reported once."""
        swept, nodes = set[Node](), [node]
        while nodes:
            swept.add(node := nodes.pop())
            triples = [*self.index.structure(node), *self.index.types(node, t.STRUCTURE_TYPES)]
            self.accounted.update(triples)
            nodes.extend(inner for _, _, inner in triples if isinstance(inner, BNode) and inner not in swept)

    def put(self, node: Node, position: t.Position, triple: Triple, around: ExpressionPlace | None = None) -> None:
        """Let a node wait to be read in the position where a triple puts it."""
        self.accounted.add(triple)
        self._waiting.append(ExpressionPlace(node, position, triple, around.axiom if around else triple, around))

    def settle(self) -> None:
        """Read everything that waits, and what that puts in turn."""
        while self._waiting:
            place = self._waiting.pop()
            if isinstance(place.position, t.ListOf):
                self._list(place, place.position)
            else:
                _POSITIONS[place.position](self, place)

    def read_form(self, place: ExpressionPlace, constructor: Triple, form: str, filler: Triple | None) -> None:
        """Read one form of expression, by the forms that the grammar allows in its position (4.2.3, 4.2.4)."""
        allowed: Mapping[str, t.Position] = t.FORMS[place.production]
        if form not in allowed:
            self._fault(replace(place, triple=constructor), place.production, f"is {form}, no {place.production}")
        position = allowed.get(form) or t.FORMS[t.ANY].get(form)
        if position is None:
            self.sweep(place.node)
        elif filler is not None:
            self.put(filler[2], position, filler, place)

    def _fault(self, place: ExpressionPlace, production: str, wrong: str) -> None:
        where = f"In {self.index.quote(place.axiom)}, {self.index.text(place.node)}"
        self.report(place.triple, production, f"{where} {wrong}")

    def _broken(self, place: ExpressionPlace, production: str, wrong: str) -> None:
        self._fault(place, production, wrong)
        self.sweep(place.node)

    # Expressions and lists

    def _enter(self, place: ExpressionPlace) -> bool:
        """Tell whether an expression is still to be read in its position, and report one that contains itself."""
        around = place.around
        while around:
            if around.node == place.node:
                self._fault(place, place.expression, "contains itself")
                return False
            around = around.around
        new = (place.node, place.position) not in self._entered
        self._entered.add((place.node, place.position))
        return new

    def _expression(self, place: ExpressionPlace) -> None:
        if not self._enter(place):
            return
        constructors = self.index.about(place.node, t.CONSTRUCTORS)
        restricts = self.index.about(place.node, t.RESTRICTING) or self.index.types(place.node, {OWL.Restriction})
        production = "Restriction" if restricts else place.expression
        if len(constructors) != 1:
            self._broken(place, production, f"has {len(constructors)} constructors instead of one")
            return
        needed = OWL.Restriction if restricts else RDFS.Datatype if place.expression == t.RANGE else OWL.Class
        self.accounted.update([*constructors, *self.index.types(place.node, t.TYPES[needed])])
        if not self.index.types(place.node, {needed}):
            self._fault(place, production, f"lacks rdf:type {self.index.text(needed)}")
            if self.index.types(place.node, t.STRUCTURE_TYPES):
                self.sweep(place.node)  # It is meant as something else, so that its parts would be misread.
                return
        if restricts:
            self._restriction(place, constructors[0])
        else:
            family = "Data" if place.expression == t.RANGE else "Object"
            self.read_form(place, constructors[0], family + t.CONSTRUCTORS[constructors[0][1]], constructors[0])

    def _restriction(self, place: ExpressionPlace, constraint: Triple) -> None:
        properties = self.index.about(place.node, {OWL.onProperty})
        qualifiers = self.index.about(place.node, t.QUALIFIERS)
        name = t.CONSTRAINTS.get(constraint[1])
        if name is None or len(properties) != 1 or len(qualifiers) != (constraint[1] in t.QUALIFIED):
            self._broken(place, "Restriction", "does not have exactly the parts of a restriction")
            return
        property_, bounded = properties[0], constraint[1] in t.CARDINALITIES
        filler = qualifiers[0] if qualifiers else None if bounded else constraint
        family = self.index.pick(t.FAMILIES, property_[2], filler[2] if filler else place.node)
        if qualifiers and t.QUALIFIERS[qualifiers[0][1]] != family:
            self._broken(place, "Restriction", "has a qualifier that does not suit its property")
            return
        needs_simple = family == "Object" and name in t.NEED_SIMPLE
        self.put(property_[2], t.SIMPLE if needs_simple else t.PROPERTY_IN[family], property_, place)
        if bounded:
            self._cardinality(replace(place, triple=constraint), constraint[2], name)
        self.read_form(place, constraint, family + name, filler)

    def _cardinality(self, place: ExpressionPlace, number: Node, name: str) -> None:
        value = number.value if isinstance(number, Literal) else None
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self._fault(place, "nonNegativeInteger", "has a cardinality that is no non-negative integer")
        elif value > 1 and place.position == t.SUPER and name == "MaxCardinality":
            self._fault(place, "zeroOrOne", f"has a maximal cardinality of {value}")

    def _list(self, place: ExpressionPlace, position: t.ListOf) -> None:
        node, cells, items = place.node, set[Node](), list[Triple]()
        while node != RDF.nil:
            firsts, rests = self.index.about(node, {RDF.first}), self.index.about(node, {RDF.rest})
            if node in cells or len(firsts) != 1 or len(rests) != 1 or not isinstance(node, BNode):
                self._broken(replace(place, node=node), "List", "is no node of a list that ends in rdf:nil")
                break
            self.accounted.update([*firsts, *rests, *self.index.types(node, {RDF.List})])
            cells.add(node)
            items += firsts
            node = rests[0][2]
        if node == RDF.nil and len(items) < position.least:
            self._fault(place, position.production, f"lists {len(items)} where {position.least} are needed")
        for item in items:
            self.put(item[2], position.position, item, place)

    # Names

    def _name(self, place: ExpressionPlace, kind: str) -> None:
        kinds = self.index.kinds(place.node)
        if place.node in t.OUTSIDE_RL or (is_reserved(place.node) and not kinds):
            self._fault(place, t.OUTSIDE_RL.get(place.node, kind), f"is no {kind} that OWL 2 RL supports")
        elif kind in kinds:
            return
        elif kinds - {t.NAMED_INDIVIDUAL} or not isinstance(place.node, URIRef):
            what = " and ".join(sorted(kinds)) or ("a literal" if isinstance(place.node, Literal) else "a blank node")
            self._fault(place, place.production, f"is no {kind} but {what}")
        else:
            self._fault(place, "Declaration", f"is not declared as {kind}")

    def _class(self, place: ExpressionPlace) -> None:
        if isinstance(place.node, BNode):
            self._expression(place)
        elif place.node != OWL.Thing:
            self._name(place, t.CLASS)
        elif place.position not in (t.SUB_OR_THING, t.ANY):
            self._fault(place, place.production, f"is no {place.production}")

    def _data_range(self, place: ExpressionPlace) -> None:
        if isinstance(place.node, BNode):
            self._expression(place)
            return
        self._name(place, t.DATATYPE)
        own = t.DATATYPE in self.index.declared.get(place.node, ()) and not is_reserved(place.node)
        if own and not self.index.definitions(place.node):
            self._fault(place, t.DATATYPE, "is declared but nowhere defined")

    def _defined_datatype(self, place: ExpressionPlace) -> None:
        if place.node in t.DATATYPES or len(self.index.definitions(place.node)) > 1:
            self._fault(place, t.DEFINED, "is predefined or has another definition")
        else:
            self._name(place, t.DATATYPE)

    def _object_property(self, place: ExpressionPlace) -> None:
        if not isinstance(place.node, BNode):
            self._name(place, t.OBJECT_PROPERTY)
            return
        inverses = self.index.about(place.node, {OWL.inverseOf})
        if len(inverses) != 1:
            self._broken(place, t.INVERTED, f"is the inverse of {len(inverses)} properties")
            return
        self.put(inverses[0][2], t.INVERTED, inverses[0], place)

    def _inverted_property(self, place: ExpressionPlace) -> None:
        if isinstance(place.node, BNode):
            self._broken(place, t.INVERTED, "is no named property")
        else:
            self._name(place, t.OBJECT_PROPERTY)

    def _simple_property(self, place: ExpressionPlace) -> None:
        self._object_property(replace(place, position=t.OBJECT))
        if self.index.named(place.node) in self.index.composite:
            self._fault(place, t.SIMPLE, "follows from a property chain or a transitive property")

    def _data_property(self, place: ExpressionPlace) -> None:
        self._name(place, t.DATA_PROPERTY)

    def _key_property(self, place: ExpressionPlace) -> None:
        data = t.DATA_PROPERTY in self.index.kinds(place.node)
        self.put(place.node, t.DATA if data else t.OBJECT, place.triple, place)

    def _annotation_property(self, place: ExpressionPlace) -> None:
        self._name(place, t.ANNOTATION_PROPERTY)

    def _individual(self, place: ExpressionPlace) -> None:
        if isinstance(place.node, Literal) or self.index.is_expression(place.node):
            self._broken(place, t.INDIVIDUAL, "is no individual")
        elif is_reserved(place.node):
            self._fault(place, t.NAMED_INDIVIDUAL, "is a reserved name, no individual")
        elif self.index.is_missing(place.node):
            self._fault(place, "Declaration", "is not declared as an individual and has no class")

    def _literal(self, place: ExpressionPlace) -> None:
        node = place.node
        if not isinstance(node, Literal):
            self._broken(place, t.LITERAL, "is no literal")
        elif node.datatype is not None and node.datatype not in t.DATATYPES - {RDFS.Literal}:
            self._fault(place, t.DATATYPE, "is a literal of a datatype that OWL 2 RL does not support")
        elif node.ill_typed:
            self._fault(place, t.LITERAL, "is no value of its datatype")

    def _iri(self, place: ExpressionPlace) -> None:
        if not isinstance(place.node, URIRef):
            self._broken(place, t.NAME, "is no IRI")


_POSITIONS: Final[Mapping[str, Callable[[ExpressionReader, ExpressionPlace], None]]] = {
    **dict.fromkeys((t.SUB, t.SUB_OR_THING, t.SUPER, t.EQUIV, t.ANY), ExpressionReader._class),
    t.RANGE: ExpressionReader._data_range,
    t.DEFINED: ExpressionReader._defined_datatype,
    t.OBJECT: ExpressionReader._object_property,
    t.INVERTED: ExpressionReader._inverted_property,
    t.SIMPLE: ExpressionReader._simple_property,
    t.DATA: ExpressionReader._data_property,
    t.KEY: ExpressionReader._key_property,
    t.ANNOTATION: ExpressionReader._annotation_property,
    t.INDIVIDUAL: ExpressionReader._individual,
    t.LITERAL: ExpressionReader._literal,
    t.NAME: ExpressionReader._iri,
}
"""How to read what stands in each position."""
