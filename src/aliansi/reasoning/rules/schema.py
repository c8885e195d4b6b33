"""Schema: reads the axioms of a graph into parameter tables, one for each rule shape.

Each axiom is a row of its shape's table, so that a shape is evaluated once for all its axioms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from aliansi.reasoning.columns.candidates import Candidates, candidates
from aliansi.reasoning.columns.same_as import SameAs
from aliansi.reasoning.columns.sorted_index import NONE, Ints
from aliansi.reasoning.columns.triple_table import TripleTable
from aliansi.reasoning.rules.catalogue import NUMBER
from aliansi.reasoning.rules.parameters import Axioms, Parameters, tables
from aliansi.reasoning.rules.patterns import Atom, Binding, Term
from aliansi.reasoning.rules.specialise import SpecialisedRule, specialised_rules
from aliansi.reasoning.terms import dictionary as d
from aliansi.reasoning.terms.datatypes import ONE, value_of_text
from aliansi.reasoning.terms.dictionary import Dictionary

Rows = tuple[int, ...]


class Schema:
    """Axioms in the rows of a table; read again whenever rules have concluded further ones."""

    def __init__(self, table: TripleTable, terms: Dictionary, same_as: SameAs, mentioned: frozenset[int]) -> None:
        """Read nothing yet; ``mentioned`` are the built-in terms that occur in asserted triples."""
        self.table, self.terms, self.same_as, self.mentioned = table, terms, same_as, mentioned
        self.groups: list[tuple[int, ...]] = []  # rows of axioms with more than one triple
        self._group_numbers: dict[tuple[int, ...], int] = {}
        self._by_subject: dict[int, dict[int, list[tuple[int, int]]]] = {}  # cache of one reading
        self._names_read: dict[int, int] = {}

    def premises(self, axiom: int) -> tuple[int, ...]:
        """Return the rows of an axiom as a derivation stores it: a row, a group of rows, or none."""
        if axiom >= 0:
            return (axiom,)
        return () if axiom == NONE else self.groups[-axiom - 2]

    def group(self, *rows: int) -> int:
        """Return the axiom number that stands for several rows together."""
        if len(rows) == 1:
            return rows[0]
        if rows not in self._group_numbers:
            self._group_numbers[rows] = -len(self.groups) - 2
            self.groups.append(rows)
        return self._group_numbers[rows]

    def read(self) -> dict[str, Parameters]:
        """Return the parameters of every shape."""
        axioms = Axioms()
        self._by_subject.clear()
        for rule in specialised_rules():
            if rule.one_triple is not None and rule.add_columns:
                self._add_columns(axioms, rule, *rule.one_triple)
                continue
            for values, axiom in self._instances(rule):
                rule.add(axioms, self.terms, values, (rule.number, axiom))
        self._names_read = {term: len(self.same_as.names_of(term)) for term in self._read_under_any_name()}
        return tables(axioms)

    def _add_columns(self, axioms: Axioms, rule: SpecialisedRule, predicate: int, places: Rows) -> None:
        rows = self.table.with_predicate(predicate)
        if len(rows) and rule.add_columns:
            ends = [self.table.column("so"[place])[rows] for place in places]
            rule.add_columns(axioms, ends, rule.number, rows)

    def _read_under_any_name(self) -> Iterator[int]:
        """Yield the terms whose other names matter, although axioms are stored with representatives."""
        yield from d.OF_EVERYTHING
        yield from (restriction for restriction, _, _ in self.rows(d.ON_PROPERTY))
        yield from (number for predicate in (d.MAX, d.MAX_QUALIFIED) for _, number, _ in self.rows(predicate))

    def has_new_names(self) -> bool:
        """Return whether such a term has another name since the axioms were read."""
        return any(len(self.same_as.names_of(term)) > before for term, before in self._names_read.items())

    def rows(self, predicate: int) -> Iterator[tuple[int, int, int]]:
        """Yield subject, object and row of each active triple with a predicate."""
        return self._of(self.table.with_predicate(predicate))

    def _of(self, rows: Ints) -> Iterator[tuple[int, int, int]]:
        s, o = self.table.column("s")[rows], self.table.column("o")[rows]
        return zip(s.tolist(), o.tolist(), rows.tolist(), strict=True)

    def rows_about(self, predicate: int, subjects: set[int]) -> Iterator[tuple[int, int, int]]:
        """Yield subject, object and row of each active triple with a predicate and one of some subjects."""
        rows = self.table.with_predicate(predicate)
        wanted = np.zeros(len(self.same_as.representative), np.bool_)
        wanted[list(subjects)] = True
        return self._of(rows[wanted[self.table.column("s")[rows]]])

    def instances(self, class_: int) -> Iterator[tuple[int, int]]:
        """Yield each instance of a class with its row."""
        rows = self.table.rows_of(d.TYPE, class_, by_object=True)
        yield from zip(self.table.column("s")[rows].tolist(), rows.tolist(), strict=True)

    def lists(self, head: int) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
        """Yield the members of each well-formed list at a node, with the rows of its cells.

        A node with two firsts or two rests starts several lists, as LIST[…] in the rules allows.
        """
        pending: list[tuple[int, tuple[int, ...], tuple[int, ...], frozenset[int]]] = [(head, (), (), frozenset())]
        while pending:
            node, members, rows, seen = pending.pop()
            if node == d.NIL:
                yield members, rows
            elif node not in seen:
                for member, first in self._pointers(d.FIRST).get(node, []):
                    for following, rest in self._pointers(d.REST).get(node, []):
                        pending.append((following, (*members, member), (*rows, first, rest), seen | {node}))

    def listed(self, predicate: int) -> Iterator[tuple[int, tuple[int, ...], int]]:
        """Yield the subject, the members and the axiom of each list that is an object of a predicate."""
        for s, head, row in self.rows(predicate):
            for members, parts in self.lists(head):
                yield s, members, self.group(row, *parts)

    def _pointers(self, predicate: int) -> dict[int, list[tuple[int, int]]]:
        """Return the objects and rows of a predicate by subject."""
        if predicate not in self._by_subject:
            found = self._by_subject[predicate] = defaultdict(list)
            for s, o, row in self.rows(predicate):
                found[s].append((o, row))
        return self._by_subject[predicate]

    def _instances(self, rule: SpecialisedRule) -> Iterator[tuple[tuple[int, ...], int]]:
        """Yield the terms in the blanks of a rule for each of its axioms, and the axiom."""
        if not rule.axiom:
            yield tuple(term for term in rule.blanks if isinstance(term, int)), NONE
            return
        if rule.one_triple is not None:
            predicate, places = rule.one_triple
            for pair in self.rows(predicate):
                yield tuple([pair[place] for place in places]), pair[2]
            return
        for bound, rows in self._solutions(rule.axiom, {}, ()):
            if not rule.of_all:
                # No rule with an axiom has a constant in a blank.
                yield tuple(map(bound.__getitem__, rule.blanks)), self.group(*rows)
                continue
            for members, parts in self.lists(bound["l"]):
                if members:
                    yield (*members, bound[rule.blanks[-1]]), self.group(*rows, *parts)

    def _solutions(self, atoms: tuple[Atom, ...], bound: Binding, rows: Rows) -> Iterator[tuple[Binding, Rows]]:
        """Yield the bindings of the variables of axioms, with the rows of the axioms."""
        (s, p, o), rest = atoms[0], atoms[1:]
        for subject, object_, new in self._matches(s, p, o, bound):
            more = bound | {s: subject, o: object_}
            if rest:
                yield from self._solutions(rest, more, rows + new)
            else:
                yield more, rows + new

    def _matches(self, s: Term, p: Term, o: Term, bound: Binding) -> Iterator[tuple[int, int, Rows]]:
        """Yield the subject, the object and the rows of each match of an atom whose object is unbound."""
        if p == "lists":
            for members, parts in self.lists(bound[s]):
                yield from ((bound[s], member, parts) for member in members)
        elif p == d.TYPE and isinstance(o, int):
            yield from ((member, o, (row,)) for member, row in self.instances(o))
        elif isinstance(p, int):
            pairs = self._pointers(p).get(bound[s], []) if s in bound else None
            found = self.rows(p) if pairs is None else ((bound[s], end, row) for end, row in pairs)
            for subject, object_, row in found:
                if (isinstance(o, str) or object_ == o) and (o != "one" or self.is_one(object_)):
                    yield subject, object_, (row,)

    def is_one(self, number: int) -> bool:
        """Return whether a term is the number 1, in any numeric datatype and under any name."""
        return any(value_of_text(self.terms.text(name)) == ONE for name in self.same_as.names_of(number))


def conclusion(s: int, p: int, o: int, rule: str, axiom: int) -> Candidates:
    """Return one conclusion from axioms alone."""
    return candidates(np.array([s]), p, np.array([o]), NUMBER[rule], axiom, NONE)
