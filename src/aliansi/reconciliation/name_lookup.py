"""Look-up of names by their forms and by their words: which of many names a text may be like.

The names that share a form with the text come first. Of all others, those with the most of its words are compared, rare
words first; a word counts with similar ones too, found by RapidFuzz among the words of about its length.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import log
from typing import Final

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

from aliansi.reconciliation.folding import SHORT, NameForms, name_forms
from aliansi.reconciliation.name_words import GENERIC_WEIGHT, GENERIC_WORDS

MAX_COMPARED: Final = 25
"""Names that are compared with a text for the words that they have in common."""
_NEAR, _MAX_SIMILAR = 0.7, 40
_LENGTHS: Final = 2


class NameLookup:
    """Numbers of names, as they were given, by their forms and words."""

    def __init__(self, texts: Iterable[str]) -> None:
        by_key: dict[str, array[int]] = defaultdict(_numbers)
        by_word: dict[str, array[int]] = defaultdict(_numbers)
        self._size = 0
        for number, text in enumerate(texts):
            forms = name_forms.__wrapped__(text)
            for key in forms.keys:
                by_key[key].append(number)
            for word in forms.search_words:
                by_word[word].append(number)
            self._size = number + 1
        self._by_key, self._by_word = dict(by_key), dict(by_word)
        self._by_length = defaultdict[int, list[str]](list)
        for word in sorted(by_word):
            self._by_length[len(word)].append(word)
        self._similar = lru_cache(maxsize=2**10)(self._similar_words)

    def with_a_form_of(self, forms: NameForms) -> set[int]:
        """Return the names that have a form in common with a text."""
        return {number for key in forms.keys for number in self._by_key.get(key, ())}

    def with_words_of(self, forms: NameForms, most: int = MAX_COMPARED) -> Sequence[int]:
        """Return the names that have the most of the words of a text, or words like them; none for a short text."""
        if len(forms.plain) <= SHORT or forms.is_generic:
            return ()
        weights = np.zeros(self._size, dtype=np.float32)
        for word in forms.search_words:
            own = np.zeros(self._size, dtype=np.float32)
            for like, closeness in self._similar(word):
                numbers = np.frombuffer(self._by_word[like], dtype=np.uint32)
                own[numbers] = closeness * log(1 + self._size / len(numbers))
            weights += own * (GENERIC_WEIGHT if word in GENERIC_WORDS else 1.0)
        best = np.argsort(-weights, kind="stable")[:most] if self._size <= most else _largest(weights, most)
        return [int(number) for number in best if weights[number] > 0]

    def _similar_words(self, word: str) -> tuple[tuple[str, float], ...]:
        """Return the words of names that are like a word, with their similarity, the closest last."""
        if len(word) <= SHORT:
            return ((word, 1.0),) if word in self._by_word else ()
        near = [
            other
            for length in range(len(word) - _LENGTHS, len(word) + _LENGTHS + 1)
            for other in self._by_length.get(length, ())
        ]
        found = process.extract(word, near, scorer=Indel.normalized_similarity, score_cutoff=_NEAR, limit=_MAX_SIMILAR)
        return tuple((other, closeness) for other, closeness, _ in reversed(found))


def _numbers() -> array[int]:
    return array("I")


def _largest(weights: np.ndarray, most: int) -> Iterator[int]:
    part = np.argpartition(-weights, most)[:most]
    return iter(sorted(map(int, part), key=lambda number: (-float(weights[number]), number)))
