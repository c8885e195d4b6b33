"""Measure Aliansi's OWL 2 RL engine beside its peers: ``python benchmarks/reasoning.py --help``.

The data are generated. Every run is a process of its own that reads N-Triples, reasons and writes N-Triples; it reports
what each step took and its peak memory. The engines take turns (A B A B), so that what else the machine does meanwhile
meets all of them alike. What they write is compared: a fast engine that leaves facts out is not fast.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from importlib import import_module, metadata
from pathlib import Path
from statistics import median
from time import perf_counter

from data import OWL, RDF, RDFS, XSD, DataSet, alliances, many_classes, same_as_class, transitive_chain

SHAPES = {"sameas": same_as_class, "chain": transitive_chain, "classes": many_classes}
DEFAULT_DATA = ("1.5k", "10k", "100k", "1M", "sameas", "chain", "classes")
BUILT_IN = tuple("<" + vocabulary for vocabulary in (RDF, RDFS, OWL, XSD))
TOP_AND_BOTTOM = (f"<{OWL}Thing>", f"<{OWL}Nothing>", f"<{RDFS}Resource>")
BYTES_OF_RSS = 1 if sys.platform == "darwin" else 1024

Lap = Callable[[str], None]


def run_native(source: Path, target: Path, lap: Lap) -> None:
    """Aliansi's own engine."""
    rdflib = import_module("rdflib")
    native = import_module("aliansi.reasoning.native")
    lap("start")
    columns = native.encode(rdflib.Graph().parse(source, format="nt"))
    lap("read")
    closure = native.Closure(*columns)
    lap("reason")
    with target.open("w", encoding="utf-8") as stream:
        for s, p, o in closure.triples():
            if not isinstance(s, rdflib.Literal):
                stream.write(f"{s.n3()} {p.n3()} {o.n3()} .\n")
    lap("write")


def run_owlrl(source: Path, target: Path, lap: Lap) -> None:
    """The engine of the ``owlrl`` package, without axiomatic triples."""
    rdflib, owlrl = import_module("rdflib"), import_module("owlrl")
    lap("start")
    graph = rdflib.Graph().parse(source, format="nt")
    lap("read")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    lap("reason")
    graph.serialize(target, format="nt", encoding="utf-8")
    lap("write")


def run_sparq(source: Path, target: Path, lap: Lap) -> None:
    """The Rust engine of the ``sparq-rdf`` package, whose module is ``sparq``."""
    sparq = import_module("sparq")
    lap("start")
    graph = sparq.Graph.load(source, format="ntriples")
    lap("read")
    graph.reason("owl")
    lap("reason")
    with target.open("w", encoding="utf-8") as stream:
        stream.writelines(_sparq_lines(graph.query_json("SELECT ?s ?p ?o { ?s ?p ?o }")))
    lap("write")


# sparq writes no N-Triples. Its JSON, taken apart by one pattern, is the fastest way out of those it has: twice as fast
# as GROUP_CONCAT or CONSTRUCT. The escapes of JSON strings are escapes of N-Triples too.
_SPARQ_ROW = re.compile(
    r'\{"s":\{"type":"uri","value":"([^"]*)"\},"p":\{"type":"uri","value":"([^"]*)"\},"o":\{"type":"'
    r'(?:uri","value":"([^"]*)|literal","value":("(?:[^"\\]|\\.)*")(?:,"xml:lang":"([^"]*)|,"datatype":"([^"]*))?)'
)


def _sparq_lines(answer: str) -> Iterator[str]:
    for row in _SPARQ_ROW.finditer(answer):
        subject, predicate, iri, text, language, datatype = row.groups()
        if iri is not None:
            value = f"<{iri}>"
        else:
            value = text + (f"@{language}" if language else f"^^<{datatype}>" if datatype else "")
        yield f"<{subject}> <{predicate}> {value} .\n"


@dataclass(frozen=True)
class Engine:
    """An engine, the module that must be importable for it, and the most triples that it is given."""

    name: str
    module: str
    run: Callable[[Path, Path, Lap], None]
    distribution: str = ""
    pinned: str = ""
    largest: int | None = None

    @property
    def title(self) -> str:
        """Its name with the version that is installed."""
        return f"{self.name} {metadata.version(self.distribution)}" if self.distribution else self.name

    def missing(self) -> str | None:
        """Say how to get it if it cannot be imported here."""
        asked = subprocess.run([sys.executable, "-c", f"import {self.module}"], capture_output=True, check=False)
        if asked.returncode == 0:
            return None
        hint = f"pip install {self.distribution}=={self.pinned}" if self.distribution else "pip install -e ."
        return f"{self.name} is not installed and is left out: {hint}"


