"""Inferences from asserted facts: every starred term of the design, and no wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, URIRef

from aliansi.errors import Finding
from aliansi.namespaces import AL, GRAPH, ID
from aliansi.pipeline.check import Checked
from aliansi.pipeline.materialise import is_noise, materialise, without_annotations
from aliansi.pipeline.term_labels import labeller, store_of
from aliansi.project import loader
from aliansi.project.folder import Project
from aliansi.reasoning.reasoners import OwlrlReasoner
from aliansi.validation import consistency

ROOT = Path(__file__).parents[2]
FACTS = """
@prefix al: <https://w3id.org/aliansi/ontology#> . @prefix id: <https://w3id.org/aliansi/id/> .
id:m a al:Membership ; al:member id:state ; al:alliance id:pact ; al:endedBy id:w .
id:w a al:Withdrawal ; al:withdrawingState id:state ; al:alliance id:pact .
id:f a al:Founding ; al:founded id:pact ; al:founder id:hegemon ; al:instrument id:treaty .
id:r a al:InterventionRequest ; al:requestedBy id:state ; al:addressedTo id:pact ; al:hasResponse id:no .
id:no a al:Refusal ; al:refuser id:secretary .
id:t a al:Tenure ; al:holder id:secretary ; al:office id:post .
id:v a al:Rivalry ; al:firstRival id:pact ; al:secondRival id:other .
id:p a al:Portrayal ; al:portrayed id:pact ; al:asCounterweightTo id:other ; al:attributedTo id:hegemon .
id:s a al:Succession ; al:successor id:other ; al:predecessor id:empire .
id:a a al:Allegation ; al:about id:state .
id:one al:correspondsTo id:two .
"""
EXPECTED = """
id:state a al:MemberState , al:FormerMemberState ; al:hasMembership id:m ; al:memberOf id:pact ;
    al:hasWithdrawal id:w ; al:withdrewFrom id:pact .
id:m a al:EndedMembership .
id:r a al:RefusedRequest .
id:no al:responseTo id:r ; al:respondent id:secretary .
id:secretary a al:Official ; al:tenure id:t ; al:refused id:no ; al:refusedRequestOf id:state .
id:pact al:foundedIn id:f ; al:foundedBy id:hegemon ; al:foundingTreaty id:treaty ;
    al:firstRivalIn id:v ; al:rivalOf id:other ; al:portrayedIn id:p ; al:portrayedAsCounterweightTo id:other .
