"""English labels of terms in proofs and findings, before there is a finished dataset to serve."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox
from rdflib import OWL, RDF, RDFS, Literal
from rdflib.term import Node

from aliansi.dataset.store import Store
from aliansi.namespaces import DEFAULT_LANGUAGE, LABELS
from aliansi.project import fact_labels
from aliansi.project.loader import Graph
from aliansi.project.snapshot import quads_of
from aliansi.rdf_files.terms import oxigraph_term
from aliansi.views.labels import Labels

_VERBS: dict[Node, str] = {RDF.type: "is a", RDFS.subClassOf: "is part of", OWL.inverseOf: "is the inverse of"}


def store_of(graph: Graph) -> Store:
    """Return a store with the asserted graphs and the labels of facts; blank nodes keep their labels."""
    dataset = ox.Store()
    dataset.extend(quads_of({**graph.graphs, LABELS: fact_labels.derive(graph)}))
    return Store(dataset, "")


def labeller(store: Store) -> Callable[[Node], str]:
    """Return the function that labels a term of rdflib: literals in quotation marks, axioms as verbs."""
    labels = Labels(store, DEFAULT_LANGUAGE)

    def label(term: Node) -> str:
        if isinstance(term, Literal):
            return f'"{term}"'
        return _VERBS.get(term) or labels.of(oxigraph_term(term)).text

    return label
