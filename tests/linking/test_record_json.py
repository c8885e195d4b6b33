from __future__ import annotations

from pathlib import Path

import pytest

from aliansi.errors import Location
from aliansi.linking.record_json import EntityJson, entities, entity_id, is_item, read_entity, requested_id
from tests.linking.support.wikidata_json import item, statement

POLAND = item("Q36", statement("P463", "Q7184"), labels={"en": "Poland"}, modified="2026-11-30T00:00:00Z")


@pytest.mark.parametrize(
    ("document", "keys"),
    [
        ({"entities": {"Q1": POLAND, "Q36": POLAND}}, ["Q1", "Q36"]),
        ({"entities": [POLAND]}, [""]),
        (POLAND, [""]),
        ([POLAND, {"entities": {"Q36": POLAND}}], ["", "Q36"]),
        ({"entities": []}, []),
        ([], []),
    ],
    ids=["answer", "answer with an array", "entity", "list", "empty answer", "empty list"],
)
def test_entities_of_every_wrapper_are_found(document: object, keys: list[str]) -> None:
    reports: list[tuple[str, str]] = []
    found = list(entities(document, lambda *report: reports.append(report)))
    assert ([each.key for each in found], reports) == (keys, [])
    assert all(each.json is POLAND for each in found)


@pytest.mark.parametrize(
    ("entity", "item", "requested"),
    [
        (EntityJson("", POLAND), "Q36", ""),
        (EntityJson("q36", {}), "Q36", "Q36"),
        (EntityJson("Q1", POLAND), "Q36", "Q1"),
        (EntityJson("", {**POLAND, "redirects": {"from": "Q1", "to": "Q36"}}), "Q36", "Q1"),
        (EntityJson("Q36", {**POLAND, "id": "q36"}), "Q36", "Q36"),
        (EntityJson("", {"id": None}), "", ""),
    ],
    ids=str,
)
def test_ids_of_an_entity_are_in_capitals(entity: EntityJson, item: str, requested: str) -> None:
    assert (entity_id(entity), requested_id(entity)) == (item, requested)


@pytest.mark.parametrize(
    ("entity", "expected"), [({"type": "item"}, True), ({}, True), ({"type": "property"}, False)], ids=str
)
def test_only_items_are_items(entity: dict[str, object], expected: bool) -> None:
    assert is_item(entity) == expected


def test_a_record_has_all_parts_of_the_entity() -> None:
    entity = {
        **POLAND,
        "descriptions": {"en": {"language": "en", "value": "country"}, "de": {"language": "de", "removed": ""}},
        "aliases": {"pl": [{"language": "pl", "value": "RP"}, {"language": "pl", "value": "Polska"}]},
        "sitelinks": {"enwiki": {"site": "enwiki", "title": "Poland", "badges": []}},
        "lastrevid": 7,
    }
    location = Location(Path("Q36.json"), 3)
    record = read_entity(EntityJson("Q36", entity), "Q36", location, lambda *_: pytest.fail("a finding"))
    assert record
    assert (record.item, record.requested, record.location) == ("Q36", "Q36", location)
    assert (record.descriptions, record.aliases) == ({"en": "country"}, {"pl": ("RP", "Polska")})
    assert (record.sitelinks, record.revision, record.modified) == ({"enwiki": "Poland"}, 7, "2026-11-30T00:00:00Z")


def test_the_check_sum_is_that_of_sorted_json() -> None:
    # printf '{"claims":{},"id":"Q5","labels":{"ru":{"language":"ru","value":"я"}}}' | sha256sum
    entity = {"labels": {"ru": {"value": "я", "language": "ru"}}, "id": "Q5", "claims": {}}
    record = read_entity(EntityJson("", entity), "Q5", Location(Path("a")), lambda *_: None)
    assert record
    assert record.sha256 == "d528510a95f0bae22b0f5f4a9ed96f64873329284fd1800f3e889ef03dea32ca"
