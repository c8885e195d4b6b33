"""Measure changing a closure beside making it anew: ``python benchmarks/change.py --help``.

Facts taken at random from generated alliance data are retracted and added again, round after round, all in one
process. Beside that stands the time of a fresh run over the same triples. What has been changed must be what is made
anew, triple by triple: it is compared after the last retraction and at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

from data import DataSet, ontology
from rdflib.term import Node
from reasoning import SHAPES, data_set

from aliansi.reasoning.native import Closure, encode
from aliansi.reasoning.terms import node_of

Triple = tuple[Node, Node, Node]
DEFAULT_DATA = ("10k", "100k")
SEED = 1949
FACTS = 10
FRESH_RUNS = 3


@dataclass
class Times:
    """The seconds that each run took."""

    data: str
    triples: int
    closure: int = 0
    facts: int = FACTS
    encode: list[float] = field(default_factory=list)
    """Numbering the terms of all triples, without which a fresh run cannot begin."""
    fresh: list[float] = field(default_factory=list)
    """Reasoning over them."""
    retract: list[float] = field(default_factory=list)
    add: list[float] = field(default_factory=list)
    agrees: bool = True


class Clock:
    """Measures one thing after the other."""

    def __init__(self) -> None:
        """Begin."""
        self._last = perf_counter()

    def lap(self, seconds: list[float]) -> None:
        """Note the time since the last lap."""
        now = perf_counter()
        seconds.append(now - self._last)
        self._last = perf_counter()


def measure(data: DataSet, rounds: int, facts: int = FACTS) -> Times:
    """Retract and add facts of a data set, so many rounds."""
    triples = [_triple(line) for line in data.lines()]
    times = Times(data.name, data.triples, facts=facts)
    closure = _fresh(triples, times)
    times.closure = sum(1 for _ in closure.triples())
    for _ in range(FRESH_RUNS - 1):
        closure = _fresh(triples, times)
    changed = random.Random(SEED)
    axioms = sum(1 for _ in ontology())
    for number in range(rounds):
        some = changed.sample(triples[axioms:], facts)
        clock = Clock()
        closure.update(retracted=some)
        clock.lap(times.retract)
        if number == rounds - 1:
            times.agrees &= _digest(closure) == _digest(_of(set(triples) - set(some)))
            clock = Clock()
        closure.update(added=some)
        clock.lap(times.add)
    times.agrees &= _digest(closure) == _digest(_of(triples))
    return times


def _fresh(triples: list[Triple], times: Times) -> Closure:
    clock = Clock()
    columns = encode(triples)
    clock.lap(times.encode)
    closure = Closure(*columns)
    clock.lap(times.fresh)
    return closure


def _of(triples: Iterable[Triple]) -> Closure:
    return Closure(*encode(triples))


def _triple(line: str) -> Triple:
    s, p, o = line[:-3].split(" ", 2)
    return node_of(s), node_of(p), node_of(o)


def _digest(closure: Closure) -> tuple[int, int]:
    """Return how many triples there are, and a number that depends on them but not on their order."""
    text = closure.terms.text
    hashes = [hash((text(s), text(p), text(o))) for s, p, o in _numbers(closure)]
    return len(hashes), sum(hashes)


def _numbers(closure: Closure) -> Iterator[tuple[int, int, int]]:
    for part in closure.columns():
        yield from zip(*(column.tolist() for column in part), strict=True)


def report(measured: Sequence[Times]) -> Iterator[str]:
    """Yield the lines of a table, and where a changed closure is not what it should be."""
    facts = measured[0].facts
    titles = ("data", "triples", "closure", "encode", "fresh run", f"retract {facts}", f"add {facts}")
    yield _row(*titles, "fresh run over retract", "fresh run over add", "slowest retract, add", "first retract, add")
    yield _row(*["---"] * 11)
    for one in measured:
        fresh, retract, add = map(median, (one.fresh, one.retract, one.add))
        yield _row(
            *(one.data, f"{one.triples:,}", f"{one.closure:,}", f"{median(one.encode):.3f} s", f"{fresh:.3f} s"),
            *(_ms(retract), _ms(add), f"{fresh / retract:.0f}", f"{fresh / add:.0f}"),
            *(", ".join(map(_ms, pair)) for pair in ((max(one.retract), max(one.add)), (one.retract[0], one.add[0]))),
        )
    yield ""
    wrong = [one.data for one in measured if not one.agrees]
    yield f"WRONG after changes: {', '.join(wrong)}" if wrong else "Every changed closure is what a fresh run makes."


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:.2f} ms"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def alliance_data(text: str) -> DataSet:
    """Read a number of triples (``10k``): the hard shapes have no facts to choose from."""
    if text.partition("=")[0] in SHAPES:
        raise argparse.ArgumentTypeError(f"{text} is no number of triples")
    return data_set(text)


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure changing a closure beside making it anew.")
    sizes = f"triples of the alliance data (1500, 10k, 1M); default: {' '.join(DEFAULT_DATA)}"
    parser.add_argument("--sizes", nargs="+", type=alliance_data, metavar="N", help=sizes)
    parser.add_argument("--rounds", type=int, default=50, help="retractions and additions of each (default: 50)")
    parser.add_argument("--facts", type=int, default=FACTS, help=f"facts that are changed at once (default: {FACTS})")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every single time to a file")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> None:
    """Measure what the command line asks for and print a table."""
    asked = arguments(argv)
    sets = asked.sizes or [data_set(name) for name in DEFAULT_DATA]
    measured = [measure(data, asked.rounds, asked.facts) for data in sets]
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; {asked.rounds} rounds")
    print("\n".join(report(measured)))
    if asked.json:
        asked.json.write_text(json.dumps([asdict(one) for one in measured], indent=1))


if __name__ == "__main__":
    main()
