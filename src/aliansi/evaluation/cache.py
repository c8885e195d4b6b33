"""One cache for all that the server has answered, within one limit on its bytes."""

from __future__ import annotations

from collections.abc import Hashable
from operator import itemgetter
from typing import Any, Final

from cachetools import LRUCache

LARGEST_PART: Final = 32
"""One entry takes at most this part of the whole."""
ENTRY_BYTES: Final = 512
"""What an entry takes besides its content, about."""


class SharedCache:
    """Answers, responses and documents, the least recently used of which make room for others."""

    def __init__(self, max_bytes: int) -> None:
        """Keep at most so many bytes; 0 keeps nothing."""
        self.max_entry_bytes = max_bytes // LARGEST_PART - ENTRY_BYTES
        self._entries: LRUCache[Hashable, tuple[Any, int]] = LRUCache(max_bytes, getsizeof=itemgetter(1))

    @property
    def size(self) -> int:
        """The bytes of all entries."""
        return int(self._entries.currsize)

    def get(self, key: Hashable) -> Any:
        """Return an entry, None if there is none; the first part of a key names what is cached."""
        found = self._entries.get(key)
        return None if found is None else found[0]

    def put(self, key: Hashable, value: Any, size: int) -> None:
        """Keep what takes so many bytes with its key; what is too large for one entry is not kept."""
        if size <= self.max_entry_bytes:
            self._entries[key] = value, size + ENTRY_BYTES
