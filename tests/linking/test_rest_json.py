from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aliansi.linking.record_reader import read_records
from aliansi.linking.rest_json import entity_of_rest, is_rest
from aliansi.linking.statements import EntityValue, MonolingualText, SnakKind

CALENDAR = "http://www.wikidata.org/entity/Q1985727"


def snak(property_: str, data_type: str, content: object) -> dict[str, Any]:
    value = {"type": content} if content in ("novalue", "somevalue") else {"type": "value", "content": content}
    return {"property": {"id": property_, "data_type": data_type}, "value": value}


POLAND: dict[str, Any] = {
    "type": "item",
    "id": "Q36",
    "labels": {"en": "Poland", "ru": "Польша"},
    "descriptions": {"en": "country"},
    "aliases": {"en": ["Republic of Poland", "PL"]},
    "sitelinks": {"enwiki": {"title": "Poland", "badges": [], "url": "https://en.wikipedia.org/wiki/Poland"}},
    "statements": {
        "P463": [
            {
                "id": "Q36$1",
                "rank": "preferred",
                **snak("P463", "wikibase-item", "Q7184"),
                "qualifiers": [
                    snak("P580", "time", {"time": "+1999-03-12T00:00:00Z", "precision": 11, "calendarmodel": CALENDAR}),
                    snak("P582", "time", "novalue"),
                ],
                "references": [{"hash": "1", "parts": [snak("P854", "url", "https://example.org")]}],
            }
        ],
        "P1448": [{"id": "Q36$2", **snak("P1448", "monolingualtext", {"language": "pl", "text": "Polska"})}],
    },
}


def test_an_item_of_the_rest_api_is_read(tmp_path: Path) -> None:
    (tmp_path / "Q36.json").write_text(json.dumps(POLAND))
    records = read_records([tmp_path])
    assert records.findings == ()
    poland = records.records["Q36"]
    assert list(poland.names()) == [("Poland", "en"), ("Польша", "ru"), ("Republic of Poland", "en"), ("PL", "en")]
    assert poland.sitelinks == {"enwiki": "Poland"}
    (member,) = poland.of("P463")
    assert (member.guid, member.rank, member.snak.value) == ("Q36$1", "preferred", EntityValue("Q7184"))
    assert [each.time.edtf for each in member.qualifier("P580") if each.time] == ["1999-03-12"]
    assert [each.kind for each in member.qualifier("P582")] == [SnakKind.NOVALUE]
    assert [each["P854"][0].value for each in member.references] == ["https://example.org"]
    assert [each.snak.value for each in poland.of("P1448")] == [MonolingualText("Polska", "pl")]


@pytest.mark.parametrize(
    ("statements", "message"),
    [
        ({"P463": 7}, "P463 must be a list, not 7"),
        ({"P463": [7]}, "statement 1 of P463 is left out: the statement must be an object, not 7"),
        ({"P463": [{}]}, "statement 1 of P463 is left out: a snak has no property"),
        ({"P463": [{"property": {"id": "P463"}, "value": {"type": "other"}}]}, "the snaktype of P463 is 'other'"),
    ],
    ids=str,
)
def test_a_broken_statement_is_a_finding(statements: object, message: str, tmp_path: Path) -> None:
    (tmp_path / "Q36.json").write_text(json.dumps({**POLAND, "statements": statements}))
    records = read_records([tmp_path])
    assert records.records["Q36"].statements == {}
    assert message in records.findings[0].message


def test_names_of_another_form_are_findings(tmp_path: Path) -> None:
    (tmp_path / "Q36.json").write_text(json.dumps({**POLAND, "labels": {"en": 7}, "aliases": {"en": "PL"}}))
    assert len(read_records([tmp_path]).findings) == 2


def test_an_item_of_special_entity_data_stays_as_it_is() -> None:
    assert not is_rest({"id": "Q36", "claims": {}})
    assert not is_rest({"id": "Q36", "claims": {}, "statements": {}})
    assert is_rest(POLAND)
    assert entity_of_rest(POLAND)["id"] == "Q36"
