"""Result of a query while the worker still writes it: pieces of bytes for a client that may read slowly."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from aliansi.errors import AliansiError
from aliansi.evaluation.spool import SpilledResult, Spool

MAX_BUFFERED_BYTES: Final = 2**20
"""What waits in memory for a client that reads slowly."""


class StreamedResult:
    """An answer that is still being worked out, in pieces of bytes; its end is an error if it is not whole."""

    def __init__(
        self, media_type: str, gzipped: bool, hold: Callable[[bool], None], spool: Spool | None = None
    ) -> None:
        """Begin with no piece.

        What the client has not read waits in memory, then in the spool; where that has no room ``hold`` stops what
        feeds this, or lets it go on: the worker waits for the client then, within its time.
        """
        self.media_type, self.gzipped = media_type, gzipped
        self.ended = False
        self._hold, self._held = hold, False
        self._spool = spool
        self._spilled: SpilledResult | None = None
        self._pieces: deque[bytes] = deque()
        self._later: deque[bytes] = deque()
        """What comes after that in the spool."""
        self._size = 0
        self._error: AliansiError | None = None
        self._news = asyncio.Event()

    def feed(self, piece: bytes) -> None:
        """Take a piece."""
        if not self._spill(piece):
            (self._later if self._spilled else self._pieces).append(piece)
            self._size += len(piece)
            if self._size > MAX_BUFFERED_BYTES and not self._held:
                self._held = True
                self._hold(True)
        self._news.set()

    def end(self, error: AliansiError | None = None) -> None:
        """End the answer, whole or not."""
        if not self.ended:
            self.ended, self._error = True, error
            self._news.set()

    def close(self) -> None:
        """Forget what nobody waits for."""
        if self._spilled:
            self._spilled.close()
            self._spilled = self._spool = None

    def __aiter__(self) -> StreamedResult:
        """Yield the pieces."""
        return self

    async def __anext__(self) -> bytes:
        """Return the next piece. Raises what has ended the evaluation before its time."""
        while (piece := self._next()) is None:
            if self._error is not None:
                raise self._error
            if self.ended:
                raise StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        if self._held and self._size < MAX_BUFFERED_BYTES // 2:
            self._held = False
            self._hold(False)
        return piece

    def _spill(self, piece: bytes) -> bool:
        """Put a piece into the spool, if there is room and it is its turn."""
        if self._spilled is None:
            if self._spool is None or self._size + len(piece) <= MAX_BUFFERED_BYTES:
                return False
            self._spilled = self._spool.begin()
        return self._spilled is not None and not self._later and self._spilled.write(piece)

    def _next(self) -> bytes | None:
        if not self._pieces and self._spilled:
            if piece := self._spilled.read():
                return piece
            self._spilled.close()
            self._spilled, self._pieces, self._later = None, self._later, self._pieces
        if not self._pieces:
            return None
        piece = self._pieces.popleft()
        self._size -= len(piece)
        return piece
