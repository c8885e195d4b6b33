"""The fast path sends the same bytes as the normal path, with the same limits and the same log."""

from __future__ import annotations

import asyncio
import re
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from aliansi.dataset.store import Store
from aliansi.server.fast_path import PendingRequest, StoredResponse
from tests.server.support.fast_requests import answer, scope_of
from tests.server.support.hostile import asking, connected, head
from tests.server.support.processes import Server, serving
from tests.server.support.raw_http import LINES, everything, normalised, raw_response, raw_responses, responses
from tests.server.support.served import ENDLESS, RUNNER, Site
from tests.server.support.watched import until

ASK, MEMBERS = asking("ASK {}"), asking("SELECT ?s { ?s al:memberOf id:csto }")
MANY = asking("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")

ALIKE = {
    "plain": head("GET", ASK),
    "members": head("GET", MEMBERS),
    "formats": head("GET", MEMBERS.replace("format=csv&", ""), "Accept: text/html, application/xml;q=0.9, */*;q=0.1"),
    "compressed": head("GET", asking("SELECT * { ?a ?b ?c . ?d ?e ?f }"), "Accept-Encoding: br, gzip"),
    "in-pieces": head("GET", MANY),
    "changing": head("GET", asking("ASK { FILTER(RAND() < 2) }")),
    "condition": head("GET", ASK, "If-None-Match: *"),
    "last": head("GET", ASK, "Connection: close"),
    "empty-body": head("GET", ASK, "Content-Length: 0"),
    "body": head("GET", ASK, "Content-Length: 41") + b"GET /sparql?query=x HTTP/1.1\r\nHost: a\r\n\r\n",
    "chunks": head("GET", ASK, "Transfer-Encoding: chunked") + b"3\r\nabc\r\n0\r\n\r\n",
    "head": head("HEAD", ASK),
    "form": head("POST", "/sparql", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 18")
    + b"query=ASK+%7B%7D+ ",
    "no-query": head("GET", "/sparql?"),
    "no-sparql": head("GET", asking("nonsense")),
    "update": head("GET", asking("DROP ALL")),
    "not-acceptable": head("GET", ASK.replace("format=csv", "format=xls")),
    "not-utf8": head("GET", "/sparql?query=ASK%20%7B%7D%20%23%C0%AE"),
    "other-host": head("GET", ASK).replace(b"localhost", b"x><script>"),
    "relative": head("GET", asking("SELECT (STR(<x>) AS ?x) {}")),
    "page": head("GET", "/no/such/page"),
    "old": head("GET", ASK).replace(b"HTTP/1.1", b"HTTP/1.0"),
}
FORM = "Content-Type: application/x-www-form-urlencoded"
ORDERED = asking("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?b ?c ?d ?e ?f")
JOIN = asking("SELECT ?a ?d { ?a ?b ?c . ?c ?e ?d } ORDER BY ?a ?d")
EQUAL = {
    **ALIKE,
    "look-up": head("GET", asking("SELECT ?o { id:armenia al:memberOf ?o }")),
    "members": head("GET", asking("SELECT ?s { ?s al:memberOf id:csto } ORDER BY ?s")),
    "formats": head("GET", ORDERED.replace("format=csv&", ""), "Accept: text/html, application/xml;q=0.9, */*;q=0.1"),
    "in-pieces": head("GET", f"{MANY}%20%23%20of-this-test"),
    "never-seen-join": head("GET", JOIN),
    "ordered": head("GET", ORDERED),
    "compressed": head("GET", ORDERED, "Accept-Encoding: br, gzip"),
    "compressed-join": head("GET", JOIN, "Accept-Encoding: gzip;q=0.5"),
    "construct": head("GET", asking("CONSTRUCT WHERE { id:armenia rdfs:label ?o }").replace("format=csv", "format=nt")),
    "xml": head("GET", ASK.replace("format=csv&", ""), "Accept: application/sparql-results+xml"),
    "head-compressed": head("HEAD", ORDERED, "Accept-Encoding: gzip"),
    "other-condition": head("GET", ASK, 'If-None-Match: "other", W/"another"'),
    "empty-query": head("GET", "/sparql?query="),
    "two-queries": head("GET", f"{ASK}&query=ASK"),
    "unknown-graph": head("GET", f"{ASK}&default-graph-uri=urn:no"),
    "unknown-format": head("GET", ASK.replace("format=csv", "format=zip")),
    "no-format-fits": head("GET", ASK.replace("format=csv&", ""), "Accept: image/png"),
    "service": head("GET", asking("SELECT * { SERVICE <http://other.test/> { ?s ?p ?o } }")),
    "two-hosts": head("GET", ASK, "Host: other"),
    "no-host": b"GET %b HTTP/1.1\r\n\r\n" % ASK.encode(),
    "too-many-parameters": head("GET", ASK + "&a=b" * 1001),
    "large-head": head("GET", ASK, f"Cookie: {'x' * 70_000}", "Connection: close"),
    "put": head("PUT", ASK, "Content-Length: 0"),
    "options": head("OPTIONS", ASK, "Origin: http://other.test", "Access-Control-Request-Method: GET"),
    "large-body": head("POST", "/sparql", FORM, "Content-Length: 99999999", "Connection: close"),
    "update-body": head("POST", "/sparql", "Content-Type: application/sparql-update", "Content-Length: 0"),
    "other-body": head("POST", "/sparql", "Content-Type: text/plain", "Content-Length: 6") + b"ASK {}",
    "direct-body": head("POST", "/sparql", "Content-Type: application/sparql-query", "Content-Length: 6") + b"ASK {}",
    "odd-names": b"GET %b HTTP/1.1\r\nhOST:localhost\r\nX:\r\nACCEPT: a/b\r\naccept: */*;q=0.1\r\n\r\n" % ASK.encode(),
    "odd-bytes": head("GET", ASK, "X: \xff\xfe", "Accept-Encoding: \xe9"),
    "old-spelling": head("GET", ASK, "Keep-Alive: 300", "Connection: keep-alive", "Cookie: a=b; c=d"),
    "expect": head("GET", ASK, "Expect: 100-continue", "Content-Length: 0"),
    "upgrade": head("GET", ASK, "Connection: Upgrade", "Upgrade: websocket"),
    "forwarded": head("GET", ASK, "X-Forwarded-For: 192.0.2.7", "X-Forwarded-Proto: https"),
    "plus-and-percent": head("GET", "/sparql?format=csv&query=SELECT+(%22a%2Bb%20%25%22+AS+%3fx)%7B%7D"),
}
"""Requests of every kind: those that the fast path answers, and those that it must not; rows have one order."""
needs_httptools = pytest.mark.skipif(find_spec("httptools") is None, reason="without httptools there is no fast path")


@needs_httptools
@pytest.mark.parametrize("name", EQUAL)
def test_a_response_has_the_same_bytes_with_and_without_the_fast_path(
    servers: tuple[Server, Server], normal: Server, name: str
) -> None:
    fast, slow = (
        [re.sub(rb"localhost:\d+", b"localhost", response) for response in raw_responses(server, EQUAL[name], 4)]
        for server in (servers[0], normal)
    )
    if b"chunked" in fast[0]:  # the pieces of a stream are as large as the pipe happens to give them
        fast[0], slow[0] = normalised(fast[0]), normalised(slow[0])
        fast[1:], slow[1:] = map(normalised, fast[1:]), map(normalised, slow[1:])
    if name == "no-host":  # the base of relative IRIs is the address of each server then
        fast, slow = ([re.sub(rb"etag: [^\r]+", b"", response) for response in each] for each in (fast, slow))
    assert fast == slow


@needs_httptools
def test_requests_in_a_row_have_the_same_bytes_with_and_without_the_fast_path(
    servers: tuple[Server, Server], normal: Server
) -> None:
    names = [
        "plain",
        "never-seen-join",
        "no-sparql",
        "ordered",
        "plain",
        "page",
        "changing",
        "condition",
        "head",
        "plain",
    ]
    names += ["form", "compressed", "update", "xml", "put", "members", "last"]
    answered = []
    for server in (servers[0], normal):
        with connected(server) as line:
            line.sendall(b"".join(EQUAL[name] for name in names))
            answered.append(LINES.sub(b"", everything(line)))
    assert answered[0] == answered[1]
    assert answered[0].count(b"HTTP/1.1 ") == len(names)


@needs_httptools
@pytest.mark.slow
def test_a_limit_has_the_same_bytes_with_and_without_the_fast_path(tmp_path: Path) -> None:
    found = []
    for name in ("fast", "normal"):
        (tmp_path / name).mkdir()
        without = () if name == "fast" else ("without:fast-path",)
        with serving(tmp_path / name, "seconds=2", "waiting-of-client=3", "result=2k", *without) as server:
            large = raw_responses(server, EQUAL["ordered"], 2)
            lines = [connected(server) for _ in range(3)]
            for line in lines:
                line.sendall(head("GET", asking(ENDLESS)))
            until(lambda: "aliansi_evaluation_under_way 3" in server.get("metrics").text.splitlines())
            refused = raw_responses(server, EQUAL["never-seen-join"], 2)
            stopped = [LINES.sub(b"", raw_response(line)) for line in lines]
            for line in lines:
                line.close()
        found.append([*large, *refused, *stopped])
    assert found[0] == found[1]
    assert [response[9:12] for response in found[0]] == [b"413"] * 2 + [b"429"] * 2 + [b"504"] * 3


@needs_httptools
@pytest.mark.parametrize("name", [name for name in EQUAL if name not in ("two-hosts", "no-host")])
def test_a_response_is_the_same_on_every_way(servers: tuple[Server, Server], name: str) -> None:
    """But for the two that h11 itself refuses."""
    fast_path, without_httptools = (responses(server, (EQUAL | ALIKE)[name], 4) for server in servers)
    own = [re.sub(rb"localhost(:\d+)?", b"here", response) for response in fast_path]
    assert own == [re.sub(rb"localhost(:\d+)?", b"here", response) for response in without_httptools]
    if name not in ("last", "changing", "in-pieces", "old"):
        assert len({response.partition(b"\r\n\r\n")[2] for response in fast_path}) == 1


def test_what_was_answered_is_not_given_again_when_the_dataset_has_changed(tmp_path: Path) -> None:
    site = Site(tmp_path, with_project=False)
    fast_path, scope = site.served.fast_path, scope_of("SELECT ?s { ?s al:memberOf id:csto FILTER(true) }")

    async def twice() -> tuple[StoredResponse | None, StoredResponse | None]:
        first = await answer(fast_path, scope)
        fast_path.cache_response(b"GET", scope, first)
        again = fast_path.cached_response(b"GET", ("192.0.2.1", 1))
        site.served.evaluator.replace(Store(ox.Store(), "another"))
        assert again == first
        assert isinstance(fast_path.start(scope), PendingRequest)
        return again, fast_path.cached_response(b"GET", ("192.0.2.1", 1))

    again, after = RUNNER.run(twice())
    assert again is not None
    assert b"armenia" in again.body
    assert after is None


def test_a_look_up_is_answered_at_once_from_the_dataset_as_it_is(tmp_path: Path) -> None:
    site = Site(tmp_path, with_project=False)
    fast_path, scope = site.served.fast_path, scope_of("SELECT ?s { ?s al:memberOf id:csto }")

    async def twice() -> tuple[StoredResponse | PendingRequest | None, ...]:
        first, second = fast_path.start(scope), fast_path.start(scope)
        site.served.evaluator.replace(Store(ox.Store(), "another"))
        await asyncio.sleep(0)
        return first, second, fast_path.start(scope)

    first, second, after = RUNNER.run(twice())
    assert isinstance(first, StoredResponse)
    assert isinstance(second, StoredResponse)
    assert isinstance(after, StoredResponse)
    assert b"armenia" in first.body
    assert (first.is_cached, second.is_cached, first.body) == (False, True, second.body)
    assert after.body == b"s\r\n"


def test_of_many_look_ups_that_come_together_workers_answer_all_but_one(tmp_path: Path) -> None:
    fast_path = Site(tmp_path, with_project=False).served.fast_path

    async def together() -> list[bool]:
        begun = [fast_path.start(scope_of(f"ASK {{ id:{name} ?p ?o }}")) for name in ("csto", "armenia", "georgia")]
        for each in begun:
            if isinstance(each, PendingRequest):
                await each.job.answer()
                assert fast_path.finish(each)
        return [isinstance(each, PendingRequest) for each in begun]

    assert RUNNER.run(together()) == [False, True, True]


def test_rows_of_one_pattern_are_given_at_once_however_many_ask(tmp_path: Path) -> None:
    fast_path = Site(tmp_path, with_project=False).served.fast_path
    asked = [f"SELECT ?o {{ id:armenia ?p ?o }} # {number}" for number in range(3)]
    scopes = [{**scope_of(query), "query_string": f"query={quote(query)}".encode()} for query in asked]

    async def together() -> list[bool]:
        begun = [fast_path.start(scope) for scope in scopes]
        return [isinstance(each, StoredResponse) and b'"o"' in each.body for each in begun]

    assert RUNNER.run(together()) == [True, True, True]


@pytest.mark.parametrize("name", [b"content-length", b"transfer-encoding", b"expect", b"upgrade", b"if-none-match"])
def test_what_is_not_plain_takes_the_way_of_all_others(tmp_path: Path, name: bytes) -> None:
    fast_path = Site(tmp_path, with_project=False).served.fast_path
    assert fast_path.start(scope_of("ASK {}", (name, b"1"))) is None
    assert fast_path.start({**scope_of("ASK {}"), "query_string": b"query=ASK{}&query=ASK{}"}) is None
