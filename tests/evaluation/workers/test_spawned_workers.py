"""Spawned workers give the same results as forked ones, with the limits that the system supports."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from aliansi.errors import EvaluationCrashed, TooBusy, UsageError
from aliansi.evaluation.evaluator import Evaluator
from aliansi.evaluation.limits import Limits
from aliansi.evaluation.query import Formats, Query
from aliansi.evaluation.workers import spawned_workers
from aliansi.evaluation.workers.sandbox import uses_fork
from tests.server.support.hostile import NESTED
from tests.server.support.processes import SCRIPT, Server, children, serving
from tests.server.support.served import ENDLESS, NQUADS, make_store
from tests.server.support.watched import is_running, until

ROWS = "SELECT * { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(9)) + " }"
CSV = Formats("text/csv", None)
linux = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked at as in Linux")

BARE = """
import ctypes, os, signal, socket, subprocess, sys, types
if "aliansi" in " ".join(sys.orig_argv):
    sys.modules["resource"] = sys.modules["uvloop"] = None
    subprocess.signal = types.SimpleNamespace(**vars(signal))  # which it needs here, and not in Windows
    ctypes.CDLL = lambda *_, **__: types.SimpleNamespace(prctl=lambda *_: -1)
    for module, names in {
        os: ("fork", "forkpty", "sched_getaffinity", "register_at_fork", "set_blocking"),
        signal: ("SIGKILL", "SIGHUP", "setitimer", "pthread_sigmask"),
        socket: ("MSG_DONTWAIT", "send_fds", "recv_fds", "SO_REUSEPORT"),
    }.items():
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
"""
"""Functions that a system may lack: each of these is missing on Windows."""

UNGUARDED = """
import sys
if "aliansi.evaluation.workers.spawned_workers" in sys.orig_argv:
    from aliansi.dataset import store
    store.refuse_federation = lambda query: None
"""
"""A worker without the first of the two layers, the federation guard."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    limits = ("seconds=1", "memory=256m", "result=64m", "at-once=2", "workers:started")
    with serving(tmp_path_factory.mktemp("started"), *limits) as served:
        yield served


def started(server: Server) -> list[int]:
    return children(server.process.pid)


def test_spawned_workers_give_the_same_results(server: Server) -> None:
    assert server.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").text == f"n\r\n{NQUADS.count(chr(10)) - 1}\r\n"
    assert server.query("SELECT * { nonsense }").status_code == 400
    assert server.get("graph/article?format=nt").text.count("\n") == 3


@pytest.mark.parametrize(("query", "status"), [(ENDLESS, 504), (NESTED["negations"][0], 507)])
def test_an_endless_or_crashing_query_fails_alone(server: Server, query: str, status: int) -> None:
    assert server.query(query).status_code == status
    assert server.query(f"ASK {{}} # {status}").text == "true"


def test_a_result_over_the_limit_breaks_its_transfer(server: Server) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        server.query(ROWS)
    assert server.query("ASK { }").text == "true"


@linux
def test_memory_is_limited(tmp_path: Path) -> None:
    cross = " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(7))

    async def ask() -> None:
        async with Evaluator(make_store(tmp_path), Limits(memory_bytes=64 * 2**20), forks=False) as evaluator:
            await evaluator.evaluate(Query(f"SELECT * {{ {cross} }} ORDER BY ?a0"), CSV)

    with pytest.raises(EvaluationCrashed):
        asyncio.run(ask())


@linux
def test_a_killed_worker_fails_one_query_only(server: Server) -> None:
    for number in range(3):
        server.query(f"SELECT ({number} AS ?x) {{}}")
        for worker in started(server):
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
    until(lambda: server.query("SELECT (5 AS ?x) {}").text == "x\r\n5\r\n")


@pytest.mark.slow
@linux
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_of_a_server_that_has_ended(tmp_path: Path, how: signal.Signals) -> None:
    with serving(tmp_path, "seconds=3", "workers:started") as server:
        with pytest.raises(httpx.ReadTimeout):
            server.query(ENDLESS, timeout=2)
        server.query("ASK { FILTER(true) }")  # which a worker answers
        processes = started(server)
        assert len(processes) >= 2
        server.process.send_signal(how)
        server.process.wait(timeout=30)
        until(lambda: not any(map(is_running, processes)))


