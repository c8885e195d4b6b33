"""`/id/?wikidata=Q399`: from an item of Wikidata to the page or document of the thing that is linked to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, urlencode

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from aliansi.dataset.store import Store
from aliansi.errors import ProtocolError
from aliansi.namespaces import ID, named_node
from aliansi.pages.endpoint import VARY, DocumentEndpoint, NotFound
from aliansi.pages.thing import PATH
from aliansi.reconciliation.identifiers import wikidata_item

PARAMETER: Final = "wikidata"
_EXACT: Final = (
    named_node("skos:exactMatch"),
    named_node("owl:sameAs"),
    ox.NamedNode("https://schema.org/sameAs"),
    ox.NamedNode("http://schema.org/sameAs"),
)
_CLOSE: Final = named_node("skos:closeMatch")


class ThingByItem(DocumentEndpoint):
    """Handler that redirects to the thing with an exact match; the other parameters are kept."""

    async def get(self, request: Request) -> Response:
        """Return a redirect (303) to the document of the thing. Raises NotFound, ProtocolError for no item."""
        values = request.query_params.getlist(PARAMETER)
        if len(values) != 1:
            raise NotFound(f"no id: write it after {PATH}, or an item of Wikidata in one ?{PARAMETER}=Q399")
        item = wikidata_item(values[0])
        if item is None:
            raise ProtocolError(400, f"{values[0][:100]!r} is not an item of Wikidata: write its id, such as Q399")
        store = self.answering.evaluator.store
        things = sorted(set(_linked(store, item, _EXACT)))
        if not things:
            raise NotFound(_unlinked(item, sorted(set(_linked(store, item, (_CLOSE,))))))
        others = [pair for pair in request.query_params.multi_items() if pair[0] != PARAMETER]
        there = _address(request, things[0]) + (f"?{urlencode(others)}" if others else "")
        return RedirectResponse(there, 303, {"vary": VARY})


def _linked(store: Store, item: str, properties: tuple[ox.NamedNode, ...]) -> Iterator[str]:
    """Yield the IRIs of the things that one of the properties links to an item."""
    for property_ in properties:
        for quad in store.quads(None, property_, ox.NamedNode(item)):
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(("http://", "https://")):
                yield quad.subject.value


def _unlinked(item: str, close: list[str]) -> str:
    short = item.rpartition("/")[2]
    near = f"; a close match is {', '.join(close)}" if close else ""
    return f"no thing is linked to {short} as an exact match{near}"


def _address(request: Request, iri: str) -> str:
    if not iri.startswith(ID):
        return iri
    return f"{request.scope.get('root_path', '')}{PATH}{quote(iri.removeprefix(ID))}"
