"""Requests for queries on one connection that differ only in their query: their headers are parsed once."""

from __future__ import annotations

import re
from typing import Final

from aliansi.http.exchange import Scope
from aliansi.server.fast_path import PATH

PATH_AND_QUERY: Final = f"{PATH}?".encode()
_REST_OF_HEAD: Final = b" HTTP/1.1\r\n"
_TARGET: Final = re.compile(b'GET %b([!-"$-~]*)' % re.escape(PATH_AND_QUERY))
"""What goes before the rest of a head: a query in a URL, with neither spaces nor a fragment (RFC 9112, 3)."""


class SimilarRequests:
    """The last request of a connection that the fast path has answered, for those that are like it."""

    def __init__(self) -> None:
        self._previous: tuple[bytes, Scope] | None = None

    def note(self, data: bytes, scope: Scope) -> None:
        """Note a whole request with its scope."""
        self._previous = data[data.index(_REST_OF_HEAD) :], scope

    def scope_of(self, data: bytes) -> Scope | None:
        """Return the scope of a request that equals the noted one but for its query; None if it does not."""
        if self._previous is None or not data.endswith(self._previous[0]):
            return None
        rest, scope = self._previous
        target = _TARGET.fullmatch(data, 0, len(data) - len(rest))
        return {**scope, "query_string": target[1]} if target else None
