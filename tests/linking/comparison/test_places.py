from __future__ import annotations

import pytest

from aliansi.linking.comparison.compared_facts import FactKind
from aliansi.linking.comparison.places import PartyPair, Places
from aliansi.namespaces import ID
from tests.linking.comparison.support.cases import records_of, store_of
from tests.linking.support.wikidata_json import item, statement


@pytest.mark.parametrize(
    ("kind", "subject", "object_", "expected"),
    [
        (FactKind.MEMBERSHIP, "poland", "nato", ["Q36 P463", "Q211274 P463", "Q7184 P527"]),
        (FactKind.MEMBERSHIP, "utopia", "nato", ["Q7184 P527"]),
        (FactKind.TENURE, "rutte", "secretary", ["Q57792 P39", "Q7184 P3975", "Q7184 P488", "Q7184 P35"]),
        (FactKind.TENURE, "rutte", "president", ["Q57792 P39"]),
    ],
    ids=[
        "state with two items",
        "state without an item",
        "office of an alliance",
        "office of a state without a record",
    ],
)
def test_places_for_two_parties(kind: FactKind, subject: str, object_: str, expected: list[str]) -> None:
    places = Places(store_of(""), records_of(*map(item, ("Q36", "Q211274", "Q7184", "Q57792"))))
    found = places.of(PartyPair(kind, str(ID) + subject, str(ID) + object_))
    assert [f"{place.record.item} {place.property}" for place in found] == expected


def test_pairs_that_statements_relate() -> None:
    records = records_of(
        item("Q36", statement("P463", "Q7184"), statement("P463", "Q1065")),
        item("Q318693", statement("P527", "Q265")),
        item("Q57792", statement("P39", "Q1")),
    )
    found = [
        tuple(iri.removeprefix(str(ID)) for iri in (pair.subject, pair.object))
        for pair in Places(store_of(""), records).pairs_there()
    ]
    assert found == [("poland", "nato"), ("uzbekistan", "csto"), ("rutte", "secretary")]
