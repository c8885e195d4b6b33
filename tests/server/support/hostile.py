"""Requests that want to harm a server: what they send, and the statuses that are right for them."""

from __future__ import annotations

import gzip
import socket
import struct
import time
from collections.abc import Callable
from typing import Protocol
from urllib.parse import quote

from tests.server.support.served import ENDLESS
from tests.sparql.support.disguises import DISGUISES

TRIPLES = [f"?a{i} ?b{i} ?c{i} ." for i in range(12)]
CROSS = " ".join(TRIPLES)
ROWS = "SELECT * { " + " ".join(TRIPLES[:6]) + " }"
DOUBLED = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(45))
STOPPED = (504, 507)
REFUSED = (400,)
ANY = (200, 400, 413, 504, 507)
"""Whether these are answered depends on the engine; what matters is that the server goes on."""

NESTED = {
    "braces": ("SELECT * " + "{" * 4_000 + "}" * 4_000, ANY),
    "negations": ("SELECT * { FILTER(" + "!" * 10_000 + "1) }", ANY),
    "parentheses": ("SELECT * { FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }", ANY),
    "optionals": ("SELECT * " + "{ OPTIONAL " * 2_000 + "{}" + "}" * 2_000, ANY),
    "unions": ("SELECT * { " + " UNION ".join(["{ ?s ?p ?o }"] * 3_000) + " }", ANY),
    "not-exists": ("SELECT * " + "{ FILTER NOT EXISTS " * 800 + "{}" + "}" * 800, ANY),
    "functions": ("SELECT (" + "STR(" * 8_000 + "1" + ")" * 8_000 + " AS ?x) {}", ANY),
    "path": ("SELECT * { ?s " + "/".join(["<a:p>"] * 9_000) + " ?o }", ANY),
    "inverse-paths": ("SELECT * { ?s " + "^(" * 5_000 + "<a:p>" + ")" * 5_000 + " ?o }", ANY),
    "collections": ("SELECT * { ?s ?p " + "(" * 5_000 + ")" * 5_000 + " }", ANY),
    "blank-nodes": ("SELECT * { ?s ?p " + "[ ?p " * 5_000 + "1" + "]" * 5_000 + " }", ANY),
    "sum": ("SELECT (" + "1+" * 20_000 + "1 AS ?x) {}", ANY),
    "subqueries": ("SELECT * { " + "{ SELECT * { " * 1_500 + "}}" * 1_500 + " }", ANY),
}
ENDING_NEVER = {
    "count": (ENDLESS, STOPPED),
    "order": (f"SELECT * {{ {CROSS} }} ORDER BY ?a0", STOPPED),
    "distinct-count": (f"SELECT (COUNT(DISTINCT ?a11) AS ?n) {{ {CROSS} }}", STOPPED),
    "group": (f"SELECT ?a1 (SAMPLE(?a2) AS ?x) {{ {CROSS} }} GROUP BY ?a1", STOPPED),
    "concat": (f"SELECT (GROUP_CONCAT(?a1) AS ?x) {{ {CROSS} }}", STOPPED),
    "filter": (f"SELECT * {{ {CROSS} FILTER(STRLEN(CONCAT(STR(?a0), STR(?c11))) < 0) }}", STOPPED),
    "minus": (f"ASK {{ {CROSS} MINUS {{ ?a0 ?b0 ?c0 }} FILTER(?a1 = 1) }}", ANY),
    "paths": (
        "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} (!<a:x>|^!<a:x>)* ?b{i} ." for i in range(9)) + " }",
        STOPPED,
    ),
    "values": (
        "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{i} {{ {'1 ' * 99}}}" for i in range(9)) + " }",
        STOPPED,
    ),
    "exists": (f"ASK {{ ?s ?p ?o FILTER NOT EXISTS {{ {CROSS} FILTER(?a1 = ?s && ?a2 = 1) }} }}", ANY),
    "construct": (f"CONSTRUCT {{ ?a0 ?b1 ?c2 }} {{ {CROSS} FILTER(?a11 = 1) }}", (200, *STOPPED)),
    "optional": (
        "SELECT (COUNT(*) AS ?n) { " + " ".join(f"OPTIONAL {{ {triple} }}" for triple in TRIPLES) + " }",
        STOPPED,
    ),
}
BOMBS = {
    "doubling": (f'SELECT (STRLEN(?x45) AS ?n) {{ BIND("0123456789" AS ?x0) {DOUBLED} }}', STOPPED),
    "doubling-urls": ("SELECT (" + "ENCODE_FOR_URI(" * 30 + '"% % % %"' + ")" * 30 + " AS ?x) {}", ANY),
    "replacing": ("SELECT (" + "REPLACE(" * 12 + '"aaaaaaaa"' + ', "a", "aaaaaaaa")' * 12 + " AS ?x) {}", ANY),
    "regex-backtracking": ('SELECT (REGEX("' + "a" * 5_000 + '!", "^(a+)+$") AS ?x) {}', ANY),
    "regex-alternatives": ('SELECT (REGEX("' + "a" * 5_000 + '!", "(a|aa)+$") AS ?x) {}', ANY),
    "regex-size": ('SELECT (REGEX("a", "((a{1000}){1000}){1000}") AS ?x) {}', ANY),
    "regex-classes": ('SELECT (REGEX("a", "' + "[\\\\w\\\\W]{999}" * 200 + '") AS ?x) {}', ANY),
    "huge-integer": ("SELECT (" + "9" * 100_000 + " + 1 AS ?x) {}", ANY),
    "huge-limit": ("SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999999", ANY),
    "huge-offset": ("SELECT * { ?s ?p ?o } OFFSET 18446744073709551615 LIMIT 18446744073709551615", ANY),
    "substring": ('SELECT (SUBSTR("a", 1, 1000000000000) AS ?x) {}', ANY),
    "many-variables": ("SELECT * { " + " ".join(f"?v{i} ?w{i} ?x{i} ." for i in range(3_000)) + " }", ANY),
    "many-values": ("SELECT * { VALUES ?x { " + "'aaaaaaaaaaaaaaaa' " * 12_000 + "} }", ANY),
    "nul": ('SELECT ("\\u0000" AS ?x) { ?s ?p "\0" }', ANY),
    "large-answer": (f"SELECT * {{ {' '.join(TRIPLES[:9])} }}", "broken"),
}
SLIPPING = {
    "load": ("LOAD <{away}>", REFUSED),
    "from": ("SELECT * FROM <{away}> {{ ?s ?p ?o }}", REFUSED),
    "from-named": ("SELECT * FROM NAMED <{away}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", REFUSED),
    "from-file": ("SELECT * FROM <file:///etc/passwd> {{ ?s ?p ?o }}", REFUSED),
    "from-escaped": ("SELECT * FR\\u004fM <{away}> {{ ?s ?p ?o }}", REFUSED),
    "from-base": ("BASE <{away}> SELECT * FROM <x> {{ ?s ?p ?o }}", REFUSED),
    "graph": ("SELECT * {{ GRAPH <{away}> {{ ?s ?p ?o }} }}", (200,)),
    "function": ("SELECT (<{away}>(1) AS ?x) {{}}", (200, 400)),
    "insert": ("INSERT {{ ?s ?p 1 }} WHERE {{ SERVICE <{away}> {{ ?s ?p ?o }} }}", REFUSED),
} | {
    f"service-{number}": (
        "PREFIX ex: <{away}> PREFIX : <{away}> SELECT * "
        + disguise.replace("{", "{{").replace("}", "}}").replace("http://x/", "{away}"),
        REFUSED,
    )
    for number, disguise in enumerate(DISGUISES)
}


