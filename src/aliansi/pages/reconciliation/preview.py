"""``/reconcile/preview?id=csto``: a thing in a few lines, for the frames of clients; without scripts and links.

OpenRefine shows it in ``<iframe sandbox="">``, where a link could open neither here nor in a new window.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from aliansi.errors import AliansiError, UsageError
from aliansi.http.sparql_protocol import form_values
from aliansi.pages.context import page_context
from aliansi.pages.document import HTML, Document, page_language
from aliansi.pages.endpoint import DocumentEndpoint, HandlerContext, NotFound, error_response, respond
from aliansi.pages.reconciliation.service import ReconciliationService
from aliansi.reconciliation.preview import ThingPreview, preview_of
from aliansi.reconciliation.request_json import shown

TEMPLATE = "reconciliation_preview.html"


class PreviewPage(DocumentEndpoint):
    """Handler of the previews of things, which pages of any site may have in a frame."""

    def __init__(self, context: HandlerContext, service: ReconciliationService) -> None:
        super().__init__(context)
        self._service = service

    async def get(self, request: Request) -> Response:
        """Return the preview of the thing with an id."""
        identifier, language = _identifier(request), page_language(request)
        page = page_context(request)
        document = self.cached((identifier, language, page.root))
        if document is None:
            index = await self._service.index()

            def find() -> ThingPreview | None:
                iri = index.iri_of(identifier)
                return None if iri is None else preview_of(index, iri, language)

            preview = await self._service.run(find)
            if preview is None:
                raise NotFound(f"not found: {shown(identifier)}", shown(identifier))
            html = self.renderer.render(TEMPLATE, page, preview=preview)
            document = self.cache_document((identifier, language, page.root), Document(html.encode("utf-8"), HTML))
        return respond(request, document, language)

    def problem(self, request: Request, error: AliansiError) -> Response:
        """Return an error as a small page that may be in a frame too."""
        unknown = error.thing if isinstance(error, NotFound) else ""
        message = "" if isinstance(error, NotFound) else str(error)
        context = {"preview": None, "unknown": unknown, "problem": message}
        html = self.renderer.render(TEMPLATE, page_context(request), **context)
        return error_response(error, html.encode("utf-8"), HTML)


def _identifier(request: Request) -> str:
    """Return the id in a request. Raises UsageError if there is none, or there are several."""
    values = [value for value in form_values(request.scope["query_string"], "id") if value.strip()]
    if len(values) != 1:
        raise UsageError(f"preview: {len(values) or 'no'} ids; send one, as in ?id=csto")
    return values[0].strip()
