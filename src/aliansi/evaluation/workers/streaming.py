"""Result of a query while the worker still writes it: pieces of bytes for a client that may read slowly."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from aliansi.errors import AliansiError
from aliansi.evaluation.workers.spool import SpilledResult, Spool

MAX_BUFFERED_BYTES: Final = 2**20
"""The most that waits in memory for a client that reads slowly."""


class StreamedResult:
    """A result in pieces of bytes, as an asynchronous iterator, which raises the error of an incomplete result.

    What the client has not read waits in memory, then in the spool. If that is full, ``pause(True)`` stops the worker,
    within its time limit, and ``pause(False)`` lets it continue.
    """

    def __init__(
        self, media_type: str, gzipped: bool, pause: Callable[[bool], None], spool: Spool | None = None
    ) -> None:
        self.media_type, self.gzipped = media_type, gzipped
        self.ended = False
        self._pause, self._paused = pause, False
        self._spool = spool
        self._spilled: SpilledResult | None = None
        self._pieces: deque[bytes] = deque()
        self._after_spilled: deque[bytes] = deque()
        self._size = 0
        self._error: AliansiError | None = None
        self._changed = asyncio.Event()

    def feed(self, piece: bytes) -> None:
        """Add a piece."""
        if not self._spill(piece):
            (self._after_spilled if self._spilled else self._pieces).append(piece)
            self._size += len(piece)
            if self._size > MAX_BUFFERED_BYTES and not self._paused:
                self._paused = True
                self._pause(True)
        self._changed.set()

    def end(self, error: AliansiError | None = None) -> None:
        """End the result; with an error if it is incomplete."""
        if not self.ended:
            self.ended, self._error = True, error
            self._changed.set()

    def close(self) -> None:
        """Release the spool when the client has left."""
        if self._spilled:
            self._spilled.close()
            self._spilled = self._spool = None

    def __aiter__(self) -> StreamedResult:
        """Yield the pieces."""
        return self

    async def __anext__(self) -> bytes:
        """Return the next piece. Raises the error that has ended the evaluation early."""
        while (piece := self._next()) is None:
            if self._error is not None:
                raise self._error
            if self.ended:
                raise StopAsyncIteration
            self._changed.clear()
            await self._changed.wait()
        if self._paused and self._size < MAX_BUFFERED_BYTES // 2:
            self._paused = False
            self._pause(False)
        return piece

    def _spill(self, piece: bytes) -> bool:
        """Write a piece to the spool if memory is full, the spool is not, and no earlier piece waits in memory."""
        if self._spilled is None:
            if self._spool is None or self._size + len(piece) <= MAX_BUFFERED_BYTES:
                return False
            self._spilled = self._spool.begin()
        return self._spilled is not None and not self._after_spilled and self._spilled.write(piece)

    def _next(self) -> bytes | None:
        if not self._pieces and self._spilled:
            if piece := self._spilled.read():
                return piece
            self._spilled.close()
            self._spilled, self._pieces, self._after_spilled = None, self._after_spilled, self._pieces
        if not self._pieces:
            return None
        piece = self._pieces.popleft()
        self._size -= len(piece)
        return piece
