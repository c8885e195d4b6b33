"""What a dataset states about itself, and that pages show no title, licence or promise that it does not state."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from aliansi.dataset.store import Store, read
from aliansi.views.dataset_description import DatasetFrame, describe_dataset
from aliansi.views.i18n import LANGUAGES, sentences
from tests.server.support.served import Site

PREFIXES = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dc: <http://purl.org/dc/elements/1.1/> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix sdo: <https://schema.org/> .
@prefix old: <http://schema.org/> .
@prefix cc: <http://creativecommons.org/ns#> .
@prefix by: <http://creativecommons.org/licenses/by/> .
@prefix : <http://example.org/> .
"""
ORG = """
:org a owl:Ontology ; rdfs:label "Core organization ontology"@en , "Ontologie des organisations"@fr ;
  rdfs:comment "Vocabulary for describing organizational structures."@en ;
  dct:license <http://www.opendatacommons.org/licenses/pddl/1.0/> ; dct:creator [ rdfs:label "Dave Reynolds" ] .
:Organization a owl:Class ; rdfs:label "Organization"@en .
"""


def store_of(folder: Path, turtle: str) -> Store:
    file = folder / "data.ttl"
    file.write_text(PREFIXES + turtle, encoding="utf-8")
    return read(file)


def frame_of(folder: Path, turtle: str, language: str = "en") -> DatasetFrame:
    store = store_of(folder, turtle)
    return DatasetFrame.of(store, describe_dataset(store), language)


@pytest.mark.parametrize(
    ("turtle", "title", "licences"),
    [
        pytest.param(ORG, "Core organization ontology", ["PDDL"], id="ontology"),
        pytest.param(':d a void:Dataset ; dct:title "T" ; dct:license <urn:l> , "x" .', "T", ["x", "urn:l"], id="two"),
        pytest.param(':d a sdo:Dataset ; sdo:name "T" ; sdo:license by:4.0\\/ .', "T", ["CC BY 4.0"], id="schema"),
        pytest.param(':d a old:Dataset ; old:name "T"@de ; old:license "MIT" .', "T", ["MIT"], id="schema-http"),
        pytest.param('<> dc:title "T" ; dc:rights "© 2020 by X" .', "T", [], id="rights-are-no-licence"),
        pytest.param('<> dct:title "T" ; cc:license [ rdfs:label "Own terms" ] .', "T", ["Own terms"], id="blank"),
        pytest.param(
            ':s a skos:ConceptScheme ; skos:prefLabel "T" ; dct:license '
            "<https://creativecommons.org/publicdomain/zero/1.0/> .",
            *("T", ["CC0 1.0"]),
            id="thesaurus",
        ),
        pytest.param(
            ':c a dcat:Catalog ; dct:title "C" ; dct:license "L" ; dcat:dataset :d . :d a dcat:Dataset .',
            *("C", ["L"]),
            id="catalogue",
        ),
        pytest.param(
            ':d a void:Dataset ; dct:title "D" ; void:subset :e ; dct:license "L" . '
            ':e a void:Dataset ; dct:license "M" .',
            *("D", ["L"]),
            id="subset",
        ),
        pytest.param(
            ':o a owl:Ontology ; rdfs:label "O" ; owl:imports :i . :i a owl:Ontology ; dct:license "I" .',
            *("O", []),
            id="licence-of-an-import",
        ),
        pytest.param(
            ':a a dcat:Dataset ; dct:license "L" . :b a dcat:Dataset ; dct:license "L" .', "data.ttl", ["L"], id="same"
        ),
        pytest.param(
            ':a a dcat:Dataset ; dct:license "L" . :b a dcat:Dataset ; dct:license "M" .', "data.ttl", [], id="differ"
        ),
        pytest.param(
            ':d a dcat:Dataset ; dct:title "D" ; dcat:distribution [ dct:license "L" ] .', "D", [], id="distribution"
        ),
        pytest.param(
            ':d a sdo:Dataset ; sdo:license "https://spdx.org/licenses/ODbL-1.0.html" .',
            *("data.ttl", ["ODbL-1.0"]),
            id="address-in-a-literal",
        ),
        pytest.param(':x dct:license "L" ; rdfs:label "X" .', "data.ttl", [], id="licence-of-something-else"),
        pytest.param(":x :y :z .", "data.ttl", [], id="nothing"),
        pytest.param("", "data.ttl", [], id="empty"),
    ],
)
def test_title_and_licence_are_those_that_are_stated(
    turtle: str, title: str, licences: list[str], tmp_path: Path
) -> None:
    frame = frame_of(tmp_path, turtle)
    assert frame.name.text == title
    assert [licence.name.text for licence in frame.licences] == licences


