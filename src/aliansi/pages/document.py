"""Documents: resources for people and programs, in the format and language that the client prefers.

The suffix of an address (``/id/csto.ttl``) takes precedence over ``format=``, and that over the Accept header.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Final
from urllib.parse import urlencode

import pyoxigraph as ox
from starlette.requests import Request

from aliansi.dataset.language_ranges import best_tag
from aliansi.dataset.results import GRAPHS, graph_bytes
from aliansi.errors import NotAcceptable, UsageError
from aliansi.http.exchange import base_url_of
from aliansi.http.format_names import FORMATS_BY_NAME, OTHER_GRAPHS, choose_registered, known_formats, names_in
from aliansi.http.negotiation import choose_language
from aliansi.http.sparql_protocol import form_values, iri_values
from aliansi.views.i18n import LANGUAGES
from aliansi.views.urls import Page

HTML: Final = "text/html"
RDF: Final[Mapping[str, str]] = {
    name: formats.graph for name, formats in FORMATS_BY_NAME.items() if formats.graph and formats.table is None
}
"""The media types of RDF by the suffix of an address."""
PAGE_AND_RDF: Final[Mapping[str, str]] = {"html": HTML, **RDF}
ALSO_RDF: Final[Mapping[str, str]] = {kind: kind for kind in GRAPHS if kind not in RDF.values()}
"""Other media types of the same formats, without suffixes of their own."""

LAST_PAGE: Final = 10_000
GRAPHS_PARAMETER: Final = "graphs"
NAMED: Final = "named"


@dataclass(frozen=True)
class Document:
    """Document: body in one format and language, its own address, and a file name."""

    body: bytes
    media_type: str
    location: str = ""
    links: tuple[str, ...] = ()
    name: str = ""

    @property
    def size(self) -> int:
        """The maximum size in memory, with the compressed body."""
        return 2 * len(self.body) + len(self.location) + sum(map(len, self.links))

    @cached_property
    def etag(self) -> str:
        """The entity tag of the body as it is."""
        digest = blake2b(self.body, digest_size=16)
        digest.update(f"\n{self.media_type} {self.location}".encode("utf-8", "surrogatepass"))
        return f'"{digest.hexdigest()}"'

    @cached_property
    def compressed(self) -> bytes:
        """The body compressed with gzip."""
        return gzip.compress(self.body, 5, mtime=0)


def header(request: Request, name: str) -> str | None:
    """Return a header of a request; the values of several with the same name are joined (RFC 9110, 5.3)."""
    return ", ".join(request.headers.getlist(name)) or None


def base_url(request: Request) -> str:
    """Return the URL of this server, without a slash at the end. Raises ProtocolError for an invalid Host header."""
    return base_url_of(request.scope, header(request, "host"))


def choose_format(
    request: Request, offered: Mapping[str, str], suffix: str = "", also: Mapping[str, str] | None = None
) -> str:
    """Return the media type that a client wants among those offered by suffix.

    Raises UsageError for an unknown format, NotAcceptable if none of those offered is acceptable.
    """
    named, kinds = {**(also or {}), **offered}, dict.fromkeys([*offered.values(), *(also or {}).values()])
    if suffix:
        return named[suffix]
    # The other parameters that name formats at /sparql may be those of a question here.
    names = [value for value in form_values(request.scope["query_string"], "format") if value.strip()]
    for name in names_in(names):
        if kind := named.get(name) or (name if name in kinds else None):
            return kind
    known = list(known_formats(names))
    for formats in known:
        for kind in (formats.graph, formats.table):
            if kind in kinds:
                return kind
    if names and not known:
        raise UsageError(f"unknown format '{names[0][:50]}'; valid: {', '.join(offered)}")
    wanted = None if known else choose_registered(header(request, "accept"), kinds, OTHER_GRAPHS)
    if wanted is None:
        raise NotAcceptable(f"this comes in one of: {', '.join(dict.fromkeys(offered.values()))}")
    return wanted


def split_suffix(path: str, offered: Mapping[str, str]) -> tuple[str, str]:
    """Return a path without its format suffix, and that suffix."""
    name, dot, suffix = path.rpartition(".")
    return (name, suffix) if dot and name and suffix in offered else (path, "")


def requested_language(request: Request) -> str | None:
    """Return the language that a client wants; None, for all languages, if it wants none of ours."""
    return _language(request, ("", *LANGUAGES)) or None


def page_language(request: Request) -> str:
    """Return the language of a page for a client; the default if it wants none of ours."""
    try:
        return _language(request, tuple(LANGUAGES))
    except UsageError:  # the parameters cannot be read: the page of this error has a language too
        return choose_language(header(request, "accept-language"), LANGUAGES)


def _language(request: Request, offered: tuple[str, ...]) -> str:
    """Return one of the languages that are offered: by ``?lang=``, else by the Accept-Language header."""
    values = reversed(iri_values(request.scope["query_string"], "lang"))
    wanted = next(filter(None, (best_tag(value, LANGUAGES) for value in values)), None)
    return wanted or choose_language(header(request, "accept-language"), offered)


def page_number(request: Request) -> int:
    """Return the number of the requested page, by default 1. Raises UsageError for an invalid number."""
    text = (iri_values(request.scope["query_string"], "page") or ("1",))[-1]
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:9]) <= LAST_PAGE:
        raise UsageError(f"page={text[:20]}: a page is a number from 1")
    return int(text)


def wants_named_graphs(request: Request, media_type: str) -> bool:
    """Return whether a client wants the graph of each triple, in a format that has graphs. Raises UsageError."""
    values = [value for value in iri_values(request.scope["query_string"], GRAPHS_PARAMETER) if value]
    if unknown := [value for value in values if value != NAMED]:
        raise UsageError(f"{GRAPHS_PARAMETER}={unknown[0][:20]}: choose {NAMED}, or leave it out for one graph")
    return bool(values) and media_type in GRAPHS and GRAPHS[media_type].supports_datasets


def serialise(quads: Iterable[ox.Quad], media_type: str, named: bool = False) -> bytes:
    """Return quads as one graph, in which each triple occurs once, or in their named graphs.

    Clients of Linked Data load a document as one graph: rdflib's ``Graph.parse`` and Comunica read no named graphs.
    """
    if named:
        return graph_bytes(sorted(quads, key=_order), GRAPHS[media_type])
    triples = dict.fromkeys(quad.triple for quad in sorted(quads, key=lambda quad: _order(quad)[1:]))
    return graph_bytes(triples, GRAPHS[media_type])


def named_graphs_link(path: str) -> str:
    """Return the Link header to the same document with named graphs.

    Its format is TriG: rdflib follows links to other documents in JSON-LD, and would read no triples there.
    """
    return f'<{path}.trig?{GRAPHS_PARAMETER}={NAMED}>; rel="alternate"; type="application/trig"'


def suffix_of(media_type: str) -> str:
    """Return the suffix of a format."""
    wanted = GRAPHS[media_type]
    return next(suffix for suffix, kind in RDF.items() if GRAPHS[kind] == wanted)


def alternate_links(path: str, offered: Mapping[str, str], query: str = "") -> Iterator[str]:
    """Yield a Link header (RFC 8288) for each format of a document."""
    for suffix, media_type in offered.items():
        yield f'<{path}.{suffix}{query}>; rel="alternate"; type="{media_type}"'


def location_and_links(
    path: str,
    values: Mapping[str, str],
    media_type: str,
    offered: Mapping[str, str],
    page: Page,
    also: Mapping[str, str] | None = None,
) -> tuple[str, tuple[str, ...]]:
    """Return the address of a document in one format, and in one language if it has one, and links to other formats.

    ``values`` are the other parameters of the address.
    """
    suffix = next((f".{suffix}" for suffix, kind in offered.items() if kind == media_type), "")
    named = {} if suffix else {"format": next(name for name, kind in (also or {}).items() if kind == media_type)}
    chosen_here = {**values, **named, **({"lang": page.language} if media_type == HTML else {})}
    return f"{path}{suffix}{_query(chosen_here)}", tuple(alternate_links(path, offered, _query(values)))


def _query(values: Mapping[str, str]) -> str:
    return f"?{urlencode(values)}" if values else ""


def _order(quad: ox.Quad) -> tuple[str, str, str, str]:
    """Group the statements of each subject."""
    return str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object)
