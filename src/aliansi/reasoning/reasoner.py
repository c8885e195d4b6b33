"""The interface of a reasoner, the default engine and the reference engine behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import owlrl
import rdflib
from rdflib import Literal, URIRef

from aliansi.reasoning.builtin import Options
from aliansi.reasoning.native import Closure, encode
from aliansi.reasoning.proofs import Explainer
from aliansi.reasoning.terms import text_of


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

    def __init__(self, *, reflexive: bool = False, axiomatic: bool = False, datatypes: bool = False) -> None:
        """Leave out what follows from every graph, unless told otherwise (see ``Options``)."""
        self.options = Options(reflexive, axiomatic, datatypes)

    def close(self, graph: rdflib.Graph) -> Closed:
        """Return the closure without generalised triples."""
        # In one order, so that of several derivations the same one is kept from the same graph.
        ordered = sorted(graph, key=lambda triple: tuple(map(text_of, triple)))
        return closed(Closure(*encode(ordered), self.options))


def closed(closure: Closure) -> Closed:
    """Return the triples of a closure that RDF can write, and what explains them."""
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
