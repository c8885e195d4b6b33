"""Evaluate each shape of rule over new rows, all its axioms at once (semi-naive, Abiteboul et al. 1995, 13.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from aliansi.reasoning import dictionary as d
from aliansi.reasoning.axioms import OBJECT_IN, OTHER_WAY, SAME_WAY, SUBJECT_IN, Parameters
from aliansi.reasoning.rules import NUMBER
from aliansi.reasoning.table import Candidates, Ints, Table, candidates, expand

LARGEST_BATCH = 1 << 21
TRANSITIVE_RULES = [NUMBER[name] for name in ("prp-trp", "scm-sco", "scm-spo")]


class Delta:
    """New rows of a table, beside the parameters that they are looked up in."""

    def __init__(self, table: Table, rows: Ints, start: int, parameters: dict[str, Parameters]) -> None:
        """Take the active rows from ``start`` on; ``rows`` are their numbers."""
        self.table, self.start, self.parameters = table, start, parameters
        self.rows = rows
        self.s, self.p, self.o = (table.column(name)[rows] for name in "spo")
        self.typed = np.flatnonzero(self.p == d.TYPE)

    def conclusions(self) -> Iterator[Candidates]:
        """Yield what follows from the new rows and all rows together."""
        for shape in SHAPES:
            yield from shape(self)

    def by_predicate(self, name: str) -> tuple[Ints, Ints]:
        """Return pairs of a new row (its place in the delta) and a parameter that looks for its predicate."""
        parameters = self.parameters[name]
        if not len(parameters.keys):
            return _EMPTY, _EMPTY
        # Predicates are few: look each up once, not each row.
        low = np.searchsorted(parameters.keys, self.table.predicates)
        high = np.searchsorted(parameters.keys, self.table.predicates, "right")
        ranks = self.table.rank[self.p]
        wanted = np.flatnonzero((high > low)[ranks])
        which, found = expand(low[ranks[wanted]], high[ranks[wanted]])
        return wanted[which], found

    def by_class(self, name: str) -> tuple[Ints, Ints]:
        """Return pairs of a new row that gives a type and a parameter that looks for its class."""
        parameters = self.parameters[name]
        if not len(parameters.keys) or not len(self.typed):
            return _EMPTY, _EMPTY
        classes = self.o[self.typed]
        low = np.searchsorted(parameters.keys, classes)
        which, found = expand(low, np.searchsorted(parameters.keys, classes, "right"))
        return self.typed[which], found


_EMPTY = np.empty(0, np.int64)


def _one(new: Delta) -> Iterator[Candidates]:
    i, j = new.by_predicate("one")
    if len(i):
        way, value, rule, axiom = (column[j] for column in new.parameters["one"].columns)
        for kind in (SAME_WAY, OTHER_WAY, SUBJECT_IN, OBJECT_IN):
            k = np.flatnonzero(way == kind)
            if len(k):
                s, o, v, rows = new.s[i[k]], new.o[i[k]], value[k], new.rows[i[k]]
                subject = s if kind in {SAME_WAY, SUBJECT_IN} else o
                predicate, object_ = {SAME_WAY: (v, o), OTHER_WAY: (v, s)}.get(kind, (d.TYPE, v))
                yield candidates(subject, predicate, object_, rule[k], axiom[k], rows)


def _class(new: Delta) -> Iterator[Candidates]:
    i, j = new.by_class("class")
    if len(i):
        predicate, value, rule, axiom = (column[j] for column in new.parameters["class"].columns)
        yield candidates(new.s[i], predicate, value, rule, axiom, new.rows[i])


def _value(new: Delta) -> Iterator[Candidates]:
    parameters = new.parameters["value"]
    if len(parameters.keys):
        pair = (new.p.astype(np.int64) << 31) | new.o
        low = np.searchsorted(parameters.keys, pair)
        i, j = expand(low, np.searchsorted(parameters.keys, pair, "right"))
        class_, rule, axiom = (column[j] for column in parameters.columns)
        yield candidates(new.s[i], d.TYPE, class_, rule, axiom, new.rows[i])


def _batches(low: Ints, high: Ints) -> Iterator[slice]:
    """Cut ranges into slices that expand to no more than a batch, so that memory stays bounded."""
    total = np.cumsum(high - low)
    start = 0
    while start < len(low):
        before = total[start - 1] if start else 0
        end = max(int(np.searchsorted(total, before + LARGEST_BATCH, "right")), start + 1)
        yield slice(start, end)
        start = end


Finish = Callable[[Ints, Ints, Ints], Candidates]


def _with_partners(
    new: Delta, i: Ints, j: Ints, p: Ints, node: Ints, by_object: bool, finish: Finish, *, old: bool
) -> Iterator[Candidates]:
    """Join new rows with the rows that have a predicate and a subject (or object); ``old`` leaves new ones out."""
    low, high = new.table.rows(p, node, by_object)
    index = new.table.by_object_row if by_object else new.table.by_subject_row
    for batch in _batches(low, high):
        which, place = expand(low[batch], high[batch])
        partner = index[place]
        if old:
            keep = partner < new.start
            which, partner = which[keep], partner[keep]
        if len(which):
            yield finish(i[batch][which], j[batch][which], partner)


def _chain(new: Delta) -> Iterator[Candidates]:
    s, o = new.table.column("s"), new.table.column("o")
    i, j = new.by_predicate("chain first")
    if len(i):
        second, whole, rule, axiom = new.parameters["chain first"].columns

        def from_first(a: Ints, b: Ints, partner: Ints) -> Candidates:
            return candidates(new.s[a], whole[b], o[partner], rule[b], axiom[b], new.rows[a], partner)

        yield from map(_linear(new), _with_partners(new, i, j, second[j], new.o[i], False, from_first, old=False))
    i, j = new.by_predicate("chain second")
    if len(i):
        first, whole2, rule2, axiom2 = new.parameters["chain second"].columns

        def from_second(a: Ints, b: Ints, partner: Ints) -> Candidates:
            return candidates(s[partner], whole2[b], new.o[a], rule2[b], axiom2[b], partner, new.rows[a])

        yield from map(_linear(new), _with_partners(new, i, j, first[j], new.s[i], True, from_second, old=True))


def _linear(new: Delta) -> Callable[[Candidates], Candidates]:
    """Lengthen a path of a transitive property by one link at a time: links that are paths themselves add nothing.

    Without this a path of n links is found once for each of its n - 1 cuts.
    """
    drawn_by = new.table.column("rule")

    def keep(found: Candidates) -> Candidates:
        by_path = np.isin(found.rule, TRANSITIVE_RULES) & (drawn_by[found.second] == found.rule)
        return found.take(~by_path) if by_path.any() else found

    return keep


def _some(new: Delta) -> Iterator[Candidates]:
    """(u p v), (v type c): u is in the class of the value, or v is a value of the predicate of the value."""
    i, j = new.by_predicate("some predicate")
    if len(i):
        class_, way, value, rule, axiom = (column[j] for column in new.parameters["some predicate"].columns)
        u, v = new.s[i], new.o[i]
        typed = new.table.find(v, np.full(len(v), d.TYPE), class_)
        k = np.flatnonzero(typed >= 0)
        if len(k):
            yield _some_conclusion(u[k], v[k], way[k], value[k], rule[k], axiom[k], new.rows[i[k]], typed[k])
    i, j = new.by_class("some class")
    if len(i):
        predicate, way2, value2, rule2, axiom2 = new.parameters["some class"].columns
        s = new.table.column("s")

        def finish(a: Ints, b: Ints, partner: Ints) -> Candidates:
            return _some_conclusion(
                s[partner], new.s[a], way2[b], value2[b], rule2[b], axiom2[b], partner, new.rows[a]
            )  # fmt: skip

        yield from _with_partners(new, i, j, predicate[j], new.s[i], True, finish, old=True)


def _some_conclusion(u: Ints, v: Ints, way: Ints, value: Ints, rule: Ints, axiom: Ints, a: Ints, b: Ints) -> Candidates:
    in_class = way == SUBJECT_IN
    return candidates(u, np.where(in_class, d.TYPE, value), np.where(in_class, value, v), rule, axiom, a, b)


def _all(new: Delta) -> Iterator[Candidates]:
    """(u type r), (u p v): v is in the class of the value, or a value of u for the predicate of the value."""
    o = new.table.column("o")
    i, j = new.by_class("all class")
    if len(i):
        predicate, way, value, rule, axiom = new.parameters["all class"].columns

        def finish(a: Ints, b: Ints, partner: Ints) -> Candidates:
            return _all_conclusion(
                new.s[a], o[partner], way[b], value[b], rule[b], axiom[b], new.rows[a], partner
            )  # fmt: skip

        yield from _with_partners(new, i, j, predicate[j], new.s[i], False, finish, old=False)
    i, j = new.by_predicate("all predicate")
    if len(i):
        class_, way2, value2, rule2, axiom2 = (column[j] for column in new.parameters["all predicate"].columns)
        u, v = new.s[i], new.o[i]
        typed = new.table.find(u, np.full(len(u), d.TYPE), class_)
        k = np.flatnonzero(typed >= 0)
        if len(k):
            yield _all_conclusion(u[k], v[k], way2[k], value2[k], rule2[k], axiom2[k], typed[k], new.rows[i[k]])


def _all_conclusion(u: Ints, v: Ints, way: Ints, value: Ints, rule: Ints, axiom: Ints, a: Ints, b: Ints) -> Candidates:
    in_class = way == OBJECT_IN
    subject = np.where(in_class, v, u)
    return candidates(subject, np.where(in_class, d.TYPE, value), np.where(in_class, value, v), rule, axiom, a, b)


def _both(new: Delta) -> Iterator[Candidates]:
    for name, flipped in (("both first", False), ("both second", True)):
        i, j = new.by_class(name)
        if len(i):
            other, class_, rule, axiom = (column[j] for column in new.parameters[name].columns)
            partner = new.table.find(new.s[i], np.full(len(i), d.TYPE), other)
            k = np.flatnonzero(partner >= 0)
            a, b = (partner[k], new.rows[i[k]]) if flipped else (new.rows[i[k]], partner[k])
            yield candidates(new.s[i[k]], d.TYPE, class_[k], rule[k], axiom[k], a, b)


def _one_thing(new: Delta) -> Iterator[Candidates]:
    """Two values of a functional property, or two subjects of an inverse functional one, are the same.

    Each new row is tied to one other of its group; owl:sameAs carries the rest.
    """
    for name, by_object in (("one value", False), ("one subject", True)):
        i, j = new.by_predicate(name)
        if not len(i):
            continue
        rule, axiom = (column[j] for column in new.parameters[name].columns)
        shared, other = (new.o[i], new.s[i]) if by_object else (new.s[i], new.o[i])
        low, high = new.table.rows(new.p[i], shared, by_object)
        index = new.table.by_object_row if by_object else new.table.by_subject_row
        partner = index[np.minimum(low, len(index) - 1)]
        itself = partner == new.rows[i]
        partner = np.where(itself, index[np.minimum(low + 1, len(index) - 1)], partner)
        k = np.flatnonzero(~itself | (high - low > 1))
        end = new.table.column("s" if by_object else "o")[partner[k]]
        yield candidates(end, d.SAME, other[k], rule[k], axiom[k], partner[k], new.rows[i[k]])


def _mutual(new: Delta) -> Iterator[Candidates]:
    i, j = new.by_predicate("mutual")
    if len(i):
        predicate, rule, axiom = (column[j] for column in new.parameters["mutual"].columns)
        s, o = new.s[i], new.o[i]
        back = new.table.find(o, new.p[i], s)
        k = np.flatnonzero(back >= 0)
        for a, b in ((s[k], o[k]), (o[k], s[k])):
            yield candidates(a, predicate[k], b, rule[k], axiom[k], new.rows[i[k]], back[k])


SHAPES: tuple[Callable[[Delta], Iterator[Candidates]], ...] = (
    _one, _class, _value, _chain, _some, _all, _both, _one_thing, _mutual,
)  # fmt: skip
