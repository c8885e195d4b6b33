"""Workers for systems without fork (Windows): each is a new interpreter that reads the dataset itself.

A worker reads from standard input the port at which its parent listens on this machine, and a secret. It connects when
it has read the dataset, proves itself with the secret, and from then on is like a forked worker.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import secrets
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Thread
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store, read
from aliansi.errors import UsageError
from aliansi.evaluation.limits import Limits
from aliansi.evaluation.workers import worker
from aliansi.evaluation.workers.scratch import ScratchFile
from aliansi.evaluation.workers.worker_connection import WorkerConnection

HOST: Final = "127.0.0.1"
START_SECONDS: Final = 120.0
POLL_SECONDS: Final = 0.2
SECRET_SECONDS: Final = 2.0
SECRET_BYTES: Final = 64
_NEW_GROUP: Final[int] = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)


@dataclass(frozen=True)
class _SpawnedProcess:
    """A worker's process, the socket at which its parent listens for it, and its secret."""

    process: subprocess.Popen[bytes]
    listener: socket.socket
    secret: bytes

    def kill(self) -> None:
        self.listener.close()
        self.process.kill()


class WorkerSpawner:
    """Spawns the workers of one state of the dataset, with the interface of ``ForkServer``.

    One worker is always started ahead, because reading the dataset takes longer than most queries.
    """

    def __init__(self, store: Store, limits: Limits) -> None:
        """Write the dataset for the workers to read. Raises OSError if there is no room for it."""
        self._limits = limits
        self._dataset = ScratchFile()
        store.dataset.dump(self._dataset.path, format=ox.RdfFormat.N_QUADS)
        self._workers: dict[int, _SpawnedProcess] = {}
        self._ahead: _SpawnedProcess | None = self._spawn()

    def start(self, number: int) -> socket.socket:
        """Start a worker; return the socket at which to accept it. Raises OSError if there is no room for it."""
        for ended in [number for number, spawned in self._workers.items() if spawned.process.poll() is not None]:
            self.kill(ended)
        spawned, self._ahead = self._ahead or self._spawn(), None
        self._workers[number] = spawned
        with suppress(OSError):  # then the next one is spawned when it is needed
            self._ahead = self._spawn()
        return spawned.listener

    def _spawn(self) -> _SpawnedProcess:
        listener = socket.create_server((HOST, 0), backlog=8)
        secret = secrets.token_hex(SECRET_BYTES // 2)
        settings = {
            "port": listener.getsockname()[1],
            "secret": secret,
            "dataset": str(self._dataset.path),
            "parent": os.getpid(),
            "limits": asdict(self._limits),
        }
        # -P: a folder named aliansi in the working directory is not this package.
        command = [sys.executable, "-P", "-m", "aliansi.evaluation.workers.spawned_workers"]
        try:
            # A session or group of its own: Ctrl+C reaches the parent alone, which then ends its workers.
            process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True, creationflags=_NEW_GROUP)
        except OSError:
            listener.close()
            raise
        Thread(target=process.wait, daemon=True).start()  # so that an ended process does not become a zombie
        assert process.stdin
        with suppress(OSError), process.stdin as stdin:  # it may have ended already: connect() will see
            stdin.write(json.dumps(settings).encode("utf-8") + b"\n")
        return _SpawnedProcess(process, listener, secret.encode("ascii"))

    async def connect(self, listener: socket.socket, connection: WorkerConnection) -> None:
        """Open the connection when the worker is ready. Raises OSError if it has ended, TimeoutError if it is late."""
        spawned = self._workers[connection.number]
        with listener:
            async with asyncio.timeout(START_SECONDS):
                while not await _has_secret(client := await _accept(spawned), spawned.secret):
                    client.close()  # another process on this machine
        await asyncio.get_running_loop().create_connection(lambda: connection, sock=client)

    def kill(self, number: int) -> None:
        """End a worker at once, if it has not ended already."""
        if spawned := self._workers.pop(number, None):
            spawned.kill()

    def close(self) -> None:
        """End all workers and wait until they are gone."""
        processes = [*self._workers.values(), *([self._ahead] if self._ahead else [])]
        for spawned in processes:
            spawned.kill()
        for spawned in processes:
            spawned.process.wait()
        self._workers.clear()
        self._dataset.close()


async def _accept(spawned: _SpawnedProcess) -> socket.socket:
    """Return the next connection to a worker's socket. Raises ConnectionAbortedError if the worker has ended."""
    accepting = asyncio.ensure_future(asyncio.get_running_loop().sock_accept(spawned.listener))
    try:
        while not (await asyncio.wait({accepting}, timeout=POLL_SECONDS))[0]:
            if spawned.process.poll() is not None:
                raise ConnectionAbortedError("the worker ended before it was ready")
        client, _ = accepting.result()
    finally:
        accepting.cancel()
    client.setblocking(False)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # a query does not wait for the one before
    return client


async def _has_secret(client: socket.socket, secret: bytes) -> bool:
    """Return whether the first bytes of a connection are the secret."""
    with suppress(TimeoutError, OSError):
        async with asyncio.timeout(SECRET_SECONDS):
            return hmac.compare_digest(await asyncio.get_running_loop().sock_recv(client, SECRET_BYTES), secret)
    return False


def main() -> None:
    """Run one worker with the settings on standard input."""
    settings = json.loads(sys.stdin.buffer.readline())
    try:
        store = read(Path(settings["dataset"]), warn=lambda _: None)  # the server has reported it
    except UsageError as error:
        sys.exit(f"aliansi: a worker cannot start: {error}")
    store.merge()
    try:
        connection = socket.create_connection((HOST, settings["port"]))
    except OSError:  # the parent has ended
        return
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.sendall(settings["secret"].encode("ascii"))
    worker.run(connection, store, Limits(**settings["limits"]), settings["parent"])


if __name__ == "__main__":
    main()
