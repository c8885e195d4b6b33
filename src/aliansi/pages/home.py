"""The pages that people read: the first page, and what can be downloaded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse

from aliansi.dataset.downloads import DATASET, MEDIA_TYPES, files_of
from aliansi.dataset.export import TableQuery, tables_of
from aliansi.dataset.store import Store
from aliansi.evaluation.evaluator import Evaluator
from aliansi.namespaces import INFERRED, shorten
from aliansi.pages.context import Count, HomeContext, groups, page_of
from aliansi.pages.templates import STYLE, TemplateRenderer
from aliansi.project.folder import Project
from aliansi.project.questions import Question, load_all
from aliansi.views.charts.overview_strips import OverviewStrips, picture_of
from aliansi.views.i18n import LANGUAGES
from aliansi.views.known_things import KnownThings, read_known_things
from aliansi.views.membership_history import MembershipHistory, read_history
from aliansi.views.urls import Link, Page

_COUNTED: Final = {
    "facts": "SELECT (COUNT(DISTINCT ?fact) AS ?number) { ?fact a al:Fact }",
    "passages": "SELECT (COUNT(DISTINCT ?passage) AS ?number) { ?passage a al:Passage }",
    "inferred": f"SELECT (COUNT(*) AS ?number) {{ GRAPH <{INFERRED}> {{ ?s ?p ?o }} }}",
}
_QUESTION_ABOUT: Final = {
    "stated": ("words-of-a-fact", "fact"),
    "sourced": ("sources-of-a-fact", "fact"),
    "quoted": ("passages-in-order", "source"),
    "other": ("facts-about", "thing"),
}
"""The question that tells of a thing, by the evidence that the thing has, and its parameter."""
_EXAMPLE: Final = (
    "SELECT ?state ?start ?end WHERE { ?m al:member ?state ; al:alliance id:csto ; al:start ?start "
    "OPTIONAL { ?m al:end ?end } }"
)
_EXAMPLE_OF_ANY: Final = "SELECT * WHERE { ?subject ?predicate ?object } LIMIT 10"


@dataclass(frozen=True)
class SiteData:
    """What the pages tell of: questions, files and numbers, and what things are called."""

    questions: Mapping[str, Question]
    downloads: Mapping[str, Path]
    counts: tuple[Count, ...]
    known: KnownThings
    history: MembershipHistory = field(default_factory=MembershipHistory)
    exports: Mapping[str, TableQuery] = field(default_factory=dict, metadata={"help": "tables, by the names of files"})
    pictures: Mapping[str, OverviewStrips | None] = field(
        default_factory=dict, metadata={"help": "the first, by language"}
    )


def load_site_data(store: Store, project: Project | None) -> SiteData:
    """Read what the pages tell of a store and a project. Raises UsageError for a question that is broken."""
    if project is None:
        return SiteData({}, {}, _counts(store), KnownThings())
    history, known = read_history(store, project), read_known_things(store)
    pictures = {language: picture_of(history, language, known) for language in LANGUAGES}
    exports = tables_of(project)
    return SiteData(load_all(project), files_of(project), _counts(store), known, history, exports, pictures)


class HomePages:
    """The pages over one store and, unless a dataset is served as it is, the questions of a project."""

    def __init__(self, evaluator: Evaluator, project: Project | None, renderer: TemplateRenderer) -> None:
        """Read questions, downloads and numbers once. Raises UsageError for a question that is broken."""
        self.evaluator = evaluator
        self.here = load_site_data(evaluator.store, project)
        self.example = _EXAMPLE if project else _EXAMPLE_OF_ANY
        self.style = STYLE.read_bytes()
        self.renderer = renderer

    def router(self) -> APIRouter:
        """Return the routes of all pages."""
        router = APIRouter(include_in_schema=False)
        handlers: dict[str, Callable[..., Awaitable[Response]]] = {
            "/": self.home,
            "/downloads/{name}": self.download,
            "/static/style.css": self.stylesheet,
        }
        for path, handler in handlers.items():
            router.add_api_route(path, handler, methods=["GET", "HEAD"])
        return router

    async def home(self, request: Request) -> Response:
        """Say what is here."""
        page = page_of(request)
        downloads = (
            (Link(f"{page.root}/downloads/{quote(DATASET)}", DATASET, "dataset"),) if self.here.downloads else ()
        )
        endpoint = f"{str(request.base_url).rstrip('/')}/sparql"
        home = HomeContext(
            self.here.counts,
            groups(page, self.here.questions.values()),
            endpoint,
            self.example,
            downloads,
            self.evaluator.store.revision,
        )
        return self._page("home.html", page, home=home, picture=self.here.pictures.get(page.language))

    async def download(self, request: Request, name: str) -> Response:
        """Give a file of the dataset or of the ontology."""
        file = self.here.downloads.get(name)
        if file is None or not file.is_file():
            return await self.missing(request)
        return FileResponse(file, media_type=MEDIA_TYPES[file.suffix], filename=name)

    async def stylesheet(self) -> Response:
        """Give the one style sheet."""
        return Response(self.style, media_type="text/css", headers={"Cache-Control": "max-age=300"})

    async def missing(self, request: Request) -> Response:
        """Say that there is no such page."""
        return self._page("base.html", page_of(request), 404)

    def about(self, page: Page, iri: str) -> str | None:
        """Return the address of the question about a thing of ours; None if there is no such thing or question."""
        if iri not in self.here.known.things:
            return None
        name, parameter = _QUESTION_ABOUT[self.here.known.kind(iri)]
        question = self.here.questions.get(name)
        if question is None or parameter not in {known.name for known in question.parameters}:
            return None
        return page.link(f"/questions/{name}", {parameter: shorten(iri)})

    def _page(self, template: str, page: Page, status: int = 200, **context: object) -> Response:
        html = self.renderer.render(template, page, **context)
        headers = {"Content-Language": page.language, "Vary": "Accept-Language"}
        return HTMLResponse(html, status, headers=headers)


def _counts(store: Store) -> tuple[Count, ...]:
    """Count what is here; of a dataset that has nothing of ours, its triples alone."""
    numbers = {key: next(store.select(query))["number"] for key, query in _COUNTED.items()}
    counts = tuple(Count(key, f"{int(n.value)}") for key, n in numbers.items() if isinstance(n, ox.Literal))
    known = tuple(count for count in counts if count.number != "0")
    return (*known, Count("triples", f"{len(store.dataset)}"))
