"""Queries to start with suit the data: foreign classes and properties, with their prefixes, and always an answer."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from aliansi.dataset.store import Store, read
from aliansi.views.dataset_profile import GENERIC_QUERY, example_query, read_profile
from tests.server.support.served import Site

HEAD = """\
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix : <http://example.org/> .
"""
ORGANISATIONS = """\
:a a org:Organization ; foaf:name "A" ; org:hasUnit :b .
:b a org:OrganizationalUnit , org:Organization ; foaf:name "B" .
"""


def store_of(folder: Path, content: str, name: str = "data.ttl") -> Store:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    return read(file)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        pytest.param("data.ttl", HEAD + ORGANISATIONS, ["PREFIX org: <", "?organization a org:Organization"], id="org"),
        pytest.param("data.ttl", HEAD + ":C a owl:Class . :D a owl:Class .", ["?class a owl:Class ."], id="ontology"),
        pytest.param("data.ttl", HEAD + ':x :size 1 . :y :size "007" .', ["?subject :size ?size"], id="no-class"),
        pytest.param("data.ttl", HEAD + "[] a foaf:Person .", ["?person a foaf:Person"], id="blank-nodes"),
        pytest.param("data.trig", HEAD + ":g { :a a foaf:Person }", ["?person a foaf:Person"], id="named-graph"),
        pytest.param(
            "data.nt",
            "<urn:uuid:1> <http://example.org/it's%20%C3%A9> <mailto:a@example.org> .",
            ["?subject <http://example.org/it's%20%C3%A9> ?value"],
            id="odd-iris",
        ),
        pytest.param("data.ttl", HEAD + ":x a :Thing ; :thing 1 .", ["?thing :thing ?thingValue"], id="same-names"),
        pytest.param("data.ttl", HEAD + ":x a :2nd ; :a.b 1 .", ["?thing a <http://example.org/2nd>"], id="odd-names"),
        pytest.param("data.ttl", HEAD, [GENERIC_QUERY.splitlines()[1]], id="empty"),
    ],
)
def test_example_query_suits_the_data(name: str, content: str, expected: list[str], tmp_path: Path) -> None:
    store = store_of(tmp_path, content, name)
    query = example_query(store, read_profile(store))
    assert [part for part in expected if part not in query] == []
    assert len(list(store.select(query))) > 0 or not len(store.dataset)


def test_pages_have_the_example_and_the_prefixes(tmp_path: Path) -> None:
    site = Site.of(store_of(tmp_path, HEAD + ORGANISATIONS))
    home, page = (html.unescape(site.get(path, params={"lang": "en"}).text) for path in ("/", "/query"))
    one_line = "SELECT ?organization ?name ?hasUnit WHERE { ?organization a org:Organization ."
    assert f"query=PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX org: <http://www.w3.org/ns/org#> {one_line}" in home
    assert "?organization a org:Organization ." in page
    assert '"org": "http://www.w3.org/ns/org#"' in page
    terms = {term["name"]: term["kind"] for term in site.get("/vocabulary.json").json()["terms"]}
    assert terms == {
        "org:Organization": "class",
        "org:OrganizationalUnit": "class",
        ":a": "thing",
        ":b": "thing",
        "rdf:type": "property",
        "foaf:name": "property",
        "org:hasUnit": "property",
    }


def test_classes_and_properties_that_an_ontology_declares_are_completed_as_such(tmp_path: Path) -> None:
    declared = ':C a owl:Class ; rdfs:label "C" . :p a owl:ObjectProperty ; rdfs:label "p" . :x rdfs:label "x" .'
    site = Site.of(store_of(tmp_path, HEAD + declared))
    terms = {term["name"]: term["kind"] for term in site.get("/vocabulary.json").json()["terms"]}
    assert (terms[":C"], terms[":p"], terms[":x"]) == ("class", "property", "thing")


def test_an_apostrophe_does_not_end_the_command_of_the_home_page(tmp_path: Path) -> None:
    site = Site.of(store_of(tmp_path, "<urn:a> <http://example.org/it's> <urn:b> .", "data.nt"))
    assert "query=SELECT * WHERE { ?subject ?predicate ?object . } LIMIT 10' http" in html.unescape(site.get("/").text)
