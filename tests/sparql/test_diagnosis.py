"""Each error of a query names its cause and its line and column in fewer than 200 characters."""

from __future__ import annotations

import re

import pytest

from aliansi.errors import QueryError
from aliansi.sparql.diagnosis import MAX_MESSAGE_LENGTH, diagnose, error_at
from tests.sparql.support.errors import STORE, error_of


@pytest.mark.parametrize(
    ("query", "message"),
    [
        # The cases of public reports.
        ("SELECT ?s {\u00a0?s a al:Alliance }", "line 1, column 12: unexpected character U+00A0 NO-BREAK SPACE"),
        ("SELECT * { ?s ?p ?o BIND (?o AS ?s) }", "line 1, column 33: ?s is already bound in this group"),
        ("SELECT * {\n ?s foo:bar ?o }", "line 2, column 5: unknown prefix “foo:”: declare it with PREFIX foo: <…>"),
        ("SELCT * {}", "line 1, column 1: unknown word “SELCT”: did you mean SELECT?"),
        # Lines end with LF, with or without CR.
        ("SELECT *\r\n{ ?s\r\n  ?p }", "line 3, column 6: unexpected “}”: expected a term"),
        ("# é 𐀀\nSELECT * { 'é𐀀' x }", "line 2, column 17: unknown word “x”: write ?x"),
        # Oxigraph alone objects.
        ('VERSION """1.2""" ASK {}', "line 1, column 9: the version is a string in one pair of quotation marks"),
        ("VERSION\n'''1.1''' ASK {}", "line 2, column 1: the version is a string in one pair"),
        ("ASK { <<( ?s ?p () )>> a 1 }", "line 1, column 17: unexpected “()”: expected a term"),
        ("ASK { << ?s ?p () >> a 1 }", "line 1, column 16: unexpected “()”: expected "),
        ("ASK { FILTER(<urn:f>(DISTINCT 1)) }", "line 1, column 22: DISTINCT is for aggregates such as COUNT"),
        ("SELECT (<urn:f>(?x ; SEPARATOR = 'a') AS ?y) {}", "line 1, column 22: SEPARATOR is for aggregates such as"),
        (
            "SELECT * { VALUES ?x { <<( 'a' al:b 1 )>> } }",
            "line 1, column 42: Literals or triple terms are not allowed",
        ),
    ],
)
def test_an_error_has_a_cause_and_a_place(query: str, message: str) -> None:
    assert error_of(query).startswith(message)


def test_less_than_is_no_iri() -> None:
    assert error_of("SELECT * { ?a ?b ?c FILTER(?a<?b&&?c>?d) ?e }").startswith("line 1, column 45: unexpected “}”")


@pytest.mark.parametrize("query", [f"SELECT * {{ ?s {'x' * 300} }}", f"SELECT * {{ ?s {'x' * 300}:a ?o }}", "{" * 300])
def test_a_long_name_is_cut(query: str) -> None:
    assert re.match(r"line 1, column \d+: ", error_of(query))


def test_a_long_message_is_cut() -> None:
    assert len(str(error_at("ASK", 2, "x" * 300))) == MAX_MESSAGE_LENGTH
    assert str(error_at("ASK\n{", 4, "it is wrong", "")) == "line 2, column 1: it is wrong"


def test_what_oxigraph_reports_in_another_way_is_kept() -> None:
    assert str(diagnose("ASK {}", ValueError("unusual"), {})) == "not a SPARQL query: line 1, column 1: unusual"
    expected = "the query cannot be evaluated: line 1, column 1: no memory"
    assert str(diagnose("ASK {}", RuntimeError("no memory"), {})) == expected


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("SELECT (<urn:f>(1) AS ?x) {}", "line 1, column 9: unknown function <urn:f>"),
        ("PREFIX a: <urn:a:>\nASK { FILTER(a:f(a:f)) }", "line 2, column 14: unknown function <urn:a:f>"),
        (r"ASK { FILTER(<urn:\u0066>(1) > 1) }", "line 1, column 14: unknown function <urn:f>"),
        ("PREFIX:<urn:>ASK { FILTER(:f(1)) }", "line 1, column 27: unknown function <urn:f>"),
        ("PREFIXa:<urn:>\nSELECT * { BIND(a:f(1) AS ?x) }", "line 2, column 17: unknown function <urn:f>"),
        ("BASE<urn:>PREFIXb:<urn:>SELECT * {} ORDERBY b:f(1)", "line 1, column 45: unknown function <urn:f>"),
        ("# <<\nASK { << 'a' a 1 >> ?p ?o }", "line 2, column 7: a triple here has a literal as its subject"),
    ],
)
def test_what_cannot_be_evaluated_has_a_place(query: str, place: str) -> None:
    with pytest.raises(QueryError, match=f"^the query cannot be evaluated: {place}"):
        STORE.query(query)


@pytest.mark.parametrize("wrong", ["FROM <urn:b> {", "FROM NAMED <urn:b> { ?s }", "FROM <http://[> { GRAPH { } }"])
def test_a_syntax_error_goes_before_an_unknown_graph(wrong: str) -> None:
    assert "there is no graph" not in error_of(f"SELECT * {wrong}")


def test_an_unknown_graph_has_a_place() -> None:
    expected = "line 2, column 17: there is no graph <urn:b> here"
    assert error_of("PREFIX b: <urn:>\nASK FROM NAMED  b:b {}").startswith(expected)
    assert error_of(f"ASK FROM <urn:{'b' * 300}> {{}}").startswith("line 1, column 10: there is no graph <urn:bbb")


def test_an_error_in_a_file_has_its_line() -> None:
    assert str(QueryError("it is wrong", 7).in_file("queries/x.rq")) == "queries/x.rq:7: it is wrong"
