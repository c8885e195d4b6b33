"""Clock for the measured processes, which import little else before they start."""

from __future__ import annotations

from time import perf_counter, process_time
from typing import NamedTuple


class Took(NamedTuple):
    """Wall-clock and CPU seconds; a busy machine affects the latter less."""

    wall: float
    cpu: float


class Clock:
    """Stopwatch for consecutive laps."""

    def __init__(self) -> None:
        """Start the first lap."""
        self._last = perf_counter(), process_time()

    def lap(self) -> Took:
        """Return the time since the last lap."""
        wall, cpu = perf_counter(), process_time()
        took = Took(wall - self._last[0], cpu - self._last[1])
        self._last = perf_counter(), process_time()
        return took
