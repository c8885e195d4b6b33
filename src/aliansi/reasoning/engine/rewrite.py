"""owl:sameAs rewriting: replace the names in each row by the representative of their equivalence class."""

from __future__ import annotations

import numpy as np

from aliansi.reasoning.columns.candidates import candidates, expand
from aliansi.reasoning.columns.sorted_index import NONE, Ints, distinct
from aliansi.reasoning.columns.triple_table import REWRITTEN
from aliansi.reasoning.engine.state import ClosureState
from aliansi.reasoning.terms import dictionary as d

FEW = 16  # look-ups for each row of the table above which a scan of the table is faster


def rewrite(closure: ClosureState, start: int) -> None:
    """Merge names by the sameAs rows from ``start`` on and rewrite rows with other names than representatives."""
    table, same_as = closure.table, closure.same_as
    while True:
        columns = [table.column(name) for name in "spo"]
        fresh = np.flatnonzero(columns[1][start:] == d.SAME) + start
        pairs = zip(columns[0][fresh].tolist(), columns[2][fresh].tolist(), fresh.tolist(), strict=True)
        merged = same_as.merge(pairs)
        if not same_as.classes:
            return
        rows = np.concatenate([_old_rows_with(closure, merged, start), _outdated_rows(closure, start)])
        if not len(rows):
            return
        rows = table.retire(rows)
        s, p, o = (same_as.representative[column[rows]] for column in columns)
        keep = (p != d.SAME) | (s != o) | closure.keeps_reflexive_same
        start = table.size
        closure.add_rows([candidates(s[keep], p[keep], o[keep], REWRITTEN, NONE, rows[keep])])


def keep_reflexive_same(closure: ClosureState) -> None:
    """Add x sameAs x for the representative of each equivalence class, and keep such rows from now on."""
    closure.keeps_reflexive_same = True
    ties = np.array(list(closure.same_as.class_witnesses()), np.int64).reshape(-1, 2)
    closure.add_rows([candidates(ties[:, 0], d.SAME, ties[:, 0], REWRITTEN, NONE, ties[:, 1])])


def _outdated_rows(closure: ClosureState, start: int, end: int | None = None) -> Ints:
    """Return the active rows of a range that contain a name which is not the representative."""
    table, representative = closure.table, closure.same_as.representative
    active = table.active[: table.size][start:end]
    outdated = np.zeros(len(active), np.bool_)
    for name in "spo":
        column = table.column(name)[start:end]
        outdated |= representative[column] != column
    return np.flatnonzero(active & outdated) + start


def _old_rows_with(closure: ClosureState, names: list[int], end: int) -> Ints:
    """Return the active rows before ``end`` that contain one of some names."""
    if not names:
        return np.empty(0, np.int64)
    table = closure.table
    if len(names) * len(table.predicates) * FEW > table.size:
        return _outdated_rows(closure, 0, end)
    p, a = np.repeat(table.predicates, len(names)), np.tile(names, len(table.predicates))
    found = [_rows_with_object(closure, names, end), *map(table.with_predicate, names)]
    for index, low, high in table.partners(p, a):
        found.append(table.alive(index[expand(low, high)[1]]))
    rows = distinct(np.concatenate(found))
    return rows[rows < end]


def _rows_with_object(closure: ClosureState, names: list[int], end: int) -> Ints:
    """Return the active rows before ``end`` with one of some objects, by a scan: cheaper than indexing all objects."""
    wanted = np.zeros(len(closure.same_as.representative), np.bool_)
    wanted[names] = True
    rows: Ints = wanted[closure.table.column("o")[:end]].nonzero()[0]
    return closure.table.alive(rows)
