"""Dependents of a row: the rows that have it as a premise."""

from __future__ import annotations

import numpy as np

from aliansi.reasoning.columns.candidates import expand
from aliansi.reasoning.columns.sorted_index import Bools, Ints
from aliansi.reasoning.columns.triple_table import ASSERTED, RETRACTED, TripleTable

MANY_NEW = 32  # the index is rebuilt when more than one in so many rows is not in it


class Dependents:
    """Index of rows by premise, built on first use; rows added since are scanned."""

    def __init__(self, table: TripleTable) -> None:
        self._table = table
        self._size = 0
        self._premises = self._rows = np.empty(0, np.int32)

    def of(self, rows: Ints) -> Ints:
        """Return the rows and everything derived from them, directly or not, that is not asserted."""
        rule = self._table.column("rule")
        if (self._table.size - self._size) * MANY_NEW > self._table.size:
            self._build()
        found = np.zeros(self._table.size + 1, np.bool_)  # the last place stands for "no premise"
        found[rows] = True
        while len(rows):
            later = self._directly(rows, found)
            rows = later[(rule[later] != ASSERTED) & (rule[later] != RETRACTED) & ~found[later]]
            found[rows] = True
        return np.flatnonzero(found)

    def _directly(self, rows: Ints, found: Bools) -> Ints:
        rows = rows.astype(np.int32)  # another type would convert the whole index at each look-up
        low, high = self._premises.searchsorted(rows), self._premises.searchsorted(rows, "right")
        first, second = (self._table.column(name)[self._size :] for name in ("first", "second"))
        newer = (found[first] | found[second]).nonzero()[0] + self._size
        return np.concatenate([self._rows[expand(low, high)[1]], newer])

    def _build(self) -> None:
        columns = [self._table.column(name) for name in ("first", "second")]
        having = [(column >= 0).nonzero()[0].astype(np.int32) for column in columns]
        premises = np.concatenate([column[rows] for column, rows in zip(columns, having, strict=True)])
        order = np.argsort(premises)
        self._premises, self._rows = premises[order], np.concatenate(having)[order]
        self._size = self._table.size
