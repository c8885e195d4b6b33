"""Search for the smallest proof of a triple.

The engine stores one derivation of every row, whose premises are earlier rows: stored proofs are never circular. The
search goes backwards from the triple to find smaller proofs, and stops where a proof could no longer be smaller.
Knuth's generalisation of Dijkstra's algorithm (1977) then finds the smallest tree among the alternatives. Where there
are too many alternatives, stored derivations stand for the ones not searched.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass

from rdflib import OWL
from rdflib.term import Node

from aliansi.errors import AliansiError
from aliansi.reasoning.engine.state import ClosureState
from aliansi.reasoning.proofs.derivations import Derivations
from aliansi.reasoning.proofs.matcher import Inference
from aliansi.reasoning.proofs.proof import Proof
from aliansi.reasoning.terms.dictionary import Key

MAX_ALTERNATIVES = 400  # triples whose inferences are searched for one proof
MAX_REMEMBERED = 100_000
MAX_EXHAUSTED = 3000  # rows of a closure that may be searched as a whole
Cost = tuple[int, int]
"""Number of triples in a proof, and how many of them are inferred."""
Choice = dict[Key, Inference | None]
"""The last inference in the proof of each triple; None for an asserted one."""


@dataclass
class _Search:
    """Alternative inferences by conclusion, with the proof size up to which each triple was searched."""

    limit: dict[Key, int]
    alternatives: dict[Key, list[Inference]]
    complete: bool = True


class ProofNotFoundError(AliansiError):
    """A triple follows, but the search found no proof: a bug in the engine."""


class Explainer:
    """Finds proofs for the triples of a closure."""

    def __init__(self, closure: ClosureState) -> None:
        self.closure = closure
        self._derivations = Derivations(closure)
        self._stored: Choice = {}
        self._inferences: dict[Key, list[Inference]] = {}
        self._proofs: dict[Key, Proof] = {}
        self._exhausted: Choice = {}  # final: no alternative is left
        self._exhausted_cost: dict[Key, Cost] = {}
        self._best: dict[Key, Inference] = {}  # last inference of a smallest proof that a search has found
        self._min_size: dict[Key, int] = {}

    def explain(self, s: Node, p: Node, o: Node) -> Proof | None:
        """Return the smallest proof of a triple, None if it does not follow.

        Of several smallest proofs it is one with the fewest inferred triples.
        """
        key = self._key(s, p, o)
        if key is None:
            is_reflexive = self.closure.options.reflexive and p == OWL.sameAs and s == o and self.closure.terms.find(s)
            return Proof((s, p, o), "eq-ref") if is_reflexive else None
        if key in self._exhausted:
            return self._tree(key, self._exhausted, {})
        stored = self._stored_choice(key)
        choice, cost = self._smallest({k: [i] if i else [] for k, i in stored.items()}, key)
        search = self._search(key, stored, cost[key][0] if key in cost else None)
        if not search.complete and self.closure.table.size <= MAX_EXHAUSTED:
            self._exhaust(key)
            return self._tree(key, self._exhausted, {})
        found, smaller = self._smallest(search.alternatives, key)
        self._remember(search, found, smaller)
        if key in smaller and (key not in cost or smaller[key] < cost[key]):
            choice = found
        if key not in choice:
            raise ProofNotFoundError(f"{s.n3()} {p.n3()} {o.n3()} follows, but no proof of it was found")
        return self._tree(key, choice, {})

    def stored_proof(self, s: Node, p: Node, o: Node) -> Proof | None:
        """Return the proof that the engine stored for a triple: fast, but not always the smallest."""
        key = self._key(s, p, o)
        if key is None:
            return None
        choice, _ = self._smallest({k: [i] if i else [] for k, i in self._stored_choice(key).items()}, key)
        return self._tree(key, choice, self._proofs) if key in choice else self.explain(s, p, o)

    def _exhaust(self, key: Key) -> None:
        """Find the smallest proofs of a triple and of every possible premise at once.

        Pays off in a small closure with many connections, where the search for a single triple does not end.
        """
        reached: dict[Key, list[Inference]] = {}
        waiting = [key]
        while waiting:
            triple = waiting.pop()
            if triple not in reached and triple not in self._exhausted:
                reached[triple] = [] if self._derivations.is_asserted(triple) else self._all_inferences(triple)
                waiting += (premise for inference in reached[triple] for premise in inference.premises)
        choice, cost = self._smallest(reached)
        self._exhausted = choice | self._exhausted
        self._exhausted_cost |= cost

    def _key(self, *triple: Node) -> Key | None:
        """Return the term numbers of a triple; None if it does not follow."""
        numbers = [self.closure.terms.find(term) for term in triple]
        if None in numbers:
            return None
        key: Key = (numbers[0] or 0, numbers[1] or 0, numbers[2] or 0)
        return key if self._derivations.is_asserted(key) or self._derivations.holds(key) else None

    def _stored_choice(self, key: Key) -> Choice:
        """Return the stored inferences of a triple, of its premises and so on."""
        if len(self._stored) > MAX_REMEMBERED:
            self._stored.clear()
        choice: Choice = {}
        waiting = [key]
        while waiting:
            triple = waiting.pop()
            if triple in choice:
                continue
            if triple not in self._stored:
                self._stored[triple] = self._derivations.stored(triple)
            inference = choice[triple] = self._stored[triple]
            if inference is not None:
                waiting.extend(inference.premises)
        return choice

    def _search(self, key: Key, stored: Choice, max_size: int | None) -> _Search:
        """Collect the inferences that a proof of at most ``max_size`` triples may use.

        The limit of a premise is that of its conclusion less the minimum sizes of the other premises.
        """
        search = _Search({key: max_size or 1 << 62}, {k: [i] if i else [] for k, i in stored.items()})
        waiting = [(-search.limit[key], key)]
        searched = 0
        while waiting:
            negative, triple = heapq.heappop(waiting)
            limit = search.limit[triple]
            if -negative < limit or self._derivations.is_asserted(triple):
                continue
            if searched == MAX_ALTERNATIVES:
                search.complete = False
                break
            searched += triple not in self._best
            search.alternatives[triple] = []
            for inference in [self._best[triple]] if triple in self._best else self._all_inferences(triple):
                needs = [self._least(premise) for premise in inference.premises]
                spare = limit - 1 - sum(needs)
                if spare < 0:
                    continue
                search.alternatives[triple].append(inference)
                for premise, need in zip(inference.premises, needs, strict=True):
                    if need + spare > search.limit.get(premise, 0):
                        search.limit[premise] = need + spare
                        heapq.heappush(waiting, (-search.limit[premise], premise))
        return search

    def _remember(self, search: _Search, choice: Choice, cost: dict[Key, Cost]) -> None:
        """Keep the results of a complete search: a triple's smallest proof, or that it has none within its limit."""
        if not search.complete:
            return
        if len(self._min_size) > MAX_REMEMBERED:
            self._min_size.clear()
            self._best.clear()
        goal = max((size for size, _ in cost.values()), default=0)
        for triple, limit in search.limit.items():
            found = choice.get(triple)
            if triple in cost and cost[triple][0] <= limit:
                self._min_size[triple] = cost[triple][0]
                if found is not None:
                    self._best[triple] = found
            else:
                self._min_size[triple] = max(self._least(triple), min(limit, goal - 1) + 1)

    def _least(self, key: Key) -> int:
        """Return a lower bound for the size of a triple's proofs."""
        least = self._min_size.get(key)
        if least is None:
            stored = self._derivations.stored(key)
            is_single = self._derivations.is_asserted(key) or (stored is not None and not stored.premises)
            least = self._min_size[key] = 1 if is_single else 2
        return least

    def _all_inferences(self, key: Key) -> list[Inference]:
        if key not in self._inferences:
            if len(self._inferences) > MAX_REMEMBERED:
                self._inferences.clear()
            self._inferences[key] = list(dict.fromkeys(self._derivations.inferences(key)))
        return self._inferences[key]

    def _smallest(
        self, alternatives: dict[Key, list[Inference]], goal: Key | None = None
    ) -> tuple[Choice, dict[Key, Cost]]:
        reached = set(alternatives)
        reached.update(p for found in alternatives.values() for inference in found for p in inference.premises)
        known = dict.fromkeys({key for key in reached if self._derivations.is_asserted(key)}, (1, 0))
        if goal is None:
            known |= {key: self._exhausted_cost[key] for key in reached & self._exhausted_cost.keys()}
        return _smallest_proofs(alternatives, known, goal)

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


