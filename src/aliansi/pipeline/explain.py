"""Answer why a triple holds, as text, JSON or Turtle."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property

import pyoxigraph as ox
from rdflib.term import Node

from aliansi.dataset.store import Store
from aliansi.evidence.index import EvidenceIndex
from aliansi.evidence.proof_formats import as_asserted, as_json, as_rdf, as_text
from aliansi.namespaces import PREFIXES
from aliansi.pipeline.materialise import Reasoned, materialise
from aliansi.pipeline.term_labels import labeller, store_of
from aliansi.project.folder import Project
from aliansi.project.freshness import is_fresh
from aliansi.project.loader import Graph, load
from aliansi.project.snapshot import graph_of
from aliansi.project.terms import parse_term
from aliansi.project.turtle import Triple
from aliansi.rdf_files.terms import node_of
from aliansi.reasoning import Explainer, Proof


def explain(project: Project, terms: tuple[str, str, str], form: str) -> str | None:
    """Return the smallest proof of a triple as ``text``, ``json`` or ``turtle``; None if it does not follow.

    Reads the finished build, or the files if one has changed since. Raises UsageError for an invalid term.
    """
    subject, predicate, object_ = (node_of(parse_term(text)) for text in terms)
    if is_fresh(project):
        context = ExplainContext.of_dataset(project.dataset_file.read_bytes())
    else:
        context = ExplainContext(load(project))
    proof = context.proof_of((subject, predicate, object_))
    return None if proof is None else context.write(proof, form)


class ExplainContext:
    """Proofs in one state of a project, with the evidence and labels to write them.

    ``store`` has the dataset, if it is built, with the labels of blank nodes of ``graph``.
    """

    def __init__(self, graph: Graph, store: Store | None = None) -> None:
        self.graph = graph
        self._store = store

    @classmethod
    def of_dataset(cls, nquads: bytes) -> ExplainContext:
        """Return the context of a finished dataset."""
        dataset = ox.Store()
        dataset.extend(ox.parse(nquads, format=ox.RdfFormat.N_QUADS))  # bulk_load would rename blank nodes
        return cls(graph_of(nquads), Store(dataset, ""))

    @cached_property
    def store(self) -> Store:
        """The dataset, or the asserted graphs if it is not built."""
        return self._store or store_of(self.graph)

    @cached_property
    def evidence(self) -> EvidenceIndex:
        """The passages and citations at the leaves of proofs."""
        return EvidenceIndex(self.store)

    @cached_property
    def label(self) -> Callable[[Node], str]:
        """The function that labels a term in a text."""
        return labeller(self.store)

    @cached_property
    def reasoned(self) -> Reasoned:
        """The graph with what it entails."""
        return materialise(self.graph)

    def proof_of(self, triple: Triple) -> Proof | None:
        """Return the smallest proof of a triple; an asserted triple is its own proof.

        Each search starts without the results of others, so that it always finds the same of several smallest proofs.
        """
        if any(triple in graph for graph in self.graph.graphs.values()):
            return Proof(triple)
        explainer = self.reasoned.explainer
        return Explainer(explainer.closure).explain(*triple) if explainer else None

    def write(self, proof: Proof, form: str) -> str:
        """Return a proof as ``text``, ``json`` or ``turtle``."""
        if form == "json":
            return json.dumps(as_json(proof, self.evidence), ensure_ascii=False, indent=2) + "\n"
        if form == "turtle":
            facts = self.graph.facts()
            as_graph = as_asserted(proof.triple, facts) if proof.is_asserted else as_rdf(proof, facts)
            for prefix, namespace in PREFIXES.items():
                as_graph.bind(prefix, namespace)
            return as_graph.serialize(format="turtle")
        return as_text(proof, self.evidence, self.label)
