"""Why a triple holds: the smallest proof as a tree, down to asserted triples.

The engine keeps one derivation of every row, whose premises are earlier rows: these are well-founded, and so never
circular. A smaller proof is looked for backwards, no further than it would still be smaller; Knuth's generalisation of
Dijkstra's algorithm (1977) finds the smallest tree among the alternatives. Where these are too many to follow, what is
kept stands in for the rest.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import OWL
from rdflib.term import Node

from aliansi.errors import AliansiError
from aliansi.reasoning.engine.state import ClosureState
from aliansi.reasoning.proofs.derivations import Derivations
from aliansi.reasoning.proofs.matcher import Inference, Key

MAX_ALTERNATIVES = 400  # triples whose inferences are looked at for one proof
MAX_REMEMBERED = 100_000
MAX_SETTLED = 3000  # rows of a closure that is gone through as a whole
Cost = tuple[int, int]  # how many triples a tree has, and how many of them are inferred
Choice = dict[Key, Inference | None]


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
        return sum(1 for _ in self.steps())

    def steps(self) -> Iterator[Proof]:
        """Yield the proof itself and all below it, each before its premises, from left to right."""
        waiting = [self]
        while waiting:
            step = waiting.pop()
            yield step
            waiting.extend(reversed(step.premises))

    def leaves(self) -> Iterator[Proof]:
        """Yield the asserted triples that the proof ends in, from left to right."""
        return (step for step in self.steps() if step.is_asserted)


@dataclass
class _Search:
    """Inferences by conclusion, and up to which size the proofs of each triple were looked for."""

    share: dict[Key, int]
    followed: dict[Key, list[Inference]]
    complete: bool = True


class ProofNotFoundError(AliansiError):
    """A triple follows, but the search backwards found no way: a fault of the engine."""


class Explainer:
    """Answers why triples of a closure hold."""

    def __init__(self, closure: ClosureState) -> None:
        """Prepare to look backwards."""
        self.closure = closure
        self.backward = Derivations(closure)
        self._settled: Choice = {}
        self._kept: Choice = {}
        self._inferences: dict[Key, list[Inference]] = {}
        self._proofs: dict[Key, Proof] = {}
        self._least_known: dict[Key, int] = {}
        self._best: dict[Key, Inference] = {}

    def explain(self, s: Node, p: Node, o: Node) -> Proof | None:
        """Return the smallest proof of a triple, the more asserted of equal ones; None if it does not follow."""
        key = self._key(s, p, o)
        if key is None:
            itself = self.closure.options.reflexive and p == OWL.sameAs and s == o and self.closure.terms.known(s)
            return Proof((s, p, o), "eq-ref") if itself else None
        if key in self._settled:
            return self._tree(key, self._settled, {})
        kept = self._kept_choice(key)
        choice, cost = self._smallest(key, {k: [i] if i else [] for k, i in kept.items()})
        search = self._search(key, kept, cost[key][0] if key in cost else None)
        if not search.complete and self.closure.table.size <= MAX_SETTLED:
            self._settle(key)
            return self._tree(key, self._settled, {})
        found, smaller = self._smallest(key, search.followed)
        self._remember(search, found, smaller)
        if key in smaller and (key not in cost or smaller[key] < cost[key]):
            choice = found
        if key not in choice:
            raise ProofNotFoundError(f"{s.n3()} {p.n3()} {o.n3()} follows, but no proof of it was found")
        return self._tree(key, choice, {})

    def _settle(self, key: Key) -> None:
        """Find the smallest proofs of a triple and of all that may be among its premises at once, once and for all.

        Worth while in a small closure where much is connected, so that searches for one triple do not end.
        """
        reached: dict[Key, list[Inference]] = {}
        waiting = [key]
        while waiting:
            triple = waiting.pop()
            if triple not in reached:
                reached[triple] = [] if self.backward.is_asserted(triple) else self._all_inferences(triple)
                waiting += (premise for inference in reached[triple] for premise in inference.premises)
        self._settled |= self._smallest(None, reached)[0]

    def kept(self, s: Node, p: Node, o: Node) -> Proof | None:
        """Return the proof that the engine kept of a triple: quick to have, but not always the smallest."""
        key = self._key(s, p, o)
        if key is None:
            return None
        choice, _ = self._smallest(key, {k: [i] if i else [] for k, i in self._kept_choice(key).items()})
        return self._tree(key, choice, self._proofs) if key in choice else self.explain(s, p, o)

    def _key(self, *triple: Node) -> Key | None:
        """Return the numbers of a triple that holds."""
        numbers = [self.closure.terms.known(term) for term in triple]
        if None in numbers:
            return None
        key: Key = (numbers[0] or 0, numbers[1] or 0, numbers[2] or 0)
        return key if self.backward.is_asserted(key) or self.backward.holds(key) else None

    def _kept_choice(self, key: Key) -> Choice:
        """Return what is kept of a triple, of its premises and so on."""
        if len(self._kept) > MAX_REMEMBERED:
            self._kept.clear()
        choice: Choice = {}
        waiting = [key]
        while waiting:
            triple = waiting.pop()
            if triple in choice:
                continue
            if triple not in self._kept:
                self._kept[triple] = self.backward.kept(triple)
            inference = choice[triple] = self._kept[triple]
            if inference is not None:
                waiting.extend(inference.premises)
        return choice

    def _search(self, key: Key, kept: Choice, most: int | None) -> _Search:
        """Look for the inferences that a proof with no more than ``most`` triples may have.

        A premise gets what the least that the others need leaves of its conclusion's share.
        """
        search = _Search(share={key: most or 1 << 62}, followed={k: [i] if i else [] for k, i in kept.items()})
        waiting = [(-search.share[key], key)]
        looked_at = 0
        while waiting:
            negative, triple = heapq.heappop(waiting)
            share = search.share[triple]
            if -negative < share or self.backward.is_asserted(triple):
                continue
            if looked_at == MAX_ALTERNATIVES:
                search.complete = False
                break
            looked_at += triple not in self._best
            search.followed[triple] = []
            for inference in [self._best[triple]] if triple in self._best else self._all_inferences(triple):
                needs = [self._least(premise) for premise in inference.premises]
                left = share - 1 - sum(needs)
                if left < 0:
                    continue
                search.followed[triple].append(inference)
                for premise, need in zip(inference.premises, needs, strict=True):
                    if need + left > search.share.get(premise, 0):
                        search.share[premise] = need + left
                        heapq.heappush(waiting, (-search.share[premise], premise))
        return search

    def _remember(self, search: _Search, choice: Choice, cost: dict[Key, Cost]) -> None:
        """Keep what a complete search has proven: the smallest tree of a triple, or that it has no smaller one."""
        if not search.complete:
            return
        if len(self._least_known) > MAX_REMEMBERED:
            self._least_known.clear()
            self._best.clear()
        goal = max((size for size, _ in cost.values()), default=0)
        for triple, share in search.share.items():
            found = choice.get(triple)
            if triple in cost and cost[triple][0] <= share:
                self._least_known[triple] = cost[triple][0]
                if found is not None:
                    self._best[triple] = found
            else:
                self._least_known[triple] = max(self._least(triple), min(share, goal - 1) + 1)

    def _least(self, key: Key) -> int:
        """Return how many triples a proof has at least."""
        least = self._least_known.get(key)
        if least is None:
            without_premises = self.backward.is_asserted(key) or any(not i.premises for i in self._kept_of(key))
            least = self._least_known[key] = 1 if without_premises else 2
        return least

    def _kept_of(self, key: Key) -> list[Inference]:
        kept = self.backward.kept(key)
        return [kept] if kept is not None else []

    def _all_inferences(self, key: Key) -> list[Inference]:
        if key not in self._inferences:
            if len(self._inferences) > MAX_REMEMBERED:
                self._inferences.clear()
            self._inferences[key] = list(dict.fromkeys(self.backward.inferences(key)))
        return self._inferences[key]

    def _smallest(self, goal: Key | None, alternatives: dict[Key, list[Inference]]) -> tuple[Choice, dict[Key, Cost]]:
        reached = set(alternatives)
        reached.update(p for found in alternatives.values() for inference in found for p in inference.premises)
        leaves = {key for key in reached if self.backward.is_asserted(key)}
        return _smallest(goal, alternatives, leaves)

    def _tree(self, key: Key, choice: Choice, made: dict[Key, Proof]) -> Proof:
        waiting = [key]
        while waiting:
            triple = waiting[-1]
            inference = choice[triple]
            premises = inference.premises if inference else ()
            missing = [premise for premise in premises if premise not in made]
            if missing:
                waiting += missing
                continue
            waiting.pop()
            if triple not in made:
                s, p, o = map(self.closure.terms.term, triple)
                rule = inference.rule if inference else None
                made[triple] = Proof((s, p, o), rule, tuple(made[premise] for premise in premises))
        return made[key]


def _smallest(
    goal: Key | None, alternatives: dict[Key, list[Inference]], leaves: set[Key]
) -> tuple[Choice, dict[Key, Cost]]:
    """Return the inference that begins the smallest tree of each triple, up to the goal's if there is one (Knuth)."""
    uses: dict[Key, list[tuple[Key, Inference]]] = defaultdict(list)
    missing: dict[tuple[Key, Inference], int] = {}
    queue: list[tuple[Cost, int, Key, Inference | None]] = []
    count = 0
    for triple in leaves:
        queue.append(((1, 0), (count := count + 1), triple, None))
    for triple, inferences in alternatives.items():
        for inference in inferences:
            missing[triple, inference] = len(inference.premises)
            if not inference.premises:
                queue.append(((1, 1), (count := count + 1), triple, inference))
            for premise in inference.premises:
                uses[premise].append((triple, inference))
    heapq.heapify(queue)
    cost: dict[Key, Cost] = {}
    best: Choice = {}
    while queue and goal not in best:
        so_far, _, triple, reason = heapq.heappop(queue)
        if triple in best:
            continue
        best[triple], cost[triple] = reason, so_far
        for use in uses[triple]:
            missing[use] -= 1
            if not missing[use] and use[0] not in best:
                parts = [cost[premise] for premise in use[1].premises]
                total = (1 + sum(size for size, _ in parts), 1 + sum(inferred for _, inferred in parts))
                heapq.heappush(queue, (total, (count := count + 1), *use))
    return best, cost
