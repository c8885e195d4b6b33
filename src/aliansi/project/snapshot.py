"""Asserted graphs of a built dataset: faster to read than the files of the project, but without lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import rdflib
from rdflib import URIRef

from aliansi.namespaces import DERIVED
from aliansi.project.folder import Project
from aliansi.project.loader import Graph
from aliansi.project.turtle import Triple
from aliansi.rdf_files.terms import node_of, oxigraph_term

DEFAULT_GRAPH: Final = URIRef("urn:x-aliansi:default-graph")
"""Name for the quads without a graph, which belong to no source."""


def graph_of(nquads: bytes) -> Graph:
    """Return the asserted graphs of a dataset in N-Quads; blank nodes keep their labels."""
    derived = frozenset(map(str, DERIVED))
    found: dict[URIRef, list[Triple]] = defaultdict(list)
    node = lru_cache(maxsize=2**16)(node_of)
    for quad in ox.parse(nquads, format=ox.RdfFormat.N_QUADS):
        name = quad.graph_name
        if not isinstance(name, ox.NamedNode) or name.value not in derived:
            home = URIRef(name.value) if isinstance(name, ox.NamedNode) else DEFAULT_GRAPH
            found[home].append((node(quad.subject), node(quad.predicate), node(quad.object)))
    graphs = {}
    for home in sorted(found):
        graphs[home] = rdflib.Graph()
        for triple in found[home]:
            graphs[home].add(triple)
    return Graph(Project(Path()), graphs, rdflib.Graph(), {})


def quads_of(graphs: Mapping[URIRef, rdflib.Graph]) -> Iterator[ox.Quad]:
    """Yield the quads of named graphs; blank nodes keep their labels."""
    term = lru_cache(maxsize=2**16)(oxigraph_term)
    for name, graph in graphs.items():
        for triple in graph:
            subject, predicate, object_ = map(term, triple)
            assert isinstance(predicate, ox.NamedNode)
            assert not isinstance(subject, ox.Literal)
            yield ox.Quad(subject, predicate, object_, ox.NamedNode(str(name)))
