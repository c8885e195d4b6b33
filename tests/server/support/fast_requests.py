"""Requests to the fast path, with no socket in between."""

from __future__ import annotations

from urllib.parse import quote

from aliansi.http.exchange import Scope
from aliansi.server.fast_path import FastPath, PendingRequest, StoredResponse


def scope_of(query: str, *headers: tuple[bytes, bytes]) -> Scope:
    asked = f"query={quote(query)}&format=csv".encode()
    about = {"type": "http", "http_version": "1.1", "method": "GET", "path": "/sparql", "query_string": asked}
    return about | {"headers": [(b"host", b"site.test"), *headers], "client": ("192.0.2.1", 1), "scheme": "http"}


async def answer(fast_path: FastPath, scope: Scope) -> StoredResponse:
    pending = fast_path.start(scope)
    assert isinstance(pending, PendingRequest)
    await pending.job.answer()
    whole = fast_path.finish(pending)
    assert whole is not None
    return whole