id:other al:rivalOf id:pact ; al:succeededIn id:s ; al:successorOf id:empire .
id:a al:status al:Alleged .
id:two al:correspondsTo id:one .
"""
PREFIXES = "@prefix al: <https://w3id.org/aliansi/ontology#> . @prefix id: <https://w3id.org/aliansi/id/> .\n"


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(ROOT / "ontology" / "alliance.ttl")


def graph_of(ontology: Graph, facts: str) -> loader.Graph:
    parsed = Graph().parse(data=PREFIXES + facts, format="turtle")
    return loader.Graph(Project(ROOT), {GRAPH.ontology: ontology, GRAPH.article: parsed}, Graph(), {})


@pytest.fixture(scope="module")
def inferred(ontology: Graph) -> Graph:
    return materialise(graph_of(ontology, FACTS)).inferred


@pytest.mark.parametrize("triple", sorted(Graph().parse(data=PREFIXES + EXPECTED, format="turtle")))
def test_every_starred_term_follows(inferred: Graph, triple: tuple[URIRef, URIRef, URIRef]) -> None:
    assert triple in inferred


def test_every_term_said_to_be_inferred_is_among_those_that_follow(ontology: Graph) -> None:
    wanted = Graph().parse(data=PREFIXES + EXPECTED, format="turtle")
    covered = set(wanted.predicates()) | set(wanted.objects(None, RDF.type))
    inferred_only = {
        term
        for term, text in ontology.subject_objects(URIRef("http://www.w3.org/2004/02/skos/core#definition"))
        if "inferred" in str(text)
    }
    assert inferred_only <= covered
    assert len(inferred_only) >= 20


def test_a_membership_that_goes_on_makes_no_former_member(ontology: Graph) -> None:
    reasoned = materialise(graph_of(ontology, "id:m a al:Membership ; al:member id:x ; al:alliance id:pact ."))
    assert (ID.x, AL.memberOf, ID.pact) in reasoned.inferred
    assert (ID.x, RDF.type, AL.FormerMemberState) not in reasoned.inferred


def test_a_response_that_is_no_refusal_refuses_nothing(ontology: Graph) -> None:
    facts = "id:r a al:InterventionRequest ; al:requestedBy id:x ; al:hasResponse id:y . id:y a al:Deployment ."
    reasoned = materialise(graph_of(ontology, facts))
    assert (ID.r, RDF.type, AL.RefusedRequest) not in reasoned.inferred
    assert (None, AL.refusedRequestOf, None) not in reasoned.inferred


def test_nothing_wrong_follows_on_the_shipped_graph(shipped_checked: Checked) -> None:
    reasoned = shipped_checked.reasoned
    assert [t for t in reasoned.inferred if t[0] == t[2]] == []
    assert list(reasoned.inferred.triples((None, OWL.sameAs, None))) == []
    assert [n for t in reasoned.inferred for n in t if isinstance(n, BNode)] == []
    assert [t for t in reasoned.inferred if isinstance(t[0], Literal)] == []
    asserted = reasoned.graph.asserted()
    assert [t for t in reasoned.inferred if t in asserted] == []


def test_the_graphs_that_are_only_served_give_rise_to_nothing(ontology: Graph) -> None:
    graph = graph_of(ontology, "id:m a al:Membership .")
    links = Graph().parse(data=PREFIXES + "id:w a al:Withdrawal ; al:withdrawingState id:z .", format="turtle")
    served = loader.Graph(graph.project, {**graph.graphs, GRAPH.links: links}, Graph(), {})
    assert (ID.z, None, None) not in materialise(served).inferred


@pytest.mark.parametrize(
    "triple",
    [
        (ID.a, OWL.sameAs, ID.a),
        (Literal("1"), RDF.type, AL.Fact),
        (BNode(), RDF.type, AL.Fact),
        (ID.a, RDF.type, BNode()),
        (ID.a, RDF.type, OWL.Thing),
        (AL.Fact, RDFS.subClassOf, OWL.Thing),
        (RDF.type, RDF.type, RDF.Property),
    ],
)
def test_noise_is_left_out(triple: tuple[rdflib.term.Node, rdflib.term.Node, rdflib.term.Node]) -> None:
    assert is_noise(triple)
    assert not is_noise((ID.a, AL.memberOf, ID.b))


def test_annotations_are_left_out_unless_an_axiom_speaks_of_them() -> None:
    data = (
        PREFIXES
        + """
    @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    al:note a owl:AnnotationProperty . al:remark a owl:AnnotationProperty ; rdfs:subPropertyOf al:said .
    id:a rdfs:label "a" ; al:note "n" ; al:remark "r" ."""
    )
    pruned = without_annotations(frozenset(Graph().parse(data=data, format="turtle")))
    assert {str(o) for s, _, o in pruned if s == ID.a} == {"r"}


def test_when_two_names_are_one_thing_annotations_count_again() -> None:
    data = """
    @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    id:a owl:sameAs id:b ; rdfs:label "a" ."""
    parsed = Graph().parse(data=PREFIXES + data, format="turtle")
    reasoned = materialise(loader.Graph(Project(ROOT), {GRAPH.article: parsed}, Graph(), {}))
    assert (ID.b, RDFS.label, Literal("a")) in reasoned.inferred


def test_a_string_written_with_its_datatype_is_not_inferred_without_it() -> None:
    data = PREFIXES + 'id:a al:p "x"^^<http://www.w3.org/2001/XMLSchema#string> .'
    parsed = Graph().parse(data=data, format="turtle")
    assert set(materialise(loader.Graph(Project(ROOT), {GRAPH.article: parsed}, Graph(), {})).inferred) == set()


CONTRADICTIONS = {
    "cax-adc": ("id:x a al:Alliance , al:State .", "id:x is both a al:Organisation and a al:State"),
    "cax-dw": ("id:x a al:Assessment ; al:member id:y .", "id:x (Assessment: –) is both a al:Claim and a al:Fact"),
    "eq-diff3": ("id:x al:status al:Stated , al:Reported .", "al:Stated and al:Reported are inferred to be the same"),
    "prp-irp": ("id:x al:correspondsTo id:x .", "id:x is related to itself by al:correspondsTo"),
    "prp-asyp": (
        "id:x al:hasResponse id:y . id:y al:hasResponse id:x .",
        "al:hasResponse holds from id:x to id:y and back",
    ),
    "prp-pdw": ("id:x al:successor id:y ; al:predecessor id:y .", "lead from id:x to id:y, and never may both"),
}


def contradictions_in(ontology: Graph, facts: str) -> list[Finding]:
    reasoned = materialise(graph_of(ontology, facts))
    return consistency.findings(reasoned.graph, reasoned.closure, lambda: labeller(store_of(reasoned.graph)))


@pytest.mark.parametrize("rule", sorted(CONTRADICTIONS))
def test_a_contradiction_in_the_facts_comes_out(ontology: Graph, rule: str) -> None:
    facts, sentence = CONTRADICTIONS[rule]
    found = contradictions_in(ontology, facts)
    assert any(f.message.startswith(f"contradiction ({rule}): ") and sentence in f.message for f in found)


def test_facts_that_agree_are_no_contradiction(ontology: Graph) -> None:
    assert contradictions_in(ontology, FACTS) == []


def test_the_reference_engine_leaves_its_input_as_it_was() -> None:
    graph = Graph().parse(data=PREFIXES + "id:a al:p id:b .", format="turtle")
    closure = OwlrlReasoner().close(graph).triples
    assert len(graph) == 1
    assert set(graph) <= set(closure)
