"""Answer why a triple holds, as text, JSON or Turtle."""

from __future__ import annotations

import json
import re

import pyoxigraph as ox
from rdflib import Literal, URIRef
from rdflib.term import Node

from aliansi.evidence import Evidence
from aliansi.load import Graph, load
from aliansi.namespaces import PREFIXES
from aliansi.project import Project
from aliansi.prooftrees import as_json, as_rdf, as_text
from aliansi.questions import parse_term
from aliansi.reasoning import Proof, materialise
from aliansi.turtle import Triple


def explain(project: Project, terms: tuple[str, str, str], form: str) -> str | None:
    """Return the smallest proof of a triple in a form (``text``, ``json`` or ``turtle``); None if it does not follow.

    Raises UsageError for a term that is none.
    """
    subject, predicate, object_ = (term(text) for text in terms)
    graph = load(project)
    proof = proof_of(graph, (subject, predicate, object_))
    if proof is None:
        return None
    evidence = Evidence(graph)
    if form == "json":
        return json.dumps(as_json(proof, evidence), ensure_ascii=False, indent=2) + "\n"
    if form == "turtle":
        described = as_rdf([proof], evidence)
        for prefix, namespace in PREFIXES.items():
            described.bind(prefix, namespace)
        return described.serialize(format="turtle")
    return as_text(proof, evidence)


def proof_of(graph: Graph, triple: Triple) -> Proof | None:
    """Return the smallest proof of a triple from everything that a project asserts; an asserted one is its own."""
    if triple in graph.asserted():
        return Proof(triple)
    explainer = materialise(graph).explainer
    return explainer.explain(*triple) if explainer else None


def term(text: str) -> Node:
    """Read a prefixed name, an IRI with or without angle brackets, or a literal in N-Triples syntax."""
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*://", text):
        text = f"<{text}>"
    found = parse_term(text)
    if isinstance(found, ox.NamedNode):
        return URIRef(found.value)
    if found.language:
        return Literal(found.value, lang=found.language)
    plain = found.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
    return Literal(found.value, datatype=None if plain else URIRef(found.datatype.value))
