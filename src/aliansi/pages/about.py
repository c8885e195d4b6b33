"""``/about`` (description, citation, statistics, method) and ``/downloads`` (files)."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from aliansi.dataset.downloads import DownloadFile, describe_file
from aliansi.dataset.export import TableQuery
from aliansi.dataset.spreadsheet import xlsx_name
from aliansi.dataset.store import Term, in_proofs
from aliansi.errors import EvaluationCrashed, ResultTooLarge, TimeLimit, TooBusy, TooManyRequests, UsageError
from aliansi.linking.sssom_files import ABOUT, FILE_NAME
from aliansi.pages.context import Count, page_context
from aliansi.pages.document import HTML, Document, base_url
from aliansi.pages.download import DownloadEndpoint
from aliansi.pages.endpoint import DocumentEndpoint, HandlerContext, NotFound, respond
from aliansi.pages.explanation_context import sentence
from aliansi.pages.reconciliation.addresses import PATH as RECONCILE
from aliansi.project.citation import NAME, Citation, read
from aliansi.views.coverage import DatasetCoverage, RuleCount, read_coverage
from aliansi.views.dataset_description import DatasetDescription
from aliansi.views.labels import Label, translation_in
from aliansi.views.statements import StatementLine, StatementView
from aliansi.views.urls import Link, Page

_LOGGER: Final = logging.getLogger(__name__)

PATH: Final = "/about"
PATH_OF_FILES: Final = "/downloads"
CITATIONS: Final[Mapping[str, str]] = {
    "citation.bib": "application/x-bibtex",
    "citation.json": "application/vnd.citationstyles.csl+json",
}


@dataclass(frozen=True)
class FileRow:
    """File for download; ``about`` describes its content if its kind does not."""

    href: str
    offered: DownloadFile
    about: Label | None = None

    @property
    def bytes(self) -> str:
        """The size with digits in groups of three (SI Brochure, 5.4.4)."""
        return f"{self.offered.size:,}".replace(",", "\u202f")


@dataclass(frozen=True)
class RuleRow:
    """Rule with its sentence, the number of triples that it inferred, and a link to the explanation of one of them."""

    name: str
    sentence: str
    number: int
    why: str | None


@dataclass(frozen=True)
class AboutContext:
    """Context of ``/about`` or ``/downloads``."""

    revision: str
    citation: Citation | None
    citations: tuple[Link, ...] = field(metadata={"help": "the citation as files"})
    files: tuple[FileRow, ...]
    downloads: str | None = field(metadata={"help": "the page of the files; None if there are none"})
    service: str = field(default="", metadata={"help": "address of the reconciliation service, as clients need it"})
    coverage: DatasetCoverage | None = None
    rules: tuple[RuleRow, ...] = ()
    address: Callable[[str], str | None] | None = field(default=None, metadata={"help": "returns the link for an IRI"})


@dataclass(frozen=True)
class DescribedPart:
    """Node that describes a dataset or a part of it, with its statements."""

    name: Label
    href: str | None
    lines: tuple[StatementLine, ...]

    @classmethod
    def of(cls, node: Term, view: StatementView) -> DescribedPart:
        """Return the statements of a node for a page."""
        href = view.address(node.value) if isinstance(node, ox.NamedNode) else None
        statements = (quad for quad in view.store.quads(node) if not in_proofs(quad))
        return cls(view.labels.of(node), href, view.lines(statements))


@dataclass(frozen=True)
class DatasetAboutContext:
    """Context of ``/about`` for a dataset without a project."""

    parts: tuple[DescribedPart, ...]
    counts: tuple[Count, ...]
    revision: str
    service: str = field(metadata={"help": "address of the reconciliation service, as clients need it"})


class AboutPages(DocumentEndpoint):
    """Handler of both pages and of the citation files."""

    paths = (PATH, PATH_OF_FILES, *(f"{PATH_OF_FILES}/{name}" for name in CITATIONS))

    def __init__(self, context: HandlerContext, downloads: DownloadEndpoint) -> None:
        super().__init__(context)
        self._downloads = downloads
        self._coverage_cache: dict[str, tuple[str, DatasetCoverage]] = {}
        self._hashed: tuple[str, dict[tuple[str, str], tuple[int, str] | None]] = ("", {})
        self._reported = ""

    async def get(self, request: Request) -> Response:
        """Return a page or a citation file."""
        page, citation = page_context(request), self._citation()
        if self.site.described:
            stated = self._about_dataset(page, self.site.described, f"{base_url(request)}{RECONCILE}")
            html = self.renderer.render("about_dataset.html", page, about=stated)
            return respond(request, Document(html.encode("utf-8"), HTML), page.language)
        if page.path.endswith(tuple(CITATIONS)):
            return respond(request, _as_file(page.path.rpartition("/")[2], citation))
        if page.path == PATH:
            about = self._about(page, citation, await self._covered(page.language))
            about = replace(about, service=f"{base_url(request)}{RECONCILE}")
            html = self.renderer.render("about.html", page, about=about)
        else:
            files = await asyncio.to_thread(lambda: tuple(_files(page, self.site.downloads)))
            if not files:
                raise NotFound("there are no files here")
            tables = [each async for each in self._tables(request, page, files[0].offered.written)]
            about = self._context(page, citation, (*files[:1], *tables, *files[1:]))
            html = self.renderer.render("downloads.html", page, about=about)
        return respond(request, Document(html.encode("utf-8"), HTML), page.language)

    def _about_dataset(self, page: Page, described: DatasetDescription, service: str) -> DatasetAboutContext:
        view = StatementView.of(self.answering.evaluator.store, page)
        parts = (DescribedPart.of(node, view) for node in described.nodes)
        return DatasetAboutContext(tuple(parts), self.site.counts, view.store.revision, service)

    async def _tables(self, request: Request, page: Page, written: dt.date) -> AsyncIterator[FileRow]:
        """Yield the exports that stay within the limits, with the day of the dataset."""
        tables = [(name, table) for csv, table in self.site.exports.items() for name in (csv, xlsx_name(csv))]
        for name, exported in tables:
            if made := await self._export_size(request, name, exported):
                offered = DownloadFile(name, "table", made[0], written, made[1], has_quotations=True)
                yield _file_row(page, offered, exported.about)
        if mappings := await self._downloads.mappings():
            digest = sha256(mappings.body).hexdigest()
            offered = DownloadFile(FILE_NAME, "table", len(mappings.body), written, digest, has_quotations=False)
            yield _file_row(page, offered, ABOUT)

    async def _export_size(self, request: Request, name: str, exported: TableQuery) -> tuple[int, str] | None:
        """Return the size and hash of an export, once for each state of the dataset; None if its query fails."""
        revision = self.answering.evaluator.store.revision
        if self._hashed[0] != revision:
            self._hashed = revision, {}
        known = self._hashed[1]
        if (name, exported.query) not in known:
            try:
                body = (await self._downloads.table(request, name)).body
                known[name, exported.query] = len(body), sha256(body).hexdigest()
            except (EvaluationCrashed, ResultTooLarge, TimeLimit):
                known[name, exported.query] = None
            except (TooBusy, TooManyRequests):  # which says nothing of the table: the next reader may see it
                return None
        return known[name, exported.query]

    async def _covered(self, language: str) -> DatasetCoverage:
        """Return the statistics, once for each state of the dataset."""
        store = self.answering.evaluator.store
        if language not in self._coverage_cache or self._coverage_cache[language][0] != store.revision:
            self._coverage_cache[language] = store.revision, await asyncio.to_thread(read_coverage, store, language)
        return self._coverage_cache[language][1]

    def _citation(self) -> Citation | None:
        """Return the citation of the project; None if there is none that can be read, which its operator sees."""
        if self.site.project is None:
            return None
        today = dt.datetime.now(dt.UTC).date()
        try:
            return read(self.site.project.root / NAME, self.answering.evaluator.store.revision, today)
        except UsageError as error:  # its message has a path of this machine
            if str(error) != self._reported:
                self._reported = str(error)
                _LOGGER.warning("%s", error)
            return None

    def _context(self, page: Page, citation: Citation | None, files: tuple[FileRow, ...] = ()) -> AboutContext:
        return AboutContext(
            revision=self.answering.evaluator.store.revision,
            citation=citation,
            citations=tuple(Link(f"{page.root}{PATH_OF_FILES}/{name}", name) for name in CITATIONS if citation),
            files=files,
            downloads=page.link(PATH_OF_FILES) if self.site.downloads else None,
        )

    def _about(self, page: Page, citation: Citation | None, coverage: DatasetCoverage) -> AboutContext:
        return replace(
            self._context(page, citation),
            coverage=coverage,
            address=StatementView.of(self.answering.evaluator.store, page).address,
            rules=tuple(_rule(page, applied) for applied in coverage.rules),
        )


def _rule(page: Page, applied: RuleCount) -> RuleRow:
    why = page.why(applied.example) if applied.example else None
    return RuleRow(applied.rule, sentence(applied.rule, page.language), applied.number, why)


def _file_row(page: Page, offered: DownloadFile, about: Mapping[str, str]) -> FileRow:
    href = f"{page.root}{PATH_OF_FILES}/{quote(offered.name)}"
    return FileRow(href, offered, translation_in(about, page.language))


def _files(page: Page, downloads: Mapping[str, Path]) -> list[FileRow]:
    there = (describe_file(name, file) for name, file in downloads.items())
    return [FileRow(f"{page.root}{PATH_OF_FILES}/{quote(each.name)}", each) for each in there if each]


def _as_file(name: str, citation: Citation | None) -> Document:
    if citation is None:
        raise NotFound("this project has no citation that can be read")
    text = citation.bibtex() if name.endswith(".bib") else citation.csl()
    return Document(text.encode("utf-8"), CITATIONS[name], name=name)
