"""Tokens of a query, and its code-point escapes."""

import pytest

from aliansi.sparql.tokens import resolve_escapes, text_of, tokens


@pytest.mark.parametrize(
    ("text", "resolved"),
    [(r"\u0041\U00000042", "AB"), (r"\\u0041", r"\\u0041"), (r"\u004", r"\u004"), (r"\UFFFFFFFF", r"\UFFFFFFFF")],
)
def test_escapes_are_resolved_once(text: str, resolved: str) -> None:
    assert resolve_escapes(text) == resolved


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("SELECT ?a{<urn:a>$b 'c'@en-GB}", "word variable mark iri variable string language mark"),
        ("1 -2 .5 3.5e-7 4.", "number number number number number mark"),
        ("_:a _:b.c. _:.d", "blank blank mark name mark word"),
        ("a:b.c . :d a: :", "name mark name name name"),
        ("'''it's''' \"^^\"^^xsd:string", "string string mark name"),
        ("?a < ?b # comment\n+?c", "variable mark variable mark variable"),
        ("true1SERVICE 1SERVICE", "word number word"),
    ],
)
def test_each_token_has_its_kind_and_place(text: str, kinds: str) -> None:
    read = [*tokens(text)]
    assert [token.kind for token in read] == kinds.split()
    assert all(text.startswith(token.text, token.start) for token in read)


def test_tokens_are_rewritten_with_space_where_it_was() -> None:
    read = [*tokens("SELECT (COALESCE($a,?b) # comment\n AS ?c){ }")]
    assert text_of(read, {"a": "x"}) == "SELECT (COALESCE(?x,?b) AS ?c){ }"
