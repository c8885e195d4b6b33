"""The hosts that queries may ask with SERVICE: none, unless whoever runs the endpoint names them."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from aliansi.errors import UsageError

PORTS: Final = {"https": 443, "http": 80}
_HOST: Final = re.compile(
    r"(?:(?P<scheme>https?)://)?(?P<name>[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(?P<port>\d{1,5}))?/?", re.IGNORECASE
)
_HOW: Final = "write HOST, https://HOST:PORT, http://HOST, or HOST=ADDRESS for a host of a private network"

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class AllowedHost:
    """A host that may be asked, by which scheme and at which port; ``address`` is where it is, if that is known."""

    scheme: str
    name: str
    port: int
    address: Address | None = None

    def __str__(self) -> str:
        """Write it as an IRI begins."""
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        name = f"[{self.name}]" if ":" in self.name else self.name
        return f"{self.scheme}://{name}{port}"


@dataclass(frozen=True)
class AllowedServices:
    """The hosts that may be asked."""

    hosts: tuple[AllowedHost, ...] = ()

    def host_of(self, endpoint: str) -> AllowedHost:
        """Return the host of an endpoint. Raises UsageError if it may not be asked, with how to allow it."""
        wanted = _host_of_iri(endpoint)
        for host in self.hosts:
            if (host.scheme, host.name, host.port) == (wanted.scheme, wanted.name, wanted.port):
                return host
        known = ", ".join(map(str, self.hosts))
        raise UsageError(
            f"SERVICE <{endpoint}>: {wanted} is not allowed here; allowed: {known}. "
            f"Whoever runs this endpoint can allow it with --allow-service {wanted}"
        )


NO_SERVICES: Final = AllowedServices()
"""No host may be asked."""


def parse_services(settings: Iterable[str]) -> AllowedServices:
    """Return the hosts of settings like ``query.wikidata.org``. Raises UsageError for one that is none."""
    return AllowedServices(tuple(map(_host, settings)))


def is_public(address: Address) -> bool:
    """Say whether an address is one of the public internet, whatever it is wrapped in."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1]) or _of_nat64(address)
        if inner:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def _of_nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the address that is reached through a translator (RFC 6052, RFC 8215)."""
    wrapped = any(address in ipaddress.IPv6Network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48"))
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if wrapped else None


def _host(setting: str) -> AllowedHost:
    text, equals, pinned = setting.strip().partition("=")
    match = _HOST.fullmatch(text)
    if match is None:
        raise UsageError(f"{setting} is no host; {_HOW}")
    scheme = (match["scheme"] or "https").lower()
    port = int(match["port"] or PORTS[scheme])
    name = match["name"].lower().strip("[]")
    if not 0 < port < 65536:
        raise UsageError(f"{setting}: {port} is no port")
    # An address is where it says itself to be: also a private one, which whoever wrote it meant.
    address = _address(pinned if equals else name)
    if equals and address is None:
        raise UsageError(f"{setting}: {pinned or 'nothing'} is no address like 10.0.0.7; {_HOW}")
    return AllowedHost(scheme, name, port, address)


def _host_of_iri(endpoint: str) -> AllowedHost:
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError as error:
        raise UsageError(f"SERVICE <{endpoint}>: this is no address of an endpoint") from error
    if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc or not parts.netloc.isascii():
        raise UsageError(f"SERVICE <{endpoint}>: an endpoint is named by https://HOST/PATH, without a user")
    return AllowedHost(parts.scheme, parts.hostname.rstrip("."), PORTS[parts.scheme] if port is None else port)


def _address(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
