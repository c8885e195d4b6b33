"""Labels of facts and claims, from the label pattern of their class and the labels of the things they name."""

from __future__ import annotations

import re

import rdflib
from rdflib import RDF, RDFS, Literal, URIRef
from rdflib.term import Node

from aliansi.namespaces import AL
from aliansi.project.loader import Graph

_PLACEHOLDER = re.compile(r"\{al:(\w+)\}")
_WHEN = (AL.date, AL.start)


def derive(graph: Graph) -> rdflib.Graph:
    """Return the labels of every fact and claim of the sources, in each language of the label patterns."""
    asserted = graph.asserted()
    labels = rdflib.Graph()
    for facts in graph.sources.values():
        for fact, class_ in facts.subject_objects(RDF.type):
            for pattern in graph.ontology.objects(class_, AL.labelPattern):
                if isinstance(pattern, Literal) and pattern.language:
                    text = _fill(asserted, fact, pattern, pattern.language)
                    labels.add((fact, RDFS.label, Literal(text, lang=pattern.language)))
    return labels


def _fill(graph: rdflib.Graph, fact: Node, pattern: str, language: str) -> str:
    def named(match: re.Match[str]) -> str:
        return ", ".join(sorted(_label(graph, node, language) for node in graph.objects(fact, AL[match[1]]))) or "–"

    when = next((str(date) for property_ in _WHEN for date in graph.objects(fact, property_)), "")
    return _PLACEHOLDER.sub(named, pattern) + (f" ({when})" if when else "")


def _label(graph: rdflib.Graph, node: Node, language: str) -> str:
    """Return the label of a thing in a language, in any other if it has none, or the end of its IRI."""
    labels = {label.language: str(label) for label in graph.objects(node, RDFS.label) if isinstance(label, Literal)}
    if language in labels:
        return labels[language]
    return min(labels.values(), default=str(node).rpartition("/")[2] if isinstance(node, URIRef) else str(node))
