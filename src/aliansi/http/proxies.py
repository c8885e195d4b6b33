"""Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are trusted."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, MutableMapping
from functools import lru_cache
from typing import Any, Final

from aliansi.errors import UsageError

_SCHEMES: Final = ("http", "https")


class Proxies:
    """The trusted proxies in front of this server; the headers of any other client are ignored."""

    def __init__(self, addresses: Iterable[str] = ()) -> None:
        """Trust these addresses and networks. Raises UsageError for an invalid one."""
        try:
            self._networks = tuple(map(ipaddress.ip_network, addresses))
        except ValueError as error:
            raise UsageError(f"invalid proxy: write an address or a network like 10.0.0.0/8 ({error})") from error
        self._trusts = lru_cache(maxsize=1024)(self._is_trusted)

    def trusts(self, address: str) -> bool:
        """Return whether an address is a trusted proxy."""
        return bool(self._networks) and self._trusts(address)

    def apply(self, scope: MutableMapping[str, Any]) -> None:
        """Set the client and the scheme of a request that a trusted proxy forwards, and ``scope["forwarded"]``.

        Each proxy adds the address that it has seen at the end: the last one outside the proxies is the client's.
        """
        client = scope.get("client")
        if not client or not self.trusts(client[0]):
            return
        scope["forwarded"] = True
        sent = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
        hosts = [_host(part.strip()) for part in ",".join(sent).split(",")]
        others = [host for host in reversed(hosts) if host is None or not self.trusts(host)]
        if others and others[0] is not None:
            scope["client"] = (others[0], 0)
        for name, value in scope["headers"]:
            if name == b"x-forwarded-proto" and (scheme := value.decode("latin-1").strip().lower()) in _SCHEMES:
                scope["scheme"] = scheme

    def _is_trusted(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._networks)


def _host(text: str) -> str | None:
    """Return the address in a part of X-Forwarded-For, without its port; None for any other text, such as “unknown”."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None
