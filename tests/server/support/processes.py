"""A server in a process of its own over the small dataset, and a look at the processes that it has begun."""

from __future__ import annotations

import itertools
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import httpx

from tests.server.support.served import make_store
from tests.server.support.watched import until

SCRIPT = """
import sys
sys.modules.update(dict.fromkeys(filter(None, sys.argv[2].split(",")))) # as if they were not installed
from pathlib import Path
from aliansi.server import connection_timeouts
from aliansi.evaluation.limits import Limits, with_settings
from aliansi.http.metrics import AccessLog
from aliansi.server.fast_path import FastPath
from aliansi.server.run import serve
from aliansi.evaluation.workers.sandbox import uses_fork
from aliansi.evaluation.federation.allowed_services import parse_services
from aliansi.dataset.store import read
connection_timeouts.SECONDS_BETWEEN_CHECKS = 1.5
from aliansi.dataset import store
from aliansi.evaluation.workers import worker
settings = [argument.partition(":") for argument in sys.argv[3:]]
hosts = [value for name, _, value in settings if name == "allow"]
limits = with_settings(Limits(), [name for name, colon, _ in settings if not colon])
workers = next((value for name, _, value in settings if name == "workers"), None)
without = [value for name, _, value in settings if name == "without"]
if "guard" in without:
    store.refuse_federation = lambda query: None
    store.Store._refuse_unknown = lambda self, query, base: None
if "fast-path" in without:
    FastPath.start = FastPath.cached_response = lambda self, *_: None
if "sandbox" in without:
    worker.confine = lambda memory: None
services = parse_services(hosts)
log, forks = AccessLog(sys.stdout), uses_fork(workers)
serve(read(Path(sys.argv[1])), None, port=0, limits=limits, log=log, services=services, forks=forks)
"""


class Server:
    """A server that runs, with its address."""

    path = "/sparql"

    def __init__(self, process: subprocess.Popen[str], base: str) -> None:
        self.process, self.base = process, base
        self.port = int(base.rstrip("/").rpartition(":")[2])
        self.client = httpx.Client(trust_env=False, timeout=60.0)
        self._asked = itertools.count()

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Ask the server itself, whatever proxy the environment names."""
        return self.client.get(f"{self.base}{path}", **options)

    def query(self, query: str, **options: Any) -> httpx.Response:
        """Ask the endpoint."""
        return self.get("sparql", params={"query": query, "format": "csv"}, **options)

    def works(self) -> bool:
        """Return whether a worker answers what no cache has; ``ASK {}`` is answered without any."""
        return self.query(f"ASK {{ FILTER(true) }} # {next(self._asked)}").text == "true"

    def workers(self) -> list[int]:
        """Return the processes that evaluate: the children of the children."""
        return [worker for child in children(self.process.pid) for worker in children(child)]

    def memory(self) -> int:
        """Return the bytes that the server and all its processes have for themselves."""
        return memory(self.process.pid)

    def until_nothing_runs(self) -> None:
        """Wait until no worker uses the processor."""

        def used() -> int:
            return sum(map(ticks, self.workers()))

        def is_quiet() -> bool:
            before = used()
            self.get("healthz")
            self.process.poll()
            subprocess.run(["sleep", "0.1"], check=True)
            return used() <= before + 1

        until(is_quiet)


def children(process: int) -> list[int]:
    """Return the children of a process, none if it has ended."""
    try:
        return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def memory(process: int) -> int:
    """Return the bytes that a process and all that it has begun have for themselves."""
    return private(process) + sum(map(memory, children(process)))


def ticks(process: int) -> int:
    """Return the processor's time that a process has used."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def private(process: int) -> int:
    """Return the bytes of memory that a process shares with no other."""
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    return 1024 * sum(int(number) for number in re.findall(r"^Private_\w+:\s+(\d+) kB", rollup, re.MULTILINE))


@contextmanager
def serving(folder: Path, *limits: str, without: str = "") -> Iterator[Server]:
    """Serve the small dataset with some limits, as if some modules (a list with commas) were not installed.

    ``allow:HOST`` lets it ask a host; ``workers:started`` does without forks; ``without:guard`` and ``without:sandbox``
    take a layer away, ``without:fast-path`` the fast path. The access log is in ``folder``.
    """
    make_store(folder)
    with (
        (folder / "access.log").open("w") as log,
        running(SCRIPT, str(folder / "dataset.nq"), without, *limits, stdout=log) as (server, triples),
    ):
        assert triples == 9
        yield server


@contextmanager
def running(script: str, *arguments: str, stdout: IO[str] | None = None) -> Iterator[tuple[Server, int]]:
    """Run a script that serves a dataset; give the server and the number of triples, and see that it ends well."""
    command = [sys.executable, "-c", script, *arguments]
    with subprocess.Popen(command, stdout=stdout, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            line = process.stderr.readline()
            found = re.fullmatch(r"Serving (\d+) triples at (\S+) \(SPARQL: \2sparql\) - press Ctrl\+C to stop\n", line)
            assert found, line + process.stderr.read()
            server = Server(process, found[2])
            with server.client:
                yield server, int(found[1])
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                _, errors = process.communicate(timeout=60)
                assert (process.returncode, errors) == (0, ""), errors
        finally:
            process.kill()
