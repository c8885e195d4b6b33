"""Measure updates of a closure against fresh runs: ``python benchmarks/change.py --help``.

Random facts of generated alliance data are retracted and added again, round after round, in one process. The peer is a
fresh run over the same triples: numbering their terms, as an update does for its facts, and reasoning. The updated
closure must equal a fresh one, triple by triple; it is compared after the last retraction and at the end.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

from clocks import Clock
from data import DataSet, ontology
from measure import add_sizes, machine, ms, table
from rdflib.term import Node

from aliansi.reasoning.closure import Closure, close, encode
from aliansi.reasoning.engine import saturate
from aliansi.reasoning.terms.rdflib_terms import node_of

Triple = tuple[Node, Node, Node]
DEFAULT_DATA = ("10k", "100k")
SEED = 1949
FACTS = 10
FRESH_RUNS = 3


@dataclass
class Times:
    """Seconds of each run."""

    data: str
    triples: int
    closure: int = 0
    facts: int = FACTS
    encode: list[float] = field(default_factory=list)
    """Numbering the terms of all triples: the first part of a fresh run."""
    reason: list[float] = field(default_factory=list)
    """Reasoning over them: the rest of a fresh run."""
    retract: list[float] = field(default_factory=list)
    add: list[float] = field(default_factory=list)
    agrees: bool = True


def measure(data: DataSet, rounds: int, facts: int = FACTS) -> Times:
    """Retract and add facts of a data set for a number of rounds."""
    triples = [_triple(line) for line in data.lines()]
    times = Times(data.name, data.triples, facts=facts)
    closure = _fresh(triples, times)
    times.closure = len(closure.columns()[1][0])
    for _ in range(FRESH_RUNS - 1):
        closure = _fresh(triples, times)
    changed = random.Random(SEED)
    axioms = sum(1 for _ in ontology())
    for number in range(rounds):
        some = changed.sample(triples[axioms:], facts)
        clock = Clock()
        closure.update(retracted=some)
        times.retract.append(clock.lap().wall)
        if number == rounds - 1:
            times.agrees &= _digest(closure) == _digest(_of(set(triples) - set(some)))
            clock = Clock()
        closure.update(added=some)
        times.add.append(clock.lap().wall)
    times.agrees &= _digest(closure) == _digest(_of(triples))
    return times


def _fresh(triples: list[Triple], times: Times) -> Closure:
    clock = Clock()
    columns = encode(triples)
    times.encode.append(clock.lap().wall)
    closure = Closure(saturate.start(*columns))
    times.reason.append(clock.lap().wall)
    return closure


def _of(triples: Iterable[Triple]) -> Closure:
    return close(triples)


def _triple(line: str) -> Triple:
    s, p, o = line[:-3].split(" ", 2)
    return node_of(s), node_of(p), node_of(o)


def _digest(closure: Closure) -> tuple[int, int]:
    """Return the number of triples and a hash that does not depend on their order."""
    texts, columns = closure.columns()
    rows = zip(*(column.tolist() for column in columns), strict=True)
    hashes = [hash((texts[s], texts[p], texts[o])) for s, p, o in rows]
    return len(hashes), sum(hashes)


def report(measured: Sequence[Times]) -> Iterator[str]:
    """Yield the lines of a table, and the data whose updated closure is wrong."""
    facts = measured[0].facts
    titles = ("data", "triples", "closure", "fresh run: encode", "and reason", f"retract {facts}", f"add {facts}")
    ratios = ("fresh run over retract, add", "reasoning alone over them", "slowest retract, add", "first retract, add")
    yield from table((*titles, *ratios), [_row(one) for one in measured])
    yield ""
    wrong = [one.data for one in measured if not one.agrees]
    yield f"WRONG after updates: {', '.join(wrong)}" if wrong else "Every updated closure equals a fresh run."


def _row(one: Times) -> list[str]:
    encode, reason, retract, add = map(median, (one.encode, one.reason, one.retract, one.add))
    ratios = (f"{whole / retract:.0f}, {whole / add:.0f}" for whole in (encode + reason, reason))
    return [
        *(one.data, f"{one.triples:,}", f"{one.closure:,}", f"{encode:.3f} s", f"{reason:.3f} s"),
        *(ms(retract), ms(add), *ratios),
        *(", ".join(map(ms, pair)) for pair in ((max(one.retract), max(one.add)), (one.retract[0], one.add[0]))),
    ]


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure updates of a closure against fresh runs.")
    add_sizes(parser, DEFAULT_DATA)
    parser.add_argument("--rounds", type=int, default=50, help="retractions and additions for each size (default: 50)")
    parser.add_argument("--facts", type=int, default=FACTS, help=f"facts changed at once (default: {FACTS})")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every time to a file")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> None:
    """Measure the chosen data and print a table."""
    options = arguments(argv)
    measured = [measure(data, options.rounds, options.facts) for data in options.sizes]
    print(f"{machine()}; {options.rounds} rounds")
    print("\n".join(report(measured)))
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in measured], indent=1))


if __name__ == "__main__":
    main()
