"""SPARQLWrapper, rdflib's SPARQLStore and pandas read the endpoint with the requests that they send by default."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from xml.dom.minidom import Document

import pandas as pd
import pytest
import rdflib
import SPARQLWrapper as wrapper
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from tests.server.support.processes import Server, serving

ID = "https://w3id.org/aliansi/id/"
PREFIXES = "PREFIX id: <https://w3id.org/aliansi/id/> PREFIX al: <https://w3id.org/aliansi/ontology#> "
SELECT = PREFIXES + "SELECT ?s { ?s al:memberOf id:csto } ORDER BY ?s"
ASK = PREFIXES + "ASK { ?s al:memberOf id:csto }"
CONSTRUCT = PREFIXES + "CONSTRUCT WHERE { ?s al:memberOf ?o }"
DESCRIBE = PREFIXES + "DESCRIBE id:armenia id:georgia"

TABLES = {"xml": "sparql-results+xml", "json": "sparql-results+json", "csv": "text/csv", "tsv": "tab-separated-values"}
GRAPHS = {
    "xml": "rdf+xml",
    "rdf+xml": "rdf+xml",
    "rdf": "rdf+xml",
    "n3": "text/turtle",
    "turtle": "text/turtle",
    "json-ld": "ld+json",
    "json": "ld+json",
}
FORMATS = ("json", "xml", "turtle", "n3", "rdf", "rdf+xml", "csv", "tsv", "json-ld")
"""Every format that SPARQLWrapper has."""

OWN_WARNINGS = pytest.mark.filterwarnings("ignore:.*is deprecated, use Dataset:DeprecationWarning")
"""rdflib's readers of formats with graphs use its own deprecated classes."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("NO_PROXY", "127.0.0.1")
        with serving(tmp_path_factory.mktemp("clients")) as server:
            yield server


def asked(server: Server, query: str, name: str, **settings: Any) -> tuple[Any, str]:
    """Return what SPARQLWrapper makes of an answer, and the media type of the answer."""
    client = wrapper.SPARQLWrapper(f"{server.base}sparql")
    client.setQuery(query)
    client.setReturnFormat(name)
    for setting, value in settings.items():
        getattr(client, setting)(value)
    with warnings.catch_warnings():
        # SPARQLWrapper warns of a format that is not of the form of the query, rdflib of its own old class.
        warnings.simplefilter("ignore")
        answer = client.query()
        return answer.convert(), answer.info()["content-type"]


def graph_of(converted: Any) -> rdflib.Graph:
    return converted if isinstance(converted, rdflib.Graph) else rdflib.Graph().parse(data=converted, format="turtle")


WAYS: dict[str, dict[str, Any]] = {
    "get": {},
    "form": {"setMethod": wrapper.POST},
    "body": {"setMethod": wrapper.POST, "setRequestMethod": wrapper.POSTDIRECTLY},
    "header-alone": {"setOnlyConneg": True},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE], ids=["construct", "describe"])
@pytest.mark.parametrize("name", FORMATS)
def test_sparqlwrapper_gets_a_graph_in_each_format(server: Server, name: str, query: str, way: str) -> None:
    converted, media_type = asked(server, query, name, **WAYS[way])
    if way != "header-alone":
        assert GRAPHS.get(name, "text/turtle") in media_type
    members = graph_of(converted).subjects(rdflib.URIRef("https://w3id.org/aliansi/ontology#memberOf"), None)
    assert set(members) == {rdflib.URIRef(f"{ID}armenia"), rdflib.URIRef(f"{ID}georgia")}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", FORMATS)
def test_sparqlwrapper_gets_a_table_in_each_format(server: Server, name: str, way: str) -> None:
    converted, media_type = asked(server, SELECT, name, **WAYS[way])
    assert TABLES.get(name, "sparql-results+json") in media_type
    if isinstance(converted, dict):
        rows = [binding["s"]["value"] for binding in converted["results"]["bindings"]]
    elif isinstance(converted, Document):
        rows = [each.firstChild.data for each in converted.getElementsByTagName("uri")]  # type: ignore[union-attr]
    else:
        rows = [line.strip("<>\r") for line in converted.decode().splitlines()[1:]]
    assert rows == [f"{ID}armenia", f"{ID}georgia"]


