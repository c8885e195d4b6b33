"""New rows of a round: matched with axioms, and checked for conclusions that bring nothing new."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aliansi.reasoning.columns.candidates import expand
from aliansi.reasoning.columns.sorted_index import NONE, Ints
from aliansi.reasoning.columns.triple_table import TripleTable
from aliansi.reasoning.rules.catalogue import NUMBER
from aliansi.reasoning.rules.parameters import Parameters
from aliansi.reasoning.terms import dictionary as d

MANY = 1 << 12  # number of new rows from which checking whole segments first pays
_EMPTY = np.empty(0, np.int64)


class Delta:
    """Active rows from ``start`` on, with the parameters they are matched with."""

    def __init__(self, table: TripleTable, rows: Ints, start: int, parameters: dict[str, Parameters]) -> None:
        self.table, self.start, self.parameters = table, start, parameters
        self.rows = rows
        self.s, self.p, self.o = (table.column(name)[rows] for name in "spo")
        self.rules, self.axioms = table.column("rule")[rows], table.column("axiom")[rows]
        # Rows added together are sorted by predicate: each segment has rows of one predicate.
        ends = (self.p[1:] != self.p[:-1]).nonzero()[0]
        bounds = np.empty(len(ends) + 2, np.int64)
        bounds[0], bounds[1:-1], bounds[-1] = 0, ends + 1, len(rows)
        self.starts, self.ends = bounds[:-1][: len(rows)], bounds[1:]
        self.ranks = table.rank[self.p[self.starts]]
        self._segment_rules = self._rules_by_segment() if len(rows) > MANY else None
        self.typed = (self.p == d.TYPE).nonzero()[0]

    def by_predicate(self, name: str) -> tuple[Ints, Ints]:
        """Return pairs of a new row (its position in the delta) and a parameter with the row's predicate."""
        return self.rows_in(*self.segments(name))

    def segments(self, name: str) -> tuple[Ints, Ints]:
        """Return pairs of a segment and a parameter with the segment's predicate."""
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
        """Return the rule that concluded all rows of a segment; -1 if there are several."""
        least, most = (of.reduceat(self.rules, self.starts) for of in (np.minimum, np.maximum))
        return np.where(least == most, most, NONE)

    def rows_in(self, stretches: Ints, found: Ints) -> tuple[Ints, Ints]:
        """Return the rows of segments, each with the parameter of its segment."""
        if not len(stretches):
            return _EMPTY, _EMPTY
        which, rows = expand(self.starts[stretches], self.ends[stretches])
        return rows, found[which]

    def by_class(self, name: str) -> tuple[Ints, Ints]:
        """Return pairs of a new rdf:type row and a parameter with the row's class."""
        parameters = self.parameters[name]
        if not len(parameters) or not len(self.typed):
            return _EMPTY, _EMPTY
        which, found = expand(*parameters.places(self.o[self.typed]))
        return self.typed[which], found

    def useful(self, i: Ints, j: Ints, rule: Ints, axiom: Ints) -> tuple[Ints, Ints]:
        """Drop pairs of a row and an axiom whose conclusion is already known by way of the row's own premise."""
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
    """Return a table of pairs of rules: after the first (row), the second (column) brings nothing new.

    Table 9 closes the hierarchies: an instance gets all superclasses at once, and a domain has all superclasses. Some
    rules give back the premise of another rule with the same axiom.
    """
    table = np.zeros((len(NUMBER) + 3, len(NUMBER)), np.uint8)  # asserted rows and the like have negative numbers
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
