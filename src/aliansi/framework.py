"""Everything that is asked seldom: documents, and on FastAPI pages and rdflib-endpoint.

Importing this takes longer than all else that a server needs: ``aliansi.serve`` makes it when queries are answered
already.
"""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aliansi.aboutpage import AboutPages
from aliansi.answering import Answering
from aliansi.answers import FEWEST_BYTES_TO_COMPRESS
from aliansi.asking import PATH as PATH_OF_QUESTIONS
from aliansi.asking import Questions
from aliansi.assets import Assets
from aliansi.completions import PATH as PATH_OF_COMPLETIONS
from aliansi.completions import Completions
from aliansi.endpoint import SparqlEndpoint
from aliansi.explaining import PATH as PATH_OF_EXPLANATIONS
from aliansi.explaining import Explanations
from aliansi.front import Front
from aliansi.linked import PATH as PATH_OF_THINGS
from aliansi.linked import Things
from aliansi.maps import Maps
from aliansi.navigation import OF_A_PROJECT, OF_ANY
from aliansi.network import Networks
from aliansi.ontology import PATH as PATH_OF_ONTOLOGY
from aliansi.ontology import Ontology
from aliansi.pages import Pages
from aliansi.placed import PATH as PATH_OF_OUTLINES
from aliansi.placed import Placed
from aliansi.project import Project
from aliansi.queries import Queries
from aliansi.querypage import PATH as PATH_OF_THE_QUERY_PAGE
from aliansi.querypage import QueryPage
from aliansi.questionlist import PATHS_OF_ALL, AllQuestions
from aliansi.reasons import Reasons
from aliansi.render import Renderer
from aliansi.requests import PATH as PATH_OF_REQUESTS
from aliansi.requests import AllRequests
from aliansi.respond import SECURITY, App
from aliansi.searching import PATH as PATH_OF_SEARCH
from aliansi.searching import Searching
from aliansi.sourcetext import PATH as PATH_OF_TEXTS
from aliansi.sourcetext import SourceTexts
from aliansi.tablefiles import PATH as PATH_OF_FILES
from aliansi.tablefiles import TableFiles
from aliansi.texts import Texts
from aliansi.timeline import Timelines


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


class Framework:
    """Documents and pages, as an application."""

    def __init__(
        self,
        answering: Answering,
        project: Project | None,
        queries: Queries,
        texts: Texts | None = None,
    ) -> None:
        """Make what answers. Raises UsageError if a question of the project is broken."""
        renderer = Renderer(OF_A_PROJECT if project else OF_ANY)
        self.pages = Pages(answering.evaluator, project, renderer)
        self.reasons = Reasons(answering.evaluator.limits)
        ontology, assets = Ontology(answering, renderer), Assets()
        drawn = [each(answering, renderer, lambda: self.pages.here.history) for each in (Timelines, Networks, Maps)]
        rest = self._application(SparqlEndpoint(queries))
        tables = TableFiles(answering, renderer, lambda: self.pages.here.exports, rest)
        at: dict[str, App] = {
            **dict.fromkeys(PATHS_OF_ALL, AllQuestions(answering, renderer, lambda: self.pages.here)),
            PATH_OF_THE_QUERY_PAGE: QueryPage(answering, renderer, lambda: self.pages.here),
            PATH_OF_COMPLETIONS: Completions(answering, renderer),
            PATH_OF_OUTLINES: Placed(answering, renderer),
            **dict.fromkeys(assets.paths, assets),
            PATH_OF_EXPLANATIONS: Explanations(answering, renderer, self.reasons),
            PATH_OF_SEARCH: Searching(answering, renderer, lambda: self.pages.here.questions),
            **dict.fromkeys(ontology.paths, ontology),
            **dict.fromkeys(
                AboutPages.paths, AboutPages(answering, renderer, project, lambda: self.pages.here.downloads, tables)
            ),
            PATH_OF_REQUESTS: AllRequests(answering, renderer, lambda: self.pages.here.questions),
            **{path: each for each in drawn for path in each.paths},
        }
        below: dict[str, App] = {
            PATH_OF_QUESTIONS: Questions(answering, renderer, lambda: self.pages.here),
            PATH_OF_THINGS: Things(answering, renderer, self.pages.about, lambda: self.pages.here.history, texts),
            PATH_OF_TEXTS: SourceTexts(answering, renderer, texts or Texts()),
            f"{PATH_OF_ONTOLOGY}/": ontology,
            PATH_OF_FILES: tables,
        }
        self.app = Front(at, below, rest)

    def _application(self, endpoint: SparqlEndpoint) -> FastAPI:
        # No documentation pages: FastAPI's load their scripts from another host.
        app = FastAPI(title="Aliansi", docs_url=None, redoc_url=None, openapi_url=None)
        app.include_router(endpoint)
        app.include_router(self.pages.router())
        app.add_exception_handler(404, self._missing)
        app.add_middleware(GZipMiddleware, minimum_size=FEWEST_BYTES_TO_COMPRESS, compresslevel=5)
        app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"], allow_headers=["*"])
        app.add_middleware(_SecurityHeaders)
        return app

    async def _missing(self, request: Request, _: Exception) -> Response:
        return await self.pages.missing(request)
