"""Queries with SERVICE reach the allowed endpoints, within limits, and no others."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aliansi.errors import ServiceFailed
from aliansi.evaluation.federation import sparql_client
from aliansi.evaluation.federation.allowed_services import AllowedHost, parse_services
from aliansi.evaluation.federation.service_clauses import FORMATS
from aliansi.evaluation.limits import Limits
from aliansi.evaluation.query import Result
from aliansi.evaluation.workers.sandbox import CAN_FORK
from tests.evaluation.support.fake_endpoint import TABLE, FakeEndpoint, fake_endpoint, response
from tests.server.support.processes import serving
from tests.server.support.served import RUNNER, Site, make_store
from tests.sparql.support.disguises import DISGUISES

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="only forked processes have all limits")

NAMES = "SELECT ?s ?name { ?s al:memberOf id:csto . SERVICE <%s> { ?s rdfs:label ?name } }"
SD = "http://www.w3.org/ns/sparql-service-description#"


@pytest.fixture
def other() -> Iterator[FakeEndpoint]:
    with fake_endpoint() as listening:
        yield listening


def site(folder: Path, *hosts: str, **limits: Any) -> Site:
    return Site.of(make_store(folder), limits=Limits(**limits), services=parse_services(hosts))


def test_an_allowed_endpoint_is_asked_and_its_answer_joined(tmp_path: Path, other: FakeEndpoint) -> None:
    answered = site(tmp_path, other.host).query(NAMES % other.endpoint)
    assert (answered.status_code, answered.text) == (200, "s,name\r\nhttps://w3id.org/aliansi/id/armenia,Hayastan\r\n")
    assert "etag" not in answered.headers
    assert other.queries == [
        "BASE <http://site.test/sparql>\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
        "SELECT * WHERE { ?s rdfs:label ?name }"
    ]
    head = other.requests[0].lower()
    assert head.startswith(b"post /sparql http/1.1\r\n")
    assert b"cookie" not in head
    assert b"authorization" not in head


def test_a_federated_answer_is_not_kept(tmp_path: Path, other: FakeEndpoint) -> None:
    served = site(tmp_path, other.host)
    for _ in range(3):
        served.query(NAMES % other.endpoint)
    assert len(other.requests) == 3


def test_the_response_of_another_endpoint_cannot_change_the_query(tmp_path: Path, other: FakeEndpoint) -> None:
    answered = site(tmp_path, other.host).query(f"SELECT ?s ?name {{ SERVICE <{other.endpoint}> {{ ?s ?p ?name }} }}")
    rows = answered.text.splitlines()
    assert len(rows) == 4
    assert any('"x } SERVICE <u:x> { """' in row for row in rows)
    assert any(row.startswith("http://site.test/.well-known/genid/") for row in rows)


def test_only_allowed_hosts_are_asked(tmp_path: Path, other: FakeEndpoint) -> None:
    off, on = site(tmp_path), site(tmp_path, "example.org", f"https://127.0.0.1:{other.port}")
    for served, silent in ((off, ""), (off, "SILENT"), (on, ""), (on, "SILENT")):
        answered = served.query(f"SELECT * {{ SERVICE {silent} <{other.endpoint}> {{ ?a ?b ?c }} }}")
        assert answered.status_code == 400
        assert "--allow-service" in answered.text
    assert f"127.0.0.1:{other.port} is not allowed here; allowed: https://example.org" in answered.text
    for start in ("http://", "ftp://", "http://[", other.endpoint):
        endpoint = start + "x" * 300
        answered = on.query(f"SELECT * {{\n ?s ?p ?o SERVICE <{endpoint}> {{ ?a ?b ?c }} }}")
        assert answered.text.startswith("SERVICE: line 2, column 11: ")
        assert len(answered.text.strip()) < 200
    assert other.requests == []


