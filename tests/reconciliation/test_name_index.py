"""Index of names: entities, ids and names of the shipped project and of other datasets."""

from __future__ import annotations

import pytest

from aliansi.dataset.store import Store
from aliansi.reconciliation.name_index import entity_id, iri_of_type, name_index, type_id


def test_things_are_entities_and_facts_are_not(shipped_store: Store) -> None:
    index = name_index(shipped_store)
    ids = {entity_id(iri) for iri in index.iris}
    assert {"csto", "belarus", "nikolai-bordyuzha"} <= ids
    assert not any(short.startswith("link-") for short in ids)
    assert index is name_index(shipped_store)


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        ("https://w3id.org/aliansi/id/csto", "csto"),
        ("http://example.org/a", "http://example.org/a"),
        ("http://example.org/a?b=c#d", "http://example.org/a%3Fb%3Dc%23d"),
    ],
)
def test_ids_are_plain(iri: str, short: str) -> None:
    assert entity_id(iri) == short


def test_ids_of_types_are_read_again() -> None:
    iri = "https://w3id.org/aliansi/ontology#Alliance"
    assert type_id(iri) == "Alliance"
    assert iri_of_type("Alliance") == iri_of_type("al:Alliance") == iri_of_type(iri) == iri