@pytest.mark.parametrize("sent", [b"x" * 64, b"x", b""])
def test_a_stranger_becomes_no_worker(tmp_path: Path, sent: bytes) -> None:
    async def intrude() -> bytes:
        async with Evaluator(make_store(tmp_path), Limits(), forks=False) as evaluator:
            ahead = evaluator._pool._source._ahead  # type: ignore[union-attr]
            assert ahead
            with socket.create_connection(ahead.listener.getsockname()) as stranger:
                stranger.sendall(sent)
                return (await evaluator.evaluate(Query("ASK {}"), CSV)).body

    assert asyncio.run(intrude()) == b"true"


def test_queries_are_sent_to_a_worker_at_once() -> None:
    async def accepted() -> bool:
        with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()):
            listener.setblocking(False)
            with subprocess.Popen(
                [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE
            ) as process:
                spawned = spawned_workers._SpawnedProcess(process, listener, b"")
                with await spawned_workers._accept(spawned) as client:
                    return bool(client.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    assert asyncio.run(accepted())


def test_workers_that_cannot_start_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")

    async def ask() -> None:
        async with Evaluator(make_store(tmp_path), Limits(seconds_waiting=2), forks=False) as evaluator:
            await evaluator.evaluate(Query("ASK {}"), CSV)

    with pytest.raises(TooBusy):
        asyncio.run(ask())


@contextmanager
def serving_with(code: str, folder: Path, *settings: str) -> Iterator[Server]:
    """Serve with some code run at the start of every process."""
    make_store(folder)
    (folder / "first").mkdir()
    (folder / "first" / "sitecustomize.py").write_text(code)
    path = os.pathsep.join([str(folder / "first"), *os.environ.get("PYTHONPATH", "").split(os.pathsep)])
    command = [sys.executable, "-c", SCRIPT, str(folder / "dataset.nq"), "", "seconds=1", *settings]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path}
    ) as process:
        try:
            assert process.stderr
            line = process.stderr.readline()
            found = re.match(r"Serving 9 triples at (\S+) ", line)
            assert found, line + process.stderr.read()
            server = Server(process, found[1])
            yield server
            server.client.close()
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=60)
            assert (process.returncode, "Traceback" in errors) == (0, False), errors
        finally:
            process.kill()


@linux
@pytest.mark.parametrize("silent", ["", "SILENT "])
def test_the_sandbox_holds_without_the_guard(tmp_path: Path, silent: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        away = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        with serving_with(UNGUARDED, tmp_path, "workers:started") as server:
            answered = server.query(f"SELECT * {{ SERVICE {silent}<{away}> {{ ?s ?p ?o }} }}")
            assert (answered.status_code, "reaches out" in answered.text) in ((400, True), (200, False))
        with pytest.raises(BlockingIOError):
            listener.accept()


@pytest.mark.slow
def test_a_system_without_forks_and_limits_serves_with_a_warning(tmp_path: Path) -> None:
    with serving_with(BARE, tmp_path) as server:
        assert server.process.stderr
        assert server.process.stderr.readline() == (
            "On this system the memory of a query has no limit; only the reading of a query keeps it from the network "
            "and files: keep it from the public web\n"
        )
        assert server.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").text == "n\r\n8\r\n"
        assert server.query(ENDLESS).status_code == 504
        assert server.query(NESTED["negations"][0]).status_code == 507
        assert server.query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }").status_code == 400
        with pytest.raises(httpx.RemoteProtocolError):
            server.query(ROWS)
        processes = started(server)
        assert server.works()
    if processes:
        until(lambda: not any(map(is_running, processes)))


def test_workers_are_forked_only_where_they_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    assert uses_fork("started") is False
    monkeypatch.setattr("aliansi.evaluation.workers.sandbox.CAN_FORK", False)
    assert uses_fork(None) is False
    with pytest.raises(UsageError, match="this system cannot fork"):
        uses_fork("forked")


def test_a_worker_of_a_killed_server_ends_by_itself(tmp_path: Path) -> None:
    with serving_with(BARE, tmp_path) as server:
        with pytest.raises(httpx.ReadTimeout):
            server.query(ENDLESS, timeout=0.9)
        processes = started(server)
        server.process.kill()
        server.process.wait()
        until(lambda: not any(map(is_running, processes)))
        server.process.returncode = 0