def head(method: str, target: str, *lines: str) -> bytes:
    return "\r\n".join([f"{method} {target} HTTP/1.1", "Host: localhost", *lines, "", ""]).encode("latin-1")


def asking(query: str, path: str = "/sparql") -> str:
    return f"{path}?format=csv&query={quote(query)}"


ASK = asking("ASK {}")
POST = ("Content-Type: application/sparql-query",)

RAW: dict[str, tuple[bytes, tuple[int, ...]]] = {
    "giant-body": (head("POST", "/sparql", *POST, "Content-Length: 99999999999"), (413,)),
    "negative-length": (head("POST", "/sparql", *POST, "Content-Length: -1"), (400,)),
    "two-lengths": (head("POST", "/sparql", *POST, "Content-Length: 6", "Content-Length: 7") + b"ASK {}", (400,)),
    "length-and-chunks": (
        head("POST", "/sparql", *POST, "Content-Length: 6", "Transfer-Encoding: chunked")
        + b"0\r\n\r\nGET / HTTP/1.1\r\n",
        (400,),
    ),
    "broken-chunks": (head("POST", "/sparql", *POST, "Transfer-Encoding: chunked") + b"zz\r\nASK {}\r\n", (400,)),
    "endless-chunks": (
        head("POST", "/sparql", *POST, "Transfer-Encoding: chunked") + (b"1000\r\n" + b"#" * 4096 + b"\r\n") * 100,
        (413,),
    ),
    "zipped-body": (
        head("POST", "/sparql", *POST, "Content-Encoding: gzip", f"Content-Length: {len(gzip.compress(b'#' * 10**6))}")
        + gzip.compress(b"#" * 10**6),
        (400, 415),
    ),
    "broken-utf8": (head("POST", "/sparql", *POST, "Content-Length: 5") + b"ASK\xff\xfe", (400,)),
    "broken-utf8-in-form": (
        head("POST", "/sparql", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 11")
        + b"query=%FF%C",
        (400,),
    ),
    "overlong-utf8": (head("GET", "/sparql?query=ASK%20%7B%7D%20%23%C0%AE"), (400,)),
    "surrogates": (head("GET", "/sparql?query=ASK%20%7B%7D%20%23%ED%A0%80"), (400,)),
    "utf-16": (head("POST", "/sparql", f"{POST[0]}; charset=utf-16", "Content-Length: 0"), (415,)),
    "long-url": (head("GET", asking("ASK {} #" + "x" * 200_000)), (400, 414, 431, 200)),
    "long-header": (head("GET", ASK, "X-Long: " + "x" * 300_000), (400, 431, 200)),
    "many-headers": (head("GET", ASK, *(f"X-{i}: {i}" for i in range(5_000))), (400, 431, 200)),
    "many-parameters": (head("GET", "/sparql?" + "a=b&" * 2_000 + "query=ASK%20%7B%7D"), (400,)),
    "long-accept": (head("GET", ASK.replace("format=csv&", ""), "Accept: " + "a/b;q=0.1," * 3_000), (406,)),
    "odd-accept": (head("GET", ASK, "Accept: */*;q=1e999, \xff/\xff, ;;=,,q"), (200,)),
    "long-condition": (head("GET", ASK, "If-None-Match: " + '"x",' * 9_000), (200,)),
    "long-encoding": (head("GET", ASK, "Accept-Encoding: " + "gzip;q=0," * 4_000), (200,)),
    "odd-host": (head("GET", "/sparql", "Accept: text/turtle").replace(b"localhost", b"x><script>"), (400,)),
    "no-host": (b"GET /sparql HTTP/1.1\r\n\r\n", (400, 200)),
    "forwarded": (head("GET", ASK, "X-Forwarded-For: " + "1.2.3.4, " * 2_000), (200,)),
    "upgrade": (
        head("GET", ASK, "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: eA=="),
        (200, 400, 403),
    ),
    "http2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (400, 404, 405, 505)),
    "noise": (bytes(range(256)) * 100, (400,)),
    "tls": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500, (400,)),
    "trace": (head("TRACE", "/sparql"), (405,)),
    "connect": (head("CONNECT", "example.org:443"), (400, 404, 405)),
    "odd-method": (head("G" * 1000, "/sparql"), (400, 405)),
    "absolute": (head("GET", "http://example.org/sparql?query=ASK%7B%7D"), (200, 400, 404)),
    "nul-in-path": (head("GET", "/questions/%00"), (404,)),
    "climbing": (head("GET", "/downloads/../../../../etc/passwd"), (404,)),
    "climbing-escaped": (head("GET", "/downloads/%2e%2e%2f%2e%2e%2fetc%2fpasswd"), (404,)),
    "climbing-graph": (head("GET", "/graph/../../etc/passwd"), (404,)),
    "climbing-name": (head("GET", "/id/../../../etc/passwd"), (404,)),
    "long-name": (head("GET", "/id/" + "x" * 20_000), (404,)),
    "broken-name": (head("GET", "/id/%ff%00%0d%0aX-Evil:%201", "Accept: text/turtle"), (404,)),
    "page-without-end": (head("GET", "/id/fact?page=" + "9" * 5_000), (400,)),
    "long-term": (head("GET", "/explain?format=text&p=a:b&o=a:b&s=%22" + "x" * 20_000 + "%22"), (400,)),
    "more-than-a-term": (head("GET", "/explain?format=json&p=al:x&o=al:y&s=al:z%20.%20al:a%20al:b%20al:c"), (400,)),
    "many-terms": (head("GET", "/explain?format=json" + "&s=al:x" * 2_000), (400,)),
    "splitting-a-name": (head("GET", "/questions/x%0d%0aX-Evil:%201.csv"), (404,)),
    "posted-vocabulary": (head("POST", "/ontology", "Content-Length: 0"), (405,)),
    "splitting": (head("GET", "/sparql?format=csv%0d%0aX-Evil:%201&query=ASK%7B%7D"), (200,)),
    "multipart": (
        head("POST", "/sparql", "Content-Type: multipart/form-data; boundary=x", "Content-Length: 0"),
        (415,),
    ),
    "expect": (head("POST", "/sparql", *POST, "Expect: 100-continue", "Content-Length: 99999999"), (413,)),
    "put": (head("PUT", "/graph/things", "Content-Length: 0"), (403,)),
}


