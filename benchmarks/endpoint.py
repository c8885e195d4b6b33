"""Measure the SPARQL endpoint and its peers on the same data in one run: ``python benchmarks/endpoint.py --help``.

All servers and the client share the same cores. The servers run at once and are queried in turns, so that other load on
the machine affects all of them. No query is sent twice, except for the look-ups called "repeated".
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count, cycle, islice
from math import ceil, exp, log
from pathlib import Path
from statistics import median
from typing import Any

from data import DataSet
from load import Line, NoAnswer, TooLate, request, throughput, took, whole
from measure import add_sizes, machine, ms, progress, ratio, table
from servers import PLAIN, Seat, Server, all_servers, earlier, present, running
from shapes import GRAPH, LOOK_UP, SHAPES, Shape, things_in

from aliansi import pipeline
from aliansi.project.folder import shipped
from aliansi.project.freshness import is_fresh

OURS = "aliansi"
CONNECTIONS, REPEATED, MOST_IN_A_SECOND = 16, 200, 20_000
TIMES_WITHOUT_HTTPTOOLS = {"never seen": 3.0, "repeated": 8.0}
"""How many times as long look-ups may take at most where httptools and uvloop are not installed."""
MOST_OF_A_SHAPE, SHAPES_IN_A_RUN = 15, 6
SECONDS_OF_A_QUERY = 15.0
"""Timeout of a query: below the default limit of 20 s of aliansi."""


@dataclass
class Found:
    """Measurements of one server: medians of each round, and the size of each answer."""

    name: str
    started: float
    times: dict[str, list[float]] = field(default_factory=dict)
    rates: dict[str, list[float]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    def time(self, shape: str) -> float | None:
        """Return the median of the rounds; None if one of them had no answer."""
        return median(self.times[shape]) if self.times.get(shape) and shape not in self.failures else None

    def rate(self, kind: str) -> float | None:
        """Return the median of the rounds."""
        return median(self.rates[kind]) if self.rates.get(kind) and kind not in self.failures else None


@dataclass(frozen=True)
class Plan:
    """Rounds, duration and timeout of the measurements."""

    rounds: int
    seconds: float
    limit: float = SECONDS_OF_A_QUERY


class Numbers:
    """Numbers for queries that have not been sent yet."""

    def __init__(self, triples: int) -> None:
        """Start with the first number."""
        self.things, self._next = things_in(triples), count()

    def requests(self, path: str, shape: Shape) -> Iterator[bytes]:
        """Yield requests of a shape, none of them twice."""
        for number in self._next:
            yield request(path, shape.query(number, self.things), shape.accept)


def measure(data: DataSet, servers: Sequence[Server], plan: Plan, folder: Path) -> list[Found]:
    """Measure servers over a data set."""
    file, numbers = data.write(folder), Numbers(data.triples)
    with ExitStack() as stack:
        seats, found = list[Seat](), list[Found]()
        for server in servers:
            if server.largest is None or data.triples <= server.largest:
                progress(f"{data.name}: {server.name} starts")
                seats.append(stack.enter_context(Seat(server, file)))
                found.append(Found(server.name, seats[-1].one.started))
        for number in range(plan.rounds):
            step = f"{data.name}, round {number + 1} of {plan.rounds}"
            for shape in SHAPES:
                for seat, into in zip(seats, found, strict=True):
                    progress(f"{step}: {shape.name} ({into.name})")
                    _time(seat, shape, numbers, into, plan)
            for seat, into in zip(seats, found, strict=True):
                progress(f"{step}: {CONNECTIONS} connections to {into.name}")
                _rate(seat, numbers, into, plan)
    return found


def _time(seat: Seat, shape: Shape, numbers: Numbers, into: Found, plan: Plan) -> None:
    if shape.name in into.failures:
        return
    with _failing(seat, into, plan, shape.name):
        if shape.name not in into.sizes:
            into.sizes[shape.name] = _size(seat, shape, numbers.things, plan.limit)
        requests = numbers.requests(seat.server.path, shape)
        times = took(seat.one.port, requests, plan.seconds / SHAPES_IN_A_RUN, MOST_OF_A_SHAPE, plan.limit)
        into.times.setdefault(shape.name, []).append(median(times))


@contextmanager
def _failing(seat: Seat, into: Found, plan: Plan, *names: str) -> Iterator[None]:
    """Record why there is no answer; a server that is still busy is freed or restarted."""
    try:
        yield
    except NoAnswer as error:
        into.failures |= dict.fromkeys(names, str(error))
        if isinstance(error, TooLate):
            seat.free(plan.limit)
    except OSError as error:
        into.failures |= dict.fromkeys(names, f"connection lost ({error.strerror or 'timeout'})")
        seat.restart()


def _size(seat: Seat, shape: Shape, things: int, limit: float) -> int:
    """Return the number of rows or triples of one query, the same for all servers; this also warms up the server."""
    line = Line(seat.one.port, limit)
    try:
        body = whole(line.get(request(seat.server.path, shape.query(things, things), shape.accept)))
    finally:
        line.close()
    if shape.accept == GRAPH:
        return body.count(b" .\n")
    answer = json.loads(body)
    return len(answer["results"]["bindings"]) if "results" in answer else 1


def _rate(seat: Seat, numbers: Numbers, into: Found, plan: Plan) -> None:
    if "never seen" in into.failures:
        return
    requests = numbers.requests(seat.server.path, LOOK_UP)
    again = list(islice(requests, REPEATED))
    fresh = list(islice(requests, ceil(MOST_IN_A_SECOND * plan.seconds)))  # built before the measurement starts
    with _failing(seat, into, plan, "never seen", "repeated"):
        rate = throughput(seat.one.port, fresh, CONNECTIONS, plan.seconds, plan.limit)
        into.rates.setdefault("never seen", []).append(rate)
        took(seat.one.port, iter(again * 2), 60, 2 * REPEATED)
        rate = throughput(seat.one.port, cycle(again), CONNECTIONS, plan.seconds, plan.limit)
        into.rates.setdefault("repeated", []).append(rate)


def start_of_shipped(rounds: int) -> list[float]:
    """Return the seconds from the command to the first answer for the shipped project, already built."""
    project = shipped()
    if not is_fresh(project):
        pipeline.build(project)
    command = (sys.executable, "-m", "aliansi", "serve", "--project", str(project.root), "--port")
    server, times = Server(OURS, lambda _, port: (*command, str(port)), "/sparql"), list[float]()
    for number in range(rounds + 1):
        progress(f"start of the shipped project, {number} of {rounds}")
        with running(server, project.dataset_file) as one:
            times.append(one.started)
    return times[1:]  # the first start may compile bytecode


def report(data: DataSet, found: Sequence[Found]) -> Iterator[str]:
    """Yield the results for one data set."""
    ours = next((one for one in found if one.name == OURS), None)
    peers = [one for one in found if one is not ours]
    yield f"\n**{data.triples:,} triples**\n"
    titles = ["", *(one.name for one in found), *(f"aliansi vs. {one.name}" for one in peers if ours)]
    rows = [_row(shape.name, found, ours, peers) for shape in SHAPES]
    for kind in ("never seen", "repeated"):
        rates = [_rate_of(one, kind) for one in found]
        rows.append([f"look-ups {kind}, {CONNECTIONS} connections", *rates, *_ratios_of_rates(kind, ours, peers)])
    blank = [""] * len(peers if ours else ())
    rows.append(["start to first answer", *(f"{one.started:.2f} s" for one in found), *blank])
    yield from table(titles, rows)
    yield ""
    for peer in peers if ours else ():
        assert ours
        mean, number = geometric_mean(ours, peer)
        left_out = "" if number == len(SHAPES) else f" ({len(SHAPES) - number} without answers from both are left out)"
        yield f"Geometric mean of {number} queries{left_out}: aliansi takes {mean:.2f} of the time of {peer.name}."
    for one in found:
        for shape, reason in one.failures.items():
            yield f"{one.name} has no answer to {shape}: {reason}."
    yield from differences(found)
    yield from slower_without_httptools(ours, next((peer for peer in peers if peer.name == PLAIN), None))


def slower_without_httptools(ours: Found | None, plain: Found | None) -> Iterator[str]:
    """Yield how many times as long look-ups take without httptools and uvloop, and whether that is too long."""
    for kind, most in TIMES_WITHOUT_HTTPTOOLS.items():
        if ours and plain and (rate := ours.rate(kind)) and (slower := plain.rate(kind)):
            times, verdict = rate / slower, "" if rate <= most * slower else "TOO SLOW: "
            yield f"{verdict}look-ups {kind} take {times:.1f} times as long without httptools, at most {most:g}."


def _row(shape: str, found: Sequence[Found], ours: Found | None, peers: Sequence[Found]) -> list[str]:
    return [
        shape,
        *(_time_of(one, shape) for one in found),
        *(ratio(peer.time(shape), ours.time(shape)) for peer in peers if ours),
    ]


def _time_of(one: Found, shape: str) -> str:
    if time := one.time(shape):
        return ms(time)
    return one.failures[shape].replace("over", ">") if one.failures.get(shape, "").startswith("over ") else "–"


def _rate_of(one: Found, kind: str) -> str:
    rate = one.rate(kind)
    return "–" if rate is None else f"{rate:,.0f}/s"


def _ratios_of_rates(kind: str, ours: Found | None, peers: Sequence[Found]) -> list[str]:
    return [ratio(ours.rate(kind), peer.rate(kind)) for peer in peers] if ours else []


def geometric_mean(ours: Found, theirs: Found) -> tuple[float, int]:
    """Return the geometric mean of our time over theirs for the queries that both answered, and their number."""
    pairs = [(ours.time(shape.name), theirs.time(shape.name)) for shape in SHAPES]
    logs = [log(mine / other) for mine, other in pairs if mine and other]
    return (exp(sum(logs) / len(logs)) if logs else float("nan")), len(logs)


def differences(found: Sequence[Found]) -> Iterator[str]:
    """Yield the queries whose answers differ in size between servers."""
    for shape in SHAPES:
        sizes = {one.name: one.sizes[shape.name] for one in found if shape.name in one.sizes}
        if len(set(sizes.values())) > 1:
            yield f"DIFFER: {shape.name}: {', '.join(f'{name} {size}' for name, size in sizes.items())}."


def record(data: DataSet, found: Sequence[Found]) -> dict[str, Any]:
    """Return all rounds as a JSON object."""
    return {"data": data.name, "triples": data.triples, "servers": [vars(one) for one in found]}


def main() -> None:
    """Measure the chosen servers and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_sizes(parser, ("10k", "100k"))
    names = all_servers()
    parser.add_argument("--only", nargs="+", choices=names, default=list(names), help="only these servers")
    parser.add_argument("--before", type=Path, metavar="FOLDER", help="another checkout of the project, as a peer")
    parser.add_argument("--rounds", type=int, default=3, help="number of rounds; default: 3")
    parser.add_argument(
        "--seconds", type=float, default=2.0, help="duration of each run with many connections; default: 2"
    )
    waits = f"timeout of a query in seconds; it is not sent again; default: {SECONDS_OF_A_QUERY:g}"
    parser.add_argument("--limit", type=float, default=SECONDS_OF_A_QUERY, help=waits)
    parser.add_argument("--starts", type=int, default=5, help="starts of the shipped project; 0 for none; default: 5")
    parser.add_argument("--core", type=int, metavar="N", help="run everything on this core (Linux)")
    parser.add_argument("--oxigraph", metavar="PROGRAM", help="the program, if it is not on the path")
    parser.add_argument("--json", type=Path, help="write every round to this file too")
    options = parser.parse_args()
    if options.core is not None:
        os.sched_setaffinity(0, {options.core})  # inherited by the servers
    servers = list(present([all_servers(options.oxigraph)[name] for name in options.only]))
    servers += [earlier(options.before)] if options.before else []
    plan = Plan(options.rounds, options.seconds, options.limit)
    print(f"{machine()}; {options.rounds} rounds" + ("" if options.core is None else "; everything on one core"))
    records = []
    for data in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            found = measure(data, servers, plan, Path(folder))
        progress("")
        print(*report(data, found), sep="\n", flush=True)
        for server in servers:
            if server.largest is not None and server.largest < data.triples:
                print(f"{server.name} is measured up to {server.largest:,} triples.", flush=True)
        records.append(record(data, found))
    if options.starts and OURS in options.only:
        starts = start_of_shipped(options.starts)
        progress("")
        print(f"\nThe shipped project answers {median(starts):.2f} s after its start (median of {len(starts)}).")
        records.append({"data": "shipped", "starts": starts})
    if options.json:
        options.json.write_text(json.dumps(records, indent=1))


if __name__ == "__main__":
    main()
