"""Validate a dataset: run every check and collect all findings."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pyoxigraph
from rdflib import BNode
from rdflib.term import Node

from aliansi.dataset.store import Store
from aliansi.errors import Finding, FindingsError
from aliansi.namespaces import shorten
from aliansi.pipeline.fork import in_fork
from aliansi.pipeline.serialise import Dataset
from aliansi.pipeline.term_labels import labeller, store_of
from aliansi.project.loader import Graph
from aliansi.validation import characters, consistency, dates, facts, passages, project_files, shacl, sparql_checks
from aliansi.validation.owl_profile.axioms import violations


class Checked(Dataset):
    """A dataset in which no check found an error: the only kind that is written."""


def check(dataset: Dataset, text: Path | None = None) -> Checked:
    """Return the checked dataset; ``text`` is a folder with copies of the sources to compare passages with.

    Raises FindingsError with all findings.
    """
    graph, closure = dataset.reasoned.graph, dataset.reasoned.closure
    with in_fork(partial(shacl.findings, graph)) as shacl_findings:  # as long as all other checks together
        found = [
            *_outside_the_profile(graph),
            *project_files.findings(graph.project),
            *characters.findings(graph),
            *dates.findings(graph),
            *passages.findings(graph, text),
            *facts.findings(graph),
            *sparql_checks.findings(graph, _store(dataset.nquads)),
            *consistency.findings(graph, closure, lambda: labeller(store_of(graph))),
            *shacl_findings(),
        ]
    if found:
        raise FindingsError(found)
    return Checked(dataset.reasoned, dataset.nquads)


def _outside_the_profile(graph: Graph) -> list[Finding]:
    return [
        Finding(graph.location(*v.triple), _name(v.triple[0]), f"outside OWL 2 RL ({v.production}): {v.message}")
        for v in graph.cache.of(violations, graph.ontology)
    ]


def _name(node: Node) -> str:
    """Return the name of a node; none for a blank node, whose label changes from one reading to the next."""
    return "" if isinstance(node, BNode) else shorten(node)


def _store(nquads: bytes) -> Store:
    dataset = pyoxigraph.Store()
    dataset.bulk_load(nquads, format=pyoxigraph.RdfFormat.N_QUADS)
    return Store(dataset, revision="")
