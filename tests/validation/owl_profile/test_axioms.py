"""The OWL 2 RL profile: what is inside, what is outside, and that every triple is read."""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Set
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection

from aliansi.validation.owl_profile.axioms import ProfileViolation, violations
from aliansi.validation.owl_profile.declarations import Triple
from aliansi.validation.owl_profile.grammar import AXIOMS, CHARACTERISTICS, DECLARES, INSTEAD, MEMBERS, STRUCTURE

PREFIXES = """
@prefix : <http://example.org/o#> . @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix ex: <http://example.com/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
VOCABULARY = """
<http://example.org/o> a owl:Ontology .
:A a owl:Class . :B a owl:Class . :C a owl:Class .
:p a owl:ObjectProperty . :q a owl:ObjectProperty . :r a owl:ObjectProperty .
:d a owl:DatatypeProperty . :e a owl:DatatypeProperty . :n a owl:AnnotationProperty . :m a owl:AnnotationProperty .
:t a rdfs:Datatype ; owl:equivalentClass xsd:string . :a a :A . :b a :B .
"""
DECLARED = set(Graph().parse(data=PREFIXES + VOCABULARY, format="turtle"))
SHORT = {
    "⊑": "rdfs:subClassOf",
    "[R ": "[ a owl:Restriction ; owl:onProperty ",
    "[N ": "[ a owl:NegativePropertyAssertion ; ",
}


def parse(turtle: str) -> Graph:
    for short, long in SHORT.items():
        turtle = turtle.replace(short, long)
    graph = Graph().parse(data=PREFIXES + turtle, format="turtle")
    graph += DECLARED
    return graph


def check(turtle: str) -> list[ProfileViolation]:
    graph = parse(turtle)
    found = violations(graph)
    assert all(violation.triple in graph for violation in found)
    return found


def productions(turtle: str) -> list[str]:
    return [violation.production for violation in check(turtle)]


# Every form of class expression, in every position, by a second table of the grammar that is written out in full.

CLASS_FORMS = {
    "Class": ":C",
    "owl:Nothing": "owl:Nothing",
    "owl:Thing": "owl:Thing",
    "ObjectIntersectionOf": "[ a owl:Class ; owl:intersectionOf ( :B :C ) ]",
    "ObjectUnionOf": "[ a owl:Class ; owl:unionOf ( :B :C ) ]",
    "ObjectComplementOf": "[ a owl:Class ; owl:complementOf :B ]",
    "ObjectOneOf": "[ a owl:Class ; owl:oneOf ( :a :b ) ]",
    "ObjectSomeValuesFrom": "[R :p ; owl:someValuesFrom :B ]",
    "ObjectSomeValuesFrom Thing": "[R :p ; owl:someValuesFrom owl:Thing ]",
    "ObjectAllValuesFrom": "[R :p ; owl:allValuesFrom :B ]",
    "ObjectHasValue": "[R :p ; owl:hasValue :a ]",
    "ObjectHasSelf": "[R :p ; owl:hasSelf true ]",
    "ObjectMinCardinality": "[R :p ; owl:minCardinality 1 ]",
    "ObjectMaxCardinality 0": "[R :p ; owl:maxCardinality 0 ]",
    "ObjectMaxCardinality 1": '[R :p ; owl:maxCardinality "1"^^xsd:nonNegativeInteger ]',
    "ObjectMaxCardinality class": "[R :p ; owl:maxQualifiedCardinality 1 ; owl:onClass :B ]",
    "ObjectMaxCardinality Thing": "[R :p ; owl:maxQualifiedCardinality 1 ; owl:onClass owl:Thing ]",
    "ObjectExactCardinality": "[R :p ; owl:cardinality 1 ]",
    "ObjectMinCardinality class": "[R :p ; owl:minQualifiedCardinality 1 ; owl:onClass :B ]",
    "ObjectExactCardinality class": "[R :p ; owl:qualifiedCardinality 1 ; owl:onClass :B ]",
    "inverse SomeValuesFrom": "[R [ owl:inverseOf :p ] ; owl:someValuesFrom :B ]",
    "inverse AllValuesFrom": "[R [ owl:inverseOf :p ] ; owl:allValuesFrom :B ]",
    "inverse MaxCardinality": "[R [ owl:inverseOf :p ] ; owl:maxCardinality 1 ]",
    "DataSomeValuesFrom": "[R :d ; owl:someValuesFrom xsd:string ]",
    "DataAllValuesFrom": "[R :d ; owl:allValuesFrom xsd:string ]",
    "DataHasValue": '[R :d ; owl:hasValue "x"@en ]',
    "DataMinCardinality": "[R :d ; owl:minCardinality 1 ]",
    "DataMaxCardinality 0": "[R :d ; owl:maxCardinality 0 ]",
    "DataMaxCardinality range": "[R :d ; owl:maxQualifiedCardinality 1 ; owl:onDataRange xsd:string ]",
    "DataExactCardinality": "[R :d ; owl:cardinality 1 ]",
    "DataExactCardinality range": "[R :d ; owl:qualifiedCardinality 1 ; owl:onDataRange xsd:string ]",
}
EVERYWHERE = {"Class", "owl:Nothing", "ObjectIntersectionOf", "ObjectHasValue", "DataHasValue"}
ALLOWED = {
    "subClassExpression": EVERYWHERE
    | {"ObjectUnionOf", "ObjectOneOf", "ObjectSomeValuesFrom", "ObjectSomeValuesFrom Thing"}
    | {"inverse SomeValuesFrom", "DataSomeValuesFrom"},
    "superClassExpression": EVERYWHERE
    | {"ObjectComplementOf", "ObjectAllValuesFrom", "inverse AllValuesFrom", "inverse MaxCardinality"}
    | {f"ObjectMaxCardinality {which}" for which in ("0", "1", "class", "Thing")}
    | {"DataAllValuesFrom", "DataMaxCardinality 0", "DataMaxCardinality range"},
    "equivClassExpression": EVERYWHERE,
}
OR_THING = " or owl:Thing"
FILLER = f"subClassExpression{OR_THING}"
CLASS_POSITIONS = {
    "SubClassOf sub": ("subClassExpression", "{} ⊑ :A ."),
    "SubClassOf super": ("superClassExpression", ":A ⊑ {} ."),
    "EquivalentClasses left": ("equivClassExpression", "{} owl:equivalentClass :A ."),
    "EquivalentClasses right": ("equivClassExpression", ":A owl:equivalentClass {} ."),
    "DisjointClasses left": ("subClassExpression", "{} owl:disjointWith :A ."),
    "DisjointClasses right": ("subClassExpression", ":A owl:disjointWith {} ."),
    "AllDisjointClasses": ("subClassExpression", "[] a owl:AllDisjointClasses ; owl:members ( :A {} ) ."),
    "HasKey": ("subClassExpression", "{} owl:hasKey ( :q :e ) ."),
    "ObjectPropertyDomain": ("superClassExpression", ":q rdfs:domain {} ."),
    "ObjectPropertyRange": ("superClassExpression", ":q rdfs:range {} ."),
    "DataPropertyDomain": ("superClassExpression", ":e rdfs:domain {} ."),
    "ClassAssertion": ("superClassExpression", ":a a {} ."),
    "anonymous ClassAssertion": ("superClassExpression", "[] a {} ."),
    "sub intersection": ("subClassExpression", "[ a owl:Class ; owl:intersectionOf ( :B {} ) ] ⊑ :A ."),
    "sub union": ("subClassExpression", "[ a owl:Class ; owl:unionOf ( :B {} ) ] ⊑ :A ."),
    "super intersection": ("superClassExpression", ":A ⊑ [ a owl:Class ; owl:intersectionOf ( :B {} ) ] ."),
    "equiv intersection": (
        "equivClassExpression",
        ":A owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( :B {} ) ] .",
    ),
    "complement": ("subClassExpression", ":A ⊑ [ a owl:Class ; owl:complementOf {} ] ."),
    "sub some": (FILLER, "[R :q ; owl:someValuesFrom {} ] ⊑ :A ."),
    "super all": ("superClassExpression", ":A ⊑ [R :q ; owl:allValuesFrom {} ] ."),
    "super max": (FILLER, ":A ⊑ [R :q ; owl:maxQualifiedCardinality 0 ; owl:onClass {} ] ."),
}


@pytest.mark.parametrize("position", CLASS_POSITIONS)
def test_a_class_expression_stands_where_the_grammar_lets_it(position: str) -> None:
    production, axiom = CLASS_POSITIONS[position]
    allowed = ALLOWED[production.removesuffix(OR_THING)] | ({"owl:Thing"} if production.endswith(OR_THING) else set())
    expected = {form: [] if form in allowed else [production.removesuffix(OR_THING)] for form in CLASS_FORMS}
    assert {form: productions(axiom.replace("{}", written)) for form, written in CLASS_FORMS.items()} == expected


SUPPORTED = {
    *("rdf:PlainLiteral", "rdf:XMLLiteral", "rdfs:Literal", "xsd:decimal", "xsd:integer", "xsd:nonNegativeInteger"),
    *("xsd:nonPositiveInteger", "xsd:positiveInteger", "xsd:negativeInteger", "xsd:long", "xsd:int", "xsd:short"),
    *("xsd:byte", "xsd:unsignedLong", "xsd:unsignedInt", "xsd:unsignedShort", "xsd:unsignedByte", "xsd:float"),
    *("xsd:double", "xsd:string", "xsd:normalizedString", "xsd:token", "xsd:language", "xsd:Name", "xsd:NCName"),
    *("xsd:NMTOKEN", "xsd:boolean", "xsd:hexBinary", "xsd:base64Binary", "xsd:anyURI", "xsd:dateTime"),
    "xsd:dateTimeStamp",
}
DATA_RANGES: dict[str, list[str]] = {
    **{name: [] for name in (*sorted(SUPPORTED), ":t")},
    **{name: ["Datatype"] for name in ("xsd:date", "xsd:time", "xsd:gYear", "xsd:duration", "xsd:QName", "xsd:strin")},
    **{name: ["Datatype"] for name in ("owl:real", "owl:rational", "rdf:langString")},
    "[ a rdfs:Datatype ; owl:intersectionOf ( xsd:integer xsd:decimal ) ]": [],
    "[ a rdfs:Datatype ; owl:unionOf ( xsd:integer xsd:string ) ]": ["DataRange"],
    '[ a rdfs:Datatype ; owl:oneOf ( "x" "y" ) ]': ["DataRange"],
    "[ a rdfs:Datatype ; owl:datatypeComplementOf xsd:string ]": ["DataRange"],
    "[ a rdfs:Datatype ; owl:onDatatype xsd:integer ; owl:withRestrictions ( [ xsd:minInclusive 5 ] ) ]": ["DataRange"],
    ":A": ["DataRange"],
    '"x"': ["DataRange"],
    "ex:undeclared": ["Declaration"],
}
DATA_POSITIONS = {
    "DataPropertyRange": ":d rdfs:range {} .",
    "DataSomeValuesFrom": "[R :d ; owl:someValuesFrom {} ] ⊑ :A .",
    "DataAllValuesFrom": ":A ⊑ [R :d ; owl:allValuesFrom {} ] .",
    "DataMaxCardinality": ":A ⊑ [R :d ; owl:maxQualifiedCardinality 1 ; owl:onDataRange {} ] .",
    "DataIntersectionOf": ":d rdfs:range [ a rdfs:Datatype ; owl:intersectionOf ( xsd:token {} ) ] .",
    "DatatypeDefinition": ":u a rdfs:Datatype ; owl:equivalentClass {} .",
}


@pytest.mark.parametrize("position", DATA_POSITIONS)
def test_a_data_range_is_one_of_those_in_the_grammar(position: str) -> None:
    axiom = DATA_POSITIONS[position]
    assert {written: productions(axiom.replace("{}", written)) for written in DATA_RANGES} == DATA_RANGES


INSIDE = {
    "nothing": "",
    "header": "<http://example.org/o> owl:imports ex:o ; owl:versionIRI ex:v1 ; owl:versionInfo '1' ; rdfs:label 'O' .",
    "imported ontology": "<http://example.org/o> owl:imports ex:other . ex:other a owl:Ontology .",
    "declarations": ":D a owl:Class , rdfs:Class . :s a owl:ObjectProperty , rdf:Property . :i a owl:NamedIndividual .",
    "built-in declarations": "owl:Thing a owl:Class . xsd:int a rdfs:Datatype . rdfs:label a owl:AnnotationProperty .",
    "deprecation": ":A a owl:DeprecatedClass ; owl:deprecated true .",
    "class as individual": ":A a :B ; :p :C .",
    "annotations": ":A rdfs:label 'A'@en ; :n :a , 'x' , [] ; rdfs:seeAlso ex:page . ex:page rdfs:comment 'x' .",
    "annotation of any datatype": ":A :n '2026-11-01'^^xsd:date .",
    "annotation property axioms": ":n rdfs:subPropertyOf :m ; rdfs:domain :A ; rdfs:range xsd:string .",
    "annotated axiom": ":A ⊑ :B . [] a owl:Axiom ; owl:annotatedSource :A ; "
    "owl:annotatedProperty ⊑ ; owl:annotatedTarget :B ; rdfs:comment 'why' .",
    "annotated annotation": ":A :n 'x' . [] a owl:Annotation ; owl:annotatedSource :A ; "
    "owl:annotatedProperty :n ; owl:annotatedTarget 'x' ; rdfs:comment 'why' .",
    "annotated disjointness": "[] a owl:AllDisjointClasses ; owl:members ( :A :B ) ; rdfs:comment 'why' .",
    "typed list and restriction": ":A ⊑ [ a owl:Restriction , owl:Class ; owl:onProperty :p ; "
    "owl:allValuesFrom :B ] . :A owl:hasKey [ a rdf:List ; rdf:first :p ; rdf:rest () ] .",
    "shared expression": "_:x a owl:Class ; owl:intersectionOf ( :B :C ) . :A ⊑ _:x . :p rdfs:domain _:x .",
    "nested expressions": ":A ⊑ [ a owl:Class ; owl:complementOf [ a owl:Class ; owl:unionOf ( :B "
    "[ a owl:Class ; owl:oneOf ( :a ) ] [R :p ; owl:someValuesFrom :C ] ) ] ] .",
    "definition in the manner of OWL 1": ":A owl:intersectionOf ( :B :C ) .",
    "SubObjectPropertyOf": ":p rdfs:subPropertyOf [ owl:inverseOf :r ] . [ owl:inverseOf :p ] rdfs:subPropertyOf :q .",
    "ObjectPropertyChain": ":p owl:propertyChainAxiom ( :q [ owl:inverseOf :r ] :q ) , ( :p :p ) .",
    "EquivalentObjectProperties": ":p owl:equivalentProperty :q .",
    "DisjointObjectProperties": ":p owl:propertyDisjointWith :q .",
    "AllDisjointProperties": "[] a owl:AllDisjointProperties ; owl:members ( :p :q [ owl:inverseOf :r ] ) .",
    "InverseObjectProperties": ":p owl:inverseOf :q .",
    "FunctionalObjectProperty": ":p a owl:FunctionalProperty .",
    "InverseFunctionalObjectProperty": ":p a owl:InverseFunctionalProperty .",
    "IrreflexiveObjectProperty": ":p a owl:IrreflexiveProperty . [ owl:inverseOf :q ] a owl:IrreflexiveProperty .",
    "SymmetricObjectProperty": ":p a owl:SymmetricProperty .",
    "AsymmetricObjectProperty": ":p a owl:AsymmetricProperty .",
    "TransitiveObjectProperty": ":p a owl:TransitiveProperty .",
    "characteristic that declares": ":new a owl:SymmetricProperty .",
    "simple below composite": ":p a owl:TransitiveProperty . :q rdfs:subPropertyOf :p ; a owl:FunctionalProperty .",
    "SubDataPropertyOf": ":d rdfs:subPropertyOf :e .",
    "EquivalentDataProperties": ":d owl:equivalentProperty :e .",
    "DisjointDataProperties": ":d owl:propertyDisjointWith :e .",
    "AllDisjointDataProperties": "[] a owl:AllDisjointProperties ; owl:members ( :d :e ) .",
    "FunctionalDataProperty": ":d a owl:FunctionalProperty .",
    "DatatypeDefinition": ":u a rdfs:Datatype ; owl:equivalentClass :t .",
    "SameIndividual": ":a owl:sameAs :b .",
    "DifferentIndividuals": ":a owl:differentFrom :b , ex:elsewhere .",
    "AllDifferent": "[] a owl:AllDifferent ; owl:members ( :a :b ) .",
    "AllDifferent in the manner of OWL 1": "[] a owl:AllDifferent ; owl:distinctMembers ( :a :b ) .",
    "ObjectPropertyAssertion": ":a :p :b , [ a :B ; :p :a ] , ex:elsewhere .",
    "DataPropertyAssertion": ":a :d 'x' , 'x'@en , 5 , 1.5 , true , '2026-11-01T00:00:00Z'^^xsd:dateTime .",
    "NegativeObjectPropertyAssertion": "[N owl:sourceIndividual :a ; "
    "owl:assertionProperty :p ; owl:targetIndividual :b ] .",
    "NegativeDataPropertyAssertion": "[N owl:sourceIndividual :a ; owl:assertionProperty :d ; owl:targetValue 5 ] .",
}


@pytest.mark.parametrize("turtle", INSIDE.values(), ids=INSIDE)
def test_this_is_inside_the_profile(turtle: str) -> None:
    assert check(turtle) == []


# What lies outside: the production, what the message names, and {the fault|its correct} in place.
# fmt: off
BREAKAGES = [
    # 4.2.1 Entities
    ("Class", "owl:Klass", ":X a {owl:Klass|owl:Class} ."),
    ("Class", "rdfs:Resource", ":A ⊑ {rdfs:Resource|:B} ."),
    ("Class", "owl:Thingy", "{owl:Thingy|owl:Thing} a owl:Class ."),
    ("Datatype", "xsd:date", "{xsd:date|xsd:dateTime} a rdfs:Datatype ."),
    ("Datatype", "xsd:date", ":a :d {'2026-11-01'^^xsd:date|'2026-11-01T00:00:00'^^xsd:dateTime} ."),
    ("Datatype", "rdfs:Literal", ":a :d {'x'^^rdfs:Literal|'x'} ."),
    ("Datatype", ":u", "{:u a rdfs:Datatype . :d rdfs:range :u|:d rdfs:range :t} ."),
    ("ObjectProperty", "owl:topObjectProperty", ":p rdfs:subPropertyOf {owl:topObjectProperty|:q} ."),
    ("ObjectProperty", "owl:bottomObjectProperty", ":a {owl:bottomObjectProperty|:p} :b ."),
    ("ObjectProperty", "owl:topObjectProperty", "{owl:topObjectProperty|:s} a owl:ObjectProperty ."),
    ("DataProperty", "owl:topDataProperty", ":d rdfs:subPropertyOf {owl:topDataProperty|:e} ."),
    ("DataProperty", "owl:bottomDataProperty", "{owl:bottomDataProperty|:d} rdfs:range xsd:string ."),
    ("AnnotationProperty", "owl:note", "{owl:note|:note} a owl:AnnotationProperty ."),
    ("AnnotationProperty", ":p", ":n rdfs:subPropertyOf {:p|:m} ."),
    ("NamedIndividual", "rdf:nil", ":a :p {()|:b} ."),
    ("NamedIndividual", "owl:Thing", ":a owl:sameAs {owl:Thing|:b} ."),
    ("Literal", ":b", ":a :d {:b|'b'} ."),
    ("Literal", '"x"^^xsd:dateTime', ":a :d {'x'^^xsd:dateTime|'x'} ."),
    ("Literal", ":b", ":A ⊑ [R :d ; owl:hasValue {:b|'b'} ] ."),
    ("Individual", '"b"', ":a :p {'b'|:b} ."),
    ("Individual", '"b"', ":A ⊑ [R :p ; owl:hasValue {'b'|:b} ] ."),
    ("Individual", "owl:unionOf", ":a :p [ a {owl:Class ; owl:unionOf ( :A :B )|:C} ] ."),
    ("Individual", '"a"', "[ a owl:Class ; owl:oneOf ( {'a'|:a} ) ] ⊑ :A ."),
    ("Individual", '"a"', "[] a owl:AllDifferent ; owl:members ( {'a'|:a} :b ) ."),
    ("Declaration", ":X", "{|:X a owl:Class .} :A ⊑ :X ."),
    ("Declaration", "ex:X", "{|ex:X a owl:Class .} :A ⊑ ex:X ."),
    ("Declaration", ":x", ":A ⊑ [R {:x|:p} ; owl:allValuesFrom :B ] ."),
    ("Declaration", ":x", ":A ⊑ [R {:x|:d} ; owl:allValuesFrom xsd:string ] ."),
    ("Declaration", ":x", ":A ⊑ [R :p ; owl:hasValue {:x|:a} ] ."),
    ("Declaration", ":x", ":x {|a owl:DatatypeProperty ;} rdfs:range xsd:string ."),
    ("Declaration", ":x", ":x {|a owl:ObjectProperty ;} rdfs:domain :A ."),
    ("Declaration", ":x", ":x a {|owl:DatatypeProperty ,} owl:FunctionalProperty ."),
    ("Declaration", ":x", ":a {:x|:p} :b ."),
    ("Declaration", ":x", ":a :p {:x|:b} ."),
    ("Declaration", ":x", ":p owl:propertyChainAxiom ( :q {:x|:r} ) ."),
    ("Declaration", ":u", ":u {|a rdfs:Datatype ;} owl:equivalentClass xsd:string ."),
    ("Punning", ":x", ":x a owl:ObjectProperty {, owl:DatatypeProperty|} ."),
    ("Punning", ":x", ":x a {owl:ObjectProperty ,|} owl:AnnotationProperty ."),
    ("Punning", ":x", ":x a owl:DatatypeProperty {, owl:AnnotationProperty|} ."),
    ("Punning", ":A", ":A a {rdfs:Datatype|owl:Class} ."),
    # 4.2.2 Property expressions
    ("ObjectPropertyExpression", ":d", ":p rdfs:subPropertyOf {:d|:q} ."),
    ("ObjectPropertyExpression", ":n", "{:n|:q} owl:equivalentProperty :p ."),
    ("ObjectPropertyExpression", ":d", "{:d|:q} owl:inverseOf :p ."),
    ("ObjectPropertyExpression", ":d", "{:d|:p} a owl:TransitiveProperty ."),
    ("ObjectPropertyExpression", ":d", "{:d|:p} a owl:InverseFunctionalProperty ."),
    ("ObjectPropertyExpression", ":d", ":p owl:propertyChainAxiom ( :q {:d|:r} ) ."),
    ("ObjectPropertyExpression", ":n", ":A ⊑ [R {:n|:p} ; owl:allValuesFrom :B ] ."),
    ("ObjectPropertyExpression", ":A", "{:A|:p} rdfs:domain :B ."),
    ("ObjectPropertyExpression", ":n", ":A owl:hasKey ( {:n|:d} ) ."),
    ("InverseObjectProperty", "[…]", "[ owl:inverseOf {[ owl:inverseOf :p ]|:p} ] rdfs:subPropertyOf :q ."),
    ("InverseObjectProperty", ":d", "[ owl:inverseOf {:d|:p} ] rdfs:subPropertyOf :q ."),
    ("InverseObjectProperty", "2 properties", "[ owl:inverseOf :p {, :r|} ] rdfs:subPropertyOf :q ."),
    ("DataPropertyExpression", ":p", ":d rdfs:subPropertyOf {:p|:e} ."),
    ("DataPropertyExpression", ":n", ":d owl:propertyDisjointWith {:n|:e} ."),
    ("DataPropertyExpression", ":p", "[] a owl:AllDisjointProperties ; owl:members ( :d {:p|:e} ) ."),
    ("SimpleObjectPropertyExpression", ":p", ":p {owl:propertyChainAxiom ( :q :r ) . :p|} a owl:FunctionalProperty ."),
    ("SimpleObjectPropertyExpression", ":p",
     ":p {owl:propertyChainAxiom ( :q :r ) . :p|} a owl:InverseFunctionalProperty ."),
    ("SimpleObjectPropertyExpression", ":p", ":p {owl:propertyChainAxiom ( :q :r ) . :p|} a owl:IrreflexiveProperty ."),
    ("SimpleObjectPropertyExpression", ":p", ":p {owl:propertyChainAxiom ( :q :r ) . :p|} a owl:AsymmetricProperty ."),
    ("SimpleObjectPropertyExpression", ":p",
     ":p {owl:propertyChainAxiom ( :q :r ) . :p|} owl:propertyDisjointWith :r ."),
    ("SimpleObjectPropertyExpression", ":p",
     ":p owl:propertyChainAxiom ( :q :r ) . {[] a owl:AllDisjointProperties ; owl:members ( :r :p ) .|}"),
    ("SimpleObjectPropertyExpression", ":p",
     "{:p owl:propertyChainAxiom ( :q :r ) .|} :A ⊑ [R :p ; owl:maxCardinality 1 ] ."),
    ("SimpleObjectPropertyExpression", ":p", ":p a owl:TransitiveProperty {, owl:FunctionalProperty|} ."),
    ("SimpleObjectPropertyExpression", ":q",
     ":p {a owl:TransitiveProperty ;|} rdfs:subPropertyOf :q . :q a owl:FunctionalProperty ."),
    ("SimpleObjectPropertyExpression", ":q",
     ":p {a owl:TransitiveProperty ;|} owl:inverseOf :q . :q a owl:FunctionalProperty ."),
    ("SimpleObjectPropertyExpression", ":q",
     ":q owl:equivalentProperty :p ; a owl:FunctionalProperty {. :p a owl:TransitiveProperty|} ."),
    ("SimpleObjectPropertyExpression", "owl:inverseOf :p",
     "{:p owl:propertyChainAxiom ( :q :r ) .|} [ owl:inverseOf :p ] a owl:FunctionalProperty ."),
    # 4.2.3 Class expressions: which form stands in which position is tested above
    ("subClassExpression", "owl:allValuesFrom :B",
     "{[R :p ; owl:allValuesFrom :B ] ⊑ :A|:A ⊑ [R :p ; owl:allValuesFrom :B ]} ."),
    ("superClassExpression", "owl:someValuesFrom :B",
     "{:A ⊑ [R :p ; owl:someValuesFrom :B ]|[R :p ; owl:someValuesFrom :B ] ⊑ :A} ."),
    ("superClassExpression", "xsd:string", "{:p|:d} rdfs:range xsd:string ."),
    ("superClassExpression", '"A"', ":p rdfs:domain {'A'|:A} ."),
    ("equivClassExpression", "owl:unionOf", ":A {owl:unionOf|owl:intersectionOf} ( :B :C ) ."),
    ("equivClassExpression", "owl:Thing", "{owl:Thing|:B} owl:equivalentClass :A ."),
    ("ClassExpression", "rdf:type owl:Class", ":A ⊑ [ {|a owl:Class ;} owl:intersectionOf ( :B :C ) ] ."),
    ("ClassExpression", "0 constructors", ":A ⊑ {[ a owl:Class ]|:B} ."),
    ("ClassExpression", "0 constructors", ":A ⊑ {[]|:B} ."),
    ("ClassExpression", "2 constructors",
     ":A ⊑ [ a owl:Class ; owl:complementOf :B {; owl:intersectionOf ( :B :C )|} ] ."),
    ("ClassExpression", "owl:intersectionOf",
     "{:p|:d} rdfs:range [ a rdfs:Datatype ; owl:intersectionOf ( xsd:int xsd:long ) ] ."),
    ("Restriction", "owl:allValuesFrom :B", ":A ⊑ {[ a owl:Restriction|[R :p} ; owl:allValuesFrom :B ] ."),
    ("Restriction", "0 constructors", ":A ⊑ [R :p {|; owl:hasValue :a} ] ."),
    ("Restriction", "2 constructors", ":A ⊑ [R :p ; {owl:allValuesFrom :A ;|} owl:maxCardinality 1 ] ."),
    ("Restriction", "2 constructors", ":A ⊑ [R :p ; owl:allValuesFrom :A {, :B|} ] ."),
    ("Restriction", ":q", ":A ⊑ [R {:p ,|} :q ; owl:allValuesFrom :A ] ."),
    ("Restriction", "owl:onProperties",
     ":A ⊑ {[ a owl:Restriction ; owl:onProperties ( :d :e )|[R :d} ; owl:allValuesFrom xsd:int ] ."),
    ("Restriction", "owl:Restriction", ":A ⊑ {[ owl:onProperty|[R} :p ; owl:hasValue :a ] ."),
    ("Restriction", "owl:Restriction", ":A ⊑ {[ a owl:Class ; owl:onProperty|[R} :p ; owl:hasValue :a ] ."),
    ("Restriction", "owl:intersectionOf", ":A ⊑ [R :p ; {owl:intersectionOf ( :B :C )|owl:hasValue :a} ] ."),
    ("Restriction", "owl:maxQualifiedCardinality",
     ":A ⊑ [R :p ; {owl:maxQualifiedCardinality|owl:maxCardinality} 1 ] ."),
    ("Restriction", "owl:onClass :B",
     ":A ⊑ [R :p ; {owl:maxCardinality|owl:maxQualifiedCardinality} 1 ; owl:onClass :B ] ."),
    ("Restriction", "owl:onClass :B",
     ":A ⊑ [R :d ; owl:maxQualifiedCardinality 1 ; {owl:onClass :B|owl:onDataRange xsd:int} ] ."),
    ("Restriction", "owl:onDataRange",
     ":A ⊑ [R :p ; owl:maxQualifiedCardinality 1 ; {owl:onDataRange xsd:int|owl:onClass :B} ] ."),
    ("superClassExpression", "xsd:string", ":A ⊑ [R {:p|:d} ; owl:allValuesFrom xsd:string ] ."),
    ("DataRange", ":B", ":A ⊑ [R {:d|:p} ; owl:allValuesFrom :B ] ."),
    ("zeroOrOne", "2", ":A ⊑ [R :p ; owl:maxCardinality {2|1} ] ."),
    ("zeroOrOne", "7",
     ":A ⊑ [R :d ; {owl:maxQualifiedCardinality 7 ; owl:onDataRange xsd:int|owl:maxCardinality 0} ] ."),
    ("nonNegativeInteger", '"one"', ":A ⊑ [R :p ; owl:maxCardinality {'one'|1} ] ."),
    ("nonNegativeInteger", '"-1"', ":A ⊑ [R :p ; owl:maxCardinality {-1|1} ] ."),
    ("nonNegativeInteger", '"1.0"', ":A ⊑ [R :p ; owl:maxCardinality {1.0|1} ] ."),
    ("nonNegativeInteger", '"true"', ":A ⊑ [R :p ; owl:maxCardinality {true|1} ] ."),
    ("nonNegativeInteger", ":a", ":A ⊑ [R :p ; owl:maxCardinality {:a|1} ] ."),
    ("ObjectIntersectionOf", "lists 1", ":A owl:equivalentClass {[ a owl:Class ; owl:intersectionOf ( :B ) ]|:B} ."),
    ("ObjectUnionOf", "lists 1", "{[ a owl:Class ; owl:unionOf ( :B ) ]|:B} ⊑ :A ."),
    ("ObjectOneOf", "lists 0", "[ a owl:Class ; owl:oneOf {()|( :a )} ] ⊑ :A ."),
    ("List", "rdf:rest", ":A owl:hasKey [ rdf:first :p {, :q|} ; rdf:rest () ] ."),
    ("List", "rdf:first :p", ":A owl:hasKey [ rdf:first :p {|; rdf:rest ()} ] ."),
    ("List", ":q", ":A owl:hasKey [ rdf:first :p ; rdf:rest {:q|( :q )} ] ."),
    ("List", "rdf:rest", ":A owl:hasKey [ rdf:first :p ; rdf:rest {() ,|} ( :q ) ] ."),
    ("List", ":p", ":A owl:hasKey {:p|( :p )} ."),
    ("List", "[…]", ":A ⊑ [ a owl:Class ; owl:intersectionOf {[]|( :B :C )} ] ."),
    # 4.2.4 Data ranges: which of them are allowed is tested above
    ("DataRange", "rdfs:Datatype", ":d rdfs:range [ {|a rdfs:Datatype ;} owl:intersectionOf ( xsd:int xsd:long ) ] ."),
    ("DataRange", "0 constructors", ":d rdfs:range {[ a rdfs:Datatype ]|xsd:int} ."),
    ("DataRange", "owl:oneOf", ":u a rdfs:Datatype ; {owl:oneOf ( 'x'|owl:intersectionOf ( xsd:int xsd:long} ) ."),
    ("DataIntersectionOf", "lists 1",
     ":d rdfs:range {[ a rdfs:Datatype ; owl:intersectionOf ( xsd:int ) ]|xsd:int} ."),
    # 4.2.5 Axioms
    ("DisjointUnion", "owl:disjointUnionOf",
     "{:A owl:disjointUnionOf ( :B :C )|:B owl:disjointWith :C ; ⊑ :A . :C ⊑ :A} ."),
    ("ReflexiveObjectProperty", "owl:ReflexiveProperty", ":p a {owl:ReflexiveProperty|owl:SymmetricProperty} ."),
    ("propertyExpressionChain", "lists 1", "{:p owl:propertyChainAxiom ( :q )|:q rdfs:subPropertyOf :p} ."),
    ("DisjointClasses", "lists 1", "[] a owl:AllDisjointClasses ; owl:members ( :A {|:B} ) ."),
    ("DisjointClasses", ":x", "{:x|_:x} a owl:AllDisjointClasses ; owl:members ( :A :B ) ."),
    ("DisjointClasses", "owl:AllDisjointClasses", "[] a owl:AllDisjointClasses {|; owl:members ( :A :B )} ."),
    ("DisjointObjectProperties", "lists 1", "[] a owl:AllDisjointProperties ; owl:members ( :p {|:q} ) ."),
    ("DisjointDataProperties", "lists 1", "[] a owl:AllDisjointProperties ; owl:members ( :d {|:e} ) ."),
    ("DifferentIndividuals", "lists 1",
     "{[] a owl:AllDifferent ; owl:distinctMembers ( :a )|:a owl:differentFrom :b} ."),
    ("DifferentIndividuals", "owl:AllDifferent", "[] a owl:AllDifferent ; owl:members ( :a :b ) {, ( :b :a )|} ."),
    ("HasKey", "lists 0", ":A owl:hasKey {()|( :d )} ."),
    ("IRI", "owl:unionOf", ":n rdfs:domain {[ a owl:Class ; owl:unionOf ( :A :B ) ]|:A} ."),
    ("IRI", '"x"', ":n rdfs:range {'x'|xsd:string} ."),
    ("DatatypeDefinition", "xsd:string", "{xsd:string|:u a rdfs:Datatype ;} owl:equivalentClass xsd:token ."),
    ("NegativePropertyAssertion", "owl:NegativePropertyAssertion",
     "[N {|owl:sourceIndividual :a ;} owl:assertionProperty :p ; owl:targetIndividual :b ] ."),
    ("NegativePropertyAssertion", ":d",
     "[N owl:sourceIndividual :a ; owl:assertionProperty {:d|:p} ; owl:targetIndividual :b ] ."),
    ("NegativePropertyAssertion", ":p",
     "[N owl:sourceIndividual :a ; owl:assertionProperty {:p|:d} ; owl:targetValue 1 ] ."),
    ("axiomAnnotations", "owl:Axiom",
     ":A ⊑ :B . [] a owl:Axiom ; owl:annotatedSource :A ; owl:annotatedProperty ⊑ ; owl:annotatedTarget {:C|:B} ."),
    ("axiomAnnotations", "owl:Axiom",
     ":A ⊑ :B . [] a owl:Axiom ; owl:annotatedSource :A ; owl:annotatedProperty ⊑ {|; owl:annotatedTarget :B} ."),
    ("AnnotationSubject", "rdfs:comment",
     ":A ⊑ [R :p ; owl:hasValue :a {; rdfs:comment 'why'|} ] ."),
    ("Ontology", "ex:other", "ex:other a owl:Ontology . {|<http://example.org/o> owl:imports ex:other .}"),
    ("Ontology", "owl:imports", "{:A|<http://example.org/o>} owl:imports ex:other ."),
    ("Ontology", "owl:versionIRI", "<http://example.org/o> {owl:versionIRI|owl:versionInfo} '1' ."),
    ("Axiom", "owl:propertyChain ", ":p {owl:propertyChain|owl:propertyChainAxiom} ( :q :r ) ."),
    ("Axiom", "rdfs:subclassOf", ":A {rdfs:subclassOf|⊑} :B ."),
    ("Axiom", "rdf:value", ":a {rdf:value|:d} 5 ."),
    ("Axiom", "rdf:Property", ":x a rdf:Property {|, owl:ObjectProperty} ."),
    ("Axiom", "owl:members", "[] {|a owl:AllDisjointClasses ;} owl:members ( :A :B ) ."),
    ("Axiom", "owl:onProperty",
     "{[] a owl:Restriction ; owl:onProperty :p ; owl:hasValue :a|:A ⊑ [R :p ; owl:hasValue :a ]} ."),
    ("Axiom", "owl:Restriction",
     "{:R a owl:Restriction ; owl:onProperty :p ; owl:hasValue :a|:A ⊑ [R :p ; owl:hasValue :a ]} ."),
    ("Axiom", "owl:NamedIndividual", "{[]|:i} a owl:NamedIndividual ."),
]
# fmt: on


EDIT = re.compile(r"{([^|}]*)\|([^|}]*)}")


@pytest.mark.parametrize(("production", "named", "turtle"), BREAKAGES)
def test_a_breakage_is_found_named_and_mended(production: str, named: str, turtle: str) -> None:
    (violation,) = check(EDIT.sub(r"\1", turtle))
    assert violation.production == production
    assert named in violation.message
    assert violation.message.endswith(f"; {INSTEAD[production]}.")
    assert check(EDIT.sub(r"\2", turtle)) == []


def test_every_production_has_a_breakage() -> None:
    assert {production for production, *_ in BREAKAGES} == set(INSTEAD)


@pytest.mark.parametrize(
    ("turtle", "expected"),
    [
        (":A ⊑ [R :p ; owl:someValuesFrom :X ] .", ["Declaration", "superClassExpression"]),
        (":A ⊑ [R :x ; owl:minCardinality -1 ] .", ["Declaration", "nonNegativeInteger", "superClassExpression"]),
        (":A ⊑ [ owl:unionOf ( :X :Y ) ] .", ["ClassExpression", "Declaration", "Declaration", "superClassExpression"]),
        (":p rdfs:domain :X ; rdfs:range :Y ; rdfs:label 'p' ; :z 'z' .", ["Declaration"] * 3),
        (":t owl:equivalentClass xsd:token .", ["DatatypeDefinition"] * 2),
        (":A rdfs:sub :B ; rdfs:sup :C .", ["Axiom"] * 2),
    ],
)
def test_every_fault_is_reported_at_once(turtle: str, expected: list[str]) -> None:
    assert sorted(productions(turtle)) == expected


def test_a_violation_points_at_the_innermost_triple_and_names_the_axiom() -> None:
    (violation,) = check(":A ⊑ [R :p ; owl:allValuesFrom [ a owl:Class ; owl:unionOf ( :B :C ) ] ] .")
    assert violation.triple[1] == OWL.unionOf
    assert violation.message == (
        "In «:A rdfs:subClassOf […]», [ owl:unionOf […] ] is ObjectUnionOf, not superClassExpression; "
        + INSTEAD["superClassExpression"]
        + "."
    )


# Nothing goes unread: in everything that lies inside, a changed, missing or double triple makes it lie outside.


def with_changes(graph: Graph, remove: Set[Triple] = frozenset(), add: Set[Triple] = frozenset()) -> Graph:
    changed = Graph()
    changed += (set(graph) - remove) | add
    return changed


@pytest.mark.parametrize("turtle", INSIDE.values(), ids=INSIDE)
def test_no_term_of_owl_can_be_misspelt(turtle: str) -> None:
    graph = parse(turtle)
    for subject, predicate, object_ in set(graph) - DECLARED:
        misspelt = {
            (subject, URIRef(f"{predicate}x") if str(predicate).startswith(str(OWL)) else predicate, object_),
            (subject, predicate, URIRef(f"{object_}x") if str(object_).startswith(str(OWL)) else object_),
        } - {(subject, predicate, object_)}
        for triple in misspelt:
            assert violations(with_changes(graph, {(subject, predicate, object_)}, {triple})), triple


NEEDED = {
    *(OWL.onProperty, OWL.onClass, OWL.onDataRange, RDF.first, RDF.rest, OWL.members, OWL.distinctMembers),
    *(OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget),
    *(OWL.sourceIndividual, OWL.assertionProperty, OWL.targetIndividual, OWL.targetValue),
    *(OWL.intersectionOf, OWL.unionOf, OWL.oneOf, OWL.complementOf, OWL.allValuesFrom, OWL.someValuesFrom),
}


@pytest.mark.parametrize("turtle", INSIDE.values(), ids=INSIDE)
def test_no_part_of_a_structure_can_be_missing_or_double(turtle: str) -> None:
    graph = parse(turtle)
    for subject, predicate, object_ in graph:
        if predicate in NEEDED and isinstance(subject, BNode):
            assert violations(with_changes(graph, remove={(subject, predicate, object_)})), predicate
            assert violations(with_changes(graph, add={(subject, predicate, URIRef(f"{object_}x"))})), predicate


def test_every_triple_is_accounted_for() -> None:
    for turtle in INSIDE.values():
        for predicate in ("ex:unknown", "owl:unknown", "rdfs:member", "rdf:_1", ":A", "owl:onProperty"):
            assert len(check(f"{turtle} :A {predicate} :B .")) == 1


def test_the_order_of_violations_does_not_hang_on_blank_nodes() -> None:
    turtle = "\n".join(EDIT.sub(r"\1", row[2]).replace("_:x", "[]") for row in BREAKAGES)
    once, again = check(turtle), check(turtle)
    assert len(once) > len(BREAKAGES) / 2
    assert [(found.production, found.message) for found in once] == [
        (found.production, found.message) for found in again
    ]
    assert {found.triple for found in once} != {found.triple for found in again}


# It ends, and never raises, whatever the graph.


@pytest.mark.parametrize(
    ("turtle", "expected"),
    [
        ("_:l rdf:first :p ; rdf:rest _:l . :A owl:hasKey _:l .", ["List"]),
        ("_:l rdf:first :p ; rdf:rest [ rdf:first :q ; rdf:rest _:l ] . :p owl:propertyChainAxiom _:l .", ["List"]),
        ("_:l rdf:first _:l ; rdf:rest () . :A owl:hasKey _:l .", ["InverseObjectProperty"]),
        ("_:x a owl:Class ; owl:complementOf _:x . :A ⊑ _:x .", ["ClassExpression"]),
        ("_:x a owl:Class ; owl:intersectionOf ( :B _:x ) . :A ⊑ _:x .", ["ClassExpression"]),
        ("_:x a owl:Class ; owl:intersectionOf ( :B _:y ) . _:y a owl:Class ; owl:unionOf ( _:x :C ) . _:y ⊑ :A .",
         ["ClassExpression"]),
        ("_:x a owl:Class ; owl:intersectionOf ( :B _:y ) . _:y a owl:Class ; owl:intersectionOf ( :C _:x ) . "
         "_:x owl:disjointWith _:y .", ["ClassExpression"]),
        ("_:x a rdfs:Datatype ; owl:intersectionOf ( xsd:int _:x ) . :d rdfs:range _:x .", ["DataRange"]),
        ("_:x a owl:Class ; owl:complementOf _:y . _:y a owl:Class ; owl:complementOf _:x .", ["Axiom"]),
        ("_:x owl:inverseOf _:x . _:x a owl:FunctionalProperty .", ["InverseObjectProperty"]),
        (":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :p . :p a owl:TransitiveProperty .", []),
        (":t rdfs:subClassOf :t .", ["subClassExpression", "superClassExpression"]),
        ("_:x a owl:Axiom ; owl:annotatedSource _:x ; owl:annotatedProperty rdfs:comment ; owl:annotatedTarget 'x' ; "
         "rdfs:comment 'x' .", []),
    ],
)  # fmt: skip
def test_a_cycle_comes_to_an_end(turtle: str, expected: list[str]) -> None:
    assert sorted(productions(turtle)) == expected


def nest(graph: Graph, inner: BNode | URIRef, operands: int) -> BNode:
    outer, list_ = BNode(), BNode()
    graph.add((outer, RDF.type, OWL.Class))
    graph.add((outer, OWL.intersectionOf, list_))
    Collection(graph, list_, [inner] * operands)
    return outer


def test_neither_depth_nor_sharing_does_any_harm() -> None:
    graph = parse("")
    name = URIRef("http://example.org/o#A")
    node: BNode | URIRef = name
    for _ in range(sys.getrecursionlimit() // 2):
        node = nest(graph, node, 2)
    graph.add((name, RDFS.subClassOf, node))
    assert violations(graph) == []


def test_terms_where_rdf_allows_none_are_violations() -> None:
    graph = parse("")
    strange = [
        (Literal("x"), RDF.type, OWL.Class),
        (Literal("x"), RDFS.label, Literal("x")),
        (URIRef("not an <IRI>"), RDFS.subClassOf, Literal("x", datatype=URIRef("not an <IRI>"))),
        (URIRef("http://example.org/o#A"), BNode(), URIRef("http://example.org/o#B")),
        (URIRef("http://example.org/o#A"), Literal("x"), URIRef("http://example.org/o#B")),
        (BNode(), RDF.type, Literal("x")),
    ]
    for triple in strange:
        graph.add(triple)
    assert {violation.triple for violation in violations(graph)} == set(strange)


def test_no_graph_is_too_strange() -> None:
    nodes = [URIRef(f"http://example.org/o#{name}") for name in "ABpqdtnax"] + 3 * [BNode() for _ in range(6)]
    values = [RDF.nil, Literal(1), Literal("x"), OWL.Thing, XSD.string]
    predicates = sorted({*STRUCTURE, *AXIOMS, OWL.members, OWL.inverseOf, OWL.annotatedSource, *nodes[:9]}, key=str)
    types = sorted(
        {*DECLARES, *CHARACTERISTICS, *MEMBERS, OWL.Restriction, OWL.Axiom, OWL.NegativePropertyAssertion}, key=str
    )
    for seed in range(100):
        choice = random.Random(seed).choice
        said = {(choice(nodes), choice(predicates), choice([*nodes, *values])) for _ in range(25)}
        graph = with_changes(Graph(), add=said | {(choice(nodes), RDF.type, choice(types)) for _ in range(15)})
        assert {violation.triple for violation in violations(graph)} <= set(graph)


def test_an_empty_graph_is_inside() -> None:
    assert violations(Graph()) == []


def test_the_shipped_ontology_is_inside_owl_2_rl() -> None:
    ontology = Graph().parse(Path(__file__).parents[3] / "ontology" / "alliance.ttl")
    assert [violation.message for violation in violations(ontology)] == []
