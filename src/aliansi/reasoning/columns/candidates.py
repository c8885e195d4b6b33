"""Conclusions that rules have drawn, as columns, before it is known which of them are new."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from aliansi.reasoning.columns.sorted_index import NONE, Bools, Ints

COLUMNS = ("s", "p", "o", "rule", "axiom", "first", "second")
FEW = 64


@dataclass(frozen=True)
class Candidates:
    """Conclusions that rules have drawn, before it is known which are new."""

    s: Ints
    p: Ints
    o: Ints
    rule: Ints
    axiom: Ints
    first: Ints
    second: Ints

    @classmethod
    def join(cls, parts: list[Candidates]) -> Candidates:
        """Put several batches behind one another."""
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
    """Make a batch from columns; a number stands for a whole column of it."""
    size = len(s)
    columns = (_constant(c, size) if isinstance(c, int) else c for c in (s, p, o, rule, axiom, first, second))
    return Candidates(*columns)


def _constant(value: int, size: int) -> Ints:
    """Return a column of one value; of few rows there are so many that making each would take longest."""
    return _few_of(value)[:size] if size <= FEW else np.full(size, value, np.int32)


@lru_cache(maxsize=1024)
def _few_of(value: int) -> Ints:
    column = np.full(FEW, value, np.int32)
    column.flags.writeable = False  # it is shared
    return column


def expand(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Return, for ranges low[i]..high[i], the number i of each range and every position in it."""
    counts = high - low
    which = np.arange(len(low)).repeat(counts)
    return which, np.arange(len(which)) + (low - (counts.cumsum() - counts))[which]
