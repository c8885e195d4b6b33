"""A process that ends with its parent does so too if the parent has ended before it could say that it would."""

from __future__ import annotations

import os
import signal
import time

import pytest

from aliansi.evaluation.workers.sandbox import CAN_FORK, LIBRARY, end_with_parent
from tests.server.support.watched import until

pytestmark = pytest.mark.skipif(not CAN_FORK or LIBRARY is None, reason="Linux ends a process with its parent")


def descendant(says_so_before: bool) -> int:
    """Begin a process whose parent ends, before or after the process says that it ends with it; return its number."""
    read, write = os.pipe()
    parent = os.fork()
    if parent == 0:
        own = os.getpid()
        if os.fork() == 0:
            os.write(write, f"{os.getpid()}\n".encode())
            if not says_so_before:
                while os.getppid() == own:
                    time.sleep(0.001)
            end_with_parent(own)
            os.write(write, b"goes on\n")
            time.sleep(60)  # as a query that nobody ends
        time.sleep(0.3 if says_so_before else 0)
        os._exit(0)
    os.waitpid(parent, 0)
    os.close(write)
    with os.fdopen(read) as told:
        return int(told.readline())


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("says_so_before", [True, False])
def test_no_process_outlives_its_parent(says_so_before: bool) -> None:
    process = descendant(says_so_before)
    try:
        until(lambda: not is_running(process))
    finally:
        if is_running(process):
            os.kill(process, signal.SIGKILL)
