"""The interface of a reasoner, and the reference engine behind it."""

from __future__ import annotations

from typing import Protocol

import owlrl
import rdflib


class Reasoner(Protocol):
    """Something that computes what follows from a graph under the OWL 2 RL/RDF rules."""

    name: str

    def close(self, graph: rdflib.Graph) -> rdflib.Graph:
        """Return the closure of ``graph``: the graph itself and all that follows, in a new graph."""
        ...


class OwlrlReasoner:
    """The engine of the ``owlrl`` package (Tables 4 to 9 of the OWL 2 RL/RDF rules)."""

    name = "owlrl"

    def close(self, graph: rdflib.Graph) -> rdflib.Graph:
        """Return the closure, without the axiomatic triples of RDF, RDFS and the datatypes."""
        closure = rdflib.Graph()
        closure += graph
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(closure)
        return closure
