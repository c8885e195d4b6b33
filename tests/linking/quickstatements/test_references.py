"""References: sources that can be cited, have an address, and are no copies of Wikidata."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from aliansi.dataset.store import Store
from aliansi.evidence.index import Evidence
from aliansi.linking.quickstatements.references import NO_ADDRESS, NOT_CITABLE, NOT_INDEPENDENT, References
from aliansi.namespaces import ID

TURTLE = """
@prefix al: <https://w3id.org/aliansi/ontology#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix id: <https://w3id.org/aliansi/id/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix wd: <http://www.wikidata.org/entity/> .
id:a dcterms:title "A" ; rdfs:seeAlso <https://a.org/x> ; skos:exactMatch wd:Q1 .
id:b dcterms:publisher "B" ; rdfs:seeAlso <https://b.org/> .
id:no-address dcterms:title "C" .
id:unknown rdfs:seeAlso <https://d.org/> .
id:copy dcterms:title "E" ; rdfs:seeAlso <https://e.org/> ; al:copies id:other-copy .
id:other-copy dcterms:title "F" ; rdfs:seeAlso <https://f.org/> ; al:copies al:Wikidata .
"""


@pytest.fixture(scope="module")
def store() -> Store:
    dataset = ox.Store()
    dataset.load(TURTLE.encode(), format=ox.RdfFormat.TURTLE)
    return Store(dataset, "test")


def cited(*names: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(ID + name, name) for name in names)


A, B = (("S248", "Q1"), ("S854", '"https://a.org/x"')), (("S854", '"https://b.org/"'),)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("a",), (A,)),
        (("a", "b", "a"), (A, B)),
        (("copy", "b"), (B,)),
        (("unknown", "b", "no-address"), (B,)),
        (("no-address",), NO_ADDRESS),
        (("unknown",), NOT_CITABLE),
        (("copy", "other-copy"), NOT_INDEPENDENT),
        ((), NO_ADDRESS),
    ],
)
def test_each_source_is_a_reference(store: Store, names: tuple[str, ...], expected: object) -> None:
    assert References(store).of(cited(*names)) == expected


def test_words_and_the_day_are_part_of_the_reference(store: Store) -> None:
    words = Evidence(f"{ID}a", 'Bubar\n"1991"', passage=f"{ID}p", start=0, end=9, language="id")
    long = Evidence(f"{ID}a", "x" * 1501, passage=f"{ID}q", start=0, end=1501, language="id")
    retrieved = "+2026-12-01T00:00:00Z/11"
    assert References(store, retrieved).of((words, long)) == (
        (*A, ("S1683", 'id:"Bubar ”1991”"'), ("S813", retrieved)),
    )


def test_the_article_is_never_cited(shipped_store: Store) -> None:
    assert References(shipped_store).of(cited("article")) == NOT_CITABLE
