"""Triples as columns of integers, with sorted indexes and the derivation of every row.

Premises have smaller row numbers than their conclusion, so that stored proofs are well-founded. Rows rewritten to a
representative of their owl:sameAs class stay in the columns as premises, but are no longer active.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aliansi.reasoning.columns.candidates import COLUMNS, Candidates
from aliansi.reasoning.columns.sorted_index import NONE, Bools, Ints, SortedIndex, distinct, sort_order
from aliansi.reasoning.columns.type_index import TypeIndex
from aliansi.reasoning.terms.dictionary import TYPE

ASSERTED, REWRITTEN, RETRACTED = -1, -2, -3  # instead of a rule number
TYPES_PER_TRIPLE, MAX_TYPES = 64, 1 << 26  # size of the type index
MANY_DEAD = 16  # an index is rebuilt when more than one in so many rows is inactive


class TripleTable:
    """Asserted and inferred triples, one per row."""

    def __init__(self, terms: int, triples: int) -> None:
        """Make an empty table for term numbers below ``terms``, with initial room for ``triples`` rows and more."""
        self.bits = max(int(terms).bit_length(), 1)
        self.size = 0
        capacity = 4 * triples + 1024  # the system allocates only memory that is written
        self._columns = {name: np.empty(capacity, np.int32) for name in COLUMNS}
        self.active = np.empty(capacity, np.bool_)
        self.rank = np.full(terms, NONE, np.int64)  # small numbers of predicates: three terms must fit into 63 bits
        self.predicates = np.empty(0, np.int64)  # predicates by rank
        self.by_subject, self.by_object = SortedIndex(), SortedIndex()  # keys (p, s, o) and (p, o, s)
        self._rewritten = SortedIndex()  # rewritten rows by (p, s, o)
        self.links: dict[tuple[int, int], tuple[Ints, Ints]] = {}  # see aliansi.reasoning.engine.transitive
        self._dead = 0
        self.types = TypeIndex(terms, min(triples * TYPES_PER_TRIPLE, MAX_TYPES))
        # Only rows that rules join by object are indexed by object, until a look-up needs the others.
        self._joined = np.zeros(terms, np.bool_)
        self._listed = np.zeros(terms, np.bool_)
        self._not_by_object: list[Ints] = []

    def join_by_object(self, predicates: Ints) -> None:
        """Index the rows of these predicates by object."""
        if not self._joined[predicates].all():
            self._joined[predicates] = True
            self._index_rest(self._joined)

    def index_instances(self, classes: Ints) -> None:
        """Index the instances of these classes by class; the table must not have any yet."""
        self._listed[classes] = True

    def _index_rest(self, predicates: Bools) -> None:
        """Index by object those of the remaining rows that have these predicates."""
        if self._not_by_object:
            rest = np.concatenate(self._not_by_object)
            rest = rest[self.active[rest]]
            wanted = predicates[self.column("p")[rest]]
            self._not_by_object = [rest[~wanted]]
            self._index_by_object(rest[wanted])

    def _index_by_object(self, rows: Ints) -> None:
        s, p, o = (self.column(name)[rows] for name in "spo")
        keys = self.key(p, o, s)
        order = sort_order(keys)
        self.by_object.add(keys[order], rows[order])

    def _index_of(self, p: Ints | int, a: Ints | int, by_object: bool) -> SortedIndex:
        if not by_object:
            return self.by_subject
        if not np.all(self._joined[p] | (self._listed[a] & (np.asarray(p) == TYPE))):
            self._joined[:] = True
            self._index_rest(self._joined)
        return self.by_object

    def track_types(self, classes: Ints) -> None:
        """Keep the instances of these classes, which many rules conclude, in the type index."""
        if len(self.types.track(classes)):
            self._mark_types(self.with_predicate(TYPE), known=True)

    def column(self, name: str) -> Ints:
        """Return a column: s, p, o, rule, axiom, first or second."""
        return self._columns[name][: self.size]

    def key(self, p: Ints | int, a: Ints | int, b: Ints | int) -> Any:
        """Pack a predicate and two terms into one number; negative if no row has the predicate."""
        return (((self.rank[p] << self.bits) + a) << self.bits) + b

    def partners(self, p: Ints, a: Ints, by_object: bool = False) -> Iterator[tuple[Ints, Ints, Ints]]:
        """Yield parts of an index with ranges of positions, for pairs of a predicate and a subject (or an object).

        A position may hold an inactive row: see ``alive``.
        """
        yield from self._index_of(p, a, by_object).ranges(self.key(p, a, 0), 1 << self.bits)

    def rows_of(self, p: int, a: int, by_object: bool = False) -> Ints:
        """Return the active rows with a predicate and a subject (or an object)."""
        low = int(self.key(p, a, 0))
        return self.alive(self._index_of(p, a, by_object).between(low, low + (1 << self.bits)))

    def alive(self, rows: Ints) -> Ints:
        """Return the rows that are active."""
        return rows[self.active[rows]] if self._dead else rows

    @property
    def has_dead(self) -> bool:
        """Whether the indexes contain inactive rows."""
        return self._dead > 0

    def find(self, s: Ints, p: Ints | int, o: Ints | int) -> Ints:
        """Return the active row of each triple, -1 if there is none."""
        return self.by_subject.find(self.key(p, s, o), self.active if self._dead else None)

    def find_exact(self, s: Ints, p: Ints, o: Ints) -> Ints:
        """Return the row of each triple under these very names, active or rewritten; -1 if there is none."""
        return self._find_exact(self.key(p, s, o))

    def _find_exact(self, keys: Ints) -> Ints:
        rewritten = self._rewritten.find(keys)
        return np.where(rewritten >= 0, rewritten, self.by_subject.find(keys, self.active if self._dead else None))

    def find_one(self, s: int, p: int, o: int) -> int:
        """Return the active row of a triple, -1 if there is none."""
        return self.by_subject.one(int(self.key(p, s, o)), self.active)

    def triple(self, row: int) -> tuple[int, int, int]:
        """Return subject, predicate and object of a row."""
        return int(self._columns["s"][row]), int(self._columns["p"][row]), int(self._columns["o"][row])

    def rule_of(self, row: int) -> int:
        """Return the rule that concluded a row."""
        return int(self._columns["rule"][row])

    def exact_row(self, triple: tuple[int, int, int]) -> int:
        """Return the row of a triple under these very names, active or rewritten; -1 if there is none."""
        s, p, o = triple
        key = int(self.key(p, s, o))
        row = self._rewritten.one(key, None)
        return row if row >= 0 else self.by_subject.one(key, self.active)

    def exact_objects(self, p: int, s: int) -> list[int]:
        """Return the objects of a subject under these very names, in active or rewritten rows."""
        if self.rank[p] < 0:
            return []
        low = int(self.key(p, s, 0))
        high = low + (1 << self.bits)
        rows = np.concatenate([self.rows_of(p, s), self._rewritten.between(low, high)])
        found: list[int] = self._columns["o"][rows].tolist()
        return found

    def with_predicate(self, p: int) -> Ints:
        """Return the active rows with a predicate."""
        rank = int(self.rank[p])
        if rank < 0:
            return np.empty(0, np.int32)
        return self.alive(self.by_subject.between(rank << (2 * self.bits), (rank + 1) << (2 * self.bits)))

    def only_new(self, found: Candidates) -> Candidates:
        """Return the conclusions that no active row has, without duplicates, sorted by predicate, subject, object."""
        return found.take(self._new(found)[0])

    def _new(self, found: Candidates) -> tuple[Ints, Ints]:
        """Return the positions of new conclusions and their keys, sorted by key."""
        places, keys = self._distinct(found)
        new = self.by_subject.find(keys, self.active if self._dead else None) < 0
        return places[new], keys[new]

    def _distinct(self, found: Candidates) -> tuple[Ints, Ints]:
        """Return the positions of distinct conclusions and their keys, sorted by key.

        Looking up sorted keys is many times faster.
        """
        self._rank(found.p)
        keys = self.key(found.p, found.s, found.o)
        order = sort_order(keys)
        keys = keys[order]
        keep = np.empty(len(keys), np.bool_)
        keep[:1] = True
        np.not_equal(keys[1:], keys[:-1], out=keep[1:])
        return order[keep], keys[keep]

    def add(self, found: Candidates) -> tuple[int, int]:
        """Add the conclusions that no active row has, without duplicates; return the range of their rows."""
        places, keys = self._new(found)
        return self._insert(found.take(places), keys)

    def add_asserted(self, asserted: Candidates) -> int:
        """Add asserted triples and return the first new row; inferred triples among them become asserted."""
        places, keys = self._distinct(asserted)
        known = self._find_exact(keys)
        self.column("rule")[known[known >= 0]] = ASSERTED
        new = known < 0
        return self._insert(asserted.take(places[new]), keys[new])[0]

    def _insert(self, new: Candidates, keys: Ints) -> tuple[int, int]:
        """Add rows sorted by key."""
        start, end = self.size, self.size + len(keys)
        self._append(new, end)
        self._mark_types(slice(start, end), known=True)
        rows = np.arange(start, end, dtype=np.int32)
        self.by_subject.add(keys, rows)
        joined = self._joined[new.p] | (self._listed[new.o] & (new.p == TYPE))
        self._index_by_object(rows[joined])
        self._not_by_object.append(rows[~joined])
        return start, end

    def retire(self, rows: Ints) -> Ints:
        """Remove rows from the indexes because rewritten copies replace them; return the rows to copy.

        An axiom that still has an old name may conclude a rewritten triple again: such rows are dropped.
        """
        self.deactivate(rows)
        keys = self.key(*(self._columns[name][rows] for name in "pso"))
        again = self._rewritten.find(keys) >= 0
        self.column("rule")[rows[again]] = RETRACTED
        keys, rows = keys[~again], rows[~again]
        order = np.argsort(keys, kind="stable")
        self._rewritten.add(keys[order], rows[order])
        return rows

    def deactivate(self, rows: Ints) -> None:
        """Remove rows from the indexes."""
        self._mark_types(rows, known=False)
        self.active[rows] = False
        self._dead += len(rows)
        if self._dead * MANY_DEAD > self.size:
            self.by_subject.keep(self.active)
            self.by_object.keep(self.active)
            self._dead = 0

    def _mark_types(self, rows: Ints | slice, known: bool) -> None:
        s, p, o = (self.column(name)[rows] for name in "spo")
        typing = np.flatnonzero(p == TYPE)
        self.types.mark(s[typing], o[typing], known)

    def drop_rewritten(self, rows: Ints) -> None:
        """Remove rows from the index of rewritten rows: their statements are gone."""
        stays = np.ones(self.size, np.bool_)
        stays[rows] = False
        self._rewritten.keep(stays)

    def _rank(self, predicates: Ints) -> None:
        unknown = predicates[self.rank[predicates] < 0]
        if len(unknown):
            unknown = distinct(unknown)
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
