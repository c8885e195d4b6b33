from __future__ import annotations

from itertools import permutations, product

import pytest

from aliansi.linking.comparison.assignment import best_assignment


@pytest.mark.parametrize(
    ("weights", "pairs"),
    [
        ([], []),
        ([[]], []),
        ([[0.5]], [(0, 0)]),
        ([[0.9, 0.8], [0.7, 0.1]], [(0, 1), (1, 0)]),
        ([[0.1, 0.9, 0.2]], [(0, 1)]),
        ([[0.1], [0.9]], [(1, 0)]),
    ],
    ids=["no rows", "no columns", "one", "not the best first", "more columns", "more rows"],
)
def test_the_sum_of_weights_counts(weights: list[list[float]], pairs: list[tuple[int, int]]) -> None:
    assert best_assignment(weights) == pairs


@pytest.mark.parametrize("shape", [(2, 2), (2, 3), (3, 2), (3, 3)], ids=str)
def test_no_other_assignment_has_a_larger_sum(shape: tuple[int, int]) -> None:
    rows, columns = shape
    for number, values in enumerate(product((0.0, 0.3, 1.0), repeat=rows * columns)):
        if number % 7:
            continue
        weights = [list(values[row * columns : (row + 1) * columns]) for row in range(rows)]
        pairs = best_assignment(weights)
        assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == min(shape)
        assert sum(weights[row][column] for row, column in pairs) == pytest.approx(_largest_sum(weights))


def _largest_sum(weights: list[list[float]]) -> float:
    rows, columns = range(len(weights)), range(len(weights[0]))
    if len(rows) > len(columns):
        return _largest_sum([list(column) for column in zip(*weights, strict=True)])
    return max(
        sum(weights[row][column] for row, column in enumerate(each)) for each in permutations(columns, len(rows))
    )
