"""The address that is listened on, and what HTTP clients may do to a server before it knows what they want."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import ipaddress
import logging
import math
import socket
from typing import TYPE_CHECKING, Any, Final

import uvicorn
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from aliansi.activation import inherited
from aliansi.findings import UsageError
from aliansi.respond import App
from aliansi.sandbox import not_held

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol as Http
else:
    Http = AutoHTTPProtocol  # httptools where it installs

MOST_BYTES_OF_HEADERS: Final = 2**16
SECONDS_OF_A_LOOK: Final = 10.0
SECONDS_FOR_WHAT_IS_ON_ITS_WAY: Final = 0.05

_TOO_LARGE: Final = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Patient(Http):
    """A connection that is closed if its client says nothing for long, says too much, or does not listen."""

    _heard = 0
    _was_idle = False
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Hear a part of a request."""
        super().data_received(data)
        if self._is_busy():
            self._heard, self._was_idle = 0, False
        else:
            self._heard += len(data)
        if self._heard > MOST_BYTES_OF_HEADERS and not self.transport.is_closing():
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

    def _wait(self) -> None:
        self._timer = self.loop.call_later(SECONDS_OF_A_LOOK, self._look)

    def _look(self) -> None:
        if self.transport.is_closing():
            self.transport.abort()  # what is left to send is not taken
            return
        if self._was_idle and not self._is_busy():
            self.transport.close()
        self._was_idle = not self._is_busy()
        self._wait()


class _WithoutBrokenTransfers(logging.Filter):
    """Leaves out that a transfer was broken: it is how a client learns that an answer is not whole."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "without completing response" not in record.getMessage()


def until_stopped(app: App, listening: socket.socket, seconds: float = 10.0) -> None:
    """Serve an application on a socket until Ctrl+C or SIGTERM; what is under way then has some seconds to end."""
    config = uvicorn.Config(
        app,
        http=Patient,
        ws="none",
        log_level="error",  # what clients do wrong is told to them
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=math.ceil(seconds),
    )
    logging.getLogger("uvicorn.error").addFilter(_WithoutBrokenTransfers())
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes any that is free. Raises UsageError in one line if it cannot.

    One that a service manager has handed over goes before the address.
    """
    if handed_over := inherited():
        return handed_over
    if not 0 <= port <= 65535:  # the system would take what remains of it after division
        raise UsageError(f"{port} is no port; choose one from 1 to 65535")
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family, backlog=1024)
    except socket.gaierror as error:
        raise UsageError(f"{host} is no address of a machine: {error.strerror}") from error
    except OSError as error:
        raise UsageError(_reason(error, host, port)) from error


def _reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use; stop what listens there or choose another with --port"
    if error.errno == errno.EACCES:
        return f"listening on port {port} is not permitted; choose one above 1023 with --port"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine; choose one that is with --host"
    return f"cannot listen on {host} port {port}: {error.strerror}"


def address_of(host: str, listening: socket.socket) -> str:
    """Return where the first page is."""
    port = listening.getsockname()[1]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def announcement(triples: int, host: str, listening: socket.socket) -> str:
    """Say what is served and where, and who can reach it."""
    base = address_of(host, listening)
    line = f"Serving {triples} triples at {base} (SPARQL: {base}sparql) - press Ctrl+C to stop"
    if lacking := not_held():
        line += f"\nOn this system {'; '.join(lacking)}: keep it from the public web"
    reached = listening.getsockname()[0]
    if ipaddress.ip_address(reached).is_loopback:
        return line
    return f"{line}\n{reached} is more than this machine: anyone who reaches it over the network may query"
