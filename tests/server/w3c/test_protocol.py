"""The W3C's tests of the protocol, the service description and the reading of graphs, as their manifests have them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from aliansi.dataset.results import GRAPHS, TABLES
from aliansi.dataset.store import Store
from tests.server.support.served import Site
from tests.server.w3c.support.protocol import FOLDER, NO_TESTS, Case, Request, cases

PROTOCOL = cases("protocol/manifest.ttl")
UPDATES = [case for case in PROTOCOL if case.is_update]
QUERIES = [case for case in PROTOCOL if case not in UPDATES]
# The tests leave it to the server where its graph store is.
DIRECT = cases("graph-store-protocol/manifest-direct.ttl", gsp="graph")
INDIRECT = cases("graph-store-protocol/manifest-indirect.ttl", gsp="graph")

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=NO_TESTS)


def of(cases_: list[Case]) -> pytest.MarkDecorator:
    """Run a test for each case; where there is none, pytest skips it."""
    return pytest.mark.parametrize("case", cases_, ids=[case.name for case in cases_])


def protocol_data() -> Store:
    dataset = ox.Store()
    for number in (1, 2, 3):
        graph = ox.NamedNode(f"http://kasei.us/2009/09/sparql/data/data{number}.rdf")
        dataset.load(path=FOLDER / "protocol" / f"data{number}.nt", to_graph=graph)
    return Store(dataset, "w3c")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path, with_project=False).serve(protocol_data())


def send(site: Site, request: Request) -> tuple[int, str, str]:
    """Send a request as it is described; return the status, the content type and the body of the response."""
    response = site.request(request.method, request.path, headers=request.headers, content=request.body)
    return response.status_code, response.headers.get("content-type", ""), response.text


def test_every_test_is_here() -> None:
    assert (len(QUERIES), len(UPDATES)) == (27, 7)
    assert (len(DIRECT), len(INDIRECT)) == (5, 9)


@of(QUERIES)
def test_a_query_is_answered_as_the_protocol_has_it(site: Site, case: Case) -> None:
    assert case.requests
    for request in case.requests:
        status, content_type, body = send(site, request)
        assert request.expects(status), body
        kind = content_type.partition(";")[0]
        if request.format is not None:
            assert kind in (GRAPHS if request.format == "RDF" else TABLES)
        if request.boolean is not None:
            assert ('"boolean":true' in body.replace(" ", "")) is request.boolean


@of(UPDATES)
def test_an_update_is_forbidden_with_the_reason(site: Site, case: Case) -> None:
    status, _, body = send(site, case.requests[0])
    assert (status, body) == (403, "this endpoint is for reading; it takes no updates\n")


def test_the_service_describes_itself_in_rdf(site: Site) -> None:
    described, service = description(site)
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert (service, sd.endpoint, service) in described, "has-endpoint-triple"
    assert_conforms_to_schema(described, str(sd))


def description(site: Site) -> tuple[rdflib.Graph, rdflib.URIRef]:
    response = site.get("/sparql")
    assert response.headers["content-type"].partition(";")[0] in GRAPHS, "returns-rdf"
    return rdflib.Graph().parse(data=response.text, format="turtle"), rdflib.URIRef("http://site.test/sparql")


# Domain and range of the properties that are used, from SPARQL 1.1 Service Description, 3.4.
SCHEMA = {
    "endpoint": ("Service", None),
    "defaultDataset": ("Service", "Dataset"),
    "supportedLanguage": ("Service", None),
    "resultFormat": ("Service", None),
    "feature": ("Service", None),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("Dataset", "NamedGraph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
}


def assert_conforms_to_schema(described: rdflib.Graph, sd: str) -> None:
    """See that every term is used as the vocabulary has it, and no other of its namespace (conforms-to-schema)."""
    used = [(s, str(p).removeprefix(sd), o) for s, p, o in described if str(p).startswith(sd)]
    assert used
    for subject, name, object_ in used:
        domain, range_ = SCHEMA[name]
        assert (subject, rdflib.RDF.type, rdflib.URIRef(sd + domain)) in described
        assert isinstance(object_, rdflib.URIRef | rdflib.BNode)
        assert range_ is None or (object_, rdflib.RDF.type, rdflib.URIRef(sd + range_)) in described
    names = [str(o) for _, name, o in used if name == "name"]
    assert sorted(names) == sorted(protocol_data().graph_names())
    assert len([1 for _, name, _ in used if name == "defaultGraph"]) == 1


class Written:
    """What a graph store would hold after the updates of a test, which ours refuses."""

    def __init__(self) -> None:
        self.dataset = ox.Store()

    def apply(self, request: Request, location: str) -> None:
        """Do what an update asks for."""
        graph = self.graph(request.path, location)
        if request.method in ("PUT", "DELETE"):
            self.dataset.remove_graph(graph)
        if request.method in ("PUT", "POST"):
            base = "http://site.test/"
            for part in parts_of(request):
                self.dataset.load(part, format=ox.RdfFormat.TURTLE, base_iri=base, to_graph=graph)

    @staticmethod
    def graph(path: str, location: str) -> ox.NamedNode | ox.DefaultGraph:
        """Return the graph that a request names."""
        if "?default" in path:
            return ox.DefaultGraph()
        if "?graph=" in path:
            return ox.NamedNode(unquote(path.partition("?graph=")[2]))
        return ox.NamedNode(location if path == "/graph" else f"http://www.example{path}")


def parts_of(request: Request) -> list[bytes]:
    """Return the RDF of a body: several parts of a form, or one."""
    _, found, boundary = request.headers.get("content-type", "").partition("boundary=")
    if not found:
        return [request.body]
    parts = request.body.split(f"--{boundary}".encode())
    return [part.partition(b"\r\n\r\n")[2] for part in parts if b"\r\n\r\n" in part]


@of(DIRECT + INDIRECT)
def test_a_graph_is_read_as_the_protocol_has_it(tmp_path: Path, case: Case) -> None:
    written, location = Written(), "http://www.example/graph/new"
    site, read = Site(tmp_path, with_project=False), 0
    for request in case.requests:
        site.serve(Store(written.dataset, "w3c"))
        path = request.path.replace("$LOCATION$", location)
        headers = {**request.headers, "host": "www.example"}
        response = site.request(request.method, path, headers=headers, content=request.body)
        if request.method not in ("GET", "HEAD"):
            assert response.status_code == 403
            written.apply(request, location)
            continue
        read += 1
        assert request.expects(response.status_code), response.text
        if request.expected_type:
            assert response.headers["content-type"] == request.expected_type
        if request.expected_body:
            given = rdflib.Graph().parse(data=response.text, format="turtle")
            assert isomorphic(given, rdflib.Graph().parse(data=request.expected_body, format="turtle"))
    assert read
