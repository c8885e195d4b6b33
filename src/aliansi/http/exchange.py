"""One HTTP request and the reply to it, in ASGI itself: what the routes share that are asked most."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote

from aliansi.dataset.results import ProtocolError, status_of
from aliansi.errors import AliansiError
from aliansi.http.negotiation import accepts_gzip

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Pair = tuple[bytes, bytes]

SECURITY: Final[tuple[Pair, ...]] = (
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
        b"font-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
"""Nothing is loaded from another host, and nobody is told where a reader comes from."""

SECONDS_WITHOUT_READING: Final = 30.0

ANY_SITE: Final[tuple[Pair, ...]] = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Retry-After"),
)
"""Scripts of any site may read, but never with the credentials of their reader."""

_PREFLIGHT: Final[tuple[Pair, ...]] = (
    (b"access-control-allow-methods", b"GET, HEAD, POST"),
    (b"access-control-allow-headers", b"Accept, Accept-Language, Content-Type, If-None-Match, *"),
    (b"access-control-max-age", b"86400"),
)
LATER: Final[Pair] = (b"retry-after", b"1")
_HOST: Final = re.compile(r"[A-Za-z0-9._~-]+(?::\d{1,5})?|\[[0-9A-Fa-f:.]+\](?::\d{1,5})?")


@dataclass(frozen=True)
class Reply:
    """What is sent back; text types are UTF-8."""

    status: int
    body: bytes = b""
    media_type: str | None = None
    headers: tuple[Pair, ...] = ()


def plain(text: str, status: int) -> Reply:
    """Return a line of plain text."""
    return Reply(status, f"{text}\n".encode("utf-8", "replace"), "text/plain")


def problem(error: AliansiError) -> Reply:
    """Say what is wrong as plain text, with the status that belongs to it."""
    said = plain(str(error), status_of(error))
    return replace(said, headers=(LATER,)) if said.status in (429, 503) else said


class Exchange:
    """A request with the way back to its client."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read nothing but the headers."""
        self.scope, self.receive, self.send = scope, receive, send
        self.method: str = scope["method"]
        self.query_string: bytes = scope["query_string"]
        self._headers: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            self._headers[name] = self._headers[name] + b", " + value if name in self._headers else value

    def header(self, name: bytes) -> str | None:
        """Return a header of the request; what was sent several times is one list."""
        value = self._headers.get(name)
        return None if value is None else value.decode("latin-1")

    @property
    def accept(self) -> str | None:
        """The formats that the client likes."""
        return self.header(b"accept")

    @property
    def takes_gzip(self) -> bool:
        """Whether an answer may be compressed."""
        return accepts_gzip(self.header(b"accept-encoding"))

    def has_any(self, names: frozenset[bytes]) -> bool:
        """Say whether any of some headers was sent."""
        return not names.isdisjoint(self._headers)

    @property
    def base(self) -> str:
        """Where this server is, as the client names it, without a slash at the end.

        Raises ProtocolError if the Host header is no name of a host.
        """
        server = self.scope.get("server") or ("localhost", None)
        host = self.header(b"host") or (f"{server[0]}:{server[1]}" if server[1] else server[0])
        if len(host) > 300 or not _HOST.fullmatch(host):
            raise ProtocolError(400, "the Host header names no host")
        return f"{self.scope.get('scheme', 'http')}://{host}{self.scope.get('root_path', '')}"

    @property
    def client(self) -> str:
        """Who asks, as far as that can be told: an address, of IPv6 the network that one customer has."""
        address: str = (self.scope.get("client") or ("",))[0]
        return ":".join(address.split(":")[:4]) if ":" in address else address

    @property
    def is_old(self) -> bool:
        """Whether the client knows no chunks (HTTP/1.0)."""
        return bool(self.scope.get("http_version") == "1.0")

    async def body(self, most: int) -> bytes:
        """Read the body. Raises ProtocolError if it has more bytes than allowed or the client leaves before its end."""
        length = self.header(b"content-length") or ""
        if length.isdecimal() and int(length) > most:
            raise _too_large(most)
        try:
            async with asyncio.timeout(SECONDS_WITHOUT_READING):
                return await self._whole_body(most)
        except TimeoutError as error:
            raise ProtocolError(408, "the body of the request does not come to an end") from error

    async def _whole_body(self, most: int) -> bytes:
        body, more = bytearray(), True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ProtocolError(499, "the client has left")
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > most:
                raise _too_large(most)
        return bytes(body)

    def has(self, etag: str) -> bool:
        """Say whether the client has this state already (RFC 9110, 13.1.2)."""
        held = self.header(b"if-none-match")
        if held is None:
            return False
        tags = [tag.strip().removeprefix("W/") for tag in held.split(",")]
        return self.method in ("GET", "HEAD") and ("*" in tags or etag.removeprefix("W/") in tags)

    async def reply(self, reply: Reply) -> None:
        """Send a whole reply; to HEAD, all but its body."""
        headers = head_of(reply) if reply.status in (204, 304) else head_of_whole(reply)
        await self.send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await self.send({"type": "http.response.body", "body": b"" if self.method == "HEAD" else reply.body})

    async def begin(self, reply: Reply) -> None:
        """Send all but the body, which comes in pieces."""
        await self.send({"type": "http.response.start", "status": reply.status, "headers": head_of(reply)})

    async def piece(self, data: bytes, last: bool = False) -> None:
        """Send a piece of the body. Raises ProtocolError if the client takes nothing for long."""
        body = b"" if self.method == "HEAD" else data
        try:
            async with asyncio.timeout(SECONDS_WITHOUT_READING):
                await self.send({"type": "http.response.body", "body": body, "more_body": not last})
        except TimeoutError as error:
            raise ProtocolError(408, "the client takes nothing") from error


