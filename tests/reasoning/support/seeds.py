"""The seeds of the random graphs that the engine is held against: the same ones each time, or others if asked for.

``ALIANSI_SEEDS=500:5000 pytest tests/test_native.py tests/test_proofs_random.py`` takes other ones.
"""

from __future__ import annotations

import os
from typing import Final

FIRST, LAST = (int(bound) for bound in os.environ.get("ALIANSI_SEEDS", "0:500").split(":"))
"""The first seed, and the one after the last."""
SIZE: Final = 25
GROUPS: Final = [range(start, min(start + SIZE, LAST)) for start in range(FIRST, LAST, SIZE)]
"""The seeds of one test each: a test for every seed would cost more than what it tests."""


def name(seeds: range) -> str:
    return f"seeds {seeds.start} to {seeds.stop - 1}"
