"""Rule shapes: each is evaluated over new rows for all its axioms at once (semi-naive, Abiteboul et al. 1995, 13.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from aliansi.reasoning.columns.candidates import Candidates, candidates, expand
from aliansi.reasoning.columns.sorted_index import Bools, Ints
from aliansi.reasoning.engine.delta import Delta
from aliansi.reasoning.engine.transitive import paths
from aliansi.reasoning.rules.parameters import FORWARD, OBJECT_TYPE, REVERSED, SUBJECT_TYPE
from aliansi.reasoning.terms import dictionary as d

LARGEST_BATCH = 1 << 21


def conclusions(new: Delta) -> Iterator[Candidates]:
    """Yield everything that follows from new rows together with all rows."""
    for shape in SHAPES:
        yield from shape(new)


def _one(new: Delta) -> Iterator[Candidates]:
    kinds, values, *reasons = new.parameters["one"].columns
    stretches, found = new.segments("one")
    for kind in (FORWARD, REVERSED, SUBJECT_TYPE, OBJECT_TYPE) if len(found) else ():
        of = (kinds[found] == kind).nonzero()[0]
        i, j = new.rows_in(stretches[of], found[of])
        if not len(i):
            continue
        if kind in {SUBJECT_TYPE, OBJECT_TYPE}:
            yield _types(new, (new.s if kind == SUBJECT_TYPE else new.o)[i], values[j], i, j, reasons)
            continue
        i, j = new.useful(i, j, *reasons)
        s, o = (new.s, new.o) if kind == FORWARD else (new.o, new.s)
        rule, axiom = (column[j] for column in reasons)
        yield candidates(s[i], values[j], o[i], rule, axiom, new.rows[i])


def _types(new: Delta, s: Ints, class_: Ints, i: Ints, j: Ints, reasons: Sequence[Ints]) -> Candidates:
    """Conclude types; the known ones, which are most, are dropped before rows are built."""
    unknown = new.table.types.unknown(s, class_)
    rule, axiom = (column[j[unknown]] for column in reasons)
    return candidates(s[unknown], d.TYPE, class_[unknown], rule, axiom, new.rows[i[unknown]])


def _class(new: Delta) -> Iterator[Candidates]:
    i, j = new.by_class("class")
    if len(i):
        parameters = new.parameters["class"]
        predicates, values, *reasons = parameters.columns
        typing = predicates[j] == d.TYPE
        a, b = i[typing], j[typing]
        yield _types(new, new.s[a], values[b], a, b, reasons)
        i, j = new.useful(i[~typing], j[~typing], *reasons)
        rule, axiom = (column[j] for column in reasons)
        yield candidates(new.s[i], predicates[j], values[j], rule, axiom, new.rows[i])


def _value(new: Delta) -> Iterator[Candidates]:
    parameters = new.parameters["value"]
    if len(parameters):
        pair = (new.p.astype(np.int64) << 31) | new.o
        low = np.searchsorted(parameters.keys, pair)
        i, j = expand(low, np.searchsorted(parameters.keys, pair, "right"))
        class_, rule, axiom = (column[j] for column in parameters.columns)
        yield candidates(new.s[i], d.TYPE, class_, rule, axiom, new.rows[i])


def _batches(low: Ints, high: Ints) -> Iterator[slice]:
    """Cut ranges into slices that expand to at most one batch, to bound memory."""
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
    """Join new rows with the rows that have a predicate and a subject (or object); ``old`` excludes new partners."""
    for index, low, high in new.table.partners(p, node, by_object):
        for batch in _batches(low, high):
            which, place = expand(low[batch], high[batch])
            partner = index[place]
            keep = _wanted(new, partner, old)
            if keep is not None:
                which, partner = which[keep], partner[keep]
            if len(which):
                yield finish(i[batch][which], j[batch][which], partner)


def _wanted(new: Delta, partner: Ints, old: bool) -> Bools | None:
    """Return which partners are active and, if ``old``, older than the new rows; None if all are."""
    alive = new.table.active[partner] if new.table.has_dead else None
    if not old:
        return alive
    before = partner < new.start
    return before if alive is None else before & alive


def _chain(new: Delta) -> Iterator[Candidates]:
    s, o = new.table.column("s"), new.table.column("o")
    i, j = new.by_predicate("chain first")
    if len(i):
        second, whole, rule, axiom = new.parameters["chain first"].columns

        def from_first(a: Ints, b: Ints, partner: Ints) -> Candidates:
            return candidates(new.s[a], whole[b], o[partner], rule[b], axiom[b], new.rows[a], partner)

        yield from _with_partners(new, i, j, second[j], new.o[i], False, from_first, old=False)
    i, j = new.by_predicate("chain second")
    if len(i):
        first, whole2, rule2, axiom2 = new.parameters["chain second"].columns

        def from_second(a: Ints, b: Ints, partner: Ints) -> Candidates:
            return candidates(s[partner], whole2[b], new.o[a], rule2[b], axiom2[b], partner, new.rows[a])

        yield from _with_partners(new, i, j, first[j], new.s[i], True, from_second, old=True)


def _some(new: Delta) -> Iterator[Candidates]:
    """(u p v), (v type c): conclude a type of u, or a triple from u to v."""
    i, j = new.by_predicate("some predicate")
    if len(i):
        class_, way, value, rule, axiom = (column[j] for column in new.parameters["some predicate"].columns)
        u, v = new.s[i], new.o[i]
        typed = new.table.find(v, d.TYPE, class_)
        k = (typed >= 0).nonzero()[0]
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
    in_class = way == SUBJECT_TYPE
    return candidates(u, np.where(in_class, d.TYPE, value), np.where(in_class, value, v), rule, axiom, a, b)


def _all(new: Delta) -> Iterator[Candidates]:
    """(u type r), (u p v): conclude a type of v, or a triple from u to v."""
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
        typed = new.table.find(u, d.TYPE, class_)
        k = (typed >= 0).nonzero()[0]
        if len(k):
            yield _all_conclusion(u[k], v[k], way2[k], value2[k], rule2[k], axiom2[k], typed[k], new.rows[i[k]])


def _all_conclusion(u: Ints, v: Ints, way: Ints, value: Ints, rule: Ints, axiom: Ints, a: Ints, b: Ints) -> Candidates:
    in_class = way == OBJECT_TYPE
    subject = np.where(in_class, v, u)
    return candidates(subject, np.where(in_class, d.TYPE, value), np.where(in_class, value, v), rule, axiom, a, b)


def _both(new: Delta) -> Iterator[Candidates]:
    for name, flipped in (("both first", False), ("both second", True)):
        i, j = new.by_class(name)
        if len(i):
            other, class_, rule, axiom = (column[j] for column in new.parameters[name].columns)
            partner = new.table.find(new.s[i], d.TYPE, other)
            k = (partner >= 0).nonzero()[0]
            a, b = (partner[k], new.rows[i[k]]) if flipped else (new.rows[i[k]], partner[k])
            yield candidates(new.s[i[k]], d.TYPE, class_[k], rule[k], axiom[k], a, b)


def _one_thing(new: Delta) -> Iterator[Candidates]:
    """(Inverse) functional properties: two values (or subjects) are the same.

    Each new row is merged with few others of its group; owl:sameAs is transitive.
    """
    for name, by_object in (("one value", False), ("one subject", True)):
        i, j = new.by_predicate(name)
        if not len(i):
            continue
        rule, axiom = (column[j] for column in new.parameters[name].columns)
        shared, other = (new.o[i], new.s[i]) if by_object else (new.s[i], new.o[i])
        ends = new.table.column("s" if by_object else "o")
        for index, low, high in new.table.partners(new.p[i], shared, by_object):
            # If no row is inactive, the first two rows of the group are enough.
            which, place = expand(low, high if new.table.has_dead else np.minimum(high, low + 2))
            partner = index[place]
            keep = new.table.active[partner] & (partner != new.rows[i[which]])
            k, partner = which[keep], partner[keep]
            yield candidates(ends[partner], d.SAME, other[k], rule[k], axiom[k], partner, new.rows[i[k]])


def _mutual(new: Delta) -> Iterator[Candidates]:
    i, j = new.by_predicate("mutual")
    if len(i):
        predicate, rule, axiom = (column[j] for column in new.parameters["mutual"].columns)
        s, o = new.s[i], new.o[i]
        back = new.table.find(o, new.p[i], s)
        k = (back >= 0).nonzero()[0]
        for a, b in ((s[k], o[k]), (o[k], s[k])):
            yield candidates(a, predicate[k], b, rule[k], axiom[k], new.rows[i[k]], back[k])


SHAPES: tuple[Callable[[Delta], Iterator[Candidates]], ...] = (
    _one, _class, _value, _chain, paths, _some, _all, _both, _one_thing, _mutual,
)  # fmt: skip
