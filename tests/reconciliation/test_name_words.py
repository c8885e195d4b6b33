"""Word lists: each word is written as folding leaves it, else it would never be found."""

from __future__ import annotations

import pytest

from aliansi.reconciliation import name_words
from aliansi.reconciliation.folding import fold_name

LISTS = {
    name: words
    for name, words in vars(name_words).items()
    if name.isupper() and isinstance(words, frozenset | dict) and name[0] != "_"
}


@pytest.mark.parametrize("name", LISTS)
def test_words_are_folded(name: str) -> None:
    words = LISTS[name]
    assert words
    assert [word for word in words if fold_name(word) != word] == []


def test_words_that_are_dropped_are_not_generic_names() -> None:
    assert name_words.LITTLE_WORDS.isdisjoint(name_words.GENERIC_WORDS | name_words.TITLES)
