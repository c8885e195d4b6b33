"""What the rows of an answer rest on: the triples that their solutions match, and the evidence of each of these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.quads import graph_of
from aliansi.dataset.store import Store, Term
from aliansi.evidence.index import Evidence, EvidenceIndex, Triple
from aliansi.evidence.lineage_query import LineageQuery
from aliansi.namespaces import OUTSIDE_THE_UNION, PREFIXES
from aliansi.sparql.syntax_tree import PropertyPath, TriplePattern, UnsupportedSyntax
from aliansi.sparql.tokens import Token, text_of

MAX_STEPS: Final = 10_000
"""How far a path of any length is followed for one solution."""

Solution = Mapping[str, Term]
Key = tuple[Term | None, ...]
_HIDDEN: Final = frozenset(map(str, OUTSIDE_THE_UNION))


@dataclass(frozen=True)
class RowEvidence:
    """What a row rests on: facts, claims and mappings, and their words and citations."""

    facts: tuple[str, ...] = ()
    grounds: tuple[Evidence, ...] = ()


class Lineage:
    """Gathers what rows rest on, from one solution of a traced query after another."""

    def __init__(self, traced: LineageQuery, store: Store, grounds: EvidenceIndex) -> None:
        """Begin with nothing. Raises UnsupportedSyntax for a term of the query that cannot be read."""
        self._traced, self._store, self._grounds = traced, store, grounds
        self._constants = _constants(traced)
        self._nodes: dict[Key, set[str]] = {}
        self._seen: set[tuple[Key, Triple]] = set()

    def add(self, solution: Solution) -> None:
        """Take a solution."""
        key = self.key(solution)
        nodes = self._nodes.setdefault(key, set())
        for triple in self.triples(solution):
            if (key, triple) not in self._seen:
                self._seen.add((key, triple))
                nodes |= self._grounds.nodes_of(triple)

    def key(self, row: Solution) -> Key:
        """Return what tells a row, or a solution that belongs to it, from others."""
        return tuple(row.get(name) for name in self._traced.keys)

    def of(self, row: Solution) -> RowEvidence:
        """Return what a row rests on, as far as solutions were taken."""
        facts = tuple(sorted(self._nodes.get(self.key(row), ())))
        found = dict.fromkeys(chain.from_iterable(self._grounds.of_node(ox.NamedNode(fact)) for fact in facts))
        return RowEvidence(facts, tuple(sorted(found, key=Evidence.order)))

    def triples(self, solution: Solution) -> Iterator[Triple]:
        """Yield the triples that a solution matches."""
        for pattern in self._traced.patterns:
            if all(marker in solution for marker in pattern.markers):
                subject, object_ = self._term(pattern.subject, solution), self._term(pattern.object, solution)
                if subject is not None and object_ is not None:
                    yield from self._matched(pattern, subject, object_, solution)

    def _matched(self, pattern: TriplePattern, subject: Term, object_: Term, solution: Solution) -> Iterable[Triple]:
        if pattern.path.kind == "link":
            predicate = self._term(pattern.path.text, solution)
            return [(subject, predicate, object_)] if isinstance(predicate, ox.NamedNode) else []
        graph = self._term(pattern.graph, solution) if pattern.graph else None
        walk = _PathWalk(self._store, self._constants, graph.value if isinstance(graph, ox.NamedNode) else None)
        return walk.between(pattern.path, subject, object_)

    def _term(self, text: str, solution: Solution) -> Term | None:
        return solution.get(text[1:]) if text[:1] in ("?", "$") else self._constants[text]


Steps = Iterator[tuple[Term, tuple[Triple, ...]]]


@dataclass(frozen=True)
class _PathWalk:
    """Follows property paths (SPARQL 1.1, 9) and remembers which triples they lead over."""

    store: Store
    constants: Mapping[str, Term]
    graph: str | None

    def between(self, path: PropertyPath, subject: Term, object_: Term) -> Iterable[Triple]:
        """Return the triples of the ways from one node to another; of a path of any length, of a shortest way."""
        steps = self._negated(path, subject, True, object_) if path.kind == "not" else self.steps(path, subject, True)
        ways = [triples for node, triples in steps if node == object_]
        return dict.fromkeys(chain.from_iterable(ways))

    def steps(self, path: PropertyPath, node: Term, forward: bool) -> Steps:
        """Yield where a path leads from a node, with the triples on the way; backwards, where it comes from."""
        if path.kind == "link":
            return self._link(path, node, forward)
        if path.kind == "inverse":
            return self.steps(path.parts[0], node, not forward)
        if path.kind == "choice":
            return chain.from_iterable(self.steps(part, node, forward) for part in path.parts)
        if path.kind == "sequence":
            parts = path.parts if forward else path.parts[::-1]
            return self._sequence(parts, node, forward)
        if path.kind == "not":
            return self._negated(path, node, forward)
        return self._many(path, node, forward)

    def _link(self, path: PropertyPath, node: Term, forward: bool) -> Steps:
        predicate = self.constants[path.text]
        assert isinstance(predicate, ox.NamedNode)
        return self._over(predicate, node, forward)

    def _negated(self, path: PropertyPath, node: Term, forward: bool, end: Term | None = None) -> Steps:
        """Yield where any property leads that is not in the set: forward, inverse, or both as the set has them.

        With ``end`` only the triples that lead there: from a thing with many others they are few.
        """
        without: dict[bool, set[Term]] = {}
        for part in path.parts:
            inverse = part.kind == "inverse"
            without.setdefault(inverse, set()).add(self.constants[(part.parts[0] if inverse else part).text])
        for inverse, named in without.items():
            for reached, triples in self._over(None, node, forward is not inverse, end):
                if triples[0][1] not in named:
                    yield reached, triples

    def _over(self, predicate: ox.NamedNode | None, node: Term, forward: bool, end: Term | None = None) -> Steps:
        """Yield where triples with a property, or with any, lead from a node."""
        for quad in self.store.quads(node, predicate, end) if forward else self.store.quads(end, predicate, node):
            name = graph_of(quad)
            if name == self.graph or (self.graph is None and name not in _HIDDEN):
                triple = (quad.subject, quad.predicate, quad.object)
                yield (quad.object if forward else quad.subject), (triple,)

    def _sequence(self, parts: tuple[PropertyPath, ...], node: Term, forward: bool) -> Steps:
        if not parts:
            yield node, ()
            return
        for between, before in self.steps(parts[0], node, forward):
            for end, after in self._sequence(parts[1:], between, forward):
                yield end, before + after

    def _many(self, path: PropertyPath, node: Term, forward: bool) -> Steps:
        """Yield each node once, by a shortest way to it."""
        if path.kind != "+":
            yield node, ()
        ways: dict[Term, tuple[Triple, ...]] = {node: ()}
        told = set() if path.kind == "+" else {node}
        edge = [node]
        while edge and len(ways) < MAX_STEPS:
            following = []
            for place in edge:
                for end, triples in self.steps(path.parts[0], place, forward):
                    if end not in told:
                        told.add(end)
                        yield end, ways[place] + triples
                    if end not in ways:
                        ways[end] = ways[place] + triples
                        following.append(end)
            edge = following if path.kind != "?" else []


def _constants(traced: LineageQuery) -> dict[str, Term]:
    """Return the terms that a query names, by how it writes them."""
    texts = dict.fromkeys(
        text
        for pattern in traced.patterns
        for text in (pattern.subject, pattern.object, pattern.graph or "", *_links(pattern.path))
        if text and text[0] not in "?$"
    )
    read = partial(_read, _declarations(traced.prologue))
    return {text: read(text) for text in texts}


def _links(path: PropertyPath) -> Iterator[str]:
    if path.kind == "link":
        yield path.text
    for part in path.parts:
        yield from _links(part)


def _declarations(prologue: tuple[Token, ...]) -> str:
    known = "".join(f"PREFIX {prefix}: <{namespace}> " for prefix, namespace in PREFIXES.items())
    return f"{known} {text_of(prologue, {})}"


def _read(declarations: str, text: str) -> Term:
    if text.lower() in ("a", "true", "false"):
        text = f"<{PREFIXES['rdf']}type>" if text == "a" else text.lower()
    try:
        (triple,) = ox.parse(f"{declarations} <urn:s> <urn:p> {text} .", format=ox.RdfFormat.TURTLE)
    except (SyntaxError, ValueError) as error:
        raise UnsupportedSyntax(f"{text} cannot be read") from error
    term: Term = triple.object
    return term
