"""The parser reads what the grammar allows, and refuses what it would misread."""

import pytest

from aliansi.sparql.parser import parse
from aliansi.sparql.syntax_tree import TriplePattern, UnsupportedSyntax
from aliansi.sparql.tokens import tokens


@pytest.mark.parametrize(
    "query",
    [
        "select?s where{?s a<urn:a>}",
        "PREFIX a.b: <urn:> SELECT ?s # }\n { ?s a <urn:a> . }",
        "SELECT ?s\r{\t?s\na\r\n<urn:a> ; }",
    ],
)
def test_white_space_and_case_do_not_matter(query: str) -> None:
    select = parse([*tokens(query)]).select
    (pattern,) = select.group.parts
    assert isinstance(pattern, TriplePattern)
    assert (select.variables, pattern.subject, str(pattern.path), pattern.object) == (("s",), "?s", "a", "<urn:a>")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?a ?b ?c FILTER(?a<?b&&?c>?d) }",
        "SELECT * { ?a ?b ?c FILTER(?a<$b&&?c>?d) }",
        r"SELECT * { ?a <urn:\u0041> ?c }",
        "SELECT * {\u00a0?a ?b ?c }",
        "ſELECT * { ?a ?b ?c }",
        "CONSTRUCT WHERE { ?a ?b ?c }",
        "SELECT ?a FROMg:a { ?a ?b ?c }",
        "SELECT * FROM:a { ?a ?b ?c }",
        "SELECT ?a 1 { ?a ?b ?c }",
    ],
)
def test_what_could_be_misread_is_refused(query: str) -> None:
    with pytest.raises(UnsupportedSyntax):
        parse([*tokens(query)])
