"""Prefixes and base IRI of a SPARQL query."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Final

import pyoxigraph as ox

from aliansi.sparql.tokens import END, Token, resolve_escapes

_KEYWORDS: Final = re.compile(r"PREFIX|(?:ASK|CONSTRUCT)?FROM(?:NAMED)?|NAMED", re.IGNORECASE | re.ASCII)
"""Keywords that Oxigraph reads though a name follows without a space."""

WELL_KNOWN: Final = {
    "bd": "http://www.bigdata.com/rdf#",
    "bibo": "http://purl.org/ontology/bibo/",
    "cc": "http://creativecommons.org/ns#",
    "crm": "http://www.cidoc-crm.org/cidoc-crm/",
    "dbo": "http://dbpedia.org/ontology/",
    "dbp": "http://dbpedia.org/property/",
    "dbr": "http://dbpedia.org/resource/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "fn": "http://www.w3.org/2005/xpath-functions#",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "gn": "http://www.geonames.org/ontology#",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "org": "http://www.w3.org/ns/org#",
    "p": "http://www.wikidata.org/prop/",
    "pq": "http://www.wikidata.org/prop/qualifier/",
    "prov": "http://www.w3.org/ns/prov#",
    "ps": "http://www.wikidata.org/prop/statement/",
    "qb": "http://purl.org/linked-data/cube#",
    "schema": "http://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "time": "http://www.w3.org/2006/time#",
    "vann": "http://purl.org/vocab/vann/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "wikibase": "http://wikiba.se/ontology#",
}
"""The usual IRIs of prefixes that a query has to declare here, for messages."""


def used_prefixes(query: str, prefixes: Mapping[str, str]) -> dict[str, str]:
    """Return the prefixes that a query may use: Oxigraph parses all given prefixes for each query."""
    return {prefix: iri for prefix, iri in prefixes.items() if f"{prefix}:" in query}


def separated(read: Iterable[Token], known: Collection[str]) -> Iterator[Token]:
    """Yield tokens as Oxigraph reads those of a valid query: ``FROMa:b`` is FROM and a name unless FROMa is declared.

    ``known`` are the prefixes that hold without being declared.
    """
    pairs = list(pairwise((END, *read)))
    names = [(before, token.text.partition(":")[0]) for before, token in pairs if token.kind == "name"]
    declared = {
        prefix if before.is_word("PREFIX") else prefix[6:]
        for before, prefix in names
        if before.is_word("PREFIX") or prefix[:6].upper() == "PREFIX"
    }
    for before, token in pairs:
        prefix = token.text.partition(":")[0] if token.kind == "name" else ""
        joined = _KEYWORDS.match(prefix)
        if joined is None or prefix in declared or prefix in known or before.is_word("PREFIX"):
            yield token
        else:
            yield Token("word", joined[0], token.start)
            yield Token("name", token.text[joined.end() :], token.start + joined.end())


class PrefixMap:
    """The prefixes and the base that the declarations of a query define, on top of given ones."""

    def __init__(self, prefixes: Mapping[str, str], base: str) -> None:
        self.prefixes, self.base = dict(prefixes), base

    def read(self, keyword: Token, token: Token, after: Token) -> None:
        """Read a declaration, if these three tokens are one."""
        if keyword.is_word("BASE") and token.kind == "iri":
            self.base = _resolved(_iri_of(token), self.base)
        elif keyword.is_word("PREFIX") and token.kind == "name" and after.kind == "iri":
            self.prefixes[token.text.removesuffix(":")] = _resolved(_iri_of(after), self.base)

    def iri(self, token: Token) -> str | None:
        """Return the absolute IRI of an IRI or a prefixed name; None for other tokens and unknown prefixes."""
        if token.kind == "iri":
            return _resolved(_iri_of(token), self.base)
        prefix, _, local = token.text.partition(":")
        if token.kind != "name" or prefix not in self.prefixes:
            return None
        return self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)


def _resolved(iri: str, base: str) -> str:
    """Return an IRI as Oxigraph resolves it (RFC 3986, 5); an invalid one, or one without base, as it is."""
    if not base:
        return iri
    try:
        (triple,) = ox.parse(f"<{iri}> <a:a> <a:a> .", format=ox.RdfFormat.TURTLE, base_iri=base)
    except (SyntaxError, ValueError):
        return iri
    return triple.subject.value if isinstance(triple.subject, ox.NamedNode) else iri


def _iri_of(token: Token) -> str:
    return resolve_escapes(token.text[1:-1])
