"""Check that nothing follows that contradicts itself, and say which lines to look at where something does."""

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

Called = Callable[[Node], str]
MAX_PROVED = 1000
"""Nobody reads more: of further contradictions only the lines that state their facts themselves are given."""


def findings(graph: Graph, closed: Closure, labels: Callable[[], Called]) -> list[Finding]:
    """Return every contradiction, each once, with the lines of all that it rests on.

    ``labels`` says what to call terms; it is asked for only where there is something to report.
    """
    found = contradictions_of(closed.state, closed.explainer, _TermNames(graph, labels))
    return [_finding(graph, one, number < MAX_PROVED) for number, one in enumerate(found)]


class _TermNames:
    """What to call terms: individuals by name and label, terms of the ontology by name."""

    def __init__(self, graph: Graph, labels: Callable[[], Called]) -> None:
        self._graph, self._labels = graph, labels
        self._label: Called | None = None

    def __call__(self, term: Node) -> str:
        if isinstance(term, Literal) or ((term, None, None) in self._graph.ontology and isinstance(term, URIRef)):
            return name_of(term)
        self._label = self._label or self._labels()
        label = self._label(term)
        return label if isinstance(term, BNode) or label == shorten(term) else f"{shorten(term)} ({label})"


def _finding(graph: Graph, one: Contradiction, proved: bool) -> Finding:
    about = next((term for term in one.individuals if isinstance(term, URIRef)), None)
    places = _facts_first(graph, dict.fromkeys(_places(graph, one, proved)))
    where = graph.location(about, RDF.type) if about is not None else None
    look_at = f"; look at {', '.join(_written(graph, place) for place in places)}" if places else ""
    message = f"contradiction ({one.rule}): {one.sentence}{look_at}"
    return Finding(where or next(iter(places), None), shorten(about) if about is not None else "", message)


def _facts_first(graph: Graph, places: Iterable[Location]) -> list[Location]:
    """Put the lines of data before those of the ontology: it is the facts that mostly need mending."""
    ontology = graph.project.root / "ontology"
    return sorted(places, key=lambda place: place.file.is_relative_to(ontology))


def _places(graph: Graph, one: Contradiction, proved: bool) -> Iterator[Location]:
    """Yield where the facts and then the axiom are written, or else what they follow from."""
    for triple in (*one.facts, *(triple for triple in one.axiom if triple[1] not in {RDF.first, RDF.rest})):
        for leaf in _leaves(one, triple, proved):
            if leaf in graph.lines:
                yield graph.lines[leaf]


def _leaves(one: Contradiction, triple: Triple, proved: bool) -> Iterator[Triple]:
    if one.prove is None or not proved:
        yield triple
    else:
        yield from (leaf.triple for leaf in one.prove(triple).leaves())


def _written(graph: Graph, place: Location) -> str:
    root = graph.project.root
    file = place.file.relative_to(root) if place.file.is_relative_to(root) else place.file
    return f"{file}:{place.line}"
