from pathlib import Path

import pyoxigraph as ox
import pytest

from aliansi.dataset.store import Store
from tests.server.support.served import ARTICLE, THINGS, Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path, with_project=False)


def test_a_graph_is_given_by_its_name_or_its_address(site: Site) -> None:
    named = site.get("/graph", params={"graph": THINGS}, headers={"Accept": "application/n-triples"})
    assert (named.status_code, named.text.count("\n")) == (200, 2)
    direct = site.get("/graph/things", headers={"Accept": "application/n-triples"})
    assert direct.text == named.text
    assert site.get("/graph/", params={"graph": ARTICLE, "format": "nt"}).text.count("\n") == 3


def test_the_default_graph_is_that_of_queries(site: Site) -> None:
    assert site.get("/graph?default", headers={"Accept": "application/n-quads"}).text.count("\n") == 8


def test_a_graph_at_an_address_of_the_server_is_given_there() -> None:
    dataset = ox.Store()
    name = ox.NamedNode("http://site.test/graph/a%20b/c")
    dataset.add(ox.Quad(name, name, name, name))
    site = Site.of(Store(dataset, "test"))
    assert site.get("/graph/a%20b/c", params={"format": "nt"}).text.count("\n") == 1
    assert site.get("/graph/a b/c?x", params={"format": "nt"}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/graph", 400),
        (f"/graph?default&graph={THINGS}", 400),
        (f"/graph?graph={THINGS}&graph={ARTICLE}", 400),
        ("/graph?graph=file:///etc/passwd", 404),
        ("/graph/nothing", 404),
        ("/graph?graph=", 400),
    ],
)
def test_what_is_not_there_is_told(site: Site, path: str, status: int) -> None:
    assert site.get(path).status_code == status
    assert site.request("HEAD", path).status_code == status


@pytest.mark.parametrize("name", ["csv", "xls", "", "auto"])
def test_accept_decides_where_the_named_format_is_not_of_a_graph(site: Site, name: str) -> None:
    path = f"/graph/things?format={name}"
    assert site.get(path).headers["content-type"] == "text/turtle; charset=utf-8"
    assert site.get(path, headers={"Accept": "application/rdf+xml"}).headers["content-type"] == "application/rdf+xml"
    assert site.get(path, headers={"Accept": "text/csv"}).status_code == 406


def test_a_graph_that_the_client_has_is_not_sent_again(site: Site) -> None:
    etag = site.get("/graph/things").headers["etag"]
    assert site.get("/graph/things", headers={"If-None-Match": etag}).status_code == 304
    assert site.get("/graph/article", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_updates_are_forbidden_with_the_reason(site: Site, method: str) -> None:
    response = site.request(method, "/graph/things")
    assert (response.status_code, "for reading" in response.text) == (403, True)
    assert site.get("/graph/things").status_code == 200


def test_what_may_be_done_is_told(site: Site) -> None:
    assert site.request("OPTIONS", "/graph").headers["allow"] == "GET, HEAD, OPTIONS"
    assert site.request("TRACE", "/graph").status_code == 405
