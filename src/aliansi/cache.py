"""Finished answers, kept for those who ask the same again, within a bound on their bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

from aliansi.answers import Answered

LARGEST_PART: Final = 32
"""One answer takes at most this part of the whole."""
_BYTES_OF_AN_ENTRY: Final = 512
"""What an entry takes beside its answer, about."""


class Cache:
    """The answers that were asked for last."""

    def __init__(self, most: int) -> None:
        """Keep at most so many bytes; 0 keeps nothing."""
        self.most = most
        self.size = 0
        self._answers: OrderedDict[Hashable, tuple[int, Answered]] = OrderedDict()

    def get(self, key: Hashable) -> Answered | None:
        """Return an answer that is kept."""
        found = self._answers.get(key)
        if found is None:
            return None
        self._answers.move_to_end(key)
        return found[1]

    def put(self, key: Hashable, answered: Answered) -> None:
        """Keep an answer, in place of those that nobody has asked for since; keys are small."""
        size = len(answered.body) + _BYTES_OF_AN_ENTRY
        if size > self.most_of_one or key in self._answers:
            return
        self._answers[key] = (size, answered)
        self.size += size
        while self.size > self.most:
            self.size -= self._answers.popitem(last=False)[1][0]

    @property
    def most_of_one(self) -> int:
        """The most bytes that one answer may take."""
        return self.most // LARGEST_PART

    def clear(self) -> None:
        """Forget all."""
        self._answers.clear()
        self.size = 0
