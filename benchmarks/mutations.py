"""Seed twenty faults over the packages, one at a time, and see which the tests of their place catch.

    python benchmarks/mutations.py --before FOLDER

Every fault is put into a copy of the checkout, never into the checkout itself. ``--before`` names another checkout of
the project, such as one with another layout: the same faults are seeded there and looked for by its own tests.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
SECONDS: Final = 600
COPIED: Final = ("src", "tests", "ontology", "data", "queries", "docs", "benchmarks", "pyproject.toml", "CITATION.cff")


@dataclass(frozen=True)
class Fault:
    """A fault: the pattern that finds its place, what stands there instead, and the tests that should notice.

    ``tests`` holds two folders or files of tests: those of the flat layout until November 2026, and those of today.
    """

    place: str
    pattern: str
    instead: str
    tests: tuple[str, str]


FAULTS: Final = (
    Fault(
        "reasoning/rules: an inverse property points the same way",
        r"(p owl:inverseOf q \| x p y => )y q x",
        r"\1x q y",
        ("test_rules_native.py", "reasoning/rules"),
    ),
    Fault(
        "reasoning/terms: the boolean 1 is false",
        r'"1": True',
        '"1": False',
        ("test_rules_native.py test_native.py test_contradictions.py test_oracle_values.py", "reasoning"),
    ),
    Fault(
        "reasoning/columns: a greater number counts as found",
        r"sorted_\[place\] == sought",
        "sorted_[place] >= sought",
        ("test_contradictions.py test_change.py", "reasoning"),
    ),
    Fault(
        "reasoning/engine: a key ignores its last property",
        r"for property_ in properties\]",
        "for property_ in properties[:1]]",
        ("test_rules_native.py test_native.py", "reasoning"),
    ),
    Fault(
        "sparql: a prefix named after SERVICE passes the guard",
        r'"service" in token\.text\.partition',
        '"serwice" in token.text.partition',
        ("test_guard.py", "sparql"),
    ),
    Fault(
        "sparql: FROM is not seen in capitals",
        r'"from" in token\.text\.lower\(\)',
        '"from" in token.text',
        ("test_guard.py test_endpoint.py", "sparql server/test_sparql_endpoint.py"),
    ),
    Fault(
        "project: a month ends a day early",
        r"(monthrange\(year % _CYCLE \+ _CYCLE, month\)\[1\])",
        r"\1 - 1",
        ("test_days.py", "project"),
    ),
    Fault(
        "project: a file in another encoding is blamed on the line before",
        r"line \+= (len\(re\.findall\(.*, error\.object\[: error\.start\]\)\))",
        r"line = \1",
        ("test_text_file.py", "project"),
    ),
    Fault(
        "dataset: proofs are in the union",
        r"(\w+) = _HIDDEN \| (\w+)",
        r"\1 = \2",
        ("test_store.py test_endpoint.py", "dataset"),
    ),
    Fault(
        "evidence: a path is traced to every end, not the one of the row",
        r"for node, triples in steps if node == object_\]",
        "for node, triples in steps]",
        ("test_lineage.py", "evidence"),
    ),
    Fault(
        "views: a stage still holds on the day it ends",
        r"(\ba) < (stage\.end)",
        r"\1 <= \2",
        ("test_moments.py test_things.py", "views pages"),
    ),
    Fault(
        "views: eight letters bear one typo only",
        r"1 if len\(word\) < 8 else 2",
        "1 if len(word) < 9 else 2",
        ("test_search.py", "views"),
    ),
    Fault(
        "validation: passages may disagree",
        r"if before != letter:",
        "if before != before:",
        ("test_broken.py test_data.py", "validation repository/test_data.py"),
    ),
    Fault(
        "validation: any share of a text may be quoted",
        r"len\((\w+)\) > LARGEST_SHARE \* source\.length",
        r"len(\1) > source.length",
        ("test_broken.py", "validation"),
    ),
    Fault(
        "evaluation: the last job of a client is first",
        r"job = jobs\.popleft\(\)",
        "job = jobs.pop()",
        ("test_fairness.py", "evaluation/test_fair_queue.py"),
    ),
    Fault(
        "evaluation: a kilobyte is 1,000 bytes",
        r'"k": 2\*\*10',
        '"k": 1000',
        ("test_limits.py test_serve.py test_cli.py", "evaluation/test_limits.py server/test_app.py cli"),
    ),
    Fault(
        "http: a refused format is given",
        r"best if quality > 0 else None",
        "best if quality >= 0 else None",
        ("test_endpoint.py test_linked.py", "http server/test_sparql_endpoint.py pages/test_thing.py"),
    ),
    Fault(
        "http: the first forwarded address is believed",
        r"reversed\(hosts\)",
        "hosts",
        ("test_proxies.py", "http"),
    ),
    Fault(
        "pages: one page beyond the last is asked for",
        r"not 1 <= int\((\w+)\[:9\]\) <= LAST_PAGE",
        r"not 0 <= int(\1[:9]) <= LAST_PAGE",
        ("test_linked.py test_things.py", "pages"),
    ),
    Fault(
        "cli: errors found give the status of wrong usage",
        r"sys\.exit\(status\)",
        "sys.exit(2)",
        ("test_cli.py", "cli"),
    ),
)


def find(package: Path, fault: Fault) -> tuple[Path, str]:
    """Return the one file of a package that has the place of a fault, and its text with the fault."""
    files = (file for kind in ("*.py", "*.txt") for file in sorted(package.rglob(kind)) if "static" not in file.parts)
    found = [(file, text) for file in files if re.search(fault.pattern, text := file.read_text(encoding="utf-8"))]
    if len(found) != 1:
        raise SystemExit(f"{fault.place}: its place is in {len(found)} files of {package}, not in one")
    file, text = found[0]
    return file, re.sub(fault.pattern, fault.instead, text, count=1)


@contextmanager
def copy_of(checkout: Path) -> Iterator[Path]:
    """Copy the parts of a checkout that the tests read, together with its sibling folders."""
    with tempfile.TemporaryDirectory(prefix="aliansi-mutations-") as folder:
        copy = Path(folder) / "project"
        copy.mkdir()
        for name in COPIED:
            source = checkout / name
            leave = shutil.ignore_patterns("__pycache__", "build")
            shutil.copytree(source, copy / name, ignore=leave) if source.is_dir() else shutil.copyfile(
                source, copy / name
            )
        if (shared := checkout.parent / "shared").exists():
            (Path(folder) / "shared").symlink_to(shared.resolve())
        yield copy


def passes(copy: Path, tests: str) -> bool:
    """Run tests of a copy, those marked slow left out where there is the mark; say whether all passed."""
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    files = [str(copy / "tests" / name) for name in tests.split()]
    without = ["--ignore-glob=*/browser/*", "-m", "not slow"] if "slow" in (copy / "pyproject.toml").read_text() else []
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "2", "-p", "no:cacheprovider", *without, *files]
    try:
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return False
    if done.returncode and b" failed" not in done.stdout and b" error" not in done.stdout:
        raise SystemExit(done.stdout.decode(errors="replace")[-2000:])
    return done.returncode == 0


def caught(checkout: Path, fault: Fault, layout: int) -> bool:
    """Say whether the tests of a fault's place fail with it."""
    with copy_of(checkout) as copy:
        file, text = find(copy / "src" / "aliansi", fault)
        file.write_text(text, encoding="utf-8")
        return not passes(copy, fault.tests[layout])


