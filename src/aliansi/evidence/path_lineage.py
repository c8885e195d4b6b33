"""Property paths (SPARQL 1.1, 9) followed in a store, with the triples on the way from one node to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store, Term, graph_of, in_proofs
from aliansi.evidence.index import Triple
from aliansi.sparql.syntax_tree import PropertyPath

MAX_STEPS: Final = 10_000
"""Nodes that a path of any length visits for one solution."""

Steps = Iterator[tuple[Term, tuple[Triple, ...]]]


@dataclass(frozen=True)
class PathWalk:
    """Follows property paths in a graph, or in the union, and yields the triples on the way."""

    store: Store
    constants: Mapping[str, Term]
    graph: str | None

    def between(self, path: PropertyPath, subject: Term, object_: Term) -> Iterable[Triple]:
        """Return the triples on all ways from one node to another; for a path of any length, on a shortest way."""
        steps = self._negated(path, subject, True, object_) if path.kind == "not" else self.steps(path, subject, True)
        ways = [triples for node, triples in steps if node == object_]
        return dict.fromkeys(chain.from_iterable(ways))

    def steps(self, path: PropertyPath, node: Term, forward: bool) -> Steps:
        """Yield the nodes that a path reaches from a node, forward or backward, with the triples on the way."""
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
        """Yield the nodes that any property outside the set reaches: forward, inverse or both, as in the set.

        ``end`` limits them to one node, which saves looking at all others.
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
        """Yield the nodes that triples with a property, or with any, reach from a node."""
        for quad in self.store.quads(node, predicate, end) if forward else self.store.quads(end, predicate, node):
            if not in_proofs(quad) if self.graph is None else graph_of(quad) == self.graph:
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
        """Yield each node once, by a shortest way."""
        if path.kind != "+":
            yield node, ()
        ways: dict[Term, tuple[Triple, ...]] = {node: ()}
        reached_before = set() if path.kind == "+" else {node}
        edge = [node]
        while edge and len(ways) < MAX_STEPS:
            following = []
            for place in edge:
                for end, triples in self.steps(path.parts[0], place, forward):
                    if end not in reached_before:
                        reached_before.add(end)
                        yield end, ways[place] + triples
                    if end not in ways:
                        ways[end] = ways[place] + triples
                        following.append(end)
            edge = following if path.kind != "?" else []
