"""The W3C's tests of the HTTP side of SPARQL 1.1, read from their manifests (http:, cnt: and hts: vocabularies)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import rdflib
from rdflib import RDF
from rdflib.collection import Collection
from rdflib.term import Node

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
FOLDER = Path(__file__).parents[5] / "shared" / "w3c"
NO_TESTS = "the W3C's tests are not beside the project (../shared/w3c)"
CODES = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}


@dataclass(frozen=True)
class Request:
    """One request of a test and what is expected of the response."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    statuses: frozenset[str]
    boolean: bool | None
    format: str | None
    expected_type: str | None
    expected_body: str | None

    def expects(self, status: int) -> bool:
        """Say whether a status is one of those expected."""
        return f"StatusCode{status // 100}xx" in self.statuses or status in {CODES.get(name) for name in self.statuses}


@dataclass(frozen=True)
class Case:
    """A test: its name and its requests, in their order."""

    name: str
    requests: tuple[Request, ...]

    @property
    def is_update(self) -> bool:
        """Whether the test wants an update to succeed."""
        first = self.requests[0]
        sent = first.headers.get("content-type") == "application/sparql-update" or first.body.startswith(b"update=")
        return sent and first.expects(200)


def cases(manifest: str, **replaced: str) -> list[Case]:
    """Return the tests of a manifest, with parts of its text replaced; none where the manifests are missing."""
    file = FOLDER / manifest
    if not file.is_file():
        return []
    text = file.read_text(encoding="utf-8")
    for old, new in replaced.items():
        text = re.sub(rf"(/|%2F){old}(?![\w-])", rf"\g<1>{new}", text)
    graph = rdflib.Graph().parse(data=text, format="turtle", publicID="http://w3c.test/manifest")
    return [Case(_name(entry), tuple(_requests(graph, entry))) for entry in _entries(graph)]


def _entries(graph: rdflib.Graph) -> list[Node]:
    """Return the entries, and the tests that a manifest describes but has forgotten to enter."""
    listed = list(Collection(graph, next(graph.objects(None, MF.entries))))
    described = sorted(graph.subjects(RDF.type, MF.GraphStoreProtocolTest), key=str)
    return listed + [test for test in described if test not in listed]


def _name(entry: Node) -> str:
    return str(entry).rpartition("#")[2]


def _requests(graph: rdflib.Graph, entry: Node) -> Iterator[Request]:
    action = graph.value(entry, MF.action)
    if action is None:
        return
    for node in _members(graph, action, HT.requests):
        response = graph.value(node, HT.resp)
        assert response is not None
        boolean, text, kind = (graph.value(response, MF[f"expected{name}"]) for name in ("Boolean", "Format", "Status"))
        assert kind is not None
        yield Request(
            str(graph.value(node, HT.methodName)),
            str(graph.value(node, HT.absolutePath)),
            _headers(graph, node),
            _body(graph, node),
            frozenset(_name(status) for status in graph.objects(response, MF.expectedStatus)),
            bool(boolean.toPython()) if isinstance(boolean, rdflib.Literal) else None,
            str(text) if text is not None else None,
            _headers(graph, response).get("content-type"),
            _body(graph, response).decode() or None,
        )


def _members(graph: rdflib.Graph, node: Node, predicate: Node) -> list[Node]:
    first = graph.value(node, predicate)
    return list(Collection(graph, first)) if first is not None else []


def _headers(graph: rdflib.Graph, node: Node) -> dict[str, str]:
    fields = _members(graph, node, HT.headers)
    return {str(graph.value(f, HT.fieldName)).lower(): str(graph.value(f, HT.fieldValue)) for f in fields}


def _body(graph: rdflib.Graph, node: Node) -> bytes:
    body = graph.value(node, HT.body)
    if body is None:
        return b""
    encoding = str(graph.value(body, CNT.characterEncoding))
    return str(graph.value(body, CNT.chars)).encode(encoding)
