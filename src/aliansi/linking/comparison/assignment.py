"""Assignment problem: pair rows with columns so that the sum of their weights is largest (Kuhn 1955, Munkres 1957)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf


def best_assignment(weights: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Return the pairs of rows and columns with the largest sum of weights, as many as the shorter side, by row."""
    if not weights or not weights[0]:
        return []
    if len(weights) > len(weights[0]):
        return sorted((row, column) for column, row in best_assignment(list(zip(*weights, strict=True))))
    search = _AugmentingPaths(weights)
    for row in range(1, len(weights) + 1):
        search.assign(row)
    return sorted((row - 1, column - 1) for column, row in enumerate(search.row_of) if column and row)


@dataclass
class _AugmentingPaths:
    """Shortest augmenting paths with potentials; rows and columns are counted from 1, and 0 is none."""

    weights: Sequence[Sequence[float]]
    row_of: list[int] = field(init=False)

    def __post_init__(self) -> None:
        columns = len(self.weights[0]) + 1
        self.row_of = [0] * columns
        self._row_potential = [0.0] * (len(self.weights) + 1)
        self._column_potential = [0.0] * columns

    def assign(self, row: int) -> None:
        """Give a row a column, and other rows other ones where the sum gets larger."""
        self.row_of[0], column = row, 0
        distance, before = [inf] * len(self.row_of), [0] * len(self.row_of)
        visited: set[int] = set()
        while self.row_of[column]:
            visited.add(column)
            column = self._next(column, distance, before, visited)
        while column:
            self.row_of[column] = self.row_of[before[column]]
            column = before[column]

    def _next(self, column: int, distance: list[float], before: list[int], visited: set[int]) -> int:
        """Return the nearest column that is not visited, and move the potentials by its distance."""
        row, free = self.row_of[column], [each for each in range(1, len(self.row_of)) if each not in visited]
        for other in free:
            cost = -self.weights[row - 1][other - 1] - self._row_potential[row] - self._column_potential[other]
            if cost < distance[other]:
                distance[other], before[other] = cost, column
        nearest = min(free, key=distance.__getitem__)
        step = distance[nearest]
        for other in visited:
            self._row_potential[self.row_of[other]] += step
            self._column_potential[other] -= step
        for other in free:
            distance[other] -= step
        return nearest
