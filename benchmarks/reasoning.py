"""Measure Aliansi's OWL 2 RL engine and its peers: ``python benchmarks/reasoning.py --help``.

The data are generated. Every run is a separate process that reads N-Triples, reasons and writes N-Triples. The engines
take turns (A B A B), so that other load on the machine affects all of them. Their output is compared, because an engine
that omits triples is not fast.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import growth
import plot
from clocks import Took
from data import DataSet
from engines import ENGINES, OURS, Engine, Run, RunError, Written, present, run, written
from measure import SHAPES, data_set, machine, medians, progress, ratio, table

DEFAULT_DATA = ("1.5k", "10k", "100k", "1M", "sameas", "chain", "classes")
STEPS = ("start", "read", "reason", "names", "write")


@dataclass
class Result:
    """All runs of one engine on one data set; ``problem`` is the reason for missing runs."""

    engine: Engine
    data: DataSet
    runs: list[Run] = field(default_factory=list)
    closure: Written | None = None
    problem: str = ""

    def median(self, part: Callable[[Run], Took]) -> Took | None:
        """Return the medians of one part of the runs."""
        return medians([part(one) for one in self.runs]) if self.runs else None

    def peak(self) -> float:
        """Return the median of the peak memory in MB."""
        return median(one.peak for one in self.runs) / 1e6


def measure(result: Result, source: Path, limit: float) -> None:
    """Run an engine once in a fresh process, and read the output of the first run."""
    target = source.with_suffix(".out.nt")
    try:
        result.runs.append(run(result.engine, source, target, limit))
    except RunError as error:
        result.problem = str(error)
    else:
        result.closure = result.closure or written(target)


def benchmark(sets: Sequence[DataSet], engines: Sequence[Engine], rounds: int, limit: float) -> Iterator[list[Result]]:
    """Yield the results of each data set, one for each engine."""
    for data in sets:
        results = [Result(engine, data) for engine in engines]
        for result in results:
            if result.engine.largest and data.triples > result.engine.largest:
                result.problem = f"not run over {result.engine.largest:,}"
        with tempfile.TemporaryDirectory() as folder:
            progress(f"{data.name}: generating")
            source = data.write(Path(folder))
            for number in range(rounds):
                for result in results:
                    if not result.problem:
                        progress(f"{data.name}: round {number + 1} of {rounds}, {result.engine.name}")
                        measure(result, source, limit)
        progress("")
        yield results


@dataclass(frozen=True)
class Column:
    """One measured value in a table."""

    title: str
    part: Callable[[Run], Took]
    kind: Callable[[Took], float]
    with_memory: bool = False

    def seconds(self, result: Result) -> float | None:
        """Return the median, if any."""
        took = result.median(self.part)
        return self.kind(took) if took else None

    def cell(self, result: Result) -> str:
        """Format the median, or the reason why there is none."""
        seconds = self.seconds(result)
        if seconds is None:
            return result.problem
        return f"{seconds:.3f}" + (f", {result.peak():.0f} MB" if self.with_memory else "")


def _wall(took: Took) -> float:
    return took.wall


def _cpu(took: Took) -> float:
    return took.cpu


def _reasoning(one: Run) -> Took:
    return one.reasoning


def _names_apart(one: Run) -> Took:
    return one.took("reason")


def _whole(one: Run) -> Took:
    return one.whole


TABLES = (
    Column("Reasoning alone (specialising included; median seconds)", _reasoning, _wall),
    Column("Reasoning alone (median CPU seconds)", _reasoning, _cpu),
    Column("The same, but as triples under one name of each thing (median seconds)", _names_apart, _wall),
    Column("Whole process (start, read, reason, write; median seconds, peak memory)", _whole, _wall, with_memory=True),
    Column("Whole process (median CPU seconds)", _whole, _cpu),
)


def report(rows: Sequence[Sequence[Result]]) -> Iterator[str]:
    """Yield the tables as lines of Markdown."""
    for column in TABLES:
        yield from _table(column, rows)
    yield from _steps(rows)
    yield from growth.report(records(rows))
    yield from _agreement(rows)


def _table(column: Column, rows: Sequence[Sequence[Result]]) -> Iterator[str]:
    engines = [result.engine for result in rows[0]]
    peers = [engine for engine in engines if engine is not OURS] if OURS in engines else []
    titles = [*(engine.title for engine in engines), *(f"{peer.name} / {OURS.name}" for peer in peers)]
    yield from ("", f"**{column.title}**", "")
    yield from table(("data", "triples", "closure", *titles), [_row(column, results) for results in rows])


def _row(column: Column, results: Sequence[Result]) -> list[str]:
    ours = next((result for result in results if result.engine is OURS), None)
    ratios = [ratio(column.seconds(peer), column.seconds(ours)) for peer in results if ours and peer is not ours]
    size = next((result.closure.size for result in results if result.closure), None)
    data = results[0].data
    return [data.name, f"{data.triples:,}", f"{size:,}" if size else "–", *map(column.cell, results), *ratios]


def _steps(rows: Sequence[Sequence[Result]]) -> Iterator[str]:
    note = "start: imports; names: adding every name of a thing again, a separate step only in Aliansi"
    yield from ("", f"**Steps (median seconds; {note})**", "")
    found = [result for results in rows for result in results if result.runs]
    yield from table(("data", "engine", *STEPS), [_steps_of(result) for result in found])


def _steps_of(result: Result) -> list[str]:
    medians_of = (result.median(lambda one, step=step: one.took(step)) for step in STEPS)  # type: ignore[misc]
    return [result.data.name, result.engine.name, *(f"{took.wall:.3f}" for took in medians_of if took)]


def _agreement(rows: Sequence[Sequence[Result]]) -> Iterator[str]:
    yield ""
    compared = [found for results in rows if len(found := [result for result in results if result.closure]) > 1]
    differing = [found for found in compared if len({result.closure for result in found}) > 1]
    for found in differing:
        sizes = [f"{result.engine.name} {result.closure.size:,}" for result in found if result.closure]
        yield f"The closures of {found[0].data.name} DIFFER: {', '.join(sizes)} comparable triples."
    if not differing:
        yield f"The closures agree, triple by triple, on {len(compared)} of {len(rows)} data sets (where two ran)."


def records(rows: Sequence[Sequence[Result]]) -> list[dict[str, Any]]:
    """Return every run as a JSON object."""
    return [_record(result) for results in rows for result in results]


def _record(result: Result) -> dict[str, Any]:
    return {
        "engine": result.engine.title,
        "data": result.data.name,
        "triples": result.data.triples,
        "closure": result.closure.size if result.closure else None,
        "problem": result.problem,
        "runs": [one.record() for one in result.runs],
    }


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure OWL 2 RL engines.")
    shapes = ", ".join(f"{name}[=N]" for name in SHAPES)
    help_sizes = f"triples (1500, 10k, 1M) or hard shapes ({shapes}); default: {' '.join(DEFAULT_DATA)}"
    parser.add_argument("--sizes", nargs="+", type=data_set, metavar="DATA", help=help_sizes)
    parser.add_argument("--rounds", type=int, default=3, help="runs of each engine on each data set (default: 3)")
    parser.add_argument("--only", nargs="+", choices=ENGINES, metavar="ENGINE", help=f"of {', '.join(ENGINES)}")
    parser.add_argument("--limit", type=float, default=180, help="timeout of a run in seconds (default: 180)")
    parser.add_argument("--core", type=int, metavar="N", help="run every engine on this core (Linux)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every run to a file, for plotting")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="also draw the growth of reasoning time")
    return parser.parse_args(argv)


def main(argv: Sequence[str]) -> None:
    """Measure the chosen engines and print the tables."""
    options = arguments(argv)
    sets = options.sizes or [data_set(name) for name in DEFAULT_DATA]
    engines = list(present(ENGINES[name] for name in ENGINES if not options.only or name in options.only))
    if not engines:
        sys.exit("no engine to measure")
    if options.core is not None:
        os.sched_setaffinity(0, {options.core})  # inherited by the measured processes
    rows = list(benchmark(sets, engines, options.rounds, options.limit))
    print(f"{machine()}; {options.rounds} rounds" + ("" if options.core is None else "; every engine on one core"))
    print("\n".join(report(rows)))
    if options.json:
        options.json.write_text(json.dumps(records(rows), indent=1), encoding="utf-8")
    if options.plot:
        plot.draw(records(rows), options.plot)


if __name__ == "__main__":
    main(sys.argv[1:])
