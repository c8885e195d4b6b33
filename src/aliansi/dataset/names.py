"""Names of things: the properties of common vocabularies that carry them, in order of precedence.

Of several names in a language the first by property counts, then the first by text, because the order of quads differs
between runs. Which language is shown is the choice of ``aliansi.views.labels``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store, Term

_RDFS, _SKOS = "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/2004/02/skos/core#"
_SKOSXL, _FOAF = "http://www.w3.org/2008/05/skos-xl#", "http://xmlns.com/foaf/0.1/"
_VCARD, _DC = "http://www.w3.org/2006/vcard/ns#", "http://purl.org/dc/elements/1.1/"
_SCHEMAS: Final = ("https://schema.org/", "http://schema.org/")

LITERAL_FORM: Final = ox.NamedNode(f"{_SKOSXL}literalForm")
"""Property of a label of SKOS-XL that has its text."""
_NAMES: Final = (
    *(f"{_RDFS}label", f"{_SKOS}prefLabel", f"{_SKOSXL}prefLabel", LITERAL_FORM.value, f"{_FOAF}name"),
    *(f"{schema}name" for schema in _SCHEMAS),
    *("http://purl.org/dc/terms/title", f"{_DC}title", f"{_VCARD}fn", f"{_VCARD}organization-name"),
    *("http://rdfs.org/sioc/ns#name", "http://usefulinc.com/ns/doap#name", "http://www.geonames.org/ontology#name"),
    *("http://www.loc.gov/mads/rdf/v1#authoritativeLabel", "http://purl.org/goodrelations/v1#name"),
    *("http://ogp.me/ns#title", "https://www.ica.org/standards/RiC/ontology#name"),
)
_TITLES: Final = frozenset(name for name in _NAMES if name.endswith("title"))
_ALIASES: Final = (
    *(f"{_SKOS}altLabel", f"{_SKOS}hiddenLabel", f"{_SKOSXL}altLabel", f"{_SKOSXL}hiddenLabel", f"{_FOAF}nick"),
    *(f"{schema}alternateName" for schema in _SCHEMAS),
    *("http://purl.org/dc/terms/alternative", f"{_VCARD}nickname", "http://www.geonames.org/ontology#alternateName"),
)

NAME_PROPERTIES: Final = tuple(map(ox.NamedNode, _NAMES))
"""Properties whose values name their subjects, the preferred ones first; a value of SKOS-XL has the name."""
NAME_KINDS: Final[Mapping[str, str]] = {
    **{name: "title" if name in _TITLES else "label" for name in _NAMES},
    **dict.fromkeys(_ALIASES, "alias"),
}
"""Kind of name by property: label, title or alias (which only a search reads)."""


def name_quads(store: Store, node: Term) -> Iterator[tuple[ox.Quad, ox.Literal]]:
    """Yield the statements that name a node, each with the name, by precedence of their properties."""
    for property_ in store.in_use(NAME_PROPERTIES):
        for quad in store.quads(node, property_):
            if isinstance(quad.object, ox.Literal):
                yield quad, quad.object
            elif property_.value.startswith(_SKOSXL):
                yield from (
                    (quad, o) for q in store.quads(quad.object, LITERAL_FORM) if isinstance(o := q.object, ox.Literal)
                )


def names_of(store: Store, node: Term) -> dict[str, str]:
    """Return the names of a node by language tag; empty for no language."""
    ranked: dict[str, tuple[int, str]] = {}
    ranks = {property_: rank for rank, property_ in enumerate(store.in_use(NAME_PROPERTIES))}
    for quad, name in name_quads(store, node):
        if name.value.strip():
            found, tag = (ranks[quad.predicate], name.value), name.language or ""
            ranked[tag] = min(found, ranked.get(tag, found))
    return {tag: text for tag, (_, text) in ranked.items()}
