"""Run every check on a reasoned graph, collect all findings, and let only a graph without any through."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pyoxigraph
import rdflib
from rdflib import BNode, URIRef
from rdflib.term import Node

from aliansi.dataset import store
from aliansi.dataset.store import Graphs, Store
from aliansi.errors import Finding, FindingsError
from aliansi.evidence.proof_formats import as_rdf
from aliansi.namespaces import DATES, INFERRED, LABELS, PROOFS, shorten
from aliansi.pipeline.beside import beside
from aliansi.pipeline.materialise import Reasoned
from aliansi.pipeline.term_labels import labeller, store_of
from aliansi.project import edtf_bounds, fact_labels
from aliansi.project.loader import Graph
from aliansi.validation import consistency, facts, passages, shacl, sparql_checks
from aliansi.validation.owl_profile.axioms import violations


@dataclass(frozen=True)
class Checked:
    """A dataset in which no check found an error: the asserted graphs and the derived ones, and all as N-Quads."""

    reasoned: Reasoned
    graphs: Graphs = field(repr=False)
    nquads: bytes = field(repr=False)


def check(reasoned: Reasoned, text: Path | None = None) -> Checked:
    """Return the checked dataset; ``text`` is a folder with copies of the sources to compare passages with.

    Raises FindingsError with everything that is wrong.
    """
    graph = reasoned.graph
    # The shapes take half of the time, and need nothing but the graph.
    with beside(partial(shacl.findings, graph)) as of_shapes:
        graphs = _with_derived(reasoned)
        nquads = store.serialise(graphs, graph.memory)
        found = [
            *_outside_the_profile(graph),
            *edtf_bounds.findings(graph),
            *passages.findings(graph, text),
            *facts.findings(graph),
            *sparql_checks.findings(graph, _in_memory(nquads)),
            *consistency.findings(graph, reasoned.closed, lambda: labeller(store_of(graph))),
            *of_shapes(),
        ]
    if found:
        raise FindingsError(found)
    return Checked(reasoned, graphs, nquads)


def _with_derived(reasoned: Reasoned) -> dict[URIRef, rdflib.Graph]:
    graph = reasoned.graph
    derived = {DATES: edtf_bounds.derive(graph), LABELS: fact_labels.derive(graph), INFERRED: reasoned.inferred}
    return {**graph.graphs, **derived, PROOFS: _proofs(reasoned)}


def _proofs(reasoned: Reasoned) -> rdflib.Graph:
    """Return one proof of every inferred triple; none where the engine keeps no proofs."""
    if reasoned.explainer is None:
        return rdflib.Graph()
    proofs = (reasoned.explainer.kept(*triple) for triple in sorted(reasoned.inferred))
    return as_rdf([proof for proof in proofs if proof is not None], reasoned.graph.facts())


def _outside_the_profile(graph: Graph) -> list[Finding]:
    return [
        Finding(graph.location(*v.triple), _named(v.triple[0]), f"outside OWL 2 RL ({v.production}): {v.message}")
        for v in graph.memory.of(violations, graph.ontology)
    ]


def _named(node: Node) -> str:
    """Return the name of a node, nothing for a blank one: its label changes from reading to reading."""
    return "" if isinstance(node, BNode) else shorten(node)


def _in_memory(nquads: bytes) -> Store:
    dataset = pyoxigraph.Store()
    dataset.bulk_load(nquads, format=pyoxigraph.RdfFormat.N_QUADS)
    return Store(dataset, revision="")
