"""Terms are parsed from what users write."""

from __future__ import annotations

import pytest
from rdflib import RDF, Literal, URIRef
from rdflib.term import Node

from aliansi.errors import UsageError
from aliansi.namespaces import ID
from aliansi.project.terms import parse_term
from aliansi.rdf_files.terms import node_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id:csto", ID.csto),
        ("<http://example.org/a>", URIRef("http://example.org/a")),
        ("http://example.org/a", URIRef("http://example.org/a")),
        ("rdf:type", RDF.type),
        ('"1992"', Literal("1992")),
        ('"x"@id', Literal("x", lang="id")),
        ('"1"^^xsd:integer', Literal(1)),
    ],
)
def test_terms_are_given_in_every_usual_way(text: str, expected: Node) -> None:
    assert node_of(parse_term(text)) == expected


@pytest.mark.parametrize("text", ["", "x y", "nobody:x", "http://[", "<a", "_:b"])
def test_what_is_no_term_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_term(text)
