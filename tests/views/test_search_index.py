"""Search: whole words, prefixes, typos, accents; each thing once, the best first."""

from __future__ import annotations

import random

import pytest

from aliansi.dataset.store import Store
from aliansi.views.i18n import fold
from aliansi.views.search_index import MAX_WORDS, IndexedText, SearchIndex, texts_of, typos_in

TEXTS = (
    IndexedText("csto", "label", "Collective Security Treaty Organization", "en"),
    IndexedText("csto", "label", "Organisasi Traktat Keamanan Kolektif", "id"),
    IndexedText("csto", "alias", "CSTO"),
    IndexedText("nato", "label", "North Atlantic Treaty Organization", "en"),
    IndexedText("woerner", "label", "Manfred Wörner", "de"),
    IndexedText("kyrgyzstan", "label", "Kyrgyzstan", "en"),
    IndexedText("kyrgyzstan", "label", "Kirgizstan", "id"),
    IndexedText(
        "request", "statement", "Kyrgyzstan asked the Collective Security Treaty Organization for help in 2010.", "en"
    ),
    IndexedText("passage", "quotation", "Kirgizstan meminta bantuan kepada CSTO.", "id"),
)


@pytest.fixture(scope="module")
def search() -> SearchIndex:
    return SearchIndex(TEXTS)


@pytest.mark.parametrize(
    ("asked", "best"),
    [
        ("csto", "csto"),
        ("CSTO", "csto"),
        ("collective security treaty organization", "csto"),
        ("Kolektif", "csto"),
        ("atlan", "nato"),  # the beginning of a word
        ("Worner", "woerner"),  # without its accent
        ("wörner", "woerner"),
        ("Kyrgystan", "kyrgyzstan"),  # a letter is missing
        ("kirgiztsan", "kyrgyzstan"),  # two are in each other's place
        ("kolective secruity", "csto"),
        ("bantuan", "passage"),
        ("help 2010", "request"),
        ("kolektif atau collective", "csto"),  # no text has all three: those that have most are given
    ],
)
def test_what_is_meant_comes_first(search: SearchIndex, asked: str, best: str) -> None:
    assert search.find(asked)[0].node == best


@pytest.mark.parametrize("asked", ["", "   ", "!?", "xyzzyx", "2011", "nat0", "ks"])
def test_nothing_is_found_where_nothing_is_like_it(search: SearchIndex, asked: str) -> None:
    assert search.find(asked) == ()


def test_every_thing_comes_once_with_the_text_that_counts_most(search: SearchIndex) -> None:
    hits = search.find("kyrgyzstan")
    assert [hit.node for hit in hits] == ["kyrgyzstan", "request", "passage"]
    assert hits[0].text == IndexedText("kyrgyzstan", "label", "Kyrgyzstan", "en")
    assert hits[0].score > hits[1].score


def test_words_may_stand_in_different_texts_of_a_thing(search: SearchIndex) -> None:
    assert [hit.node for hit in search.find("kolektif collective")] == ["csto"]


def test_of_equal_texts_that_in_the_language_of_the_reader_is_given() -> None:
    search = SearchIndex([IndexedText("x", "label", "Pakta", "id"), IndexedText("x", "label", "Pakta", "en")])
    assert search.find("pakta", "id")[0].text.language == "id"
    assert search.find("pakta", "en")[0].text.language == "en"


def test_the_order_of_the_texts_does_not_matter(search: SearchIndex) -> None:
    mixed = list(TEXTS)
    random.Random(7).shuffle(mixed)
    for asked in ("treaty", "kirgizstan", "c", "kolektif atlantic 2010"):
        assert SearchIndex(mixed).find(asked) == search.find(asked)


def test_no_more_is_given_than_asked_for(search: SearchIndex) -> None:
    assert len(search.find("treaty", most=1)) == 1


def test_a_long_request_is_cut(search: SearchIndex) -> None:
    assert search.find(" ".join(["csto", *(f"nothing{number}" for number in range(10 * MAX_WORDS))]))[0].node == "csto"


@pytest.mark.parametrize(("word", "typos"), [("csto", 1), ("uni", 0), ("1999", 0), ("aliansi", 1), ("kolektif", 2)])
def test_how_many_typos_a_word_may_have(word: str, typos: int) -> None:
    assert typos_in(word) == typos


def test_folding_leaves_letters_of_other_scripts() -> None:
    assert fold("Wörner ÇA Бордюжа") == "worner ca бордюжа"


@pytest.mark.parametrize(
    ("asked", "short"),
    [
        ("CSTO", "csto"),
        ("Kirgizstan", "kyrgyzstan"),
        ("Kyrgystan", "kyrgyzstan"),
        ("Bordyuza", "nikolai-bordyuzha"),
        ("NATO", "nato"),
    ],
)
def test_things_of_the_shipped_project_are_found(shipped_store: Store, asked: str, short: str) -> None:
    hit = SearchIndex(texts_of(shipped_store)).find(asked)[0]
    assert hit.node.rsplit("/", 1)[-1] == short


def test_quotations_lead_to_their_passages(shipped_store: Store) -> None:
    texts = list(texts_of(shipped_store))
    quotation = next(text for text in texts if text.kind == "quotation")
    assert quotation.node in {hit.node for hit in SearchIndex(texts).find(quotation.words)}
    assert {text.kind for text in texts} == {"label", "alias", "title", "statement", "quotation"}