@pytest.mark.parametrize(
    ("turtle", "expected"),
    [
        pytest.param(':a a dcat:Dataset ; dct:license "L" . :b a dcat:Dataset .', True, id="one-of-two"),
        pytest.param(':d a dcat:Dataset ; dcat:distribution [ dct:license "L" ] .', True, id="distribution"),
        pytest.param(':d a dcat:Dataset ; dct:license "L" .', False, id="whole"),
        pytest.param(":d a dcat:Dataset .", False, id="none"),
    ],
)
def test_licences_of_parts_are_pointed_at(turtle: str, expected: bool, tmp_path: Path) -> None:
    assert frame_of(tmp_path, turtle).has_licences_of_parts == expected


@pytest.mark.parametrize(
    ("trig", "licences", "of_parts"),
    [
        pytest.param(':g { :g dct:license "L" . :a :b :c }', ["L"], False, id="one-graph"),
        pytest.param(':g { :g dct:license "L" } :h { :a :b :c }', [], True, id="two-graphs"),
        pytest.param(':g { :g dct:license "L" } _:h { :a :b :c }', [], True, id="graph-without-a-name"),
        pytest.param(':g { :a :b :c } :g dct:license "L" .', [], True, id="default-graph"),
        pytest.param(':g { :o a owl:Ontology ; dct:license "L" } :h { :a :b :c }', [], True, id="ontology-of-a-graph"),
        pytest.param(':o a owl:Ontology ; dct:license "L" . :h { :a :b :c }', ["L"], False, id="header-outside"),
        pytest.param(':g { :d a void:Dataset ; dct:license "L" } :h { :a :b :c }', ["L"], False, id="dataset"),
    ],
)
def test_licence_of_a_named_graph(trig: str, licences: list[str], of_parts: bool, tmp_path: Path) -> None:
    file = tmp_path / "data.trig"
    file.write_text(PREFIXES + trig, encoding="utf-8")
    store = read(file)
    frame = DatasetFrame.of(store, describe_dataset(store), "en")
    assert [licence.name.text for licence in frame.licences] == licences
    assert frame.has_licences_of_parts == of_parts
    assert Site.of(store).get("/.well-known/void").status_code == 200


@pytest.mark.parametrize(
    ("turtle", "stated"),
    [
        pytest.param(
            ORG,
            {
                'title "Core organization ontology"@en',
                'title "Ontologie des organisations"@fr',
                'description "Vocabulary for describing organizational structures."@en',
                "license <http://www.opendatacommons.org/licenses/pddl/1.0/>",
            },
            id="ontology",
        ),
        pytest.param('<> dc:title "T" ; dc:rights "© X" .', {'title "T"', 'rights "© X"'}, id="file"),
        pytest.param(
            ':d a sdo:Dataset ; sdo:name "T" ; sdo:license "MIT" .', {'title "T"', 'license "MIT"'}, id="schema"
        ),
        pytest.param(':a dct:title "T" ; dct:license "L" .', set(), id="another-thing"),
        pytest.param(
            ':d a void:Dataset ; dct:title "D" ; dct:license "L" . :e a void:Dataset ; dct:license "L" .',
            {'license "L"'},
            id="licence-in-common",
        ),
        pytest.param('<> dct:license [ rdfs:label "Own terms" ] ; dct:title "T" .', {'title "T"'}, id="blank-node"),
    ],
)
def test_void_states_what_the_data_state(turtle: str, stated: set[str], tmp_path: Path) -> None:
    response = Site.of(store_of(tmp_path, turtle)).get("/.well-known/void", headers={"Accept": "application/n-triples"})
    head, found = "<http://site.test/.well-known/void#dataset> <http://purl.org/dc/terms/", response.text.splitlines()
    lines = (
        line.removeprefix(head).removesuffix(" .").replace("> ", " ", 1) for line in found if line.startswith(head)
    )
    assert set(lines) == stated


