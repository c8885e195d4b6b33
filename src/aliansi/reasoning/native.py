"""Aliansi's own OWL 2 RL engine: all rules of Tables 4 to 9, over columns, with a derivation for every row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

import numpy as np
from rdflib.term import Node

from aliansi.reasoning import dictionary as d
from aliansi.reasoning import literals
from aliansi.reasoning.axioms import Parameters
from aliansi.reasoning.datatypes import SUPPORTED
from aliansi.reasoning.dictionary import SCHEMA_PREDICATES, SCHEMA_TYPES, Dictionary
from aliansi.reasoning.equality import Names
from aliansi.reasoning.lattice import different_literals, of_several_names, schema_conclusions
from aliansi.reasoning.rules import NUMBER
from aliansi.reasoning.schema import Schema
from aliansi.reasoning.shapes import Delta
from aliansi.reasoning.table import NONE, Candidates, Ints, Table, candidates

ASSERTED = -1
REWRITTEN = -2
MANY = 1 << 19
Triple = tuple[Node, Node, Node]


class Closure:
    """A graph and what follows from it."""

    def __init__(self, terms: Dictionary, s: Ints, p: Ints, o: Ints) -> None:
        """Reason over triples given as columns of term numbers."""
        self.terms = terms
        capacity = len(terms) + max(1024, len(terms))  # room for the steps of longer bodies
        self.table = Table(capacity)
        self.names = Names(capacity)
        self.schema = Schema(self.table, terms, self.names, self._mentioned(s, o))
        self.values = literals.values_of(terms)
        self.parameters: dict[str, Parameters] = {}
        self._schema_read = 0
        is_schema = np.isin(p, SCHEMA_PREDICATES) | ((p == d.TYPE) & np.isin(o, SCHEMA_TYPES))
        for part in (is_schema, ~is_schema):
            self._assert(s[part], p[part], o[part])
        self._literals()

    def _mentioned(self, s: Ints, o: Ints) -> frozenset[int]:
        built_in = {d.THING, d.NOTHING, *(self.terms.known(datatype) for datatype in SUPPORTED)} - {None}
        return frozenset(term for term in built_in if term is not None and ((s == term).any() or (o == term).any()))

    def _assert(self, s: Ints, p: Ints, o: Ints) -> None:
        """Add asserted triples and all that follows; what was inferred before is asserted from now on."""
        known = self.table.find(s, p, o)
        self.table.column("rule")[known[known >= 0]] = ASSERTED
        start, _ = self.table.add(candidates(s, p, o, ASSERTED, NONE, NONE))
        self._saturate(start)

    def _literals(self) -> None:
        new = list(literals.conclusions(self.terms, self.schema, self.values))
        if new:
            start, _ = self.table.add(Candidates.join(new))
            self._saturate(start)

    def _saturate(self, start: int) -> None:
        """Apply all rules until nothing new follows from the rows from ``start`` on."""
        while True:
            if not self.parameters or self._has_schema(self._schema_read):
                start = 0 if self.parameters else start
                self._schema_read = self.table.size
                self.parameters = self.schema.read()
                self._add(schema_conclusions(self.schema, self.names))
            self._run(start)
            start = self.table.size
            self._add([*self._keys(), *self._of_several_names()])
            if start == self.table.size and not self._has_schema(self._schema_read):
                return

    def _of_several_names(self) -> Iterator[Candidates]:
        if self.names.classes:
            yield from of_several_names(self.schema, self.names)
            yield from different_literals(self.schema, self.names, self.values)

    def _run(self, start: int) -> None:
        """Evaluate the shapes over new rows until there are none (semi-naive)."""
        while start < self.table.size:
            end = self.table.size
            self._rewrite(start)
            rows = np.flatnonzero(self.table.active[start : self.table.size]) + start
            delta = Delta(self.table, rows, start, self.parameters)
            start = max(end, self.table.size)
            self._add(self._without_reflexive(batch) for batch in delta.conclusions())

    def _without_reflexive(self, found: Candidates) -> Candidates:
        """Drop x sameAs x, which tells nobody anything."""
        reflexive = (found.p == d.SAME) & (found.s == found.o)
        return found.take(~reflexive) if reflexive.any() else found

    def _add(self, found: Iterable[Candidates]) -> None:
        batches, waiting = [], 0
        for batch in found:
            # Many conclusions at once are mostly the same few again: keep the new ones alone.
            batches.append(self.table.new_ones(batch) if len(batch.s) > MANY else batch)
            waiting += len(batches[-1].s)
        if waiting:
            self.table.add(Candidates.join(batches))

    def _has_schema(self, start: int) -> bool:
        p, o = self.table.column("p")[start:], self.table.column("o")[start:]
        return bool((np.isin(p, SCHEMA_PREDICATES) | ((p == d.TYPE) & np.isin(o, SCHEMA_TYPES))).any())

    def _rewrite(self, start: int) -> None:
        """Put representatives in the place of other names, wherever new rows have made names one."""
        while True:
            columns = [self.table.column(name) for name in "spo"]
            fresh = np.flatnonzero(columns[1][start:] == d.SAME) + start
            pairs = zip(columns[0][fresh].tolist(), columns[2][fresh].tolist(), fresh.tolist(), strict=True)
            if not self.names.merge(pairs) and not self.names.classes:
                return
            s, p, o = (self.names.representative[column] for column in columns)
            changed = (s != columns[0]) | (p != columns[1]) | (o != columns[2])
            rows = np.flatnonzero(changed & self.table.active[: self.table.size])
            if not len(rows):
                return
            self.table.retire(rows)
            keep = rows[(p[rows] != d.SAME) | (s[rows] != o[rows])]
            start = self.table.size
            self._add([candidates(s[keep], p[keep], o[keep], REWRITTEN, NONE, keep)])

    def _keys(self) -> Iterator[Candidates]:
        """prp-key: members of a class with the same values for each property of a key are one thing."""
        for class_, head, row in list(self.schema.rows(d.HAS_KEY)):
            for properties, parts in self.schema.lists(head):
                if properties:
                    yield from self._key(class_, properties, (row, *parts))

    def _key(self, class_: int, properties: tuple[int, ...], axiom: tuple[int, ...]) -> Iterator[Candidates]:
        holders: dict[tuple[int, ...], tuple[int, tuple[int, ...]]] = {}
        for member, typed in list(self.schema.instances(class_)):
            values = [self._values(member, property_) for property_ in properties]
            for combination in product(*values):
                key, rows = tuple(v for v, _ in combination), (typed, *(r for _, r in combination))
                first, before = holders.setdefault(key, (member, rows))
                if first != member:
                    group = self.schema.group(*axiom, *before, *rows)
                    yield candidates(np.array([first]), d.SAME, np.array([member]), NUMBER["prp-key"], group, NONE)

    def _values(self, subject: int, property_: int) -> list[tuple[int, int]]:
        low, high = self.table.rows(np.array([property_]), np.array([subject]))
        rows = self.table.by_subject_row[int(low[0]) : int(high[0])]
        return list(zip(self.table.column("o")[rows].tolist(), rows.tolist(), strict=True))

    def triples(self) -> Iterator[Triple]:
        """Yield every triple of the closure that RDF can write, once each; steps and reflexive sameAs are left out."""
        terms, size = self.terms.terms, len(self.terms)
        s, p, o = (self.table.column(name)[self.table.active[: self.table.size]] for name in "spo")
        real = (s < size) & (p < size) & (o < size)
        several = self._has_several_names(s) | self._has_several_names(p) | self._has_several_names(o)
        plain = np.flatnonzero(real & ~several)
        for a, b, c in zip(s[plain].tolist(), p[plain].tolist(), o[plain].tolist(), strict=True):
            yield terms[a], terms[b], terms[c]
        for i in np.flatnonzero(real & several).tolist():
            for a, b, c in product(self.names.of(s[i]), self.names.of(p[i]), self.names.of(o[i])):
                yield terms[a], terms[b], terms[c]
        for names in self.names.classes.values():
            for a, c in product(names, names):
                if a != c:
                    yield terms[a], terms[d.SAME], terms[c]

    def _has_several_names(self, column: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        if not self.names.classes:
            return np.zeros(len(column), np.bool_)
        many = np.zeros(len(self.names.representative), np.bool_)
        many[list(self.names.classes)] = True
        return many[column]


def encode(graph: Iterable[Triple]) -> tuple[Dictionary, Ints, Ints, Ints]:
    """Number the terms of a graph and return its columns."""
    terms = Dictionary()
    number = terms.number
    numbers = np.array([(number(s), number(p), number(o)) for s, p, o in graph], np.int64).reshape(-1, 3)
    return terms, numbers[:, 0].copy(), numbers[:, 1].copy(), numbers[:, 2].copy()
