"""Queries that are answered past uvicorn get the same response as those that are not, are guarded and noted alike."""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import re
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote_to_bytes

import pyoxigraph as ox
import pytest

from aliansi.dataset.store import Store
from aliansi.errors import UsageError
from aliansi.http.sparql_protocol import _pairs, _unquoted
from aliansi.server.fast_path import PendingRequest, StoredResponse
from tests.server.support.fast_requests import answer, scope_of
from tests.server.support.hostile import asking, connected, head
from tests.server.support.processes import Server, serving
from tests.server.support.served import ENDLESS, RUNNER, Site
from tests.server.support.watched import until

ASK, MEMBERS = asking("ASK {}"), asking("SELECT ?s { ?s al:memberOf id:csto }")
MANY = asking("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
LINES = re.compile(rb"(?im)^(date|server): .*\r\n")

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
needs_httptools = pytest.mark.skipif(find_spec("httptools") is None, reason="without httptools all take uvicorn's way")


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Server]]:
    with (
        serving(tmp_path_factory.mktemp("fast")) as fast_path,
        serving(tmp_path_factory.mktemp("patient"), without="httptools,uvloop") as patient,
    ):
        yield fast_path, patient


def responses(server: Server, sent: bytes, number: int) -> list[bytes]:
    """Return what a server answers each time, without what is its own."""
    found = []
    for _ in range(number):
        with connected(server) as line:
            line.sendall(sent)
            found.append(LINES.sub(b"", one_response(line, sent.startswith(b"HEAD"))))
            if b"connection: close" in found[-1].lower():
                assert line.recv(10) == b""
    return found


def one_response(line: socket.socket, has_no_body: bool = False) -> bytes:
    answered = b""
    while b"\r\n\r\n" not in answered:
        piece = line.recv(2**16)
        assert piece, answered
        answered += piece
    begun, _, body = answered.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", begun)
    while not has_no_body and (
        len(body) < int(length[1]) if length else b"chunked" in begun and not body.endswith(b"\r\n0\r\n\r\n")
    ):
        piece = line.recv(2**16)
        assert piece, body
        body += piece
    if b"chunked" in begun:
        body = without_chunks(body)
    if b"content-encoding: gzip" in begun.lower():
        body = gzip.decompress(body)
        begun = re.sub(rb"(?i)content-length: \d+", b"", begun)
    body = b"\r\n".join(sorted(body.split(b"\r\n")))  # rows come in any order
    return b"\r\n".join(sorted(begun.lower().split(b"\r\n"))) + b"\r\n\r\n" + body


def without_chunks(body: bytes) -> bytes:
    parts, place = list[bytes](), 0
    while size := int(body[place : (end := body.index(b"\r\n", place))], 16):
        parts.append(body[end + 2 : end + 2 + size])
        place = end + 2 + size + 2
    return b"".join(parts)


@needs_httptools
@pytest.mark.parametrize("name", ALIKE)
def test_a_response_is_the_same_on_every_way(servers: tuple[Server, Server], name: str) -> None:
    fast_path, patient = (responses(server, ALIKE[name], 4) for server in servers)
    own = [re.sub(rb"localhost(:\d+)?", b"here", response) for response in fast_path]
    assert own == [re.sub(rb"localhost(:\d+)?", b"here", response) for response in patient]
    if name not in ("last", "changing", "in-pieces", "old"):
        assert len({response.partition(b"\r\n\r\n")[2] for response in fast_path}) == 1


@pytest.mark.parametrize(
    "sent",
    [
        head("GET", ASK).replace(b"\r\n", b"\n"),
        head("GET", ASK, "Content-Length: 5", "Transfer-Encoding: chunked") + b"0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n",
        head("GET", ASK, "Transfer-Encoding: chunked, identity") + b"0\r\n\r\n",
        head("GET", ASK, "Transfer-Encoding : chunked") + b"0\r\n\r\n",
        head("GET", ASK, "Content-Length: +5") + b"abcde",
        head("GET", ASK, "X: a\r\n b"),
        head("GET", ASK, "X\0: a"),
        head("GET", f"{ASK} x"),
    ],
)
def test_what_two_servers_might_read_differently_is_refused_or_alone(
    servers: tuple[Server, Server], sent: bytes
) -> None:
    for server in servers:
        with connected(server) as line:
            line.sendall(head("GET", ASK) + sent)
            line.shutdown(socket.SHUT_WR)
            answered = b""
            while piece := line.recv(2**16):
                answered += piece
        assert answered.count(b"HTTP/1.1 200") <= 2
        assert b"ok\n" not in answered, "a body was read as a request"


@needs_httptools
def test_requests_in_a_row_are_answered_in_their_order(servers: tuple[Server, Server]) -> None:
    for number in range(3):
        queries = [f"SELECT ({each} AS ?x) {{}} # {number % 2}" for each in range(30)]
        with connected(servers[0]) as line:
            line.sendall(b"".join(head("GET", asking(query)) for query in queries))
            answered = b""
            while answered.count(b"HTTP/1.1 200") < 30 or not answered.endswith(b"29\r\n"):
                piece = line.recv(2**16)
                assert piece, answered
                answered += piece
        assert re.findall(rb"x\r\n(\d+)\r\n", answered) == [b"%d" % each for each in range(30)]


