"""The server: pages and endpoint over one store, on one address."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import socket
import sys
from collections.abc import Callable
from functools import partial

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aliansi.answering import Answering
from aliansi.answers import FEWEST_BYTES_TO_COMPRESS
from aliansi.describe import PLACE_OF_VOID
from aliansi.endpoint import SparqlEndpoint
from aliansi.evaluate import Evaluator, Limits
from aliansi.findings import UsageError
from aliansi.graphstore import PATH as PATH_OF_GRAPHS
from aliansi.graphstore import GraphStore
from aliansi.pages import Here, Pages, what_is_here
from aliansi.project import Project
from aliansi.respond import SECURITY
from aliansi.store import Store


class _SecurityHeaders:
    """Adds the headers to every response; ASGI itself, because Starlette's BaseHTTPMiddleware hides disconnects."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *SECURITY]
            await send(message)

        await self.app(scope, receive, with_headers)


class Front:
    """Leads requests to what answers them: those that are asked most go past the framework."""

    def __init__(self, endpoint: SparqlEndpoint, graphs: GraphStore, pages: ASGIApp) -> None:
        """Put the endpoint and the graphs before the pages."""
        description = endpoint.queries.description
        self._direct: dict[str, ASGIApp] = {
            **dict.fromkeys(endpoint.paths, endpoint.queries),
            PLACE_OF_VOID: description,
            PATH_OF_GRAPHS: graphs,
        }
        self._graphs, self._pages = graphs, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            path = scope["path"].removeprefix(scope.get("root_path", ""))
            if direct := self._direct.get(path) or (self._graphs if path.startswith(f"{PATH_OF_GRAPHS}/") else None):
                await direct(scope, receive, send)
                return
        await self._pages(scope, receive, send)


class Site:
    """The pages and the endpoint over a store, which can be replaced while requests are answered."""

    def __init__(
        self,
        store: Store,
        project: Project | None,
        limits: Limits | None = None,
        health: Callable[[], str] = lambda: "ok",
    ) -> None:
        """Take what ``/healthz`` is to say as ``health``. Raises UsageError if a question of the project is broken."""
        self._project = project
        self._health = health
        self.evaluator = Evaluator(store, limits)
        self.pages = Pages(self.evaluator, project)
        answering = Answering(self.evaluator)
        self.endpoint = SparqlEndpoint(answering)
        self.app = Front(self.endpoint, GraphStore(answering), self._application())

    async def replace(self, read: Callable[[], Store]) -> Store:
        """Answer from another store and from the questions as they are now; requests under way end on the old one.

        Raises UsageError, and changes nothing, if the store cannot be read or a question is broken.
        """
        store, here = await self.evaluator.without_forks(partial(_with_what_is_here, read, self._project))
        self.pages.here, self.evaluator.store = here, store
        return store

    def _application(self) -> FastAPI:
        # No documentation pages: FastAPI's load their scripts from another host.
        app = FastAPI(title="Aliansi", docs_url=None, redoc_url=None, openapi_url=None)
        app.include_router(self.endpoint)
        app.include_router(self.pages.router())
        app.add_api_route("/healthz", self._healthy, methods=["GET", "HEAD"])
        app.add_exception_handler(404, self._missing)
        app.add_middleware(GZipMiddleware, minimum_size=FEWEST_BYTES_TO_COMPRESS, compresslevel=5)
        app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"], allow_headers=["*"])
        app.add_middleware(_SecurityHeaders)
        return app

    async def _healthy(self) -> Response:
        return PlainTextResponse(f"{self._health()}\n")

    async def _missing(self, request: Request, _: Exception) -> Response:
        return await self.pages.missing(request)


def _with_what_is_here(read: Callable[[], Store], project: Project | None) -> tuple[Store, Here]:
    store = read()
    return store, what_is_here(store, project)


def application(store: Store, project: Project | None, limits: Limits | None = None) -> ASGIApp:
    """Return the whole site over a store; without a project there are no questions and no downloads.

    Raises UsageError if a question of the project is broken.
    """
    return Site(store, project, limits).app


def serve(store: Store, project: Project | None, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve until Ctrl+C. Raises UsageError if the address cannot be listened on."""
    app = application(store, project)
    with listen(host, port) as listening:
        print(announcement(store, host, listening), file=sys.stderr, flush=True)
        until_stopped(app, listening)


def until_stopped(app: ASGIApp, listening: socket.socket) -> None:
    """Serve an application on a socket until Ctrl+C."""
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


def address_of(host: str, listening: socket.socket) -> str:
    """Return where the first page is."""
    port = listening.getsockname()[1]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def announcement(store: Store, host: str, listening: socket.socket) -> str:
    """Say what is served and where, and who can reach it."""
    base = address_of(host, listening)
    line = f"Serving {len(store.dataset)} triples at {base} (SPARQL: {base}sparql) - press Ctrl+C to stop"
    if ipaddress.ip_address(listening.getsockname()[0]).is_loopback:
        return line
    return f"{line}\n{host} is more than this machine: anyone who reaches it over the network may query"
