"""The listening socket: opened here, or handed over by a service manager that keeps it (systemd.socket(5))."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from contextlib import suppress
from typing import Any, Final

from aliansi.errors import UsageError
from aliansi.evaluation.workers.sandbox import missing_limits
from aliansi.http.hosts import is_loopback

FIRST_DESCRIPTOR: Final = 3
"""The descriptor of the first socket that a service manager hands over (sd_listen_fds(3))."""


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket: the one that a service manager has handed over, else one for an address.

    Port 0 takes any free port. Raises UsageError.
    """
    return _of_tcp(inherited_socket() or _own_socket(host, port))


def _own_socket(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:  # the system would take the remainder of a division
        raise UsageError(f"invalid port {port}: choose 1 to 65535")
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family, backlog=1024)
    except socket.gaierror as error:
        raise UsageError(f"cannot resolve host {host}: {error.strerror}") from error
    except OSError as error:
        raise UsageError(_reason(error, host, port)) from error


def _of_tcp(listening: socket.socket) -> socket.socket:
    """Return a socket whose connections send at once: asyncio sees to that if the protocol of the socket is TCP."""
    send_at_once(listening)
    protocol = listening.proto or socket.IPPROTO_TCP  # 0 from create_server, and from a descriptor on macOS
    return socket.socket(listening.family, listening.type, protocol, listening.detach())


def send_at_once(connected: Any) -> None:
    """Set TCP_NODELAY on a socket: else a response in two writes waits until the client acknowledges the first.

    On POSIX an accepted socket has the option of the listening one, on Windows it has not.
    """
    if connected.family in (socket.AF_INET, socket.AF_INET6):
        with suppress(OSError):  # the client has disconnected
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use; stop what listens there or choose another with --port"
    if error.errno == errno.EACCES:
        return f"listening on port {port} is not permitted; choose one above 1023 with --port"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine; choose one that is with --host"
    return f"cannot listen on {host} port {port}: {error.strerror}"


def inherited_socket() -> socket.socket | None:
    """Return the socket that a service manager has handed over to this process, None if there is none.

    Raises UsageError if there are several, or if it does not listen for TCP.
    """
    if os.environ.get("LISTEN_PID") != str(os.getpid()):
        return None
    number = os.environ.get("LISTEN_FDS", "0")
    for name in ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"):
        os.environ.pop(name, None)  # they are not for the child processes
    if number == "0":
        return None
    if number != "1":
        raise UsageError(f"{number} sockets were handed over; write one ListenStream only")
    try:
        listening = socket.socket(fileno=FIRST_DESCRIPTOR)
        listens = bool(listening.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
    except OSError as error:
        raise UsageError(f"LISTEN_FDS is set, but descriptor {FIRST_DESCRIPTOR}: {error.strerror}") from error
    if not listens or listening.family not in (socket.AF_INET, socket.AF_INET6):
        listening.close()
        raise UsageError("the socket that was handed over does not listen for TCP; write ListenStream=ADDRESS:PORT")
    listening.set_inheritable(False)
    return listening


def address_of(host: str, listening: socket.socket) -> str:
    """Return the URL of the first page."""
    port = listening.getsockname()[1]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def is_local(listening: socket.socket) -> bool:
    """Return whether only this machine reaches a socket."""
    return is_loopback(ipaddress.ip_address(listening.getsockname()[0]))


def announcement(triples: int, host: str, listening: socket.socket) -> str:
    """Return what is served, where, and who can reach it."""
    base = address_of(host, listening)
    line = f"Serving {triples} triples at {base} (SPARQL: {base}sparql) - press Ctrl+C to stop"
    if lacking := missing_limits():
        line += f"\nOn this system {'; '.join(lacking)}: keep it from the public web"
    if is_local(listening):
        return line
    reached = listening.getsockname()[0]
    return f"{line}\n{reached} is more than this machine: anyone who reaches it over the network may query"
