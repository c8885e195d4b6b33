"""Both engines give one closure: with and without reflexive triples, whether or not a graph mentions owl:Thing."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, Literal
from rdflib.term import Node

from aliansi.reasoning import NativeReasoner, OwlrlReasoner
from aliansi.reasoning.reasoners import read_graph
from aliansi.reasoning.terms.rdflib_terms import Triple
from tests.reasoning.support.as_written import EX, turtle
from tests.reasoning.support.owlrl_faults import FAULTS
from tests.reasoning.support.proof_faults import faults_of
from tests.reasoning.support.rule_cases import CASES

SHARED = Path("../shared/cases")
WITHIN_ITSELF = {RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, OWL.equivalentProperty, OWL.sameAs}
FAULTY = {rule for fault in FAULTS for rule in fault.rules}
MENTIONS = (
    ":Alliance a owl:Class ; rdfs:subClassOf owl:Thing .",
    ":x rdfs:seeAlso owl:Thing , owl:Nothing .",
    ":x a owl:Thing .",
)


def inferred(graph: rdflib.Graph) -> set[Triple]:
    """Return what the default engine infers, after a comparison with what owlrl infers."""
    found = [set(one().close(graph).inferred()) for one in (NativeReasoner, OwlrlReasoner)]
    assert found[0] == found[1]
    return found[0]


def is_trivial(triple: Triple) -> bool:
    s, p, o = triple
    top = o == OWL.Thing and p in {RDF.type, RDFS.subClassOf, RDFS.domain, RDFS.range}
    return top or (s == o and p in WITHIN_ITSELF) or (s == OWL.Nothing and p == RDFS.subClassOf)


@pytest.mark.parametrize("rule", [rule for rule in CASES if rule not in FAULTY])
def test_engines_agree_on_every_construct(rule: str) -> None:
    inferred(turtle(CASES[rule].fires))
    inferred(turtle(CASES[rule].spares))


@pytest.mark.parametrize("rule", [rule for rule in CASES if rule not in FAULTY])
def test_engines_agree_on_reflexive_triples(rule: str) -> None:
    """Apart from two faults: owlrl draws no reflexive conclusion, and takes rdf:Property for owl:ObjectProperty."""
    for text in (CASES[rule].fires, CASES[rule].spares.replace("a rdf:Property", "a :Property")):
        graph = turtle(text)
        native, owlrl = (set(one(reflexive=True).close(graph).inferred()) for one in (NativeReasoner, OwlrlReasoner))
        assert owlrl - native == set()
        assert all(map(is_trivial, native - owlrl))


@pytest.mark.parametrize(
    "text",
    [
        ":State a owl:Class . :memberOf a owl:ObjectProperty ; rdfs:domain :State . :albania :memberOf :pact .",
        ":A rdfs:subClassOf :B . :B rdfs:subClassOf :A . :A a owl:Class . :p owl:equivalentProperty :q .",
        ":p a owl:ObjectProperty ; rdfs:range :C . :C a owl:Class ; rdfs:subClassOf :D . :a :p :b .",
        ":R owl:onProperty :p ; owl:someValuesFrom :C . :C a owl:Class . :a :p :b . :b a :C . :a owl:sameAs :c .",
        ":C a owl:Class ; owl:equivalentClass [ owl:unionOf (:D :E) ] . :D a owl:Class . :d a :D .",
    ],
    ids=["the case of the issue", "a cycle", "a range", "a restriction", "a union"],
)
def test_a_mention_of_thing_elsewhere_changes_nothing(text: str) -> None:
    graph = turtle(text)
    without = inferred(graph)
    assert not any(map(is_trivial, without))
    for mention in MENTIONS:
        assert inferred(graph + turtle(mention)) == without
    assert set(NativeReasoner(reflexive=True).close(graph).inferred()) > without


EXTENDED = {
    "type": "rdf:type rdfs:subPropertyOf :isA .",
    "subclass": "rdfs:subClassOf rdfs:subPropertyOf :part .",
    "both": "rdf:type rdfs:subPropertyOf :rel . rdfs:subClassOf rdfs:subPropertyOf :rel .",
    "over another": "rdf:type rdfs:subPropertyOf :isA . :isA rdfs:subPropertyOf :isB ; owl:inverseOf :hasInstance .",
    "domain and range": "rdfs:domain rdfs:subPropertyOf :dom . rdfs:range rdfs:subPropertyOf :ran .",
    "domain": "rdfs:subClassOf rdfs:domain :Part .",
    "inverse": "rdf:type owl:inverseOf :instance .",
    "chain": ":q owl:propertyChainAxiom ( :r rdf:type rdfs:subClassOf ) .",
    "restriction": ":R owl:onProperty rdfs:subClassOf ; owl:hasValue :A ; rdfs:subClassOf :D .",
    "maximum": ":A a :R . :R owl:onProperty rdfs:subClassOf ; owl:maxCardinality 1 .",
    "transitive": "rdfs:subClassOf rdfs:subPropertyOf :above . :above a owl:TransitiveProperty .",
    "symmetric": "rdfs:subClassOf a owl:SymmetricProperty .",
    "another name": "rdf:type owl:sameAs :isA .",
    "another name of subclass": ":sub owl:sameAs rdfs:subClassOf .",
}
"""Axioms about built-in properties, from which triples of everything have consequences."""


@pytest.mark.parametrize("axiom", EXTENDED.values(), ids=EXTENDED)
def test_triples_of_everything_have_consequences_without_a_mention(axiom: str) -> None:
    """Here owlrl, which derives them always, has the same closure; a mention adds only triples about what it names."""
    text = ":A a owl:Class . :B a owl:Class ; rdfs:subClassOf :A . :x a :B ; :r :y . :r a owl:ObjectProperty ; "
    graph = turtle(f"{text} rdfs:range :A . {axiom}")
    without = inferred(graph)
    more = set(NativeReasoner().close(graph + turtle(":z rdfs:seeAlso owl:Thing , owl:Nothing .")).inferred())
    assert without <= more
    assert all(EX.z in triple for triple in more - without)
    assert faults_of(graph) == []


def test_consequences_of_triples_of_everything() -> None:
    axioms = "rdf:type rdfs:subPropertyOf :isA . rdfs:subClassOf rdfs:subPropertyOf :part ."
    found = inferred(turtle(f":A a owl:Class . :x a :A . {axioms}"))
    assert {(EX.x, EX.isA, OWL.Thing), (EX.A, EX.part, OWL.Thing), (EX.A, EX.part, EX.A)} <= found
    assert not any(map(is_trivial, found))


def test_a_mention_where_it_matters_changes_what_follows() -> None:
    text = ":C a owl:Class . :c a :C . :D a owl:Class . "
    assert (EX.c, RDF.type, EX.E) in inferred(turtle(f"{text} owl:Thing rdfs:subClassOf :E ."))
    assert (EX.C, OWL.equivalentClass, OWL.Nothing) in inferred(turtle(f"{text} :C rdfs:subClassOf owl:Nothing ."))
    with_thing = (
        f"{text} :R owl:onProperty :p ; owl:someValuesFrom owl:Thing . :S owl:onProperty :p ; owl:someValuesFrom :C ."
    )
    assert (EX.S, RDFS.subClassOf, EX.R) in inferred(turtle(with_thing))


def test_what_is_asserted_stays() -> None:
    text = (
        ":C a owl:Class ; rdfs:subClassOf :C , owl:Thing . :a a owl:Thing ; owl:sameAs :a . :p rdfs:domain owl:Thing ."
    )
    text += (
        " owl:Thing a owl:Class . rdfs:label a owl:AnnotationProperty . xsd:int a rdfs:Datatype . :a owl:sameAs :b ."
    )
    graph = turtle(text)
    for reasoner in (NativeReasoner(), OwlrlReasoner()):
        assert set(graph) <= set(reasoner.close(graph).triples)
        assert reasoner.close(graph).asserted == len(graph)
    assert not any(map(is_trivial, inferred(graph)))


@pytest.mark.parametrize(
    ("text", "subject", "predicate"),
    [
        (":p owl:propertyChainAxiom (:p :q) . :a :p :b . :b :q :a .", EX.a, EX.p),
        (":p a owl:SymmetricProperty , owl:TransitiveProperty . :a :p :b .", EX.b, EX.p),
        (":Self owl:hasValue :a ; owl:onProperty :p . :a a :Self .", EX.a, EX.p),
        (":p a owl:TransitiveProperty . :C :p :D . :D :p :C . :C a owl:Class .", EX.C, EX.p),
        (":p rdfs:subPropertyOf :q . :a :p :a .", EX.a, EX.q),
        (":p a owl:ReflexiveProperty ; owl:inverseOf :q . :a :p :a .", EX.a, EX.q),
        (":p owl:inverseOf :p . :a owl:sameAs :b . :a :p :b .", EX.b, EX.p),
    ],
    ids=["chain", "symmetric and transitive", "hasValue", "between classes", "wider property", "inverse", "two names"],
)
def test_a_fact_about_a_thing_and_itself_is_a_conclusion(text: str, subject: Node, predicate: Node) -> None:
    assert (subject, predicate, subject) in inferred(turtle(text))


@pytest.mark.parametrize(
    "text",
    [
        "rdfs:seeAlso rdfs:subPropertyOf :related . :related rdfs:subPropertyOf rdfs:label . :a rdfs:seeAlso :b .",
        "rdfs:Class rdfs:subClassOf :C . :C rdfs:subClassOf rdfs:Resource . :D a rdfs:Class .",
        "owl:Class rdfs:subClassOf rdfs:Class . rdfs:Class rdfs:subClassOf rdfs:Resource . :C a owl:Class .",
    ],
    ids=["properties", "classes", "classes of OWL"],
)
def test_a_conclusion_about_built_in_terms_is_kept(text: str) -> None:
    assert any(str(s).startswith(str(RDFS)) or str(s).startswith(str(OWL)) for s, _, _ in inferred(turtle(text)))


@pytest.mark.parametrize(
    "text",
    [
        ":C owl:oneOf :l . :l rdf:first :a ; rdf:rest :l .",
        ":C owl:unionOf :l . :l rdf:first :D ; rdf:rest :m . :m rdf:first :E ; rdf:rest :l . :d a :D .",
        ":p owl:propertyChainAxiom :l . :l rdf:first :q ; rdf:rest :l . :a :q :b .",
        "[] a owl:AllDifferent ; owl:members :l . :l rdf:first :a ; rdf:rest :l .",
        ":R owl:onProperty :p ; owl:maxCardinality :one . :a a :R ; :p :b , :c .",
        ":R owl:onProperty :p ; owl:maxQualifiedCardinality [] ; owl:onClass :C . :a a :R ; :p :b . :b a :C .",
    ],
    ids=["oneOf", "unionOf", "chain", "AllDifferent", "maximum", "qualified maximum"],
)
def test_no_engine_fails_on_malformed_axioms(text: str) -> None:
    assert inferred(turtle(text)) == set()


@pytest.mark.parametrize("reflexive", [False, True], ids=["", "reflexive"])
def test_no_engine_has_a_literal_as_subject(reflexive: bool) -> None:
    graph = turtle(':p rdfs:range xsd:integer ; owl:inverseOf :q . :x :p 1 ; :name "n"^^xsd:string .')
    for reasoner in (NativeReasoner(reflexive=reflexive), OwlrlReasoner(reflexive=reflexive)):
        closed = reasoner.close(graph)
        assert not [s for s, _, _ in (*closed.inferred(), *closed.triples) if isinstance(s, Literal)]


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/cases")
@pytest.mark.parametrize(
    ("name", "size"),
    [("thing-not-mentioned", 0), ("thing-mentioned", 0), ("self-chain", 15), ("svf-thing-literal", 2)],
)
def test_case_of_the_issue(name: str, size: int) -> None:
    graph = read_graph([SHARED / f"{name}.ttl"], "nt", lambda done, of: None)
    assert len(inferred(graph)) == size