@pytest.mark.parametrize("pattern", DISGUISES)
def test_a_disguised_service_is_sent_to_no_host(tmp_path: Path, other: FakeEndpoint, pattern: str) -> None:
    with fake_endpoint() as evil:
        query = f"PREFIX ex: <{evil.host}/> PREFIX : <{evil.host}/> SELECT * {pattern}".replace("http://x/", evil.host)
        for text in (query, query.replace("{", f"{{ SERVICE <{other.endpoint}> {{ ?s ?p ?o }} ", 1)):
            assert site(tmp_path, other.host).query(text).status_code == 400
        assert evil.requests == []


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (response("", "500 Internal Server Error"), "status 500"),
        (response("", "302 Found", "Location: http://127.0.0.1:1/"), "redirects to another address"),
        (response("", "307 Temporary Redirect", "Location: /other"), "redirects to another address"),
        (response("<html>", kind="text/html"), "none of the supported formats"),
        (response(TABLE, "200 OK", "Content-Encoding: gzip"), "compressed"),
        (response("nonsense"), "did not answer with a table"),
        (response('{"head": {}, "boolean": true}'), "did not answer with a table"),
        (b"nonsense\r\n\r\n", "invalid HTTP"),
        (response(TABLE)[:-50], "invalid HTTP"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 200_000, "invalid HTTP"),
        (response(TABLE.replace("Hayastan", "x" * 5000)), "larger than 4,000 bytes"),
        (b"", "invalid HTTP"),
    ],
)
def test_a_failed_endpoint_is_an_error_unless_silent(tmp_path: Path, says: bytes, why: str) -> None:
    with fake_endpoint(says) as other:
        served = site(tmp_path, other.host, service_bytes=4000)
        answered = served.query(NAMES % other.endpoint)
        assert (answered.status_code, why in answered.text) == (502, True), answered.text
        silent = served.query((NAMES % other.endpoint).replace("SERVICE", "SERVICE SILENT"))
        assert (silent.status_code, silent.text.count("\r\n")) == (200, 3), silent.text
        assert served.query("ASK {}").text == "true"


def test_an_endpoint_has_a_time_limit(tmp_path: Path) -> None:
    with fake_endpoint(delay=30) as other:
        served = site(tmp_path, other.host, seconds_service=0.3)
        answered = served.query(NAMES % other.endpoint)
        assert (answered.status_code, "within 0.3 seconds" in answered.text) == (504, True)
        assert other.disconnected.wait(10)
        silent = served.query((NAMES % other.endpoint).replace("SERVICE", "SERVICE SILENT"))
        assert silent.status_code == 200


def test_several_endpoints_share_one_limit_of_time_and_size(tmp_path: Path, other: FakeEndpoint) -> None:
    call = f"SERVICE <{other.endpoint}> {{ ?s ?p ?name }}"
    both = f"SELECT ?s {{ {call} {call.replace('?p', '?q')} }}"
    assert site(tmp_path, other.host).query(both).text == "s\r\nhttps://w3id.org/aliansi/id/armenia\r\nurn:other\r\n"
    assert len(other.requests) == 2
    assert site(tmp_path, other.host, service_bytes=len(TABLE) + 10).query(both).status_code == 502


def test_a_syntax_error_in_a_query_with_service_has_its_position(tmp_path: Path, other: FakeEndpoint) -> None:
    served = site(tmp_path, other.host)
    query = f"SELECT * {{ SERVICE <{other.endpoint}> {{ ?s ?p ?name }} nonsense }}"
    assert f"line 1, column {query.index('nonsense') + 1}: unknown word" in served.query(query).text
    inside = f"SELECT * {{ SERVICE <{other.endpoint}> {{ ?s ?p }} }}"
    answered = served.query(inside)
    assert (answered.status_code, f"column {inside.index(' } }') + 2}" in answered.text) == (400, True)