OURS = Engine("aliansi", "aliansi.reasoning.native", run_native)
ENGINES = {
    engine.name: engine
    for engine in (
        OURS,
        Engine("sparq-rdf", "sparq", run_sparq, "sparq-rdf", "0.1.6"),
        Engine("owlrl", "owlrl", run_owlrl, "owlrl", "7.6.2", largest=10_000),
    )
}


@dataclass(frozen=True)
class Run:
    """One process: seconds of each step and in all, those that the processors worked for it, peak memory in bytes."""

    steps: dict[str, float]
    wall: float
    cpu: float
    peak: int


@dataclass(frozen=True)
class Closure:
    """How many comparable triples an engine wrote, and a number that depends on them but not on their order."""

    size: int
    digest: int


@dataclass
class Result:
    """All runs of one engine on one data set; ``problem`` says why there are no more."""

    engine: Engine
    data: DataSet
    runs: list[Run] = field(default_factory=list)
    closure: Closure | None = None
    problem: str = ""

    def seconds(self, step: str) -> float | None:
        """Return the median of a step, or of the whole process (``wall``, ``cpu``)."""
        if not self.runs:
            return None
        return median((run.steps | {"wall": run.wall, "cpu": run.cpu})[step] for run in self.runs)

    def peak(self) -> float:
        """Return the median of the peak memory in MB."""
        return median(run.peak for run in self.runs) / 1e6


def worker(name: str, source: str, target: str) -> None:
    """Be the process that is measured: print the steps and what the system counted as JSON."""
    steps: dict[str, float] = {}
    last = perf_counter()

    def lap(step: str) -> None:
        nonlocal last
        steps[step], last = perf_counter() - last, perf_counter()

    ENGINES[name].run(Path(source), Path(target), lap)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"steps": steps, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss * BYTES_OF_RSS}))


def measure(result: Result, source: Path, limit: float) -> None:
    """Run an engine once in a fresh process, and look at what it wrote the first time."""
    target = source.with_suffix(".out")
    command = [sys.executable, __file__, "--worker", result.engine.name, str(source), str(target)]
    start = perf_counter()
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        result.problem = f"over {limit:g} s"
        return
    wall = perf_counter() - start
    if done.returncode:
        result.problem = f"failed ({done.returncode})"
        print(f"{result.engine.name} failed on {result.data.name}:\n{done.stderr.rstrip()}", file=sys.stderr)
        return
    said = json.loads(done.stdout.splitlines()[-1])
    result.runs.append(Run(wall=wall, **said))
    result.closure = result.closure or closure(target)


def closure(file: Path) -> Closure:
    """Read what an engine wrote."""
    size = digest = 0
    with file.open("rb") as lines:
        for line in lines:
            if comparable(line.decode()):
                size += 1
                digest += int.from_bytes(blake2b(line, digest_size=8).digest())
    return Closure(size, digest % 2**64)


def comparable(line: str) -> bool:
    """Say whether a line of N-Triples is one that every complete engine writes.

    Not compared are literal subjects, reflexive triples, what is said about the terms of RDF, RDFS, OWL and XSD, and
    membership in owl:Thing, owl:Nothing and rdfs:Resource or being below them.
    """
    if line.startswith(('"', *BUILT_IN)):
        return False
    subject, _, value = line.rstrip(" .\n").split(" ", 2)
    return subject != value and value not in TOP_AND_BOTTOM


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


def progress(message: str) -> None:
    """Say on a terminal what is being done, in a line that is written over."""
    if sys.stderr.isatty():
        print(f"\r\033[K{message}", end="", file=sys.stderr, flush=True)


def report(rows: Sequence[Sequence[Result]]) -> Iterator[str]:
    """Yield the tables as lines of Markdown."""
    yield from _table("Reasoning alone (specialising included; median seconds)", rows, "reason")
    yield from _table("Whole process (start, read, reason, write; median seconds, peak memory)", rows, "wall")
    yield from _steps(rows)
    yield from _agreement(rows)


def _table(title: str, rows: Sequence[Sequence[Result]], step: str) -> Iterator[str]:
    engines = [result.engine for result in rows[0]]
    peers = [engine for engine in engines if engine is not OURS] if OURS in engines else []
    titles = [*(engine.title for engine in engines), *(f"{peer.name} / {OURS.name}" for peer in peers)]
    yield from ("", f"**{title}**", "")
    yield from _head("data", "triples", "closure", *titles)
    for results in rows:
        ours = next((result for result in results if result.engine is OURS), None)
        ratios = [_ratio(result, ours, step) for result in results if ours and result is not ours]
        size = next((result.closure.size for result in results if result.closure), None)
        cells = [_cell(result, step) for result in results]
        yield _row(results[0].data.name, f"{results[0].data.triples:,}", f"{size:,}" if size else "–", *cells, *ratios)


