"""RDF graphs as sorted N-Quads: the same bytes from the same graphs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

import rdflib
from rdflib import BNode, Literal, URIRef
from rdflib.compare import to_canonical_graph
from rdflib.term import Node

from aliansi.project.incremental import IncrementalCache
from aliansi.project.turtle import Triple
from aliansi.rdf_files.terms import oxigraph_term

Graphs = Mapping[URIRef, rdflib.Graph]


def serialise(graphs: Graphs, cache: IncrementalCache | None = None, more: Iterable[str] = ()) -> bytes:
    """Return named graphs as sorted N-Quads with stable labels of blank nodes.

    ``more`` are lines of other graphs, as ``lines`` returns them.
    """
    cache = cache or IncrementalCache()
    of_graphs = (line for name, graph in graphs.items() for line in cache.of(_stable_lines, graph, name))
    return "".join(sorted(chain(of_graphs, more))).encode("utf-8")


def _stable_lines(graph: rdflib.Graph, name: URIRef) -> list[str]:
    return lines(stable(graph), name)


def lines(triples: Iterable[Triple], name: URIRef) -> list[str]:
    """Return the N-Quads line of each triple in the graph ``name``."""
    in_graph = f"{name.n3()} .\n"
    return [f"{s.n3()} {p.n3()} {_object(o)} {in_graph}" for s, p, o in triples]


def _object(node: Node) -> str:
    """Return the N-Quads form of a term (rdflib's ``n3`` writes numbers and long strings in Turtle's forms)."""
    return str(oxigraph_term(node)) if isinstance(node, Literal) else node.n3()


def stable(graph: rdflib.Graph) -> Iterable[Triple]:
    """Return the triples of a graph with labels of blank nodes that depend only on the triples around them.

    The labels come from RGDA1 (Sayers and Karp, 2004; McCusker, 2015) as in ``rdflib.compare``.
    """
    if any(isinstance(node, BNode) for triple in graph for node in triple):
        return to_canonical_graph(graph)
    return graph
