"""Catalogue of properties: what a dataset has, for which types, under which names."""

from __future__ import annotations

from pathlib import Path

import pytest

from aliansi.dataset.store import Store, read
from aliansi.namespaces import AL
from aliansi.reconciliation.name_index import NameIndex, name_index
from aliansi.reconciliation.properties import BUILT_IN, property_catalogue, property_settings
from aliansi.views.i18n import LANGUAGES, section

ROOT = Path(__file__).parents[2]


@pytest.fixture
def index(shipped_store: Store) -> NameIndex:
    return name_index(shipped_store)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_property_and_setting_has_its_words(language: str) -> None:
    names = {*BUILT_IN, *(each.id for each in property_settings())}
    assert {key for name in names for key in (name, f"{name}-about")} == section("extension", language).keys()


def test_the_table_of_the_documentation_is_the_catalogue() -> None:
    words = section("extension", "en")
    rows = [
        f"| `{each.id}` | {words[each.id]} | {words[f'{each.id}-about']} |"
        f" {', '.join(f'`{setting}`' for setting in each.settings)}{' ' if each.settings else ''}|"
        for each in BUILT_IN.values()
    ]
    assert "\n".join(rows) in (ROOT / "docs" / "wikidata.md").read_text(encoding="utf-8")


def test_our_dataset_has_all_properties_of_ours(index: NameIndex) -> None:
    assert [each.id for each in property_catalogue(index).all()][: len(BUILT_IN)] == [*BUILT_IN]


@pytest.mark.parametrize(
    ("class_", "present", "absent"),
    [("State", "member_of", "members"), ("Alliance", "members", "holder"), ("Person", "office", "member_of")],
)
def test_a_type_has_its_own_properties(index: NameIndex, class_: str, present: str, absent: str) -> None:
    found = {each.id for each in property_catalogue(index).of_type(AL + class_)}
    assert {"label", "wikidata", present} <= found
    assert absent not in found


def test_an_unknown_type_has_the_properties_of_all_things(index: NameIndex) -> None:
    assert {each.id for each in property_catalogue(index).of_type("http://example.org/x")} >= {"label", "type"}


@pytest.mark.parametrize("name", ["rivalOf", "al:rivalOf", f"{AL}rivalOf"])
def test_a_property_of_the_dataset_is_found_by_id_prefixed_name_and_iri(index: NameIndex, name: str) -> None:
    found = property_catalogue(index).find(name)
    assert found
    assert (found.id, found.iri) == ("rivalOf", f"{AL}rivalOf")
    assert property_catalogue(index).name(found, "en") == "rival of"
    assert property_catalogue(index).description(found, "en")


@pytest.mark.parametrize("name", ["", "nothing", "a b", "\0", "http://example.org/none", "al:"])
def test_other_names_are_unknown(index: NameIndex, name: str) -> None:
    assert property_catalogue(index).find(name) is None


@pytest.mark.parametrize(
    ("prefix", "language", "expected"),
    [
        ("memb", "en", "member_of"),
        ("states", "en", "members"),
        ("ang", "id", "member_of"),
        ("wikidata_c", "en", "wikidata_close"),
    ],
)
def test_a_property_is_found_by_the_beginning_of_a_word(
    index: NameIndex, prefix: str, language: str, expected: str
) -> None:
    assert expected in [each.id for each, _ in property_catalogue(index).matching(prefix, language)]


def test_a_dataset_offers_its_most_frequent_properties_first(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(
        "@prefix ex: <http://example.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        'ex:a rdfs:label "a" ; ex:rare 1 ; ex:often 2 . ex:b rdfs:label "b" ; ex:often 3, 4 . ex:c ex:hidden 1 .',
        encoding="utf-8",
    )
    found = [each.id for each in property_catalogue(name_index(read(file))).all()]
    assert found == [
        "label",
        "alias",
        "type",
        "description",
        "iri",
        "http://example.org/often",
        "http://example.org/rare",
    ]
