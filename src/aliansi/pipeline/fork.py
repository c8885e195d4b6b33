"""Run a function in a forked process while this one works on, which waits for its result or does not need it."""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from signal import SIG_DFL, SIGINT, signal
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from multiprocessing.context import ForkProcess  # not on Windows

T = TypeVar("T")
_NICENESS: Final = 10


@contextmanager
def in_fork(function: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Start ``function`` in a fork of this process and yield a function that waits for its result.

    It must need no lock of another thread. Where there is no fork or only one core, or the fork fails, it runs here.
    """
    if not _can_fork() or (os.cpu_count() or 1) < 2:
        yield function
        return
    receiver, sender = get_context("fork").Pipe(duplex=False)
    process = _start(_send, sender, function)
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


@contextmanager
def in_background(function: Callable[[], object]) -> Iterator[None]:
    """Run ``function`` in a fork of low priority, which ends with this context at the latest.

    It must need no lock of another thread. Where there is no fork, it runs here before the context begins.
    """
    if not _can_fork():
        function()
        yield
        return
    process = _start(_run_at_low_priority, function)
    try:
        yield
    finally:
        process.kill()
        process.join()


def _can_fork() -> bool:
    return "fork" in get_all_start_methods()


def _start(target: Callable[..., None], *arguments: object) -> ForkProcess:
    process = get_context("fork").Process(target=target, args=arguments, daemon=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python warns of every thread
        process.start()
    return process


def _run_at_low_priority(function: Callable[[], object]) -> None:
    signal(SIGINT, SIG_DFL)
    os.nice(_NICENESS)
    function()


def _send(sender: Connection, function: Callable[[], object]) -> None:
    signal(SIGINT, SIG_DFL)  # no traceback after Ctrl+C
    gc.disable()  # collecting would copy the memory that both processes share
    sender.send(function())
