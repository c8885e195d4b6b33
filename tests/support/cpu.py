"""The processor's time that a test takes, and how much it may take on this machine."""

from __future__ import annotations

import os
import time
from typing import Final

LIMIT: Final = 2.0
"""Seconds of CPU: a test that takes more has the mark ``slow``."""

_LOOP: Final = 0.005
"""Seconds that the loop below takes: a little less than on the machine on which ``LIMIT`` was set."""


def used() -> float:
    """Return the seconds that this process has used, and those of its children that have ended."""
    return sum(os.times()[:4])


def limit() -> float:
    """Return the limit on this machine at this moment: a slow or busy one has longer seconds."""
    started = time.process_time()
    sum(number * number for number in range(200_000))
    return LIMIT * max(1.0, (time.process_time() - started) / _LOOP)
