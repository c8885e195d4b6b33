"""What an asserted triple rests on: the words of its source, or the source that it cites."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import DCTERMS, RDFS, URIRef
from rdflib.term import Node

from aliansi.evidence.passages import Passage, by_iri, read_all
from aliansi.namespaces import AL, THINGS
from aliansi.project.loader import Graph
from aliansi.project.turtle import Triple


@dataclass(frozen=True)
class SourceCitation:
    """A source that a reference fact cites."""

    source: Node
    text: str


class AssertedEvidence:
    """The passages and citations of the facts of a project."""

    def __init__(self, graph: Graph) -> None:
        """Read the passages once."""
        self.graph = graph
        self._facts = graph.facts()
        self._passages = by_iri(read_all(graph)[0])

    def graph_of(self, triple: Triple) -> URIRef | None:
        """Return the graph that asserts a triple, one of a source before any other; None if none does."""
        sources, all_graphs = self.graph.sources, self.graph.graphs
        return next((name for graphs in (sources, all_graphs) for name in graphs if triple in graphs[name]), None)

    def passages(self, fact: Node) -> tuple[Passage, ...]:
        """Return the passages that state a fact, in the order of the text."""
        found = (self._passages[p] for p in self._facts.objects(fact, AL.statedIn) if p in self._passages)
        return tuple(sorted(found, key=lambda passage: passage.start))

    def citations(self, fact: Node) -> tuple[SourceCitation, ...]:
        """Return the sources that a fact cites, in the order of their names."""
        things = self.graph.named(THINGS)
        cited = sorted(self._facts.objects(fact, DCTERMS.source), key=str)
        texts = ((s, things.value(s, DCTERMS.bibliographicCitation) or things.value(s, RDFS.label)) for s in cited)
        return tuple(SourceCitation(source, str(text or source)) for source, text in texts)
