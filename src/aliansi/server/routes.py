"""Routes of pages and documents.

``aliansi.server.app`` imports this after the server has begun to answer queries, because the import is slow.
"""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Route, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aliansi.evaluation.explanation_client import ExplanationClient
from aliansi.evidence.source_texts import SourceFiles
from aliansi.http.answering import QueryAnswering
from aliansi.http.security import CORS_HEADERS, FRAMED_HEADERS, PRIVATE_HEADERS, SECURITY_HEADERS
from aliansi.pages import (
    about,
    completions,
    country_outlines,
    download,
    explanation,
    home,
    intervention_requests,
    ledger,
    map,
    network,
    ontology,
    query_editor,
    question,
    question_list,
    search,
    source_text,
    thing,
    thing_by_item,
    timeline,
)
from aliansi.pages.context import page_context
from aliansi.pages.endpoint import HandlerContext
from aliansi.pages.reconciliation.paths import PATHS_OF_PREVIEWS, reconciliation_endpoints
from aliansi.pages.site_data import load_site_data
from aliansi.pages.static_files import StaticFileEndpoint
from aliansi.pages.templates import DATASET_PAGES, PROJECT_PAGES, TemplateRenderer
from aliansi.project.folder import Project
from aliansi.server.rdflib_endpoint_adapter import SparqlEndpoint
from aliansi.server.sparql_endpoint import QueryEndpoint

_CORS: Final = b"access-control-"
PAGES_OF_PROJECTS: Final = (
    *(timeline.PATH, network.PATH, map.PATH, intervention_requests.PATH, ledger.PATH, question_list.PATH_OF_ALL),
    *(source_text.PATH, about.PATH_OF_FILES),
)
"""Beginnings of the addresses that a dataset without a project does not have."""


class SiteApp:
    """The application of all pages and documents; ``site`` is what they show, and may be replaced."""

    def __init__(
        self,
        answering: QueryAnswering,
        project: Project | None,
        queries: QueryEndpoint,
        texts: SourceFiles | None = None,
    ) -> None:
        """Make all endpoints. Raises UsageError if a question of the project is broken."""
        self.site = load_site_data(answering.evaluator.store, project)
        self.explanations = ExplanationClient(answering.evaluator.limits)
        pages = PROJECT_PAGES if project else DATASET_PAGES
        self._renderer = TemplateRenderer(pages, lambda language: self.site.frame(language))
        routes = [*self._pages(answering, texts or SourceFiles()), *SparqlEndpoint(queries).routes]
        self._router = Router(routes, redirect_slashes=False, default=self._missing)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; all responses have the headers for security and, but for texts, for other sites."""
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        is_private = path.startswith(source_text.PATH)
        security = FRAMED_HEADERS if path in PATHS_OF_PREVIEWS else SECURITY_HEADERS

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [pair for pair in message["headers"] if not (is_private and pair[0].startswith(_CORS))]
                message["headers"] = [*headers, *security, *(PRIVATE_HEADERS if is_private else CORS_HEADERS)]
            await send(message)

        # The pattern of a Starlette route also matches a path with a newline after its end.
        app = self._missing if "\n" in scope["path"] else self._router
        await app(scope, receive, send_with_headers)

    def _pages(self, answering: QueryAnswering, texts: SourceFiles) -> list[BaseRoute]:
        common = HandlerContext(answering, self._renderer, lambda: self.site)
        files, downloads = StaticFileEndpoint(), download.DownloadEndpoint(common)
        vocabulary = ontology.OntologyPage(common)
        endpoints: dict[str, ASGIApp] = {
            home.PATH: home.HomePage(common),
            thing.PATH: thing_by_item.ThingByItem(common),
            f"{thing.PATH}{{name:path}}": thing.ThingPage(common, texts),
            f"{question.PATH}{{name:path}}": question.QuestionPage(common),
            **dict.fromkeys(question_list.PATHS_OF_ALL, question_list.QuestionListPage(common)),
            **dict.fromkeys(vocabulary.paths, vocabulary),
            f"{ontology.PATH}/{{version:path}}": vocabulary,
            **dict.fromkeys((timeline.PATH, f"{timeline.PATH}.svg"), timeline.TimelinePage(common)),
            **dict.fromkeys((network.PATH, f"{network.PATH}.svg"), network.NetworkPage(common)),
            **dict.fromkeys((map.PATH, f"{map.PATH}.svg"), map.MapPage(common)),
            intervention_requests.PATH: intervention_requests.RequestsPage(common),
            ledger.PATH: ledger.LedgerPage(common),
            search.PATH: search.SearchPage(common),
            explanation.PATH: explanation.ExplanationPage(common, self.explanations),
            f"{source_text.PATH}{{name:path}}": source_text.SourceTextPage(common, texts),
            query_editor.PATH: query_editor.QueryEditorPage(common),
            completions.PATH: completions.CompletionsEndpoint(common),
            completions.PATH_OF_LABELS: completions.LabelsEndpoint(common),
            country_outlines.PATH: country_outlines.OutlinesEndpoint(common),
            **dict.fromkeys(about.AboutPages.paths, about.AboutPages(common, downloads)),
            f"{download.PATH}{{name}}": downloads,
            **dict.fromkeys(files.paths, files),
            **reconciliation_endpoints(common),
        }
        shown = (path for path in endpoints if self.site.project or not path.startswith(PAGES_OF_PROJECTS))
        return [Route(path, endpoints[path]) for path in shown]

    async def _missing(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for an address that no route has."""
        page = page_context(Request(scope))
        headers = {"Content-Language": page.language, "Vary": "Accept-Language"}
        response = HTMLResponse(self._renderer.render("base.html", page), 404, headers)
        await response(scope, receive, send)
