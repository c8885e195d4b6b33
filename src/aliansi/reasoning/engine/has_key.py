"""owl:hasKey (prp-key): instances of a class with equal values for all key properties are the same."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from aliansi.reasoning.columns.candidates import Candidates, candidates
from aliansi.reasoning.columns.sorted_index import NONE
from aliansi.reasoning.engine.state import ClosureState
from aliansi.reasoning.rules.catalogue import NUMBER
from aliansi.reasoning.terms import dictionary as d


def apply_keys(closure: ClosureState, start: int) -> Iterator[Candidates]:
    """Yield the sameAs conclusions of every key that the rows from ``start`` on may affect."""
    for class_, head, row in list(closure.schema.rows(d.HAS_KEY)):
        for properties, parts in closure.schema.lists(head):
            if properties and _concerns(closure, start, class_, properties):
                yield from _key(closure, class_, properties, (row, *parts))


def _concerns(closure: ClosureState, start: int, class_: int, properties: tuple[int, ...]) -> bool:
    p, o = (closure.table.column(name)[start:] for name in "po")
    return bool(((p == d.TYPE) & (o == class_)).any() or np.isin(p, properties).any())


def _key(
    closure: ClosureState, class_: int, properties: tuple[int, ...], axiom: tuple[int, ...]
) -> Iterator[Candidates]:
    holders: dict[tuple[int, ...], tuple[int, tuple[int, ...]]] = {}
    for member, typed in list(closure.schema.instances(class_)):
        values = [_values(closure, member, property_) for property_ in properties]
        for combination in product(*values):
            key, rows = tuple(v for v, _ in combination), (typed, *(r for _, r in combination))
            first, before = holders.setdefault(key, (member, rows))
            if first != member:
                closure.key_premises.update(before, rows)
                group = closure.schema.group(*axiom, *before, *rows)
                yield candidates(np.array([first]), d.SAME, np.array([member]), NUMBER["prp-key"], group, NONE)


def _values(closure: ClosureState, subject: int, property_: int) -> list[tuple[int, int]]:
    rows = closure.table.rows_of(property_, subject)
    return list(zip(closure.table.column("o")[rows].tolist(), rows.tolist(), strict=True))
