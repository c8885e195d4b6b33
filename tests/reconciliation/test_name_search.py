"""Search by name: the name that is most like a text, and texts in parts."""

from __future__ import annotations

import pytest

from aliansi.reconciliation.name_index import NameIndex
from aliansi.reconciliation.name_search import IN_PARTS, WITH_MORE, find_by_name
from aliansi.reconciliation.score import SAME
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
        ("Georgia (1991)", WITH_MORE),
        ("Georgia (1991-1995)", 100),
        ("Georgia (1991 – 1995)", 100),
        ("Georgia, 1991/92", 100),
        ("Georgia 1991-", 100),
        ("Georgia (since 1991)", 100),
        ("Грузия (с 1991)", 100),
        ("Georgia [1991–present]", 100),
        ("Georgia (US state, 1788-1861)", WITH_MORE),
    ],
)
def test_texts_in_parts(index: NameIndex, text: str, score: float) -> None:
    assert find_by_name(index, text)["http://example.org/georgia"][0] == score


def test_an_acronym_in_brackets_is_another_name(index: NameIndex) -> None:
    found = find_by_name(index, "Collective Security Treaty Organization (CSTO)")
    assert found["http://example.org/csto"][0] == IN_PARTS


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("WTO", False),
        ("W.T.O.", False),
        ("Warsaw Treaty Organization", True),
        ("Warsaw Treaty Organization (WTO)", True),
        ("WTO (Warsaw Treaty Organization)", False),
        ("Warsaw Pact (wto)", True),
    ],
)
def test_an_acronym_of_another_body_is_not_sure(text: str, sure: bool) -> None:
    index = index_of('ex:pact rdfs:label "Warsaw Pact" ; skos:altLabel "WTO" , "Warsaw Treaty Organization" .')
    assert (find_by_name(index, text)["http://example.org/pact"][0] >= SAME) == sure


def test_a_label_is_sure_even_if_it_is_an_acronym_of_many() -> None:
    assert find_by_name(index_of('ex:trade rdfs:label "WTO" .'), "WTO")["http://example.org/trade"][0] == 100


def test_names_of_two_things_are_not_sure(index: NameIndex) -> None:
    assert max(score for score, _ in find_by_name(index, "Russia (Soviet Union)").values()) == WITH_MORE


def test_the_name_that_is_most_like_the_text_is_given(index: NameIndex) -> None:
    ((score, name),) = find_by_name(index, "грузия").values()
    assert (score, name.text, name.language, name.kind) == (100.0, "Грузия", "ru", "alias")
