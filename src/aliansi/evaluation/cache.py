"""Finished answers, kept for those who ask the same again, within a bound on their bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final, Generic, TypeVar

LARGEST_PART: Final = 32
"""One entry takes at most this part of the whole."""
_BYTES_OF_AN_ENTRY: Final = 512
"""What an entry takes beside its bytes, about."""

V = TypeVar("V")


class AnswerCache(Generic[V]):
    """What was asked for last."""

    def __init__(self, most: int) -> None:
        """Keep at most so many bytes; 0 keeps nothing."""
        self.most = most
        self.size = 0
        self._entries: OrderedDict[Hashable, tuple[int, V]] = OrderedDict()

    @property
    def most_of_one(self) -> int:
        """The most bytes that one entry may take."""
        return self.most // LARGEST_PART - _BYTES_OF_AN_ENTRY

    def get(self, key: Hashable) -> V | None:
        """Return what is kept."""
        found = self._entries.get(key)
        if found is None:
            return None
        self._entries.move_to_end(key)
        return found[1]

    def put(self, key: Hashable, value: V, size: int) -> None:
        """Keep what takes so many bytes, with its key, in place of what nobody has asked for since."""
        if size > self.most_of_one:
            return
        if key in self._entries:
            self.size -= self._entries.pop(key)[0]
        self._entries[key] = (size + _BYTES_OF_AN_ENTRY, value)
        self.size += size + _BYTES_OF_AN_ENTRY
        while self.size > self.most:
            self.size -= self._entries.popitem(last=False)[1][0]
