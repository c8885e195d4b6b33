"""Whole graphs: SPARQL 1.1 Graph Store HTTP Protocol, read-only, by the name of a graph or its URL."""

from __future__ import annotations

from typing import Final

from aliansi.dataset.results import GRAPHS
from aliansi.errors import NotAcceptable, ProtocolError, UsageError
from aliansi.evaluation.query import Query
from aliansi.http.answering import QueryAnswering
from aliansi.http.exchange import Exchange, rest_of_path
from aliansi.http.format_names import formats_of
from aliansi.http.resource import Resource
from aliansi.http.sparql_protocol import iri_values, parameters_in_url
from aliansi.namespaces import GRAPH

PATH: Final = "/graph"
_WHOLE: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


class GraphStore(Resource):
    """``/graph?graph=IRI`` and ``/graph?default``; ``/graph/article`` is the graph of that address or of that name."""

    def __init__(self, answering: QueryAnswering) -> None:
        self._answering = answering

    async def get(self, exchange: Exchange) -> None:
        """Send a graph."""
        graphs = self._graphs(exchange)
        names = parameters_in_url(exchange.query_string).formats
        formats = formats_of(names, exchange.accept, exchange.accepts_gzip)
        if formats.graph is None:
            raise NotAcceptable(f"a graph comes in one of: {', '.join(GRAPHS)}")
        await self._answering.answer(exchange, Query(_WHOLE, graphs), formats)

    async def other(self, exchange: Exchange) -> None:
        """Refuse updates with the reason."""
        if exchange.method in ("PUT", "POST", "DELETE", "PATCH"):
            raise ProtocolError(403, "this graph store is for reading; it takes no updates")
        await super().other(exchange)

    def _graphs(self, exchange: Exchange) -> tuple[str, ...]:
        """Return the name of the graph, no name for the default graph. Raises ProtocolError for an unknown graph."""
        rest = rest_of_path(exchange.scope, f"{PATH}/")
        named = tuple(filter(None, iri_values(exchange.query_string, "graph")))
        defaults = len(iri_values(exchange.query_string, "default"))
        if not rest:
            if len(named) + defaults != 1:
                raise UsageError("name one graph: ?graph=IRI, or ?default for the default graph")
            if defaults:
                return ()
        wanted = (f"{exchange.base_url}{PATH}/{rest}", f"{GRAPH}{rest}") if rest else named
        known = set(self._answering.evaluator.store.graph_names())
        for name in wanted:
            if name in known:
                return (name,)
        raise ProtocolError(404, "there is no such graph here; the description at /.well-known/void names them")
