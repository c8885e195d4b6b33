"""``/outlines.json``: the outlines of today's countries, and which things of the dataset they are of."""

from __future__ import annotations

import json
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from aliansi.pages.document import Document
from aliansi.pages.endpoint import DocumentEndpoint, respond
from aliansi.views.charts.country_outlines import outline_indexes, outlines

PATH: Final = "/outlines.json"


class OutlinesResource(DocumentEndpoint):
    """The outlines for a map that is drawn in the browser; ``states`` has the place of each thing's outline by IRI."""

    async def get(self, request: Request) -> Response:
        """Give them; there are none if the package was built without."""
        document = self.kept(()) or self.keep((), Document(self._written(), "application/json"))
        return respond(request, document)

    def _written(self) -> bytes:
        known = outlines()
        boxes = [(each.box.left, each.box.top, each.box.right, each.box.bottom) for each in known]
        countries = [{"path": each.path, "box": box} for each, box in zip(known, boxes, strict=True)]
        said = {"countries": countries, "states": outline_indexes(self.answering.evaluator.store, known)}
        return json.dumps(said, separators=(",", ":")).encode("utf-8")
