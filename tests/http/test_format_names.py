"""Names of formats as clients send them, and the Accept headers of clients."""

from __future__ import annotations

from itertools import product

import pytest

from aliansi.errors import NotAcceptable
from aliansi.http.format_names import FORMATS_BY_NAME, formats_of
from aliansi.http.sparql_protocol import FORM, parameters_in_body, parameters_in_url, query_of

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"
TURTLE, NT, RDF = "text/turtle", "application/n-triples", "application/rdf+xml"
JSON_LD, TRIG, NQ = "application/ld+json", "application/trig", "application/n-quads"

NAMES = {
    "json": (JSON, JSON_LD),
    "JSON": (JSON, JSON_LD),
    " Xml ": (XML, RDF),
    "CSV": (CSV, TURTLE),
    "Tsv": (TSV, TURTLE),
    "turtle": (JSON, TURTLE),
    "TTL": (JSON, TURTLE),
    "n3": (JSON, TURTLE),
    "N-Triples": (JSON, NT),
    "ntriples": (JSON, NT),
    "rdf+xml": (JSON, RDF),
    "rdf xml": (JSON, RDF),
    "RDFXML": (JSON, RDF),
    "json-ld": (JSON, JSON_LD),
    "nquads": (JSON, NQ),
    "sparql": (XML, RDF),
    "srj": (JSON, JSON_LD),
    "application/sparql-results+json": (JSON, TURTLE),
    "application/sparql-results json": (JSON, TURTLE),
    "Application/SPARQL-Results+XML": (XML, TURTLE),
    "text/csv; header=present": (CSV, TURTLE),
    "text/turtle;charset=utf-8": (JSON, TURTLE),
    "application/x-turtle": (JSON, TURTLE),
    "text/rdf+n3": (JSON, TURTLE),
    "text/plain": (JSON, NT),
    "application/x-trig": (JSON, TRIG),
    "text/x-nquads": (JSON, NQ),
    "application/x-json+ld": (JSON, JSON_LD),
    "application/javascript": (JSON, TURTLE),
    "application/ld+json,application/x-json+ld": (JSON, JSON_LD),
    "text/turtle;q=0.4, application/trig": (JSON, TRIG),
    "json,xml": (JSON, JSON_LD),
    # These have no meaning here, so the Accept header decides.
    "": (JSON, TURTLE),
    ",": (JSON, TURTLE),
    "auto": (JSON, TURTLE),
    "*/*": (JSON, TURTLE),
    "text/html": (JSON, TURTLE),
    "text/x-html+tr": (JSON, TURTLE),
    "application/vnd.ms-excel": (JSON, TURTLE),
    "text": (JSON, TURTLE),
    "thrift": (JSON, TURTLE),
    "text/csv;q=0": (JSON, TURTLE),
    "İ\x00": (JSON, TURTLE),
}


@pytest.mark.parametrize(("name", "expected"), NAMES.items(), ids=list(map(repr, NAMES)))
def test_a_name_means_what_its_clients_expect(name: str, expected: tuple[str, str]) -> None:
    formats = formats_of((name,), "*/*")
    assert (formats.table, formats.graph) == expected


@pytest.mark.parametrize(
    ("names", "accept", "table", "graph"),
    [
        (("tsv", "text/tab-separated-values"), None, TSV, TURTLE),
        (("json-ld", ""), "*/*", JSON, JSON_LD),
        (("turtle", "csv"), None, CSV, TURTLE),
        (("unknown", "csv", "json"), None, CSV, JSON_LD),
        (("turtle",), CSV, CSV, TURTLE),
        (("csv",), "application/trig", CSV, TRIG),
        (("unknown",), "application/n-quads, text/csv;q=0.1", CSV, NQ),
        (("csv",), "image/png", CSV, None),
    ],
)
def test_several_names_and_the_accept_header_go_together(
    names: tuple[str, ...], accept: str | None, table: str, graph: str | None
) -> None:
    formats = formats_of(names, accept)
    assert (formats.table, formats.graph) == (table, graph)


