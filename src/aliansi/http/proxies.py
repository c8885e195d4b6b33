"""Reverse proxies: whose word is taken for who asks, and by which scheme (X-Forwarded-For, X-Forwarded-Proto)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, MutableMapping
from functools import lru_cache
from typing import Any, Final

from aliansi.errors import UsageError

_SCHEMES: Final = ("http", "https")


class Proxies:
    """The proxies in front of this server; anybody else may claim what he likes, and is not believed."""

    def __init__(self, addresses: Iterable[str] = ()) -> None:
        """Believe these addresses and networks. Raises UsageError for one that is none."""
        try:
            self._networks = tuple(map(ipaddress.ip_network, addresses))
        except ValueError as error:
            raise UsageError(f"a proxy is an address or a network, like 127.0.0.1 or 10.0.0.0/8: {error}") from error
        self._believed = lru_cache(maxsize=1024)(self._is_believed)

    def believe(self, address: str) -> bool:
        """Say whether an address is a proxy's."""
        return bool(self._networks) and self._believed(address)

    def apply(self, scope: MutableMapping[str, Any]) -> None:
        """Put into the scope of a request what a proxy says of it; ``scope["forwarded"]`` tells that one was asked.

        Each proxy adds the address that it has seen at the end: the last one that is no proxy's is the client's.
        """
        client = scope.get("client")
        if not client or not self.believe(client[0]):
            return
        scope["forwarded"] = True
        said = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
        hosts = [_host(part.strip()) for part in ",".join(said).split(",")]
        others = [host for host in reversed(hosts) if host is None or not self.believe(host)]
        if others and others[0] is not None:
            scope["client"] = (others[0], 0)
        for name, value in scope["headers"]:
            if name == b"x-forwarded-proto" and (scheme := value.decode("latin-1").strip().lower()) in _SCHEMES:
                scope["scheme"] = scheme

    def _is_believed(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._networks)


def _host(said: str) -> str | None:
    """Return the address in what a proxy says, without its port; None if it is none, such as “unknown”."""
    if said.startswith("["):
        said = said[1:].partition("]")[0]
    elif said.count(":") == 1:
        said = said.partition(":")[0]
    try:
        return str(ipaddress.ip_address(said))
    except ValueError:
        return None
