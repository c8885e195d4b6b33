"""The pages that people read: the first page, each question with its answer, and what can be downloaded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse

from aliansi.answers import Answered, Formats, ProtocolError, Query, status_of
from aliansi.contexts import FILE_KINDS, Count, Home, Link, Page, Shown, asked, groups, page_of, values_of
from aliansi.evaluate import Evaluator, while_connected
from aliansi.findings import AliansiError, UsageError
from aliansi.namespaces import INFERRED, shorten
from aliansi.project import Project
from aliansi.questions import Question, load_all
from aliansi.render import STYLE, Renderer
from aliansi.store import Store
from aliansi.tables import Known, learn, read_results, web_address

MOST_BYTES_OF_A_PAGE: Final = 4 * 2**20

_AS_PAGE: Final = Formats("application/sparql-results+json", "text/turtle")
_AS_FILE: Final = {
    "csv": Formats("text/csv", None),
    "json": Formats("application/sparql-results+json", "application/ld+json"),
}
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
_EXAMPLE: Final = "SELECT ?state WHERE { ?state al:memberOf id:csto }"
_EXAMPLE_OF_ANY: Final = "SELECT * WHERE { ?subject ?predicate ?object } LIMIT 10"


@dataclass(frozen=True)
class Here:
    """What the pages tell of: questions, files and numbers, and what things are called."""

    questions: Mapping[str, Question]
    downloads: Mapping[str, Path]
    counts: tuple[Count, ...]
    known: Known


def what_is_here(store: Store, project: Project | None) -> Here:
    """Read what the pages tell of a store and a project. Raises UsageError for a question that is broken."""
    if project is None:
        return Here({}, {}, _counts(store), Known())
    return Here(load_all(project), downloads_of(project), _counts(store), learn(store))


class Pages:
    """The pages over one store and, unless a dataset is served as it is, the questions of a project."""

    def __init__(self, evaluator: Evaluator, project: Project | None, renderer: Renderer) -> None:
        """Read questions, downloads and numbers once. Raises UsageError for a question that is broken."""
        self.evaluator = evaluator
        self.here = what_is_here(evaluator.store, project)
        self.example = _EXAMPLE if project else _EXAMPLE_OF_ANY
        self.style = STYLE.read_bytes()
        self.renderer = renderer

    def router(self) -> APIRouter:
        """Return the routes of all pages."""
        router = APIRouter(include_in_schema=False)
        handlers: dict[str, Callable[..., Awaitable[Response]]] = {
            "/": self.home,
            "/questions": self.list_of_questions,
            "/questions/{name}.{kind}": self.file_of_answer,
            "/questions/{name}": self.question,
            "/downloads/{name}": self.download,
            "/static/style.css": self.stylesheet,
        }
        for path, handler in handlers.items():
            router.add_api_route(path, handler, methods=["GET", "HEAD"])
        return router

    async def home(self, request: Request) -> Response:
        """Say what is here."""
        page = page_of(request)
        downloads = tuple(
            Link(f"{page.root}/downloads/{quote(name)}", name, "dataset" if name == "dataset.nq" else "ontology")
            for name in self.here.downloads
        )
        endpoint = f"{str(request.base_url).rstrip('/')}/sparql"
        home = Home(
            self.here.counts,
            groups(page, self.here.questions.values()),
            endpoint,
            self.example,
            downloads,
            self.evaluator.store.revision,
        )
        return self._page("home.html", page, home=home)

    async def list_of_questions(self, request: Request) -> Response:
        """List the questions alone."""
        if not self.here.questions:
            return await self.missing(request)
        page = page_of(request)
        return self._page("questions.html", page, groups=groups(page, self.here.questions.values()))

    async def question(self, request: Request, name: str) -> Response:
        """Show a question, the form for its parameters, its answer and its query."""
        if name not in self.here.questions:
            return await self.missing(request)
        page, question, values = page_of(request), self.here.questions[name], values_of(request)
        query, status = question.query, 200
        try:
            query = with_values(question, values)
            answer = self.shown(page, await self._evaluate(request, query, _AS_PAGE, MOST_BYTES_OF_A_PAGE))
        except AliansiError as error:
            answer, status = Shown(problem=str(error)), status_of(error)
        filled = asked(page, question, values, query, answer, self.here.known)
        return self._page("question.html", page, status, asked=filled)

    async def file_of_answer(self, request: Request, name: str, kind: str) -> Response:
        """Give the answer to a question as CSV or JSON."""
        if name not in self.here.questions or kind not in FILE_KINDS:
            return await self.missing(request)
        try:
            query = with_values(self.here.questions[name], values_of(request))
            answered = await self._evaluate(request, query, _AS_FILE[kind])
        except AliansiError as error:
            return Response(f"{error}\n", status_of(error), media_type="text/plain")
        name_of_file = {"Content-Disposition": f'inline; filename="{quote(name)}.{kind}"'}
        return Response(answered.body, media_type=answered.media_type, headers=name_of_file)

    async def download(self, request: Request, name: str) -> Response:
        """Give a file of the dataset or of the ontology."""
        file = self.here.downloads.get(name)
        if file is None or not file.is_file():
            return await self.missing(request)
        kind = "application/n-quads" if file.suffix == ".nq" else "text/turtle"
        return FileResponse(file, media_type=kind, filename=name)

    async def stylesheet(self) -> Response:
        """Give the one style sheet."""
        return Response(self.style, media_type="text/css", headers={"Cache-Control": "max-age=300"})

    async def missing(self, request: Request) -> Response:
        """Say that there is no such page."""
        return self._page("base.html", page_of(request), 404)

    async def _evaluate(self, request: Request, query: str, formats: Formats, most: int | None = None) -> Answered:
        client = request.client.host if request.client else ""
        evaluation = self.evaluator.evaluate(Query(query), formats, most, client)
        answered = await while_connected(request.receive, evaluation)
        if answered is None:
            raise ProtocolError(499, "the client has left")
        return answered

    def shown(self, page: Page, answered: Answered) -> Shown:
        """Return an answer as a page shows it."""
        if answered.media_type == _AS_PAGE.graph:
            return Shown(graph=answered.body.decode("utf-8"))

        known = self.here.known

        def address(iri: str) -> str | None:
            return page.address(iri) if iri in known.things or iri in known.classes else web_address(iri)

        results = read_results(answered.body, self.here.known, page.language, address)
        if isinstance(results, bool):
            return Shown(verdict="yes" if results else "no")
        return Shown(table=results)

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


def with_values(question: Question, values: Mapping[str, str]) -> str:
    """Return the query of a question with a reader's values. Raises UsageError for a value that is none."""
    try:
        return question.with_values(values)
    except ValueError as error:  # pyoxigraph's word for an IRI that is none
        raise UsageError(f"not a value for the question {question.name}: {error}") from error


def downloads_of(project: Project) -> dict[str, Path]:
    """Return the files that are offered, by name."""
    ontology = sorted((project.root / "ontology").glob("*.ttl"))
    return {"dataset.nq": project.dataset_file} | {file.name: file for file in ontology}


def _counts(store: Store) -> tuple[Count, ...]:
    """Count what is here; of a dataset that has nothing of ours, its triples alone."""
    numbers = {key: next(store.select(query))["number"] for key, query in _COUNTED.items()}
    counts = tuple(Count(key, f"{int(n.value)}") for key, n in numbers.items() if isinstance(n, ox.Literal))
    known = tuple(count for count in counts if count.number != "0")
    return (*known, Count("triples", f"{len(store.dataset)}"))
