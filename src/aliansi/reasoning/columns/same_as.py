"""owl:sameAs: classes of names for one thing, and the forest of statements that made them one.

Rules run over one representative of each class; what holds under the other names is written out at the end
(Motik, Nenov, Piro, Horrocks: Handling owl:sameAs via Rewriting, AAAI 2015).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

import numpy as np

from aliansi.reasoning.columns.sorted_index import Ints

Edge = tuple[int, int]  # a row that says owl:sameAs, and the name that it leads to


class SameAs:
    """Which terms are names of one thing."""

    def __init__(self, terms: int) -> None:
        """Start with every term as the only name of its thing."""
        self.representative: Ints = np.arange(terms)
        self.classes: dict[int, list[int]] = {}
        self._edges: dict[int, list[Edge]] = {}
        self.merge_rows: set[int] = set()
        """The rows that made names one."""

    def merge(self, pairs: Iterable[tuple[int, int, int]]) -> list[int]:
        """Make the terms of each pair names of one thing, because of a row; return those with a new representative."""
        changed: list[int] = []
        for a, b, row in pairs:
            first, second = sorted((int(self.representative[a]), int(self.representative[b])))
            if first == second:
                continue
            # The smaller number represents both: the vocabulary keeps its own numbers.
            joined = self.classes.pop(second, [second])
            self.classes.setdefault(first, [first]).extend(joined)
            self.representative[joined] = first
            self._edges.setdefault(a, []).append((row, b))
            self._edges.setdefault(b, []).append((row, a))
            self.merge_rows.add(row)
            changed += joined
        return changed

    def names_of(self, term: int) -> list[int]:
        """Return every name of the thing that a term names."""
        return self.classes.get(int(self.representative[term]), [term])

    def class_witnesses(self) -> Iterator[tuple[int, int]]:
        """Yield the representative of each thing with several names, and a row that made two of them one."""
        for representative, names in self.classes.items():
            yield representative, next(row for name in names for row, _ in self._edges.get(name, []))

    def path(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """Return the steps (from, to, row) that make one name the same as another; there is one way only."""
        came: dict[int, tuple[int, int]] = {start: (start, -1)}
        waiting = deque([start])
        while waiting and end not in came:
            node = waiting.popleft()
            for row, neighbour in self._edges.get(node, []):
                if neighbour not in came:
                    came[neighbour] = (node, row)
                    waiting.append(neighbour)
        steps = []
        while end != start:
            previous, row = came[end]
            steps.append((previous, end, row))
            end = previous
        return steps[::-1]