def test_a_client_has_half_of_the_slots(tmp_path: Path) -> None:
    with fake_endpoint(delay=1) as other:
        served = site(tmp_path, other.host, services_at_once=4)

        async def ask_all() -> list[int]:
            import httpx

            transport = httpx.ASGITransport(app=served.served.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://site.test") as client:
                asked = [client.get("/sparql", params={"query": NAMES % other.endpoint}) for _ in range(4)]
                return sorted(answer.status_code for answer in await asyncio.gather(*asked))

        assert RUNNER.run(ask_all()) == [200, 200, 429, 429]


def test_federation_is_described_where_it_is_enabled(tmp_path: Path) -> None:
    described = "/.well-known/void"
    assert f"{SD}BasicFederatedQuery" not in site(tmp_path).get(described, headers={"Accept": "text/plain"}).text
    on = site(tmp_path, "example.org").get(described, headers={"Accept": "application/n-triples"}).text
    assert f"<{SD}feature> <{SD}BasicFederatedQuery>" in on


@pytest.mark.slow
def test_one_server_asks_another(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with serving(tmp_path / "a") as there, serving(tmp_path / "b", f"allow:http://127.0.0.1:{there.port}") as here:
        query = f"SELECT ?s {{ ?s al:memberOf id:csto SERVICE <{there.base}sparql> {{ ?s rdfs:label 'Armenia'@en }} }}"
        assert here.query(query).text == "s\r\nhttps://w3id.org/aliansi/id/armenia\r\n"
        assert there.query(query).status_code == 400, "it is on nowhere else"


def ask(host: AllowedHost, endpoint: str) -> Result:
    return asyncio.run(sparql_client.send_query(endpoint, host, "SELECT * {}", tuple(FORMATS), 10_000))


def test_a_name_with_a_private_address_is_refused(other: FakeEndpoint) -> None:
    with pytest.raises(ServiceFailed, match="not on the public internet"):
        ask(AllowedHost("http", "localhost", other.port), other.endpoint)
    assert other.requests == []
    known = AllowedHost("http", "localhost", other.port, ipaddress.ip_address("127.0.0.1"))
    assert ask(known, f"http://localhost:{other.port}/é?a=b c").body == TABLE.encode()
    assert other.requests[0].startswith(b"POST /%C3%A9?a=b%20c HTTP/1.1\r\n")
    assert f"Host: localhost:{other.port}".lower().encode() in other.requests[0].lower()


def test_proxies_of_the_environment_are_ignored(other: FakeEndpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    host = AllowedHost("http", "127.0.0.1", other.port, ipaddress.ip_address("127.0.0.1"))
    assert ask(host, other.endpoint).body == TABLE.encode()


def test_an_endpoint_with_an_invalid_address_fails(other: FakeEndpoint) -> None:
    host = AllowedHost("http", "127.0.0.1", other.port, ipaddress.ip_address("127.0.0.1"))
    with pytest.raises(ServiceFailed, match="too long"):
        ask(host, f"{other.endpoint}/{'x' * 2**17}")


def test_a_name_is_resolved_once(other: FakeEndpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def look_up(name: str, port: int, *_: object, **__: object) -> list[object]:
        asked.append(name)
        if len(asked) == 1:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("10.0.0.1", "9.9.9.9")]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    connected = []

    async def connect(_: asyncio.AbstractEventLoop, __: object, address: str, port: int, **___: object) -> None:
        connected.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", connect)
    with pytest.raises(ServiceFailed, match="Connection refused"):
        ask(AllowedHost("http", "rebinding.test", other.port), "http://rebinding.test/")
    assert (asked, connected) == (["rebinding.test"], ["9.9.9.9"])


def test_the_certificate_must_match_the_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=good.test -addext subjectAltName=DNS:good.test"
    )
    try:
        made = subprocess.run([*command.split(), "-keyout", key, "-out", certificate], capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no openssl to make a certificate with")
    assert made.returncode == 0, made.stderr
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    async def ask_both() -> list[str]:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(response(TABLE))
            await writer.drain()
            writer.close()

        results = []
        async with await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context) as server:
            port = server.sockets[0].getsockname()[1]
            for name in ("good.test", "evil.test"):
                host = AllowedHost("https", name, port, ipaddress.ip_address("127.0.0.1"))
                try:
                    table = await sparql_client.send_query(
                        f"https://{name}/", host, "SELECT * {}", tuple(FORMATS), 10_000
                    )
                    results.append(table.media_type)
                except ServiceFailed as error:
                    results.append(str(error))
        return results

    assert all("no secure connection" in results for results in asyncio.run(ask_both())), (
        "the certificate is self-signed"
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    good, evil = asyncio.run(ask_both())
    assert (good, "no secure connection" in evil) == ("application/sparql-results+json", True)


def test_the_example_of_the_documentation_is_a_query(tmp_path: Path, other: FakeEndpoint) -> None:
    text = (Path(__file__).parents[3] / "docs" / "endpoint.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```sparql\n(.*?)```", text, re.DOTALL)
    query = example.replace("https://query.wikidata.org/sparql", other.endpoint)
    assert query != example
    assert site(tmp_path, other.host).query(query).text == "state,population\r\n"
    assert other.queries[0].endswith("{ ?item wdt:P1082 ?population VALUES ?item { wd:Q399 wd:Q232 } }")
