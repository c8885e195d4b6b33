"""The process that workers are forked from: it has the store in memory and does nothing else.

It is forked once for each state of the dataset, at a moment when no thread is inside pyoxigraph: a lock held by another
thread would stay locked in the child for ever. It has one thread itself, so that the workers' forks are safe at any
time, cost a few milliseconds, and share the store.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import socket
import struct
import warnings
import weakref
from typing import Final, NoReturn

from aliansi.dataset.store import Store
from aliansi.evaluation import worker
from aliansi.evaluation.limits import Limits
from aliansi.evaluation.sandbox import close_inherited_fds
from aliansi.evaluation.worker_connection import WorkerConnection

_ORDER: Final = struct.Struct("!BI")
_FORK: Final = 0
_KILL: Final = 1


class ForkServer:
    """The parent's side of it."""

    def __init__(self, store: Store, limits: Limits) -> None:
        """Fork the process. Raises OSError if the system has no room for it."""
        self._control, theirs = socket.socketpair()
        try:
            with warnings.catch_warnings():
                # Python 3.12 warns of any other thread; those that serve files hold no lock that the child needs.
                warnings.simplefilter("ignore", DeprecationWarning)
                child = os.fork()
        except OSError:
            self._control.close()
            theirs.close()
            raise
        if child == 0:
            _run(theirs, store, limits)
        theirs.close()
        self.pid = child
        self._end = weakref.finalize(self, _end, self._control, child)

    def start(self, number: int) -> socket.socket:
        """Fork a worker of a number; return the line to it. Raises OSError if the process is gone."""
        ours, theirs = socket.socketpair()
        try:
            socket.send_fds(self._control, [_ORDER.pack(_FORK, number)], [theirs.fileno()])
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        return ours

    async def connect(self, forked: socket.socket, line: WorkerConnection) -> None:
        """Open the line to a worker."""
        await asyncio.get_running_loop().create_unix_connection(lambda: line, sock=forked)

    def kill(self, number: int) -> None:
        """End a worker at once; one that has ended already does not mind."""
        with contextlib.suppress(OSError):  # the process is gone; a worker without a line ends by itself
            self._control.send(_ORDER.pack(_KILL, number))

    def close(self) -> None:
        """End the process and all its workers; they are gone when this returns."""
        self._end()


def _end(control: socket.socket, child: int) -> None:
    control.close()
    with contextlib.suppress(ChildProcessError):  # somebody has waited for all children
        os.waitpid(child, 0)


def _run(control: socket.socket, store: Store, limits: Limits) -> NoReturn:
    """Be the process: its end closes nothing of the parent's."""
    try:
        gc.disable()
        gc.freeze()
        close_inherited_fds(control.fileno())
        store.merge()
        _ForkServerProcess(control, store, limits).obey()
    finally:
        os._exit(0)


class _ForkServerProcess:
    def __init__(self, control: socket.socket, store: Store, limits: Limits) -> None:
        self._control, self._store, self._limits = control, store, limits
        self._workers: dict[int, int] = {}
        signal.signal(signal.SIGCHLD, self._reap)

    def obey(self) -> None:
        """Do as the parent says, until it hangs up."""
        try:
            while True:
                order, lines, _, _ = socket.recv_fds(self._control, _ORDER.size, 1)
                if len(order) < _ORDER.size:
                    return
                kind, number = _ORDER.unpack(order)
                if kind == _FORK:
                    self._fork(number, lines[0])
                elif number in self._workers:
                    os.kill(self._workers[number], signal.SIGKILL)
        finally:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for child in self._workers.values():
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)

    def _fork(self, number: int, line: int) -> None:
        # Until the child's number is known it must not be reaped, or it would be listed for ever.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        own = os.getpid()
        try:
            child = os.fork()
            if child == 0:
                signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
                worker.run(socket.socket(fileno=line), self._store, self._limits, own)
            self._workers[number] = child
        except OSError:
            pass  # no room for another process: the line is closed, which the parent notices
        finally:
            os.close(line)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})

    def _reap(self, *_: object) -> None:
        for number, child in list(self._workers.items()):
            if os.waitpid(child, os.WNOHANG)[0]:
                del self._workers[number]
