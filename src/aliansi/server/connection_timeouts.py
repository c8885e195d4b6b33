"""Limits on what a client may do to a connection: wait without a request, send an endless head, not read."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from uvicorn.protocols.http.auto import AutoHTTPProtocol

from aliansi.server.sockets import send_at_once

if TYPE_CHECKING:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol as Http
else:
    Http = AutoHTTPProtocol  # httptools where it is installed

MAX_HEAD_BYTES: Final = 2**16
SECONDS_BETWEEN_CHECKS = 10.0
SECONDS_BEFORE_SHUTDOWN: Final = 0.05

_TOO_LARGE: Final = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class TimeoutProtocol(Http):
    """A connection that is closed if its client is idle for long, sends too large a head, or does not read.

    A subclass whose parser reports where a request begins overrides ``_is_in_head``.
    """

    _head_bytes = 0
    _unsent_bytes = 0
    _was_idle = False
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to check the connection, and send each response at once."""
        super().connection_made(transport)
        send_at_once(transport.get_extra_info("socket"))
        self._schedule_check()

    def data_received(self, data: bytes) -> None:
        """Parse data, and refuse a head that is too large."""
        super().data_received(data)
        if self._is_in_head():
            self._head_bytes += len(data)
        else:
            self._head_bytes, self._was_idle = 0, False
        if self._head_bytes > MAX_HEAD_BYTES and not self.transport.is_closing():
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Check the connection no longer."""
        if self._timer:
            self._timer.cancel()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Close the connection in a moment, so that a request that has arrived and is not yet read is answered."""
        self.loop.call_later(SECONDS_BEFORE_SHUTDOWN, super().shutdown)

    def _is_busy(self) -> bool:
        """Return whether a request is being answered."""
        return self.cycle is not None and not self.cycle.response_complete

    def _is_in_head(self) -> bool:
        """Return whether the last data belong to a request whose head is not complete."""
        return not self._is_busy()

    def _is_reading(self) -> bool:
        """Return whether the client has read a part of what is to be sent since the last check."""
        before, self._unsent_bytes = self._unsent_bytes, self.transport.get_write_buffer_size()
        return 0 < self._unsent_bytes < before

    def _schedule_check(self) -> None:
        self._timer = self.loop.call_later(SECONDS_BETWEEN_CHECKS, self._check)

    def _check(self) -> None:
        is_idle = not self._is_reading() and not self._is_busy()
        if self.transport.is_closing() and is_idle:
            self.transport.abort()  # the client does not read the rest
            return
        if self._was_idle and is_idle:
            self.transport.close()
        self._was_idle = is_idle
        self._schedule_check()
