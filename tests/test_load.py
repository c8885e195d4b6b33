"""Half a minute of everything at once, with workers that somebody ends: every answer is right or an error."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
import time
from pathlib import Path

import httpx
import pytest

from processes import Server, children, serving
from served import ENDLESS, NQUADS
from watched import until

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/smaps_rollup").exists(), reason="processes are looked at as in Linux"
)

SECONDS = 30.0
TRIPLES = NQUADS.count("\n") - 1  # one is outside the union
ERRORS = {429, 503, 504, 507}


def product(times: int) -> str:
    return " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(times))


class Client(threading.Thread):
    """Asks all the time, and keeps what is neither right nor an error."""

    def __init__(self, server: Server, number: int, ends: threading.Event) -> None:
        super().__init__()
        self.base, self.ends, self.random = server.base, ends, random.Random(number)
        self.wrong: list[str] = []
        self.right = self.errors = 0

    def run(self) -> None:
        asking = (self.look_up, self.same, self.count, self.rows, self.never, self.leave, self.graph)
        with httpx.Client(trust_env=False, timeout=60) as self.client:
            while not self.ends.is_set():
                self.random.choices(asking, weights=(8, 8, 3, 2, 1, 1, 2))[0]()

    def ask(self, query: str, expected: str) -> None:
        method = self.random.choice(("GET", "POST"))
        fields = {"query": query, "format": "csv"}
        try:
            sent = {"params": fields} if method == "GET" else {"data": fields}
            response = self.client.request(method, f"{self.base}sparql", **sent)  # type: ignore[arg-type]
        except httpx.RemoteProtocolError:  # a broken transfer
            self.errors += 1
            return
        if response.status_code in ERRORS:
            self.errors += 1
        elif (response.status_code, response.text) == (200, expected):
            self.right += 1
        else:
            self.wrong.append(f"{response.status_code} {response.text[:200]}")

    def look_up(self) -> None:
        number = self.random.random()
        self.ask(f"SELECT ({number!r} AS ?x) {{ }}", f"x\r\n{number!r}\r\n")

    def same(self) -> None:
        number = self.random.randrange(20)
        self.ask(f"SELECT (COUNT(*) + {number} AS ?n) {{ ?s ?p ?o }}", f"n\r\n{TRIPLES + number}\r\n")

    def count(self) -> None:
        times = self.random.randrange(3, 7)
        self.ask(f"SELECT (COUNT(*) AS ?n) {{ {product(times)} }}", f"n\r\n{TRIPLES**times}\r\n")

    def rows(self) -> None:
        row = "x" * 100
        query = f'SELECT ?x {{ {product(self.random.choice((3, 4)))} BIND("{row}" AS ?x) }}'
        self.ask(query, "x\r\n" + f"{row}\r\n" * TRIPLES ** query.count("?a"))

    def never(self) -> None:
        self.ask(f"{ENDLESS} # {self.random.random()}", "there is no such answer")

    def leave(self) -> None:
        with contextlib.suppress(httpx.TimeoutException):
            fields = {"query": f"{ENDLESS} # {self.random.random()}"}
            self.client.get(f"{self.base}sparql", params=fields, timeout=self.random.random() / 5)

    def graph(self) -> None:
        response = self.client.get(f"{self.base}graph/article", params={"format": "nt"})
        if response.status_code not in ERRORS and response.text.count("\n") != 3:
            self.wrong.append(response.text)


def end_somebody(server: Server, random_: random.Random) -> None:
    """End a worker, or now and then the process that they come from."""
    candidates = server.workers() if random_.random() < 0.95 else children(server.process.pid)
    if candidates:
        with contextlib.suppress(ProcessLookupError):
            os.kill(random_.choice(candidates), signal.SIGKILL)


def test_every_answer_is_right_or_an_error(tmp_path: Path) -> None:
    random_ = random.Random(7)
    with serving(tmp_path, "seconds=0.5", "memory=256m", "cache=1m") as server:
        server.query("ASK {}")
        before = server.memory()
        ends = threading.Event()
        clients = [Client(server, number, ends) for number in range(8)]
        for client in clients:
            client.start()
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            time.sleep(0.1 + random_.random() / 2)
            end_somebody(server, random_)
        ends.set()
        for client in clients:
            client.join()
        assert [client.wrong for client in clients if client.wrong] == []
        assert all(client.right > 10 for client in clients)
        until(lambda: server.query(f"ASK {{}} # {time.monotonic()}").text == "true")
        server.until_nothing_runs()
        assert len(children(server.process.pid)) == 1
        assert len(server.workers()) <= 2 * (os.cpu_count() or 1)
        assert server.memory() < before + 200 * 2**20