def main() -> None:
    """Print a row for each fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--before", type=Path, help="another checkout: the same faults, its own tests")
    parser.add_argument("--only", default="", metavar="WORD", help="only faults whose place has this word")
    chosen = parser.parse_args()
    checkouts = {**({"before": chosen.before.resolve()} if chosen.before else {}), "now": ROOT}
    faults = [fault for fault in FAULTS if chosen.only in fault.place]
    for checkout in checkouts.values():
        for fault in faults:
            find(checkout / "src" / "aliansi", fault)  # all places are known before anything is run
    print(f"| fault | {' | '.join(checkouts)} |\n|---|{'---|' * len(checkouts)}", flush=True)
    count = dict.fromkeys(checkouts, 0)
    for fault in faults:
        row = {}
        for name, checkout in checkouts.items():
            is_flat = not (checkout / "tests" / "support").is_dir() and (checkout / "tests" / "test_guard.py").exists()
            row[name] = caught(checkout, fault, 0 if is_flat else 1)
            count[name] += row[name]
        print(f"| {fault.place} | {' | '.join('caught' if row[name] else 'MISSED' for name in row)} |", flush=True)
    print(f"| caught | {' | '.join(f'{number} of {len(faults)}' for number in count.values())} |")


if __name__ == "__main__":
    main()
