"""Header of a SSSOM file: YAML that declares prefixes and says what holds for all mappings."""

from __future__ import annotations

from pathlib import Path

import pytest

from aliansi.errors import FindingsError
from aliansi.linking.sssom_header import read_header

FILE = Path("a.sssom.yml")


def test_an_empty_header_has_the_built_in_prefixes() -> None:
    header = read_header(FILE, "", 1)
    assert header.prefixes["skos"] == "http://www.w3.org/2004/02/skos/core#"
    assert (header.values, header.sources, header.findings) == ({}, None, ())


@pytest.mark.parametrize(
    ("yaml", "values"),
    [
        ("mapping_date: 2026-12-01", {"mapping_date": "2026-12-01"}),
        ("subject_match_field: [a:b, 'c|d']", {"subject_match_field": r"a:b|c\|d"}),
        ("mapping_tool_version: 1.2", {"mapping_tool_version": "1.2"}),
        ("comment: of the set", {}),
        ("mapping_tool:", {}),
    ],
)
def test_what_holds_for_all_mappings_is_the_cell_of_a_table(yaml: str, values: dict[str, str]) -> None:
    assert read_header(FILE, yaml, 1).values == values


@pytest.mark.parametrize(
    ("definitions", "column"),
    [
        ("[{slot_name: from, property: dcterms:source}]", "from"),
        ("[{slot_name: from, property: 'http://purl.org/dc/terms/source'}]", "from"),
        ("[{slot_name: from, property: dcterms:creator}, 3]", None),
        ("words", None),
    ],
)
def test_the_column_of_sources_is_the_one_that_is_defined_so(definitions: str, column: str | None) -> None:
    yaml = f"curie_map: {{dcterms: http://purl.org/dc/terms/}}\nextension_definitions: {definitions}"
    assert read_header(FILE, yaml, 1).sources == column


def test_objects_of_python_are_not_made() -> None:
    with pytest.raises(FindingsError) as caught:
        read_header(FILE, "a: 1\nb: !!python/object/apply:os.getcwd []", 4)
    assert caught.value.findings[0].render(Path()).startswith("a.sssom.yml:5: the header is not YAML")
