"""Everything that is asked seldom: documents, and on FastAPI pages and rdflib-endpoint.

Importing this takes longer than all else that a server needs: ``aliansi.server.app`` makes it when queries are answered
already.
"""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aliansi.dataset.results import FEWEST_BYTES_TO_COMPRESS
from aliansi.evaluation.explain_service import Reasons
from aliansi.evidence.source_texts import Texts
from aliansi.http.answering import Answering
from aliansi.http.exchange import SECURITY, App
from aliansi.pages.about import AboutPages
from aliansi.pages.completions import PATH as PATH_OF_COMPLETIONS
from aliansi.pages.completions import Completions
from aliansi.pages.country_outlines import PATH as PATH_OF_OUTLINES
from aliansi.pages.country_outlines import Placed
from aliansi.pages.explanation import PATH as PATH_OF_EXPLANATIONS
from aliansi.pages.explanation import Explanations
from aliansi.pages.home import Pages
from aliansi.pages.intervention_requests import PATH as PATH_OF_REQUESTS
from aliansi.pages.intervention_requests import AllRequests
from aliansi.pages.map import Maps
from aliansi.pages.navigation import OF_A_PROJECT, OF_ANY
from aliansi.pages.network import Networks
from aliansi.pages.ontology import PATH as PATH_OF_ONTOLOGY
from aliansi.pages.ontology import Ontology
from aliansi.pages.query_editor import PATH as PATH_OF_THE_QUERY_PAGE
from aliansi.pages.query_editor import QueryPage
from aliansi.pages.question import PATH as PATH_OF_QUESTIONS
from aliansi.pages.question import Questions
from aliansi.pages.question_list import PATHS_OF_ALL, AllQuestions
from aliansi.pages.search import PATH as PATH_OF_SEARCH
from aliansi.pages.search import Searching
from aliansi.pages.source_text import PATH as PATH_OF_TEXTS
from aliansi.pages.source_text import SourceTexts
from aliansi.pages.static_files import Assets
from aliansi.pages.table_download import PATH as PATH_OF_FILES
from aliansi.pages.table_download import TableFiles
from aliansi.pages.templates import Renderer
from aliansi.pages.thing import PATH as PATH_OF_THINGS
from aliansi.pages.thing import Things
from aliansi.pages.timeline import Timelines
from aliansi.project.folder import Project
from aliansi.server.front import Front
from aliansi.server.rdflib_endpoint_adapter import SparqlEndpoint
from aliansi.server.sparql_endpoint import Queries


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