def _cell(result: Result, step: str) -> str:
    seconds = result.seconds(step)
    if seconds is None:
        return result.problem
    return f"{seconds:.3f}" + (f", {result.peak():.0f} MB" if step == "wall" else "")


def _ratio(peer: Result, ours: Result, step: str) -> str:
    theirs, mine = peer.seconds(step), ours.seconds(step)
    return f"{theirs / mine:.3g}" if theirs is not None and mine else "–"


def _steps(rows: Sequence[Sequence[Result]]) -> Iterator[str]:
    names = ("start", "read", "reason", "write", "wall", "cpu")
    yield from ("", "**Steps (median seconds; start is importing, cpu is over wall if threads work side by side)**", "")
    yield from _head("data", "engine", *names)
    for result in (result for results in rows for result in results if result.runs):
        yield _row(result.data.name, result.engine.name, *(f"{result.seconds(name):.3f}" for name in names))


def _head(*titles: str) -> Iterator[str]:
    yield _row(*titles)
    yield _row(*("---" for _ in titles))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _agreement(rows: Sequence[Sequence[Result]]) -> Iterator[str]:
    yield ""
    compared = [found for results in rows if len(found := [result for result in results if result.closure]) > 1]
    differing = [found for found in compared if len({result.closure for result in found}) > 1]
    for found in differing:
        sizes = [f"{result.engine.name} {result.closure.size:,}" for result in found if result.closure]
        yield f"The closures of {found[0].data.name} DIFFER: {', '.join(sizes)} comparable triples."
    if not differing:
        yield f"The closures agree, triple by triple, on {len(compared)} of {len(rows)} data sets (where two ran)."


def data_set(text: str) -> DataSet:
    """Read the name of a data set: a number of triples (``10k``), or a hard shape with or without its size."""
    shape, _, size = text.partition("=")
    if shape in SHAPES:
        return SHAPES[shape](_number(size)) if size else SHAPES[shape]()
    try:
        return alliances(_number(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text}: {error}") from error


def _number(text: str) -> int:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([kM]?)", text)
    if not found or found[1] == "0":
        raise argparse.ArgumentTypeError(
            f"{text} is no number (such as 1500, 10k or 1M) and none of {', '.join(SHAPES)}"
        )
    return round(float(found[1]) * {"": 1, "k": 1_000, "M": 1_000_000}[found[2]])


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure OWL 2 RL engines beside each other.")
    shapes = ", ".join(f"{name}[=N]" for name in SHAPES)
    help_sizes = f"triples (1500, 10k, 1M) or hard shapes ({shapes}); default: {' '.join(DEFAULT_DATA)}"
    parser.add_argument("--sizes", nargs="+", type=data_set, metavar="DATA", help=help_sizes)
    parser.add_argument("--rounds", type=int, default=3, help="runs of each engine on each data set (default: 3)")
    parser.add_argument("--only", nargs="+", choices=ENGINES, metavar="ENGINE", help=f"of {', '.join(ENGINES)}")
    parser.add_argument("--limit", type=float, default=180, help="seconds after which a run is given up (default: 180)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every run to a file, for plotting")
    return parser.parse_args(argv)


def main(argv: Sequence[str]) -> None:
    """Measure what the command line asks for and print the tables."""
    if argv[:1] == ["--worker"]:
        return worker(*argv[1:])
    asked = arguments(argv)
    sets = asked.sizes or [data_set(name) for name in DEFAULT_DATA]
    engines = list(_present(ENGINES[name] for name in ENGINES if not asked.only or name in asked.only))
    if not engines:
        sys.exit("no engine is left to measure")
    rows = list(benchmark(sets, engines, asked.rounds, asked.limit))
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; {asked.rounds} rounds")
    print("\n".join(report(rows)))
    if asked.json:
        asked.json.write_text(json.dumps([_record(result) for results in rows for result in results], indent=1))
    return None


def _present(engines: Iterable[Engine]) -> Iterator[Engine]:
    for engine in engines:
        if hint := engine.missing():
            print(hint, file=sys.stderr)
        else:
            yield engine


def _record(result: Result) -> dict[str, object]:
    return {
        "engine": result.engine.title,
        "data": result.data.name,
        "triples": result.data.triples,
        "closure": result.closure.size if result.closure else None,
        "problem": result.problem,
        "runs": [asdict(run) for run in result.runs],
    }


if __name__ == "__main__":
    main(sys.argv[1:])
