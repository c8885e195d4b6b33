"""Words are found in large texts too, and lines are counted as people count them."""

from __future__ import annotations

import pytest

from aliansi.evidence.text_search import Place, find, line_of, most_similar

LARGE = "Every state of the alliance signed the treaty in that year.\n" * 8000


def test_words_are_found_at_the_end_of_a_large_text() -> None:
    text = LARGE + "Türkiye\njoined."
    assert find(text, "TÜRKIYE JOINED") == (Place(len(LARGE), len(LARGE) + 14),)


def test_a_similar_place_is_whole_words() -> None:
    similar = most_similar("The Secretary General of NATO refused.", "Secretary-Generals of NATO")
    assert similar is not None
    assert (similar.words, similar.missing, similar.instead) == (
        "Secretary General of NATO", "Secretary-Generals", "Secretary General",
    )  # fmt: skip


@pytest.mark.parametrize("words", ["", " ", "-", "\u200b"])
def test_nothing_is_similar_to_nothing(words: str) -> None:
    assert most_similar("The text.", words) is None


@pytest.mark.parametrize("text", ["a\r\nb\r\nc", "a\rb\rc", "a\nb\nc", "a\u2028b\x85c", "a\r\nb\rc"], ids=ascii)
def test_lines_are_counted(text: str) -> None:
    assert [line_of(text, text.index(letter)) for letter in "abc"] == [1, 2, 3]
