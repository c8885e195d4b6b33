"""Suggestions: things by any name, id and Wikidata item, in pages; types and properties by words of their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from aliansi.dataset.store import Store, read
from aliansi.namespaces import AL
from aliansi.reconciliation.name_index import NameIndex, name_index
from aliansi.reconciliation.suggestion import (
    propose_properties,
    suggest_properties,
    suggest_things,
    suggest_types,
)


@pytest.fixture
def index(shipped_store: Store) -> NameIndex:
    return name_index(shipped_store)


def things(index: NameIndex, prefix: str, language: str = "en", limit: int = 10, offset: int = 0) -> list[str]:
    return [each.entity.id for each in suggest_things(index, prefix, language, limit, offset)]


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("Uzb", "uzbekistan"),
        ("uzbekistan", "uzbekistan"),
        ("CSTO", "csto"),
        ("collective security treaty o", "csto"),
        ("Pakta Wars", "warsaw-pact"),
        ("  nato ", "nato"),
        ("Q318693", "csto"),
        ("q7184", "nato"),
        ("https://w3id.org/aliansi/id/cis", "cis"),
        ("bordyu", "nikolai-bordyuzha"),
    ],
)
def test_a_thing_comes_first_for_the_beginning_of_its_names_and_for_its_ids(
    index: NameIndex, prefix: str, expected: str
) -> None:
    assert things(index, prefix)[0] == expected


def test_names_come_before_words_within_names(index: NameIndex) -> None:
    found = suggest_things(index, "collective security treaty", "en")
    assert [each.entity.id for each in found][:2] == ["collective-security-treaty", "csto"]


@pytest.mark.parametrize("prefix", ["xyzzy", "Q1", "...", "eland", "\0", "\ud800"])
def test_nothing_is_suggested_for_other_texts(index: NameIndex, prefix: str) -> None:
    assert things(index, prefix) == []


def test_pages_follow_each_other(index: NameIndex) -> None:
    whole = things(index, "", limit=1000)
    assert len(whole) == len(index)
    assert len({*whole}) == len(whole)
    assert things(index, "", limit=5) + things(index, "", limit=5, offset=5) == whole[:10]
    assert things(index, "", offset=len(whole)) == []


def test_names_are_in_the_language_of_the_request(index: NameIndex) -> None:
    (english, *_), (indonesian, *_) = (
        suggest_things(index, "Pakta Pertahanan Keam", language) for language in ("en", "id")
    )
    assert (english.name, indonesian.name) == (
        "Collective Security Treaty Organization",
        "Organisasi Perjanjian Keamanan Kolektif",
    )
    assert english.matched
    assert english.matched.text == "Pakta Pertahanan Keamanan Kolektif"


def test_types_leave_out_other_things(index: NameIndex) -> None:
    found = suggest_things(index, "c", "en", 100, types=[f"{AL}Alliance"])
    assert {"csto", "cis"} <= {each.entity.id for each in found}
    assert all(f"{AL}Alliance" in each.entity.types for each in found)


@pytest.mark.parametrize(
    ("prefix", "language", "expected"),
    [("all", "en", "Alliance"), ("ali", "id", "Alliance"), ("pers", "en", "Person"), ("al:Alliance", "en", "Alliance")],
)
def test_a_type_is_found_by_name_and_id(index: NameIndex, prefix: str, language: str, expected: str) -> None:
    found = suggest_types(index, prefix, language)
    assert expected in [each.id for each in found]
    assert all(each.description and each.things for each in found)


def test_types_of_most_things_come_first(index: NameIndex) -> None:
    found = suggest_types(index, "", "en", 100)
    assert [each.things for each in found] == sorted((each.things for each in found), reverse=True)
    assert "Agent" not in [each.id for each in found]  # only inferred
    assert suggest_types(index, "Agent", "en")[0].id == "Agent"
    assert suggest_types(index, "", "en", 2, 1) == found[1:3]


def test_properties_are_found_and_proposed(index: NameIndex) -> None:
    assert [each.id for each in suggest_properties(index, "member o", "en")][:1] == ["member_of"]
    assert len(suggest_properties(index, "", "en", 3)) == 3
    assert suggest_properties(index, "at", "en")[-1].id == "at"
    proposed = [each.id for each in propose_properties(index, f"{AL}Alliance", "en")]
    assert "members" in proposed
    assert "member_of" not in proposed
    assert len(propose_properties(index, "", "en", 4)) == 4
    assert all(each.name for each in propose_properties(index, "", "id"))


def test_any_dataset_has_suggestions(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(
        "@prefix ex: <http://example.org/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        'ex:a a ex:City ; skos:prefLabel "Łódź"@pl ; skos:altLabel "Lodz" . ex:b a ex:Person ; skos:prefLabel "Lo" .',
        encoding="utf-8",
    )
    index = name_index(read(file))
    assert things(index, "lo") == ["http://example.org/b", "http://example.org/a"]
    assert [each.id for each in suggest_types(index, "cit", "en")] == ["http://example.org/City"]
    assert [each.name for each in suggest_things(index, "lod", "en")] == ["Łódź"]
