"""Materialise what follows from a loaded graph, and leave the noise out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import rdflib
from rdflib import OWL, RDF, RDFS, XSD, BNode, Literal, URIRef
from rdflib.term import Node

from aliansi.load import Graph
from aliansi.reasoning.closed import Closed
from aliansi.reasoning.proofs import Explainer
from aliansi.reasoning.reasoner import NativeReasoner, OwlrlReasoner, Reasoner
from aliansi.reasoning.terms import text_of
from aliansi.turtle import Triple

BUILT_IN = tuple(str(vocabulary) for vocabulary in (RDF, RDFS, OWL, XSD))
BUILT_IN_ANNOTATIONS = frozenset({RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.versionInfo})


@dataclass(frozen=True)
class Reasoned:
    """A loaded graph, what follows from it and why, and the whole closure that contradictions are looked for in.

    ``over`` is what was reasoned over: the graph without annotations, where nothing follows from them.
    """

    graph: Graph
    inferred: rdflib.Graph
    closure: rdflib.Graph
    explainer: Explainer | None = None
    over: rdflib.Graph = field(default_factory=rdflib.Graph, repr=False)


def materialise(graph: Graph, reasoner: Reasoner | None = None) -> Reasoned:
    """Return what follows from the graphs that are reasoned over.

    ``inferred`` holds nothing that is asserted in any graph, no blank node, no literal subject, no reflexive triple
    and nothing about the terms of RDF, RDFS, OWL or XSD.
    """
    reasoner = reasoner or NativeReasoner()
    start = graph.reasoned_over()
    over = without_annotations(start)
    closed = reasoner.close(over)
    if _has_other_names(closed):
        over = start
        closed = reasoner.close(over)
    return _reasoned(graph, over, closed)


def rematerialise(before: Reasoned, graph: Graph) -> Reasoned:
    """Return what follows from a changed graph, by changing the closure of the one before, which is used up by it.

    Starts over where there is no closure to change: with an engine that keeps no proofs.
    """
    if before.explainer is None:
        return materialise(graph, OwlrlReasoner())
    start = graph.reasoned_over()
    over = start if _has_other_names(before) else without_annotations(start)
    closed = _changed(before.explainer, before.over, over)
    if _has_other_names(closed) and len(over) < len(start) and closed.explainer:
        closed, over = _changed(closed.explainer, over, start), start
    return _reasoned(graph, over, closed)


def _changed(explainer: Explainer, before: rdflib.Graph, after: rdflib.Graph) -> Closed:
    known, now = set(before), set(after)
    added, retracted = (sorted(part, key=_text) for part in (now - known, known - now))
    explainer.closure.update(added, retracted)
    return Closed(explainer.closure)


def _text(triple: Triple) -> tuple[str, ...]:
    """Return what orders any triples: rdflib compares literals by value, and not every two of them can be."""
    return tuple(map(text_of, triple))


def _has_other_names(closed: Closed | Reasoned) -> bool:
    """Say whether a thing has two names: what is said of the one in annotations holds of the other."""
    triples = closed.triples if isinstance(closed, Closed) else closed.closure
    return any(a != b for a, b in triples.subject_objects(OWL.sameAs))


def _reasoned(graph: Graph, over: rdflib.Graph, closed: Closed) -> Reasoned:
    inferred = rdflib.Graph()
    asserted = graph.asserted()
    for triple in closed.inferred():
        if triple not in asserted and not is_noise(triple):
            inferred.add(triple)
    return Reasoned(graph, inferred, closed.triples, closed.explainer, over)


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


def without_annotations(graph: rdflib.Graph) -> rdflib.Graph:
    """Return the graph without the annotations that no axiom speaks of: under OWL 2 nothing follows from them.

    This keeps the engine's work to what can matter: labels, definitions and notes are most of a curated graph.
    """
    inert = frozenset(_inert_properties(graph))
    pruned = rdflib.Graph()
    for triple in graph:
        if triple[1] not in inert:
            pruned.add(triple)
    return pruned


def _inert_properties(graph: rdflib.Graph) -> Iterator[Node]:
    declared = set(graph.subjects(RDF.type, OWL.AnnotationProperty)) | BUILT_IN_ANNOTATIONS
    for property_ in declared:
        said = {p for p in graph.predicates(property_, None) if p not in declared and p != RDF.type}
        used = {p for p in graph.predicates(None, property_) if p not in declared}
        if not said and not used:
            yield property_
