"""The interface of a reasoner, the default engine and the reference engine behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import owlrl
import rdflib
from rdflib import Literal, URIRef

from aliansi.reasoning.native import Closure, encode
from aliansi.reasoning.proofs import Explainer


@dataclass(frozen=True)
class Closed:
    """A graph with all that follows from it, and what can explain why; None if the engine keeps no proofs."""

    triples: rdflib.Graph
    explainer: Explainer | None


class Reasoner(Protocol):
    """Something that computes what follows from a graph under the OWL 2 RL/RDF rules."""

    name: str

    def close(self, graph: rdflib.Graph) -> Closed:
        """Return the closure of ``graph`` in a new graph."""
        ...


class NativeReasoner:
    """The default engine: Tables 4 to 9 of the OWL 2 RL/RDF rules over columns, with proofs."""

    name = "native"

    def close(self, graph: rdflib.Graph) -> Closed:
        """Return the closure without generalised triples."""
        # In one order, so that of several derivations the same one is kept from the same graph.
        closure = Closure(*encode(sorted(graph, key=lambda triple: (triple[0], triple[1], triple[2].n3()))))
        triples = rdflib.Graph()
        triples += (t for t in closure.triples() if not isinstance(t[0], Literal) and isinstance(t[1], URIRef))
        return Closed(triples, Explainer(closure))


class OwlrlReasoner:
    """The engine of the ``owlrl`` package, without the axiomatic triples of RDF, RDFS and the datatypes."""

    name = "owlrl"

    def close(self, graph: rdflib.Graph) -> Closed:
        """Return the closure; the engine keeps no proofs."""
        closure = rdflib.Graph()
        closure += graph
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(closure)
        return Closed(closure, None)
