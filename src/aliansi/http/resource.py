"""Base of the high-traffic routes, and the responses to the methods that a resource does not have."""

from __future__ import annotations

from typing import Final

from aliansi.errors import AliansiError
from aliansi.http.exchange import Exchange, Receive, Reply, Scope, Send, error_reply, plain_reply
from aliansi.http.security import PREFLIGHT_HEADERS

READ_METHODS: Final = "GET, HEAD, OPTIONS"
"""The methods of a resource that is read only."""


def reply_to_other_method(method: str, methods: str, is_preflight: bool) -> Reply:
    """Return the methods of a resource: for OPTIONS as its response, for any other method with the status 405."""
    allow = (b"allow", methods.encode("ascii"))
    if method == "OPTIONS":
        return Reply(204, headers=(allow, *(PREFLIGHT_HEADERS if is_preflight else ())))
    refused = plain_reply(f"{method} is not allowed here; allowed: {methods}", 405)
    return Reply(405, refused.body, refused.media_type, (allow,))


class Resource:
    """An ASGI application for one address: subclasses answer GET and HEAD in ``get``, POST and so on in ``other``."""

    methods: str = READ_METHODS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        exchange = Exchange(scope, receive, send)
        try:
            await (self.get(exchange) if exchange.method in ("GET", "HEAD") else self.other(exchange))
        except AliansiError as error:
            await exchange.reply(error_reply(error))

    async def get(self, exchange: Exchange) -> None:
        """Answer GET and HEAD."""
        raise NotImplementedError

    async def other(self, exchange: Exchange) -> None:
        """Answer any other method."""
        is_preflight = exchange.header(b"access-control-request-method") is not None
        await exchange.reply(reply_to_other_method(exchange.method, self.methods, is_preflight))
