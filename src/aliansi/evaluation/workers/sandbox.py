"""Sandbox of a worker process: one open socket, no way to open anything else, and limits on memory and time."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from aliansi.errors import UsageError

CAN_FORK: Final = hasattr(os, "fork")
CAN_LIMIT: Final = find_spec("resource") is not None
LIBRARY: Final = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG: Final = 1
_KILL: Final[int] = getattr(signal, "SIGKILL", 0)
_alarm: threading.Timer | None = None
if CAN_LIMIT:
    import resource


def uses_fork(workers: str | None) -> bool:
    """Return whether workers are forked: as requested, else wherever possible. Raises UsageError if impossible."""
    if workers == "forked" and not CAN_FORK:
        raise UsageError("this system cannot fork processes; omit --workers")
    return CAN_FORK and workers != "started"


def missing_limits() -> tuple[str, ...]:
    """Return the limits that this system cannot enforce on workers."""
    if not CAN_LIMIT:
        return ("the memory of a query has no limit", "only the reading of a query keeps it from the network and files")
    return () if sys.platform == "linux" else ("the memory of a query has no limit",)


def close_inherited_fds(keep: int) -> None:
    """Reset the parent's signal handlers and close its files except one."""
    signal.set_wakeup_fd(-1)
    for name in ("SIGTERM", "SIGCHLD", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the parent ends its workers
    if not CAN_LIMIT:
        return  # a spawned process has none of its parent's files
    if keep > 0:  # closerange(0, 0) closes all
        os.closerange(0, keep)
    os.closerange(keep + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def confine(memory_bytes: int) -> None:
    """Forbid opening sockets and files and core dumps, and limit the memory that can be added to the present.

    Only Linux limits the memory; see ``missing_limits``.
    """
    if not CAN_LIMIT:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    bound_memory(memory_bytes)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def bound_memory(memory_bytes: int) -> None:
    """Limit the memory that can be added to the present; only Linux has a limit on the address space."""
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
        memory = pages * resource.getpagesize() + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def end_with_parent(parent: int) -> bool:
    """Make the system end this process when its parent ends; return False where it cannot.

    ``parent`` is the id of the process that started this one. If that has ended already, this one ends here, because
    the system would not notice.
    """
    if LIBRARY is None or LIBRARY.prctl(_PR_SET_PDEATHSIG, _KILL, 0, 0, 0) != 0:
        return False
    if os.getppid() != parent:
        os._exit(1)
    return True


def end_after(seconds: float) -> None:
    """End this process after some time, in case the parent is gone and cannot end it; 0 cancels that."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
        return
    global _alarm
    if _alarm:
        _alarm.cancel()
    _alarm = threading.Timer(seconds, os._exit, (1,)) if seconds else None
    if _alarm:
        _alarm.daemon = True
        _alarm.start()


def memory_used() -> int:
    """Return the peak memory of this process in bytes, 0 where it is unknown."""
    if not CAN_LIMIT:
        return 0
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024
