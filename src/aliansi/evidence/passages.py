"""Passages: the exact words of a source and their position in it (W3C Web Annotation Data Model, 4.2.4 and 4.2.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import rdflib
from rdflib import DCTERMS, RDF, URIRef
from rdflib.term import Node

from aliansi.errors import Finding
from aliansi.namespaces import AL, OA, shorten
from aliansi.project.loader import Graph

LONGEST_PASSAGE = 200
LONGEST_CONTEXT = 24
LARGEST_SHARE = 0.75


@dataclass(frozen=True)
class Passage:
    """Words of a source between two positions, counted in code points, end exclusive."""

    iri: Node
    source: Node
    exact: str
    prefix: str
    suffix: str
    start: int
    end: int

    @property
    def shown(self) -> tuple[int, str]:
        """Start and text of the words that the graph contains: prefix, quotation and suffix."""
        return self.start - len(self.prefix), self.prefix + self.exact + self.suffix


@dataclass(frozen=True)
class SourceText:
    """Hash and length in code points of a text that the graph does not contain."""

    iri: Node
    sha256: str
    length: int


def read_passages(graph: Graph) -> tuple[tuple[Passage, ...], list[Finding]]:
    """Return the complete passages in the order of source and position, and a finding for each other one."""
    passages, findings = [], []
    for iri in sorted(set(graph.evidence.subjects(RDF.type, AL.Passage)), key=str):
        try:
            passages.append(_read(graph.evidence, iri))
        except ValueError as error:
            findings.append(Finding(graph.location(iri), shorten(iri), str(error)))
    return tuple(sorted(passages, key=lambda p: (str(p.source), p.start, p.end))), findings


def _read(evidence: rdflib.Graph, iri: Node) -> Passage:
    selectors = list(evidence.objects(iri, OA.hasSelector))
    quote = _selector(evidence, selectors, OA.TextQuoteSelector)
    position = _selector(evidence, selectors, OA.TextPositionSelector)
    return Passage(
        iri,
        _one(evidence, iri, OA.hasSource),
        str(_one(evidence, quote, OA.exact)),
        str(evidence.value(quote, OA.prefix) or ""),
        str(evidence.value(quote, OA.suffix) or ""),
        _number(evidence, position, OA.start),
        _number(evidence, position, OA.end),
    )


def _selector(evidence: rdflib.Graph, selectors: list[Node], class_: URIRef) -> Node:
    matching = [node for node in selectors if (node, RDF.type, class_) in evidence]
    if len(matching) != 1:
        raise ValueError(f"has {len(matching)} selectors of class {shorten(class_)}; give it one with oa:hasSelector")
    return matching[0]


def _one(evidence: rdflib.Graph, subject: Node, property_: URIRef) -> Node:
    values = list(evidence.objects(subject, property_))
    if len(values) != 1:
        raise ValueError(f"{shorten(subject)} has {len(values)} values of {shorten(property_)}; give it one")
    return values[0]


def _number(evidence: rdflib.Graph, subject: Node, property_: URIRef) -> int:
    value = _one(evidence, subject, property_)
    if not str(value).isdecimal():
        raise ValueError(f'{shorten(subject)} has {shorten(property_)} "{value}"; give it a whole number from 0')
    return int(str(value))


def source_texts(graph: Graph) -> Mapping[Node, SourceText]:
    """Return the sources with a hash and a length (``dcterms:identifier "sha256:…", "code-points:…"``)."""
    texts = {}
    asserted = graph.asserted()
    for iri in asserted.subjects(RDF.type, AL.Source):
        values = dict(str(i).split(":", 1) for i in asserted.objects(iri, DCTERMS.identifier) if ":" in str(i))
        if "sha256" in values and values.get("code-points", "").isdecimal():
            texts[iri] = SourceText(iri, values["sha256"], int(values["code-points"]))
    return texts


def by_iri(passages: tuple[Passage, ...]) -> Mapping[Node, Passage]:
    """Return passages by their IRI."""
    return {passage.iri: passage for passage in passages}
