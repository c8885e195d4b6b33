"""Derive the graphs that the build adds to a dataset: dates, labels, inferred triples and their proofs."""

from __future__ import annotations

from dataclasses import dataclass, field

from aliansi.dataset.nquads import Graphs, lines
from aliansi.evidence.proof_formats import proof_triples
from aliansi.namespaces import DATES, INFERRED, LABELS, PROOFS
from aliansi.pipeline.materialise import Reasoned
from aliansi.project import edtf_bounds, fact_labels
from aliansi.project.turtle import Triple


@dataclass(frozen=True)
class Derived:
    """The graphs of a dataset, asserted and derived; the proofs, the largest one, as lines of N-Quads."""

    reasoned: Reasoned
    graphs: Graphs = field(repr=False)
    proofs: list[str] = field(repr=False)


def derive(reasoned: Reasoned) -> Derived:
    """Return the asserted graphs of a project with those that are derived from them."""
    graph = reasoned.graph
    derived = {DATES: edtf_bounds.derive(graph), LABELS: fact_labels.derive(graph), INFERRED: reasoned.inferred}
    return Derived(reasoned, {**graph.graphs, **derived}, lines(_proofs(reasoned), PROOFS))


def _proofs(reasoned: Reasoned) -> set[Triple]:
    """Return one proof of every inferred triple as RDF; nothing where the engine keeps no proofs."""
    if reasoned.explainer is None:
        return set()
    proofs = (reasoned.explainer.stored_proof(*triple) for triple in sorted(reasoned.inferred))
    return proof_triples((proof for proof in proofs if proof is not None), reasoned.graph.facts())
