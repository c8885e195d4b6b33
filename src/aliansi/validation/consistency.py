"""Check that a closure has no contradictions, and report the lines that each one rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from rdflib import RDF, BNode, Literal, URIRef
from rdflib.term import Node

from aliansi.errors import Finding, Location
from aliansi.namespaces import shorten
from aliansi.project.loader import Graph
from aliansi.project.turtle import Triple
from aliansi.reasoning.closure import Closure
from aliansi.reasoning.consistency.contradictions import Contradiction, contradictions_of, name_of

Labeller = Callable[[Node], str]
MAX_PROVED = 1000
"""Further contradictions are reported without proofs, with the lines of their own facts only."""


def findings(graph: Graph, closure: Closure, labels: Callable[[], Labeller]) -> list[Finding]:
    """Return every contradiction once, with the lines of all triples that it rests on.

    ``labels`` is called only if there is a contradiction.
    """
    found = contradictions_of(closure.state, closure.explainer, _TermNames(graph, labels))
    return [_finding(graph, each, number < MAX_PROVED) for number, each in enumerate(found)]


class _TermNames:
    """Names of terms in messages: individuals with their label, terms of the ontology without."""

    def __init__(self, graph: Graph, labels: Callable[[], Labeller]) -> None:
        self._graph, self._labels = graph, labels
        self._label: Labeller | None = None

    def __call__(self, term: Node) -> str:
        if isinstance(term, Literal) or ((term, None, None) in self._graph.ontology and isinstance(term, URIRef)):
            return name_of(term)
        self._label = self._label or self._labels()
        label = self._label(term)
        return label if isinstance(term, BNode) or label == shorten(term) else f"{shorten(term)} ({label})"


def _finding(graph: Graph, contradiction: Contradiction, proved: bool) -> Finding:
    about = next((term for term in contradiction.individuals if isinstance(term, URIRef)), None)
    places = _facts_first(graph, dict.fromkeys(_places(graph, contradiction, proved)))
    where = graph.location(about, RDF.type) if about is not None else None
    look_at = f"; look at {', '.join(_text_of(graph, place) for place in places)}" if places else ""
    message = f"contradiction ({contradiction.rule}): {contradiction.sentence}{look_at}"
    return Finding(where or next(iter(places), None), shorten(about) if about is not None else "", message)


def _facts_first(graph: Graph, places: Iterable[Location]) -> list[Location]:
    """Sort lines of data before those of the ontology: mostly a fact is wrong."""
    ontology = graph.project.root / "ontology"
    return sorted(places, key=lambda place: place.file.is_relative_to(ontology))


def _places(graph: Graph, contradiction: Contradiction, proved: bool) -> Iterator[Location]:
    """Yield the lines of the facts and then of the axiom, or of the triples that they follow from."""
    axiom = (triple for triple in contradiction.axiom if triple[1] not in {RDF.first, RDF.rest})
    for triple in (*contradiction.facts, *axiom):
        for leaf in _leaves(contradiction, triple, proved):
            if leaf in graph.lines:
                yield graph.lines[leaf]


def _leaves(contradiction: Contradiction, triple: Triple, proved: bool) -> Iterator[Triple]:
    if contradiction.prove is None or not proved:
        yield triple
    else:
        yield from (leaf.triple for leaf in contradiction.prove(triple).leaves())


def _text_of(graph: Graph, place: Location) -> str:
    root = graph.project.root
    file = place.file.relative_to(root) if place.file.is_relative_to(root) else place.file
    return f"{file}:{place.line}"
