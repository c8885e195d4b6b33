"""SERVICE clauses are found in a query and replaced by their responses."""

import pyoxigraph as ox
import pytest

from aliansi.errors import ServiceFailed, UsageError
from aliansi.evaluation.federation.service_clauses import inline_responses, remove_service_clauses, service_calls
from aliansi.evaluation.query import Query, ServiceResponse

TWO = """PREFIX ex: <http://x/> BASE <http://x/y/>
SELECT * { ?a ex:b ?c # SERVICE <u:x> {}
  OPTIONAL { SERVICE SILENT <../z> { ?a ex:p "}" , '{' . # }
    { ?c known:q <rel> } SERVICE ex:deep { ?d ?e ex:f } } }
  service ex:e { VALUES ?z { 1 } FILTER(?z<3&&?z>0) }
}"""
PREFIXES = {"known": "urn:known:", "unused": "urn:unused:"}


def heard(query: str, body: bytes | None, silent: bool = False) -> Query:
    """Return a query with one answer to its only call."""
    (call,) = service_calls(query, {})
    kind = "application/sparql-results+json"
    return Query(
        query, services=(ServiceResponse(call.start, call.stop, call.endpoint, call.query, silent, kind, body),)
    )


def test_the_calls_of_a_query_are_found_with_what_they_need() -> None:
    first, second = service_calls(TWO, PREFIXES)
    assert (first.endpoint, first.silent, second.endpoint, second.silent) == ("http://x/z", True, "http://x/e", False)
    assert TWO[first.start : first.stop].startswith("SERVICE SILENT")
    assert TWO[first.start : first.stop].endswith("} }")
    assert first.query.startswith(
        "BASE <http://x/y/>\nPREFIX ex: <http://x/>\nPREFIX known: <urn:known:>\nSELECT * WHERE { ?a ex:p"
    )
    assert "unused" not in first.query
    assert [call.endpoint for call in service_calls(first.query, {})] == ["http://x/deep"]
    assert second.query.endswith("SELECT * WHERE { VALUES ?z { 1 } FILTER(?z<3&&?z>0) }")
    assert "1" in str(next(iter(ox.Store().query(second.query))))  # type: ignore[arg-type]


def test_without_its_calls_a_query_is_as_long_and_asks_nobody() -> None:
    alone = remove_service_clauses(TWO, PREFIXES)
    assert len(alone) == len(TWO)
    assert alone.count("SERVICE") == 1, "that of the comment"
    assert service_calls(alone, PREFIXES) == ()
    ox.Store().query(alone, prefixes=PREFIXES)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE ?x { ?a ?b ?c } }",
        "SELECT * { SERVICE <u:x> }",
        "SELECT * { SERVICE <u:x> { ?a ?b ?c ",
        "SELECT * { SERVICE <u:x> { ",
        "SELECT * { SERVICE un:known { } }",
        "SELECT * { SERVICE SILENT",
        "SELECT * { SERVICE",
        "SELECT * {" + "SERVICE <u:x> {} " * 9 + "}",
    ],
)
def test_a_call_that_is_none_is_refused(query: str) -> None:
    with pytest.raises(UsageError, match=r"SERVICE|at most 8"):
        service_calls(query, {})


def test_an_answer_takes_the_place_of_the_call() -> None:
    body = rb"""{"head": {"vars": ["b", "a", "odd"]}, "results": {"bindings": [
        {"a": {"type": "uri", "value": "urn:a"}, "b": {"type": "literal", "value": "\"\\ \u0000\n}", "xml:lang": "id"}},
        {"a": {"type": "bnode", "value": "n"}, "b": {"type": "literal", "value": "1", "datatype": "urn:d"}},
        {"odd": {"type": "uri", "value": "urn:odd"}}]}}"""
    query = heard("SELECT * {\n SERVICE <http://x/> {\n ?a ?p ?b } BIND(1 AS ?one) }", body)
    text = inline_responses(query)
    assert text.count("\n") == query.text.count("\n")
    answer = ox.Store().query(text)
    assert isinstance(answer, ox.QuerySolutions)
    first, second, third = answer
    assert (first["a"], first["b"]) == (ox.NamedNode("urn:a"), ox.Literal('"\\ \0\n}', language="id"))
    assert second["b"] == ox.Literal("1", datatype=ox.NamedNode("urn:d"))
    assert second["a"].value.startswith("http://x/.well-known/genid/")
    assert (third["a"], third["p"], third["one"]) == (None, None, ox.Literal(1))


def test_a_silent_endpoint_that_has_no_answer_binds_nothing() -> None:
    for body in (None, b"nonsense", b'{"head": {}, "boolean": true}'):
        query = heard("SELECT * { BIND(1 AS ?c) SERVICE SILENT <u:x> { SELECT ?a { ?a ?b ?c } } }", body, silent=True)
        answer = ox.Store().query(inline_responses(query))
        assert isinstance(answer, ox.QuerySolutions)
        assert [variable.value for variable in answer.variables] == ["a", "c"]
        assert [(row["a"], row["c"]) for row in answer] == [(None, ox.Literal(1))]


def test_a_call_without_variables_is_a_number_of_rows() -> None:
    query = heard(
        "SELECT (COUNT(*) AS ?n) { SERVICE <u:x> { <u:a> <u:b> 1 } }",
        b'{"head":{"vars":[]},"results":{"bindings":[{},{}]}}',
    )
    assert "2" in str(next(iter(ox.Store().query(inline_responses(query)))))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "body",
    [
        b"nonsense",
        b"",
        b'{"head": {}, "boolean": true}',
        b'{"head":{"vars":["a) {} #"]},"results":{"bindings":[]}}',
        b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"uri","value":"u:x> } SERVICE <u:y> {"}}]}}',
        b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"x","datatype":"u:x> #"}}]}}',
        b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"x","xml:lang":"en } #"}}]}}',
        b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"bnode","value":"x> #"}}]}}',
        b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"triple","value":{"subject":{"type":"uri","value":'
        b'"u:x"},"predicate":{"type":"uri","value":"u:x"},"object":{"type":"uri","value":"u:x"}}}}]}}',
        b'{"head":{"vars":["a"]},"results":{"bindings":[' + b"{}," * 1000,
    ],
)
def test_an_answer_that_cannot_be_used_is_told(body: bytes) -> None:
    with pytest.raises(ServiceFailed, match="<u:x> did not answer with a table"):
        inline_responses(heard("SELECT * { SERVICE <u:x> { ?a ?b ?c } }", body))


def test_a_pattern_that_is_none_is_told() -> None:
    with pytest.raises(UsageError, match="in the pattern of SERVICE"):
        inline_responses(heard("SELECT * { SERVICE <u:x> { ?a ?b } }", None))
