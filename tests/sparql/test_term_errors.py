"""Terms that follow the grammar and are not valid are named where they are."""

from __future__ import annotations

import pytest

from tests.sparql.support.errors import error_of


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * { ?s foaf:name ?o }", "15: unknown prefix “foaf:”: declare it with PREFIX foaf: <http://xmlns.com/"),
        ("SELECT * { ?s AL:name ?o }", "15: unknown prefix “AL:”: did you mean “al:”?"),
        ("SELECT * { ?s rdfss:label ?o }", "15: unknown prefix “rdfss:”: did you mean “rdfs:”?"),
        ("PREFIX mine: <a:> ASK { ?s mein:b ?o }", "28: unknown prefix “mein:”: did you mean “mine:”?"),
        ("SELECT * { ?s :p ?o }", "15: unknown prefix “:”: declare it with PREFIX : <…> before SELECT"),
        ("ASK { ?s ?p 'x'^^xs:date }", "18: unknown prefix “xs:”: did you mean “xsd:”?"),
    ],
)
def test_an_unknown_prefix(query: str, message: str) -> None:
    assert error_of(query).startswith(f"line 1, column {message}")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("ASK { ?s ?p <rel> }", "13: <rel> is relative, and there is no BASE"),
        ("ASK { ?s ?p <http://[> }", "13: <http://[> is not a valid IRI: Invalid character"),
        ("PREFIX a: <http://x:y/> ASK {}", "11: <http://x:y/> is not a valid IRI: "),
        ("PREFIX a: <http://x:> ASK { ?s a:p ?o }", "32: a:p: <http://x:p> is not a valid IRI: Invalid character"),
        ("PREFIX : <http://x:80> ASK { ?s ?p '1'^^:d }", "41: :d: <http://x:80d> is not a valid IRI: Invalid"),
        (r"ASK { ?s ?p <http://x/\uD800> }", "13: <http://x/"),
        ("ASK { ?s ?p 'x'@englishlanguage }", "16: “@englishlanguage” is not a valid language tag"),
        ("ASK { ?s ?p 'x'@en--up }", "16: “up” is not a direction: write --ltr or --rtl"),
        (r"ASK { ?s ?p 'a\qb' }", r"15: \q is not an escape in a string"),
        (r"ASK { ?s ?p 'a\\\qb' }", r"17: \q is not an escape in a string"),
        (r"ASK { ?s ?p '''C:\Users''' }", r"18: \u is followed by 4, \U by 8 hexadecimal digits"),
        (r"ASK { ?s ?p '\uD83C\uDCA1' }", r"14: \uD83C is not a character"),
        (r"ASK { ?s ?p '\U00110000' }", r"14: \U00110000 is not a character"),
        ("ASK { ?s ?p ?o\U00010400 }", "15: U+10400 DESERET CAPITAL LETTER LONG I is not read in names here"),
        ("ASK { ?s al:\U00020000 ?o }", "13: U+20000 CJK UNIFIED IDEOGRAPH-20000 is not read in names here"),
        ("ASK { ?s ?p ( #c\n ) }", "13: there is no comment between “(” and “)”"),
        ("SELECT * {} LIMIT 99999999999999999999999", "19: the number after LIMIT is too large"),
    ],
)
def test_a_term_that_is_not_valid(query: str, message: str) -> None:
    assert error_of(query).startswith(f"line 1, column {message}")
