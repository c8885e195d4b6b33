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
        ("_:a _:b.c. _:.d", "blank blank mark word name mark word"),
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


@pytest.mark.parametrize(
    "character",
    ["\u00a0", "\u2003", "\u3000", "\u2028", "\x0b", "\x0c", "\x85", "\u200b"],
    ids=lambda character: f"U+{ord(character):04X}",
)
def test_only_four_characters_are_white_space(character: str) -> None:
    assert [token.text for token in tokens(f"SELECT{character}?s")] == ["SELECT", character, "?s"]
    assert [token.text for token in tokens("SELECT \t\r\n?s")] == ["SELECT", "?s"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        pytest.param("?ª", "mark mark", id="a letter of Unicode that names cannot have"),
        pytest.param("?x٣ ٣\ufeff", "variable word", id="what Unicode has as a digit or a mark"),
        pytest.param("?\u0e01 ex:\u4e2d·", "variable name", id="letters of other scripts"),
        pytest.param("?a-b", "variable mark word", id="no hyphen in a variable"),
        pytest.param("_:1.2-b. _:-", "blank mark word name mark", id="labels of blank nodes"),
        pytest.param("a:1%41.b\\.c a:-", "name name mark", id="local names"),
    ],
)
def test_names_have_the_characters_of_the_grammar(text: str, kinds: str) -> None:
    assert [token.kind for token in tokens(text)] == kinds.split()


@pytest.mark.parametrize("word", ["ſELECT", "LıMIT", "LIKE\u212a"], ids=ascii)
def test_keywords_have_the_letters_of_ascii_only(word: str) -> None:
    (token,) = tokens(word)
    assert not token.is_word(word.upper())
    assert next(tokens("sElEcT")).is_word("SELECT")
