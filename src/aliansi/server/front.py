"""What answers at which path."""

from __future__ import annotations

from collections.abc import Mapping

from aliansi.http.exchange import App, Receive, Scope, Send


class PathRouter:
    """Leads each request to what is at its path, or at the first folder of its path; to the rest if nothing is."""

    def __init__(self, at: Mapping[str, App], below: Mapping[str, App], rest: App) -> None:
        """Take paths (``/graph``), and folders as they begin a path (``/graph/``)."""
        self._at, self._below, self._rest = at, below, rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        first, slash, _ = path.removeprefix("/").partition("/")
        there = self._at.get(path) or (self._below.get(f"/{first}/") if slash else None) or self._rest
        await there(scope, receive, send)
