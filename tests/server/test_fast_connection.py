"""Connections with the fast path: requests in parts and in a row, disconnects, slow clients, and the log."""

from __future__ import annotations

import json
import re
import socket
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.server.support.hostile import asking, connected, head
from tests.server.support.processes import Server, serving
from tests.server.support.raw_http import LINES, everything, one_response, responses
from tests.server.support.served import ENDLESS
from tests.server.support.watched import until

ASK, MEMBERS = asking("ASK {}"), asking("SELECT ?s { ?s al:memberOf id:csto }")
MANY = asking("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
TRIPLES = " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(6))
needs_httptools = pytest.mark.skipif(find_spec("httptools") is None, reason="without httptools there is no fast path")


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
            answered = everything(line)
        assert answered.count(b"HTTP/1.1 200") <= 2
        assert b"ok\n" not in answered, "a body was read as a request"


@pytest.mark.parametrize("which", [0, 1], ids=["httptools", "h11"])
def test_requests_in_a_row_are_answered_in_their_order(servers: tuple[Server, Server], which: int) -> None:
    for number in range(3):
        queries = [f"SELECT ({each} AS ?x) {{}} # {number % 2}" for each in range(30)]
        with connected(servers[which]) as line:
            line.sendall(b"".join(head("GET", asking(query)) for query in queries))
            answered = b""
            while answered.count(b"HTTP/1.1 200") < 30 or not answered.endswith(b"29\r\n"):
                piece = line.recv(2**16)
                assert piece, answered
                answered += piece
        assert re.findall(rb"x\r\n(\d+)\r\n", answered) == [b"%d" % each for each in range(30)]


@pytest.mark.parametrize("which", [0, 1], ids=["httptools", "h11"])
@pytest.mark.parametrize("size", [1, 7, 100])
def test_a_request_that_comes_in_parts_is_whole_at_its_end(
    servers: tuple[Server, Server], size: int, which: int
) -> None:
    sent = head("GET", MEMBERS)
    with connected(servers[which]) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.sendall(sent)
        assert b"armenia" in one_response(line)
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


@pytest.mark.parametrize("without", ["", "httptools,uvloop"], ids=["httptools", "h11"])
def test_who_leaves_is_noted_and_nothing_is_left_under_way(tmp_path: Path, without: str) -> None:
    with serving(tmp_path, without=without) as server:
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


@pytest.mark.parametrize("which", [0, 1], ids=["httptools", "h11"])
def test_what_comes_behind_a_query_of_a_worker_is_answered_after_it(servers: tuple[Server, Server], which: int) -> None:
    slow = asking(f"SELECT (COUNT(*) AS ?n) {{ {TRIPLES} }} # {which}")
    with connected(servers[which]) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.sendall(head("GET", slow))
        time.sleep(0.02)  # so that what follows comes while the worker evaluates
        behind = [
            head("GET", ASK),
            head("GET", "/healthz"),
            head("GET", MEMBERS),
            head("GET", ASK, "Connection: close"),
        ]
        for each in behind:
            line.sendall(each[:20])
            time.sleep(0.001)
            line.sendall(each[20:])
        answered = everything(line)
    assert re.findall(rb"\r\n\r\n(n\r|s\r|true|ok)", answered) == [b"n\r", b"true", b"ok", b"s\r", b"true"]
    assert b"\r\n\r\nn\r\n262144\r\n" in answered


@needs_httptools
@pytest.mark.parametrize(
    "target", [f"{ASK} x", f"{ASK}#x", f"{ASK}\t", f"{ASK}\x7f", f"{ASK} HTTP/1.1\r\nX: y\r\n\r\nGET /"]
)
def test_what_is_no_target_is_none_after_another_request_either(servers: tuple[Server, Server], target: str) -> None:
    odd = head("GET", target, "Connection: close")
    for server in servers:
        found = []
        for before in (b"", head("GET", ASK)):
            with connected(server) as line:
                if before:
                    line.sendall(before)
                    one_response(line)
                line.sendall(odd)
                found.append(LINES.sub(b"", everything(line)))
        assert found[0] == found[1]
