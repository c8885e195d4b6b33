"""What a project asserts, read back from the finished build: sooner than from its files, and with no line of any."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import rdflib
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from aliansi.namespaces import DERIVED
from aliansi.project.folder import Project
from aliansi.project.loader import Graph
from aliansi.project.turtle import Triple

_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
_DEFAULT: Final = URIRef("urn:x-aliansi:default-graph")
"""What has no graph is no source's and no part of the build."""


def graph_of(nquads: bytes) -> Graph:
    """Return the asserted graphs of a dataset in N-Quads; blank nodes keep their labels."""
    derived = frozenset(map(str, DERIVED))
    found: dict[URIRef, list[Triple]] = defaultdict(list)
    node = lru_cache(maxsize=2**16)(node_of)
    for quad in ox.parse(nquads, format=ox.RdfFormat.N_QUADS):
        name = quad.graph_name
        if not isinstance(name, ox.NamedNode) or name.value not in derived:
            home = URIRef(name.value) if isinstance(name, ox.NamedNode) else _DEFAULT
            found[home].append((node(quad.subject), node(quad.predicate), node(quad.object)))
    graphs = {}
    for home in sorted(found):
        graphs[home] = rdflib.Graph()
        for triple in found[home]:
            graphs[home].add(triple)
    return Graph(Project(Path()), graphs, rdflib.Graph(), {})


def node_of(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Node:
    """Return a term of Oxigraph as one of rdflib, its literal as it is written. Raises TypeError for a triple."""
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if not isinstance(term, ox.Literal):
        raise TypeError(f"{term} is no term of RDF 1.1")
    if term.language:
        return Literal(term.value, lang=term.language)
    plain = term.datatype.value == _STRING
    return Literal(term.value, datatype=None if plain else URIRef(term.datatype.value), normalize=False)