class Target(Protocol):
    """A server of this machine, and where its endpoint is."""

    @property
    def port(self) -> int: ...
    @property
    def path(self) -> str: ...


def connected(server: Target) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=30)


def says_nothing(server: Target) -> None:
    lines = [connected(server) for _ in range(50)]
    time.sleep(0.2)
    for line in lines:
        line.close()


def is_closed_for_saying_nothing(server: Target) -> None:
    with connected(server) as line:
        assert line.recv(100) == b""


def is_closed_for_half_a_head(server: Target) -> None:
    with connected(server) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        assert line.recv(100) == b""


def leaves_amid_a_body(server: Target) -> None:
    with connected(server) as line:
        line.sendall(head("POST", server.path, *POST, "Content-Length: 100") + b"ASK")


def resets(server: Target) -> None:
    for _ in range(20):
        with connected(server) as line:
            line.sendall(head("GET", asking(ENDLESS, server.path)))
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def reads_slowly(server: Target) -> None:
    lines = [connected(server) for _ in range(8)]
    rows = asking(ROWS, server.path)
    for line in lines:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.sendall(head("GET", rows))
    for _ in range(5):
        time.sleep(0.1)
        for line in lines:
            line.recv(10)
    for line in lines:
        line.close()


def never_reads(server: Target) -> None:
    lines = [connected(server) for _ in range(8)]
    for line in lines:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.sendall(head("GET", asking(ROWS, server.path)))
    time.sleep(1)
    for line in lines:
        line.close()


