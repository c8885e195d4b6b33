"""owl:sameAs: equivalence classes of names, and the statements that merged them.

Rules run over one representative of each class; the triples under other names are written out at the end (Motik, Nenov,
Piro, Horrocks: Handling owl:sameAs via Rewriting, AAAI 2015).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

import numpy as np

from aliansi.reasoning.columns.sorted_index import Ints

Edge = tuple[int, int]  # an owl:sameAs row, and the name at its other end


class SameAs:
    """Equivalence classes of terms, with a forest of the merging statements."""

    def __init__(self, terms: int) -> None:
        self.representative: Ints = np.arange(terms)
        self.classes: dict[int, list[int]] = {}
        self._edges: dict[int, list[Edge]] = {}
        self.merge_rows: set[int] = set()
        """Rows that merged two classes."""

    def merge(self, pairs: Iterable[tuple[int, int, int]]) -> list[int]:
        """Merge the classes of each pair (a, b, row); return the terms whose representative changed."""
        changed: list[int] = []
        for a, b, row in pairs:
            first, second = sorted((int(self.representative[a]), int(self.representative[b])))
            if first == second:
                continue
            # The smaller number becomes the representative, so that vocabulary terms keep their numbers.
            joined = self.classes.pop(second, [second])
            self.classes.setdefault(first, [first]).extend(joined)
            self.representative[joined] = first
            self._edges.setdefault(a, []).append((row, b))
            self._edges.setdefault(b, []).append((row, a))
            self.merge_rows.add(row)
            changed += joined
        return changed

    def names_of(self, term: int) -> list[int]:
        """Return all terms of the equivalence class of a term."""
        return self.classes.get(int(self.representative[term]), [term])

    def class_witnesses(self) -> Iterator[tuple[int, int]]:
        """Yield the representative of each class, and a row that merged two of its terms."""
        for representative, names in self.classes.items():
            yield representative, next(row for name in names for row, _ in self._edges.get(name, []))

    def path(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """Return the steps (from, to, row) of the only path of merging statements between two terms."""
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
