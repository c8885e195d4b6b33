"""Known types of terms: a bit table that filters conclusions which bring nothing new."""

from __future__ import annotations

import numpy as np

from aliansi.reasoning.columns.sorted_index import Ints, distinct

MANY = 1 << 10  # number of pairs from which removing duplicates pays


class TypeIndex:
    """Known pairs of term and class: a bit table for as many classes as it has room for."""

    def __init__(self, terms: int, room: int) -> None:
        """Make an empty index with room for so many pairs of term and class."""
        self._terms = terms
        # First pair of each class; 0 for classes that are not tracked.
        self._start = np.zeros(terms, np.int64)
        self._size = terms
        pairs = max(room, terms)  # the system allocates only memory that is written
        self._known = np.zeros(pairs, np.bool_)
        self._first = np.empty(pairs, np.int32)

    def track(self, classes: Ints) -> Ints:
        """Add classes while there is room, and return the added ones."""
        new = distinct(classes[self._start[classes] == 0])[: (len(self._known) - self._size) // self._terms]
        self._start[new] = self._size + np.arange(len(new)) * self._terms
        self._size += len(new) * self._terms
        return new

    def unknown(self, terms: Ints, classes: Ints) -> Ints:
        """Return the positions of the pairs that are not known; in a long list each tracked pair comes once."""
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
        """Record pairs as known or unknown."""
        start = self._start[classes]
        noted = start.nonzero()[0]
        self._known[start[noted] + terms[noted]] = known
