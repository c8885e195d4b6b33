"""Compare the closures of both engines on ontologies: ``python benchmarks/closures.py FILE-OR-FOLDER…``.

Each file is read once and closed by the default engine and by owlrl, as ``aliansi reason`` does. A difference is
explained if a rule of its proof is one that owlrl gets wrong: the tests demonstrate these faults
(``tests/reasoning/support/owlrl_faults.py``). The exit status is 1 if a difference is left without an explanation.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from clocks import Clock
from measure import machine, process, progress, ratio, table

if TYPE_CHECKING:
    from aliansi.reasoning import Proof

ROOT = Path(__file__).parents[1]
TYPE, PROPERTY = (f"<http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}>" for name in ("type", "Property"))
ONLY_REFLEXIVE = {"scm-sco", "scm-spo", "scm-eqc1", "scm-eqp1"}
EXTENSIONS = {".nt", ".ttl", ".rdf", ".owl", ".xml", ".jsonld", ".nq", ".trig"}


@dataclass(frozen=True)
class Comparison:
    """Sizes and CPU seconds of both closures of a file, and their differences by the rules that explain them."""

    name: str
    triples: int = 0
    native: int = 0
    owlrl: int = 0
    seconds: tuple[float, float] = (0.0, 0.0)
    explained: dict[str, int] = field(default_factory=dict)
    unexplained: list[str] = field(default_factory=list)
    problem: str = ""

    def cells(self) -> list[str]:
        """Return the row of the table."""
        if self.problem:
            return [self.name, *["–"] * 3, self.problem, "–"]
        differences = [f"{count:,} by {rules}" for rules, count in self.explained.items()]
        differences += [f"{len(self.unexplained):,} not explained"] if self.unexplained else []
        sizes = [f"{size:,}" for size in (self.triples, self.native, self.owlrl)]
        native, owlrl = self.seconds
        return [self.name, *sizes, ", ".join(differences) or "none", f"{native:.2f} s, {ratio(owlrl, native)}"]


def compare(file: Path, reflexive: bool) -> Comparison:
    """Close a file with both engines and explain each triple that only one of them has."""
    from aliansi.project.rdflib_warnings import suppress_rdflib_warnings
    from aliansi.reasoning import NativeReasoner, OwlrlReasoner
    from aliansi.reasoning.reasoners import read_graph

    import_module("owlrl")  # its import does not count in its time
    with suppress_rdflib_warnings():
        graph = read_graph([file], "nt", lambda done, of: None)
        clock = Clock()
        native = NativeReasoner(reflexive=reflexive).close(graph)
        texts, columns = native.columns()
        ours = {tuple(texts[term] for term in row) for row in zip(*(c.tolist() for c in columns), strict=True)}
        took = clock.lap().cpu
        texts, columns = OwlrlReasoner(reflexive=reflexive).close(graph).columns()
        theirs = {tuple(texts[term] for term in row) for row in zip(*(c.tolist() for c in columns), strict=True)}
        seconds = took, clock.lap().cpu
        explained: Counter[str] = Counter()
        unexplained = []
        for triple in sorted(theirs - ours):
            if (triple[0], TYPE, PROPERTY) in ours and triple[0] == triple[2]:
                explained["scm-op"] += 1
            else:
                unexplained.append(f"+ {' '.join(triple)}")
        for triple in sorted(ours - theirs):
            terms = (native.state.terms.term(native.state.terms.numbers[text]) for text in triple)
            if faults := faults_behind(native.explain(*terms)):
                explained[faults] += 1
            else:
                unexplained.append(f"- {' '.join(triple)}")
    return Comparison(file.name, native.asserted, len(ours), len(theirs), seconds, dict(explained), unexplained)


def compared(file: Path, reflexive: bool) -> Comparison:
    """Compare both closures of a file, or return the reason if it cannot be read."""
    from aliansi.errors import AliansiError, FindingsError

    try:
        return compare(file, reflexive)
    except FindingsError as error:
        return Comparison(file.name, problem=error.findings[0].render(file.parent))
    except AliansiError as error:
        return Comparison(file.name, problem=str(error))


def faults_behind(proof: Proof | None) -> str:
    """Return the rules of a proof that owlrl gets wrong; of some it only misses conclusions such as c subClassOf c."""
    from tests.reasoning.support.owlrl_faults import FAULTS

    faulty = {rule for fault in FAULTS for rule in fault.rules}

    def rules(proof: Proof) -> Iterator[str]:
        if proof.rule not in ONLY_REFLEXIVE or proof.triple[0] == proof.triple[2]:
            yield proof.rule or ""
        for premise in proof.premises:
            yield from rules(premise)

    return " and ".join(sorted(faulty.intersection(rules(proof)))) if proof else ""


def run(file: Path, options: argparse.Namespace) -> Comparison:
    """Compare in a process of its own, which is stopped after the limit."""
    command = [sys.executable, __file__, "--one", str(file), *(["--reflexive"] if options.reflexive else [])]
    try:
        ended = process(command, options.limit)
    except subprocess.TimeoutExpired:
        return Comparison(file.name, problem=f"over {options.limit:g} s")
    if ended.status:
        print(f"{file}:\n{ended.errors.rstrip()}", file=sys.stderr)
        return Comparison(file.name, problem=f"failed ({ended.status})")
    return Comparison(**json.loads(ended.out))


def files_in(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the files, and the RDF files of folders."""
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.suffix in EXTENSIONS)
        else:
            yield path


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, and the differences without an explanation."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE-OR-FOLDER")
    parser.add_argument("--reflexive", action="store_true", help="compare the reflexive triples as well")
    parser.add_argument("--limit", type=float, default=3600, metavar="S", help="stop a file after S seconds (3600)")
    parser.add_argument("--show", type=int, default=20, metavar="N", help="differences without explanation (20)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write everything to a file")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one:
        sys.path[:0] = [str(ROOT)]  # the faults are those of the tests
        print(json.dumps(asdict(compared(options.paths[0], options.reflexive))))
        return 0
    files = list(files_in(options.paths))
    if not files:
        parser.error(
            f"no RDF files in {', '.join(map(str, options.paths))}: choose files of {', '.join(sorted(EXTENSIONS))}"
        )
    found = []
    for file in files:
        progress(str(file))
        found.append(run(file, options))
    progress("")
    print(f"{machine()}; CPU time of the default engine, and how many times longer owlrl takes\n")
    print(
        "\n".join(table(["file", "triples", "closure", "owlrl", "differences", "time"], [one.cells() for one in found]))
    )
    for one in found:
        for line in one.unexplained[: options.show]:
            print(f"{one.name}: {line}")
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in found], indent=1) + "\n", encoding="utf-8")
    return int(any(one.unexplained or one.problem for one in found))


if __name__ == "__main__":
    sys.exit(main())