def test_what_no_name_and_no_header_fits_is_refused_with_the_valid_names() -> None:
    with pytest.raises(NotAcceptable, match=r"format=json\|xml\|csv"):
        formats_of(("xls",), "image/png")


ACCEPT = {
    "curl": ("*/*", JSON, TURTLE),
    "none": (None, JSON, TURTLE),
    "R-httr": ("application/json, text/xml, application/xml, */*", "application/json", "application/json"),
    "java": ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", JSON, TURTLE),
    "browser": (
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "application/xml",
        "application/xml",
    ),
    "jena-select": (
        "application/sparql-results+json, application/sparql-results+xml;q=0.9, text/tab-separated-values;q=0.7, "
        "text/csv;q=0.5, application/json;q=0.2, application/xml;q=0.2, */*;q=0.1",
        JSON,
        "application/json",
    ),
    "jena-construct": (
        "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3",
        JSON,
        TURTLE,
    ),
    "rdf4j": (
        "application/x-binary-rdf-results-table;q=0.8, application/sparql-results+json;q=0.8, "
        "application/sparql-results+xml;q=0.7, text/tab-separated-values;q=0.8, text/csv;q=0.5",
        JSON,
        None,
    ),
    "rdflib-n3": ("text/n3, */*;q=0.1", JSON, TURTLE),
    "rdflib-nt": ("text/plain, */*;q=0.1", JSON, NT),
    "rdflib-turtle": ("text/turtle, application/x-turtle, */*;q=0.1", JSON, TURTLE),
    "sparqlwrapper-n3": (
        "application/turtle,text/turtle,text/rdf+n3,application/n-triples,application/n3,text/n3",
        None,
        TURTLE,
    ),
    "old-n3": ("text/rdf+n3", None, TURTLE),
    "old-trig": ("application/x-trig", None, TRIG),
    "fetch-sparql-endpoint": ("application/sparql-results+json;q=1.0,application/sparql-results+xml;q=0.7", JSON, None),
}


@pytest.mark.parametrize(("accept", "table", "graph"), ACCEPT.values(), ids=list(ACCEPT))
def test_the_accept_header_of_a_client_is_read(accept: str | None, table: str | None, graph: str | None) -> None:
    formats = formats_of((), accept)
    assert (formats.table, formats.graph) == (table, graph)


@pytest.mark.parametrize("parameter", ["format", "output", "results", "accept", "Accept"])
@pytest.mark.parametrize("value", ["CSV", "text%2Fcsv", "&{}=csv", "unknown&{}=csv", "turtle&{}=csv"])
def test_each_parameter_names_a_format_in_the_url_and_in_the_body(parameter: str, value: str) -> None:
    text = f"query=ASK{{}}&{parameter}={value.format(parameter)}".encode()
    for parameters in (parameters_in_url(text), parameters_in_body(FORM, b"", text)):
        assert formats_of(parameters.formats, "*/*").table == CSV
        assert parameters.any


def test_the_three_parameters_of_sparqlwrapper_are_read_together() -> None:
    text = b"format=json-ld&format=application%2Fld%2Bjson&output=json-ld&results=json-ld"
    assert formats_of(parameters_in_url(text).formats, "*/*").graph == JSON_LD
    assert not parameters_in_url(text).any, "they alone are no query"


EMPTY = ("default-graph-uri=", "named-graph-uri=", "format=", "update=", "query=", "default-graph-uri=%20")


@pytest.mark.parametrize("empty", [*EMPTY, *map("&".join, product(EMPTY[:3], EMPTY[:3]))])
def test_an_empty_parameter_has_no_effect(empty: str) -> None:
    query = query_of(parameters_in_url(f"{empty}&query=ASK%7B%7D&unknown=1".encode()))
    assert (query.text, query.default_graphs, query.named_graphs) == ("ASK{}", (), ())
    both = query_of(parameters_in_body("application/sparql-query", empty.encode(), b"ASK{}"))
    assert both == query


def test_each_documented_name_is_a_suffix_of_its_media_type() -> None:
    assert list(FORMATS_BY_NAME) == ["json", "xml", "csv", "tsv", "ttl", "nt", "rdf", "jsonld", "trig", "nq"]
