"""Connections send at once, whatever the listening socket, the event loop and the system are."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from uvicorn.server import ServerState

from aliansi.http.exchange import Exchange, Receive, Reply, Scope, Send
from aliansi.server.uvicorn_config import configuration

ON_LOOP: dict[str, Callable[[Coroutine[Any, Any, bytes]], bytes]] = {"asyncio": asyncio.run}
try:
    import uvloop
except ImportError:  # no wheels for this platform
    pass
else:
    ON_LOOP["uvloop"] = uvloop.run


async def empty(scope: Scope, receive: Receive, send: Send) -> None:
    await Exchange(scope, receive, send).reply(Reply(200))


async def response_from(listening: socket.socket) -> bytes:
    """Return what one request gets, after a look at the connection that the server has accepted."""
    config, state, loop = configuration(empty, lambda: None), ServerState(), asyncio.get_running_loop()
    config.load()

    def make() -> asyncio.Protocol:
        protocol: Any = config.http_protocol_class
        made: asyncio.Protocol = protocol(config=config, server_state=state, app_state={})
        return made

    server = await loop.create_server(make, sock=listening)
    with socket.socket(listening.family) as client:
        client.setblocking(False)
        await loop.sock_connect(client, listening.getsockname())
        while not state.connections:
            await asyncio.sleep(0.001)
        (connection,) = state.connections
        accepted = connection.transport.get_extra_info("socket")
        if accepted.family in (socket.AF_INET, socket.AF_INET6):
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        await loop.sock_sendall(client, b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answered = b""
        while piece := await loop.sock_recv(client, 2**16):
            answered += piece
    server.close()
    return answered


@pytest.mark.parametrize("run", ON_LOOP.values(), ids=ON_LOOP)
@pytest.mark.parametrize("kind", ["ipv4", "ipv6", "unix"])
def test_a_connection_sends_at_once_if_its_listening_socket_does_not(
    kind: str, run: Callable[[Coroutine[Any, Any, bytes]], bytes], tmp_path: Path
) -> None:
    """As on Windows, where an accepted socket has neither the option nor the protocol of the listening one."""
    addresses: dict[str, tuple[int, Any]] = {
        "ipv4": (socket.AF_INET, ("127.0.0.1", 0)),
        "ipv6": (socket.AF_INET6, ("::1", 0)),
        "unix": (getattr(socket, "AF_UNIX", socket.AF_INET), str(tmp_path / "socket")),
    }
    family, address = addresses[kind]
    try:
        listening = socket.socket(family)
        listening.bind(address)
    except OSError as error:
        pytest.skip(f"this machine has no such socket: {error}")
    listening.listen()
    assert run(response_from(listening)).startswith(b"HTTP/1.1 200 OK\r\n")
