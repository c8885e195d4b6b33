"""The triples of a closure under all names, as terms or as columns of term numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from aliansi.reasoning import dictionary as d
from aliansi.reasoning.dictionary import STEP
from aliansi.reasoning.index import Bools, Ints, distinct
from aliansi.reasoning.rules import NUMBER
from aliansi.reasoning.table import ASSERTED

if TYPE_CHECKING:
    from rdflib.term import Node

    from aliansi.reasoning.native import Closure

BATCH = 1 << 17
AXIOMATIC = [NUMBER[name] for name in ("cls-thing", "cls-nothing1")]
Columns = tuple[Ints, Ints, Ints]


def triples(closure: Closure, inferred_only: bool) -> Iterator[tuple[Node, Node, Node]]:
    """Yield every triple, generalised ones too; steps and reflexive sameAs are left out."""
    from aliansi.reasoning.terms import node_of

    texts = closure.terms.texts()
    for part in columns(closure, inferred_only):
        names = distinct(np.concatenate(part)).tolist()
        terms = {name: node_of(texts[name]) for name in names}
        for s, p, o in zip(*(column.tolist() for column in part), strict=True):
            yield terms[s], terms[p], terms[o]


def columns(closure: Closure, inferred_only: bool) -> Iterator[Columns]:
    """Yield the triples in batches of columns, every triple under all its names once."""
    table = closure.table
    rows = np.flatnonzero(table.active[: table.size])
    s, p, o = (table.column(name)[rows] for name in "spo")
    real = closure.terms.kinds() != STEP
    keep: Bools = real[s] & real[p] & real[o]
    several = _has_several_names(closure, s) | _has_several_names(closure, p) | _has_several_names(closure, o)
    rule = table.column("rule")[rows]
    keep &= (p != d.SAME) | (s != o)
    if not closure.options.axiomatic:
        keep &= ~np.isin(rule, AXIOMATIC)
    plain = np.flatnonzero(keep & ~several)
    if inferred_only:
        plain = plain[rule[plain] != ASSERTED]
    for start in range(0, len(plain), BATCH):
        part = plain[start : start + BATCH]
        yield s[part], p[part], o[part]
    if closure.options.reflexive:
        terms = distinct(np.concatenate([s[keep], p[keep], o[keep]]))
        yield terms, np.full(len(terms), d.SAME), terms
    if not inferred_only:
        yield _said_to_be_themselves(closure)
    yield from _of_other_names(closure, rows[np.flatnonzero(keep & several)], inferred_only)


def _said_to_be_themselves(closure: Closure) -> Columns:
    """Return what is asserted to be the same as itself: nothing of ours says so, but nothing asserted is lost."""
    s, p, o, rule = (closure.table.column(name) for name in ("s", "p", "o", "rule"))
    rows = np.flatnonzero((p == d.SAME) & (s == o) & (rule == ASSERTED))
    return s[rows], p[rows], o[rows]


def _of_other_names(closure: Closure, rows: Ints, inferred_only: bool) -> Iterator[Columns]:
    """Yield what the rows say, under every name, and the names of each thing as the same."""
    names = closure.names
    for a, b, c in zip(*(closure.table.column(name)[rows].tolist() for name in "spo"), strict=True):
        yield from _batch(closure, product(names.of(a), names.of(b), names.of(c)), inferred_only)
    for of_one in names.classes.values():
        pairs = ((a, d.SAME, c) for a, c in product(of_one, of_one) if a != c)
        yield from _batch(closure, pairs, inferred_only)


def _batch(closure: Closure, of_names: Iterable[tuple[int, int, int]], inferred_only: bool) -> Iterator[Columns]:
    found = np.array(list(of_names), np.int32).reshape(-1, 3)
    found = found[(found[:, 1] != d.SAME) | (found[:, 0] != found[:, 2])]
    if inferred_only:
        found = found[[not closure.is_asserted((s, p, o)) for s, p, o in found.tolist()]]
    yield found[:, 0], found[:, 1], found[:, 2]


def _has_several_names(closure: Closure, column: Ints) -> Bools:
    if not closure.names.classes:
        return np.zeros(len(column), np.bool_)
    many = np.zeros(len(closure.names.representative), np.bool_)
    many[list(closure.names.classes)] = True
    found: Bools = many[column]
    return found
