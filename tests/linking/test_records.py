from __future__ import annotations

from pathlib import Path

from aliansi.errors import Location
from aliansi.linking.records import Record, Records
from aliansi.linking.statements import read_statement
from tests.linking.support.wikidata_json import statement

RECORD = Record(
    "Q41644",
    Location(Path("Q41644.json")),
    labels={"en": "Warsaw Pact", "mul": "WP"},
    aliases={"ru": ("ОВД", "Варшавский пакт")},
    statements={"P31": (read_statement(statement("P31", "Q1127126")),)},
)


def test_names_are_labels_and_aliases_with_their_language() -> None:
    names = [("Warsaw Pact", "en"), ("WP", "mul"), ("ОВД", "ru"), ("Варшавский пакт", "ru")]
    assert list(RECORD.names()) == names


def test_a_property_without_statements_has_none() -> None:
    assert [each.snak.item for each in RECORD.of("P31")] == ["Q1127126"]
    assert RECORD.of("P463") == ()


def test_a_merged_item_has_the_record_of_the_other_one() -> None:
    records = Records({"Q41644": RECORD}, redirects={"Q1": "Q41644"})
    assert records.get("Q1") is records.get("Q41644") is RECORD
    assert records.get("Q2") is None
