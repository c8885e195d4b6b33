"""A client for other SPARQL endpoints that trusts none of them: one request, within a time and a number of bytes.

It follows no redirect, sends no credentials and no cookies, takes no compressed answer, and connects only to an address
that it has looked at itself, so that a name that leads somewhere else a moment later leads nowhere.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

import h11

from aliansi import __version__
from aliansi.dataset.results import ServiceFailed
from aliansi.evaluation.allowed_services import Address, AllowedHost, is_public

_MAX_BYTES_OF_HEADERS: Final = 2**16
_BYTES_AT_ONCE: Final = 2**16
_SAFE_IN_A_TARGET: Final = "/?:@!$&'()*+,;=-._~%"


@dataclass(frozen=True)
class ServiceTable:
    """The body of an answer."""

    media_type: str
    body: bytes


async def ask(endpoint: str, host: AllowedHost, query: str, formats: tuple[str, ...], most: int) -> ServiceTable:
    """Ask a query of an endpoint, by POST (SPARQL 1.1 Protocol, 2.1.2), and return its answer in one of the formats.

    Raises ServiceFailed for whatever else it does, and if the answer has more than ``most`` bytes. The caller sets the
    time, and ends the request by cancelling it.
    """
    try:
        address = await _address(host)
        tls = await asyncio.to_thread(ssl.create_default_context) if host.scheme == "https" else None
        name = host.name if tls else None
        reader, writer = await asyncio.open_connection(str(address), host.port, ssl=tls, server_hostname=name)
        try:
            return await _exchange(reader, writer, _request(endpoint, host, query, formats), formats, most)
        finally:
            writer.transport.abort()
    except ServiceFailed as error:
        raise ServiceFailed(f"SERVICE <{endpoint}>: {error}") from error
    except ssl.SSLError as error:
        raise ServiceFailed(f"SERVICE <{endpoint}>: no secure connection: {error.reason or error}") from error
    except (OSError, h11.ProtocolError) as error:
        said = getattr(error, "strerror", None) or "it does not speak HTTP as it should"
        raise ServiceFailed(f"SERVICE <{endpoint}>: {said}") from error


async def _address(host: AllowedHost) -> Address:
    """Return where a host is. Raises ServiceFailed if that is no public address and nobody has said so."""
    if host.address is not None:
        return host.address
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host.name, host.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise ServiceFailed("there is no such host") from error
    addresses = [ipaddress.ip_address(str(place[0]).partition("%")[0]) for *_, place in found]
    public = [address for address in addresses if is_public(address)]
    if not public:
        raise ServiceFailed("its address is not one of the public internet")
    return public[0]


def _request(endpoint: str, host: AllowedHost, query: str, formats: tuple[str, ...]) -> bytes:
    """Return the bytes of the request."""
    parts = urlsplit(endpoint)
    target = quote(parts.path or "/", safe=_SAFE_IN_A_TARGET)
    if parts.query:
        target += f"?{quote(parts.query, safe=_SAFE_IN_A_TARGET)}"
    body = urlencode({"query": query}).encode("ascii")
    headers = {
        "Host": str(host).partition("://")[2],
        "Accept": ", ".join(formats),
        "Accept-Encoding": "identity",
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(body)),
        "User-Agent": f"aliansi/{__version__}",
        "Connection": "close",
    }
    line = h11.Connection(h11.CLIENT)
    head = line.send(h11.Request(method="POST", target=target, headers=list(headers.items())))
    return (head or b"") + body


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes, formats: tuple[str, ...], most: int
) -> ServiceTable:
    writer.write(request)
    await writer.drain()
    line = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MAX_BYTES_OF_HEADERS)
    line.send(h11.Request(method="POST", target="/", headers=[("Host", "x"), ("Content-Length", "0")]))
    line.send(h11.EndOfMessage())
    media_type, body = "", bytearray()
    while True:
        event = line.next_event()
        if event is h11.NEED_DATA:
            line.receive_data(await reader.read(_BYTES_AT_ONCE))
        elif isinstance(event, h11.Response):
            media_type = _media_type(event, formats)
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > most:
                raise ServiceFailed(f"its answer is larger than {most:,} bytes; narrow what is asked of it")
        elif isinstance(event, h11.EndOfMessage):
            return ServiceTable(media_type, bytes(body))


def _media_type(response: h11.Response, formats: tuple[str, ...]) -> str:
    """Return the media type of a response. Raises ServiceFailed for one that holds no answer."""
    headers = {name: value.decode("latin-1") for name, value in response.headers}
    if 300 <= response.status_code < 400:
        raise ServiceFailed("it leads elsewhere, where nobody follows; name the endpoint by its own address")
    if response.status_code != 200:
        raise ServiceFailed(f"it has answered with status {response.status_code}")
    if headers.get(b"content-encoding", "identity") != "identity":
        raise ServiceFailed("it has compressed its answer, which nobody has asked for")
    kind = headers.get(b"content-type", "").partition(";")[0].strip().lower()
    if kind not in formats:
        raise ServiceFailed("it has answered in no format of tables that can be read here")
    return kind
