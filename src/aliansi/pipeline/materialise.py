"""Materialise what follows from a loaded graph, and leave the noise out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import rdflib
from rdflib import OWL, RDF, RDFS, XSD, BNode, Literal, URIRef
from rdflib.term import Node

from aliansi.namespaces import NOT_REASONED_OVER
from aliansi.project.loader import Graph
from aliansi.project.turtle import Triple
from aliansi.reasoning.closure import Closure
from aliansi.reasoning.proofs.explainer import Explainer
from aliansi.reasoning.reasoners import NativeReasoner, OwlrlReasoner, Reasoner
from aliansi.reasoning.terms.rdflib_terms import text_of

BUILT_IN = tuple(str(vocabulary) for vocabulary in (RDF, RDFS, OWL, XSD))
BUILT_IN_ANNOTATIONS = frozenset({RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.versionInfo})


@dataclass(frozen=True)
class Reasoned:
    """A loaded graph, what follows from it, and the whole closure, which says why and what contradicts itself.

    ``over`` is what was reasoned over: the graph without annotations, where nothing follows from them.
    """

    graph: Graph
    inferred: rdflib.Graph
    closed: Closure = field(repr=False)
    over: frozenset[Triple] = field(repr=False)

    @property
    def explainer(self) -> Explainer | None:
        """What answers why; None if the engine keeps no proofs."""
        return self.closed.explainer


def materialise(graph: Graph, reasoner: Reasoner | None = None) -> Reasoned:
    """Return what follows from the graphs that are reasoned over.

    ``inferred`` holds nothing that is asserted in any graph, no blank node, no literal subject, no reflexive triple
    and nothing about the terms of RDF, RDFS, OWL or XSD.
    """
    reasoner = reasoner or NativeReasoner()
    start = graph.reasoned_over()
    over = without_annotations(start)
    closed = reasoner.close(over)
    if closed.has_merged_names():
        over = start
        closed = reasoner.close(over)
    return _reasoned(graph, over, closed)


def rematerialise(before: Reasoned, graph: Graph) -> Reasoned:
    """Return what follows from a changed graph, by changing the closure of the one before, which is used up by it.

    Starts over where there is no closure to change: with an engine that keeps no proofs.
    """
    closed = before.closed
    if not closed.keeps_proofs:
        return materialise(graph, OwlrlReasoner())
    start = graph.reasoned_over()
    over = start if closed.has_merged_names() else without_annotations(start)
    _change(closed, before.over, over)
    if closed.has_merged_names() and len(over) < len(start):
        _change(closed, over, start)
        over = start
    return _reasoned(graph, over, closed)


def _change(closed: Closure, before: frozenset[Triple], after: frozenset[Triple]) -> None:
    closed.update(sorted(after - before, key=_text), sorted(before - after, key=_text))


def _text(triple: Triple) -> tuple[str, ...]:
    """Return what orders any triples: rdflib compares literals by value, and not every two of them can be."""
    return tuple(map(text_of, triple))


def _reasoned(graph: Graph, over: frozenset[Triple], closed: Closure) -> Reasoned:
    inferred = rdflib.Graph()
    # What is asserted in the other graphs the closure knows itself.
    served = [triples for name, triples in graph.graphs.items() if name in NOT_REASONED_OVER]
    for triple in closed.inferred():
        if not is_noise(triple) and not any(triple in triples for triples in served):
            inferred.add(triple)
    return Reasoned(graph, inferred, closed, over)


def is_noise(triple: Triple) -> bool:
    """Say whether a triple of the closure tells a reader nothing, or cannot be written as RDF."""
    subject, _, object_ = triple
    return (
        subject == object_
        or isinstance(subject, (Literal, BNode))
        or isinstance(object_, BNode)
        or _is_built_in(subject)
        or _is_built_in(object_)
    )


def _is_built_in(node: Node) -> bool:
    return isinstance(node, URIRef) and str(node).startswith(BUILT_IN)


def without_annotations(triples: Collection[Triple]) -> frozenset[Triple]:
    """Return triples without the annotations that no axiom speaks of: under OWL 2 nothing follows from them.

    This keeps the engine's work to what can matter: labels, definitions and notes are most of a curated graph.
    """
    inert = _inert_properties(triples)
    return frozenset(triple for triple in triples if triple[1] not in inert)


def _inert_properties(triples: Collection[Triple]) -> frozenset[Node]:
    type_, annotation = RDF.type, OWL.AnnotationProperty
    inert = {s for s, p, o in triples if p == type_ and o == annotation} | BUILT_IN_ANNOTATIONS
    said = {s for s, p, _ in triples if s in inert and p not in inert and p != type_}
    used = {o for _, p, o in triples if o in inert and p not in inert}
    return frozenset(inert - said - used)
