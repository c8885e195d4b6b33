"""Names of formats in requests: the short names and media types that clients of SPARQL endpoints send.

The media type of a response is always the registered one; older ones are only read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from aliansi.dataset.results import GRAPHS, TABLES
from aliansi.errors import NotAcceptable
from aliansi.evaluation.query import Formats
from aliansi.http.negotiation import MAX_CACHED_LENGTH, choose, weighted_names

FORMATS_BY_NAME: Final[dict[str, Formats]] = {
    "json": Formats("application/sparql-results+json", "application/ld+json"),
    "xml": Formats("application/sparql-results+xml", "application/rdf+xml"),
    "csv": Formats("text/csv", None),
    "tsv": Formats("text/tab-separated-values", None),
    "ttl": Formats(None, "text/turtle"),
    "nt": Formats(None, "application/n-triples"),
    "rdf": Formats(None, "application/rdf+xml"),
    "jsonld": Formats(None, "application/ld+json"),
    "trig": Formats(None, "application/trig"),
    "nq": Formats(None, "application/n-quads"),
}
"""Formats by the names that the documentation has, which are also the suffixes of addresses."""

_SYNONYMS: Final[dict[str, str]] = {
    "turtle": "ttl",
    "n3": "ttl",
    "nice-turtle": "ttl",
    "n-triples": "nt",
    "ntriples": "nt",
    "n-quads": "nq",
    "nquads": "nq",
    "rdf+xml": "rdf",
    "rdfxml": "rdf",
    "rdf-xml": "rdf",
    "rdf/xml": "rdf",
    "owl": "rdf",
    "json-ld": "jsonld",
    "ld+json": "jsonld",
    "ldjson": "jsonld",
    "js": "json",
    "javascript": "json",
    "srj": "json",
    "sparql-json": "json",
    "sparql-results+json": "json",
    "sparql+json": "json",
    "srx": "xml",
    "sparql": "xml",
    "sparql-xml": "xml",
    "sparql-results+xml": "xml",
    "sparql+xml": "xml",
    "tab": "tsv",
}
"""Other names in SPARQLWrapper, Virtuoso, Fuseki, RDF4J, Blazegraph and rdflib."""

_OTHER_TABLES: Final[dict[str, str]] = {
    "application/javascript": "application/sparql-results+json",
    "text/javascript": "application/sparql-results+json",
    "text/json": "application/sparql-results+json",
    "application/sparql-results": "application/sparql-results+xml",
    "application/sparql-results+csv": "text/csv",
    "application/csv": "text/csv",
    "application/sparql-results+tsv": "text/tab-separated-values",
    "text/tsv": "text/tab-separated-values",
}
OTHER_GRAPHS: Final[dict[str, str]] = {
    "application/turtle": "text/turtle",
    "application/x-turtle": "text/turtle",
    "application/x-nice-turtle": "text/turtle",
    "text/x-turtle": "text/turtle",
    "application/n3": "text/turtle",
    "text/n3": "text/turtle",
    "text/rdf+n3": "text/turtle",
    "application/ntriples": "application/n-triples",
    "text/ntriples": "application/n-triples",
    "text/n-triples": "application/n-triples",
    "text/plain": "application/n-triples",
    "application/x-json+ld": "application/ld+json",
    "application/x-ld+json": "application/ld+json",
    "application/json+ld": "application/ld+json",
    "application/x-trig": "application/trig",
    "application/nquads": "application/n-quads",
    "application/x-nquads": "application/n-quads",
    "text/x-nquads": "application/n-quads",
    "text/nquads": "application/n-quads",
}
"""Media types from before the registration of a format; Turtle is also N3, and N-Triples were once plain text."""


def formats_of(names: tuple[str, ...], accept: str | None, gzip: bool = False) -> Formats:
    """Return the formats of a response: those that are named, otherwise those that the Accept header prefers.

    A name that is unknown, or does not fit the form of the query, has no effect. Raises NotAcceptable if nothing fits.
    """
    if sum(map(len, names)) + len(accept or "") < MAX_CACHED_LENGTH:
        return _cached_formats(names, accept, gzip)
    return _formats_of(names, accept, gzip)


def known_formats(names: Iterable[str]) -> Iterator[Formats]:
    """Yield the formats of names that are known, in any case; a name may be a list with weights, as in Accept."""
    for name in names_in(names):
        if name in FORMATS_BY_NAME or name in _SYNONYMS:
            yield FORMATS_BY_NAME[_SYNONYMS.get(name, name)]
        else:
            table = name if name in TABLES else _OTHER_TABLES.get(name)
            graph = name if name in GRAPHS else OTHER_GRAPHS.get(name)
            if table or graph:
                yield Formats(table, graph)


def names_in(names: Iterable[str]) -> Iterator[str]:
    """Yield each name in the values of format parameters, in lower case, the preferred ones of a list first."""
    for value in names:
        found = [(name, weight) for name, weight in weighted_names(value) if name and weight > 0]
        for name, _ in sorted(found, key=lambda pair: -pair[1]):
            yield name.replace(" ", "+")  # a plus sign that the client did not encode


def choose_registered(accept: str | None, offered: Iterable[str], older: Mapping[str, str]) -> str | None:
    """Return the offered media type that an Accept header prefers, also by an older name of it."""
    offers = dict.fromkeys(offered)
    older = {name: kind for name, kind in older.items() if kind in offers and name not in offers}
    chosen = choose(accept, (*offers, *older))
    return None if chosen is None else older.get(chosen, chosen)


def _formats_of(names: tuple[str, ...], accept: str | None, gzip: bool) -> Formats:
    known = list(known_formats(names))
    table = next((formats.table for formats in known if formats.table), None)
    graph = next((formats.graph for formats in known if formats.graph), None)
    formats = Formats(
        table or choose_registered(accept, TABLES, _OTHER_TABLES),
        graph or choose_registered(accept, GRAPHS, OTHER_GRAPHS),
    )
    if formats == Formats(None, None):
        raise NotAcceptable(
            f"answers come in one of: {', '.join(dict.fromkeys((*TABLES, *GRAPHS)))}; "
            f"or with format={'|'.join(FORMATS_BY_NAME)}"
        )
    return replace(formats, gzip=gzip)


_cached_formats: Final = lru_cache(maxsize=256)(_formats_of)
"""Most clients send a few headers: these are parsed once."""
