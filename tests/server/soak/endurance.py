"""Everything at once, with workers that somebody ends: every answer is right or an error, and nothing is left behind.

``python tests/endurance.py --minutes 60`` does so for an hour and prints its figures; ``tests/test_load.py`` for half a
minute.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.server.support.processes import Server, children, private, serving
from tests.server.support.served import ENDLESS, NQUADS
from tests.server.support.watched import until

LIMITS = ("seconds=0.5", "memory=256m", "cache=1m")
TRIPLES = NQUADS.count("\n") - 1  # one is outside the union
ERRORS = {429, 503, 504, 507}
CLIENTS = 8
SECONDS_BETWEEN_LOOKS = 10.0
BYTES_THAT_MAY_BE_KEPT = 200 * 2**20
BYTES_OF_THE_SERVER = 64 * 2**20
"""What the process that serves may keep beyond what it had when it was warm."""
DESCRIPTORS = 20


def product(times: int) -> str:
    return " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(times))


class Client(threading.Thread):
    """Asks all the time, and keeps what is neither right nor an error."""

    def __init__(self, server: Server, number: int, ends: threading.Event) -> None:
        super().__init__()
        self.base, self.ends, self.random = server.base, ends, random.Random(number)
        self.wrong: list[str] = []
        self.right, self.errors = 0, Counter[str]()

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
            self.errors["broken"] += 1
            return
        if response.status_code in ERRORS:
            self.errors[str(response.status_code)] += 1
        elif (response.status_code, response.text) == (200, expected):
            self.right += 1
        else:
            self.wrong.append(f"{response.status_code} {response.text[:200]}")

    def look_up(self) -> None:
        number = self.random.randrange(10**12)
        self.ask(f"SELECT ({number} AS ?x) {{ }}", f"x\r\n{number}\r\n")

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


@dataclass(frozen=True)
class State:
    """What a server has when nothing runs: bytes, of all processes and of the one that serves, and descriptors."""

    memory: int
    of_server: int
    descriptors: int
    workers: int
    children: int

    def __str__(self) -> str:
        """Say it in a line."""
        mib = 2**20
        return (
            f"{self.memory / mib:.1f} MiB in all, {self.of_server / mib:.1f} MiB of the server, "
            f"{self.descriptors} descriptors, {self.children} child, {self.workers} workers"
        )


@dataclass
class Endured:
    """What has come of it."""

    warm: State
    end: State
    right: list[int]
    wrong: list[str]
    errors: Counter[str]
    killed: Counter[str]
    seconds: float
    zombies: int = 0
    highest: int = 0

    def faults(self, least: int = 10) -> list[str]:
        """Return what should not be; each client has more right answers than ``least``."""
        said = self.wrong[:10]
        if min(self.right) <= least:
            said.append(f"a client had {min(self.right)} right answers")
        if self.end.memory > self.warm.memory + BYTES_THAT_MAY_BE_KEPT:
            said.append("the memory of all processes has grown")
        if self.end.of_server > self.warm.of_server + BYTES_OF_THE_SERVER:
            said.append("the memory of the server has grown")
        if self.end.descriptors > self.warm.descriptors + DESCRIPTORS:
            said.append("the server has more descriptors open")
        if self.end.children != 1 or self.end.workers > 2 * (os.cpu_count() or 1):
            said.append(f"there are {self.end.children} children with {self.end.workers} workers")
        if self.zombies:
            said.append(f"{self.zombies} processes stayed in the table after their end")
        return said

    def __str__(self) -> str:
        """Say the figures."""
        errors = ", ".join(f"{name} {number}" for name, number in sorted(self.errors.items())) or "none"
        killed = ", ".join(f"{number} {name}" for name, number in self.killed.items())
        return "\n".join(
            [
                f"{sum(self.right)} right answers in {self.seconds:.0f} s ({sum(self.right) / self.seconds:.0f}/s), "
                f"{len(self.wrong)} wrong; errors: {errors}",
                f"ended: {killed}; zombies: {self.zombies}",
                f"warm: {self.warm}",
                f"end:  {self.end}; highest {self.highest / 2**20:.1f} MiB",
            ]
        )


def end_somebody(server: Server, random_: random.Random) -> str | None:
    """End a worker, or now and then the process that they come from; say which."""
    kind = "workers" if random_.random() < 0.95 else "fork servers"
    candidates = server.workers() if kind == "workers" else children(server.process.pid)
    if not candidates:
        return None
    with contextlib.suppress(ProcessLookupError):
        os.kill(random_.choice(candidates), signal.SIGKILL)
    return kind


def state(server: Server) -> State:
    """Return what a server has when nothing runs."""
    until(lambda: server.query(f"ASK {{}} # {time.monotonic()}").text == "true")
    server.until_nothing_runs()
    pid, workers = server.process.pid, server.workers()
    descriptors = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return State(server.memory(), private(pid), descriptors, len(workers), len(children(pid)))


def zombies(server: Server) -> set[int]:
    """Return the processes of a server that have ended and are still in the table."""
    found = set()
    for process in [*children(server.process.pid), *server.workers()]:
        with contextlib.suppress(OSError):
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                found.add(process)
    return found


def endure(server: Server, seconds: float, warm: State | None = None, say: bool = False) -> Endured:
    """Ask for so many seconds, and end somebody all the time."""
    server.works()
    warm = warm or state(server)
    random_, ends, killed = random.Random(7), threading.Event(), Counter[str]()
    clients = [Client(server, number, ends) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    begun = look = time.monotonic()
    highest, dead, stayed = 0, set[int](), 0
    while time.monotonic() < begun + seconds:
        time.sleep(0.1 + random_.random() / 2)
        if kind := end_somebody(server, random_):
            killed[kind] += 1
        if time.monotonic() > look + SECONDS_BETWEEN_LOOKS:
            look = time.monotonic()
            still, dead = dead & zombies(server), zombies(server)
            stayed += len(still)  # one that is there at two looks is not about to go
            highest = max(highest, server.memory())
            if say:
                right = sum(client.right for client in clients)
                print(f"{look - begun:6.0f} s: {right} right, {server.memory() / 2**20:.1f} MiB", file=sys.stderr)
    ends.set()
    for client in clients:
        client.join()
    lasted = time.monotonic() - begun
    errors = sum((client.errors for client in clients), Counter[str]())
    wrong = [said for client in clients for said in client.wrong]
    all_right = [client.right for client in clients]
    return Endured(warm, state(server), all_right, wrong, errors, killed, lasted, stayed, highest)


def main() -> int:
    """Print the figures; return 1 if anything is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60.0)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), *LIMITS) as server:
        warming = endure(server, min(60.0, 6 * minutes), say=True)
        endured = endure(server, 60 * minutes, warming.end, say=True)
    print(endured)
    faults = warming.faults() + endured.faults()
    print("nothing is wrong" if not faults else "\n".join(faults))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
