"""Measure the shipped project and its peers: ``python benchmarks/shipped.py --help``.

Optimisation for large graphs must not slow down small ones. Inside the process, the pipeline stage is measured against
``owlrl`` on the same graph. Whole commands run as for a user, with cached bytecode, against the import of NumPy alone.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import rdflib
import worker
from clocks import Clock, Took
from engines import OURS, OWLRL, SPARQ, comparable, present
from measure import machine, medians, process, progress, ratio, table

from aliansi.pipeline.materialise import Reasoned, materialise
from aliansi.project.folder import Project, shipped
from aliansi.project.loader import load
from aliansi.reasoning.io.read import read
from aliansi.reasoning.terms.dictionary import Dictionary

ROUNDS, COMMANDS, SHOWN = 15, 11, 5
FRESH = "materialise(), a graph just loaded"
TRIPLE = ("id:georgia", "al:withdrewFrom", "id:csto")


@dataclass
class Times:
    """All times of each measurement, and notes on the answers."""

    inside: dict[str, list[Took]] = field(default_factory=dict)
    commands: dict[str, list[Took]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def measure(project: Project, rounds: int, commands: int) -> Times:
    """Measure a project, inside the process and as whole commands."""
    times = Times()
    reasoned = inside(project, rounds, times)
    compare_with_owlrl(reasoned, times)
    with tempfile.TemporaryDirectory() as folder:
        whole(project, Path(folder), commands, times)
    return times


def inside(project: Project, rounds: int, times: Times) -> Reasoned:
    """Load and materialise, once to warm up and then for each round; a graph builds its indexes the first time."""
    for number in range(rounds + 1):
        progress(f"inside the process, round {number} of {rounds}")
        clock = Clock()
        graph = load(project)
        took = {"load()": clock.lap()}
        materialise(graph)
        took[FRESH] = clock.lap()
        reasoned = materialise(graph)
        took["materialise(), the same graph again"] = clock.lap()
        for name, one in took.items():
            if number:
                times.inside.setdefault(name, []).append(one)
    return reasoned


def compare_with_owlrl(reasoned: Reasoned, times: Times) -> None:
    """Reason once with owlrl over the same triples."""
    if not list(present([OWLRL])):
        return
    progress("owlrl")
    graph = rdflib.Graph()
    graph += reasoned.premises
    clock = Clock()
    worker.expand_by_owlrl(graph)
    times.inside[OWLRL.title] = [clock.lap()]
    missing = sum(triple not in graph for triple in reasoned.inferred)
    times.notes.append(
        f"materialise() infers {len(reasoned.inferred):,} triples from {len(reasoned.premises):,}; "
        + (f"owlrl does NOT infer {missing} of them." if missing else "owlrl infers them all.")
    )


def whole(project: Project, folder: Path, rounds: int, times: Times) -> None:
    """Run whole commands in turns, once to warm up and then for each round."""
    triples = folder / "triples.nt"
    as_n_triples(rdf_files(project), triples)
    commands = ours(project, folder)
    outs: dict[str, Path] = {}
    for engine in present([OURS, SPARQ]):
        out = outs[engine.title] = folder / f"{engine.name}.nt"
        command = [sys.executable, worker.__file__, engine.name, str(triples), str(out)]
        commands[f"{engine.title}: the same triples as N-Triples, read, reasoned over, written"] = command
    for number in range(rounds + 1):
        for name, command in commands.items():
            progress(f"round {number} of {rounds}, {name}")
            took = run(name, command)
            if number:
                times.commands.setdefault(name, []).append(took)
    progress("")
    times.notes += agreement(outs) if len(outs) > 1 else []


def ours(project: Project, folder: Path) -> dict[str, list[str]]:
    """Return the commands without a peer by their command line."""
    files = [*map(str, rdf_files(project)), "-o", str(folder / "closure.nt")]
    return {
        "aliansi reason ontology/alliance.ttl data/*.ttl -o OUT": [*aliansi(), "reason", *files],
        f"aliansi explain {' '.join(TRIPLE)}": [*aliansi(), "explain", *TRIPLE, "--project", str(project.root)],
        'python -c "import numpy"': [sys.executable, "-c", "import numpy"],
    }


def run(name: str, command: Sequence[str]) -> Took:
    """Run a command and return its times. Exits if it fails."""
    ended = process(command)
    if ended.status:
        sys.exit(f"{name}: {ended.errors.rstrip()}")
    return ended.took


def rdf_files(project: Project) -> list[Path]:
    """Return the vocabulary and data files, as in the documented command."""
    return [project.root / "ontology" / "alliance.ttl", *sorted((project.root / "data").glob("*.ttl"))]


def aliansi() -> list[str]:
    """Return the command installed with this Python."""
    command = Path(sys.executable).with_name("aliansi")
    return [str(command)] if command.exists() else [sys.executable, "-m", "aliansi"]


def as_n_triples(files: Sequence[Path], target: Path) -> None:
    """Write the triples of files as N-Triples, with an IRI for each blank node, so that closures compare as text."""
    terms = Dictionary()
    given = read(files, terms)
    texts = [f"<urn:blank:{text[2:]}>" if text.startswith("_:") else text for text in terms.texts()]
    rows = dict.fromkeys(zip(given.s.tolist(), given.p.tolist(), given.o.tolist(), strict=True))
    target.write_text("".join(f"{texts[s]} {texts[p]} {texts[o]} .\n" for s, p, o in rows), encoding="utf-8")


def agreement(outs: dict[str, Path]) -> Iterator[str]:
    """Yield the number of comparable triples that all engines wrote, and examples that only some wrote."""
    found = {
        title: set(filter(comparable, out.read_text(encoding="utf-8").splitlines())) for title, out in outs.items()
    }
    everywhere = set.intersection(*found.values())
    yield f"{' and '.join(found)} infer the same {len(everywhere):,} comparable triples (including those read)."
    for title, triples in found.items():
        for only in sorted(triples - everywhere)[:SHOWN]:
            yield f"Only {title}: {only}"


def report(times: Times) -> Iterator[str]:
    """Yield the lines of two tables and the notes."""
    baseline = medians(times.inside[FRESH])
    yield from _table("inside the process", times.inside, baseline, "over a graph just loaded")
    yield ""
    baseline = medians(next(iter(times.commands.values())))
    yield from _table("whole command", times.commands, baseline, "over aliansi reason")
    yield from ("", *times.notes)


def _table(title: str, took: dict[str, list[Took]], baseline: Took, over: str) -> Iterator[str]:
    rows = []
    for name, each in took.items():
        wall, cpu = medians(each)
        slowest = max(one.wall for one in each)
        ratios = ratio(wall, baseline.wall), ratio(cpu, baseline.cpu)
        rows.append([name, str(len(each)), f"{wall:.3f}", f"{cpu:.3f}", f"{slowest:.3f}", *ratios])
    titles = ("runs", "median seconds", "of processors", "slowest", over, "of processors")
    yield from table((title, *titles), rows)


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure the shipped project and its peers.")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"runs inside the process (default: {ROUNDS})")
    parser.add_argument("--commands", type=int, default=COMMANDS, help=f"runs of each command (default: {COMMANDS})")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every time to a file")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> None:
    """Measure the shipped project and print the tables."""
    options = arguments(argv)
    times = measure(shipped(), options.rounds, options.commands)
    print(f"{machine()}; everything runs once before to warm up, except owlrl")
    print("\n".join(report(times)))
    if options.json:
        record = {
            name: [one._asdict() for one in each]
            for part in (times.inside, times.commands)
            for name, each in part.items()
        }
        options.json.write_text(json.dumps(record, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
