"""Measure what a large batch of names costs other requests, and names against a page.

    python benchmarks/reconcile_service.py              # the shipped project, five rounds
    python benchmarks/reconcile_service.py --rounds 9 --names 500 --data FILE

Two ratios of medians, all from one server in one run: a light query at /sparql while a batch of names is answered at
/reconcile against the same query without one (at most 1.5), and ten names against the page of a thing (at most 1).
Queries and pages are never the same twice, so that neither comes from the cache.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Final
from urllib.parse import quote_plus

from load import Line, NoAnswer, request
from measure import machine, ms, percentile, progress, table
from servers import free_port, started, until_it_answers

sys.path.append(str(Path(__file__).parents[1]))  # for the names of the tests

from tests.reconciliation.support.spreadsheet_names import OTHERS, VARIANTS

ROOT: Final = Path(__file__).parents[1]
NAMES: Final = (*VARIANTS, *OTHERS)
LIGHT: Final = "SELECT ?o {{ id:armenia rdfs:label ?o }} # {}"
PAUSE: Final = 0.002
"""Pause between two light queries: a client that never waits would only measure itself."""
_numbers: Final = count()


def batch(names: int) -> bytes:
    """Return a request for a batch of names that has not been sent before."""
    first = next(_numbers)
    queries = {f"q{n}": {"query": f"{NAMES[(first + n) % len(NAMES)]} {first % 7}"} for n in range(names)}
    body = f"queries={quote_plus(json.dumps(queries))}".encode("ascii")
    lines = (
        "POST /reconcile HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join((*lines, "", "")).encode("ascii") + body


def page() -> bytes:
    """Return a request for the page of a thing, which is not cached for this parameter."""
    lines = (f"GET /id/csto?lang=en&n={next(_numbers)} HTTP/1.1", "Host: 127.0.0.1", "Accept: text/html", "", "")
    return "\r\n".join(lines).encode("ascii")


def seconds_of(port: int, sent: bytes) -> float:
    """Return the seconds of one request on a connection of its own."""
    line = Line(port)
    try:
        begun = perf_counter()
        line.get(sent)
        return perf_counter() - begun
    finally:
        line.close()


def light_queries(port: int, going_on: Iterator[bool]) -> list[float]:
    """Return the seconds of light queries, one after the other while something goes on."""
    line, times = Line(port), list[float]()
    try:
        while next(going_on):
            sent = request("/sparql", LIGHT.format(next(_numbers)), "text/csv")
            begun = perf_counter()
            line.get(sent)
            times.append(perf_counter() - begun)
            sleep(PAUSE)
    finally:
        line.close()
    return times


def until(seconds: float) -> Iterator[bool]:
    """Yield True until so many seconds have passed, then False."""
    end = perf_counter() + seconds
    while True:
        yield perf_counter() < end


def during(port: int, sent: bytes) -> tuple[float, list[float]]:
    """Return the seconds of a request, and those of the light queries meanwhile."""
    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(seconds_of, port, sent)
        times = light_queries(port, iter(lambda: not running.done(), None))
        return running.result(), times


@contextmanager
def serving(data: Path | None) -> Iterator[int]:
    """Serve the shipped project or a file and yield the port."""
    port = free_port()
    served = ("--dataset", str(data)) if data else ("--project", str(ROOT))
    command = (sys.executable, "-m", "aliansi", "serve", *served, "--port", str(port))
    with started(command) as child:
        until_it_answers(child, port, "/sparql")
        yield port


def main() -> int:
    """Run all rounds and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--names", type=int, default=500, help="names of the large batch")
    parser.add_argument("--data", type=Path, help="an RDF file, in place of the shipped project")
    arguments = parser.parse_args()
    alone, beside, batches, tens, pages = (list[float]() for _ in range(5))
    with serving(arguments.data) as port:
        first = seconds_of(port, batch(1))
        for number in range(arguments.rounds):
            progress(f"round {number + 1} of {arguments.rounds}")
            seconds, times = during(port, batch(arguments.names))
            batches.append(seconds)
            beside += times
            alone += light_queries(port, until(seconds))
            for _ in range(5):
                tens.append(seconds_of(port, batch(10)))
                if not arguments.data:
                    pages.append(seconds_of(port, page()))
    progress("")
    print(f"{machine()}; first batch, with the index: {ms(first)}\n")
    rows = [
        [name, str(len(times)), ms(median(times)), ms(percentile(times, 95)), ms(max(times))]
        for name, times in (
            ("light query alone", alone),
            (f"light query, {arguments.names} names at the same time", beside),
            (f"{arguments.names} names", batches),
            ("10 names", tens),
            ("page /id/csto", pages),
        )
        if times
    ]
    print(*table(["request", "number", "median", "95th percentile", "maximum"], rows), sep="\n")
    delay = median(beside) / median(alone)
    print(f"\nlight query with and without a batch: ratio {delay:.2f} (at most 1.5)")
    if pages:
        print(f"10 names against the page: ratio {median(tens) / median(pages):.2f} (at most 1)")
    return 0 if delay <= 1.5 and (not pages or median(tens) <= median(pages)) else 1


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except NoAnswer as error:
        raise SystemExit(f"no answer: {error}") from error
