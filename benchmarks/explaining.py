"""Measure explanations against reasoning again: ``python benchmarks/explaining.py --help``.

Random inferred triples of generated alliance data are explained one after the other: by the smallest proof, and by the
proof that the engine kept. An engine without proofs would at least have to reason again; that time is the peer. Every
proof must prove its triple from asserted triples.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import TypeAlias

from clocks import Clock
from data import SEED, DataSet
from engines import OURS, SPARQ, Engine, RunError, present, run
from measure import add_sizes, machine, medians, ms, percentile, progress, ratio, table
from rdflib.term import Node

from aliansi.reasoning.closure import Closure, read_closure
from aliansi.reasoning.proofs.explainer import Explainer
from aliansi.reasoning.proofs.proof import Proof
from aliansi.reasoning.terms.rdflib_terms import node_of

Triple: TypeAlias = "tuple[Node, Node, Node]"
DEFAULT_DATA = ("10k", "100k")
SAMPLE = 300
FRESH_RUNS = 3


@dataclass
class Times:
    """Seconds of each explanation, and of reasoning again with each engine."""

    data: str
    triples: int
    closure: int = 0
    smallest: list[float] = field(default_factory=list)
    kept: list[float] = field(default_factory=list)
    fresh: dict[str, float] = field(default_factory=dict)
    wrong: int = 0
    """Number of proofs that are missing, invalid, or not the smallest."""
    shortened: int = 0
    """Number of smallest proofs that are smaller than the kept one."""


def measure(data: DataSet, sample: int, engines: Sequence[Engine]) -> Times:
    """Explain a sample of the inferred triples of a data set."""
    times = Times(data.name, data.triples)
    with tempfile.TemporaryDirectory() as folder:
        source = data.write(Path(folder))
        progress(f"{data.name}: explaining")
        closed, other = read_closure([source]), read_closure([source])  # each builds its own index on the first answer
        times.closure = len(closed.columns()[1][0])
        chosen = some_inferred(closed, sample)
        smallest = explained(Explainer(closed.state).explain, chosen, times.smallest)
        kept = explained(Explainer(other.state).stored_proof, chosen, times.kept)
        compare(closed, list(zip(chosen, smallest, kept, strict=True)), times)
        for engine in engines:
            progress(f"{data.name}: reasoning again, {engine.name}")
            times.fresh[engine.title] = reasoning_again(engine, source)
    progress("")
    return times


def some_inferred(closed: Closure, sample: int) -> list[Triple]:
    """Return random inferred triples, the same every time."""
    texts, (s, p, o) = closed.columns(inferred_only=True)
    rows = random.Random(SEED).sample(range(len(s)), min(sample, len(s)))
    return [(node_of(texts[s[row]]), node_of(texts[p[row]]), node_of(texts[o[row]])) for row in rows]


def explained(
    answer: Callable[[Node, Node, Node], Proof | None], triples: Sequence[Triple], seconds: list[float]
) -> list[Proof | None]:
    """Explain each triple and record the seconds."""
    proofs = []
    clock = Clock()
    for triple in triples:
        proofs.append(answer(*triple))
        seconds.append(clock.lap().wall)
    return proofs


def compare(closed: Closure, answers: Sequence[tuple[Triple, Proof | None, Proof | None]], times: Times) -> None:
    """Count wrong proofs, and smallest proofs that are smaller than the kept one."""
    for triple, smallest, kept in answers:
        if smallest and kept and proves(closed, smallest, triple) and proves(closed, kept, triple):
            times.wrong += smallest.size() > kept.size()
            times.shortened += smallest.size() < kept.size()
        else:
            times.wrong += 1


def proves(closed: Closure, proof: Proof, triple: Triple) -> bool:
    """Return whether a proof proves a triple from asserted triples."""
    known = closed.state.terms.find
    leaves = [tuple(known(term) or 0 for term in leaf.triple) for leaf in proof.leaves()]
    return proof.triple == triple and all(closed.state.is_asserted((s, p, o)) for s, p, o in leaves)


def reasoning_again(engine: Engine, source: Path) -> float:
    """Return the median seconds of reasoning alone, each time in a fresh process. Exits if it fails."""
    try:
        runs = [run(engine, source, source.with_suffix(".out.nt")) for _ in range(FRESH_RUNS)]
    except RunError as error:
        sys.exit(f"{engine.name}: {error}")
    return medians([one.reasoning for one in runs]).wall


def report(measured: Sequence[Times]) -> Iterator[str]:
    """Yield the lines of two tables, and whether the proofs are correct."""
    titles = ("data", "triples", "closure", "explained", "proof", "first", "median", "95 % within", "slowest")
    yield from table(titles, [row for one in measured for row in _answers(one)])
    yield ""
    again = ("data", "reasoning again", "seconds", "over the median of the smallest", "over the slowest")
    yield from table(again, [row for one in measured for row in _again(one)])
    yield ""
    for one in measured:
        if one.wrong:
            yield f"WRONG: {one.wrong} of {len(one.smallest)} proofs of {one.data}"
        else:
            number = len(one.smallest)
            yield (
                f"{one.data}: all {number} proofs prove their triples from asserted ones; "
                f"{one.shortened} of the smallest are smaller than the kept proof."
            )


def _answers(one: Times) -> Iterator[list[str]]:
    for proof, (first, *rest) in (("smallest", one.smallest), ("kept", one.kept)):
        size = [one.data, f"{one.triples:,}", f"{one.closure:,}", str(len(rest) + 1)]
        rest = rest or [first]
        yield [*size, proof, *map(ms, (first, median(rest), percentile(rest, 95), max(rest)))]


def _again(one: Times) -> Iterator[list[str]]:
    rest = one.smallest[1:] or one.smallest
    for engine, seconds in one.fresh.items():
        ratios = (ratio(seconds, seconds_of) for seconds_of in (median(rest), max(rest)))
        yield [one.data, engine, f"{seconds:.3f}", *ratios]


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure explanations against reasoning again.")
    add_sizes(parser, DEFAULT_DATA)
    parser.add_argument(
        "--sample", type=int, default=SAMPLE, help=f"triples to explain for each size (default: {SAMPLE})"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every time to a file")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> None:
    """Measure the chosen data and print the tables."""
    options = arguments(argv)
    engines = list(present([SPARQ, OURS]))
    measured = [measure(data, options.sample, engines) for data in options.sizes]
    print(f"{machine()}; {options.sample} inferred triples of each size; the first answer also builds an index")
    print("\n".join(report(measured)))
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in measured], indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
