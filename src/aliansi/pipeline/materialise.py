"""Materialise the triples that a loaded graph entails, without those that are of no use to a reader."""

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
    """A loaded graph, its inferred triples, and the whole closure, with proofs and contradictions.

    ``premises`` are the triples that were reasoned over: without annotations, where they entail nothing.
    """

    graph: Graph
    inferred: rdflib.Graph
    closure: Closure = field(repr=False)
    premises: frozenset[Triple] = field(repr=False)

    @property
    def explainer(self) -> Explainer | None:
        """The search for proofs; None if the engine keeps none."""
        return self.closure.explainer


def materialise(graph: Graph, reasoner: Reasoner | None = None) -> Reasoned:
    """Return the graph with what it entails.

    ``inferred`` has no triple that is asserted in any graph, no blank node, no literal subject, no reflexive triple
    and none about the terms of RDF, RDFS, OWL or XSD.
    """
    reasoner = reasoner or NativeReasoner()
    all_premises = graph.reasoned_over()
    premises = without_annotations(all_premises)
    closure = reasoner.close(premises)
    if closure.has_merged_names():  # then eq-rep copies annotations too
        premises = all_premises
        closure = reasoner.close(premises)
    return _reasoned(graph, premises, closure)


def rematerialise(before: Reasoned, graph: Graph) -> Reasoned:
    """Return a changed graph with what it entails, by updating the closure of ``before``, which is then invalid.

    Starts again where the engine keeps no proofs: its closure cannot be updated.
    """
    closure = before.closure
    if not closure.keeps_proofs:
        return materialise(graph, OwlrlReasoner())
    all_premises = graph.reasoned_over()
    premises = all_premises if closure.has_merged_names() else without_annotations(all_premises)
    _update(closure, before.premises, premises)
    if closure.has_merged_names() and len(premises) < len(all_premises):
        _update(closure, premises, all_premises)
        premises = all_premises
    return _reasoned(graph, premises, closure)


def _update(closure: Closure, before: frozenset[Triple], after: frozenset[Triple]) -> None:
    closure.update(sorted(after - before, key=_sort_key), sorted(before - after, key=_sort_key))


def _sort_key(triple: Triple) -> tuple[str, ...]:
    """Return a key that orders any triples: rdflib compares literals by value, which not all of them allow."""
    return tuple(map(text_of, triple))


def _reasoned(graph: Graph, premises: frozenset[Triple], closure: Closure) -> Reasoned:
    inferred = rdflib.Graph()
    # The closure itself leaves out what is asserted in the graphs that are reasoned over.
    others = [triples for name, triples in graph.graphs.items() if name in NOT_REASONED_OVER]
    for triple in closure.inferred():
        if not is_noise(triple) and not any(triple in triples for triples in others):
            inferred.add(triple)
    return Reasoned(graph, inferred, closure, premises)


def is_noise(triple: Triple) -> bool:
    """Return whether a triple of the closure is of no use to a reader, or cannot be written as RDF."""
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
    """Return triples without the annotations that no axiom uses: under OWL 2 they entail nothing.

    Labels, definitions and notes are most of a curated graph, and the engine need not read them.
    """
    inert = _inert_properties(triples)
    return frozenset(triple for triple in triples if triple[1] not in inert)


def _inert_properties(triples: Collection[Triple]) -> frozenset[Node]:
    type_, annotation = RDF.type, OWL.AnnotationProperty
    inert = {s for s, p, o in triples if p == type_ and o == annotation} | BUILT_IN_ANNOTATIONS
    described = {s for s, p, _ in triples if s in inert and p not in inert and p != type_}
    used = {o for _, p, o in triples if o in inert and p not in inert}
    return frozenset(inert - described - used)
