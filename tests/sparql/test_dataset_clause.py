"""The default and named graphs of a query are found as Oxigraph reads them."""

import pytest

from aliansi.sparql.dataset_clause import DatasetClause, dataset_iris, dataset_of, has_dataset_clause


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <urn:g> {}",
        "select*from<urn:g>{}",
        "ASKFROM<urn:g>{}",
        "DESCRIBE <urn:a> FROM NAMED ex:g",
        "SELECT ?x # where from\nFROM <urn:g> {}",
        "SELECT * FROMg:a {}",
        "SELECT*FROM:a{}",
        "ASKFROMg:a{}",
        "SELECT(1 AS?x)fromNamedg:a{}",
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
        "PREFIX from: <urn:> PREFIX FROMg: <urn:> SELECT * { ?s ex:from from:x ; FROMg:a ?o }",
        "PREFIX FROM: <urn:> ASK { ?s FROM:b ?named }",
    ],
)
def test_the_word_elsewhere_is_no_dataset_clause(query: str) -> None:
    assert not has_dataset_clause(query)
    assert dataset_iris(query) == {}


def test_the_graphs_of_a_query_are_named_once_and_whole() -> None:
    query = r"""BASE <http://x/y/> PREFIX e: <urn:e:>
        SELECT * FROM <z> FROM NAMED e:g FROM <http://x/\u0061> FROMNAMED <urn:h> FROM <z> FROM known:b FROM odd:c
        { ?s ?p "FROM <urn:no>" }"""
    expected = ("http://x/y/z", "urn:e:g", "http://x/a", "urn:h", "urn:known:b")
    assert (*dataset_iris(query, {"known": "urn:known:"}),) == expected


def test_the_graphs_of_a_query_are_told_apart() -> None:
    query = """PREFIX e: <urn:> SELECT * FROM e:a # FROM NAMED e:x
        FROM named<urn:b> FROMNAMED e:c FROM # NAMED
        <urn:d> from e:a WHERE { ?named ?p ?o FILTER(?named = e:named) }"""
    assert dataset_of(query) == DatasetClause(("urn:a", "urn:d", "urn:a"), ("urn:b", "urn:c"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * FROMg:a {}", DatasetClause(("urn:g:a",), ())),
        ("SELECT*FROMg:a FROM NAMEDg:b fromnamedg:c{}", DatasetClause(("urn:g:a",), ("urn:g:b", "urn:g:c"))),
        ("PREFIXh:<urn:h:>SELECT*FROMh:a{}", DatasetClause(("urn:h:a",), ())),
        ("PREFIX:<urn:i:>CONSTRUCTFROM:a WHERE{?s ?p ?o}", DatasetClause(("urn:i:a",), ())),
        ("PREFIXFROMg:<urn:x:>DESCRIBE <urn:a> FROMg:a FROM g:a", DatasetClause(("urn:g:a",), ())),
        ("PREFIX PREFIXg:<urn:x:> SELECT * FROM g:a {}", DatasetClause(("urn:g:a",), ())),
    ],
    ids=["from", "named", "prefix", "empty-prefix", "declared-next-to-it", "prefix-of-that-name"],
)
def test_keywords_next_to_names_are_read_as_oxigraph_reads_them(query: str, expected: DatasetClause) -> None:
    assert dataset_of(query, {"g": "urn:g:"}) == expected
    assert {*dataset_iris(query, {"g": "urn:g:"})} == {*expected.default, *expected.named}
