"""``/outlines.json``: outlines of today's countries, and the things of the dataset that they belong to."""

from __future__ import annotations

import json
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from aliansi.pages.document import Document
from aliansi.pages.endpoint import DocumentEndpoint, respond
from aliansi.views.charts.country_outlines import outline_indexes, outlines

PATH: Final = "/outlines.json"


class OutlinesEndpoint(DocumentEndpoint):
    """Handler of the outlines for maps in the browser; ``states`` has the index of the outline of each thing by IRI."""

    async def get(self, request: Request) -> Response:
        """Return the outlines; there are none if the package was built without them."""
        document = self.cached(()) or self.cache_document((), Document(self._json(), "application/json"))
        return respond(request, document)

    def _json(self) -> bytes:
        known = outlines()
        boxes = [(each.box.left, each.box.top, each.box.right, each.box.bottom) for each in known]
        countries = [{"path": each.path, "box": box} for each, box in zip(known, boxes, strict=True)]
        document = {"countries": countries, "states": outline_indexes(self.answering.evaluator.store, known)}
        return json.dumps(document, separators=(",", ":")).encode("utf-8")
