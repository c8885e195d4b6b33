"""Cases for each rule of Tables 4 to 9 of the OWL 2 RL/RDF rules: a graph to which it applies, and a near miss.

``fires`` and ``spares`` are Turtle with the prefixes of :mod:`hard_shapes`. ``concludes`` is a triple, generalised if
need be, or ``false`` and the terms that the oracle reports; it follows from the first graph by one application of the
rule, and not from the second.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from rdflib import Literal

from tests.reasoning.support.as_written import terms, turtle
from tests.reasoning.support.oracle import Instance, closure, instances, triples_of
from tests.reasoning.support.oracle_tables import Triple


class Case(NamedTuple):
    """A graph to which a rule applies, its conclusion there, and a graph from which that must not follow."""

    fires: str
    concludes: str
    spares: str


CASES: Final[dict[str, Case]] = {
    # Table 4
    "eq-ref": Case(":a :p :b .", ":p owl:sameAs :p", ":a :q :b ."),
    "eq-sym": Case(":a owl:sameAs :b .", ":b owl:sameAs :a", ":a owl:differentFrom :b ."),
    "eq-trans": Case(
        ":a owl:sameAs :b . :b owl:sameAs :c .", ":a owl:sameAs :c", ":a owl:sameAs :b . :d owl:sameAs :c ."
    ),
    "eq-rep-s": Case(":a owl:sameAs :b . :a :p :c .", ":b :p :c", ":a owl:differentFrom :b . :a :p :c ."),
    "eq-rep-p": Case(":p owl:sameAs :q . :a :p :b .", ":a :q :b", ":p owl:sameAs :r . :a :p :b ."),
    "eq-rep-o": Case(":b owl:sameAs :c . :a :p :b .", ":a :p :c", ":b :same :c . :a :p :b ."),
    "eq-diff1": Case(
        ":a owl:sameAs :b ; owl:differentFrom :b .",
        "false :a :b",
        ":a owl:sameAs :b ; owl:differentFrom :c .",
    ),
    "eq-diff2": Case(
        ":x a owl:AllDifferent ; owl:members ( :a :b :c ) . :b owl:sameAs :c .",
        "false :x :b :c",
        ":x a owl:AllDifferent ; owl:members ( :a :b ) . :b owl:sameAs :c .",
    ),
    "eq-diff3": Case(
        ":x a owl:AllDifferent ; owl:distinctMembers ( :a :b :a ) .",
        "false :x :a :a",
        ":x owl:distinctMembers ( :a :b :a ) .",
    ),
    # Table 5
    "prp-ap": Case("", "rdfs:label rdf:type owl:AnnotationProperty", ""),
    "prp-dom": Case(":p rdfs:domain :C . :a :p :b .", ":a rdf:type :C", ":p rdfs:domain :C . :b :p :c . :a :q :c ."),
    "prp-rng": Case(":p rdfs:range :C . :a :p :b .", ":b rdf:type :C", ":p rdfs:range :C . :b :p :a ."),
    "prp-fp": Case(
        ":p a owl:FunctionalProperty . :a :p :b , :c .",
        ":b owl:sameAs :c",
        ":p a owl:FunctionalProperty . :a :p :b . :d :p :c . :a :q :c .",
    ),
    "prp-ifp": Case(
        ":p a owl:InverseFunctionalProperty . :a :p :c . :b :p :c .",
        ":a owl:sameAs :b",
        ":p a owl:InverseFunctionalProperty . :a :p :c . :b :p :d . :b :q :c .",
    ),
    "prp-irp": Case(
        ":p a owl:IrreflexiveProperty . :a :p :a .",
        "false :p :a",
        ":p a owl:IrreflexiveProperty . :a :p :b . :b :p :a .",
    ),
    "prp-symp": Case(":p a owl:SymmetricProperty . :a :p :b .", ":b :p :a", ":p a owl:SymmetricProperty . :a :q :b ."),
    "prp-asyp": Case(
        ":p a owl:AsymmetricProperty . :a :p :b . :b :p :a .",
        "false :p :a :b",
        ":p a owl:AsymmetricProperty . :a :p :b . :b :q :a .",
    ),
    "prp-trp": Case(
        ":p a owl:TransitiveProperty . :a :p :b . :b :p :c .",
        ":a :p :c",
        ":p a owl:TransitiveProperty . :a :p :b . :b :q :c . :c :p :b .",
    ),
    "prp-spo1": Case(":p rdfs:subPropertyOf :q . :a :p :b .", ":a :q :b", ":q rdfs:subPropertyOf :p . :a :p :b ."),
    "prp-spo2": Case(
        ":p owl:propertyChainAxiom ( :q :r :s ) . :a :q :b . :b :r :c . :c :s :d .",
        ":a :p :d",
        ":p owl:propertyChainAxiom ( :q :r :s ) . :a :q :b . :b :s :c . :c :r :d .",
    ),
    "prp-eqp1": Case(":p owl:equivalentProperty :q . :a :p :b .", ":a :q :b", ":p owl:inverseOf :q . :a :p :b ."),
    "prp-eqp2": Case(":p owl:equivalentProperty :q . :a :q :b .", ":a :p :b", ":p rdfs:subPropertyOf :q . :a :q :b ."),
    "prp-pdw": Case(
        ":p owl:propertyDisjointWith :q . :a :p :b ; :q :b .",
        "false :p :q :a :b",
        ":p owl:propertyDisjointWith :q . :a :p :b ; :q :c .",
    ),
    "prp-adp": Case(
        ":x a owl:AllDisjointProperties ; owl:members ( :p :q :r ) . :a :q :b ; :r :b .",
        "false :x :q :r :a :b",
        ":x a owl:AllDisjointProperties ; owl:members ( :p :q :r ) . :a :q :b . :b :r :a .",
    ),
    "prp-inv1": Case(":p owl:inverseOf :q . :a :p :b .", ":b :q :a", ":p owl:inverseOf :r . :a :p :b ."),
    "prp-inv2": Case(":p owl:inverseOf :q . :a :q :b .", ":b :p :a", ":p owl:inverseOf :q . :a :r :b ."),
    "prp-key": Case(
        ":C owl:hasKey ( :p :q ) . :a a :C ; :p :k ; :q 1 . :b a :C ; :p :k ; :q 1 .",
        ":a owl:sameAs :b",
        ":C owl:hasKey ( :p :q ) . :a a :C ; :p :k ; :q 1 . :b a :C ; :p :k ; :q 2 .",
    ),
    "prp-npa1": Case(
        ":x owl:sourceIndividual :a ; owl:assertionProperty :p ; owl:targetIndividual :b . :a :p :b .",
        "false :x :a :p :b",
        ":x owl:sourceIndividual :a ; owl:assertionProperty :p ; owl:targetIndividual :b . :b :p :a .",
    ),
    "prp-npa2": Case(
        ":x owl:sourceIndividual :a ; owl:assertionProperty :p ; owl:targetValue 1 . :a :p 1 .",
        "false :x :a :p 1",
        ":x owl:sourceIndividual :a ; owl:assertionProperty :p ; owl:targetValue 1 . :a :p 2 .",
    ),
    # Table 6
    "cls-thing": Case("", "owl:Thing rdf:type owl:Class", ""),
    "cls-nothing1": Case("", "owl:Nothing rdf:type owl:Class", ""),
    "cls-nothing2": Case(":a a owl:Nothing .", "false :a", ":a a owl:Thing ."),
    "cls-int1": Case(
        ":C owl:intersectionOf ( :A :B ) . :a a :A , :B .",
        ":a rdf:type :C",
        ":C owl:intersectionOf ( :A :B ) . :a a :A .",
    ),
    "cls-int2": Case(
        ":C owl:intersectionOf ( :A :B ) . :a a :C .", ":a rdf:type :B", ":C owl:unionOf ( :A :B ) . :a a :C ."
    ),
    "cls-uni": Case(
        ":C owl:unionOf ( :A :B ) . :a a :B .", ":a rdf:type :C", ":C owl:intersectionOf ( :A :B ) . :a a :B ."
    ),
    "cls-com": Case(
        ":A owl:complementOf :B . :a a :A , :B .", "false :A :B :a", ":A owl:complementOf :B . :a a :A . :b a :B ."
    ),
    "cls-svf1": Case(
        ":R owl:onProperty :p ; owl:someValuesFrom :C . :a :p :b . :b a :C .",
        ":a rdf:type :R",
        ":R owl:onProperty :p ; owl:someValuesFrom :C . :a :p :b . :c a :C .",
    ),
    "cls-svf2": Case(
        ":R owl:onProperty :p ; owl:someValuesFrom owl:Thing . :a :p :b .",
        ":a rdf:type :R",
        ":R owl:onProperty :p ; owl:someValuesFrom :C . :a :p :b .",
    ),
    "cls-avf": Case(
        ":R owl:onProperty :p ; owl:allValuesFrom :C . :a a :R ; :p :b .",
        ":b rdf:type :C",
        ":R owl:onProperty :p ; owl:allValuesFrom :C . :a :p :b .",
    ),
    "cls-hv1": Case(
        ":R owl:onProperty :p ; owl:hasValue :v . :a a :R .",
        ":a :p :v",
        ":R owl:onProperty :p ; owl:someValuesFrom :v . :a a :R .",
    ),
    "cls-hv2": Case(
        ":R owl:onProperty :p ; owl:hasValue 1 . :a :p 1 .",
        ":a rdf:type :R",
        ":R owl:onProperty :p ; owl:hasValue 1 . :a :p 2 .",
    ),
    "cls-maxc1": Case(
        ':R owl:onProperty :p ; owl:maxCardinality "0"^^xsd:nonNegativeInteger . :a a :R ; :p :b .',
        "false :R :p :a :b",
        ':R owl:onProperty :p ; owl:maxCardinality "1"^^xsd:nonNegativeInteger . :a a :R ; :p :b .',
    ),
    "cls-maxc2": Case(
        ':R owl:onProperty :p ; owl:maxCardinality "1"^^xsd:unsignedShort . :a a :R ; :p :b , :c .',
        ":b owl:sameAs :c",
        ':R owl:onProperty :p ; owl:maxCardinality "2"^^xsd:unsignedShort . :a a :R ; :p :b , :c .',
    ),
    "cls-maxqc1": Case(
        ":R owl:onProperty :p ; owl:maxQualifiedCardinality 0 ; owl:onClass :C . :a a :R ; :p :b . :b a :C .",
        "false :R :p :C :a :b",
        ":R owl:onProperty :p ; owl:maxQualifiedCardinality 0 ; owl:onClass :C . :a a :R ; :p :b . :b a :D .",
    ),
    "cls-maxqc2": Case(
        ":R owl:onProperty :p ; owl:maxQualifiedCardinality 0 ; owl:onClass owl:Thing . :a a :R ; :p :b .",
        "false :R :p :a :b",
        ":R owl:onProperty :p ; owl:maxQualifiedCardinality 0 ; owl:onClass :C . :a a :R ; :p :b .",
    ),
    "cls-maxqc3": Case(
        ":R owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass :C . :a a :R ; :p :b , :c . "
        ":b a :C . :c a :C .",
        ":b owl:sameAs :c",
        ":R owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass :C . :a a :R ; :p :b , :c . :b a :C .",
    ),
    "cls-maxqc4": Case(
        ":R owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass owl:Thing . :a a :R ; :p :b , :c .",
        ":b owl:sameAs :c",
        ":R owl:onProperty :p ; owl:maxQualifiedCardinality 1 . :a a :R ; :p :b , :c .",
    ),
    "cls-oo": Case(":C owl:oneOf ( :a :b ) .", ":b rdf:type :C", ":C owl:oneOf ( :a ) . :b :p :a ."),
    # Table 7
    "cax-sco": Case(":A rdfs:subClassOf :B . :a a :A .", ":a rdf:type :B", ":B rdfs:subClassOf :A . :a a :A ."),
    "cax-eqc1": Case(":A owl:equivalentClass :B . :a a :A .", ":a rdf:type :B", ":A owl:disjointWith :B . :a a :A ."),
    "cax-eqc2": Case(":A owl:equivalentClass :B . :a a :B .", ":a rdf:type :A", ":A rdfs:subClassOf :B . :a a :B ."),
    "cax-dw": Case(
        ":A owl:disjointWith :B . :a a :A , :B .", "false :A :B :a", ":A owl:disjointWith :B . :a a :A . :b a :B ."
    ),
    "cax-adc": Case(
        ":x a owl:AllDisjointClasses ; owl:members ( :A :B :C ) . :a a :B , :C .",
        "false :x :B :C :a",
        ":x a owl:AllDisjointClasses ; owl:members ( :A :B :C ) . :a a :B . :b a :C .",
    ),
    # Table 8
    "dt-type1": Case("", "xsd:byte rdf:type rdfs:Datatype", ""),
    "dt-type2": Case(
        ':a :p "5"^^xsd:integer .', '"5"^^xsd:integer rdf:type xsd:byte', ':a :p "5"^^xsd:double , "x"^^xsd:byte .'
    ),
    "dt-eq": Case(
        ':a :p "1"^^xsd:int , "01"^^xsd:decimal .',
        '"1"^^xsd:int owl:sameAs "01"^^xsd:decimal',
        ':a :p "1"^^xsd:int , "01"^^xsd:double .',
    ),
    "dt-diff": Case(
        ':a :p "1"^^xsd:int , "1"^^xsd:float .',
        '"1"^^xsd:int owl:differentFrom "1"^^xsd:float',
        ':a :p "1"^^xsd:int , "1"^^:float .',
    ),
    "dt-not-type": Case(
        ":p rdfs:range xsd:byte . :a :p 300 .", "false 300 xsd:byte", ":p rdfs:range xsd:byte . :a :p 100 . :b :q 300 ."
    ),
    # Table 9
    "scm-cls": Case(":C a owl:Class .", "owl:Nothing rdfs:subClassOf :C", ":C a rdfs:Class ."),
    "scm-sco": Case(
        ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .",
        ":A rdfs:subClassOf :C",
        ":A rdfs:subClassOf :B . :C rdfs:subClassOf :B .",
    ),
    "scm-eqc1": Case(":A owl:equivalentClass :B .", ":B rdfs:subClassOf :A", ":A rdfs:subClassOf :B ."),
    "scm-eqc2": Case(
        ":A rdfs:subClassOf :B . :B rdfs:subClassOf :A .", ":A owl:equivalentClass :B", ":A rdfs:subClassOf :B ."
    ),
    "scm-op": Case(":p a owl:ObjectProperty .", ":p rdfs:subPropertyOf :p", ":p a rdf:Property ."),
    "scm-dp": Case(":p a owl:DatatypeProperty .", ":p owl:equivalentProperty :p", ":p a owl:AnnotationProperty ."),
    "scm-spo": Case(
        ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r .",
        ":p rdfs:subPropertyOf :r",
        ":p rdfs:subPropertyOf :q . :r rdfs:subPropertyOf :q .",
    ),
    "scm-eqp1": Case(":p owl:equivalentProperty :q .", ":q rdfs:subPropertyOf :p", ":p rdfs:subPropertyOf :q ."),
    "scm-eqp2": Case(
        ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :p .",
        ":p owl:equivalentProperty :q",
        ":p rdfs:subPropertyOf :q .",
    ),
    "scm-dom1": Case(
        ":p rdfs:domain :A . :A rdfs:subClassOf :B .",
        ":p rdfs:domain :B",
        ":p rdfs:domain :A . :B rdfs:subClassOf :A .",
    ),
    "scm-dom2": Case(
        ":q rdfs:domain :A . :p rdfs:subPropertyOf :q .",
        ":p rdfs:domain :A",
        ":q rdfs:domain :A . :q rdfs:subPropertyOf :p .",
    ),
    "scm-rng1": Case(
        ":p rdfs:range :A . :A rdfs:subClassOf :B .", ":p rdfs:range :B", ":p rdfs:range :A . :B rdfs:subClassOf :A ."
    ),
    "scm-rng2": Case(
        ":q rdfs:range :A . :p rdfs:subPropertyOf :q .",
        ":p rdfs:range :A",
        ":q rdfs:range :A . :q rdfs:subPropertyOf :p .",
    ),
    "scm-hv": Case(
        ":R owl:onProperty :p ; owl:hasValue :v . :S owl:onProperty :q ; owl:hasValue :v . :p rdfs:subPropertyOf :q .",
        ":R rdfs:subClassOf :S",
        ":R owl:onProperty :p ; owl:hasValue :v . :S owl:onProperty :q ; owl:hasValue :w . :p rdfs:subPropertyOf :q .",
    ),
    "scm-svf1": Case(
        ":R owl:onProperty :p ; owl:someValuesFrom :A . :S owl:onProperty :p ; owl:someValuesFrom :B . "
        ":A rdfs:subClassOf :B .",
        ":R rdfs:subClassOf :S",
        ":R owl:onProperty :p ; owl:someValuesFrom :A . :S owl:onProperty :q ; owl:someValuesFrom :B . "
        ":A rdfs:subClassOf :B .",
    ),
    "scm-svf2": Case(
        ":R owl:onProperty :p ; owl:someValuesFrom :A . :S owl:onProperty :q ; owl:someValuesFrom :A . "
        ":p rdfs:subPropertyOf :q .",
        ":R rdfs:subClassOf :S",
        ":R owl:onProperty :p ; owl:someValuesFrom :A . :S owl:onProperty :q ; owl:someValuesFrom :A . "
        ":q rdfs:subPropertyOf :p .",
    ),
    "scm-avf1": Case(
        ":R owl:onProperty :p ; owl:allValuesFrom :A . :S owl:onProperty :p ; owl:allValuesFrom :B . "
        ":A rdfs:subClassOf :B .",
        ":R rdfs:subClassOf :S",
        ":R owl:onProperty :p ; owl:allValuesFrom :A . :S owl:onProperty :p ; owl:someValuesFrom :B . "
        ":A rdfs:subClassOf :B .",
    ),
    "scm-avf2": Case(
        ":R owl:onProperty :p ; owl:allValuesFrom :A . :S owl:onProperty :q ; owl:allValuesFrom :A . "
        ":p rdfs:subPropertyOf :q .",
        ":S rdfs:subClassOf :R",
        ":R owl:onProperty :p ; owl:allValuesFrom :A . :S owl:onProperty :q ; owl:allValuesFrom :A . "
        ":q rdfs:subPropertyOf :p .",
    ),
    "scm-int": Case(":C owl:intersectionOf ( :A :B ) .", ":C rdfs:subClassOf :B", ":C owl:unionOf ( :A :B ) ."),
    "scm-uni": Case(":C owl:unionOf ( :A :B ) .", ":B rdfs:subClassOf :C", ":C owl:intersectionOf ( :A :B ) ."),
}


CONTRADICTING: Final = tuple(rule for rule, case in CASES.items() if case.concludes.startswith("false"))
"""The rules that conclude ``false``."""
CONCLUDING: Final = tuple(rule for rule in CASES if rule not in CONTRADICTING)
"""The rules that conclude a triple."""


def applications(rule: str) -> tuple[frozenset[Triple], list[Instance]]:
    """Return the triples of a rule's case, and the applications of the rule with the conclusion of the case."""
    triples = triples_of(turtle(CASES[rule].fires))
    if rule == "dt-not-type":
        triples = closure(triples).triples  # its premise is a generalised triple, which cannot be asserted
    literals = sorted({term for triple in triples for term in triple if isinstance(term, Literal)})
    return triples, [one for one in instances(rule, triples, literals) if _says(one, CASES[rule].concludes)]


def _says(one: Instance, conclusion: str) -> bool:
    if conclusion.startswith("false"):
        return one.conclusion is None and one.report == terms(conclusion.removeprefix("false"))
    return one.conclusion == terms(conclusion)
