"""Names of things by the properties of common vocabularies, and where a reader sees them."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from aliansi.dataset.names import names_of
from aliansi.dataset.store import Store
from aliansi.views.description import labels_of
from aliansi.views.known_things import KnownThings
from aliansi.views.labels import Label, Labels
from aliansi.views.search_index import SearchIndex, texts_of
from tests.server.support.served import Site

PREFIXES = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dc: <http://purl.org/dc/elements/1.1/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix sdo: <https://schema.org/> .
@prefix old: <http://schema.org/> .
@prefix : <http://example.org/> .
"""
SUBJECT = ox.NamedNode("http://example.org/x")


def store_of(turtle: str) -> Store:
    dataset = ox.Store()
    dataset.load((PREFIXES + turtle).encode(), format=ox.RdfFormat.TURTLE)
    return Store(dataset, turtle)


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(':x rdfs:label "Kestrel"@en', id="rdfs"),
        pytest.param(':x skos:prefLabel "Kestrel"@en-GB', id="skos"),
        pytest.param(':x xl:prefLabel :label . :label xl:literalForm "Kestrel"@en', id="skosxl"),
        pytest.param(':x xl:prefLabel [ xl:literalForm "Kestrel" ]', id="skosxl-blank"),
        pytest.param(':x foaf:name "Kestrel"', id="foaf"),
        pytest.param(':x sdo:name "Kestrel"@en', id="schema-https"),
        pytest.param(':x old:name "Kestrel"', id="schema-http"),
        pytest.param(':x dcterms:title "Kestrel"@de', id="dcterms"),
        pytest.param(':x dc:title "Kestrel"', id="dc"),
        pytest.param(':x vcard:fn "Kestrel"', id="vcard"),
        pytest.param('<urn:g> a :Graph . :x foaf:name "Kestrel" , " "', id="an-empty-name"),
    ],
)
def test_name_is_found_everywhere(statement: str) -> None:
    store = store_of(f"{statement} . :x a :Bird . :y :sees :x .")
    assert Labels(store, "en").of(SUBJECT).text == "Kestrel"
    assert KnownThings(store=store).label_or_name(SUBJECT.value, "en").text == "Kestrel"
    assert "http://example.org/x" in {hit.node for hit in SearchIndex(texts_of(store)).find("kestrel")}
    described = list(labels_of(store, store.quads(None, None, SUBJECT), "en"))
    assert any(getattr(quad.object, "value", "") == "Kestrel" for quad in described)


@pytest.mark.parametrize(
    ("turtle", "expected"),
    [
        pytest.param(':x foaf:name "B" ; rdfs:label "A"', Label("A"), id="rdfs-before-foaf"),
        pytest.param(':x dc:title "B" ; skos:prefLabel "A"', Label("A"), id="skos-before-dc"),
        pytest.param(':x rdfs:label "C"@de ; foaf:name "A"@en', Label("A", "en"), id="language-before-property"),
        pytest.param(':x foaf:name "B" , "A"', Label("A"), id="first-by-text"),
        pytest.param(':x skos:altLabel "B"', Label("http://example.org/x"), id="alias-is-no-name"),
        pytest.param(":x foaf:name <http://example.org/B>", Label("http://example.org/x"), id="iri-is-no-name"),
    ],
)
def test_precedence(turtle: str, expected: Label) -> None:
    assert Labels(store_of(f"{turtle} ."), "en").of(SUBJECT) == expected


def test_a_blank_node_has_a_name() -> None:
    store = store_of('_:b foaf:name "Kestrel" .')
    (quad,) = store.quads()
    assert Labels(store, "en").of(quad.subject) == Label("Kestrel")


def test_names_of_a_node_by_language() -> None:
    store = store_of(':x rdfs:label "A"@en ; skos:prefLabel "B"@en , "C"@id ; dc:title "D" .')
    assert names_of(store, SUBJECT) == {"en": "A", "id": "C", "": "D"}


def test_labels_of_iris_for_the_query_editor() -> None:
    site = Site.of(store_of(':x foaf:name "Kestrel"@en , "Alap-alap"@in . :y a :x .'))
    iris = ["http://example.org/x", "http://example.org/y", "no iri", "http://www.w3.org/2002/07/owl#Class"]
    answer = site.get("/labels.json", params={"lang": "id-ID", "iri": iris})
    assert answer.json() == {
        "labels": {"http://example.org/x": "Alap-alap", "http://www.w3.org/2002/07/owl#Class": "kelas"}
    }
    assert site.get("/labels.json", params={"iri": ["urn:x"] * 301}).status_code == 400
    terms = site.get("/vocabulary.json", params={"lang": "id"}).json()["terms"]
    assert list(terms[0]["labels"].items()) == [("in", "Alap-alap"), ("en", "Kestrel")]


@pytest.mark.parametrize("subject", [":x", "[]"], ids=["iri", "blank"])
def test_result_table_without_script_has_names(subject: str) -> None:
    site = Site.of(store_of(f'{subject} foaf:name "Kestrel" ; a :Bird .'))
    page = site.get("/query", params={"query": "SELECT ?s { ?s a ?class }", "run": "1"}).text
    assert ">Kestrel</" in page
