"""Workers that are started anew, where processes cannot be forked: each reads the dataset for itself.

A worker is told on its standard input where its parent listens on this machine, and a secret that nobody else knows;
it connects when it has read the dataset, and then is a worker like any other. Nothing here is of one system alone.
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
from aliansi.evaluation import worker
from aliansi.evaluation.limits import Limits
from aliansi.evaluation.scratch import Scratch
from aliansi.evaluation.worker_connection import WorkerConnection

HOST: Final = "127.0.0.1"
SECONDS_TO_START: Final = 120.0
_SECONDS_BETWEEN_LOOKS: Final = 0.2
_OF_ITS_OWN: Final[int] = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
_SECONDS_TO_SAY_IT: Final = 2.0
_BYTES_OF_A_SECRET: Final = 64


@dataclass(frozen=True)
class _SpawnedProcess:
    """A worker that has been started, where it will connect, and what it will say then."""

    process: subprocess.Popen[bytes]
    listening: socket.socket
    secret: bytes


class WorkerSpawner:
    """The parent's side of the processes of one state of the dataset; it is used as a Zygote is.

    One worker is always started ahead: to read the dataset takes longer than most queries.
    """

    def __init__(self, store: Store, limits: Limits) -> None:
        """Write the dataset for the workers to read. Raises OSError if there is no room for it."""
        self._limits = limits
        self._scratch = Scratch()
        self._dataset = self._scratch.path / "dataset.nq"
        store.dataset.dump(self._dataset, format=ox.RdfFormat.N_QUADS)
        self._begun: dict[int, _SpawnedProcess] = {}
        self._ahead: _SpawnedProcess | None = self._begin()

    def fork(self, number: int) -> socket.socket:
        """Take a worker for a number; return where it will connect. Raises OSError if there is no room for another."""
        for ended in [number for number, begun in self._begun.items() if begun.process.poll() is not None]:
            self.kill(ended)
        begun, self._ahead = self._ahead or self._begin(), None
        self._begun[number] = begun
        with suppress(OSError):  # then the next is started when it is needed
            self._ahead = self._begin()
        return begun.listening

    def _begin(self) -> _SpawnedProcess:
        listening = socket.create_server((HOST, 0), backlog=8)
        secret = secrets.token_hex(_BYTES_OF_A_SECRET // 2)
        told = {
            "port": listening.getsockname()[1],
            "secret": secret,
            "dataset": str(self._dataset),
            "parent": os.getpid(),
        }
        try:
            # -P: a folder of the same name where the server was started is none of ours.
            command = [sys.executable, "-P", "-m", "aliansi.evaluation.spawned_workers"]
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, start_new_session=True, creationflags=_OF_ITS_OWN
            )  # Ctrl+C is for the parent: who then ends this one
        except OSError:
            listening.close()
            raise
        Thread(target=process.wait, daemon=True).start()  # so that none that has ended stays in the table of processes
        assert process.stdin
        with suppress(OSError), process.stdin as stdin:  # it has ended already, which is noticed where it connects
            stdin.write(json.dumps(told | {"limits": asdict(self._limits)}).encode("utf-8") + b"\n")
        return _SpawnedProcess(process, listening, secret.encode("ascii"))

    async def connect(self, listening: socket.socket, line: WorkerConnection) -> None:
        """Open the line to a worker when it is there. Raises OSError if it has ended or is late."""
        loop = asyncio.get_running_loop()
        begun = self._begun[line.number]
        with listening:
            async with asyncio.timeout(SECONDS_TO_START):
                while True:
                    theirs = await _accept(begun)
                    if await _is_ours(theirs, begun.secret):
                        break
                    theirs.close()  # somebody else on this machine
        await loop.create_connection(lambda: line, sock=theirs)

    def kill(self, number: int) -> None:
        """End a worker at once; one that has ended already does not mind."""
        if begun := self._begun.pop(number, None):
            begun.listening.close()
            begun.process.kill()

    def close(self) -> None:
        """End all workers; they are gone when this returns."""
        last = [*self._begun.values(), *([self._ahead] if self._ahead else [])]
        for begun in last:
            begun.listening.close()
            begun.process.kill()
        for begun in last:
            begun.process.wait()
        self._begun.clear()
        self._scratch.close()


async def _accept(begun: _SpawnedProcess) -> socket.socket:
    loop = asyncio.get_running_loop()
    accepting = asyncio.ensure_future(loop.sock_accept(begun.listening))
    try:
        while not (await asyncio.wait({accepting}, timeout=_SECONDS_BETWEEN_LOOKS))[0]:
            if begun.process.poll() is not None:
                raise ConnectionAbortedError("a worker has ended before it was ready")
        theirs, _ = accepting.result()
    finally:
        accepting.cancel()
    theirs.setblocking(False)
    return theirs


async def _is_ours(theirs: socket.socket, secret: bytes) -> bool:
    with suppress(TimeoutError, OSError):
        async with asyncio.timeout(_SECONDS_TO_SAY_IT):
            said = await asyncio.get_running_loop().sock_recv(theirs, _BYTES_OF_A_SECRET)
            return hmac.compare_digest(said, secret)
    return False


def main() -> None:
    """Be a worker."""
    told = json.loads(sys.stdin.buffer.readline())
    try:
        store = read(Path(told["dataset"]))
    except UsageError as error:
        sys.exit(f"aliansi: a worker cannot begin: {error}")
    store.merge()
    try:
        line = socket.create_connection((HOST, told["port"]))
    except OSError:  # the parent has gone
        return
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.sendall(told["secret"].encode("ascii"))
    worker.run(line, store, Limits(**told["limits"]), told["parent"])


if __name__ == "__main__":
    main()