def head_of_whole(reply: Reply) -> list[Pair]:
    """Return the headers of a reply that is sent in one piece."""
    return [*head_of(reply), (b"content-length", str(len(reply.body)).encode("ascii"))]


def head_of(reply: Reply) -> list[Pair]:
    """Return the headers of a reply, all but its length."""
    headers = [*reply.headers, *SECURITY, *ANY_SITE]
    if reply.media_type is not None:
        charset = "; charset=utf-8" if reply.media_type.startswith("text/") else ""
        headers.append((b"content-type", f"{reply.media_type}{charset}".encode("ascii")))
    return headers


class Resource:
    """What is at an address, as an ASGI application: it answers with ``get``, ``other`` or the reason for neither."""

    methods = "GET, HEAD, OPTIONS"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        exchange = Exchange(scope, receive, send)
        try:
            if exchange.method in ("GET", "HEAD"):
                await self.get(exchange)
            elif exchange.method == "OPTIONS":
                await self._options(exchange)
            else:
                await self.other(exchange)
        except AliansiError as error:
            await exchange.reply(self.problem(exchange, error))

    def problem(self, exchange: Exchange, error: AliansiError) -> Reply:
        """Say why there is no answer."""
        return problem(error)

    async def get(self, exchange: Exchange) -> None:
        """Answer GET and HEAD."""
        raise NotImplementedError

    async def other(self, exchange: Exchange) -> None:
        """Refuse any other method."""
        refused = plain(f"{exchange.method} is not for here; there are: {self.methods}", 405)
        await exchange.reply(replace(refused, headers=(self._allow,)))

    async def _options(self, exchange: Exchange) -> None:
        """Say what may be done here, also to a script of another site that asks before it does it (CORS)."""
        preflight = _PREFLIGHT if exchange.header(b"access-control-request-method") else ()
        await exchange.reply(Reply(204, headers=(self._allow, *preflight)))

    @property
    def _allow(self) -> Pair:
        return (b"allow", self.methods.encode("ascii"))


def _too_large(most: int) -> ProtocolError:
    return ProtocolError(413, f"a request has at most {most:,} bytes")


def below(exchange: Exchange, path: str) -> str:
    """Return what follows a path in the URL, as the client has written it."""
    raw: bytes = exchange.scope.get("raw_path") or quote(exchange.scope["path"]).encode("ascii")
    return raw.partition(b"?")[0].decode("latin-1").partition(path)[2]
