"""A server is stopped and started again: running requests finish, and new ones wait; responses are sent at once."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from aliansi.errors import UsageError
from aliansi.server import sockets
from tests.server.support.processes import SCRIPT, Server, serving
from tests.server.support.served import ENDLESS, make_store

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="sockets are handed over in POSIX")

HANDING_OVER = 'LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"'
"""What a service manager does before a server starts."""
SECONDS_TO_STOP = 10.0
SLOW = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(7)) + " }"


@contextmanager
def handed(listening: socket.socket, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a server that is handed a socket, and stop it as a service manager does."""

    def to_its_place() -> None:
        os.dup2(listening.fileno(), sockets.FIRST_DESCRIPTOR)

    command = ["sh", "-c", HANDING_OVER, "sh", sys.executable, "-c", SCRIPT, str(folder / "dataset.nq"), ""]
    passed = (listening.fileno(), sockets.FIRST_DESCRIPTOR)
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, pass_fds=passed, preexec_fn=to_its_place
    ) as process:
        try:
            assert process.stderr
            assert process.stderr.readline().startswith("Serving 9 triples at http://127.0.0.1:")
            yield process
            process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=60)
            assert errors == ""
        finally:
            process.kill()


class Asking(threading.Thread):
    """Asks all the time, each time on a new connection, and keeps what is no answer."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base, self.ends, self.answers = base, threading.Event(), 0
        self.wrong: list[str] = []

    def run(self) -> None:
        while not self.ends.is_set():
            try:
                asked = {"query": f"ASK {{}} # {time.monotonic()}", "format": "csv"}
                answered = httpx.get(f"{self.base}sparql", params=asked, trust_env=False, verify=False, timeout=60)
                self.answers += 1
                if answered.text != "true":
                    self.wrong.append(answered.text)
            except httpx.HTTPError as error:
                self.wrong.append(repr(error))


@pytest.mark.slow
def test_a_restart_refuses_no_request_on_a_socket_that_is_handed_over(tmp_path: Path) -> None:
    make_store(tmp_path)
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
        asking = [Asking(f"http://127.0.0.1:{listening.getsockname()[1]}/") for _ in range(3)]
        for number in range(4):
            with handed(listening, tmp_path):
                if number == 0:
                    for thread in asking:
                        thread.start()
                time.sleep(1)
        with handed(listening, tmp_path):
            for thread in asking:
                thread.ends.set()
            for thread in asking:
                thread.join()
    assert [thread.wrong for thread in asking if thread.wrong] == []
    assert all(thread.answers > 3 for thread in asking)


def stopped_while_asked(server: Server, query: str) -> tuple[list[str], float]:
    """Stop a server while it works on a query; return what was answered and how long the end took."""
    said: list[str] = []

    def ask() -> None:
        try:
            said.append(server.query(query).text)
        except httpx.HTTPError as error:
            said.append(type(error).__name__)

    thread = threading.Thread(target=ask)
    thread.start()
    while not server.workers() or "evaluation_busy 1" not in server.get("metrics").text:
        time.sleep(0.01)
    begun = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(60)
    seconds = time.monotonic() - begun
    thread.join()
    return said, seconds


@pytest.mark.parametrize("without", ["", "httptools,uvloop"], ids=["httptools", "h11"])
def test_what_is_under_way_is_finished_before_the_end(tmp_path: Path, without: str) -> None:
    with serving(tmp_path, without=without) as server:
        said, _ = stopped_while_asked(server, SLOW)
    assert said == [f"n\r\n{8**7}\r\n"]


def test_what_does_not_end_does_not_hold_up_the_end(tmp_path: Path) -> None:
    with serving(tmp_path, "seconds-ending=1") as server:
        said, seconds = stopped_while_asked(server, ENDLESS)
    assert said == ["the server is stopping; ask again in a moment\n"]
    assert seconds < SECONDS_TO_STOP


def test_nothing_is_handed_over_to_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LISTEN_FDS", "1")
    assert sockets.inherited_socket() is None
    monkeypatch.setenv("LISTEN_PID", str(os.getppid()))
    assert sockets.inherited_socket() is None


@pytest.mark.parametrize(("number", "why"), [("2", "2 sockets"), ("1", "LISTEN_FDS is set, but descriptor")])
def test_what_cannot_be_served_is_told(number: str, why: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LISTEN_FDS", number)
    monkeypatch.setenv("LISTEN_PID", str(os.getpid()))
    with (tmp_path / "file").open("w") as file:
        monkeypatch.setattr(sockets, "FIRST_DESCRIPTOR", file.fileno())
        with pytest.raises(UsageError, match=why):
            sockets.inherited_socket()
    assert "LISTEN_FDS" not in os.environ


def test_a_socket_that_does_not_listen_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LISTEN_FDS", "1")
    monkeypatch.setenv("LISTEN_PID", str(os.getpid()))
    with socket.socket() as other:
        monkeypatch.setattr(sockets, "FIRST_DESCRIPTOR", os.dup(other.fileno()))
        with pytest.raises(UsageError, match="does not listen"):
            sockets.inherited_socket()


def inherited(family: socket.AddressFamily, host: str, protocol: int = 0) -> socket.socket:
    """Return a listening socket as a service manager opens it."""
    listening = socket.socket(family, socket.SOCK_STREAM, protocol)
    listening.bind((host, 0))
    listening.listen()
    return listening


IPPROTO_MPTCP = 262
LISTENERS: dict[str, Callable[[], socket.socket]] = {
    "own": lambda: sockets.listen("127.0.0.1", 0),
    "own-by-name": lambda: sockets.listen("localhost", 0),
    "own-ipv6": lambda: sockets.listen("::1", 0),
    "own-on-all-addresses": lambda: sockets.listen("0.0.0.0", 0),
    "own-on-all-addresses-of-ipv6": lambda: sockets.listen("::", 0),
    "inherited": lambda: inherited(socket.AF_INET, "127.0.0.1"),
    "inherited-ipv6": lambda: inherited(socket.AF_INET6, "::1"),
    "inherited-tcp": lambda: inherited(socket.AF_INET, "127.0.0.1", socket.IPPROTO_TCP),
    "inherited-mptcp": lambda: inherited(socket.AF_INET, "127.0.0.1", IPPROTO_MPTCP),
}


def listener(kind: str, monkeypatch: pytest.MonkeyPatch) -> socket.socket:
    """Return the socket that a server listens on."""
    try:
        listening = LISTENERS[kind]()
    except (OSError, UsageError) as error:
        pytest.skip(f"this machine has no such socket: {error}")
    if not kind.startswith("inherited"):
        return listening
    monkeypatch.setenv("LISTEN_FDS", "1")
    monkeypatch.setenv("LISTEN_PID", str(os.getpid()))
    monkeypatch.setattr(sockets, "FIRST_DESCRIPTOR", listening.detach())
    return sockets.listen("127.0.0.1", 0)


@pytest.mark.parametrize("kind", LISTENERS)
def test_accepted_connections_send_at_once(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with listener(kind, monkeypatch) as listening, socket.create_connection(listening.getsockname()[:2]):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            assert listening.proto in (socket.IPPROTO_TCP, IPPROTO_MPTCP), "asyncio sets the option by the protocol"
