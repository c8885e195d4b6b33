"""Run a function in a forked process while this one works on."""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from signal import SIG_DFL, SIGINT, signal
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def in_fork(function: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Start ``function`` in a fork of this process and yield a function that waits for its result.

    It must need no lock of another thread. Where there is no fork or only one core, or the fork fails, it runs here.
    """
    if "fork" not in get_all_start_methods() or (os.cpu_count() or 1) < 2:
        yield function
        return
    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(sender, function), daemon=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python warns of every thread
        process.start()
    sender.close()

    def result() -> T:
        try:
            received: T = receiver.recv()
        except (EOFError, OSError):  # the fork has died
            return function()
        return received

    try:
        yield result
    finally:
        process.kill()
        process.join()
        receiver.close()


def _send(sender: Connection, function: Callable[[], object]) -> None:
    signal(SIGINT, SIG_DFL)  # no traceback after Ctrl+C
    gc.disable()  # collecting would copy the memory that both processes share
    sender.send(function())
