"""Preview of a thing: its key facts in a few lines, or its properties in a dataset without memberships."""

from __future__ import annotations

from pathlib import Path

import pytest

from aliansi.dataset.store import Store, read
from aliansi.namespaces import ID
from aliansi.reconciliation.name_index import NameIndex, name_index
from aliansi.reconciliation.preview import MAX_LINES, MAX_NAMES, MAX_VALUES, ThingPreview, preview_of


@pytest.fixture
def index(shipped_store: Store) -> NameIndex:
    return name_index(shipped_store)


def preview(index: NameIndex, thing: str, language: str = "en") -> ThingPreview:
    found = preview_of(index, f"{ID}{thing}", language)
    assert found
    return found


def lines(found: ThingPreview) -> dict[str, list[str]]:
    return {line.name: [value.text for value in line.values] for line in found.lines}


@pytest.mark.parametrize(
    ("thing", "name", "expected"),
    [
        (
            "uzbekistan",
            "member of",
            [
                "Commonwealth of Independent States (1991-12-21 –)",
                "Collective Security Treaty Organization (1992-05-15 – 1999-04-20; 2006-08-16 – 2012-12-19)",
            ],
        ),
        ("nikolai-bordyuzha", "office held", ["Secretary General of the CSTO (2003 – 2016-12-31)"]),
        ("warsaw-pact", "dissolved", ["1991", "1991-07-01"]),
    ],
)
def test_lines_have_spells_with_their_most_precise_dates(
    index: NameIndex, thing: str, name: str, expected: list[str]
) -> None:
    assert lines(preview(index, thing))[name] == expected


def test_a_preview_has_types_items_names_and_words_of_a_source(index: NameIndex) -> None:
    found = preview(index, "csto")
    assert [label.text for label in found.types] == ["alliance"]
    assert found.items == ("Q318693",)
    assert "CSTO" in [name.text for name in found.names.values]
    assert found.quotation
    assert found.quotation.language == "id"
    assert found.source
    assert preview(index, "csto", "id").label.text == "Organisasi Perjanjian Keamanan Kolektif"


def test_every_preview_is_short(index: NameIndex) -> None:
    for iri in index.iris:
        found = preview_of(index, iri, "en")
        assert found
        assert len(found.lines) <= MAX_LINES
        assert len(found.names.values) <= MAX_NAMES
        assert all(1 <= len(line.values) <= MAX_VALUES for line in found.lines)


def test_what_is_left_out_is_counted(index: NameIndex) -> None:
    (members,) = [line for line in preview(index, "nato").lines if line.name == "member states"]
    assert len(members.values) == MAX_VALUES
    assert members.more > 20


def test_unknown_things_have_no_preview(index: NameIndex) -> None:
    assert preview_of(index, f"{ID}no-such-thing", "en") is None


def test_a_thing_of_any_dataset_has_its_description_and_properties(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(
        "@prefix ex: <http://example.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        'ex:a a ex:City ; rdfs:label "A" ; rdfs:comment "a town" ; ex:people 12 ; ex:near ex:b .\n'
        'ex:b a ex:City ; rdfs:label "B" ; ex:people 7 .',
        encoding="utf-8",
    )
    found = preview_of(name_index(read(file)), "http://example.org/a", "en")
    assert found
    assert found.description
    assert found.description.text == "a town"
    assert lines(found) == {"ex:people": ["12"], "ex:near": ["B"]}
