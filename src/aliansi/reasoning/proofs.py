"""Why a triple holds: the smallest proof as a tree, down to asserted triples.

Inferences backwards from a triple make a graph of alternatives; Knuth's generalisation of Dijkstra's algorithm (1977)
finds the smallest tree in it. Where there are too many alternatives to follow, the derivations that the engine stored
stand in for the rest: they are well-founded, and so never circular.
"""

from __future__ import annotations

import heapq
import sys
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass

from rdflib.term import Node

from aliansi.findings import AliansiError
from aliansi.reasoning.backward import Backward, Inference, Key
from aliansi.reasoning.native import Closure

MOST_ALTERNATIVES = 300


@dataclass(frozen=True)
class Proof:
    """A triple and the rule and premises that it follows from; an asserted triple has neither."""

    triple: tuple[Node, Node, Node]
    rule: str | None = None
    premises: tuple[Proof, ...] = ()

    @property
    def is_asserted(self) -> bool:
        """Whether the triple is a leaf."""
        return self.rule is None

    def size(self) -> int:
        """Return how many triples the tree has."""
        return 1 + sum(premise.size() for premise in self.premises)

    def leaves(self) -> Iterator[Proof]:
        """Yield the asserted triples that the proof ends in, from left to right."""
        if self.is_asserted:
            yield self
        for premise in self.premises:
            yield from premise.leaves()


class ProofNotFoundError(AliansiError):
    """A triple follows, but the search backwards found no way; only seen where one thing has several names."""


class Explainer:
    """Answers why triples of a closure hold."""

    def __init__(self, closure: Closure) -> None:
        """Prepare to look backwards."""
        self.closure = closure
        self.backward = Backward(closure)
        self._kept: dict[Key, Proof | None] = {}

    def explain(self, s: Node, p: Node, o: Node) -> Proof | None:
        """Return the smallest proof of a triple, the more asserted of equal ones; None if it does not follow."""
        numbers = tuple(self.closure.terms.known(term) for term in (s, p, o))
        if None in numbers:
            return None
        key: Key = (numbers[0] or 0, numbers[1] or 0, numbers[2] or 0)
        if not self.backward.is_asserted(key) and not self.backward.holds(key):
            return None
        best = _smallest(key, self._alternatives(key, MOST_ALTERNATIVES))
        if key not in best:  # the stored derivations lead to names whose own alternatives were not followed
            best = _smallest(key, self._alternatives(key, sys.maxsize))
        if key not in best:
            raise ProofNotFoundError(f"{s.n3()} {p.n3()} {o.n3()} follows, but no proof of it was found")
        return self._tree(key, best)

    def kept(self, s: Node, p: Node, o: Node) -> Proof | None:
        """Return the proof that the engine kept of a triple: quick to have, but not always the smallest."""
        numbers = [self.closure.terms.known(term) for term in (s, p, o)]
        key: Key = (numbers[0] or 0, numbers[1] or 0, numbers[2] or 0)
        return self._kept_proof(key) if None not in numbers else None

    def _kept_proof(self, key: Key) -> Proof | None:
        if key not in self._kept:
            terms = self.closure.terms.terms
            triple = (terms[key[0]], terms[key[1]], terms[key[2]])
            stored = None if self.backward.is_asserted(key) else self.backward.stored(key)
            if self.backward.is_asserted(key):
                self._kept[key] = Proof(triple)
            elif stored is None:
                self._kept[key] = self.explain(*triple)
            else:
                premises = dict.fromkeys(self._stored_without_steps(stored.premises))
                proofs = (self._kept_proof(premise) for premise in premises)
                self._kept[key] = Proof(triple, stored.rule, tuple(proof for proof in proofs if proof is not None))
        return self._kept[key]

    def _stored_without_steps(self, premises: tuple[Key, ...]) -> Iterator[Key]:
        for premise in premises:
            step = self.backward.stored(premise) if max(premise) >= len(self.closure.terms) else None
            yield from self._stored_without_steps(step.premises) if step else (premise,)

    def _alternatives(self, key: Key, most: int) -> dict[Key, list[Inference]]:
        """Return the inferences of a triple, of their premises and so on; an asserted triple has none."""
        found: dict[Key, list[Inference]] = {}
        waiting = deque([key])
        while waiting:
            triple = waiting.popleft()
            if triple in found:
                continue
            found[triple] = [] if self.backward.is_asserted(triple) else self._inferences(triple, len(found) < most)
            waiting.extend(p for inference in found[triple] for p in inference.premises if p not in found)
        return found

    def _inferences(self, triple: Key, every: bool) -> list[Inference]:
        """Return all inferences of a triple, or after too many only the stored one, which begins a proof for certain.

        A triple that has none holds under another name: that has.
        """
        stored = self.backward.stored(triple)
        if not every and stored is not None:
            return [stored]
        return list(dict.fromkeys(self.backward.inferences(triple)))

    def _tree(self, key: Key, best: dict[Key, Inference | None]) -> Proof:
        inference = best[key]
        terms = self.closure.terms.terms
        triple = (terms[key[0]], terms[key[1]], terms[key[2]])
        if inference is None:
            return Proof(triple)
        premises = dict.fromkeys(self._without_steps(inference.premises, best))
        return Proof(triple, inference.rule, tuple(self._tree(premise, best) for premise in premises))

    def _without_steps(self, premises: tuple[Key, ...], best: dict[Key, Inference | None]) -> Iterator[Key]:
        """Yield premises, those of a step in its place."""
        real = len(self.closure.terms)
        for premise in premises:
            inference = best[premise]
            if max(premise) >= real and inference is not None:
                yield from self._without_steps(inference.premises, best)
            else:
                yield premise


def _smallest(goal: Key, alternatives: dict[Key, list[Inference]]) -> dict[Key, Inference | None]:
    """Return the inference that begins the smallest tree of each triple up to the goal's (Knuth 1977).

    A tree's cost is its size and, to prefer asserted premises among equals, how many of its triples are inferred.
    """
    uses: dict[Key, list[tuple[Key, Inference]]] = defaultdict(list)
    missing: dict[tuple[Key, Inference], set[Key]] = {}
    queue: list[tuple[tuple[int, int], int, Key, Inference | None]] = []
    count = 0
    for triple, inferences in alternatives.items():
        if not inferences:
            queue.append(((1, 0), (count := count + 1), triple, None))
        for inference in inferences:
            missing[triple, inference] = set(inference.premises)
            if not inference.premises:
                queue.append(((1, 1), (count := count + 1), triple, inference))
            for premise in set(inference.premises):
                uses[premise].append((triple, inference))
    heapq.heapify(queue)
    cost: dict[Key, tuple[int, int]] = {}
    best: dict[Key, Inference | None] = {}
    while queue and goal not in best:
        so_far, _, triple, reason = heapq.heappop(queue)
        if triple in best:
            continue
        best[triple], cost[triple] = reason, so_far
        for conclusion, use in uses[triple]:
            waiting = missing[conclusion, use]
            waiting.discard(triple)
            if not waiting and conclusion not in best:
                parts = [cost[premise] for premise in use.premises]
                own = 0 if use.rule == "step" else 1
                total = (own + sum(size for size, _ in parts), own + sum(inferred for _, inferred in parts))
                heapq.heappush(queue, (total, (count := count + 1), conclusion, use))
    return best
