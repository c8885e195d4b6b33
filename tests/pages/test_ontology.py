"""The ontology satisfies FAIR checkers, and defines every term that is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, Graph, Literal, URIRef

from aliansi.namespaces import AL, GRAPH, PREFIXES
from aliansi.project.folder import Project

ROOT = Path(__file__).parents[2]
ONTOLOGY = URIRef("https://w3id.org/aliansi/ontology")
BIBO_STATUS = URIRef("http://purl.org/ontology/bibo/status")
USED = re.compile(r"\bal:([A-Za-z]\w*)")
USED_IN_CODE = re.compile(r"\bAL\.(\w+)")


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(ROOT / "ontology" / "alliance.ttl")


@pytest.fixture(scope="module")
def terms(ontology: Graph) -> set[URIRef]:
    return {s for s in ontology.subjects(RDF.type) if isinstance(s, URIRef) and s.startswith(str(AL))}


@pytest.mark.parametrize(
    "property_",
    [
        DCTERMS.title, DCTERMS.description, DCTERMS.license, DCTERMS.creator, DCTERMS.created, DCTERMS.issued,
        DCTERMS.publisher, OWL.versionIRI, OWL.versionInfo, VANN.preferredNamespacePrefix, VANN.preferredNamespaceUri,
        DCTERMS.bibliographicCitation, BIBO_STATUS,
    ],
)  # fmt: skip
def test_the_header_has_what_fair_checkers_look_for(ontology: Graph, property_: URIRef) -> None:
    assert list(ontology.objects(ONTOLOGY, property_))


def test_the_preferred_prefix_and_namespace_are_those_in_use(ontology: Graph) -> None:
    prefix = str(ontology.value(ONTOLOGY, VANN.preferredNamespacePrefix))
    assert PREFIXES[prefix] == str(ontology.value(ONTOLOGY, VANN.preferredNamespaceUri))


@pytest.mark.parametrize("property_", [RDFS.label, SKOS.definition])
def test_every_term_has_one_label_and_one_definition_in_both_languages(
    ontology: Graph, terms: set[URIRef], property_: URIRef
) -> None:
    languages = {
        term: sorted(str(o.language) for o in ontology.objects(term, property_) if isinstance(o, Literal))
        for term in terms
    }
    assert {term: found for term, found in languages.items() if found != ["en", "id"]} == {}
    assert len(terms) > 120


def test_every_term_says_where_it_is_defined(ontology: Graph, terms: set[URIRef]) -> None:
    assert {term for term in terms if (term, RDFS.isDefinedBy, ONTOLOGY) not in ontology} == set()


def test_no_key_and_no_inverse_functional_property_merges_nodes_of_two_sources(ontology: Graph) -> None:
    assert (None, OWL.hasKey, None) not in ontology
    assert (None, RDF.type, OWL.InverseFunctionalProperty) not in ontology


def test_a_functional_property_has_all_different_values(ontology: Graph) -> None:
    different = {frozenset(ontology.items(members)) for members in ontology.objects(None, OWL.distinctMembers)}
    for property_ in ontology.subjects(RDF.type, OWL.FunctionalProperty):
        (class_,) = ontology.objects(property_, RDFS.range)
        assert frozenset(ontology.subjects(RDF.type, class_)) in different


def test_nothing_irreflexive_asymmetric_or_functional_is_entailed_by_a_chain(ontology: Graph) -> None:
    chained = set(ontology.subjects(OWL.propertyChainAxiom))
    for class_ in (OWL.IrreflexiveProperty, OWL.AsymmetricProperty, OWL.FunctionalProperty):
        assert chained.isdisjoint(ontology.subjects(RDF.type, class_))


def test_the_axioms_of_the_design_are_there(ontology: Graph) -> None:
    for predicate in (OWL.propertyChainAxiom, OWL.inverseOf, OWL.someValuesFrom, OWL.hasValue, OWL.disjointWith):
        assert (None, predicate, None) in ontology
    for class_ in (OWL.SymmetricProperty, OWL.AllDifferent, OWL.AllDisjointClasses):
        assert (None, RDF.type, class_) in ontology


@pytest.mark.parametrize(
    "file",
    [f for part in ("ontology", "data", "queries") for f in sorted((ROOT / part).rglob("*")) if f.is_file()],
    ids=lambda file: file.name,
)
def test_every_term_in_use_is_defined(terms: set[URIRef], file: Path) -> None:
    if file.suffix == ".csv" or ("checks" in file.parts and file.suffix == ".trig"):
        return  # expected rows hold no terms to define; broken examples may well use terms that do not exist
    used = {AL[name] for name in USED.findall(file.read_text(encoding="utf-8"))}
    assert used - terms == set()


def test_every_term_in_the_code_is_defined(terms: set[URIRef]) -> None:
    used = {AL[name] for file in (ROOT / "src").rglob("*.py") for name in USED_IN_CODE.findall(file.read_text("utf-8"))}
    assert used - terms == set()
    assert used


def test_no_term_is_idle(ontology: Graph, terms: set[URIRef], shipped: Project) -> None:
    """Every term is used by a fact, axiom, shape, query or line of code."""
    texts = [
        f.read_text(encoding="utf-8")
        for part in ("data", "queries", "src")
        for f in (ROOT / part).rglob("*.*")
        if f.suffix in {".ttl", ".rq", ".py"}
    ]
    used = {AL[name] for text in texts for name in USED.findall(text) + USED_IN_CODE.findall(text)}
    subjects_only = set(ontology.subjects()) - set(ontology.objects()) - set(ontology.predicates())
    inferred = {t for t, d in ontology.subject_objects(SKOS.definition) if "inferred" in str(d)}
    assert {t for t in terms & subjects_only if t not in used and t not in inferred} == set()


def test_graphs_are_named_after_files(shipped: Project) -> None:
    from aliansi.project.folder import graph_of

    names = {graph_of(file) for file in shipped.rdf_files}
    expected = (
        "article",
        "reference",
        "things",
        "correspondences",
        "evidence",
        "links",
        "ledger",
        "ontology",
        "alignments",
    )
    assert names == {GRAPH[name] for name in expected}