def _smallest_proofs(
    alternatives: dict[Key, list[Inference]], known: dict[Key, Cost], goal: Key | None
) -> tuple[Choice, dict[Key, Cost]]:
    """Return the last inference and the cost of the smallest proof of each triple, up to the goal's if there is one.

    ``known`` has the costs of the triples that need no inference from ``alternatives``.
    """
    inferences = [(triple, inference) for triple, found in alternatives.items() for inference in found]
    missing = [len(inference.premises) for _, inference in inferences]
    uses: dict[Key, list[int]] = defaultdict(list)
    queue: list[tuple[Cost, int, Key, Inference | None]] = []
    for triple, least in known.items():
        queue.append((least, len(queue), triple, None))
    for number, (triple, inference) in enumerate(inferences):
        if not inference.premises:
            queue.append(((1, 1), len(queue), triple, inference))
        for premise in inference.premises:
            uses[premise].append(number)
    count = len(queue)  # orders equal costs: the first one found wins
    heapq.heapify(queue)
    cost: dict[Key, Cost] = {}
    choice: Choice = {}
    while queue and goal not in choice:
        least, _, triple, last = heapq.heappop(queue)
        if triple in choice:
            continue
        choice[triple], cost[triple] = last, least
        for number in uses.get(triple, ()):
            missing[number] -= 1
            conclusion, inference = inferences[number]
            if not missing[number] and conclusion not in choice:
                parts = [cost[premise] for premise in inference.premises]
                total = (1 + sum(size for size, _ in parts), 1 + sum(inferred for _, inferred in parts))
                heapq.heappush(queue, (total, (count := count + 1), conclusion, inference))
    return choice, cost
