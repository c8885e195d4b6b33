"""The SPARQL endpoint: the one module that mounts rdflib-endpoint, with request handlers of our own.

rdflib-endpoint 0.6.3 registers closures that evaluate in Python on the event loop, read files through FROM and take
part in federation; ``SparqlEndpoint`` keeps its routes and replaces what answers on them (SPARQL 1.1 Protocol, 2.1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from rdflib_endpoint import SparqlRouter

from aliansi.answers import GRAPHS, TABLES, Formats, NotAcceptable, ProtocolError, Query, status_of
from aliansi.evaluate import Evaluator, while_connected
from aliansi.findings import AliansiError, UsageError
from aliansi.namespaces import OUTSIDE_THE_UNION
from aliansi.negotiate import choose
from aliansi.store import Store

MOST_BYTES_OF_A_REQUEST: Final = 2**20

BY_NAME: Final[dict[str, Formats]] = {
    "json": Formats("application/sparql-results+json", "application/ld+json"),
    "xml": Formats("application/sparql-results+xml", "application/rdf+xml"),
    "csv": Formats("text/csv", None),
    "tsv": Formats("text/tab-separated-values", None),
    "ttl": Formats(None, "text/turtle"),
    "nt": Formats(None, "application/n-triples"),
    "rdf": Formats(None, "application/rdf+xml"),
    "jsonld": Formats(None, "application/ld+json"),
}
"""What ``?format=`` may say; it goes before the Accept header."""

_METHODS: Final = ("GET", "HEAD", "OPTIONS", "POST")
_FORM: Final = "application/x-www-form-urlencoded"
_DIRECT: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"

_UPDATES: Final = re.compile(
    r"(?:\s++|#[^\r\n]*+|BASE\s*+<[^<>]*+>|PREFIX\s++[^\s:]*+:\s*+<[^<>]*+>)*+"
    r"(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b",
    re.IGNORECASE,
)
"""The first word of an update, after comments and declarations."""


@dataclass(frozen=True)
class Asked:
    """The parameters of a request, from its URL and its body together."""

    queries: tuple[str, ...]
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    updates: bool
    format: str | None
    any: bool


class SparqlEndpoint(SparqlRouter):  # type: ignore[misc]
    """rdflib-endpoint's router, answering from a forked, confined Oxigraph, for reading alone."""

    def __init__(self, evaluator: Evaluator, path: str = "/sparql") -> None:
        """Serve the evaluator's store at ``path``."""
        self.evaluator = evaluator
        self.description_of_service = describe_service(evaluator.store)
        super().__init__(path=path)

    def prepare_sd_graph(self) -> None:
        """Prepare nothing: the description that rdflib-endpoint makes claims federation."""

    def add_api_route(self, path: str, endpoint: Any, **options: Any) -> None:
        """Register one handler of ours where rdflib-endpoint registers a closure for each method."""
        if "GET" in options["methods"]:
            super().add_api_route(path, self.respond, methods=list(_METHODS), include_in_schema=False)

    async def respond(self, request: Request) -> Response:
        """Answer a query in the URL or the body; without one, describe the service or show the pages to people."""
        try:
            if request.method == "OPTIONS":
                return Response(status_code=204, headers={"Allow": ", ".join(_METHODS)})
            if request.method == "POST":
                return await self._answer(request, await _posted(request))
            asked = _asked(_pairs(request.scope["query_string"]))
            return await self._answer(request, asked) if asked.any else self._introduce(request)
        except AliansiError as error:
            return failure(error)

    def _introduce(self, request: Request) -> Response:
        offered = ("text/turtle", "text/html")
        wanted = choose(request.headers.get("accept"), offered)
        if wanted == "text/html":
            return RedirectResponse(f"{request.scope.get('root_path', '')}/", 303, headers={"Vary": "Accept"})
        if wanted is None:
            raise NotAcceptable(f"the service describes itself in one of: {', '.join(offered)}")
        return Response(self.description_of_service, media_type=wanted, headers={"Vary": "Accept"})

    async def _answer(self, request: Request, asked: Asked) -> Response:
        query = _query(asked)
        formats = _formats(asked.format, request.headers.get("accept"))
        answered = await while_connected(request.receive, self.evaluator.evaluate(query, formats))
        if answered is None:
            return Response(status_code=499)
        return Response(answered.body, media_type=answered.media_type, headers={"Vary": "Accept"})


