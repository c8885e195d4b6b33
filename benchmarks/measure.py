"""Shared by the benchmarks: processes, tables and names of data sets."""

from __future__ import annotations

import argparse
import os
import platform
import re
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from time import perf_counter

from clocks import Took
from data import DataSet, alliances, many_classes, same_as_class, transitive_chain

SHAPES = {"sameas": same_as_class, "chain": transitive_chain, "classes": many_classes}


@dataclass(frozen=True)
class Ended:
    """A finished process: its times, exit status and output."""

    took: Took
    status: int
    out: str
    errors: str


def process(command: Sequence[str], limit: float | None = None) -> Ended:
    """Run a command that may cache bytecode, as for any user. Raises subprocess.TimeoutExpired."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start, before = perf_counter(), _cpu_of_children()
    done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False, env=environment)
    took = Took(perf_counter() - start, _cpu_of_children() - before)
    return Ended(took, done.returncode, done.stdout, done.stderr)


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def medians(took: Sequence[Took]) -> Took:
    """Return the medians of wall-clock and CPU seconds."""
    return Took(median(one.wall for one in took), median(one.cpu for one in took))


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that ``percent`` of the values do not exceed."""
    return sorted(values)[max(ceil(percent / 100 * len(values)) - 1, 0)]


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table in Markdown."""
    for cells in (titles, ["---"] * len(titles), *rows):
        yield f"| {' | '.join(cells)} |"


def ms(seconds: float) -> str:
    """Format a time in milliseconds."""
    return f"{seconds * 1e3:.2f} ms"


def ratio(theirs: float | None, ours: float | None) -> str:
    """Format the ratio of their time to ours, if both are known."""
    return f"{theirs / ours:.3g}" if theirs is not None and ours else "–"


def machine() -> str:
    """Return a line that describes the machine."""
    return f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores"


def progress(message: str) -> None:
    """Show the current step on a terminal, in a line that is overwritten."""
    if sys.stderr.isatty():
        print(f"\r\033[K{message}", end="", file=sys.stderr, flush=True)


def data_set(text: str) -> DataSet:
    """Parse the name of a data set: a number of triples (``10k``), or a hard shape with an optional size."""
    shape, _, size = text.partition("=")
    if shape in SHAPES:
        return SHAPES[shape](_number(size)) if size else SHAPES[shape]()
    try:
        return alliances(_number(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text}: {error}") from error


def alliance_data(text: str) -> DataSet:
    """Parse a number of triples (``10k``); the hard shapes have no facts to sample."""
    if text.partition("=")[0] in SHAPES:
        raise argparse.ArgumentTypeError(f"invalid number of triples {text!r}: write 1500, 10k or 1M")
    return data_set(text)


def add_sizes(parser: argparse.ArgumentParser, default: Sequence[str]) -> None:
    """Add the option ``--sizes`` for alliance data."""
    sizes = f"triples of the alliance data (1500, 10k, 1M); default: {' '.join(default)}"
    chosen = [data_set(name) for name in default]
    parser.add_argument("--sizes", nargs="+", type=alliance_data, default=chosen, metavar="N", help=sizes)


def _number(text: str) -> int:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([kM]?)", text)
    if not found or found[1] == "0":
        raise argparse.ArgumentTypeError(
            f"invalid data set {text!r}: write a number (1500, 10k, 1M) or one of {', '.join(SHAPES)}"
        )
    return round(float(found[1]) * {"": 1, "k": 1_000, "M": 1_000_000}[found[2]])
