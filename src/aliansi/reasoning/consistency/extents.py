"""Extents: the instances of classes and the pairs of properties as sorted columns, and lists with their cells.

Terms are representatives, so that a thing with several names is found once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from aliansi.reasoning.columns.candidates import expand
from aliansi.reasoning.columns.sorted_index import Ints
from aliansi.reasoning.columns.triple_table import REWRITTEN
from aliansi.reasoning.engine.state import ClosureState
from aliansi.reasoning.terms import dictionary as d
from aliansi.reasoning.terms.dictionary import Key
from aliansi.reasoning.terms.text import iri


@dataclass(frozen=True)
class AxiomList:
    """The list of an axiom; ``node``, ``head`` and ``names`` are terms as asserted, ``members`` representatives."""

    axiom: int
    node: int
    head: int
    members: tuple[int, ...]
    names: tuple[int, ...]
    cells: tuple[Key, ...]


class Extents:
    """Instances of classes and pairs of properties, read on demand."""

    def __init__(self, closure: ClosureState) -> None:
        self.closure, self.table, self.same_as = closure, closure.table, closure.same_as
        self.bits = len(closure.same_as.representative).bit_length()
        self._pairs: dict[int, Ints] = {}

    def number(self, text: str) -> int | None:
        """Return the representative of a term, None if the graph does not contain it."""
        known = self.closure.terms.numbers.get(text)
        return None if known is None else int(self.same_as.representative[known])

    @cached_property
    def _typings(self) -> Ints:
        rows = self.table.with_predicate(d.TYPE)
        return np.sort(self.packed(self.table.column("o")[rows], self.table.column("s")[rows]))

    def members(self, class_: int | None) -> Ints:
        """Return the sorted instances of a class."""
        if class_ is None:
            return _NOTHING
        low, high = np.searchsorted(self._typings, (class_ << self.bits, (class_ + 1) << self.bits))
        return self.second(self._typings[low:high])

    def pairs(self, property_: int | None) -> Ints:
        """Return the subjects and objects of a property as sorted packed pairs.

        Those of owl:sameAs are the representatives of terms with several names, each twice.
        """
        if property_ is None:
            return _NOTHING
        if property_ not in self._pairs:
            rows = self.table.with_predicate(property_)
            s, o = self.table.column("s")[rows], self.table.column("o")[rows]
            if property_ == d.SAME:
                s = o = np.array(list(self.same_as.classes), np.int64)
            self._pairs[property_] = np.sort(self.packed(s, o))
        return self._pairs[property_]

    def packed(self, first: Ints, second: Ints) -> Ints:
        """Pack two terms into one number."""
        return (first.astype(np.int64) << self.bits) | second

    def first(self, pairs: Ints) -> Ints:
        """Return the first terms of packed pairs."""
        return pairs >> self.bits

    def second(self, pairs: Ints) -> Ints:
        """Return the second terms of packed pairs."""
        return pairs & ((1 << self.bits) - 1)

    def objects(self, subjects: Ints, property_: int | None) -> tuple[Ints, Ints]:
        """Return the objects of a property for each subject, with the position of the subject."""
        pairs = self.pairs(property_)
        low, high = (np.searchsorted(pairs, (subjects + more) << self.bits) for more in (0, 1))
        which, places = expand(low, high)
        return which, self.second(pairs[places])

    def axioms(self, predicate: str) -> Iterator[tuple[int, int]]:
        """Yield subject and object of each triple with a predicate."""
        pairs = self.pairs(self.number(predicate))
        yield from zip(self.first(pairs).tolist(), self.second(pairs).tolist(), strict=True)

    def instances(self, class_: str) -> list[int]:
        """Return the instances of a class."""
        found: list[int] = self.members(self.number(class_)).tolist()
        return found

    def lists(self, type_: str, predicate: str = iri("owl:members")) -> Iterator[AxiomList]:
        """Yield each list that a predicate connects to an instance of a class."""
        nodes, number = set(self.instances(type_)), self.number(predicate)
        if not nodes or number is None:
            return
        for node, head, row in list(self.closure.schema.rows(number)):
            for members, cells in self.closure.schema.lists(head) if node in nodes else ():
                yield self._written(node, row, members, cells)

    def _written(self, node: int, row: int, members: tuple[int, ...], rows: tuple[int, ...]) -> AxiomList:
        """Return a list with the names in its triples, each node under one name in all of its cells."""
        _, _, written = (column.tolist() for column in self.original_names(np.array(rows, np.int64)))
        axiom = [column.tolist()[0] for column in self.original_names(np.array([row]))]
        names, rests = written[::2], [d.NIL if rest == d.NIL else rest for rest in written[1::2]]
        if rests:
            rests[-1] = d.NIL  # the rules require this name
        nodes = [axiom[2], *rests[:-1]]
        cells = (
            cell
            for name, member, rest in zip(nodes, names, rests, strict=False)
            for cell in ((name, d.FIRST, member), (name, d.REST, rest))
        )
        return AxiomList(node, axiom[0], axiom[2], members, tuple(names), tuple(cells))

    def original_names(self, rows: Ints) -> tuple[Ints, Ints, Ints]:
        """Return the triples of rows under the names they had before owl:sameAs rewriting."""
        rule, first = self.table.column("rule"), self.table.column("first")
        before = rows
        while (rewritten := rule[before] == REWRITTEN).any():
            before = np.where(rewritten, first[before], before)
        s, p, o = (self._name(self.table.column(name)[before], self.table.column(name)[rows]) for name in "spo")
        return s, p, o

    def _name(self, name: Ints, thing: Ints) -> Ints:
        return np.where(self.same_as.representative[name] == thing, name, thing)


_NOTHING: Ints = np.empty(0, np.int64)
