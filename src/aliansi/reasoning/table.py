"""Triples as columns of integers, with two sorted indexes and the derivation of every row.

A row's premises have smaller row numbers than the row itself, so that stored proofs are well-founded. Rows that an
owl:sameAs has rewritten to a representative stay in the columns, as premises, but leave the indexes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.integer[Any]]
Bools: TypeAlias = NDArray[np.bool_]
NONE = -1


@dataclass(frozen=True)
class Candidates:
    """Conclusions that rules have drawn, before it is known which are new."""

    s: Ints
    p: Ints
    o: Ints
    rule: Ints
    axiom: Ints
    first: Ints
    second: Ints

    @classmethod
    def join(cls, parts: list[Candidates]) -> Candidates:
        """Put several batches behind one another."""
        names = ("s", "p", "o", "rule", "axiom", "first", "second")
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))

    def take(self, index: Ints | Bools) -> Candidates:
        """Return some of the conclusions."""
        return Candidates(
            self.s[index], self.p[index], self.o[index], self.rule[index],
            self.axiom[index], self.first[index], self.second[index],
        )  # fmt: skip


def candidates(
    s: Ints, p: Ints | int, o: Ints, rule: Ints | int, axiom: Ints | int, first: Ints | int, second: Ints | int = NONE
) -> Candidates:
    """Make a batch from columns; a number stands for a whole column of it."""
    size = len(s)
    columns = (np.full(size, c, np.int32) if isinstance(c, int) else c for c in (s, p, o, rule, axiom, first, second))
    return Candidates(*columns)


def expand(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Return, for ranges low[i]..high[i], the number i of each range and every position in it."""
    counts = high - low
    which = np.repeat(np.arange(len(low)), counts)
    offsets = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    return which, np.repeat(low, counts) + offsets


