"""The seeds of the random graphs that the engine is held against: the same ones each time, or others if asked for.

``ALIANSI_SEEDS=500:5000 pytest tests/reasoning/engine/test_saturate.py tests/reasoning/oracle`` takes other ones.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final

import pytest

FIRST, LAST = (int(bound) for bound in os.environ.get("ALIANSI_SEEDS", "0:500").split(":"))
"""The first seed, and the one after the last."""
SIZE: Final = 25
GROUPS: Final = [range(start, min(start + SIZE, LAST)) for start in range(FIRST, LAST, SIZE)]
"""The seeds of one test each: a test for every seed would cost more than what it tests."""

COSTLY: Final = frozenset({17, 37, 86})
"""Of the first hundred those with large sets of what is the same: their proofs take over a second each."""


def split(groups: Sequence[range], fast: int) -> list[object]:
    """Return the first few groups, five seeds a test, and the others with the mark ``slow``."""
    short = [seeds[start : start + 5] for seeds in groups[:fast] for start in range(0, len(seeds), 5)]
    return [seeds if COSTLY.isdisjoint(seeds) else _slow(seeds) for seeds in short] + [*map(_slow, groups[fast:])]


def _slow(seeds: range) -> object:
    return pytest.param(seeds, marks=pytest.mark.slow)


def name(seeds: range) -> str:
    return f"seeds {seeds.start} to {seeds.stop - 1}"
