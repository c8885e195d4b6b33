"""Send every hostile request of the tests to the endpoint and to its peers: ``python benchmarks/abuse.py --help``.

After each request, a new connection sends ``ASK {}`` and ``ASK { FILTER(true) }``, which our endpoint gives to a worker
(it answers the first without one). Their times are the cost of the attack for other clients. One server runs at a time.
A server that does not answer is restarted, so that every attack meets a healthy server.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from http.client import HTTPConnection, HTTPException
from operator import attrgetter
from pathlib import Path
from statistics import median
from time import monotonic, perf_counter, sleep
from typing import Final

sys.path.append(str(Path(__file__).parents[1]))  # for the hostile requests and the memory of processes

from data import alliances
from load import Line, NoAnswer, request
from measure import machine, ms, progress, table
from servers import Seat, Server, all_servers, present
from shapes import TABLE
from tests.server.support.attacks import LIMITS, Attack, attacks
from tests.server.support.processes import memory

OURS: Final = "aliansi"
SERVERS: Final = (OURS, "oxigraph on disk", "rdflib-endpoint")
TRIPLES: Final = 1_000
SECONDS_FOR_OTHERS: Final = 3.0
"""Timeout of the other client."""
PLAIN, WORK = "ASK {}", "ASK { FILTER(true) }"
"""Queries of other clients: without and with a worker."""
SECONDS_TO_SETTLE: Final = 5.0


@dataclass(frozen=True)
class AttackResult:
    """Response of a server to an attack, and the seconds of the queries that follow; None without an answer."""

    attack: str
    kind: str
    response: str
    others: float | None
    work: float | None

    @property
    def is_lost(self) -> bool:
        """Whether the other client got no answer."""
        return self.others is None or self.work is None


@dataclass
class ServerResult:
    """Results of a server over all attacks, with the private memory of its processes before and after, in bytes."""

    name: str
    before: int = 0
    after: int = 0
    restarts: int = 0
    reached_out: list[str] = field(default_factory=list)
    attacks: list[AttackResult] = field(default_factory=list)


@dataclass(frozen=True)
class Target:
    """Address of a server, for the attacks."""

    port: int
    path: str


class Listener:
    """Local server that no query should reach; it closes and counts every connection."""

    def __init__(self) -> None:
        """Start to listen."""
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self.reached = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            line, _ = self._socket.accept()
            self.reached += 1
            line.close()


def limited(server: Server) -> Server:
    """Set the limits that a server supports: Oxigraph has a time limit, rdflib-endpoint has none."""
    settings = [word for limit in LIMITS for word in ("--limit", limit)]
    more = {OURS: settings, "oxigraph on disk": ["--timeout-s", "1"]}.get(server.name, [])
    return replace(server, command=lambda file, port: [*server.command(file, port), *more])


def run_attacks(server: Server, every: Sequence[Attack], folder: Path) -> ServerResult:
    """Run every attack against a server."""
    result, listener = ServerResult(server.name), Listener()
    with Seat(limited(server), alliances(TRIPLES).write(folder)) as seat:
        warm(seat)
        result.before = settled(seat.one.process)
        for number, attack in enumerate(every):
            progress(f"{server.name}, {number + 1} of {len(every)}: {attack.name}")
            reached = listener.reached
            response = attack.does(Target(seat.one.port, server.path), listener.address)
            others, work = (seconds_of(seat, query, number + 1) for query in (PLAIN, WORK))
            result.attacks.append(AttackResult(attack.name, attack.kind, response, others, work))
            if listener.reached > reached:
                result.reached_out.append(attack.name)
            if result.attacks[-1].is_lost:
                result.restarts += 1
                seat.restart()
        result.after = settled(seat.one.process)
    return result


def warm(seat: Seat) -> None:
    """Make a server load its lazy parts: for queries, and for pages and documents if it has any."""
    seconds_of(seat, WORK, 0)
    for target in ("/", "/id/thing", "/questions", "/query"):
        connection = HTTPConnection("127.0.0.1", seat.one.port, timeout=SECONDS_FOR_OTHERS)
        with suppress(OSError, HTTPException):
            connection.request("GET", target, headers={"Accept": "text/html"})
            connection.getresponse().read()
        connection.close()


def seconds_of(seat: Seat, query: str, number: int) -> float | None:
    """Return the seconds of a query on a new connection that no cache can answer; None without an answer."""
    begun = perf_counter()
    try:
        line = Line(seat.one.port, SECONDS_FOR_OTHERS)
        try:
            line.get(request(seat.server.path, f"{query} # {number}", TABLE))
        finally:
            line.close()
    except (NoAnswer, OSError):
        return None
    return perf_counter() - begun


def settled(process: int) -> int:
    """Return the lowest memory of a server within some seconds without an attack, in bytes."""
    end, least = monotonic() + SECONDS_TO_SETTLE, memory(process)
    while monotonic() < end:
        sleep(0.2)
        least = min(least, memory(process))
    return least


def report(every: Sequence[Attack], found: Sequence[ServerResult]) -> Iterator[str]:
    """Yield the lines of both tables and the failures."""
    after = ("answer", *(f"`{query}` after" for query in (PLAIN, WORK)))
    titles = ["kind", "attack", *(f"{result.name}: {what}" for result in found for what in after)]
    rows = [
        [attack.kind, attack.name, *(cell for result in found for cell in _cells(result.attacks[place]))]
        for place, attack in enumerate(every)
    ]
    yield from table(titles, rows)
    yield ""
    titles = ["", *(result.name for result in found)]
    yield from table(titles, [[title, *cells] for title, *cells in _summary(found)])
    for result in found:
        if lost := [each.attack for each in result.attacks if each.is_lost]:
            yield f"{result.name} answers no other client after: {', '.join(lost)}."
        if result.reached_out:
            yield f"{result.name} contacted another server for: {', '.join(result.reached_out)}."


def _cells(each: AttackResult) -> tuple[str, ...]:
    return each.response, *("none" if seconds is None else ms(seconds) for seconds in (each.others, each.work))


def _summary(found: Sequence[ServerResult]) -> Iterator[Sequence[str]]:
    for query, pick in ((PLAIN, attrgetter("others")), (WORK, attrgetter("work"))):
        every = [[pick(each) for each in result.attacks] for result in found]
        answered = [[seconds for seconds in times if seconds is not None] for times in every]
        numbers = [f"{len(times)} of {len(all_)}" for times, all_ in zip(answered, every, strict=True)]
        yield f"`{query}` answered", *numbers
        yield "– median", *(ms(median(times)) if times else "–" for times in answered)
        yield "– worst", *(ms(max(times)) if times else "–" for times in answered)
        yield "– over 100 ms", *(str(sum(time > 0.1 for time in times)) for times in answered)
    yield "restarted", *(str(result.restarts) for result in found)
    yield "contacted another server", *(str(len(result.reached_out)) for result in found)
    yield "memory before", *(_mebibytes(result.before) for result in found)
    since = [" (since its restart)" if result.restarts else "" for result in found]
    yield "memory after", *(_mebibytes(result.after) + after for result, after in zip(found, since, strict=True))


def _mebibytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MiB"


def main() -> int:
    """Run the chosen attacks; return 1 if our server did not answer another client or contacted another server."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=SERVERS, default=list(SERVERS), help="only these servers")
    parser.add_argument("--kinds", nargs="+", metavar="KIND", help="only these kinds of attacks (prefixes)")
    parser.add_argument("--core", type=int, metavar="N", help="run everything on this core (Linux)")
    parser.add_argument("--oxigraph", metavar="PROGRAM", help="the program, if it is not on the path")
    parser.add_argument("--json", type=Path, help="write every attack to this file too")
    chosen = parser.parse_args()
    if chosen.core is not None:
        os.sched_setaffinity(0, {chosen.core})
    beginnings = tuple(chosen.kinds or ("",))
    every = [attack for attack in attacks() if attack.kind.startswith(beginnings)]
    print(f"{machine()}; {len(every)} attacks" + ("" if chosen.core is None else "; everything on one core"))
    found = []
    for server in present([all_servers(chosen.oxigraph)[name] for name in chosen.only]):
        with tempfile.TemporaryDirectory() as folder:
            found.append(run_attacks(server, every, Path(folder)))
        progress("")
        print(f"{server.name}: {len(every)} attacks, {found[-1].restarts} restarts", flush=True)
    print("", *report(every, found), sep="\n", flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(result) for result in found], indent=1))
    return int(any(result.name == OURS and (result.restarts or result.reached_out) for result in found))


if __name__ == "__main__":
    sys.exit(main())
