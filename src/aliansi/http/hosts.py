"""Host names of requests: a server on a loopback address answers only for names of this machine.

A page of another site can let its own name resolve to 127.0.0.1 (DNS rebinding). The browser then takes the server for
that site, and lets the page read everything, whatever the CORS headers are; only the Host header shows it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, MutableMapping
from functools import lru_cache
from typing import Any, Final

from aliansi.errors import ProtocolError, UsageError

MAX_LENGTH: Final = 300
_HOST: Final = re.compile(r"([A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
_NAME: Final = re.compile(r"\*|(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")
ANY: Final = "*"


def name_of(host: str) -> str:
    """Return the name or address in a Host header, without its port. Raises ProtocolError if the header is invalid."""
    found = _HOST.fullmatch(host) if len(host) <= MAX_LENGTH else None
    if found is None:
        raise ProtocolError(400, "invalid Host header")
    return found[1].lower().removesuffix(".")


class AllowedHosts:
    """The host names that this server answers for: all, or those of this machine and those that the operator allows."""

    def __init__(self, names: Iterable[str] = (), own: str | None = None) -> None:
        """Take the allowed names, and ``own``: the host of a server on a loopback address, None for any other server.

        ``*.example.org`` allows all names below example.org, ``*`` all. Raises UsageError for an invalid name.
        """
        self._names = frozenset(map(_allowed_name, names))
        self._own = None if own is None else own.lower()
        self._is_limited = bool(self._names or own is not None) and ANY not in self._names
        self._allows = lru_cache(maxsize=256)(self._is_allowed)

    def check(self, scope: MutableMapping[str, Any]) -> None:
        """Raise ProtocolError if this server does not answer for the host of a request.

        A trusted proxy decides for which hosts it forwards, unless there are allowed names. A request without a host is
        not one of a browser.
        """
        if not self._is_limited or (scope.get("forwarded") and not self._names):
            return
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        name = name_of(", ".join(hosts)) if any(hosts) else ""
        if name and not self._allows(name):
            raise ProtocolError(
                421,
                f"this server does not answer for the host {name}: start it with --allow-host {name}, "
                "or behind a reverse proxy with --behind-proxy and the address of the proxy",
            )

    def _is_allowed(self, name: str) -> bool:
        parents = (name.split(".", level)[-1] for level in range(1, name.count(".") + 1))
        return (
            name == self._own
            or name in self._names
            or any(f"*.{parent}" in self._names for parent in parents)
            or is_of_this_machine(name)
        )


def is_of_this_machine(name: str) -> bool:
    """Return whether a name or address is a loopback one (RFC 6761, 6.3): localhost, x.localhost, 127.0.0.1, [::1]."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return is_loopback(address)


def is_loopback(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Return whether only this machine reaches an address; ``::ffff:127.0.0.1`` is one of IPv4."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _allowed_name(text: str) -> str:
    """Return a name as it stands in a Host header: in lower case, ASCII (IDNA), IPv6 in brackets."""
    name = text.strip().lower().removesuffix(".")
    if name.count(":") > 1 and not name.startswith("["):
        name = f"[{name}]"
    try:
        name = name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"invalid host {text!r}: write a name without scheme and port, like example.org or *.example.org"
        )
    return name
