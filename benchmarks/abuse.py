"""Send every hostile request of the tests to the endpoint and to its peers: ``python benchmarks/abuse.py --help``.

After each ``ASK {}`` is asked on a new connection, and ``ASK { FILTER(true) }``, which our endpoint gives to a worker
(it answers the former without any): how long they take is what an attack costs everybody else. One server runs at a
time. One that does not answer is started anew, so that each attack finds it in good health.
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

sys.path.append(str(Path(__file__).parents[1]))  # the requests, and the look at processes, are theirs

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
"""How long the other client waits."""
PLAIN, WORK = "ASK {}", "ASK { FILTER(true) }"
"""What others ask: what needs nothing, and what needs a worker."""
SECONDS_TO_SETTLE: Final = 5.0


@dataclass(frozen=True)
class Met:
    """How a server met an attack: what it said, and the seconds of what others asked next; None without an answer."""

    attack: str
    kind: str
    said: str
    others: float | None
    work: float | None

    @property
    def is_lost(self) -> bool:
        """Whether others got no answer."""
        return self.others is None or self.work is None


@dataclass
class Stood:
    """How a server stood all attacks; the bytes that its processes had for themselves before and after."""

    name: str
    before: int = 0
    after: int = 0
    restarts: int = 0
    reached_out: list[str] = field(default_factory=list)
    met: list[Met] = field(default_factory=list)


@dataclass(frozen=True)
class At:
    """Where a server is: what a hostile client needs to know of it."""

    port: int
    path: str


class Listener:
    """Somebody on this machine whom no query should reach; it hangs up on whoever comes, and counts them."""

    def __init__(self) -> None:
        """Begin to listen."""
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
    """Give a server the limits that it has of its own: Oxigraph's is of time, rdflib-endpoint has none."""
    settings = [word for limit in LIMITS for word in ("--limit", limit)]
    more = {OURS: settings, "oxigraph on disk": ["--timeout-s", "1"]}.get(server.name, [])
    return replace(server, command=lambda file, port: [*server.command(file, port), *more])


def stand(server: Server, every: Sequence[Attack], folder: Path) -> Stood:
    """Attack a server with everything."""
    stood, listener = Stood(server.name), Listener()
    with Seat(limited(server), alliances(TRIPLES).write(folder)) as seat:
        warm(seat)
        stood.before = settled(seat.one.process)
        for number, attack in enumerate(every):
            progress(f"{server.name}, {number + 1} of {len(every)}: {attack.name}")
            reached = listener.reached
            said = attack.does(At(seat.one.port, server.path), listener.address)
            others, work = (asked(seat, query, number + 1) for query in (PLAIN, WORK))
            stood.met.append(Met(attack.name, attack.kind, said, others, work))
            if listener.reached > reached:
                stood.reached_out.append(attack.name)
            if stood.met[-1].is_lost:
                stood.restarts += 1
                seat.start_anew()
        stood.after = settled(seat.one.process)
    return stood


def warm(seat: Seat) -> None:
    """Have a server load what it loads once: for queries, and for the pages and documents that it may have."""
    asked(seat, WORK, 0)
    for target in ("/", "/id/thing", "/questions", "/query"):
        connection = HTTPConnection("127.0.0.1", seat.one.port, timeout=SECONDS_FOR_OTHERS)
        with suppress(OSError, HTTPException):
            connection.request("GET", target, headers={"Accept": "text/html"})
            connection.getresponse().read()
        connection.close()


def asked(seat: Seat, query: str, number: int) -> float | None:
    """Return the seconds of a query on a new connection that can be in no cache; None without an answer."""
    begun = perf_counter()
    try:
        line = Line(seat.one.port, SECONDS_FOR_OTHERS)
        try:
            line.ask(request(seat.server.path, f"{query} # {number}", TABLE))
        finally:
            line.close()
    except (NoAnswer, OSError):
        return None
    return perf_counter() - begun


def settled(process: int) -> int:
    """Return the least bytes that the processes of a server have in some seconds without any attack."""
    end, least = monotonic() + SECONDS_TO_SETTLE, memory(process)
    while monotonic() < end:
        sleep(0.2)
        least = min(least, memory(process))
    return least


def report(every: Sequence[Attack], found: Sequence[Stood]) -> Iterator[str]:
    """Yield what was found."""
    after = ("answer", *(f"`{query}` after" for query in (PLAIN, WORK)))
    titles = ["kind", "attack", *(f"{stood.name}: {what}" for stood in found for what in after)]
    rows = [
        [attack.kind, attack.name, *(cell for stood in found for cell in _cells(stood.met[place]))]
        for place, attack in enumerate(every)
    ]
    yield from table(titles, rows)
    yield ""
    titles = ["", *(stood.name for stood in found)]
    yield from table(titles, [[title, *cells] for title, *cells in _summary(found)])
    for stood in found:
        if lost := [met.attack for met in stood.met if met.is_lost]:
            yield f"{stood.name} answers nobody else after: {', '.join(lost)}."
        if stood.reached_out:
            yield f"{stood.name} asked another server for: {', '.join(stood.reached_out)}."


def _cells(met: Met) -> tuple[str, ...]:
    return met.said, *("none" if seconds is None else ms(seconds) for seconds in (met.others, met.work))


def _summary(found: Sequence[Stood]) -> Iterator[Sequence[str]]:
    for query, pick in ((PLAIN, attrgetter("others")), (WORK, attrgetter("work"))):
        every = [[pick(met) for met in stood.met] for stood in found]
        answered = [[seconds for seconds in times if seconds is not None] for times in every]
        numbers = [f"{len(times)} of {len(all_)}" for times, all_ in zip(answered, every, strict=True)]
        yield f"`{query}` answered", *numbers
        yield "– median", *(ms(median(times)) if times else "–" for times in answered)
        yield "– worst", *(ms(max(times)) if times else "–" for times in answered)
        yield "– over 100 ms", *(str(sum(time > 0.1 for time in times)) for times in answered)
    yield "started anew", *(str(stood.restarts) for stood in found)
    yield "reached out", *(str(len(stood.reached_out)) for stood in found)
    yield "memory before", *(_mebibytes(stood.before) for stood in found)
    since = [" (since it was started anew)" if stood.restarts else "" for stood in found]
    yield "memory after", *(_mebibytes(stood.after) + after for stood, after in zip(found, since, strict=True))


def _mebibytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MiB"


def main() -> int:
    """Attack as the command line says; return 1 if ours did not answer somebody else."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=SERVERS, default=list(SERVERS), help="these servers alone")
    parser.add_argument("--kinds", nargs="+", metavar="KIND", help="these kinds of attacks alone, by how they begin")
    parser.add_argument("--core", type=int, metavar="N", help="run everything on this core alone (Linux)")
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
            found.append(stand(server, every, Path(folder)))
        progress("")
        print(
            f"{server.name} has stood {len(every)} attacks, and was started anew {found[-1].restarts} times", flush=True
        )
    print("", *report(every, found), sep="\n", flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(stood) for stood in found], indent=1))
    return int(any(stood.name == OURS and (stood.restarts or stood.reached_out) for stood in found))


if __name__ == "__main__":
    sys.exit(main())
