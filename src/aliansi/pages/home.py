"""``/``: the home page, with the questions of the project and a query to start with."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from aliansi.dataset.downloads import DATASET
from aliansi.pages.context import HomeContext, group_questions, page_context
from aliansi.pages.document import HTML, Document
from aliansi.pages.endpoint import DocumentEndpoint, respond
from aliansi.views.dataset_profile import GENERIC_QUERY
from aliansi.views.urls import Link, Page

PATH: Final = "/"
_EXAMPLE: Final = (
    "SELECT ?state ?start ?end WHERE { ?m al:member ?state ; al:alliance id:csto ; al:start ?start "
    "OPTIONAL { ?m al:end ?end } }"
)


def _in_a_shell(query: str) -> str:
    """Return a query in one line that may stand between apostrophes."""
    return " ".join((GENERIC_QUERY if "'" in query else query).split())


class HomePage(DocumentEndpoint):
    """Handler of the home page."""

    async def get(self, request: Request) -> Response:
        """Return the page."""
        page, endpoint = page_context(request), f"{str(request.base_url).rstrip('/')}/sparql"
        document = self.cached((page, endpoint))
        if document is None:
            home, picture = self._context(page, endpoint), self.site.pictures.get(page.language)
            html = self.renderer.render("home.html", page, home=home, picture=picture)
            document = self.cache_document((page, endpoint), Document(html.encode("utf-8"), HTML))
        return respond(request, document, page.language)

    def _context(self, page: Page, endpoint: str) -> HomeContext:
        site = self.site
        return HomeContext(
            counts=site.counts,
            groups=group_questions(page, site.questions.values()),
            endpoint=endpoint,
            example=_in_a_shell(site.example) or _EXAMPLE,
            downloads=(
                (Link(f"{page.root}/downloads/{quote(DATASET)}", DATASET, "dataset"),) if site.downloads else ()
            ),
            revision=self.answering.evaluator.store.revision,
        )
