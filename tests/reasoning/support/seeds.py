"""Seeds of the random graphs: the same ones each time, or others on request.

``ALIANSI_SEEDS=500:5000 pytest tests/reasoning/engine/test_saturate.py tests/reasoning/oracle`` uses other ones.
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
"""Seeds of one test each: one test per seed would cost more in set-up than in testing."""

COSTLY: Final = frozenset({17, 37, 86})
"""Those of the first hundred with large owl:sameAs classes: their proofs take over a second each."""


def split(groups: Sequence[range], fast: int) -> list[object]:
    """Return the first few groups as tests of five seeds, and the others with the mark ``slow``."""
    short = [seeds[start : start + 5] for seeds in groups[:fast] for start in range(0, len(seeds), 5)]
    return [seeds if COSTLY.isdisjoint(seeds) else _slow(seeds) for seeds in short] + [*map(_slow, groups[fast:])]


def _slow(seeds: range) -> object:
    return pytest.param(seeds, marks=pytest.mark.slow)


def name(seeds: range) -> str:
    return f"seeds {seeds.start} to {seeds.stop - 1}"
