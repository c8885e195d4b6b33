"""The SPARQL endpoint as rdflib-endpoint mounts it, with a request handler of our own; the only import of FastAPI.

rdflib-endpoint 0.6.3 registers closures that evaluate in Python on the event loop, read files through FROM and take
part in federation; ``SparqlEndpoint`` keeps its routes and replaces what answers on them (SPARQL 1.1 Protocol, 2.1).
``aliansi.server.app`` answers the same paths before these routes are imported.
"""

from __future__ import annotations

from typing import Any

from rdflib_endpoint import SparqlRouter
from starlette.routing import Route

from aliansi.server.sparql_endpoint import QueryEndpoint


class SparqlEndpoint(SparqlRouter):  # type: ignore[misc]
    """rdflib-endpoint's router, with queries answered by a confined process, read-only."""

    def __init__(self, queries: QueryEndpoint, path: str = "/sparql") -> None:
        self.queries = queries
        self.paths: tuple[str, ...] = ()
        super().__init__(path=path)

    def prepare_sd_graph(self) -> None:
        """Skip the description that rdflib-endpoint makes: it claims federation."""

    def add_api_route(self, path: str, endpoint: Any, **options: Any) -> None:
        """Register one handler of ours where rdflib-endpoint registers a closure for each method."""
        if path not in self.paths:
            self.paths = (*self.paths, path)
            self.routes.append(Route(path, self.queries, include_in_schema=False))
