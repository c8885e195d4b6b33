"""The address that is listened on."""

from __future__ import annotations

import errno
import ipaddress
import socket

from aliansi.errors import UsageError
from aliansi.evaluation.workers.sandbox import missing_limits
from aliansi.server.activation import inherited


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
    if lacking := missing_limits():
        line += f"\nOn this system {'; '.join(lacking)}: keep it from the public web"
    reached = listening.getsockname()[0]
    if ipaddress.ip_address(reached).is_loopback:
        return line
    return f"{line}\n{reached} is more than this machine: anyone who reaches it over the network may query"