@pytest.mark.parametrize("name", ["data.ttl", "sumber data.ttl", "été.ttl", "a%20b.ttl"])
def test_no_folder_of_the_server_is_published(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    turtle = '<> dct:title "T" ; rdfs:seeAlso <other.ttl> , <../up.ttl> , <#part> , <?q> . <#part> rdfs:label "P" .'
    file.write_text(PREFIXES + turtle, encoding="utf-8")
    site, base = Site.of(read(file)), f"file:///{quote(name)}"
    rows = site.get("/sparql", params={"query": "SELECT ?o { ?s rdfs:seeAlso ?o } ORDER BY ?o", "format": "csv"}).text
    assert set(rows.split()[1:]) == {f"{base}#part", f"{base}?q", "file:///other.ttl", "file:///up.ttl"}
    for path in ("/", "/about", "/.well-known/void", "/search?q=T", "/sparql?query=SELECT * { ?s ?p ?o }"):
        response = site.get(path)
        assert response.status_code == 200
        assert str(tmp_path) not in response.text
    assert "T" in site.get("/about").text


def test_rights_stand_for_themselves(tmp_path: Path) -> None:
    site = Site.of(store_of(tmp_path, '<> dct:rights "© 2020 by X"@en , <http://example.org/terms> .'))
    html, say = site.get("/", params={"lang": "id"}).text, sentences("id")
    assert f"<p>{say['licence']}: {say['licence-none']}</p>" in html
    rights = f'{say["rights"]}: <span lang="en" dir="auto">© 2020 by X</span>'
    assert f'<p>{rights}, <a href="http://example.org/terms"' in html


PAGES = ("/", "/about", "/query", "/search", "/search?q=organization", "/explain", "/nothing", "/id/x", "/timeline")


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_a_dataset_promise_nothing_that_only_a_project_keeps(language: str, tmp_path: Path) -> None:
    site, say = Site.of(store_of(tmp_path, ORG)), sentences(language)
    false = [
        *("CC BY", "licenses/by/4.0", " · Aliansi</title>", ">Aliansi</a>"),
        *(say[key] for key in ("tagline", "introduction", "licence-about", "method-checks-about", "cite", "on-choose")),
    ]
    for path in PAGES:
        html = site.get(path, params={"lang": language}, headers={"Accept": "text/html"}).text
        assert [text for text in false if text in html] == [], path
        assert '<a href="http://www.opendatacommons.org/licenses/pddl/1.0/" rel="license noreferrer"' in html, path
        assert f"PDDL</a> ({say['licence-stated']})" in html, path
        assert "· Core organization ontology</title>" in html, path
    about = site.get("/about", params={"lang": language}).text
    assert "Dave Reynolds" in about
    assert '<p class="lead" lang="en" dir="auto">Vocabulary for describing organizational structures.</p>' in about


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dataset_that_states_nothing_has_no_licence(language: str, tmp_path: Path) -> None:
    site, say = Site.of(store_of(tmp_path, ":x :y :z .")), sentences(language)
    for path in ("/", "/about"):
        html = site.get(path, params={"lang": language}).text
        assert f"{say['licence']}: {say['licence-none']}</p>" in html
        assert 'rel="license' not in html
    assert say["stated-nothing"] in site.get("/about", params={"lang": language}).text


@pytest.mark.parametrize(
    "path", ["/timeline.svg", "/map", "/network", "/requests", "/questions", "/downloads/citation.bib"]
)
def test_a_dataset_has_no_pages_of_projects(path: str, tmp_path: Path) -> None:
    assert Site.of(store_of(tmp_path, ORG)).get(path).status_code == 404
