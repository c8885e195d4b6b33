"""The second layer around a query: a process with one open file, no way to open another, and bounds on what it uses."""

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
    """Say whether workers are forked: as asked for, else where they can be. Raises UsageError if they cannot."""
    if workers == "forked" and not CAN_FORK:
        raise UsageError("there are no forks on this system; leave --workers out")
    return CAN_FORK and workers != "started"


def missing_limits() -> tuple[str, ...]:
    """Return what workers are not kept from on this system."""
    if not CAN_LIMIT:
        return ("the memory of a query has no limit", "only the reading of a query keeps it from the network and files")
    return () if sys.platform == "linux" else ("the memory of a query has no limit",)


def close_inherited_fds(keep: int) -> None:
    """Be a process of its own: none of the parent's handlers, none of its files but one."""
    signal.set_wakeup_fd(-1)
    for name in ("SIGTERM", "SIGCHLD", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the parent says when to end
    if not CAN_LIMIT:
        return  # a process that is started has none of its parent's files
    if keep > 0:  # closerange(0, 0) closes all
        os.closerange(0, keep)
    os.closerange(keep + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def confine(memory_bytes: int) -> None:
    """Leave no way to open a socket or a file, no core dump, and so much memory beyond what there is now.

    The memory has a bound on Linux alone, where the address space has one; ``missing_limits`` says what has none.
    """
    if not CAN_LIMIT:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    bound_memory(memory_bytes)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def bound_memory(memory_bytes: int) -> None:
    """Leave so much memory beyond what there is now, on Linux alone, where the address space has a bound."""
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
        memory = pages * resource.getpagesize() + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def end_with_parent(parent: int) -> bool:
    """Let the system end this process when its parent ends; False where it cannot.

    ``parent`` is the process that has begun this one. If it has ended already, so does this one: nobody would say so.
    """
    if LIBRARY is None or LIBRARY.prctl(_PR_SET_PDEATHSIG, _KILL, 0, 0, 0) != 0:
        return False
    if os.getppid() != parent:
        os._exit(1)
    return True


def end_after(seconds: float) -> None:
    """End this process after some time, should the parent be gone and end nobody; 0 for never."""
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
    """Return the most bytes that this process has had in memory, 0 where that cannot be told."""
    if not CAN_LIMIT:
        return 0
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024
