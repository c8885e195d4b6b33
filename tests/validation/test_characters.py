"""Texts of a project that a format cannot hold are found with their line."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDFS, BNode, Graph, Literal, URIRef

from aliansi.errors import Location
from aliansi.namespaces import GRAPH, ID, OA
from aliansi.project import loader
from aliansi.project.folder import Project
from aliansi.validation import characters


def graph_of(text: str, property_: URIRef, subject: URIRef | BNode) -> loader.Graph:
    triple = (subject, property_, Literal(text))
    triples = Graph().add(triple)
    place = Location(Path("data/things.ttl"), 7)
    return loader.Graph(Project(Path()), {GRAPH.things: triples}, Graph(), {triple: place})


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0b", "\x0c", "\x1b", "\ufffe", "\uffff"], ids=ascii)
@pytest.mark.parametrize("property_", [RDFS.label, OA.exact])
def test_a_character_that_xml_lacks_is_found_with_its_line(character: str, property_: URIRef) -> None:
    (finding,) = characters.findings(graph_of(f"before{character}after", property_, ID.csto))
    rendered = finding.render(Path())
    assert rendered.startswith("data/things.ttl:7: id:csto: ")
    assert f"has the character U+{ord(character):04X} after “before”" in rendered


@pytest.mark.parametrize("text", ["a\tb", "a\r\nb", "\x7f", "\x85", "\u2028", "\ufffd", "😀", ""], ids=ascii)
def test_any_other_character_is_fine(text: str) -> None:
    assert characters.findings(graph_of(text, RDFS.label, ID.csto)) == []


def test_a_blank_node_has_no_name() -> None:
    (finding,) = characters.findings(graph_of("\x01", RDFS.label, BNode("b0")))
    assert finding.render(Path()).startswith("data/things.ttl:7: rdfs:label has")
