"""Index of names: entities, ids, types and names of the shipped project and of other datasets."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from aliansi.dataset.store import Store
from aliansi.reconciliation.matching import ReconciliationQuery, match
from aliansi.reconciliation.name_index import NameIndex, entity_id, iri_of_type, name_index, type_id
from tests.reconciliation.support.datasets import index_of, store_of

AL = "https://w3id.org/aliansi/ontology#"
FOREIGN = """
ex:City rdfs:subClassOf ex:Place ; rdfs:label "city" .
ex:Place a owl:Class ; rdfs:label "place" .
ex:City a rdfs:Class .
ex:near a owl:ObjectProperty ; rdfs:label "near" .
ex:a%20b a ex:City ; schema:name "Zürich"@de ; schema:alternateName "Turicum"@la ; skos:hiddenLabel "ZRH" ;
    rdfs:comment "A city."@en .
<http://example.org/x?y=1#z> a ex:City ; foaf:name "Genève" .
ex:c skosxl:prefLabel ex:l . ex:l a skosxl:Label ; skosxl:literalForm "Basel"@de .
[] rdfs:label "nameless" .
"""


def test_things_are_entities_and_facts_are_not(shipped_store: Store) -> None:
    index = name_index(shipped_store)
    ids = {entity_id(iri) for iri in index.iris}
    assert {"csto", "belarus", "nikolai-bordyuzha", "source-spoc"} <= ids
    assert not any(short.startswith(("link-", "passage-", "reference-")) for short in ids)
    assert f"{AL}Alliance" not in index
    assert len(index) == len(ids)


def test_terms_of_ontologies_and_their_makers_are_no_entities(shipped_store: Store) -> None:
    iris = name_index(shipped_store).iris
    assert [iri for iri in iris if not iri.startswith("https://w3id.org/aliansi/id/")] == []
    index = index_of(
        """
        <http://example.org/o> a owl:Ontology ; <http://purl.org/dc/terms/creator> ex:team , ex:ann .
        <http://example.org/o#open> rdfs:label "open" .
        ex:team rdfs:label "The team" . ex:ann a foaf:Person ; foaf:name "Ann" .
        ex:book rdfs:label "Book" ; <http://purl.org/dc/terms/creator> ex:bob . ex:bob foaf:name "Bob" .
        """
    )
    assert [iri.rpartition("/")[2] for iri in index.iris] == ["ann", "bob", "book"]


def test_one_index_is_shared_by_all_threads() -> None:
    store = store_of(FOREIGN)
    with ThreadPoolExecutor(4) as pool:
        indexes = set(pool.map(lambda _: id(name_index(store)), range(8)))
    assert indexes == {id(name_index(store))}


def test_sources_are_found_by_their_type_only(shipped_store: Store) -> None:
    index, title = name_index(shipped_store), "CoDEx, 5 March 2021"
    assert "source-codex" not in {one.entity.id for one in match(index, ReconciliationQuery(title))}
    (best, *_) = match(index, ReconciliationQuery(title, types=(f"{AL}Source",)))
    assert (best.entity.id, best.match) == ("source-codex", True)


def test_named_things_of_another_dataset_are_entities_and_terms_are_not() -> None:
    index = index_of(FOREIGN)
    assert [entity_id(iri) for iri in index.iris] == [
        "http://example.org/a%2520b",
        "http://example.org/c",
        "http://example.org/x%3Fy%3D1%23z",
    ]
    assert index.names_of("http://example.org/c")[0].text == "Basel"


@pytest.mark.parametrize("text", ["Zürich", "zurich", "Zuerich", "TURICUM", "ZRH", "http://example.org/a%20b"])
def test_all_kinds_of_names_find_it(text: str) -> None:
    (best, *_) = match(index_of(FOREIGN), ReconciliationQuery(text))
    assert (best.entity.iri, best.match) == ("http://example.org/a%20b", True)
    assert best.entity.label("en").text == "Zürich"
    assert (best.entity.description("de"), best.entity.types) == (
        best.entity.description("en"),
        ("http://example.org/City",),
    )


def test_instances_of_subclasses_have_the_type() -> None:
    index = index_of(FOREIGN)
    (best,) = match(index, ReconciliationQuery("Zürich", types=("http://example.org/Place",)))
    assert best.match
    assert match(index, ReconciliationQuery("Zürich", types=("http://example.org/Other",))) == ()


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        ("https://w3id.org/aliansi/id/csto", "csto"),
        ("http://example.org/a", "http://example.org/a"),
        ("http://example.org/a?b=c#d", "http://example.org/a%3Fb%3Dc%23d"),
        ("http://example.org/Côte", "http://example.org/C%C3%B4te"),
    ],
)
def test_ids_are_plain(iri: str, short: str) -> None:
    assert entity_id(iri) == short


@pytest.mark.parametrize("identifier", ["http://example.org/x%3Fy%3D1%23z", "http://example.org/x?y=1#z"])
def test_ids_are_read_again_with_escapes_and_without(identifier: str) -> None:
    assert index_of(FOREIGN).iri_of(identifier) == "http://example.org/x?y=1#z"


def test_an_unknown_id_is_none() -> None:
    assert index_of(FOREIGN).iri_of("zurich") is None


def test_ids_of_types_are_read_again() -> None:
    iri = f"{AL}Alliance"
    assert type_id(iri) == "Alliance"
    assert iri_of_type("Alliance") == iri_of_type("al:Alliance") == iri_of_type(iri) == iri


@pytest.mark.parametrize(("type_", "known"), [("Alliance", True), ("Nothing", False), ("not an IRI <", False)])
def test_types_of_the_dataset_are_known(shipped_store: Store, type_: str, known: bool) -> None:
    index = name_index(shipped_store)
    assert index.knows_type(iri_of_type(type_)) is known
    assert next(iter(index.types.values())) == max(index.types.values())


def test_asserted_types_come_first(shipped_store: Store) -> None:
    index: NameIndex = name_index(shipped_store)
    assert index.types_of("https://w3id.org/aliansi/id/csto")[0] == f"{AL}Alliance"
    assert index.is_a("https://w3id.org/aliansi/id/csto", f"{AL}Agent")
