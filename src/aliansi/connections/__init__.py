"""Connections of HTTP clients, on uvicorn: httptools and uvloop where they install, h11 and asyncio elsewhere."""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

import uvicorn

from aliansi.connections.patient import Patient
from aliansi.prompt import Prompt
from aliansi.respond import App


class _WithoutBrokenTransfers(logging.Filter):
    """Leaves out that a transfer was broken: it is how a client learns that an answer is not whole."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "without completing response" not in record.getMessage()


def until_stopped(app: App, listening: socket.socket, prompt: Callable[[], Prompt | None]) -> None:
    """Serve an application on a socket until Ctrl+C; what is under way then has two seconds.

    ``prompt`` returns what may answer past the application, if there is anything now.
    """
    config = uvicorn.Config(
        app,
        http=connection_of(prompt),
        interface="asgi3",
        ws="none",
        log_level="error",  # what clients do wrong is told to them
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )
    logging.getLogger("uvicorn.error").addFilter(_WithoutBrokenTransfers())
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def connection_of(prompt: Callable[[], Prompt | None]) -> Any:
    """Return what makes the protocol of a connection, for uvicorn; ``prompt`` as in ``until_stopped``."""
    if importlib.util.find_spec("httptools") is None:
        return Patient
    from aliansi.connections.direct import Direct

    return partial(Direct, prompt=prompt)
