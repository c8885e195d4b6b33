"""Sizes of the smallest proofs by brute force: all applications of all rules to a whole closure.

The size of a proof is that of its tree: the conclusion and the trees of its premises, each premise counted once.
Knuth's generalisation of Dijkstra's algorithm (1977) finds the smallest over all applications at once.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable

from rdflib import OWL, Literal

from tests.reasoning.support.oracle import SWITCHES, Instance, instances
from tests.reasoning.support.oracle_rules import RULE_NAMES
from tests.reasoning.support.oracle_tables import Triple


def smallest_sizes(asserted: Iterable[Triple], closure: frozenset[Triple]) -> dict[Triple, int]:
    """Return the size of the smallest proof of each triple of a closure; that of an asserted one is 1."""
    search = _Search()
    for triple in asserted:
        search.offer(1, triple)
    for application in applications(closure):
        search.wait_for(application)
    return search.sizes()


def applications(closure: frozenset[Triple]) -> set[Instance]:
    """Return every application of a rule to a closure whose conclusion is not one of its premises."""
    literals = sorted({term for triple in closure for term in triple if isinstance(term, Literal)})
    found = (one for rule in RULE_NAMES - SWITCHES for one in instances(rule, closure, literals))
    return {one for one in found if one.conclusion and one.conclusion not in one.premises and not _says_nothing(one)}


def _says_nothing(one: Instance) -> bool:
    return one.conclusion is not None and one.conclusion[1] == OWL.sameAs and one.conclusion[0] == one.conclusion[2]


class _Search:
    def __init__(self) -> None:
        self.queue: list[tuple[int, int, Triple]] = []
        self.found: dict[Triple, int] = {}
        self.missing: dict[Instance, int] = {}
        self.uses: defaultdict[Triple, list[Instance]] = defaultdict(list)

    def offer(self, size: int, triple: Triple) -> None:
        heapq.heappush(self.queue, (size, id(triple), triple))

    def wait_for(self, one: Instance) -> None:
        self.missing[one] = len(one.premises)
        for premise in one.premises:
            self.uses[premise].append(one)
        if not one.premises:
            self.conclude(one)

    def conclude(self, one: Instance) -> None:
        assert one.conclusion is not None
        if one.conclusion not in self.found:
            self.offer(1 + sum(self.found[premise] for premise in one.premises), one.conclusion)

    def sizes(self) -> dict[Triple, int]:
        while self.queue:
            size, _, triple = heapq.heappop(self.queue)
            if triple not in self.found:
                self.found[triple] = size
                for one in self.uses[triple]:
                    self.missing[one] -= 1
                    if not self.missing[one]:
                        self.conclude(one)
        return self.found