@needs_httptools
@pytest.mark.parametrize("size", [1, 7, 100])
def test_a_request_that_comes_in_parts_is_whole_at_its_end(servers: tuple[Server, Server], size: int) -> None:
    sent = head("GET", MEMBERS)
    with connected(servers[0]) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for place in range(0, len(sent), size):
            line.sendall(sent[place : place + size])
            time.sleep(0.001)
        assert b"armenia" in one_response(line)
        line.sendall(sent)
        assert b"armenia" in one_response(line)


def test_every_request_is_noted(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        sent = head("GET", MEMBERS)
        for response in responses(server, sent, 5):
            assert b"armenia" in response
        numbers = server.get("metrics").text.splitlines()
        assert 'aliansi_responses_total{kind="query",outcome="200"} 5' in numbers
        assert "aliansi_query_seconds_count 5" in numbers
        lines = [json.loads(line) for line in (tmp_path / "access.log").read_text().splitlines()]
        asked = [line for line in lines if line["path"] == "/sparql"]
        assert [(line["outcome"], line["method"], line["client"]) for line in asked] == [
            ("200", "GET", "127.0.0.1")
        ] * 5
        assert len({line["bytes"] for line in asked}) == 1
        assert "query" not in asked[0]


def test_who_leaves_is_noted_and_nothing_is_left_under_way(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        line = connected(server)
        line.sendall(head("GET", asking(ENDLESS)))
        time.sleep(0.2)
        line.close()
        until(lambda: "aliansi_evaluation_under_way 0" in server.get("metrics").text.splitlines())
        assert 'aliansi_responses_total{kind="query",outcome="499"} 1' in server.get("metrics").text.splitlines()


@needs_httptools
def test_a_client_that_does_not_read_is_not_written_to_without_end(tmp_path: Path) -> None:
    with serving(tmp_path, "cache=256m") as server:
        sent = head("GET", MANY)
        with connected(server) as line:
            for _ in range(3):
                line.sendall(sent)
                one_response(line)
        before = server.memory()
        with connected(server) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.settimeout(0.5)
            with suppress(TimeoutError):
                line.sendall(sent * 500)
            time.sleep(0.3)
            assert server.memory() < before + 64 * 2**20
            assert server.works()


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


@needs_httptools
def test_a_request_whose_headers_are_those_of_the_last_one_is_read_as_any_other(
    servers: tuple[Server, Server],
) -> None:
    queries = ["ASK {}", "ASK { id:csto ?p ?o }", "SELECT ?s { ?s al:memberOf id:csto }", "nonsense", "DROP ALL", "x y"]
    sent = [head("GET", asking(query)) for query in queries for _ in range(2)]
    sent += [
        head("GET", ASK, "Accept: application/sparql-results+xml"),
        head("GET", MEMBERS.replace("format=csv&", "")),
        head("GET", ASK + "&format=json"),
        head("GET", "/sparql?"),
        head("GET", "/sparql"),
        head("GET", "/healthz"),
        head("HEAD", ASK),
        head("GET", MEMBERS),
    ]
    for server in servers:
        alone = [responses(server, each, 1)[0] for each in sent]
        with connected(server) as line:
            for each, expected in zip(sent, alone, strict=True):
                line.sendall(each)
                assert LINES.sub(b"", one_response(line, each.startswith(b"HEAD"))) == expected, each


@needs_httptools
@pytest.mark.parametrize(
    "target", [f"{ASK} x", f"{ASK}#x", f"{ASK}\t", f"{ASK}\x7f", f"{ASK} HTTP/1.1\r\nX: y\r\n\r\nGET /"]
)
def test_what_is_no_target_is_none_after_another_request_either(servers: tuple[Server, Server], target: str) -> None:
    odd = head("GET", target, "Connection: close")
    found = []
    for before in (b"", head("GET", ASK)):
        with connected(servers[0]) as line:
            if before:
                line.sendall(before)
                one_response(line)
            line.sendall(odd)
            answered = b""
            while piece := line.recv(2**16):
                answered += piece
        found.append(LINES.sub(b"", answered))
    assert found[0] == found[1]


@pytest.mark.parametrize("name", [b"content-length", b"transfer-encoding", b"expect", b"upgrade", b"if-none-match"])
def test_what_is_not_plain_takes_the_way_of_all_others(tmp_path: Path, name: bytes) -> None:
    fast_path = Site(tmp_path, with_project=False).served.fast_path
    assert fast_path.start(scope_of("ASK {}", (name, b"1"))) is None
    assert fast_path.start(scope_of("DROP ALL")) is None


def test_parameters_are_decoded_as_those_of_any_form() -> None:
    pick = random.Random(7)
    parts = [*b"%=&+;\r\n aZ9_-.", 0, 255, 0xC3, 0xA9, b"%41", b"%c3%a9", b"%2", b"%zz", b"%%", b"%0d%0a", b"=="]
    for _ in range(20_000):
        chosen = (pick.choice(parts) for _ in range(pick.randint(0, 12)))
        text = b"".join(bytes([part]) if isinstance(part, int) else part for part in chosen)
        assert _unquoted(text) == unquote_to_bytes(text)
        try:
            expected = parse_qsl(text.decode(), keep_blank_values=True, errors="strict")
        except UnicodeDecodeError:
            with pytest.raises(UsageError, match="not UTF-8"):
                _pairs(text)
        else:
            assert _pairs(text) == expected
