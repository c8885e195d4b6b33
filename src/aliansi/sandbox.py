"""The second layer around a query: a process with one open file, no way to open another, and bounds on what it uses."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path
from typing import Final

CAN_FORK: Final = hasattr(os, "fork")
LIBRARY: Final = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG: Final = 1
if CAN_FORK:
    import resource


def leave_alone(keep: int) -> None:
    """Be a process of its own after a fork: none of the parent's handlers, none of its files but one."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the parent says when to end
    if keep > 0:  # closerange(0, 0) closes all
        os.closerange(0, keep)
    os.closerange(keep + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def confine(memory_bytes: int) -> None:
    """Leave no way to open a socket or a file, no core dump, and so much memory beyond what there is now.

    The memory has a bound on Linux alone, where the address space has one.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    bound_memory(memory_bytes)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def bound_memory(memory_bytes: int) -> None:
    """Leave so much memory beyond what there is now, on Linux alone, where the address space has a bound."""
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
        memory = pages * resource.getpagesize() + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def end_with_parent() -> bool:
    """Let the system end this process when its parent ends; False where it cannot."""
    return LIBRARY is not None and LIBRARY.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) == 0


def end_after(seconds: float) -> None:
    """Let the system end this process after some time, should the parent be gone and end nobody; 0 for never."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def memory_used() -> int:
    """Return the most bytes that this process has had in memory."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024
