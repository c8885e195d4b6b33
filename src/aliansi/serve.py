"""The server: pages and endpoint over one store, on one address."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aliansi.answering import Answering
from aliansi.answers import FEWEST_BYTES_TO_COMPRESS
from aliansi.assets import Assets
from aliansi.completions import PATH as PATH_OF_COMPLETIONS
from aliansi.completions import Completions
from aliansi.describe import PLACE_OF_VOID
from aliansi.endpoint import SparqlEndpoint
from aliansi.evaluate import Evaluator
from aliansi.explaining import PATH as PATH_OF_EXPLANATIONS
from aliansi.explaining import Explanations
from aliansi.graphstore import PATH as PATH_OF_GRAPHS
from aliansi.graphstore import GraphStore
from aliansi.limits import Limits
from aliansi.linked import PATH as PATH_OF_THINGS
from aliansi.linked import Things
from aliansi.listening import announcement, listen, until_stopped
from aliansi.observe import AccessLog, Metrics, Observed
from aliansi.ontology import PATH as PATH_OF_ONTOLOGY
from aliansi.ontology import Ontology
from aliansi.pages import Here, Pages, what_is_here
from aliansi.project import Project
from aliansi.querypage import PATH as PATH_OF_QUERIES
from aliansi.querypage import About, QueryPage
from aliansi.reasons import Reasons
from aliansi.render import Renderer
from aliansi.respond import SECURITY
from aliansi.services import NOBODY, Services
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

    def __init__(
        self, endpoint: SparqlEndpoint, graphs: GraphStore, documents: Mapping[str, ASGIApp], pages: ASGIApp
    ) -> None:
        """Put the endpoint, the graphs and documents before the pages; a path with a slash at its end leads on."""
        description = endpoint.queries.description
        self._direct: dict[str, ASGIApp] = {
            **dict.fromkeys(endpoint.paths, endpoint.queries),
            PLACE_OF_VOID: description,
            PATH_OF_GRAPHS: graphs,
            **{path: document for path, document in documents.items() if not path.endswith("/")},
        }
        self._below: dict[str, ASGIApp] = {
            f"{PATH_OF_GRAPHS}/": graphs,
            **{path: document for path, document in documents.items() if path.endswith("/")},
        }
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            path = scope["path"].removeprefix(scope.get("root_path", ""))
            first, slash, _ = path.removeprefix("/").partition("/")
            direct = self._direct.get(path) or (self._below.get(f"/{first}/") if slash else None)
            if direct is not None:
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
        log: AccessLog | None = None,
        services: Services = NOBODY,
    ) -> None:
        """Take what ``/healthz`` is to say as ``health``. Raises UsageError if a question of the project is broken."""
        self._project = project
        self._health = health
        self.evaluator = Evaluator(store, limits)
        renderer = Renderer()
        self.pages = Pages(self.evaluator, project, renderer)
        answering = Answering(self.evaluator, services)
        self.endpoint = SparqlEndpoint(answering)
        self.metrics = Metrics()
        ontology, assets = Ontology(answering, renderer), Assets()
        about = About(lambda: self.pages.here.questions, self.pages.shown)
        self.reasons = Reasons(self.evaluator.limits)
        documents: dict[str, ASGIApp] = {
            PATH_OF_QUERIES: QueryPage(answering, renderer, about),
            PATH_OF_COMPLETIONS: Completions(answering, renderer),
            **dict.fromkeys(assets.paths, assets),
            PATH_OF_EXPLANATIONS: Explanations(answering, renderer, self.reasons),
            PATH_OF_THINGS: Things(answering, renderer, self.pages.about),
            **dict.fromkeys((*ontology.paths, f"{PATH_OF_ONTOLOGY}/"), ontology),
        }
        front = Front(self.endpoint, GraphStore(answering), documents, self._application())
        self.app = Observed(front, self.metrics, log.to if log else None, bool(log and log.with_queries))

    async def replace(self, read: Callable[[], Store]) -> Store:
        """Answer from another store and from the questions as they are now; requests under way end on the old one.

        Raises UsageError, and changes nothing, if the store cannot be read or a question is broken.
        """
        store, here = await self.evaluator.loaded(partial(_with_what_is_here, read, self._project))
        self.pages.here = here
        if store is not self.evaluator.store:
            self.evaluator.replace(store)
        return store

    @contextlib.asynccontextmanager
    async def _until_closed(self, _: object) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await self.close()

    async def close(self) -> None:
        """End every process; what is under way gets no answer."""
        await self.reasons.close()
        await self.evaluator.close()

    def _application(self) -> FastAPI:
        # No documentation pages: FastAPI's load their scripts from another host.
        app = FastAPI(title="Aliansi", docs_url=None, redoc_url=None, openapi_url=None, lifespan=self._until_closed)
        app.include_router(self.endpoint)
        app.include_router(self.pages.router())
        app.add_api_route("/healthz", self._healthy, methods=["GET", "HEAD"])
        app.add_api_route("/metrics", self._numbers, methods=["GET", "HEAD"])
        app.add_exception_handler(404, self._missing)
        app.add_middleware(GZipMiddleware, minimum_size=FEWEST_BYTES_TO_COMPRESS, compresslevel=5)
        app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"], allow_headers=["*"])
        app.add_middleware(_SecurityHeaders)
        return app

    async def _healthy(self) -> Response:
        return PlainTextResponse(f"{self._health()}\n")

    async def _numbers(self) -> Response:
        text = self.metrics.render(self.evaluator.numbers())
        return PlainTextResponse(text, media_type="text/plain; version=0.0.4")

    async def _missing(self, request: Request, _: Exception) -> Response:
        return await self.pages.missing(request)


def _with_what_is_here(read: Callable[[], Store], project: Project | None) -> tuple[Store, Here]:
    store = read()
    return store, what_is_here(store, project)


def application(
    store: Store,
    project: Project | None,
    limits: Limits | None = None,
    log: AccessLog | None = None,
    services: Services = NOBODY,
) -> ASGIApp:
    """Return the whole site over a store; without a project there are no questions and no downloads.

    Raises UsageError if a question of the project is broken.
    """
    return Site(store, project, limits, log=log, services=services).app


def serve(
    store: Store,
    project: Project | None,
    host: str = "127.0.0.1",
    port: int = 8000,
    limits: Limits | None = None,
    log: AccessLog | None = None,
    services: Services = NOBODY,
) -> None:
    """Serve until Ctrl+C. Raises UsageError if the address cannot be listened on."""
    with listen(host, port) as listening:
        app = application(store, project, limits, log, services)
        print(announcement(len(store.dataset), host, listening), file=sys.stderr, flush=True)
        until_stopped(app, listening)
