"""Mappings of a dataset: what they say, who made them, and their texts with several values."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from aliansi.dataset.store import Store
from aliansi.linking.mappings import (
    NO_TERM_FOUND,
    SemanticMapping,
    join_other,
    join_values,
    mappings_of,
    read_mappings,
    split_other,
    split_values,
)

PREFIXES = """
@prefix e: <http://e/> . @prefix s: <https://w3id.org/sssom/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix semapv: <https://w3id.org/semapv/vocab/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def read(turtle: str) -> tuple[SemanticMapping, ...]:
    return read_mappings(quad.triple for quad in ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE))


def test_the_shipped_links_have_two_that_are_rejected(shipped_store: Store) -> None:
    mappings = mappings_of(shipped_store)
    rejected = {(m.subject.rpartition("/")[2], m.object.rpartition("/")[2]) for m in mappings if m.is_rejected}
    assert rejected == {("warsaw-pact", "Q41726"), ("uzbeks", "Q483569")}
    links = [m for m in mappings if m.is_link]
    assert len(links) == len(mappings) - 2 >= 73
    for mapping in links:
        link = (ox.NamedNode(mapping.subject), ox.NamedNode(mapping.predicate), ox.NamedNode(mapping.object))
        assert next(shipped_store.quads(*link), None) is not None


def test_a_node_without_the_class_is_no_mapping() -> None:
    assert read('e:m s:subject_id e:a . e:b s:comment "x" .') == ()


@pytest.mark.parametrize(
    ("turtle", "is_link", "is_reviewed", "is_curated"),
    [
        pytest.param("s:mapping_justification semapv:ManualMappingCuration", True, False, True, id="by hand"),
        pytest.param("s:mapping_justification semapv:LexicalMatching", True, False, False, id="by names"),
        pytest.param(
            's:mapping_justification semapv:LexicalMatching ; s:reviewer_label "A"', True, True, True, id="reviewed"
        ),
        pytest.param('s:predicate_modifier "Not"', False, False, False, id="rejected"),
        pytest.param('s:review_date "2026-12-01"^^xsd:date', True, True, True, id="day of a review"),
    ],
)
def test_who_made_a_mapping(turtle: str, is_link: bool, is_reviewed: bool, is_curated: bool) -> None:
    (mapping,) = read(f"e:m a s:Mapping ; s:subject_id e:a ; s:object_id e:b ; {turtle} .")
    assert (mapping.is_link, mapping.is_reviewed, mapping.is_curated) == (is_link, is_reviewed, is_curated)


def test_no_item_found_is_no_link() -> None:
    (mapping,) = read("e:m a s:Mapping ; s:subject_id e:a ; s:object_id s:NoTermFound .")
    assert (mapping.object, mapping.finds_nothing, mapping.is_link) == (NO_TERM_FOUND, True, False)


def test_of_a_comment_in_two_languages_the_english_one_is_taken() -> None:
    (mapping,) = read('e:m a s:Mapping ; s:comment "Bukan"@id , "Not it"@en .')
    assert mapping.slots["comment"] == ("Not it",)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a|b", ["a", "b"]),
        (" a | b ", ["a", "b"]),
        (r"a\|b|c", ["a|b", "c"]),
        (r"a\\|b", ["a\\", "b"]),
        (r"a\b", [r"a\b"]),
        (r"a\\\|b", [r"a\|b"]),
        ("a||b|", ["a", "b"]),
        ("a\nb|c", ["a\nb", "c"]),
        ("", []),
        ("a\\", ["a\\"]),
    ],
)
def test_values_are_separated_as_sssom_says(text: str, values: list[str]) -> None:
    assert list(split_values(text)) == values
    assert list(split_values(join_values(values))) == values


@pytest.mark.parametrize("extensions", [{"note": "a=b|c"}, {"note by Anna": "x", "n": "y\\"}, {}])
@pytest.mark.parametrize("rest", ["", "free words|more"])
def test_columns_of_others_are_kept_in_one_text(rest: str, extensions: dict[str, str]) -> None:
    assert split_other(join_other(rest, extensions)) == (rest, extensions)
