"""Namespaces and named graphs of Aliansi; their terms are defined only in ``ontology/alliance.ttl``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import pyoxigraph as ox
from rdflib import Namespace, URIRef

AL: Final = Namespace("https://w3id.org/aliansi/ontology#")
ID: Final = Namespace("https://w3id.org/aliansi/id/")
GRAPH: Final = Namespace("https://w3id.org/aliansi/graph/")
OA: Final = Namespace("http://www.w3.org/ns/oa#")
SSSOM: Final = Namespace("https://w3id.org/sssom/")

ONTOLOGY: Final = GRAPH.ontology
EVIDENCE: Final = GRAPH.evidence
THINGS: Final = GRAPH.things
LINKS: Final = GRAPH.links
CORRESPONDENCES: Final = GRAPH.correspondences
ALIGNMENTS: Final = GRAPH.alignments
LEDGER: Final = GRAPH.ledger
DATES: Final = GRAPH.dates
LABELS: Final = GRAPH.labels
INFERRED: Final = GRAPH.inferred
PROOFS: Final = GRAPH.proofs

DEFAULT_LANGUAGE: Final = "en"
"""Language of a page if none of the reader's is available, and of entries missing in another language file."""

DERIVED: Final[frozenset[URIRef]] = frozenset({DATES, LABELS, INFERRED, PROOFS})
"""Graphs that the build makes; no file may use their names."""

NOT_REASONED_OVER: Final[frozenset[URIRef]] = DERIVED | {LINKS, LEDGER, ALIGNMENTS, EVIDENCE}
"""Graphs that are served but not reasoned over."""

OUTSIDE_THE_UNION: Final[frozenset[URIRef]] = frozenset({PROOFS})
"""Graphs that a query reads only if it names them."""

SHARED: Final[frozenset[URIRef]] = NOT_REASONED_OVER | {ONTOLOGY, THINGS, CORRESPONDENCES}
"""Graphs that belong to no single source; every other graph holds the facts of one source."""

MAX_CACHED_LENGTH: Final = 200
"""Longest IRI to cache: an IRI in a request may be as long as the request."""

PREFIXES: Final[dict[str, str]] = {
    "al": str(AL),
    "id": str(ID),
    "graph": str(GRAPH),
    "dcterms": "http://purl.org/dc/terms/",
    "oa": str(OA),
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": str(SSSOM),
    "wd": "http://www.wikidata.org/entity/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefixes of questions, exports and messages."""


def named_node(name: str) -> ox.NamedNode:
    """Return the Oxigraph term of a prefixed name, as ``rdf:type``."""
    prefix, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


TYPE: Final = named_node("rdf:type")


def shorten(node: object) -> str:
    """Return an IRI as a prefixed name if one of our prefixes matches, anything else unchanged."""
    text = str(node)
    return _shorten_cached(text) if len(text) <= MAX_CACHED_LENGTH else _shorten(text)


def shorten_with(iri: str, prefixes: Mapping[str, str]) -> str:
    """Return an IRI as a prefixed name if one of our prefixes or of others matches, else unchanged."""
    short = shorten(iri)
    return short if short != iri else _shorten(iri, prefixes)


def _shorten(text: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    for prefix, namespace in prefixes.items():
        local = text.removeprefix(namespace)
        if local != text and local.replace("-", "").replace("_", "").isalnum():
            return f"{prefix}:{local}"
    return text


_shorten_cached: Final = lru_cache(maxsize=2**13)(_shorten)
