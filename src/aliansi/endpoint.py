"""The SPARQL endpoint: the one module that mounts rdflib-endpoint, with a request handler of our own.

rdflib-endpoint 0.6.3 registers closures that evaluate in Python on the event loop, read files through FROM and take
part in federation; ``SparqlEndpoint`` keeps its routes and replaces what answers on them (SPARQL 1.1 Protocol, 2.1).
The handler is an ASGI application, so that ``aliansi.serve`` can put it before the framework.
"""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
from rdflib_endpoint import SparqlRouter
from starlette.routing import Route

from aliansi.answering import VARY, Answering, known_by, not_modified
from aliansi.answers import GRAPHS, NotAcceptable
from aliansi.describe import PREFIXES, Describer
from aliansi.negotiate import choose
from aliansi.protocol import formats_of, in_body, in_url, kind_of_body, query_of
from aliansi.respond import Exchange, Receive, Reply, Resource, Scope, Send


class SparqlEndpoint(SparqlRouter):  # type: ignore[misc]
    """rdflib-endpoint's router, answering from a forked, confined Oxigraph, for reading alone."""

    def __init__(self, answering: Answering, path: str = "/sparql") -> None:
        """Answer at ``path``, with and without a slash at its end."""
        self.queries = Queries(answering)
        self.paths: tuple[str, ...] = ()
        super().__init__(path=path)

    def prepare_sd_graph(self) -> None:
        """Prepare nothing: the description that rdflib-endpoint makes claims federation."""

    def add_api_route(self, path: str, endpoint: Any, **options: Any) -> None:
        """Register one handler of ours where rdflib-endpoint registers a closure for each method."""
        if path not in self.paths:
            self.paths = (*self.paths, path)
            self.routes.append(Route(path, self.queries, include_in_schema=False))


class Description(Resource):
    """The description of the service and its dataset, in every RDF format."""

    def __init__(self, answering: Answering) -> None:
        """Describe what is answered."""
        self._answering = answering
        self._describer = Describer(answering.evaluator, answering.federation.is_on)

    async def get(self, exchange: Exchange) -> None:
        """Describe the service and its dataset."""
        wanted = formats_of(in_url(exchange.query_string).format, exchange.accept).graph
        if wanted is None:
            raise NotAcceptable(f"the service describes itself in one of: {', '.join(GRAPHS)}")
        etag = self._answering.tag(exchange.base, wanted)
        if exchange.has(etag):
            await exchange.reply(not_modified(etag))
            return
        triples = await self._describer.describe(exchange.base)
        body = ox.serialize(triples, format=GRAPHS[wanted], prefixes=PREFIXES) or b""
        await exchange.reply(Reply(200, body, wanted, known_by(etag)))


class Queries(Resource):
    """Queries in the URL or the body; without one, the pages for people and the description for programs."""

    methods = "GET, HEAD, OPTIONS, POST"

    def __init__(self, answering: Answering) -> None:
        """Answer queries, and describe what answers."""
        self._answering = answering
        self.description = Description(answering)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; one that was answered before is not even read."""
        if not await self._answering.again(scope, send):
            await super().__call__(scope, receive, send)

    async def get(self, exchange: Exchange) -> None:
        """Answer a query in the URL."""
        asked = in_url(exchange.query_string)
        if asked.any:
            formats = formats_of(asked.format, exchange.accept, exchange.takes_gzip)
            await self._answering.answer(exchange, query_of(asked, f"{exchange.base}/sparql"), formats)
        elif asked.format is None and choose(exchange.accept, (*GRAPHS, "text/html")) == "text/html":
            where = f"{exchange.scope.get('root_path', '')}/".encode()
            await exchange.reply(Reply(303, headers=((b"location", where), VARY)))
        else:
            await self.description.get(exchange)

    async def other(self, exchange: Exchange) -> None:
        """Answer a query in the body."""
        if exchange.method != "POST":
            await super().other(exchange)
            return
        kind = exchange.header(b"content-type") or ""
        kind_of_body(kind)  # before the body is read
        body = await exchange.body(self._answering.evaluator.limits.request_bytes)
        asked = in_body(kind, exchange.query_string, body)
        query = query_of(asked, f"{exchange.base}/sparql")
        formats = formats_of(asked.format, exchange.accept, exchange.takes_gzip)
        await self._answering.answer(exchange, query, formats)
