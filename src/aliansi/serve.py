"""The server: pages and endpoint over one store, on one address."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import socket
import sys
from typing import Final

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aliansi.endpoint import SparqlEndpoint
from aliansi.evaluate import Evaluator, Limits
from aliansi.findings import UsageError
from aliansi.pages import Pages
from aliansi.project import Project
from aliansi.store import Store

_HEADERS: Final = {
    b"content-security-policy": b"default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    b"base-uri 'none'; frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
}
"""Nothing is loaded from another host, and nobody is told where a reader comes from."""


class _SecurityHeaders:
    """Adds the headers to every response; ASGI itself, because Starlette's BaseHTTPMiddleware hides disconnects."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS.items()]
            await send(message)

        await self.app(scope, receive, with_headers)


def application(store: Store, project: Project | None, limits: Limits | None = None) -> FastAPI:
    """Return the whole site over a store; without a project there are no questions and no downloads.

    Raises UsageError if a question of the project is broken.
    """
    evaluator = Evaluator(store, limits)
    pages = Pages(evaluator, project)
    # No documentation pages: FastAPI's load their scripts from another host.
    app = FastAPI(title="Aliansi", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(SparqlEndpoint(evaluator))
    app.include_router(pages.router())
    app.add_api_route("/healthz", _healthy, methods=["GET", "HEAD"])

    async def missing(request: Request, _: Exception) -> Response:
        return await pages.missing(request)

    app.add_exception_handler(404, missing)
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"], allow_headers=["*"])
    app.add_middleware(_SecurityHeaders)
    return app


async def _healthy() -> Response:
    return PlainTextResponse("ok\n")


def serve(store: Store, project: Project | None, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve until Ctrl+C. Raises UsageError if the address cannot be listened on."""
    app = application(store, project)
    with listen(host, port) as listening:
        print(_announcement(store, host, listening), file=sys.stderr, flush=True)
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=2
        )
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes any that is free. Raises UsageError in one line if it cannot."""
    if not 0 <= port <= 65535:  # the system would take what remains of it after division
        raise UsageError(f"{port} is no port; choose one from 1 to 65535")
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family, backlog=128)
    except socket.gaierror as error:
        raise UsageError(f"{host} is no address of a machine: {error.strerror}") from error
    except OSError as error:
        raise UsageError(_reason(error, host, port)) from error


def _reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use; stop what listens there or choose another with --port"
    if error.errno == errno.EACCES:
        return f"listening on port {port} is not permitted; choose one above 1023 with --port"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine; choose one that is with --host"
    return f"cannot listen on {host} port {port}: {error.strerror}"


def _announcement(store: Store, host: str, listening: socket.socket) -> str:
    address, port = listening.getsockname()[:2]
    base = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    line = f"Serving {len(store.dataset)} triples at {base} (SPARQL: {base}sparql) - press Ctrl+C to stop"
    if ipaddress.ip_address(address).is_loopback:
        return line
    return f"{line}\n{host} is more than this machine: anyone who reaches it over the network may query"
