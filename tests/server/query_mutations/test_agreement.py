"""A query has one status and the same rows in every format and method, and one error with its place."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest

from tests.server.support.processes import Server


def _module() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parents[3] / "benchmarks"))
        return importlib.import_module("query_mutations")


mutations = _module()
RDF_1_2 = "BIND(<<( <urn:a> <urn:b> <urn:c> )>> AS ?t)"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_sample_of_mutations_agrees(normal: Server, servers: tuple[Server, Server], seed: int) -> None:
    server = (normal, *servers)[seed % 3]
    tally = mutations.run(f"{server.base}sparql", mutations.SEEDS, seed, range(60))
    assert tally.disagreements == []
    assert {"200", "400"} <= set(tally.results)


@pytest.mark.parametrize(
    "query", [*mutations.SEEDS, "SELECT ?x { VALUES ?x { UNDEF } }", "SELECT * {}", "ASK { ?a ?b 1 }"]
)
def test_what_is_mutated_agrees(servers: tuple[Server, Server], query: str) -> None:
    assert agrees(servers[0], query) in ({"200"}, {"400"})


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT ?s {\u00a0?s a al:Alliance }", "line 1, column 12: unexpected character U+00A0 NO-BREAK SPACE"),
        ("SELECT ?s { ?s\u2003a al:Alliance }", "line 1, column 15: unexpected character U+2003 EM SPACE"),
        ("SELECT ?s { ?s a al:Alliance }\u3000", "line 1, column 31: unexpected character U+3000 IDEOGRAPHIC SPACE"),
        ("SELECT (COUNT(*) AS ?n) {\x0b?s ?p ?o }", "line 1, column 26: unexpected character U+000B LINE TABULATION"),
        ("SELECT ?s { ?s ?p ?o BIND (?o AS ?s) }", "line 1, column 34: ?s is already bound in this group"),
        ("SELECT ?s { ?s foo:bar ?o }", "line 1, column 16: unknown prefix “foo:”"),
        ("SELCT ?s { ?s ?p ?o }", "line 1, column 1: unknown word “SELCT”: did you mean SELECT?"),
    ],
    ids=lambda text: ascii(text[-12:]),
)
def test_an_error_is_one_error(servers: tuple[Server, Server], query: str, message: str) -> None:
    for server in servers:
        assert agrees(server, query) == {"400"}
        assert message in server.query(query).text


def test_a_format_that_cannot_hold_an_answer_is_not_acceptable(servers: tuple[Server, Server]) -> None:
    query = f"CONSTRUCT {{ <urn:a> <urn:b> ?t }} {{ {RDF_1_2} }}"
    refused = servers[0].get("sparql", params={"query": query, "format": "jsonld"})
    assert (refused.status_code, "JSON-LD cannot hold triple terms" in refused.text) == (406, True)
    for name in ("ttl", "nt", "trig", "nq"):
        assert servers[0].get("sparql", params={"query": query, "format": name}).status_code == 200


def agrees(server: Server, query: str) -> set[str]:
    """Return the results of a query that is asked in every way. Raises AssertionError if they disagree."""
    tally = mutations.Tally()
    with closing(mutations.Endpoint(f"{server.base}sparql")) as endpoint, closing(mutations.Canary()) as canary:
        found = mutations.check(query, endpoint, canary, tally)
    assert found == []
    return set(tally.results)


TABLE = (
    200,
    "application/sparql-results+json",
    b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"1"}}]}}',
)
CSV = (200, "text/csv", b"x\r\n1\r\n")
TSV = (200, "text/tab-separated-values", b'?x\n"1"\n')
XML = (
    200,
    "application/sparql-results+xml",
    b'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/></head>'
    b'<results><result><binding name="x"><literal>1</literal></binding></result></results></sparql>',
)
ONE = "SELECT ('1' AS ?x) {}"
TWO_IN_CSV = (200, "text/csv", b"x\r\n2\r\n")
NUMBER_IN_TSV = (200, "text/tab-separated-values", b"?x\n1\n")
TWO = (200, TABLE[1], TABLE[2].replace(b'"1"', b'"2"'))
ANSWERS = (TABLE, CSV, TSV, XML, (200, TABLE[1], b""), CSV, TABLE)
ERROR = b"not a SPARQL query: line 1, column 4: unexpected"


class Fake:
    """An endpoint with given responses."""

    def __init__(self, responses: Sequence[tuple[int, str, bytes]]) -> None:
        self._responses = dict(zip(mutations.WAYS, responses, strict=True))

    def ask(self, query: str, way: object) -> object:
        return mutations.Response(way, *self._responses[way])


@pytest.mark.parametrize(
    ("query", "responses", "kind"),
    [
        pytest.param(ONE, ANSWERS, None, id="agreement"),
        pytest.param("ASK", [(400, "text/plain", ERROR)] * 7, None, id="one error"),
        pytest.param(ONE, [TABLE, (400, "", ERROR), *ANSWERS[2:]], "status", id="other status"),
        pytest.param(ONE, [TABLE, TWO_IN_CSV, *ANSWERS[2:]], "rows", id="CSV row"),
        pytest.param(ONE, [*ANSWERS[:2], NUMBER_IN_TSV, *ANSWERS[3:]], "rows", id="datatype"),
        pytest.param(ONE, [*ANSWERS[:6], TWO], "rows", id="POST"),
        pytest.param("ASK", [(400, "", ERROR), *[(400, "", ERROR + b" x")] * 6], "error", id="two messages"),
        pytest.param("ASK", [(400, "", ERROR + 200 * b"x")] * 7, "error", id="long message"),
        pytest.param("ASK", [(400, "", b"not a SPARQL query: wrong")] * 7, "error", id="no place"),
        pytest.param("ASK", [(400, "", ERROR.replace(b"4", b"9"))] * 7, "error", id="place outside"),
        pytest.param("SELCT ('1' AS ?x) {}", ANSWERS, "oxigraph", id="answered though it is wrong"),
        pytest.param("ASK {}", [(400, "", ERROR)] * 7, "oxigraph", id="refused though it is right"),
        pytest.param("SELECT ('1' AS ?x) { SERVICE <http://127.0.0.1:1/> {} }", ANSWERS, "service", id="federation"),
    ],
)  # fmt: skip
def test_each_kind_of_disagreement_is_found(
    query: str, responses: Sequence[tuple[int, str, bytes]], kind: str | None
) -> None:
    with closing(mutations.Canary()) as canary:
        found = mutations.check(query, Fake(responses), canary, mutations.Tally())
    assert {each.partition(":")[0] for each in found} == ({kind} if kind else set())


def test_a_seed_and_a_number_give_the_same_mutation() -> None:
    def made(seed: str) -> list[str]:
        return [mutations.mutated(query, mutations.random.Random(seed)) for query in mutations.SEEDS]

    assert made("1/7") == made("1/7") != made("1/8")
