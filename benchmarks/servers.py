"""The measured endpoints: how each loads its data, starts and stops."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from importlib import metadata
from pathlib import Path
from random import choice
from time import perf_counter, sleep
from typing import Final, Self

from load import Line, NoAnswer, request
from measure import process
from shapes import TABLE

SECONDS_TO_START: Final = 600.0
SECONDS_TO_END: Final = 2.0
PORTS: Final = range(20_000, 30_000)
"""Below the ephemeral ports of common systems."""
OXIGRAPH: Final = "0.5.13"
PLAIN: Final = "aliansi without httptools"


@dataclass(frozen=True)
class Server:
    """An endpoint: the command that serves a file on a port, and how the data are prepared and loaded.

    ``blocks`` means that it handles one request at a time: when it answers, the previous request has ended.
    """

    name: str
    command: Callable[[Path, int], Sequence[str]]
    path: str = "/query"
    prepare: Callable[[Path], None] = lambda file: None
    fill: Callable[[Path, int], None] = lambda file, port: None
    missing: str | None = None
    largest: int | None = None
    blocks: bool = False


@dataclass(frozen=True)
class Running:
    """A running server with its process, and the seconds from its start to its first answer."""

    server: Server
    port: int
    started: float
    process: int


def all_servers(oxigraph: str | None = None) -> dict[str, Server]:
    """Return every server by its name; ``oxigraph`` is the path of the program if it is not on the path.

    Exits if there is no such program.
    """
    if oxigraph and not shutil.which(oxigraph):
        raise SystemExit(f"{oxigraph}: no such program")
    binary = oxigraph or shutil.which("oxigraph") or shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    lacking = None if binary else f"pip install oxigraph=={OXIGRAPH}, or --oxigraph PROGRAM"
    program = binary or "oxigraph"
    found = (
        Server("aliansi", _aliansi, "/sparql"),
        Server(PLAIN, _aliansi_without_httptools, "/sparql"),
        Server(
            "oxigraph on disk",
            lambda file, port: (program, "serve-read-only", "-l", str(_folder(file)), "-b", f"127.0.0.1:{port}"),
            prepare=lambda file: _load(program, file),
            missing=lacking,
        ),
        Server(
            "oxigraph in memory",
            lambda _, port: (program, "serve", "-b", f"127.0.0.1:{port}"),
            fill=_post,
            missing=lacking,
        ),
        Server("rdflib-endpoint", _stock, missing=_lacking("rdflib-endpoint"), largest=1_000_000, blocks=True),
    )
    return {server.name: server for server in found}


def earlier(checkout: Path) -> Server:
    """Return the server of another checkout of the project, as a peer of this one (POSIX)."""
    path = f"PYTHONPATH={checkout.resolve() / 'src'}"
    return Server("aliansi before", lambda file, port: ("env", path, *_aliansi(file, port)), "/sparql")


def present(servers: Sequence[Server]) -> Iterator[Server]:
    """Yield the installed servers; print how to install the others."""
    for server in servers:
        if server.missing:
            print(f"{server.name} is not installed and is left out: {server.missing}", file=sys.stderr)
        else:
            yield server


@contextmanager
def running(server: Server, file: Path) -> Iterator[Running]:
    """Serve a file within the context. Raises NoAnswer if the server does not start."""
    server.prepare(file)
    with started(server.command(file, port := free_port())) as child:
        begun = perf_counter()
        try:
            until_it_answers(child, port, server.path, filled=lambda: server.fill(file, port))
        except NoAnswer as error:
            raise NoAnswer(f"{server.name} does not start: {error}") from error
        yield Running(server, port, perf_counter() - begun, child.pid)


class Seat:
    """A server that can be restarted, because an abandoned query may still run in it."""

    def __init__(self, server: Server, file: Path) -> None:
        """Serve a file once the context is entered. Raises NoAnswer if the server does not start."""
        self.server, self._file, self._stack = server, file, ExitStack()
        self.one: Running

    def __enter__(self) -> Self:
        """Start the server."""
        self.one = self._stack.enter_context(running(self.server, self._file))
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the server."""
        self._stack.close()

    def free(self, seconds: float) -> None:
        """Make sure that the server is idle: wait for one that blocks, restart any other."""
        if not (self.server.blocks and self._answers(seconds)):
            self.restart()

    def restart(self) -> None:
        """Stop the server, even during a request, and start it again."""
        self._stack.close()
        self.__enter__()

    def _answers(self, seconds: float) -> bool:
        try:
            line = Line(self.one.port, seconds)
            try:
                line.get(request(self.server.path, "ASK {}", TABLE))
            finally:
                line.close()
        except (NoAnswer, OSError):
            return False
        return True


@contextmanager
def started(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command within the context; it may cache bytecode, as for any user."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, env=environment) as child:
        try:
            yield child
        finally:
            child.terminate()
            try:
                child.wait(SECONDS_TO_END)
            except subprocess.TimeoutExpired:  # a running query blocks the signal
                child.kill()


def until_it_answers(
    child: subprocess.Popen[bytes], port: int, path: str, filled: Callable[[], None] = lambda: None
) -> None:
    """Wait until a server has answered its first query. Raises NoAnswer if it exits or takes too long."""
    begun = perf_counter()
    while perf_counter() - begun < SECONDS_TO_START:
        if child.poll() is not None:
            raise NoAnswer(f"the server exited ({child.returncode})")
        try:
            line = Line(port)
        except OSError:
            sleep(0.002)
            continue
        filled()
        try:
            line.get(request(path, "ASK {}", TABLE))
        finally:
            line.close()
        return
    raise NoAnswer("the server does not start")


def free_port() -> int:
    """Return a free port that the system does not assign to another process while a server reads its data."""
    while True:
        with suppress(OSError), socket.create_server(("127.0.0.1", port := choice(PORTS))):
            return port


def _aliansi(file: Path, port: int) -> Sequence[str]:
    return (sys.executable, "-m", "aliansi", "serve", "--dataset", str(file), "--port", str(port))


def _aliansi_without_httptools(file: Path, port: int) -> Sequence[str]:
    """Return the command of a server that cannot import httptools and uvloop, as where they have no wheels."""
    start = "import sys; sys.modules.update(httptools=None, uvloop=None); from aliansi.cli import main; main()"
    return (sys.executable, "-c", start, *_aliansi(file, port)[3:])


def _stock(file: Path, port: int) -> Sequence[str]:
    return (sys.executable, str(Path(__file__).with_name("stock.py")), str(file), str(port))


def _lacking(distribution: str) -> str | None:
    try:
        metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return f"pip install {distribution}"
    return None


def _folder(file: Path) -> Path:
    return file.with_suffix(".oxigraph")


def _load(program: str, file: Path) -> None:
    if not _folder(file).exists():
        done = process((program, "load", "-l", str(_folder(file)), "-f", str(file)))
        if done.status:
            raise NoAnswer(f"oxigraph load: {done.errors.strip()}")


def _post(file: Path, port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port)
    with file.open("rb") as content:
        connection.request("POST", "/store?default", content, {"Content-Type": "application/n-triples"})
        if (status := connection.getresponse().status) >= 300:
            raise NoAnswer(f"data refused: status {status}")
    connection.close()
