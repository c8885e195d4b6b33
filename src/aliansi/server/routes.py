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
from aliansi.evaluation.explain_service import ExplainService
from aliansi.evidence.source_texts import SourceFiles
from aliansi.http.answering import QueryAnswering
from aliansi.http.exchange import SECURITY, App
from aliansi.pages.about import AboutPages
from aliansi.pages.completions import PATH as PATH_OF_COMPLETIONS
from aliansi.pages.completions import CompletionsResource
from aliansi.pages.country_outlines import PATH as PATH_OF_OUTLINES
from aliansi.pages.country_outlines import OutlinesResource
from aliansi.pages.explanation import PATH as PATH_OF_EXPLANATIONS
from aliansi.pages.explanation import ExplanationPage
from aliansi.pages.home import HomePages
from aliansi.pages.intervention_requests import PATH as PATH_OF_REQUESTS
from aliansi.pages.intervention_requests import RequestsPage
from aliansi.pages.map import MapPage
from aliansi.pages.navigation import OF_A_PROJECT, OF_ANY
from aliansi.pages.network import NetworkPage
from aliansi.pages.ontology import PATH as PATH_OF_ONTOLOGY
from aliansi.pages.ontology import OntologyPage
from aliansi.pages.query_editor import PATH as PATH_OF_THE_QUERY_PAGE
from aliansi.pages.query_editor import QueryEditorPage
from aliansi.pages.question import PATH as PATH_OF_QUESTIONS
from aliansi.pages.question import QuestionPage
from aliansi.pages.question_list import PATHS_OF_ALL, QuestionListPage
from aliansi.pages.search import PATH as PATH_OF_SEARCH
from aliansi.pages.search import SearchPage
from aliansi.pages.source_text import PATH as PATH_OF_TEXTS
from aliansi.pages.source_text import SourceTextPage
from aliansi.pages.static_files import StaticFileResource
from aliansi.pages.table_download import PATH as PATH_OF_FILES
from aliansi.pages.table_download import TableDownload
from aliansi.pages.templates import TemplateRenderer
from aliansi.pages.thing import PATH as PATH_OF_THINGS
from aliansi.pages.thing import ThingPage
from aliansi.pages.timeline import TimelinePage
from aliansi.project.folder import Project
from aliansi.server.front import PathRouter
from aliansi.server.rdflib_endpoint_adapter import SparqlEndpoint
from aliansi.server.sparql_endpoint import QueryEndpoint


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


class FrameworkApp:
    """Documents and pages, as an application."""

    def __init__(
        self,
        answering: QueryAnswering,
        project: Project | None,
        queries: QueryEndpoint,
        texts: SourceFiles | None = None,
    ) -> None:
        """Make what answers. Raises UsageError if a question of the project is broken."""
        renderer = TemplateRenderer(OF_A_PROJECT if project else OF_ANY)
        self.pages = HomePages(answering.evaluator, project, renderer)
        self.reasons = ExplainService(answering.evaluator.limits)
        ontology, assets = OntologyPage(answering, renderer), StaticFileResource()
        drawn = [
            each(answering, renderer, lambda: self.pages.here.history) for each in (TimelinePage, NetworkPage, MapPage)
        ]
        rest = self._application(SparqlEndpoint(queries))
        tables = TableDownload(answering, renderer, lambda: self.pages.here.exports, rest)
        at: dict[str, App] = {
            **dict.fromkeys(PATHS_OF_ALL, QuestionListPage(answering, renderer, lambda: self.pages.here)),
            PATH_OF_THE_QUERY_PAGE: QueryEditorPage(answering, renderer, lambda: self.pages.here),
            PATH_OF_COMPLETIONS: CompletionsResource(answering, renderer),
            PATH_OF_OUTLINES: OutlinesResource(answering, renderer),
            **dict.fromkeys(assets.paths, assets),
            PATH_OF_EXPLANATIONS: ExplanationPage(answering, renderer, self.reasons),
            PATH_OF_SEARCH: SearchPage(answering, renderer, lambda: self.pages.here.questions),
            **dict.fromkeys(ontology.paths, ontology),
            **dict.fromkeys(
                AboutPages.paths, AboutPages(answering, renderer, project, lambda: self.pages.here.downloads, tables)
            ),
            PATH_OF_REQUESTS: RequestsPage(answering, renderer, lambda: self.pages.here.questions),
            **{path: each for each in drawn for path in each.paths},
        }
        below: dict[str, App] = {
            PATH_OF_QUESTIONS: QuestionPage(answering, renderer, lambda: self.pages.here),
            PATH_OF_THINGS: ThingPage(answering, renderer, self.pages.about, lambda: self.pages.here.history, texts),
            PATH_OF_TEXTS: SourceTextPage(answering, renderer, texts or SourceFiles()),
            f"{PATH_OF_ONTOLOGY}/": ontology,
            PATH_OF_FILES: tables,
        }
        self.app = PathRouter(at, below, rest)

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
