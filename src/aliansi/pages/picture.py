"""Pictures of memberships: each is a page, and an SVG drawing for papers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response

from aliansi.http.sparql_protocol import form_values
from aliansi.pages.context import page_context
from aliansi.pages.document import HTML, Document
from aliansi.pages.endpoint import DocumentEndpoint, respond
from aliansi.views.membership_history import MembershipHistory
from aliansi.views.urls import Page

SVG: Final = "image/svg+xml"


class PicturePage(DocumentEndpoint):
    """Handler of a picture at ``path`` and of its drawing alone at ``path.svg``; ``names`` are its parameters."""

    path: ClassVar[str]
    names: ClassVar[tuple[str, ...]] = ()

    async def get(self, request: Request) -> Response:
        """Return the page or the drawing."""
        is_file, page = request.scope["path"].endswith(".svg"), page_context(request)
        given = self.given(request)
        key = (is_file, page, *given.items())
        document = self.cached(key)
        if document is None:
            drawn = self.draw(self.site.history, page, given, is_file).encode("utf-8")
            name = _name(self.path, page, given) if is_file else ""
            document = self.cache_document(key, Document(drawn, SVG if is_file else HTML, name=name))
        return respond(request, document, page.language)

    def given(self, request: Request) -> dict[str, str]:
        """Return the values of the parameters of the picture that are not empty."""
        values = {name: _one(request, name) for name in self.names}
        return {name: value for name, value in values.items() if value}

    def draw(self, history: MembershipHistory, page: Page, given: Mapping[str, str], is_file: bool) -> str:
        """Return the page or the drawing. Raises UsageError for an invalid parameter."""
        raise NotImplementedError


def _name(path: str, page: Page, given: Mapping[str, str]) -> str:
    """Return the file name of a drawing: picture, subject and language."""
    parts = ["aliansi", path.strip("/"), *given.values(), page.on.text if page.on else "", page.language]
    return re.sub(r"[^A-Za-z0-9-]", "_", "-".join(filter(None, parts))) + ".svg"


def _one(request: Request, name: str) -> str:
    return (form_values(request.scope["query_string"], name) or ("",))[-1].strip()
