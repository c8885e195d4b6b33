"""``/wikidata``: the ledger as a page, with the rows of a verdict or of a thing if the address names one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from aliansi.errors import UsageError
from aliansi.http.sparql_protocol import form_values
from aliansi.namespaces import ID
from aliansi.pages.context import page_context
from aliansi.pages.document import HTML, Document, page_number
from aliansi.pages.endpoint import DocumentEndpoint, NotFound, respond
from aliansi.reconciliation.identifiers import wikidata_item
from aliansi.views.i18n import section
from aliansi.views.statements import StatementView
from aliansi.views.urls import Link, Page
from aliansi.views.wikidata.ledger import FILTERS, LedgerView, ledger_of
from aliansi.views.wikidata.rows import ComparedRecord, LedgerLine, line_of, records_of
from aliansi.views.wikidata.section import PATH_OF_LEDGER, VerdictCount, counts_of

PATH: Final = PATH_OF_LEDGER
MAX_ROWS: Final = 100
"""Rows of the ledger on one page."""
FILES: Final = ("ledger.csv", "ledger.xlsx")


@dataclass(frozen=True)
class LedgerContext:
    """Context of the page; without a ledger, ``total`` is 0."""

    total: int = field(metadata={"help": "number of all rows of the ledger"})
    found: int = field(metadata={"help": "number of rows with the verdict and about the thing of the address"})
    lines: tuple[LedgerLine, ...] = ()
    counts: tuple[VerdictCount, ...] = ()
    records: tuple[ComparedRecord, ...] = ()
    thing: Link | None = field(default=None, metadata={"help": "the thing that the rows are about"})
    verdict: str = field(default="", metadata={"help": "the verdict of all rows, in words"})
    everything: str = field(default="", metadata={"help": "URL of the page without verdict and thing"})
    earlier: str | None = None
    later: str | None = None
    files: tuple[Link, ...] = field(default=(), metadata={"help": "the whole ledger as a table"})


class LedgerPage(DocumentEndpoint):
    """Handler of the page of the ledger."""

    async def get(self, request: Request) -> Response:
        """Return the page. Raises UsageError for an unknown verdict, NotFound for a page after the last one."""
        page, number = page_context(request), page_number(request)
        thing, verdict = _single(request, "thing"), _single(request, "verdict")
        if verdict and verdict not in FILTERS:
            raise UsageError(f"unknown verdict {verdict[:40]!r}; valid: {', '.join(FILTERS)}")
        key = (page, number, thing, verdict)
        document = self.cached(key)
        if document is None:
            everything = await asyncio.to_thread(ledger_of, self.answering.evaluator.store)
            ledger = self._context(everything, page, number, thing, verdict)
            html = await self.renderer.render_async("ledger.html", page, ledger=ledger)
            document = self.cache_document(key, Document(html, HTML))
        return respond(request, document, page.language)

    def _context(self, everything: LedgerView, page: Page, number: int, thing: str, verdict: str) -> LedgerContext:
        view = StatementView.of(self.answering.evaluator.store, page)
        node = _node(thing)
        about = everything.about(node.value) if node else everything
        shown = about.with_verdict(verdict) if verdict else about
        begin, found = (number - 1) * MAX_ROWS, len(shown.entries)
        if number > 1 and begin >= found:
            raise NotFound(f"there is no page {number} of the ledger")
        kept = {name: text for name, text in (("thing", thing), ("verdict", verdict)) if text}
        return LedgerContext(
            total=len(everything.entries),
            found=found,
            lines=tuple(line_of(entry, view) for entry in shown.entries[begin : begin + MAX_ROWS]),
            counts=counts_of(about, view, thing),
            records=records_of(about.entries, view),
            thing=Link(view.address(node.value) or node.value, view.labels.of(node).text) if node else None,
            verdict=section("verdicts", page.language).get(verdict, verdict),
            everything=page.link(PATH),
            earlier=_at(page, kept, number - 1) if number > 1 else None,
            later=_at(page, kept, number + 1) if begin + MAX_ROWS < found else None,
            files=tuple(_files(page, self.site.exports, everything)),
        )


def _files(page: Page, exports: Iterable[str], ledger: LedgerView) -> Iterable[Link]:
    known = FILES[0] in exports and ledger.entries
    return (Link(f"{page.root}/downloads/{name}", name.rpartition(".")[2].upper()) for name in FILES if known)


def _at(page: Page, kept: dict[str, str], number: int) -> str:
    return page.link(PATH, {**kept, **({"page": f"{number}"} if number > 1 else {})})


def _node(thing: str) -> ox.NamedNode | None:
    """Return the node of a thing, by its id, IRI or item; None without one. Raises UsageError if it cannot be one."""
    if not thing:
        return None
    iri = wikidata_item(thing) or (thing if thing.startswith(("http://", "https://")) else f"{ID}{thing}")
    try:
        return ox.NamedNode(iri.replace(f"{ID}id:", str(ID)))
    except ValueError:
        raise UsageError(
            f"thing: {thing[:40]!r} is neither an id nor an IRI nor an item: write one, such as poland or Q36"
        ) from None


def _single(request: Request, name: str) -> str:
    values = [value for value in form_values(request.scope["query_string"], name) if value.strip()]
    if len(values) > 1:
        raise UsageError(f"{name}: ask for one at a time")
    return values[0].strip() if values else ""
