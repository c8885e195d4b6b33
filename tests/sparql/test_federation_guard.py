import pytest

from aliansi.errors import UsageError
from aliansi.sparql.tokens import (
    DatasetClause,
    dataset_iris,
    dataset_of,
    has_dataset_clause,
    refuse_federation,
    resolve_escapes,
)

DISGUISES = [
    "{ SERVICE <http://x/> {} }",
    "{ service <http://x/> {} }",
    "{ sErViCe SILENT ?where {} }",
    "{ ?s ?p trueSERVICE <http://x/> {} }",
    "{ ?s ?p 1SERVICE <http://x/> {} }",
    "{ ?s ?p 1.0e5SERVICE <http://x/> {} }",
    "{ ?s ?p 'x'SERVICE <http://x/> {} }",
    "{ ?s ?p []SERVICE<http://x/>{} }",
    "{ ?s ?p ?o.SERVICE<http://x/>{} }",
    "{ ?s ?p ex:.SERVICE <http://x/> {} }",
    "{ SERVICEex:a {} }",
    "{ SERVICE:a {} }",
    "{ ?s ?p true service:a {} }",
    "{ SERVICESILENT<http://x/>{} }",
    r"{ \u0053ERVICE <http://x/> {} }",
    r"{ SER\U00000056ICE <http://x/> {} }",
    "{ # a comment\u000a SERVICE # another\r <http://x/> {} }",
    r"{ # \u000A SERVICE <http://x/> {} }",
    r"""{ ?s ?p "a\u0022"SERVICE <http://x/> { ?s ?p "" } }""",
    "{ VALUES ?x { '''a' }SERVICE <http://x/> {} }",
    "{ FILTER(1<2)SERVICE#>\n:x {} }",
    "{ ?s ?p '''it's''' SERVICE <http://x/> {} }",
]

HARMLESS = [
    "{ ?service ?p ?o }",
    "{ $SERVICE ?p ?o }",
    "{ ?s ?p 'SERVICE <http://x/>' }",
    '{ ?s ?p "a \\" SERVICE <http://x/>" }',
    '{ ?s ?p """a " SERVICE\n <http://x/>""" }',
    "{ ?s ?p ?o } # SERVICE <http://x/>",
    "{ ?s ?p <http://example.org/SERVICE#x> }",
    "{ ?s ex:serviceRequest ?o }",
    "{ ?s :service ?o }",
    "{ ?s ex:a.service ?o }",
    "{ ?s ?p 'x'@en-service }",
    "{ _:service ?p ?o FILTER(?o < 3 && ?o > 1) }",
]


@pytest.mark.parametrize("pattern", DISGUISES)
def test_federation_is_refused_in_every_disguise(pattern: str) -> None:
    with pytest.raises(UsageError, match=r"SERVICE"):
        refuse_federation(f"SELECT * {pattern}")


@pytest.mark.parametrize("pattern", HARMLESS)
def test_the_word_elsewhere_is_no_federation(pattern: str) -> None:
    refuse_federation(f"SELECT * {pattern}")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <urn:g> {}",
        "select*from<urn:g>{}",
        "ASKFROM<urn:g>{}",
        "DESCRIBE <urn:a> FROM NAMED ex:g",
        "SELECT ?x # where from\nFROM <urn:g> {}",
    ],
)
def test_a_dataset_clause_is_found(query: str) -> None:
    assert has_dataset_clause(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?from { ?from ?p ?o }",
        "SELECT * { ?s ?p 'FROM <urn:g>' }",
        "SELECT * { ?s <urn:from> ?o } # FROM <urn:g>",
        "SELECT * { ?s ex:from from:x }",
    ],
)
def test_the_word_elsewhere_is_no_dataset_clause(query: str) -> None:
    assert not has_dataset_clause(query)
    assert dataset_iris(query) == ()


def test_the_graphs_of_a_query_are_named_once_and_whole() -> None:
    query = r"""BASE <http://x/y/> PREFIX e: <urn:e:>
        SELECT * FROM <z> FROM NAMED e:g FROM <http://x/\u0061> FROMNAMED <urn:h> FROM <z> FROM known:b FROM odd:c
        { ?s ?p "FROM <urn:no>" }"""
    expected = ("http://x/y/z", "urn:e:g", "http://x/a", "urn:h", "urn:known:b")
    assert dataset_iris(query, {"known": "urn:known:"}) == expected


def test_the_graphs_of_a_query_are_told_apart() -> None:
    query = """PREFIX e: <urn:> SELECT * FROM e:a # FROM NAMED e:x
        FROM named<urn:b> FROMNAMED e:c FROM # NAMED
        <urn:d> from e:a WHERE { ?named ?p ?o FILTER(?named = e:named) }"""
    assert dataset_of(query) == DatasetClause(("urn:a", "urn:d", "urn:a"), ("urn:b", "urn:c"))


@pytest.mark.parametrize(
    ("text", "resolved"),
    [(r"\u0041\U00000042", "AB"), (r"\\u0041", r"\\u0041"), (r"\u004", r"\u004"), (r"\UFFFFFFFF", r"\UFFFFFFFF")],
)
def test_escapes_are_resolved_once(text: str, resolved: str) -> None:
    assert resolve_escapes(text) == resolved