def failure(error: AliansiError) -> Response:
    """Say what is wrong as plain text, with the status that belongs to it."""
    return Response(f"{error}\n", status_of(error), media_type="text/plain")


def _formats(name: str | None, accept: str | None) -> Formats:
    if name is None:
        formats = Formats(choose(accept, TABLES), choose(accept, GRAPHS))
        if formats == Formats(None, None):
            raise NotAcceptable(f"answers come in one of: {', '.join(dict.fromkeys((*TABLES, *GRAPHS)))}")
        return formats
    if name not in BY_NAME:
        raise UsageError(f"there is no format {name}; there are: {', '.join(BY_NAME)}")
    return BY_NAME[name]


def _query(asked: Asked) -> Query:
    """Return the one query of a request. Raises ProtocolError for an update, UsageError for none or several."""
    if asked.updates and asked.queries:
        raise UsageError("a request is a query or an update, not both")
    if asked.updates:
        raise ProtocolError(403, "this endpoint is for reading; it takes no updates")
    if len(asked.queries) != 1 or not asked.queries[0].strip():
        many = "there are several" if len(asked.queries) > 1 else "there is none"
        raise UsageError(f"a request has one query, as the parameter “query” or as its body; here {many}")
    if update := _UPDATES.match(asked.queries[0]):
        raise UsageError(
            f"not a SPARQL query: {update[1].upper()} is an update, and this endpoint is read-only; it takes no updates"
        )
    return Query(asked.queries[0], asked.default_graphs, asked.named_graphs)


def _asked(pairs: list[tuple[str, str]]) -> Asked:
    def values(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in pairs if key == name)

    formats = values("format")
    return Asked(
        queries=values("query"),
        default_graphs=values("default-graph-uri"),
        named_graphs=values("named-graph-uri"),
        updates=bool(values("update")),
        format=formats[-1] if formats else None,
        any=bool(pairs),
    )


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    """Read form-encoded parameters, decoded once. Raises UsageError for what is not UTF-8."""
    try:
        return parse_qsl(_text(encoded), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise _not_utf8(error) from error


def _text(encoded: bytes) -> str:
    try:
        return encoded.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(error) from error


def _not_utf8(error: UnicodeDecodeError) -> UsageError:
    return UsageError(f"the request is not UTF-8: byte 0x{error.object[error.start]:02x}, {error.reason}")


async def _posted(request: Request) -> Asked:
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    kind = media_type.strip().lower()
    charset = re.search(r"charset\s*=\s*\"?([^\s;\"]+)", parameters, re.IGNORECASE)
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        raise ProtocolError(415, f"a query is sent as UTF-8, not as {charset[1]}")
    in_url = _pairs(request.scope["query_string"])
    if kind == _FORM:
        return _asked([*in_url, *_pairs(await _body(request))])
    if kind == _DIRECT:
        return _asked([*in_url, ("query", _text(await _body(request)))])
    if kind == _UPDATE:
        return _asked([*in_url, ("update", "")])
    raise ProtocolError(415, f"a query is posted as {_FORM} or as {_DIRECT}, not as {kind or 'nothing said'}")


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES_OF_A_REQUEST:
            raise ProtocolError(413, f"a request has at most {MOST_BYTES_OF_A_REQUEST:,} bytes")
    return bytes(body)


def describe_service(store: Store) -> str:
    """Return what the endpoint offers as Turtle (SPARQL 1.1 Service Description); ``<>`` is where it was fetched."""
    names = store.graph_names()
    formats = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
    graphs = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")
    lines = [
        "@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .",
        "<> a sd:Service ;",
        "  sd:endpoint <> ;",
        "  sd:supportedLanguage sd:SPARQL11Query ;",
        *(f"  sd:resultFormat <http://www.w3.org/ns/formats/{name}> ;" for name in (*formats, *graphs)),
        # With a graph outside the union the default graph is not the union of all.
        *([] if set(names) & set(map(str, OUTSIDE_THE_UNION)) else ["  sd:feature sd:UnionDefaultGraph ;"]),
        "  sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ]",
        *(f"    ; sd:namedGraph [ a sd:NamedGraph ; sd:name <{name}> ]" for name in names),
        "  ] .",
    ]
    return "\n".join(lines) + "\n"
