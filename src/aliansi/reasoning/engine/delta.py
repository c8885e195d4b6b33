"""New rows of a table beside the axioms that they are looked up in, and which conclusions bring nothing new."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aliansi.reasoning.columns.candidates import expand
from aliansi.reasoning.columns.sorted_index import NONE, Ints
from aliansi.reasoning.columns.triple_table import TripleTable
from aliansi.reasoning.rules.catalogue import NUMBER
from aliansi.reasoning.rules.parameters import Parameters
from aliansi.reasoning.terms import dictionary as d

MANY = 1 << 12  # new rows of which it pays to look at whole stretches first
_EMPTY = np.empty(0, np.int64)


class Delta:
    """New rows of a table, beside the parameters that they are looked up in."""

    def __init__(self, table: TripleTable, rows: Ints, start: int, parameters: dict[str, Parameters]) -> None:
        """Take the active rows from ``start`` on; ``rows`` are their numbers."""
        self.table, self.start, self.parameters = table, start, parameters
        self.rows = rows
        self.s, self.p, self.o = (table.column(name)[rows] for name in "spo")
        self.rules, self.axioms = table.column("rule")[rows], table.column("axiom")[rows]
        # Rows that were added together lie in the order of their predicates: in stretches of one predicate each.
        ends = (self.p[1:] != self.p[:-1]).nonzero()[0]
        bounds = np.empty(len(ends) + 2, np.int64)
        bounds[0], bounds[1:-1], bounds[-1] = 0, ends + 1, len(rows)
        self.starts, self.ends = bounds[:-1][: len(rows)], bounds[1:]
        self.ranks = table.rank[self.p[self.starts]]
        self._segment_rules = self._rules_by_segment() if len(rows) > MANY else None
        self.typed = (self.p == d.TYPE).nonzero()[0]

    def by_predicate(self, name: str) -> tuple[Ints, Ints]:
        """Return pairs of a new row (its place in the delta) and a parameter that looks for its predicate."""
        return self.rows_in(*self.segments(name))

    def segments(self, name: str) -> tuple[Ints, Ints]:
        """Return pairs of a stretch and a parameter that looks for its predicate."""
        parameters = self.parameters[name]
        if not len(parameters):
            return _EMPTY, _EMPTY
        asked_for, low, high = parameters.spans(self.table.predicates)
        stretches = asked_for[self.ranks].nonzero()[0]
        if not len(stretches):
            return _EMPTY, _EMPTY
        ranks = self.ranks[stretches]
        which, found = expand(low[ranks], high[ranks])
        stretches = stretches[which]
        if self._segment_rules is None:
            return stretches, found
        keep = (_verdict(self._segment_rules[stretches], parameters.rules[found]) != IMPLIED).nonzero()[0]
        return stretches[keep], found[keep]

    def _rules_by_segment(self) -> Ints:
        """Return the rule that has drawn all rows of a stretch; -1 if there are several, or none."""
        least, most = (of.reduceat(self.rules, self.starts) for of in (np.minimum, np.maximum))
        return np.where(least == most, most, NONE)

    def rows_in(self, stretches: Ints, found: Ints) -> tuple[Ints, Ints]:
        """Return the rows of stretches, each with what was found for its stretch."""
        if not len(stretches):
            return _EMPTY, _EMPTY
        which, rows = expand(self.starts[stretches], self.ends[stretches])
        return rows, found[which]

    def by_class(self, name: str) -> tuple[Ints, Ints]:
        """Return pairs of a new row that gives a type and a parameter that looks for its class."""
        parameters = self.parameters[name]
        if not len(parameters) or not len(self.typed):
            return _EMPTY, _EMPTY
        which, found = expand(*parameters.places(self.o[self.typed]))
        return self.typed[which], found

    def useful(self, i: Ints, j: Ints, rule: Ints, axiom: Ints) -> tuple[Ints, Ints]:
        """Leave out pairs of a row and an axiom whose conclusion the row's own premise leads to, or is."""
        if not (self.rules >= 0).any():
            return i, j
        verdict = _verdict(self.rules[i], rule[j])
        needless = verdict == IMPLIED
        back = (verdict == UNDONE).nonzero()[0]
        needless[back] = self.axioms[i[back]] == axiom[j[back]]
        keep = (~needless).nonzero()[0]
        return i[keep], j[keep]


IMPLIED, UNDONE = 1, 2


def _needless() -> NDArray[np.uint8]:
    """Say after which rule (row) another one (column) brings nothing new.

    Table 9 closes the hierarchies: what a subclass leads to, it leads to at once, and a domain has all wider classes.
    After some rules another one, with the same axiom, gives back the premise.
    """
    table = np.zeros((len(NUMBER) + 3, len(NUMBER)), np.uint8)  # rows that no rule drew have numbers below zero
    wider_class = ("cax-sco", "cax-eqc1", "cax-eqc2", "cls-int2", "cls-uni")
    wider_property = ("prp-spo1", "prp-eqp1", "prp-eqp2")
    for before in (*wider_class, "prp-dom", "prp-rng"):
        table[NUMBER[before], [NUMBER[after] for after in wider_class]] = IMPLIED
    for before in wider_property:
        table[NUMBER[before], [NUMBER[after] for after in (*wider_property, "prp-dom", "prp-rng")]] = IMPLIED
    for before, after in (("prp-inv1", "prp-inv2"), ("prp-inv2", "prp-inv1"), ("prp-symp", "prp-symp")):
        table[NUMBER[before], NUMBER[after]] = UNDONE
    return table.ravel()


NEEDLESS = _needless()


def _verdict(before: Ints, after: Ints) -> NDArray[np.uint8]:
    verdict: NDArray[np.uint8] = NEEDLESS.take(before * len(NUMBER) + after, mode="wrap")
    return verdict
