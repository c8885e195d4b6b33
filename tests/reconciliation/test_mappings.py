"""Mappings to items: links, nodes of SSSOM, and rejected ones."""

from __future__ import annotations

import pytest

from aliansi.reconciliation.matching import ReconciliationQuery, match
from aliansi.reconciliation.properties import property_catalogue
from tests.reconciliation.support.datasets import index_of

TURTLE = """
ex:poland rdfs:label "Poland" ; skos:exactMatch wd:Q36 ; skos:closeMatch wd:Q211274 .
ex:prl rdfs:label "PRL" ; skos:exactMatch <https://www.wikidata.org/wiki/Q211274> .
ex:pact rdfs:label "Pact" ; skos:exactMatch wd:Q41644 .
ex:m1 a sssom:Mapping ; sssom:subject_id ex:pact ; sssom:predicate_id skos:exactMatch ; sssom:object_id wd:Q41726 ;
    sssom:predicate_modifier "Not" .
ex:m2 a sssom:Mapping ; sssom:subject_id ex:pact ; sssom:predicate_id skos:broadMatch ; sssom:object_id wd:Q1 .
ex:one rdfs:label "One" ; owl:sameAs <http://dbpedia.org/resource/C%C3%B4te> .
ex:person rdfs:label "Ada" ; <https://schema.org/sameAs> wd:Q7259 .
ex:work rdfs:label "Notes" ; <http://schema.org/sameAs> wd:Q7 .
ex:two rdfs:label "Two" ; skos:exactMatch wd:Q2 .
ex:three rdfs:label "Three" ; skos:exactMatch wd:Q2 .
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Q36", [("poland", 100.0, True)]),
        ("Q211274", [("prl", 100.0, True), ("poland", 80.0, False)]),
        ("https://www.wikidata.org/wiki/Q41644", [("pact", 100.0, True)]),
        ("Q41726", []),  # rejected
        ("Q1", [("pact", 65.0, False)]),
        ("Q2", [("three", 100.0, False), ("two", 100.0, False)]),  # two things have it: none is sure
        ("Q999999", []),
        ("Q7259", [("person", 100.0, True)]),
        ("Q7", [("work", 100.0, True)]),
        ("http://dbpedia.org/resource/C%C3%B4te", [("one", 100.0, True)]),
        ("http://example.org/nothing", []),
    ],
)
def test_an_item_finds_its_things(text: str, found: list[tuple[str, float, bool]]) -> None:
    candidates = match(index_of(TURTLE), ReconciliationQuery(text))
    assert [(one.entity.iri.rpartition("/")[2], one.score, one.match) for one in candidates] == found


def test_mappings_of_a_thing_say_what_was_rejected() -> None:
    mappings = index_of(TURTLE).mappings_of("http://example.org/pact")
    assert [(m.item.rpartition("/")[2], m.relation, m.rejected) for m in mappings] == [
        ("Q41644", "exact", False),
        ("Q41726", "exact", True),
        ("Q1", "broad", False),
    ]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_dataset_of_schema_org_has_the_column_of_items(scheme: str) -> None:
    index = index_of(f'ex:ada rdfs:label "Ada" ; <{scheme}://schema.org/sameAs> wd:Q7259 .')
    assert property_catalogue(index).find("wikidata")
    assert not property_catalogue(index_of('ex:ada rdfs:label "Ada" .')).find("wikidata")
