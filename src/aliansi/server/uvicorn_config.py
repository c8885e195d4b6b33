"""Uvicorn's configuration: httptools and uvloop where they are installed, h11 and asyncio elsewhere."""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import math
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

import uvicorn

from aliansi.http.exchange import App
from aliansi.server.fast_path import FastPath


class _WithoutBrokenTransfers(logging.Filter):
    """Drops the message about a broken transfer, by which a client notices that a result is not whole."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "without completing response" not in record.getMessage()


def run_until_stopped(
    app: App, listening: socket.socket, fast_path: Callable[[], FastPath | None], seconds: float = 10.0
) -> None:
    """Serve an application on a socket until Ctrl+C or SIGTERM; requests then have some seconds to end.

    ``fast_path`` returns the fast path of the application, if it has one at the time.
    """
    logging.getLogger("uvicorn.error").addFilter(_WithoutBrokenTransfers())
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(configuration(app, fast_path, seconds)).run(sockets=[listening])


def configuration(app: App, fast_path: Callable[[], FastPath | None], seconds: float = 10.0) -> uvicorn.Config:
    """Return the configuration for an application; ``fast_path`` and ``seconds`` as in ``run_until_stopped``."""
    return uvicorn.Config(
        app,
        http=_protocol(fast_path),
        interface="asgi3",
        ws="none",
        log_level="error",  # the responses report the errors of clients
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=math.ceil(seconds),
    )


def _protocol(fast_path: Callable[[], FastPath | None]) -> Any:
    if importlib.util.find_spec("httptools") is None:
        from aliansi.server.h11_connection import H11Connection

        return partial(H11Connection, fast_path=fast_path)
    from aliansi.server.fast_connection import FastConnection

    return partial(FastConnection, fast_path=fast_path)