def says_a_byte_at_a_time(server: Target) -> None:
    lines = [connected(server) for _ in range(20)]
    for byte in head("GET", asking("ASK {}", server.path))[:20]:
        for line in lines:
            line.sendall(bytes([byte]))
        time.sleep(0.05)
    for line in lines:
        line.close()


def asks_in_a_row(server: Target) -> None:
    with connected(server) as line:
        line.sendall(head("GET", asking("ASK {}", server.path)) * 200)
        line.shutdown(socket.SHUT_WR)
        answered = b""
        while piece := line.recv(2**16):
            answered += piece
    assert answered.count(b"HTTP/1.1 200") <= 200


def asks_for_all_workers(server: Target) -> None:
    lines = [connected(server) for _ in range(100)]
    for number, line in enumerate(lines):
        line.sendall(head("GET", asking(f"{ENDLESS} # {number}", server.path)))
    for line in lines:
        status = int(line.recv(2**16).split(b" ")[1])
        assert status in (429, 503, 504), status
        line.close()


BEHAVIOUR: dict[str, Callable[[Target], None]] = {
    function.__name__: function
    for function in (
        says_nothing,
        is_closed_for_saying_nothing,
        is_closed_for_half_a_head,
        leaves_amid_a_body,
        resets,
        reads_slowly,
        never_reads,
        says_a_byte_at_a_time,
        asks_in_a_row,
        asks_for_all_workers,
    )
}
