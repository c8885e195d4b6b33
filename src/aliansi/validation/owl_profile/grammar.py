"""The grammar of OWL 2 RL as tables, after the W3C recommendation "OWL 2 Profiles (Second Edition)", section 4.2.

Where the grammar is silent on RDF, the tables follow "OWL 2 Mapping to RDF Graphs (Second Edition)", section 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import OWL, RDF, RDFS, XSD, URIRef
from rdflib.term import Node

# Kinds of entities (4.2.1)
CLASS: Final = "Class"
DATATYPE: Final = "Datatype"
OBJECT_PROPERTY: Final = "ObjectProperty"
DATA_PROPERTY: Final = "DataProperty"
ANNOTATION_PROPERTY: Final = "AnnotationProperty"
NAMED_INDIVIDUAL: Final = "NamedIndividual"

# Positions, each named after the production that the grammar allows there
SUB: Final = "subClassExpression"
SUB_OR_THING: Final = "subClassExpression or owl:Thing"
SUPER: Final = "superClassExpression"
EQUIV: Final = "equivClassExpression"
ANY: Final = "ClassExpression"
RANGE: Final = "DataRange"
DEFINED: Final = "DatatypeDefinition"
OBJECT: Final = "ObjectPropertyExpression"
SIMPLE: Final = "SimpleObjectPropertyExpression"
INVERTED: Final = "InverseObjectProperty"
DATA: Final = "DataPropertyExpression"
KEY: Final = "HasKey"
ANNOTATION: Final = ANNOTATION_PROPERTY
INDIVIDUAL: Final = "Individual"
LITERAL: Final = "Literal"
NAME: Final = "IRI"


@dataclass(frozen=True)
class ListOf:
    """A position for a list with a minimum of members, named after the production of the list."""

    position: str
    minimum: int
    production: str


Position = str | ListOf

INSTEAD: Final[Mapping[str, str]] = {
    SUB: "write a named class, owl:intersectionOf, owl:unionOf, owl:oneOf, owl:someValuesFrom or owl:hasValue",
    SUPER: "write a named class, owl:intersectionOf, owl:complementOf, owl:allValuesFrom, owl:hasValue or a maximal "
    "cardinality of 0 or 1",
    EQUIV: "write a named class, owl:intersectionOf or owl:hasValue, or state each direction with rdfs:subClassOf",
    ANY: "write a class, or one blank node of type owl:Class or owl:Restriction with one constructor",
    "Restriction": "give it rdf:type owl:Restriction, one owl:onProperty, one constraint and, if that is a qualified "
    "cardinality, one owl:onClass or owl:onDataRange",
    "zeroOrOne": "write 0 or 1",
    "nonNegativeInteger": 'write a number such as "1"^^xsd:nonNegativeInteger',
    RANGE: "write a datatype or an owl:intersectionOf of datatypes of type rdfs:Datatype",
    DEFINED: "define one new datatype once, by a data range",
    CLASS: "write a class of the ontology, owl:Nothing or, as a filler, owl:Thing",
    DATATYPE: "write one of section 4.2.1 (xsd:string, rdf:PlainLiteral, xsd:dateTime …) or one defined by these",
    OBJECT_PROPERTY: "write an object property of the ontology",
    DATA_PROPERTY: "write a data property of the ontology",
    ANNOTATION_PROPERTY: "write an annotation property of the ontology or a built-in one such as rdfs:label",
    NAMED_INDIVIDUAL: "write an IRI outside the namespaces of RDF, RDFS, OWL and XML Schema",
    OBJECT: "write an object property or the inverse of one",
    DATA: "write a data property",
    SIMPLE: "write a property that no chain and no transitive property entails, or drop the axiom",
    INVERTED: "write a blank node with one owl:inverseOf that names an object property",
    INDIVIDUAL: "write an individual",
    LITERAL: "write a literal that its datatype allows",
    NAME: "write an IRI",
    "List": "write a list whose every node has one rdf:first and one rdf:rest and that ends in rdf:nil",
    **dict.fromkeys(
        ("ObjectIntersectionOf", "ObjectUnionOf"), "list at least two classes, or write the one class itself"
    ),
    "ObjectOneOf": "list at least one individual",
    "DataIntersectionOf": "list at least two data ranges, or write the one data range itself",
    "propertyExpressionChain": "list at least two object properties, or use rdfs:subPropertyOf for one",
    KEY: "list at least one object or data property",
    **dict.fromkeys(
        ("DisjointClasses", "DisjointObjectProperties", "DisjointDataProperties", "DifferentIndividuals"),
        "list at least two of them as owl:members of one blank node",
    ),
    "NegativePropertyAssertion": "give one blank node one owl:sourceIndividual, one owl:assertionProperty and one "
    "owl:targetIndividual (object property) or owl:targetValue (data property)",
    "DisjointUnion": "state the subclasses with rdfs:subClassOf and their disjointness with owl:AllDisjointClasses",
    "ReflexiveObjectProperty": "drop the axiom",
    "Declaration": "declare it with rdf:type, or correct its name",
    "Punning": "keep one of these declarations",
    "axiomAnnotations": "name one asserted triple with one owl:annotatedSource, owl:annotatedProperty and "
    "owl:annotatedTarget each",
    "AnnotationSubject": "annotate a named term, or the axiom by way of owl:Axiom",
    "Ontology": "keep one owl:Ontology and hang its owl:imports and owl:versionIRI on it as IRIs",
    "Axiom": "write an axiom of section 4.2.5, or correct the term",
}
"""What to write instead of a violation, for each production."""


def _operands(position: str, *names: str) -> dict[str, Position]:
    """Return the Boolean forms whose operands are in the same position (4.2.3)."""
    return {f"Object{name}": ListOf(position, 2, f"Object{name}") for name in names}


_HAS_VALUE: Final[Mapping[str, Position]] = {"ObjectHasValue": INDIVIDUAL, "DataHasValue": LITERAL}
_ONE_OF: Final[Mapping[str, Position]] = {"ObjectOneOf": ListOf(INDIVIDUAL, 1, "ObjectOneOf")}
FORMS: Final[Mapping[str, Mapping[str, Position]]] = {
    SUB: {
        **_operands(SUB, "IntersectionOf", "UnionOf"),
        **_ONE_OF,
        **_HAS_VALUE,
        "ObjectSomeValuesFrom": SUB_OR_THING,
        "DataSomeValuesFrom": RANGE,
    },
    SUPER: {
        **_operands(SUPER, "IntersectionOf"),
        **_HAS_VALUE,
        "ObjectComplementOf": SUB,
        "ObjectAllValuesFrom": SUPER,
        "ObjectMaxCardinality": SUB_OR_THING,
        "DataAllValuesFrom": RANGE,
        "DataMaxCardinality": RANGE,
    },
    EQUIV: {**_operands(EQUIV, "IntersectionOf"), **_HAS_VALUE},
    # The content of a misplaced form is read too, so that its other faults are found.
    ANY: {
        **_operands(ANY, "IntersectionOf", "UnionOf"),
        **_ONE_OF,
        **_HAS_VALUE,
        "ObjectComplementOf": ANY,
        "ObjectHasSelf": LITERAL,
        **{f"Object{name}": ANY for name in ("SomeValuesFrom", "AllValuesFrom")},
        **{f"Data{name}": RANGE for name in ("SomeValuesFrom", "AllValuesFrom")},
        **{f"Object{bound}Cardinality": ANY for bound in ("Min", "Max", "Exact")},
        **{f"Data{bound}Cardinality": RANGE for bound in ("Min", "Max", "Exact")},
    },
    RANGE: {"DataIntersectionOf": ListOf(RANGE, 2, "DataIntersectionOf")},
}
"""For each position the allowed forms, each with the position of its filler or operands (4.2.3, 4.2.4)."""

BOOLEANS: Final[Mapping[Node, str]] = {
    OWL.intersectionOf: "IntersectionOf",
    OWL.unionOf: "UnionOf",
    OWL.complementOf: "ComplementOf",
    OWL.oneOf: "OneOf",
    OWL.datatypeComplementOf: "ComplementOf",
    OWL.onDatatype: "DatatypeRestriction",
}
CARDINALITIES: Final[Mapping[Node, str]] = {
    OWL.minCardinality: "MinCardinality",
    OWL.maxCardinality: "MaxCardinality",
    OWL.cardinality: "ExactCardinality",
    OWL.minQualifiedCardinality: "MinCardinality",
    OWL.maxQualifiedCardinality: "MaxCardinality",
    OWL.qualifiedCardinality: "ExactCardinality",
}
QUALIFIED: Final = frozenset({OWL.minQualifiedCardinality, OWL.maxQualifiedCardinality, OWL.qualifiedCardinality})
QUALIFIERS: Final[Mapping[Node, str]] = {OWL.onClass: "Object", OWL.onDataRange: "Data"}
CONSTRAINTS: Final[Mapping[Node, str]] = {
    OWL.someValuesFrom: "SomeValuesFrom",
    OWL.allValuesFrom: "AllValuesFrom",
    OWL.hasValue: "HasValue",
    OWL.hasSelf: "HasSelf",
    **CARDINALITIES,
}
NEED_SIMPLE: Final = frozenset({"MinCardinality", "MaxCardinality", "ExactCardinality", "HasSelf"})
CONSTRUCTORS: Final[Mapping[Node, str]] = {**BOOLEANS, **CONSTRAINTS}
RESTRICTING: Final = frozenset({*CONSTRAINTS, *QUALIFIERS, OWL.onProperty, OWL.onProperties})
FAMILIES: Final[Mapping[str, str]] = {OBJECT_PROPERTY: "Object", DATA_PROPERTY: "Data"}
PROPERTY_IN: Final[Mapping[str, Position]] = {"Object": OBJECT, "Data": DATA}
STRUCTURE: Final = frozenset(
    {*CONSTRUCTORS, *RESTRICTING, OWL.withRestrictions, RDF.first, RDF.rest}
    | {XSD.minInclusive, XSD.minExclusive, XSD.maxInclusive, XSD.maxExclusive, URIRef(f"{RDF}langRange")}
    | {XSD.length, XSD.minLength, XSD.maxLength, XSD.pattern}
)
"""Predicates that build expressions and lists: their subject is not an individual."""
TYPES: Final[Mapping[Node, frozenset[Node]]] = {
    OWL.Restriction: frozenset({OWL.Restriction, OWL.Class, RDFS.Class}),
    OWL.Class: frozenset({OWL.Class, RDFS.Class}),
    RDFS.Datatype: frozenset({RDFS.Datatype, RDFS.Class}),
}
"""The type that an expression needs, with those that it may have besides (mapping to RDF, tables 5 and 13)."""
STRUCTURE_TYPES: Final = frozenset({*TYPES, RDFS.Class, OWL.DataRange, RDF.List})

AXIOMS: Final[Mapping[Node, Mapping[str, tuple[Position, Position]]]] = {
    RDFS.subClassOf: {CLASS: (SUB, SUPER)},
    OWL.equivalentClass: {CLASS: (EQUIV, EQUIV), DATATYPE: (DEFINED, RANGE)},
    OWL.disjointWith: {CLASS: (SUB, SUB)},
    OWL.hasKey: {CLASS: (SUB, ListOf(KEY, 1, KEY))},
    RDFS.subPropertyOf: {
        OBJECT_PROPERTY: (OBJECT, OBJECT),
        DATA_PROPERTY: (DATA, DATA),
        ANNOTATION_PROPERTY: (ANNOTATION, ANNOTATION),
    },
    OWL.propertyChainAxiom: {OBJECT_PROPERTY: (OBJECT, ListOf(OBJECT, 2, "propertyExpressionChain"))},
    OWL.equivalentProperty: {OBJECT_PROPERTY: (OBJECT, OBJECT), DATA_PROPERTY: (DATA, DATA)},
    OWL.propertyDisjointWith: {OBJECT_PROPERTY: (SIMPLE, SIMPLE), DATA_PROPERTY: (DATA, DATA)},
    OWL.inverseOf: {OBJECT_PROPERTY: (OBJECT, OBJECT)},
    RDFS.domain: {
        OBJECT_PROPERTY: (OBJECT, SUPER),
        DATA_PROPERTY: (DATA, SUPER),
        ANNOTATION_PROPERTY: (ANNOTATION, NAME),
    },
    RDFS.range: {
        OBJECT_PROPERTY: (OBJECT, SUPER),
        DATA_PROPERTY: (DATA, RANGE),
        ANNOTATION_PROPERTY: (ANNOTATION, NAME),
    },
    OWL.sameAs: {NAMED_INDIVIDUAL: (INDIVIDUAL, INDIVIDUAL)},
    OWL.differentFrom: {NAMED_INDIVIDUAL: (INDIVIDUAL, INDIVIDUAL)},
}
"""Axioms of one triple: by the kind of the subject, the positions of subject and object (4.2.5)."""

CHARACTERISTICS: Final[Mapping[Node, Mapping[str, Position]]] = {
    OWL.FunctionalProperty: {OBJECT_PROPERTY: SIMPLE, DATA_PROPERTY: DATA},
    OWL.InverseFunctionalProperty: {OBJECT_PROPERTY: SIMPLE},
    OWL.IrreflexiveProperty: {OBJECT_PROPERTY: SIMPLE},
    OWL.AsymmetricProperty: {OBJECT_PROPERTY: SIMPLE},
    OWL.SymmetricProperty: {OBJECT_PROPERTY: OBJECT},
    OWL.TransitiveProperty: {OBJECT_PROPERTY: OBJECT},
}
"""Axioms that are the type of a property: by its kind, the position of the property (4.2.5)."""

MEMBERS: Final[Mapping[Node, Mapping[str, ListOf]]] = {
    OWL.AllDisjointClasses: {CLASS: ListOf(SUB, 2, "DisjointClasses")},
    OWL.AllDisjointProperties: {
        OBJECT_PROPERTY: ListOf(SIMPLE, 2, "DisjointObjectProperties"),
        DATA_PROPERTY: ListOf(DATA, 2, "DisjointDataProperties"),
    },
    OWL.AllDifferent: {NAMED_INDIVIDUAL: ListOf(INDIVIDUAL, 2, "DifferentIndividuals")},
}
"""Axioms that are a blank node with a list of members: by the kind of the first, the position of the list (4.2.5)."""

TARGETS: Final[Mapping[str, tuple[Position, Position, Node]]] = {
    OBJECT_PROPERTY: (OBJECT, INDIVIDUAL, OWL.targetIndividual),
    DATA_PROPERTY: (DATA, LITERAL, OWL.targetValue),
}
"""The target of a negative property assertion: by the kind of the property, positions of both and the predicate."""

DECLARES: Final[Mapping[Node, str]] = {
    OWL.Class: CLASS,
    RDFS.Datatype: DATATYPE,
    OWL.ObjectProperty: OBJECT_PROPERTY,
    OWL.DatatypeProperty: DATA_PROPERTY,
    OWL.AnnotationProperty: ANNOTATION_PROPERTY,
    OWL.OntologyProperty: ANNOTATION_PROPERTY,
    OWL.NamedIndividual: NAMED_INDIVIDUAL,
}
IMPLIES_OBJECT_PROPERTY: Final = frozenset(
    {OWL.InverseFunctionalProperty, OWL.SymmetricProperty, OWL.TransitiveProperty}
)
"""Types that stand for the declaration as well if there is none (mapping to RDF, table 6)."""
PROPERTIES: Final = frozenset({OBJECT_PROPERTY, DATA_PROPERTY, ANNOTATION_PROPERTY})
CONFLICTS: Final = (PROPERTIES, frozenset({CLASS, DATATYPE}))
"""Sets of kinds of which one name may have one only (structural specification, 5.8.1)."""
ACCOMPANIED: Final[Mapping[Node, frozenset[str]]] = {
    RDFS.Class: frozenset({CLASS, DATATYPE}),
    RDF.Property: PROPERTIES,
}
"""Types that add nothing to a declaration of one of these kinds (mapping to RDF, table 5)."""

RESERVED: Final = tuple(str(namespace) for namespace in (RDF, RDFS, OWL, XSD))
DATATYPES: Final = frozenset(
    {RDF.PlainLiteral, RDF.XMLLiteral, RDFS.Literal}
    | {XSD.decimal, XSD.integer, XSD.nonNegativeInteger, XSD.nonPositiveInteger}
    | {XSD.positiveInteger, XSD.negativeInteger, XSD.long, XSD.int, XSD.short, XSD.byte}
    | {XSD.unsignedLong, XSD.unsignedInt, XSD.unsignedShort, XSD.unsignedByte}
    | {XSD.float, XSD.double, XSD.string, XSD.normalizedString, XSD.token, XSD.language}
    | {XSD.Name, XSD.NCName, XSD.NMTOKEN, XSD.boolean, XSD.hexBinary, XSD.base64Binary}
    | {XSD.anyURI, XSD.dateTime, XSD.dateTimeStamp}
)
BUILT_IN: Final[Mapping[str, frozenset[Node]]] = {
    CLASS: frozenset({OWL.Thing, OWL.Nothing}),
    DATATYPE: DATATYPES,
    ANNOTATION_PROPERTY: frozenset(
        {RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.versionInfo, OWL.deprecated}
        | {OWL.priorVersion, OWL.backwardCompatibleWith, OWL.incompatibleWith}
    ),
}
"""The reserved names that OWL 2 RL supports, by kind (4.2.1)."""
OUTSIDE_RL: Final[Mapping[Node, str]] = {
    OWL.topObjectProperty: OBJECT_PROPERTY,
    OWL.bottomObjectProperty: OBJECT_PROPERTY,
    OWL.topDataProperty: DATA_PROPERTY,
    OWL.bottomDataProperty: DATA_PROPERTY,
}
"""The predefined properties that OWL 2 RL leaves out; their kind gives the meaning of axioms about them (4.2.1)."""
