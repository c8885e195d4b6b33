"""What HTTP clients may do to a server before it knows what they want, and while it answers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from uvicorn.protocols.http.auto import AutoHTTPProtocol

if TYPE_CHECKING:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol as Http
else:
    Http = AutoHTTPProtocol  # httptools where it installs

MAX_BYTES_OF_HEADERS: Final = 2**16
SECONDS_OF_A_LOOK = 10.0
SECONDS_FOR_WHAT_IS_ON_ITS_WAY: Final = 0.05

_TOO_LARGE: Final = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class TimeoutProtocol(Http):
    """A connection that is closed if its client says nothing for long, says too much, or does not listen."""

    _heard = 0
    _left_to_send = 0
    _was_idle = False
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Hear a part of a request."""
        super().data_received(data)
        if self._is_in_a_head():
            self._heard += len(data)
        else:
            self._heard, self._was_idle = 0, False
        if self._heard > MAX_BYTES_OF_HEADERS and not self.transport.is_closing():
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        if self._timer:
            self._timer.cancel()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Take no more requests but one that is on its way: it may be here and not be read yet."""
        self.loop.call_later(SECONDS_FOR_WHAT_IS_ON_ITS_WAY, super().shutdown)

    def _is_busy(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _is_in_a_head(self) -> bool:
        """Whether what was heard last is a part of a request that is not yet known."""
        return not self._is_busy()

    def _is_read(self) -> bool:
        """Whether the client has taken anything since the last look of what is left to send."""
        before, self._left_to_send = self._left_to_send, self.transport.get_write_buffer_size()
        return 0 < self._left_to_send < before

    def _wait(self) -> None:
        self._timer = self.loop.call_later(SECONDS_OF_A_LOOK, self._look)

    def _look(self) -> None:
        is_idle = not self._is_read() and not self._is_busy()
        if self.transport.is_closing() and is_idle:
            self.transport.abort()  # what is left to send is not taken
            return
        if self._was_idle and is_idle:
            self.transport.close()
        self._was_idle = is_idle
        self._wait()
