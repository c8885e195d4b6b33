"""Decoding: the triples of a closure under all names, as columns of term numbers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aliansi.reasoning.columns.candidates import expand
from aliansi.reasoning.columns.sorted_index import Bools, Columns, Ints, distinct
from aliansi.reasoning.columns.triple_table import ASSERTED
from aliansi.reasoning.engine.state import ClosureState
from aliansi.reasoning.rules.axiomatic import of_everything, of_top_and_bottom
from aliansi.reasoning.terms import dictionary as d
from aliansi.reasoning.terms.dictionary import IRI, LITERAL, STEP

BATCH = 1 << 17


def columns(closure: ClosureState, inferred_only: bool) -> Iterator[Columns]:
    """Yield the triples in batches of columns, each under all names once, without those that are only internal."""
    table = closure.table
    rows = np.flatnonzero(table.active[: table.size])
    s, p, o = (table.column(name)[rows] for name in "spo")
    kinds = closure.terms.kinds()
    keep: Bools = (kinds[s] != STEP) & (kinds[p] != STEP) & (kinds[o] != STEP)
    several = _has_several_names(closure, s) | _has_several_names(closure, p) | _has_several_names(closure, o)
    rule = table.column("rule")[rows]
    keep &= (p != d.SAME) | (s != o)
    keep &= several | (rule == ASSERTED) | ~_is_hidden(closure, s, p, o)
    plain = np.flatnonzero(keep & ~several)
    if inferred_only:
        plain = plain[rule[plain] != ASSERTED]
    for start in range(0, len(plain), BATCH):
        part = plain[start : start + BATCH]
        yield s[part], p[part], o[part]
    if closure.options.reflexive:
        written = keep & (kinds[s] != LITERAL) & (kinds[p] == IRI)
        yield _same_as_itself(closure, s[written], p[written], o[written])
    if not inferred_only:
        yield _asserted_reflexive(closure)
    if closure.same_as.classes:
        yield from _expanded(closure, rows[np.flatnonzero(keep & several)], inferred_only)


def _same_as_itself(closure: ClosureState, s: Ints, p: Ints, o: Ints) -> Columns:
    """Return x sameAs x of every term of some triples, under all of its names."""
    names = np.array([name for names in closure.same_as.classes.values() for name in names], np.int64)
    same = np.full(1 if (closure.terms.kinds()[names] != LITERAL).any() else 0, d.SAME)
    terms = distinct(np.concatenate([s, p, o, names, same]))
    return terms, np.full(len(terms), d.SAME), terms


def _asserted_reflexive(closure: ClosureState) -> Columns:
    """Return the asserted triples x sameAs x: saturation leaves them out, but no asserted triple may be lost."""
    s, p, o, rule = (closure.table.column(name) for name in ("s", "p", "o", "rule"))
    rows = np.flatnonzero((p == d.SAME) & (s == o) & (rule == ASSERTED))
    return s[rows], p[rows], o[rows]


def _expanded(closure: ClosureState, rows: Ints, inferred_only: bool) -> Iterator[Columns]:
    """Yield the triples of rows under every name, and the sameAs triples of each equivalence class."""
    flat, low, high = _name_ranges(closure)
    things = np.fromiter(closure.same_as.classes, np.int64, len(closure.same_as.classes))
    stated = [closure.table.column(name)[rows] for name in "spo"]
    s, p, o = (
        np.concatenate(pair) for pair in zip(stated, (things, np.full(len(things), d.SAME), things), strict=True)
    )
    total = np.cumsum((high[s] - low[s]) * (high[p] - low[p]) * (high[o] - low[o]))
    start = 0
    while start < len(s):
        before = total[start - 1] if start else 0
        end = max(int(np.searchsorted(total, before + BATCH, "right")), start + 1)
        part = (s[start:end], p[start:end], o[start:end])
        for place in range(3):
            which, found = expand(low[part[place]], high[part[place]])
            named = [column[which] for column in part]
            named[place] = flat[found]
            part = (named[0], named[1], named[2])
        yield _worth_writing(closure, part, inferred_only)
        start = end


def _name_ranges(closure: ClosureState) -> tuple[Ints, Ints, Ints]:
    """Return the names of all classes in one array, and the range of each representative in it."""
    classes = closure.same_as.classes
    low = np.arange(len(closure.same_as.representative))
    high = low + 1
    ends = len(low) + np.cumsum(np.fromiter(map(len, classes.values()), np.int64, len(classes)))
    things = np.fromiter(classes, np.int64, len(classes))
    low[things], high[things] = np.concatenate([[len(low)], ends[:-1]]), ends
    flat = np.concatenate([np.arange(len(low)), *(np.array(names) for names in classes.values())])
    return flat, low, high


def _worth_writing(closure: ClosureState, part: Columns, inferred_only: bool) -> Columns:
    s, p, o = part
    keep = (p != d.SAME) | (s != o)
    if inferred_only:
        keep &= ~_are_asserted(closure, part)
    which = np.flatnonzero(_is_hidden(closure, s, p, o))
    keep[which] &= _are_asserted(closure, (s[which], p[which], o[which]))
    return s[keep], p[keep], o[keep]


def _is_hidden(closure: ClosureState, s: Ints, p: Ints, o: Ints) -> Bools:
    """Return which triples are written only on request, or if they are asserted."""
    hidden = np.zeros(len(s), np.bool_)
    if not closure.options.reflexive:
        hidden |= of_everything(s, p, o)
    if not closure.options.axiomatic:
        hidden |= of_top_and_bottom(s, p)
    return hidden


def _are_asserted(closure: ClosureState, part: Columns) -> Bools:
    """Return which triples are asserted under these very names."""
    row = closure.table.find_exact(*part)
    found: Bools = (row >= 0) & (closure.table.column("rule")[row] == ASSERTED)
    return found


def _has_several_names(closure: ClosureState, column: Ints) -> Bools:
    if not closure.same_as.classes:
        return np.zeros(len(column), np.bool_)
    many = np.zeros(len(closure.same_as.representative), np.bool_)
    many[list(closure.same_as.classes)] = True
    found: Bools = many[column]
    return found
