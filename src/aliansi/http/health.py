"""What a server says of itself in plain text: its health, and its numbers for Prometheus."""

from __future__ import annotations

from collections.abc import Callable

from aliansi.http.exchange import Exchange, Reply, Resource

PLAIN = "text/plain"
PROMETHEUS = "text/plain; version=0.0.4"


class TextResource(Resource):
    """Gives a text as it is at the time."""

    def __init__(self, say: Callable[[], str], media_type: str = PLAIN) -> None:
        """Take what there is to say."""
        self._say, self._media_type = say, media_type

    async def get(self, exchange: Exchange) -> None:
        """Say it."""
        never_kept = ((b"cache-control", b"no-store"),)
        await exchange.reply(Reply(200, self._say().encode("utf-8"), self._media_type, never_kept))
