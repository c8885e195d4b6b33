"""Hosts that queries may access with SERVICE: none unless the operator allows them."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from aliansi.errors import UsageError
from aliansi.sparql.characters import shortened

PORTS: Final = {"https": 443, "http": 80}
_HOST: Final = re.compile(
    r"(?:(?P<scheme>https?)://)?(?P<name>[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(?P<port>\d{1,5}))?/?", re.IGNORECASE
)
_FORMS: Final = "write HOST, https://HOST:PORT, http://HOST, or HOST=ADDRESS for a host of a private network"

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class AllowedHost:
    """An allowed host with its scheme and port; ``address`` is its configured IP address, if any."""

    scheme: str
    name: str
    port: int
    address: Address | None = None

    def __str__(self) -> str:
        """Return the start of its IRIs."""
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        name = f"[{self.name}]" if ":" in self.name else self.name
        return f"{self.scheme}://{name}{port}"


@dataclass(frozen=True)
class AllowedServices:
    """The hosts that SERVICE may access."""

    hosts: tuple[AllowedHost, ...] = ()

    def host_of(self, endpoint: str) -> AllowedHost:
        """Return the host of an endpoint. Raises UsageError, which says how to allow it, if it is not allowed."""
        wanted = _host_of_iri(endpoint)
        for host in self.hosts:
            if (host.scheme, host.name, host.port) == (wanted.scheme, wanted.name, wanted.port):
                return host
        known = ", ".join(map(str, self.hosts))
        raise UsageError(
            f"{shortened(str(wanted), 60)} is not allowed here; allowed: {shortened(known, 50)}. "
            "The operator can add it with --allow-service"
        )


NO_SERVICES: Final = AllowedServices()
"""No host is allowed."""


def parse_services(settings: Iterable[str]) -> AllowedServices:
    """Return the hosts in settings like ``query.wikidata.org``. Raises UsageError for an invalid one."""
    return AllowedServices(tuple(map(_host, settings)))


def is_public(address: Address) -> bool:
    """Return whether an address is on the public internet, also if it is an IPv4 address embedded in IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1]) or _of_nat64(address)
        if inner:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def _of_nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address in a NAT64 address (RFC 6052, RFC 8215)."""
    wrapped = any(address in ipaddress.IPv6Network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48"))
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if wrapped else None


def _host(setting: str) -> AllowedHost:
    text, equals, pinned = setting.strip().partition("=")
    match = _HOST.fullmatch(text)
    if match is None:
        raise UsageError(f"invalid host '{setting}': {_FORMS}")
    scheme = (match["scheme"] or "https").lower()
    port = int(match["port"] or PORTS[scheme])
    name = match["name"].lower().strip("[]")
    if not 0 < port < 65536:
        raise UsageError(f"invalid port {port} in '{setting}': choose 1 to 65535")
    # A host given as an address is at that address, even a private one: the operator has written it.
    address = _address(pinned if equals else name)
    if equals and address is None:
        raise UsageError(f"invalid address '{pinned}' in '{setting}': {_FORMS}")
    return AllowedHost(scheme, name, port, address)


def _host_of_iri(endpoint: str) -> AllowedHost:
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError as error:
        raise UsageError(f"<{shortened(endpoint, 60)}> is not a valid IRI of an endpoint") from error
    if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc or not parts.netloc.isascii():
        raise UsageError(f"<{shortened(endpoint, 60)}>: write the endpoint as https://HOST/PATH, without a user name")
    return AllowedHost(parts.scheme, parts.hostname.rstrip("."), PORTS[parts.scheme] if port is None else port)


def _address(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
