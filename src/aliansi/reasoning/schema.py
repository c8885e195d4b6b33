"""Read the axioms of a graph into tables of parameters, one for each shape of rule.

Many rules have one shape: ``prp-dom``, ``prp-rng``, ``prp-spo1``, ``prp-inv1`` and others all turn one triple with a
certain predicate into another. Each axiom is a row of its shape's table, so that a shape is evaluated once for all its
axioms, however many there are. Bodies of more than two triples are cut into steps with terms that no reader sees.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from aliansi.reasoning import dictionary as d
from aliansi.reasoning.axioms import OBJECT_IN, OTHER_WAY, SAME_WAY, SUBJECT_IN, Axioms, Parameters, constants, tables
from aliansi.reasoning.datatypes import ONE, value_of_text
from aliansi.reasoning.dictionary import Dictionary
from aliansi.reasoning.equality import Names
from aliansi.reasoning.index import NONE
from aliansi.reasoning.rules import NUMBER, STEP
from aliansi.reasoning.table import Candidates, Table, candidates


class Schema:
    """The axioms in the rows of a table, read anew whenever rules have drawn further ones."""

    def __init__(self, table: Table, terms: Dictionary, names: Names, mentioned: frozenset[int]) -> None:
        """Read nothing yet; ``mentioned`` are the built-in terms that asserted triples are about."""
        self.table, self.terms, self.names, self.mentioned = table, terms, names, mentioned
        self.groups: list[tuple[int, ...]] = []  # the rows of axioms that are more than one triple
        self._group_numbers: dict[tuple[int, ...], int] = {}
        self._firsts: dict[int, list[tuple[int, int]]] = {}
        self._rests: dict[int, list[tuple[int, int]]] = {}
        self._names_read: dict[int, int] = {}

    def premises(self, axiom: int) -> tuple[int, ...]:
        """Return the rows of an axiom as a derivation has it: a row, a group of rows, or none."""
        if axiom >= 0:
            return (axiom,)
        return () if axiom == NONE else self.groups[-axiom - 2]

    def group(self, *rows: int) -> int:
        """Return the axiom that stands for several rows together."""
        if len(rows) == 1:
            return rows[0]
        if rows not in self._group_numbers:
            self._group_numbers[rows] = -len(self.groups) - 2
            self.groups.append(rows)
        return self._group_numbers[rows]

    def read(self) -> dict[str, Parameters]:
        """Return the parameters of every shape."""
        axioms = Axioms()
        self._firsts, self._rests = self._pointers(d.FIRST), self._pointers(d.REST)
        constants(axioms)
        self._properties(axioms)
        self._classes(axioms)
        self._restrictions(axioms)
        self._names_read = {term: len(self.names.of(term)) for term in self._read_under_any_name()}
        return tables(axioms)

    def _read_under_any_name(self) -> Iterator[int]:
        """Yield the terms whose other names matter, although the axioms are said of their representatives."""
        yield from (restriction for restriction, _, _ in self.rows(d.ON_PROPERTY))
        yield from (number for predicate in (d.MAX, d.MAX_QUALIFIED) for _, number, _ in self.rows(predicate))

    def has_new_names(self) -> bool:
        """Say whether such a term has got another name since the axioms were read."""
        return any(len(self.names.of(term)) > before for term, before in self._names_read.items())

    def rows(self, predicate: int) -> Iterator[tuple[int, int, int]]:
        """Yield subject, object and row of each active triple with a predicate."""
        rows = self.table.with_predicate(predicate)
        s, o = self.table.column("s")[rows], self.table.column("o")[rows]
        yield from zip(s.tolist(), o.tolist(), rows.tolist(), strict=True)

    def instances(self, class_: int) -> Iterator[tuple[int, int]]:
        """Yield each instance of a class with its row."""
        rows = self.table.rows_of(d.TYPE, class_, by_object=True)
        yield from zip(self.table.column("s")[rows].tolist(), rows.tolist(), strict=True)

    def lists(self, head: int) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
        """Yield the members of each well-formed list at a node, with the rows that say so.

        A node with two firsts or two rests starts several lists, as LIST[…] in the rules has it.
        """
        pending: list[tuple[int, tuple[int, ...], tuple[int, ...], frozenset[int]]] = [(head, (), (), frozenset())]
        while pending:
            node, members, rows, seen = pending.pop()
            if node == d.NIL:
                yield members, rows
            elif node not in seen:
                for member, first in self._firsts.get(node, []):
                    for following, rest in self._rests.get(node, []):
                        pending.append((following, (*members, member), (*rows, first, rest), seen | {node}))

    def listed(self, predicate: int) -> Iterator[tuple[int, tuple[int, ...], int]]:
        """Yield the subject, the members and the axiom of each list that a predicate leads to."""
        for s, head, row in self.rows(predicate):
            for members, parts in self.lists(head):
                yield s, members, self.group(row, *parts)

    def _pointers(self, predicate: int) -> dict[int, list[tuple[int, int]]]:
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for s, o, row in self.rows(predicate):
            found[s].append((o, row))
        return found

    def _properties(self, axioms: Axioms) -> None:
        one = axioms.one
        one += ((p, SAME_WAY, q, NUMBER["prp-spo1"], row) for p, q, row in self.rows(d.SUBPROPERTY) if p != q)
        one += ((p, SUBJECT_IN, c, NUMBER["prp-dom"], row) for p, c, row in self.rows(d.DOMAIN))
        one += ((p, OBJECT_IN, c, NUMBER["prp-rng"], row) for p, c, row in self.rows(d.RANGE))
        one += ((p, OTHER_WAY, p, NUMBER["prp-symp"], row) for p, row in self.instances(d.SYMMETRIC))
        for p, q, row in self.rows(d.EQUIVALENT_PROPERTY):
            one += [(p, SAME_WAY, q, NUMBER["prp-eqp1"], row), (q, SAME_WAY, p, NUMBER["prp-eqp2"], row)]
        for p, q, row in self.rows(d.INVERSE):
            one += [(p, OTHER_WAY, q, NUMBER["prp-inv1"], row), (q, OTHER_WAY, p, NUMBER["prp-inv2"], row)]
        axioms.chain += ((p, p, p, NUMBER["prp-trp"], row) for p, row in self.instances(d.TRANSITIVE))
        axioms.one_value += ((p, NUMBER["prp-fp"], row) for p, row in self.instances(d.FUNCTIONAL))
        axioms.one_subject += ((p, NUMBER["prp-ifp"], row) for p, row in self.instances(d.INVERSE_FUNCTIONAL))
        for p, links, axiom in self.listed(d.CHAIN):
            self._chain(axioms, p, links, axiom)

    def _chain(self, axioms: Axioms, p: int, links: tuple[int, ...], axiom: int) -> None:
        rule = NUMBER["prp-spo2"]
        if len(links) == 1:
            axioms.one.append((links[0], SAME_WAY, p, rule, axiom))
        elif links:
            so_far = links[0]
            for i, link in enumerate(links[1:-1], 2):
                step = self.terms.step("chain", links[:i])
                axioms.chain.append((so_far, link, step, NUMBER[STEP], NONE))
                so_far = step
            axioms.chain.append((so_far, links[-1], p, rule, axiom))

    def _classes(self, axioms: Axioms) -> None:
        def subclass(narrow: int, wide: int, rule: str, axiom: int) -> None:
            axioms.class_.append((narrow, d.TYPE, wide, NUMBER[rule], axiom))

        for c, e, row in self.rows(d.SUBCLASS):
            if c != e:
                subclass(c, e, "cax-sco", row)
        for c, e, row in self.rows(d.EQUIVALENT_CLASS):
            subclass(c, e, "cax-eqc1", row)
            subclass(e, c, "cax-eqc2", row)
        for c, members, axiom in self.listed(d.INTERSECTION):
            self._intersection(axioms, c, members, axiom)
            for member in members:
                subclass(c, member, "cls-int2", axiom)
        for c, members, axiom in self.listed(d.UNION):
            for member in members:
                subclass(member, c, "cls-uni", axiom)

    def _intersection(self, axioms: Axioms, c: int, members: tuple[int, ...], axiom: int) -> None:
        rule = NUMBER["cls-int1"]
        if len(members) == 1:
            axioms.class_.append((members[0], d.TYPE, c, rule, axiom))
        elif members:
            so_far = members[0]
            for i, member in enumerate(members[1:-1], 2):
                step = self.terms.step("both", members[:i])
                axioms.both.append((so_far, member, step, NUMBER[STEP], NONE))
                so_far = step
            axioms.both.append((so_far, members[-1], c, rule, axiom))

    def _restrictions(self, axioms: Axioms) -> None:
        on = self._pointers(d.ON_PROPERTY)
        for r, v, row in self.rows(d.HAS_VALUE):
            for p, prow in on.get(r, []):
                axiom = self.group(row, prow)
                axioms.class_.append((r, p, v, NUMBER["cls-hv1"], axiom))
                axioms.value.append((self.pair(p, v), r, NUMBER["cls-hv2"], axiom))
        for r, c, row in self.rows(d.SOME_VALUES):
            for p, prow in on.get(r, []):
                axiom = self.group(row, prow)
                if c == d.THING:
                    axioms.one.append((p, SUBJECT_IN, r, NUMBER["cls-svf2"], axiom))
                axioms.some.append((p, c, SUBJECT_IN, r, NUMBER["cls-svf1"], axiom))
        for r, c, row in self.rows(d.ALL_VALUES):
            for p, prow in on.get(r, []):
                axioms.all_.append((r, p, OBJECT_IN, c, NUMBER["cls-avf"], self.group(row, prow)))
        self._maxima(axioms, on)

    def _maxima(self, axioms: Axioms, on: dict[int, list[tuple[int, int]]]) -> None:
        for r, n, row in self.rows(d.MAX):
            for p, prow in on.get(r, []):
                if self.is_one(n):
                    restricted = self._restricted(axioms, r, p)
                    axioms.one_value.append((restricted, NUMBER["cls-maxc2"], self.group(row, prow)))
        classes = self._pointers(d.ON_CLASS)
        for r, n, row in self.rows(d.MAX_QUALIFIED):
            for p, prow in on.get(r, []):
                for c, crow in classes.get(r, []):
                    if self.is_one(n):
                        self._qualified(axioms, r, p, c, self.group(row, prow, crow))

    def _restricted(self, axioms: Axioms, r: int, p: int) -> int:
        """Return a predicate that holds where p does for members of r."""
        step = self.terms.step("restricted", r, p)
        axioms.all_.append((r, p, SAME_WAY, step, NUMBER[STEP], NONE))
        return step

    def _qualified(self, axioms: Axioms, r: int, p: int, c: int, axiom: int) -> None:
        restricted = self._restricted(axioms, r, p)
        if c == d.THING:
            axioms.one_value.append((restricted, NUMBER["cls-maxqc4"], axiom))
        step = self.terms.step("qualified", r, p, c)
        axioms.some.append((restricted, c, SAME_WAY, step, NUMBER[STEP], NONE))
        axioms.one_value.append((step, NUMBER["cls-maxqc3"], axiom))

    def is_one(self, number: int) -> bool:
        """Say whether a term is the number 1, of whatever numeric datatype and under whatever other name."""
        return any(value_of_text(self.terms.text(name)) == ONE for name in self.names.of(number))

    def pair(self, p: int, v: int) -> int:
        """Return one number for a predicate and a value."""
        return (p << 31) | v


def conclusion(s: int, p: int, o: int, rule: str, axiom: int) -> Candidates:
    """Return one conclusion from axioms alone."""
    return candidates(np.array([s]), p, np.array([o]), NUMBER[rule], axiom, NONE)
