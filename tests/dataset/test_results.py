"""Every format keeps every character of an answer, or refuses it."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.sparql.results.tsvresults import TSVResultParser

from aliansi.dataset.results import GRAPHS, TABLES, graph_bytes, serialise
from aliansi.dataset.store import Store
from aliansi.errors import NotAcceptable

KEPT = ["\t", "\n", "\r", "\r\n", "\x7f", "\x85", "\u2028", "\ufffd", "😀", '",;', "\\n", "&#13;", "=1+1", " x "]
UNWRITABLE = ["\x00", "\x01", "\x08", "\x0b", "\x0c", "\x1f", "\ufffe", "\uffff"]
XML_TABLES = [kind for kind in TABLES if kind.endswith("xml")]
XML_GRAPHS = [kind for kind in GRAPHS if kind.endswith("xml")]
OTHER_GRAPHS = [kind for kind in GRAPHS if kind not in XML_GRAPHS]


def store_of(value: str) -> Store:
    dataset = ox.Store()
    dataset.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p:label"), ox.Literal(f"a{value}b", language="en")))
    return Store(dataset, "test")


def table(value: str, media_type: str) -> bytes:
    return serialise(store_of(value).query("SELECT ?o { ?s ?p ?o }"), media_type)


def graph(value: str, media_type: str) -> bytes:
    return serialise(store_of(value).query("CONSTRUCT WHERE { ?s ?p ?o }"), media_type)


@pytest.mark.parametrize("value", [*KEPT, *UNWRITABLE], ids=ascii)
def test_json_csv_and_tsv_keep_every_character(value: str) -> None:
    expected = f"a{value}b"
    answer = json.loads(table(value, "application/sparql-results+json"))
    assert answer["results"]["bindings"][0]["o"]["value"] == expected
    rows = csv.reader(io.StringIO(table(value, "text/csv").decode(), newline=""))
    assert list(rows) == [["o"], [expected]]
    tsv = table(value, "text/tab-separated-values")
    (row,) = ox.parse_query_results(tsv, format=ox.QueryResultsFormat.TSV)  # type: ignore[misc]
    assert row["o"].value == expected
    assert tsv.count(b"\n") == 2
    assert tsv.count(b"\t") == 0


@pytest.mark.parametrize("value", [value for value in KEPT if value not in "\x85\u2028"], ids=ascii)
def test_rdflib_reads_tsv_with_every_character_but_line_separators(value: str) -> None:
    parsed = TSVResultParser().parse(  # type: ignore[no-untyped-call]
        io.BytesIO(table(value, "text/tab-separated-values"))
    )
    assert [str(row[rdflib.Variable("o")]) for row in parsed.bindings] == [f"a{value}b"]


@pytest.mark.parametrize("media_type", XML_TABLES)
@pytest.mark.parametrize("value", KEPT, ids=ascii)
def test_sparql_xml_keeps_every_character_that_xml_has(value: str, media_type: str) -> None:
    root = ElementTree.fromstring(table(value, media_type))
    assert [each.text for each in root.iter("{http://www.w3.org/2005/sparql-results#}literal")] == [f"a{value}b"]


@pytest.mark.parametrize("media_type", XML_TABLES)
@pytest.mark.parametrize("value", UNWRITABLE, ids=ascii)
def test_sparql_xml_refuses_a_character_that_xml_lacks(value: str, media_type: str) -> None:
    with pytest.raises(NotAcceptable, match=rf"U\+{ord(value):04X}, here after “a”; ask for JSON"):
        table(value, media_type)


@pytest.mark.parametrize("value", KEPT, ids=ascii)
def test_rdf_xml_keeps_every_character_that_xml_has(value: str) -> None:
    for media_type in XML_GRAPHS:
        read = rdflib.Graph().parse(data=graph(value, media_type), format="xml")
        assert list(read.objects()) == [rdflib.Literal(f"a{value}b", lang="en")]


@pytest.mark.parametrize("media_type", XML_GRAPHS)
@pytest.mark.parametrize("value", UNWRITABLE, ids=ascii)
def test_rdf_xml_refuses_a_character_that_xml_lacks(value: str, media_type: str) -> None:
    with pytest.raises(NotAcceptable, match=rf"U\+{ord(value):04X}"):
        graph(value, media_type)


@pytest.mark.parametrize("iri", ["http://e.org/1", "http://e.org/", "urn:x:1", f"{rdflib.RDF}li"])
def test_rdf_xml_refuses_a_property_that_no_element_can_be_named_for(iri: str) -> None:
    triple = ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode(iri), ox.Literal("v"))
    with pytest.raises(NotAcceptable, match="RDF/XML cannot write the property"):
        graph_bytes([triple], ox.RdfFormat.RDF_XML)
    assert graph_bytes([triple], ox.RdfFormat.TURTLE)


@pytest.mark.parametrize("media_type", OTHER_GRAPHS)
@pytest.mark.parametrize("value", [*KEPT, *UNWRITABLE], ids=ascii)
def test_every_other_format_of_graphs_keeps_every_character(value: str, media_type: str) -> None:
    (quad,) = ox.parse(graph(value, media_type), format=GRAPHS[media_type])
    assert quad.object == ox.Literal(f"a{value}b", language="en")
