"""What does not follow the grammar is named where it is, with what fits there."""

from __future__ import annotations

import pytest

from tests.sparql.support.errors import error_of

ENDS = "the query ends, but"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * { ?s ?p ?o FILTRE(?o > 1) }", "21: unknown word “FILTRE”: did you mean FILTER?"),
        ("SELECT * { ?s ?p ?o } ODER BY ?s", "23: unknown word “ODER”: did you mean ORDER?"),
        ("SELECT * { FILTER(isLitral(?s)) }", "19: unknown word “isLitral”: did you mean isLITERAL?"),
        ("SELECT * { FILTER(isIRIS(?s)) }", "19: unknown word “isIRIS”: did you mean isIRI?"),
        ("SELECT * { FILTER(foo(?s)) }", "19: unknown function “foo”: other functions are named by an IRI"),
        ("SELECT name { ?s ?p ?o }", "8: unknown word “name”: write ?name for a variable"),
        ("SELECT * { FILTER(?a > 1 AND ?b) }", "26: unknown word “AND”: write &&"),
        ("PREFIX foo <http://x/> ASK {}", "8: a prefix ends with “:”: write foo:"),
        ("ſELECT * {}", "1: unknown word “ſELECT” with U+017F LATIN SMALL LETTER LONG S: did you mean SELECT?"),
        ("PREFIX a: <b:> DELETE WHERE { ?s ?p ?o }", "16: DELETE is an update, and this endpoint is read-only"),
        ("add <a:> to <b:>", "1: ADD is an update, and this endpoint is read-only"),
    ],
)
def test_a_word_that_does_not_fit(query: str, message: str) -> None:
    assert error_of(query).startswith(f"line 1, column {message}")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT\u3000* {}", "7: unexpected character U+3000 IDEOGRAPHIC SPACE: SPARQL's white space is"),
        ("SELECT\u2003* {}", "7: unexpected character U+2003 EM SPACE: SPARQL's white space is"),
        ("SELECT *\x0b{}", "9: unexpected character U+000B LINE TABULATION: SPARQL's white space is"),
        ("SELECT * {\u200b}", "11: unexpected character U+200B ZERO WIDTH SPACE"),
        ("\ufeffSELECT * {}", "1: unexpected character U+FEFF ZERO WIDTH NO-BREAK SPACE"),
        ("SELECT * { ?s ?p “x” }", "18: unexpected character U+201C LEFT DOUBLE QUOTATION MARK: strings have"),
        ("SELECT (1 \u2212 2 AS ?x) {}", "11: unexpected character U+2212 MINUS SIGN: write “-”"),
        ("SELECT * { ?s ?p ?o\u037e ?q 1 }", "20: unexpected character U+037E GREEK QUESTION MARK: write “;”"),
        ("SELECT * { ?s ?p \\u003Fo }", "18: \\u003F is read in strings and IRIs only: write U+003F QUESTION MARK"),
        ("SELECT * { ?s al:a\\:b ?o }", "19: “\\” in a name is followed by one of"),
        ("SELECT * { ?s ?p ?- }", "18: “?” is not followed by the name of a variable"),
        ("SELECT * { ?s ?p 'x'@ }", "21: “@” is not followed by a language tag"),
    ],
)
def test_a_character_that_does_not_fit(query: str, message: str) -> None:
    assert error_of(query).startswith(f"line 1, column {message}")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * {\n ?s ?p ?o", f"line 2, column 10: {ENDS} “{{” at line 1, column 10 is not closed"),
        ("SELECT (COUNT(?s AS ?n) {}", "line 1, column 18: unexpected “AS”: expected “)” or an operator"),
        ("SELECT * { ?s ?p (1 ", f"line 1, column 21: {ENDS} “(” at line 1, column 18 is not closed"),
        ("SELECT * { ?s ?p 'abc }", "line 1, column 18: the string that begins here is not closed with '"),
        ('SELECT * { ?s ?p "a\nb" }', 'line 1, column 18: the string that begins here is not closed with "'),
        ('SELECT * { ?s ?p """a" }', 'line 1, column 18: the string that begins here is not closed with """'),
        ("SELECT * { ?s ?p <http://x }", "line 1, column 18: the IRI that begins here is not closed with “>”"),
        ("SELECT * { ?s ?p <a b> }", "line 1, column 20: U+0020 SPACE is not allowed in an IRI: write it as %20"),
        ("SELECT * { ?s ?p <a{b> }", "line 1, column 20: { is not allowed in an IRI: write it as %7B"),
        ("SELECT * { } }", "line 1, column 14: “}” closes nothing: there is no “{” before it"),
        ("# nothing", "line 1, column 10: there is no query"),
    ],
)
def test_what_is_not_closed_and_what_closes_nothing(query: str, message: str) -> None:
    assert error_of(query).startswith(message)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * { ?s ?p }", "18: unexpected “}”: expected a term"),
        ("SELECT * { ?s }", "15: unexpected “}”: expected a property"),
        ("SELECT * { ?s ?p ?o ?q }", "21: unexpected “?q”: expected “,”, “.”, “;”, “}” or another pattern"),
        ("SELECT * { ?s al:a{2} ?o }", "19: unexpected “{”: expected a term or “/” or another part of a path"),
        (
            "SELECT ?a, ?b { ?a ?p ?b }",
            "10: unexpected “,”: expected “(”, “{”, FROM, a variable or WHERE; there are no",
        ),
        (
            "SELECT COUNT(*) {}",
            "8: unexpected “COUNT”: expected “(”, “*”, DISTINCT, REDUCED or a variable; write (… AS",
        ),
        (
            "SELECT * { FILTER ?o > 1 }",
            "19: unexpected “?o”: expected a condition in brackets or a function; write FILTER",
        ),
        ("SELECT * { FILTER(?o == 1) }", "23: unexpected “=”: expected an expression; write “=”"),
        ("SELECT * { FILTER(?o <> 1) }", "23: unexpected “>”: expected an expression; write “!=”"),
        ("SELECT * { FILTER(STRLEN(?o, 1)) }", "28: too many arguments for STRLEN"),
        ("SELECT * { FILTER regex(?o) }", "27: too few arguments for REGEX"),
        ("SELECT * {} LIMIT -1", "19: unexpected “-1”: expected a whole number"),
        ("SELECT * {} ORDER ?s", "19: unexpected “?s”: expected BY"),
        ("@prefix a: <b:> . ASK {}", "1: unexpected “@prefix”: expected ASK, BASE, CONSTRUCT, DESCRIBE or something"),
        (
            "PREFIX a: <b:> . ASK {}",
            "16: unexpected “.”: expected ASK, BASE, CONSTRUCT, DESCRIBE or something else; there",
        ),
    ],
)
def test_a_token_that_does_not_fit(query: str, message: str) -> None:
    assert error_of(query).startswith(f"line 1, column {message}")