class Table:
    """The triples of a graph and what follows from them."""

    def __init__(self, terms: int) -> None:
        """Make an empty table for term numbers below ``terms``."""
        self.bits = max(int(terms).bit_length(), 1)
        self.size = 0
        self._columns = {name: np.empty(1024, np.int32) for name in ("s", "p", "o", "rule", "axiom", "first", "second")}
        self.active = np.empty(1024, np.bool_)
        self.rank = np.full(terms, NONE, np.int64)  # a small number for each predicate, to pack three terms in 63 bits
        self.predicates = np.empty(0, np.int64)  # the predicate of each of those numbers
        self._retired: dict[tuple[int, int, int], int] = {}  # rows that are in no index any more
        self.by_subject: Ints = np.empty(0, np.int64)  # keys (p, s, o), sorted, and their rows
        self.by_subject_row: Ints = np.empty(0, np.int32)
        self.by_object: Ints = np.empty(0, np.int64)  # keys (p, o, s), sorted, and their rows
        self.by_object_row: Ints = np.empty(0, np.int32)

    def column(self, name: str) -> Ints:
        """Return a column: s, p, o, rule, axiom, first or second."""
        return self._columns[name][: self.size]

    def key(self, p: Ints, a: Ints, b: Ints) -> Ints:
        """Pack a predicate and two terms into one number; a predicate that no row has gives a negative one."""
        key: Ints = self.rank[p] << self.bits
        key += a
        key <<= self.bits
        key += b
        return key

    def rows(self, p: Ints, a: Ints, by_object: bool = False) -> tuple[Ints, Ints]:
        """Return the ranges of positions in an index for pairs of a predicate and a subject (or an object)."""
        keys = self.by_object if by_object else self.by_subject
        low_key = self.key(p, a, np.zeros(1, np.int64))
        return np.searchsorted(keys, low_key), np.searchsorted(keys, low_key + (1 << self.bits))

    def find(self, s: Ints, p: Ints, o: Ints) -> Ints:
        """Return the row of each triple among the active ones, -1 where there is none."""
        return self._find(self.key(p, s, o))

    def triple(self, row: int) -> tuple[int, int, int]:
        """Return subject, predicate and object of a row."""
        return int(self._columns["s"][row]), int(self._columns["p"][row]), int(self._columns["o"][row])

    def row_as_it_stands(self, triple: tuple[int, int, int]) -> int:
        """Return the row of a triple, whether it is active or has been rewritten; -1 if it has none."""
        row = self._retired.get(triple)
        if row is None:
            s, p, o = (np.array([term]) for term in triple)
            row = int(self.find(s, p, o)[0])
        return row

    def _find(self, keys: Ints) -> Ints:
        if not len(self.by_subject):
            return np.full(len(keys), NONE)
        place = np.minimum(np.searchsorted(self.by_subject, keys), len(self.by_subject) - 1)
        return np.where(self.by_subject[place] == keys, self.by_subject_row[place], NONE)

    def with_predicate(self, p: int) -> Ints:
        """Return the active rows of a predicate, ordered by subject and object."""
        rank = int(self.rank[p])
        if rank < 0:
            return np.empty(0, np.int32)
        low, high = np.searchsorted(self.by_subject, [rank << (2 * self.bits), (rank + 1) << (2 * self.bits)])
        return self.by_subject_row[low:high]

    def new_ones(self, found: Candidates) -> Candidates:
        """Return the conclusions that no active row has yet, each once, in the order of predicate, subject, object."""
        self._rank(found.p)
        keys = self.key(found.p, found.s, found.o)
        order = np.argsort(keys)
        keys = keys[order]
        keep = np.empty(len(keys), np.bool_)
        keep[:1] = True
        np.not_equal(keys[1:], keys[:-1], out=keep[1:])
        if len(self.by_subject):
            # Sorted keys are looked up many times faster than keys in any order.
            place = np.minimum(np.searchsorted(self.by_subject, keys), len(self.by_subject) - 1)
            keep &= self.by_subject[place] != keys
        return found.take(order[keep])

    def add(self, found: Candidates) -> tuple[int, int]:
        """Add the conclusions that no active row has yet, each once, and return the range of their rows."""
        new = self.new_ones(found)
        start, end = self.size, self.size + len(new.s)
        self._append(new, end)
        rows = np.arange(start, end, dtype=np.int32)
        keys = self.key(new.p, new.s, new.o)
        self.by_subject, self.by_subject_row = _merged(self.by_subject, self.by_subject_row, keys, rows)
        keys = self.key(new.p, new.o, new.s)
        order = np.argsort(keys)
        self.by_object, self.by_object_row = _merged(self.by_object, self.by_object_row, keys[order], rows[order])
        return start, end

    def retire(self, rows: Ints) -> None:
        """Take rows out of the indexes: a rewritten copy stands for each."""
        self.active[rows] = False
        self._retired.update((self.triple(row), row) for row in reversed(rows.tolist()))
        keep = self.active[self.by_subject_row]
        self.by_subject, self.by_subject_row = self.by_subject[keep], self.by_subject_row[keep]
        keep = self.active[self.by_object_row]
        self.by_object, self.by_object_row = self.by_object[keep], self.by_object_row[keep]

    def _rank(self, predicates: Ints) -> None:
        unknown = np.unique(predicates[self.rank[predicates] < 0])
        if len(unknown):
            self.rank[unknown] = np.arange(len(self.predicates), len(self.predicates) + len(unknown))
            self.predicates = np.concatenate([self.predicates, unknown])
            if len(self.predicates).bit_length() + 2 * self.bits > 63:
                raise OverflowError(f"{len(self.rank)} terms and {len(self.predicates)} predicates do not fit 63 bits")

    def _append(self, new: Candidates, end: int) -> None:
        if end > len(self.active):
            capacity = max(end, len(self.active) * 3 // 2)
            self._columns = {name: _grown(column, self.size, capacity) for name, column in self._columns.items()}
            self.active = _grown(self.active, self.size, capacity)
        for name, column in self._columns.items():
            column[self.size : end] = getattr(new, name)
        self.active[self.size : end] = True
        self.size = end


def _grown(column: NDArray[Any], size: int, capacity: int) -> NDArray[Any]:
    larger = np.empty(capacity, column.dtype)
    larger[:size] = column[:size]
    return larger


def _merged(keys: Ints, rows: Ints, new_keys: Ints, new_rows: Ints) -> tuple[Ints, Ints]:
    """Merge two sorted indexes."""
    if not len(new_keys):
        return keys, rows
    place = np.searchsorted(keys, new_keys) + np.arange(len(new_keys))
    old = np.ones(len(keys) + len(new_keys), np.bool_)
    old[place] = False
    merged_keys, merged_rows = np.empty(len(old), keys.dtype), np.empty(len(old), rows.dtype)
    merged_keys[place], merged_rows[place] = new_keys, new_rows
    merged_keys[old], merged_rows[old] = keys, rows
    return merged_keys, merged_rows
