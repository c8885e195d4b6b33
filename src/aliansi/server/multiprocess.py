"""Several processes that serve on one socket: each is started again when it has ended, and all end together.

They are forked from a process that has read the dataset and does nothing else, so that they share its memory. Each has
its own workers, limits, queues and cache.
"""

from __future__ import annotations

import mmap
import os
import signal
import struct
import time
import zlib
from collections.abc import Callable
from typing import Final, NoReturn

from aliansi.errors import UsageError
from aliansi.evaluation.workers.sandbox import CAN_FORK, end_with_parent

SECONDS_BETWEEN_STARTS: Final = 1.0
"""The shortest time from one start of a process to the next."""
MAX_METRICS_BYTES: Final = 2**16
_HEAD: Final = struct.Struct("!II")


class SharedMetrics:
    """Memory in which each of several processes writes its metrics, and all read them."""

    def __init__(self, processes: int) -> None:
        """Allocate the memory, before the processes are forked."""
        self._memory = mmap.mmap(-1, processes * MAX_METRICS_BYTES)
        self.processes = processes

    def write(self, process: int, text: str) -> None:
        """Write the metrics of a process, if they fit."""
        content = text.encode()
        if len(content) <= MAX_METRICS_BYTES - _HEAD.size:
            start = process * MAX_METRICS_BYTES
            self._memory[start : start + _HEAD.size + len(content)] = (
                _HEAD.pack(len(content), zlib.crc32(content)) + content
            )

    def read(self, process: int) -> str:
        """Return the last metrics of a process; nothing while it writes, or before."""
        start = process * MAX_METRICS_BYTES
        length, check = _HEAD.unpack_from(self._memory, start)
        content = self._memory[start + _HEAD.size : start + _HEAD.size + length]
        return content.decode() if zlib.crc32(content) == check else ""


class ProcessSlot:
    """The place of one process among several."""

    def __init__(self, memory: SharedMetrics, process: int) -> None:
        self._memory, self._process = memory, process

    def publish(self, metrics: str) -> None:
        """Let the other processes read the metrics of this one."""
        self._memory.write(self._process, metrics)

    def all_metrics(self) -> str:
        """Return the metrics of all processes in the text format of Prometheus, each with the label of its process."""
        found: dict[str, list[str]] = {}
        for process in range(self._memory.processes):
            title = ""
            for line in self._memory.read(process).splitlines():
                if line.startswith("#"):
                    title = line
                    continue
                found.setdefault(title, []).append(_labelled(line, process))
        return "".join(f"{title}\n" + "".join(f"{line}\n" for line in lines) for title, lines in found.items())


def _labelled(line: str, process: int) -> str:
    name, _, rest = line.partition(" ")
    before, brace, labels = name.partition("{")
    label = f'process="{process}"'
    return f"{before}{{{label},{labels} {rest}" if brace else f"{before}{{{label}}} {rest}"


def run_processes(processes: int, serve: Callable[[ProcessSlot], None]) -> None:
    """Serve in so many processes until Ctrl+C or SIGTERM. Raises UsageError where processes cannot be forked."""
    if not CAN_FORK:
        raise UsageError("--processes needs a system with fork; leave it out here")
    memory, signals = SharedMetrics(processes), {signal.SIGCHLD, signal.SIGINT, signal.SIGTERM}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    running: dict[int, tuple[int, float]] = {}
    try:
        for number in range(processes):
            running[_fork(ProcessSlot(memory, number), serve, before)] = number, time.monotonic()
        while signal.sigwait(signals) == signal.SIGCHLD:
            for child in _ended(running):
                number, since = running.pop(child)
                time.sleep(max(0.0, SECONDS_BETWEEN_STARTS - (time.monotonic() - since)))
                running[_fork(ProcessSlot(memory, number), serve, before)] = number, time.monotonic()
    finally:
        for child in running:
            os.kill(child, signal.SIGTERM)
        for child in running:
            os.waitpid(child, 0)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _fork(slot: ProcessSlot, serve: Callable[[ProcessSlot], None], mask: set[int | signal.Signals]) -> int:
    own = os.getpid()
    child = os.fork()
    if child == 0:
        _run_child(slot, serve, mask, own)
    return child


def _run_child(
    slot: ProcessSlot, serve: Callable[[ProcessSlot], None], mask: set[int | signal.Signals], parent: int
) -> NoReturn:
    status = 1
    try:
        end_with_parent(parent)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        serve(slot)
        status = 0
    finally:
        os._exit(status)


def _ended(running: dict[int, tuple[int, float]]) -> list[int]:
    return [child for child in running if os.waitpid(child, os.WNOHANG)[0]]
