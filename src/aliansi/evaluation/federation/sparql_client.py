"""SPARQL client for SERVICE: one POST to a checked address, bounded in bytes.

It follows no redirect, sends no credentials and no cookies, ignores the proxies of the environment and accepts no
compressed result. It resolves the host name once and connects to the address that it has checked, so that a name that
resolves to another address a moment later (DNS rebinding) leads nowhere.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl

import httpx

from aliansi.connections import PRODUCT, failure_of
from aliansi.errors import ServiceFailed
from aliansi.evaluation.federation.allowed_services import Address, AllowedHost, is_public
from aliansi.evaluation.query import Result


async def send_query(endpoint: str, host: AllowedHost, query: str, formats: tuple[str, ...], max_bytes: int) -> Result:
    """POST a query to an endpoint (SPARQL 1.1 Protocol, 2.1.2) and return the result in one of the formats.

    Raises ServiceFailed for any other response, and for a result of more than ``max_bytes``. The caller sets the time
    limit, and ends the request by cancelling it.
    """
    try:
        url = httpx.URL(endpoint).copy_with(host=str(await _resolve(host)), port=host.port)
        headers = {
            "Host": str(host).partition("://")[2],
            "Accept": ", ".join(formats),
            "Accept-Encoding": "identity",
            "User-Agent": PRODUCT,
            "Connection": "close",
        }
        names = {"sni_hostname": host.name}  # TLS verifies the name, though the URL has the address
        async with (
            httpx.AsyncClient(verify=await _tls(host), trust_env=False, follow_redirects=False, timeout=None) as client,
            client.stream("POST", url, data={"query": query}, headers=headers, extensions=names) as response,
        ):
            return Result(_media_type(response, formats), await _body(response, max_bytes))
    except ServiceFailed as error:
        raise ServiceFailed(f"SERVICE <{endpoint}>: {error}") from error
    except httpx.InvalidURL as error:
        raise ServiceFailed(f"SERVICE <{endpoint}>: {error}") from error
    except httpx.TransportError as error:
        raise ServiceFailed(f"SERVICE <{endpoint}>: {failure_of(error)}") from error


async def _resolve(host: AllowedHost) -> Address:
    """Return the address of a host. Raises ServiceFailed if it is neither configured nor public."""
    if host.address is not None:
        return host.address
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host.name, host.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise ServiceFailed("unknown host") from error
    addresses = [ipaddress.ip_address(str(place[0]).partition("%")[0]) for *_, place in found]
    public = [address for address in addresses if is_public(address)]
    if not public:
        raise ServiceFailed("its address is not on the public internet")
    return public[0]


async def _tls(host: AllowedHost) -> ssl.SSLContext:
    """Return the trusted certificates: the system's for https, which are slow to load; none for http."""
    if host.scheme == "https":
        return await asyncio.to_thread(ssl.create_default_context)
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


async def _body(response: httpx.Response, max_bytes: int) -> bytes:
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > max_bytes:
            raise ServiceFailed(f"its result is larger than {max_bytes:,} bytes; narrow the pattern of SERVICE")
    return bytes(body)


def _media_type(response: httpx.Response, formats: tuple[str, ...]) -> str:
    """Return the media type of a response. Raises ServiceFailed if it is not a result in one of the formats."""
    if 300 <= response.status_code < 400:
        raise ServiceFailed("it redirects to another address; write that address of the endpoint instead")
    if response.status_code != 200:
        raise ServiceFailed(f"it returned status {response.status_code}")
    if response.headers.get("content-encoding", "identity") != "identity":
        raise ServiceFailed("it returned a compressed result, which was not requested")
    media_type = str(response.headers.get("content-type", "")).partition(";")[0].strip().lower()
    if media_type not in formats:
        raise ServiceFailed("it returned none of the supported formats for tables")
    return media_type
