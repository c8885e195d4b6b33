"""Fork server: a process with the store in memory that only forks workers.

It is forked once for each state of the dataset, while no thread is inside pyoxigraph: a lock held by another thread
would stay locked in the child forever. It has a single thread, so that it can fork workers safely at any time, within
milliseconds; they share the store.
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
from aliansi.evaluation.limits import Limits
from aliansi.evaluation.workers import worker
from aliansi.evaluation.workers.sandbox import close_inherited_fds
from aliansi.evaluation.workers.worker_connection import WorkerConnection

_COMMAND: Final = struct.Struct("!BI")
_FORK: Final = 0
_KILL: Final = 1


class ForkServer:
    """The server's handle on the process."""

    def __init__(self, store: Store, limits: Limits) -> None:
        """Fork the process. Raises OSError if the system refuses another process."""
        self._control, theirs = socket.socketpair()
        try:
            with warnings.catch_warnings():
                # Python 3.12 warns of other threads; those that serve files hold no lock that the child needs.
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
        """Fork a worker; return the socket to it. Raises OSError if the process has ended."""
        ours, theirs = socket.socketpair()
        try:
            socket.send_fds(self._control, [_COMMAND.pack(_FORK, number)], [theirs.fileno()])
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        return ours

    async def connect(self, sock: socket.socket, connection: WorkerConnection) -> None:
        """Open the connection to a worker."""
        await asyncio.get_running_loop().create_unix_connection(lambda: connection, sock=sock)

    def kill(self, number: int) -> None:
        """End a worker at once, if it has not ended already."""
        with contextlib.suppress(OSError):  # the process has ended: a worker without a connection ends by itself
            self._control.send(_COMMAND.pack(_KILL, number))

    def close(self) -> None:
        """End the process and all its workers, and wait until they are gone."""
        self._end()


def _end(control: socket.socket, child: int) -> None:
    control.close()
    with contextlib.suppress(ChildProcessError):  # other code has waited for all children
        os.waitpid(child, 0)


def _run(control: socket.socket, store: Store, limits: Limits) -> NoReturn:
    """Run the process; it exits without the parent's clean-up."""
    try:
        gc.disable()
        gc.freeze()
        close_inherited_fds(control.fileno())
        store.merge()
        _ForkServerProcess(control, store, limits).serve()
    finally:
        os._exit(0)


class _ForkServerProcess:
    def __init__(self, control: socket.socket, store: Store, limits: Limits) -> None:
        self._control, self._store, self._limits = control, store, limits
        self._workers: dict[int, int] = {}
        signal.signal(signal.SIGCHLD, self._reap)

    def serve(self) -> None:
        """Follow the commands of the server until it closes the connection."""
        try:
            while True:
                command, sockets, _, _ = socket.recv_fds(self._control, _COMMAND.size, 1)
                if len(command) < _COMMAND.size:
                    return
                kind, number = _COMMAND.unpack(command)
                if kind == _FORK:
                    self._fork(number, sockets[0])
                elif number in self._workers:
                    os.kill(self._workers[number], signal.SIGKILL)
        finally:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for child in self._workers.values():
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)

    def _fork(self, number: int, sock: int) -> None:
        # A child that is reaped before it is in the table would stay there forever.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        parent = os.getpid()
        try:
            child = os.fork()
            if child == 0:
                signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
                worker.run(socket.socket(fileno=sock), self._store, self._limits, parent)
            self._workers[number] = child
        except OSError:
            pass  # no further process: the server sees the closed connection
        finally:
            os.close(sock)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})

    def _reap(self, *_: object) -> None:
        for number, child in list(self._workers.items()):
            if os.waitpid(child, os.WNOHANG)[0]:
                del self._workers[number]
