"""Which types of which terms are known, to tell at once the conclusions that bring nothing new."""

from __future__ import annotations

import numpy as np

from aliansi.reasoning.index import NONE, Ints, distinct


class Types:
    """Which types of which terms are known: a table of bits, for as many classes as it has room for."""

    def __init__(self, terms: int, room: int) -> None:
        """Start with no class, and room for so many pairs of a term and a class."""
        self._place = np.full(terms, NONE, np.int32)
        self._known = np.zeros((room // terms, terms), np.bool_)  # memory is taken for what is noted alone
        self._size = 0

    def look_out_for(self, classes: Ints) -> Ints:
        """Add classes, as long as there is room, and return those that were added."""
        new = distinct(classes[self._place[classes] < 0])[: len(self._known) - self._size]
        self._place[new] = np.arange(self._size, self._size + len(new))
        self._size += len(new)
        return new

    def unknown(self, terms: Ints, classes: Ints) -> Ints:
        """Return the places of the pairs that are not known."""
        place = self._place[classes]
        return np.flatnonzero(~self._known[place, terms] | (place < 0)) if self._size else np.arange(len(terms))

    def note(self, terms: Ints, classes: Ints, known: bool) -> None:
        """Take note of pairs that have become known, or are so no longer."""
        place = self._place[classes]
        noted = np.flatnonzero(place >= 0)
        self._known[place[noted], terms[noted]] = known