@pytest.mark.parametrize("name", FORMATS)
def test_sparqlwrapper_gets_a_verdict_in_each_format(server: Server, name: str) -> None:
    converted, media_type = asked(server, ASK, name)
    assert TABLES.get(name, "sparql-results+json") in media_type
    if isinstance(converted, dict):
        assert converted["boolean"] is True
    else:
        text = converted.toxml() if isinstance(converted, Document) else converted.decode()
        assert "true" in text


def test_sparqlwrapper_gets_the_reason_of_an_error(server: Server) -> None:
    with pytest.raises(wrapper.SPARQLExceptions.QueryBadFormed, match=r"line 1, column \d+"):
        asked(server, "SELECT * { nonsense }", "json")


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("name", ["xml", "json", "csv", "tsv"])
def test_a_sparqlstore_of_rdflib_queries_the_endpoint(server: Server, name: str, method: Any) -> None:
    store = SPARQLStore(f"{server.base}sparql", returnFormat=name, method=method)
    graph = rdflib.Graph(store)
    assert [str(row[0]) for row in graph.query(SELECT)] == [f"{ID}armenia", f"{ID}georgia"]  # type: ignore[index]
    if name in ("xml", "json"):  # rdflib reads a verdict in these alone
        assert graph.query(ASK).askAnswer is True


def test_a_sparqlstore_of_rdflib_looks_triples_up(server: Server) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{server.base}sparql"))
    found = list(graph.objects(rdflib.URIRef(f"{ID}armenia"), rdflib.RDFS.label))
    assert found == [rdflib.Literal("Armenia", lang="en")]


@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE], ids=["construct", "describe"])
def test_a_sparqlstore_of_rdflib_gets_a_graph(server: Server, query: str) -> None:
    answer = rdflib.Graph(SPARQLStore(f"{server.base}sparql", returnFormat="turtle")).query(query)
    assert answer.graph is not None
    assert rdflib.URIRef(f"{ID}georgia") in set(answer.graph.subjects())


@OWN_WARNINGS
@pytest.mark.parametrize("name", [None, "xml", "turtle", "n3", "nt", "json-ld", "trig"])
def test_rdflib_parses_the_document_about_a_thing(server: Server, name: str | None) -> None:
    graph = rdflib.Graph().parse(f"{server.base}id/armenia", format=name)
    assert (rdflib.URIRef(f"{ID}armenia"), rdflib.RDFS.label, rdflib.Literal("Armenia", lang="en")) in graph


@OWN_WARNINGS
@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf", "jsonld", "trig", "nq"])
def test_rdflib_parses_the_document_in_each_format(server: Server, suffix: str) -> None:
    graph = rdflib.Graph().parse(f"{server.base}id/armenia.{suffix}")
    assert len(graph) == len(rdflib.Graph().parse(f"{server.base}id/armenia.ttl"))
    assert (None, rdflib.RDFS.label, rdflib.Literal("Armenia", lang="en")) in graph


@OWN_WARNINGS
@pytest.mark.parametrize("name", ["turtle", "nt", "xml", "json-ld"])
def test_rdflib_parses_a_named_graph(server: Server, name: str) -> None:
    graph = rdflib.Graph().parse(f"{server.base}graph/things", format=name)
    assert len(graph) == 2


def address(server: Server, query: str, **parameters: str) -> str:
    return f"{server.base}sparql?{urlencode({'query': query, **parameters})}"


@pytest.mark.parametrize(("name", "separator"), [("csv", ","), ("text/csv", ","), ("CSV", ","), ("tsv", "\t")])
def test_pandas_reads_a_table(server: Server, name: str, separator: str) -> None:
    frame = pd.read_csv(address(server, SELECT, output=name), sep=separator)
    assert [value.strip("<>") for value in frame.iloc[:, 0]] == [f"{ID}armenia", f"{ID}georgia"]


def test_pandas_reads_xml_and_json(server: Server) -> None:
    frame = pd.read_xml(
        address(server, SELECT, format="xml"),
        xpath=".//s:binding",
        namespaces={"s": "http://www.w3.org/2005/sparql-results#"},
        parser="etree",
    )
    assert list(frame["uri"]) == [f"{ID}armenia", f"{ID}georgia"]
    answer = json.loads(server.get("sparql", params={"query": SELECT, "results": "JSON"}).text)
    assert list(pd.json_normalize(answer["results"]["bindings"])["s.value"]) == [f"{ID}armenia", f"{ID}georgia"]
