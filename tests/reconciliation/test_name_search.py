"""Search by name: the name that is most like a text, and texts in parts."""

from __future__ import annotations

import pytest

from aliansi.reconciliation.name_index import NameIndex
from aliansi.reconciliation.name_search import IN_PARTS, WITH_MORE, find_by_name
from tests.reconciliation.support.datasets import index_of


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return index_of(
        """
        ex:georgia rdfs:label "Georgia"@en ; skos:altLabel "Грузия"@ru , "Gruzia"@id .
        ex:csto rdfs:label "Collective Security Treaty Organization" ; skos:altLabel "CSTO" .
        ex:russia rdfs:label "Russia" . ex:ussr rdfs:label "Soviet Union" .
        """
    )


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("Georgia (country)", IN_PARTS),
        ("Georgia (Грузия)", IN_PARTS),
        ("Georgia / Gruzia", IN_PARTS),
        ("Грузия – Georgia", IN_PARTS),
        ("Georgia (US state)", WITH_MORE),
        ("Georgia (1991-1995)", WITH_MORE),
    ],
)
def test_texts_in_parts(index: NameIndex, text: str, score: float) -> None:
    assert find_by_name(index, text)["http://example.org/georgia"][0] == score


def test_an_acronym_in_brackets_is_another_name(index: NameIndex) -> None:
    found = find_by_name(index, "Collective Security Treaty Organization (CSTO)")
    assert found["http://example.org/csto"][0] == IN_PARTS


def test_names_of_two_things_are_not_sure(index: NameIndex) -> None:
    assert max(score for score, _ in find_by_name(index, "Russia (Soviet Union)").values()) == WITH_MORE


def test_the_name_that_is_most_like_the_text_is_given(index: NameIndex) -> None:
    ((score, name),) = find_by_name(index, "грузия").values()
    assert (score, name.text, name.language, name.kind) == (100.0, "Грузия", "ru", "alias")
