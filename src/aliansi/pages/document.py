"""Documents: what is at an address for people and for programs, as the client likes it best.

A suffix of the address (``/id/csto.ttl``) goes before ``format=``, which goes before the Accept header.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import pyoxigraph as ox
from starlette.requests import Request

from aliansi.dataset.results import FEWEST_BYTES_TO_COMPRESS, GRAPHS, NotAcceptable, ProtocolError, status_of
from aliansi.errors import AliansiError, UsageError
from aliansi.evaluation.cache import AnswerCache
from aliansi.http.answering import QueryAnswering
from aliansi.http.exchange import Exchange, Pair, Reply, Resource, problem
from aliansi.http.negotiation import choose, choose_language
from aliansi.http.sparql_protocol import BY_NAME, in_url, parameters
from aliansi.namespaces import PREFIXES
from aliansi.pages.context import page_of
from aliansi.pages.templates import TemplateRenderer
from aliansi.views.i18n import LANGUAGES
from aliansi.views.urls import Page

HTML: Final = "text/html"
RDF: Final[Mapping[str, str]] = {
    name: formats.graph for name, formats in BY_NAME.items() if formats.graph and formats.table is None
}
"""The media types of RDF by the suffix of an address."""
PAGE_AND_RDF: Final[Mapping[str, str]] = {"html": HTML, **RDF}
ALSO_RDF: Final[Mapping[str, str]] = {kind: kind for kind in GRAPHS if kind not in RDF.values()}
"""Media types by which clients ask for the same formats; no address has them as its suffix."""

LAST_PAGE: Final = 10_000

VARY: Final[Pair] = (b"vary", b"Accept, Accept-Language, Accept-Encoding")


class NotFound(ProtocolError):
    """There is nothing at an address; ``thing`` is the short name of what is not here, if it has one."""

    def __init__(self, message: str, thing: str = "") -> None:
        """Keep the name for the page."""
        super().__init__(404, message)
        self.thing = thing


@dataclass(frozen=True)
class Document:
    """A document at an address: its body in one format and language, its own address, and a name to save it by."""

    body: bytes
    media_type: str
    location: str = ""
    links: tuple[str, ...] = ()
    name: str = ""


def chosen(
    exchange: Exchange, offered: Mapping[str, str], suffix: str = "", also: Mapping[str, str] | None = None
) -> str:
    """Return the media type that a client wants of those that are offered by the suffix of an address.

    Raises UsageError for a format that nobody knows, NotAcceptable if none of those offered fits.
    """
    kinds = dict.fromkeys([*offered.values(), *(also or {}).values()])
    name = suffix or (in_url(exchange.query_string).format or "").replace(" ", "+")
    if name:
        if known := offered.get(name) or (also or {}).get(name):
            return known
        if name in kinds:
            return name
        if name not in BY_NAME and name not in GRAPHS:
            raise UsageError(f"there is no format {name[:50]}; there are: {', '.join(offered)}")
    wanted = None if name else choose(exchange.accept, kinds)
    if wanted is None:
        raise NotAcceptable(f"this comes in one of: {', '.join(dict.fromkeys(offered.values()))}")
    return wanted


def split(path: str, offered: Mapping[str, str]) -> tuple[str, str]:
    """Return a path without the suffix that names a format, and that suffix."""
    name, dot, suffix = path.rpartition(".")
    return (name, suffix) if dot and name and suffix in offered else (path, "")


def language_said(exchange: Exchange) -> str | None:
    """Return the language that a client asks for; None, for all of them, if it asks for none of ours."""
    asked = [value for value in parameters(exchange.query_string, "lang") if value in LANGUAGES]
    return asked[-1] if asked else choose_language(exchange.header(b"accept-language"), ("", *LANGUAGES)) or None


def page_number(exchange: Exchange) -> int:
    """Return the page that is asked for, 1 if none is. Raises UsageError if it is no number."""
    asked = (parameters(exchange.query_string, "page") or ("1",))[-1]
    if not asked.isascii() or not asked.isdecimal() or not 1 <= int(asked[:9]) <= LAST_PAGE:
        raise UsageError(f"page={asked[:20]}: a page is a number from 1")
    return int(asked)


def write(quads: Iterable[ox.Quad], media_type: str) -> bytes:
    """Return quads in a format; one that has no graphs gets each triple once."""
    rdf_format = GRAPHS[media_type]
    if rdf_format.supports_datasets:
        return ox.serialize(sorted(quads, key=_order), format=rdf_format, prefixes=PREFIXES) or b""
    triples = dict.fromkeys(quad.triple for quad in sorted(quads, key=lambda quad: _order(quad)[1:]))
    return ox.serialize(triples, format=rdf_format, prefixes=PREFIXES) or b""


def suffix_of(media_type: str) -> str:
    """Return the suffix of the address of a document in a format."""
    wanted = GRAPHS[media_type]
    return next(suffix for suffix, kind in RDF.items() if GRAPHS[kind] == wanted)


def alternates(path: str, offered: Mapping[str, str], query: str = "") -> Iterator[str]:
    """Yield a Link header (RFC 8288) for each format that a document comes in."""
    for suffix, media_type in offered.items():
        yield f'<{path}.{suffix}{query}>; rel="alternate"; type="{media_type}"'


def located(
    path: str,
    values: Mapping[str, str],
    media_type: str,
    offered: Mapping[str, str],
    page: Page,
    also: Mapping[str, str] | None = None,
) -> tuple[str, tuple[str, ...]]:
    """Return the address of an answer in one format, and in one language if it has one, and links to its other formats.

    ``values`` are what is asked beside both.
    """
    suffix = next((f".{suffix}" for suffix, kind in offered.items() if kind == media_type), "")
    named = {} if suffix else {"format": next(name for name, kind in (also or {}).items() if kind == media_type)}
    chosen_here = {**values, **named, **({"lang": page.language} if media_type == HTML else {})}
    return f"{path}{suffix}{_query(chosen_here)}", tuple(alternates(path, offered, _query(values)))


def _query(values: Mapping[str, str]) -> str:
    return f"?{urlencode(values)}" if values else ""


def _order(quad: ox.Quad) -> tuple[str, str, str, str]:
    """Sort the statements of a subject together."""
    return str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object)


class DocumentResource(Resource):
    """Gives documents: known by an entity tag, compressed where that is taken, kept for those who ask again."""

    def __init__(self, answering: QueryAnswering, renderer: TemplateRenderer) -> None:
        """Write pages with a renderer, from the dataset that is answered from at the time."""
        self.answering = answering
        self.renderer = renderer
        self._kept: AnswerCache[Document] = AnswerCache(answering.evaluator.limits.cache_bytes // 2)

    def page(self, exchange: Exchange) -> Page:
        """Return the frame of a page for a client."""
        return page_of(Request(exchange.scope))

    def kept(self, key: tuple[object, ...]) -> Document | None:
        """Return a document that was written from this state of the dataset."""
        return self._kept.get((self.answering.evaluator.store.revision, *key))

    def keep(self, key: tuple[object, ...], document: Document) -> Document:
        """Keep a document for those who ask for it again."""
        self._kept.put((self.answering.evaluator.store.revision, *key), document, len(document.body))
        return document

    async def give(self, exchange: Exchange, document: Document, language: str = "") -> None:
        """Send a document, or say that the client has it."""
        etag = self.answering.tag(document.body, document.media_type, document.location)
        headers: list[Pair] = [VARY, (b"etag", etag.encode("ascii")), (b"cache-control", b"no-cache")]
        if document.location:
            headers.append((b"content-location", _ascii(document.location)))
        if exchange.has(etag):  # what a whole answer would say of itself goes with it (RFC 9110, 15.4.5)
            await exchange.reply(Reply(304, headers=tuple(headers)))
            return
        if document.name:
            headers.append((b"content-disposition", b'inline; filename="%s"' % _ascii(document.name)))
        if document.links:
            headers.append((b"link", _ascii(", ".join(document.links))))
        if language:
            headers.append((b"content-language", _ascii(language)))
        body = document.body
        if exchange.takes_gzip and len(body) >= FEWEST_BYTES_TO_COMPRESS:
            body = gzip.compress(body, 5, mtime=0)
            headers.append((b"content-encoding", b"gzip"))
        await exchange.reply(Reply(200, body, document.media_type, tuple(headers)))

    def problem(self, exchange: Exchange, error: AliansiError) -> Reply:
        """Say what is wrong: on a page to a browser, in a line to anybody else."""
        plain = problem(error)
        if choose(exchange.accept, ("text/plain", HTML)) != HTML:
            return Reply(plain.status, plain.body, plain.media_type, (*plain.headers, VARY))
        page = self.page(exchange)
        context = {"unknown": error.thing} if isinstance(error, NotFound) and error.thing else {}
        said = "" if isinstance(error, NotFound) else str(error)
        html = self.renderer.render("problem.html", page, problem=said, **context)
        return Reply(status_of(error), html.encode("utf-8"), HTML, (*plain.headers, VARY))


def _ascii(text: str) -> bytes:
    return text.encode("ascii", "replace").replace(b"\r", b"").replace(b"\n", b"")
