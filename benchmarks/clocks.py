"""A clock that the measured processes can afford: they import this and little else before they start."""

from __future__ import annotations

from time import perf_counter, process_time
from typing import NamedTuple


class Took(NamedTuple):
    """Seconds on the clock, and those that processors worked: a busy machine lengthens the second less."""

    wall: float
    cpu: float


class Clock:
    """Measures one thing after the other."""

    def __init__(self) -> None:
        """Begin."""
        self._last = perf_counter(), process_time()

    def lap(self) -> Took:
        """Return what has passed since the last lap."""
        wall, cpu = perf_counter(), process_time()
        took = Took(wall - self._last[0], cpu - self._last[1])
        self._last = perf_counter(), process_time()
        return took
