"""Which types of which terms are known, to tell at once the conclusions that bring nothing new."""

from __future__ import annotations

import numpy as np

from aliansi.reasoning.columns.sorted_index import Ints, distinct

MANY = 1 << 10  # pairs among which it is worth while to look for repetitions


class TypeIndex:
    """Which types of which terms are known: a table of bits, for as many classes as it has room for."""

    def __init__(self, terms: int, room: int) -> None:
        """Start with no class, and room for so many pairs of a term and a class."""
        self._terms = terms
        self._start = np.zeros(
            terms, np.int64
        )  # where the pairs of a class begin; those of all others are as the first
        self._size = terms
        pairs = max(room, terms)  # memory is taken for what is noted alone
        self._known = np.zeros(pairs, np.bool_)
        self._first = np.empty(pairs, np.int32)

    def track(self, classes: Ints) -> Ints:
        """Add classes, as long as there is room, and return those that were added."""
        new = distinct(classes[self._start[classes] == 0])[: (len(self._known) - self._size) // self._terms]
        self._start[new] = self._size + np.arange(len(new)) * self._terms
        self._size += len(new) * self._terms
        return new

    def unknown(self, terms: Ints, classes: Ints) -> Ints:
        """Return the places of the pairs that are not known; of many, those that are noted come once each."""
        pairs = self._start[classes]
        pairs += terms
        places: Ints = (~self._known[pairs]).nonzero()[0]
        if len(places) < MANY:
            return places
        pairs = pairs[places]
        numbers = np.arange(len(pairs), dtype=np.int32)
        self._first[pairs[::-1]] = numbers[::-1]
        once: Ints = places[(self._first[pairs] == numbers) | (pairs < self._terms)]
        return once

    def mark(self, terms: Ints, classes: Ints, known: bool) -> None:
        """Take note of pairs that have become known, or are so no longer."""
        start = self._start[classes]
        noted = start.nonzero()[0]
        self._known[start[noted] + terms[noted]] = known
