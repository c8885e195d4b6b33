"""A process that ends with its parent also ends if the parent ended before it asked for that."""

from __future__ import annotations

import os
import signal
import time

import pytest

from aliansi.evaluation.workers.sandbox import CAN_FORK, LIBRARY, end_with_parent
from tests.server.support.watched import until

pytestmark = pytest.mark.skipif(not CAN_FORK or LIBRARY is None, reason="Linux ends a process with its parent")


def descendant(registers_first: bool) -> int:
    """Start a process whose parent ends before or after it calls end_with_parent; return its process id."""
    read, write = os.pipe()
    parent = os.fork()
    if parent == 0:
        own = os.getpid()
        if os.fork() == 0:
            os.write(write, f"{os.getpid()}\n".encode())
            if not registers_first:
                while os.getppid() == own:
                    time.sleep(0.001)
            end_with_parent(own)
            os.write(write, b"goes on\n")
            time.sleep(60)  # like an endless query
        time.sleep(0.3 if registers_first else 0)
        os._exit(0)
    os.waitpid(parent, 0)
    os.close(write)
    with os.fdopen(read) as output:
        return int(output.readline())


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("registers_first", [True, False])
def test_no_process_outlives_its_parent(registers_first: bool) -> None:
    process = descendant(registers_first)
    try:
        until(lambda: not is_running(process))
    finally:
        if is_running(process):
            os.kill(process, signal.SIGKILL)
