"""ASGI request and response helpers for the high-traffic routes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote

from aliansi.errors import AliansiError, ProtocolError, status_of
from aliansi.http.conditions import current_tag
from aliansi.http.hosts import name_of
from aliansi.http.negotiation import accepts_gzip
from aliansi.http.security import CORS_HEADERS, SECURITY_HEADERS, Pair

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

READ_SECONDS: Final = 30.0
"""Limit on the time that a client takes for the body of a request, or to read a piece of a response."""

RETRY_AFTER: Final[Pair] = (b"retry-after", b"1")


@dataclass(frozen=True)
class Reply:
    """A response in one piece; text types are UTF-8."""

    status: int
    body: bytes = b""
    media_type: str | None = None
    headers: tuple[Pair, ...] = ()


def plain_reply(text: str, status: int) -> Reply:
    """Return a line of plain text."""
    return Reply(status, f"{text}\n".encode("utf-8", "replace"), "text/plain")


def error_reply(error: AliansiError) -> Reply:
    """Return an error as plain text, with its status."""
    reply = plain_reply(str(error), status_of(error))
    return replace(reply, headers=(RETRY_AFTER,)) if reply.status in (429, 503) else reply


class Exchange:
    """A request and the sending of its response."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self.receive, self.send = scope, receive, send
        self.method: str = scope["method"]
        self.query_string: bytes = scope["query_string"]
        self._headers: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            self._headers[name] = self._headers[name] + b", " + value if name in self._headers else value

    def header(self, name: bytes) -> str | None:
        """Return a header of the request; the values of several with the same name are joined (RFC 9110, 5.3)."""
        value = self._headers.get(name)
        return None if value is None else value.decode("latin-1")

    @property
    def accept(self) -> str | None:
        """The Accept header."""
        return self.header(b"accept")

    @property
    def accepts_gzip(self) -> bool:
        """Whether the client accepts a compressed response."""
        return accepts_gzip(self.header(b"accept-encoding"))

    def has_header_in(self, names: frozenset[bytes]) -> bool:
        """Return whether the request has any of some headers."""
        return not names.isdisjoint(self._headers)

    @property
    def base_url(self) -> str:
        """The URL of this server, as ``base_url_of`` has it."""
        return base_url_of(self.scope, self.header(b"host"))

    @property
    def client(self) -> str:
        """The client, as ``client_of`` has it."""
        return client_of(self.scope)

    @property
    def is_http_1_0(self) -> bool:
        """Whether the client speaks HTTP/1.0, which has no chunked transfers."""
        return bool(self.scope.get("http_version") == "1.0")

    async def body(self, max_bytes: int) -> bytes:
        """Read the body. Raises ProtocolError if it has more bytes than allowed or the client leaves before its end."""
        length = self.header(b"content-length") or ""
        if length.isdecimal() and int(length) > max_bytes:
            raise _too_large(max_bytes)
        try:
            async with asyncio.timeout(READ_SECONDS):
                return await self._whole_body(max_bytes)
        except TimeoutError as error:
            raise ProtocolError(408, "the body of the request does not come to an end") from error

    async def _whole_body(self, max_bytes: int) -> bytes:
        body, more = bytearray(), True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ProtocolError(499, "the client has left")
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > max_bytes:
                raise _too_large(max_bytes)
        return bytes(body)

    def current_tag(self, *tags: str) -> str | None:
        """Return the tag of the response that the client has, as ``conditions.current_tag`` does."""
        return current_tag(self.method, self.header(b"if-none-match"), tags)

    async def reply(self, reply: Reply) -> None:
        """Send a response; to HEAD, all but its body."""
        headers = headers_of(reply) if reply.status in (204, 304) else headers_with_length(reply)
        await self.send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await self.send({"type": "http.response.body", "body": b"" if self.method == "HEAD" else reply.body})

    async def start(self, reply: Reply) -> None:
        """Send the status and headers of a response whose body follows in pieces."""
        await self.send({"type": "http.response.start", "status": reply.status, "headers": headers_of(reply)})

    async def send_piece(self, data: bytes, last: bool = False) -> None:
        """Send a piece of the body. Raises ProtocolError if the client does not read it in time."""
        body = b"" if self.method == "HEAD" else data
        try:
            async with asyncio.timeout(READ_SECONDS):
                await self.send({"type": "http.response.body", "body": body, "more_body": not last})
        except TimeoutError as error:
            raise ProtocolError(408, "the client does not read the response") from error


def base_url_of(scope: Scope, host: str | None) -> str:
    """Return the URL of this server by the Host header of a request, without a slash at the end.

    Raises ProtocolError if the header is not a host name.
    """
    server = scope.get("server") or ("localhost", None)
    host = host or (f"{server[0]}:{server[1]}" if server[1] else server[0])
    name_of(host)
    return f"{scope.get('scheme', 'http')}://{host}{scope.get('root_path', '')}"


def client_of(scope: Scope) -> str:
    """Return the client that a limit counts: its address, of IPv6 the network that one customer has."""
    address: str = (scope.get("client") or ("",))[0]
    return ":".join(address.split(":")[:4]) if ":" in address else address


def rest_of_path(scope: Scope, path: str) -> str:
    """Return what follows a path in the URL, percent-encoded as the client sent it."""
    raw: bytes = scope.get("raw_path") or quote(scope["path"]).encode("ascii")
    return raw.partition(b"?")[0].decode("latin-1").partition(path)[2]


def headers_with_length(reply: Reply) -> list[Pair]:
    """Return the headers of a response in one piece."""
    return [*headers_of(reply), (b"content-length", str(len(reply.body)).encode("ascii"))]


def headers_of(reply: Reply) -> list[Pair]:
    """Return the headers of a response, all but its length."""
    headers = [*reply.headers, *SECURITY_HEADERS, *CORS_HEADERS]
    if reply.media_type is not None:
        charset = "; charset=utf-8" if reply.media_type.startswith("text/") else ""
        headers.append((b"content-type", f"{reply.media_type}{charset}".encode("ascii")))
    return headers


def _too_large(max_bytes: int) -> ProtocolError:
    return ProtocolError(413, f"a request has at most {max_bytes:,} bytes")
