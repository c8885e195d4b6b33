"""``/sparql``: queries, and the description of the service (SPARQL 1.1 Protocol, 2.1)."""

from __future__ import annotations

import pyoxigraph as ox

from aliansi.dataset.results import GRAPHS
from aliansi.errors import NotAcceptable
from aliansi.http.answering import VARY, QueryAnswering, cache_headers, not_modified
from aliansi.http.exchange import Exchange, Reply
from aliansi.http.format_names import formats_of
from aliansi.http.negotiation import choose
from aliansi.http.resource import Resource
from aliansi.http.sparql_protocol import media_type_of_body, parameters_in_body, parameters_in_url, query_of
from aliansi.server.service_description import PREFIXES, ServiceDescriber


class DescriptionDocument(Resource):
    """The description of the service and its dataset, in every RDF format."""

    def __init__(self, answering: QueryAnswering) -> None:
        self._answering = answering
        self._describer = ServiceDescriber(answering.evaluator, answering.federation.is_enabled)

    async def get(self, exchange: Exchange) -> None:
        """Send the description."""
        wanted = formats_of(parameters_in_url(exchange.query_string).formats, exchange.accept).graph
        if wanted is None:
            raise NotAcceptable(f"the service describes itself in one of: {', '.join(GRAPHS)}")
        etag = self._answering.etag(exchange.base_url, wanted)
        if exchange.current_tag(etag):
            await exchange.reply(not_modified(etag))
            return
        triples = await self._describer.describe(exchange.base_url)
        body = ox.serialize(triples, format=GRAPHS[wanted], prefixes=PREFIXES) or b""
        await exchange.reply(Reply(200, body, wanted, cache_headers(etag)))


class QueryEndpoint(Resource):
    """Queries in the URL or the body; without one, the pages for people and the description for programs."""

    methods = "GET, HEAD, OPTIONS, POST"

    def __init__(self, answering: QueryAnswering) -> None:
        self._answering = answering
        self.description = DescriptionDocument(answering)

    async def get(self, exchange: Exchange) -> None:
        """Answer a query in the URL."""
        request = parameters_in_url(exchange.query_string)
        if request.any:
            formats = formats_of(request.formats, exchange.accept, exchange.accepts_gzip)
            await self._answering.answer(exchange, query_of(request, f"{exchange.base_url}/sparql"), formats)
        elif not request.formats and choose(exchange.accept, (*GRAPHS, "text/html")) == "text/html":
            home = f"{exchange.scope.get('root_path', '')}/".encode()
            await exchange.reply(Reply(303, headers=((b"location", home), VARY)))
        else:
            await self.description.get(exchange)

    async def other(self, exchange: Exchange) -> None:
        """Answer a query in the body."""
        if exchange.method != "POST":
            await super().other(exchange)
            return
        content_type = exchange.header(b"content-type") or ""
        media_type_of_body(content_type)  # an error before the body is read
        body = await exchange.body(self._answering.evaluator.limits.request_bytes)
        request = parameters_in_body(content_type, exchange.query_string, body)
        query = query_of(request, f"{exchange.base_url}/sparql")
        formats = formats_of(request.formats, exchange.accept, exchange.accepts_gzip)
        await self._answering.answer(exchange, query, formats)
