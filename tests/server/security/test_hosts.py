"""A server on a loopback address answers for no other site (DNS rebinding), and no other site reads a source text."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from aliansi.evidence.source_texts import SourceFiles
from aliansi.http.hosts import AllowedHosts
from aliansi.http.proxies import Proxies
from aliansi.namespaces import ID
from tests.server.support.hostile import asking, connected, head
from tests.server.support.processes import Server
from tests.server.support.raw_http import raw_response
from tests.server.support.served import THINGS, Site, make_project, make_store

LOOK_UP = asking("SELECT ?o { id:armenia al:memberOf ?o }")
REQUESTS = {
    "look-up": head("GET", LOOK_UP),
    "query": head("GET", asking("SELECT ?s { ?s al:memberOf id:csto FILTER(true) }")),
    "head": head("HEAD", LOOK_UP),
    "form": head("POST", "/sparql", "Content-Type: application/sparql-query", "Content-Length: 6") + b"ASK {}",
    "description": head("GET", "/.well-known/void"),
    "graph": head("GET", "/graph/things"),
    "page": head("GET", "/query"),
    "thing": head("GET", "/id/armenia.ttl"),
    "style": head("GET", "/static/style.css"),
    "no-page": head("GET", "/no/such/page"),
    "text": head("GET", "/source/article"),
    "health": head("GET", "/healthz"),
    "preflight": head("OPTIONS", LOOK_UP, "Origin: http://evil.example", "Access-Control-Request-Method: GET"),
    "upgrade": head("GET", LOOK_UP, "Connection: Upgrade", "Upgrade: websocket"),
}


def statuses(server: Server, request: bytes, *hosts: str) -> list[tuple[str, int, bytes]]:
    """Return the status and body of a request for each of several hosts, on one connection as long as it is open."""
    found = []
    for host in hosts:
        with connected(server) as line:
            for _ in range(2):
                line.sendall(request.replace(b"localhost", host.encode("latin-1"), 1))
                response = raw_response(line, request.startswith(b"HEAD"))
            found.append((host, int(response[9:12]), response.partition(b"\r\n\r\n")[2]))
    return found


@pytest.mark.parametrize("name", REQUESTS)
def test_no_request_of_a_foreign_host_is_answered(servers: tuple[Server, Server], name: str) -> None:
    for server in servers:
        own = [status for _, status, _ in statuses(server, REQUESTS[name], "localhost", f"127.0.0.1:{server.port}")]
        assert 421 not in own
        for host, status, body in statuses(server, REQUESTS[name], "evil.example", f"127.0.0.1.nip.io:{server.port}"):
            assert status == 421, host
            assert re.fullmatch(rb"(this server does not answer for the host .*--allow-host .*\n)?", body)


def test_a_foreign_host_gets_nothing_from_the_cache_or_on_a_connection_of_another(
    servers: tuple[Server, Server],
) -> None:
    foreign = REQUESTS["look-up"].replace(b"localhost", b"evil.example")
    for server in servers:
        with connected(server) as line:
            for request, expected in (
                3 * [(REQUESTS["look-up"], b"200")] + 3 * [(foreign, b"421")] + [(REQUESTS["look-up"], b"200")]
            ):
                line.sendall(request)
                assert raw_response(line)[9:12] == expected


@pytest.mark.parametrize(
    ("options", "host", "status"),
    [
        ({}, "example.org", 421),
        ({"hosts": AllowedHosts(["example.org"], "127.0.0.1")}, "example.org", 200),
        ({"hosts": AllowedHosts(["example.org"], "127.0.0.1")}, "example.org:8443", 200),
        ({"hosts": AllowedHosts(["*.example.org"], "127.0.0.1")}, "data.example.org", 200),
        ({"proxies": Proxies(["127.0.0.0/8", "::1"])}, "example.org", 200),
        ({"proxies": Proxies(["10.0.0.1"])}, "example.org", 421),
        ({"hosts": AllowedHosts()}, "example.org", 200),
    ],
    ids=["as-it-is", "allowed", "any-port", "below", "behind-proxy", "behind-another-proxy", "on-all-addresses"],
)
def test_a_name_is_allowed_by_an_option_or_by_a_trusted_proxy(
    options: dict[str, Any], host: str, status: int, tmp_path: Path
) -> None:
    site = Site.of(make_store(tmp_path), **{"hosts": AllowedHosts(own="::1"), **options})
    forwarded = {"Host": host, "X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}
    for path in ("/sparql?query=ASK{}", "/healthz", "/about", "/graph?default"):
        assert site.get(path, headers=forwarded).status_code == status


TEXT = "NATO acted.\n"


@pytest.fixture
def with_text(tmp_path: Path) -> Site:
    """A site with the whole text of a source."""
    (tmp_path / "report.txt").write_text(TEXT, encoding="utf-8", newline="")
    report, things = f"{ID}report", ox.NamedNode(THINGS)
    store = make_store(tmp_path)
    for predicate, text in (("identifier", f"sha256:{sha256(TEXT.encode()).hexdigest()}"), ("title", "Report")):
        term = ox.NamedNode(f"http://purl.org/dc/terms/{predicate}")
        store.dataset.add(ox.Quad(ox.NamedNode(report), term, ox.Literal(text), things))
    return Site.of(store, project=make_project(tmp_path), texts=SourceFiles.in_folder(tmp_path))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/source/report", 200),
        ("/source/report?lang=id", 200),
        ("/source/report?page=9", 404),
        ("/source/report?format=json", 406),
        ("/%73ource/report", 404),
        ("/source/another", 404),
        ("/source/", 404),
    ],
)
def test_scripts_of_other_sites_get_no_source_text(with_text: Site, path: str, status: int) -> None:
    asked = {"Origin": "http://evil.example", "Access-Control-Request-Method": "GET", "Accept-Encoding": "gzip"}
    for method, expected in (("GET", status), ("HEAD", status), ("OPTIONS", 204), ("POST", 405)):
        response = with_text.request(method, path, headers=asked)
        assert response.status_code == expected
        assert (TEXT.strip() in response.text) == (expected == 200 and method == "GET")
        assert [name for name in response.headers if name.startswith("access-control-")] == []
        assert response.headers["cross-origin-resource-policy"] == "same-origin"


PUBLIC = [
    "/sparql?query=ASK{}",
    "/id/armenia.ttl",
    "/id/armenia",
    "/graph?default",
    "/no/such/page",
    "/sourcex",
    "/about",
]


@pytest.mark.parametrize("path", PUBLIC)
def test_scripts_of_other_sites_read_everything_else_with_its_headers(with_text: Site, path: str) -> None:
    response = with_text.get(path, headers={"Origin": "http://other.test"})
    assert response.headers["access-control-allow-origin"] == "*"
    assert "cross-origin-resource-policy" not in response.headers
    exposed = {name.strip().lower() for name in response.headers["access-control-expose-headers"].split(",")}
    assert exposed >= {"link", "content-location", "content-disposition", "content-language", "etag", "retry-after"}
