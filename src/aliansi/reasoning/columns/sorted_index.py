"""Sorted index of rows in a few runs: a large one, and smaller ones for recent rows.

Adding a row costs no more than its run until runs are merged (O'Neil et al., The Log-Structured Merge-Tree, Acta
Informatica 1996).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Ints: TypeAlias = "NDArray[np.integer[Any]]"
Bools: TypeAlias = "NDArray[np.bool_]"
Columns: TypeAlias = tuple[Ints, Ints, Ints]
NONE = -1
MAX_PARTS = 1 << 10  # groups of keys with equal upper bits
MANY, LARGE = 1 << 15, 1 << 18  # number of keys, and size of a run, from which sorting before a look-up pays
GROWTH = 16  # minimum ratio of the sizes of successive runs


def distinct(column: Ints) -> Ints:
    """Return the sorted distinct numbers of a column; ``numpy.unique`` would import a slow module first."""
    in_order = np.sort(column)
    keep = np.empty(len(in_order), np.bool_)
    keep[:1] = True
    np.not_equal(in_order[1:], in_order[:-1], out=keep[1:])
    return in_order[keep]


def sort_order(keys: Ints) -> Ints:
    """Return the stable sort order of non-negative keys.

    Each key is packed with its position into one number and sorted: many times faster than ``argsort``. Keys too large
    for that are grouped by their upper bits first; there are few different ones.
    """
    bits = len(keys).bit_length()
    room = 63 - bits
    if not len(keys) or int(keys.max()) >> room == 0:
        packed = (keys << bits) | np.arange(len(keys))
        packed.sort()
        return packed & ((1 << bits) - 1)
    if int(keys.max()) >> room >= MAX_PARTS:
        return np.argsort(keys, kind="stable")
    upper = (keys >> room).astype(np.uint16)
    order = np.argsort(upper, kind="stable")  # radix sort for 16-bit numbers
    packed = ((keys[order] & ((1 << room) - 1)) << bits) | order
    ends = np.flatnonzero(np.diff(upper[order])) + 1
    for part in np.split(packed, ends):
        part.sort()
    return packed & ((1 << bits) - 1)


def is_member(sought: Ints, sorted_: Ints) -> Bools:
    """Return for each number whether it is in a sorted column."""
    if not len(sorted_):
        return np.zeros(len(sought), np.bool_)
    place = np.minimum(np.searchsorted(sorted_, sought), len(sorted_) - 1)
    found: Bools = sorted_[place] == sought
    return found


def intersection(some: Ints, others: Ints) -> Ints:
    """Return the numbers that are in both of two sorted columns."""
    few, many = sorted((some, others), key=len)
    return few[is_member(few, many)]


class SortedIndex:
    """Rows by key, in sorted runs."""

    def __init__(self) -> None:
        self.runs: list[tuple[Ints, Ints]] = []

    def add(self, keys: Ints, rows: Ints) -> None:
        """Add rows with sorted keys."""
        if len(keys):
            self.runs.append((keys, rows))
        while len(self.runs) > 1 and len(self.runs[-1][0]) * GROWTH > len(self.runs[-2][0]):
            last = self.runs.pop()
            self.runs[-1] = _merged(*self.runs[-1], *last)

    def find(self, keys: Ints, active: Bools | None = None) -> Ints:
        """Return the row of each key, -1 if there is none; with ``active``, only active rows."""
        order = self._order(keys)
        if order is None:
            return self._find(keys, active)
        return _unsort(self._find(keys[order], active), order)

    def _find(self, keys: Ints, active: Bools | None) -> Ints:
        found: Ints | int = NONE
        for own, rows in self.runs:
            place = own.searchsorted(keys)
            np.minimum(place, len(own) - 1, out=place)
            row = rows[place]
            hit = own[place] == keys
            if active is not None:
                hit &= active[row]
            found = np.where(hit, row, found)
        return np.full(len(keys), NONE) if isinstance(found, int) else found

    def one(self, key: int, active: Bools | None) -> int:
        """Return the row of one key, -1 if there is none; with ``active``, only an active row."""
        for keys, rows in self.runs:
            place = int(keys.searchsorted(key))
            if place < len(keys) and keys[place] == key and (active is None or active[rows[place]]):
                return int(rows[place])
        return NONE

    def _order(self, keys: Ints) -> Ints | None:
        """Return a sort order of the keys if it makes the look-up faster, else None."""
        if len(keys) < MANY or not self.runs or len(self.runs[0][0]) < LARGE or bool((keys[1:] >= keys[:-1]).all()):
            return None
        return sort_order(np.maximum(keys, 0))  # negative keys are absent

    def ranges(self, low: Ints, width: int) -> Iterator[tuple[Ints, Ints, Ints]]:
        """Yield, for each run, its rows and the positions of the keys from ``low`` to ``low + width``."""
        order = self._order(low)
        low = low if order is None else low[order]
        for keys, rows in self.runs:
            start, end = keys.searchsorted(low), keys.searchsorted(low + width)
            if (end > start).any():  # most runs are small and contain none of the keys
                yield (rows, start, end) if order is None else (rows, _unsort(start, order), _unsort(end, order))

    def between(self, low: int, high: int) -> Ints:
        """Return the rows with keys from ``low`` up to but not including ``high``, sorted by key within each run."""
        parts = []
        for keys, rows in self.runs:
            start, end = np.searchsorted(keys, (low, high))
            if end > start:
                parts.append(rows[start:end])
        return np.concatenate(parts) if len(parts) > 1 else parts[0] if parts else _NO_ROWS

    def keep(self, active: Bools) -> None:
        """Remove the rows that are not active."""
        kept = [(keys[mask], rows[mask]) for keys, rows in self.runs for mask in (active[rows],)]
        self.runs = [run for run in kept if len(run[0])]


_NO_ROWS = np.empty(0, np.int32)


def _unsort(found: Ints, order: Ints) -> Ints:
    placed = np.empty_like(found)
    placed[order] = found
    return placed


def _merged(keys: Ints, rows: Ints, new_keys: Ints, new_rows: Ints) -> tuple[Ints, Ints]:
    if len(new_keys) > len(keys):  # look up the shorter run in the longer one
        keys, rows, new_keys, new_rows = new_keys, new_rows, keys, rows
    place = keys.searchsorted(new_keys) + np.arange(len(new_keys))
    old = np.ones(len(keys) + len(new_keys), np.bool_)
    old[place] = False
    merged_keys, merged_rows = np.empty(len(old), keys.dtype), np.empty(len(old), rows.dtype)
    merged_keys[place], merged_rows[place] = new_keys, new_rows
    merged_keys[old], merged_rows[old] = keys, rows
    return merged_keys, merged_rows
