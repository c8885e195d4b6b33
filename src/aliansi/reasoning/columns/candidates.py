"""Conclusions of rules as columns, before known ones are removed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from aliansi.reasoning.columns.sorted_index import NONE, Bools, Ints

COLUMNS = ("s", "p", "o", "rule", "axiom", "first", "second")
FEW = 64


@dataclass(frozen=True)
class Candidates:
    """Conclusions of rules, one per row, with the rule, the axiom and the premises of each."""

    s: Ints
    p: Ints
    o: Ints
    rule: Ints
    axiom: Ints
    first: Ints
    second: Ints

    @classmethod
    def join(cls, parts: list[Candidates]) -> Candidates:
        """Concatenate batches."""
        if len(parts) == 1:
            return parts[0]
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in COLUMNS))

    def take(self, index: Ints | Bools) -> Candidates:
        """Return some of the conclusions."""
        return Candidates(*(getattr(self, name)[index] for name in COLUMNS))


def candidates(
    s: Ints, p: Ints | int, o: Ints | int, rule: Ints | int, axiom: Ints | int, first: Ints | int,
    second: Ints | int = NONE,
) -> Candidates:  # fmt: skip
    """Return a batch from columns; an integer stands for a constant column."""
    size = len(s)
    columns = (_constant(c, size) if isinstance(c, int) else c for c in (s, p, o, rule, axiom, first, second))
    return Candidates(*columns)


def _constant(value: int, size: int) -> Ints:
    """Return a column of one value; short columns share a cached array, because most batches are small."""
    return _few_of(value)[:size] if size <= FEW else np.full(size, value, np.int32)


@lru_cache(maxsize=1024)
def _few_of(value: int) -> Ints:
    column = np.full(FEW, value, np.int32)
    column.flags.writeable = False  # shared by all callers
    return column


def expand(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Return, for ranges low[i]..high[i], the index i of each range and every position in it."""
    counts = high - low
    which = np.arange(len(low)).repeat(counts)
    return which, np.arange(len(which)) + (low - (counts.cumsum() - counts))[which]
