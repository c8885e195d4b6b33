"""Trace four journeys through the package: files entered and calls that cross a file, today and in another checkout.

    python benchmarks/journeys.py --before FOLDER

The journeys are public commands and addresses, so that one program traces any version: ``aliansi build``,
``aliansi explain``, a look-up at ``/sparql`` and the first HTML page of a thing. Counted are files of the package with
compiled templates, in the process that answers; workers are not followed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeAlias

ROOT: Final = Path(__file__).parents[1]
TRACER: Final = """
import json, os, signal, sys, threading
PACKAGE, OUT = sys.argv[1], sys.argv[2]
calls, pairs, functions = {}, {}, set()
CO_OPTIMIZED = 1

def profile(frame, event, arg):
    code = frame.f_code
    if event != "call" or not code.co_filename.startswith(PACKAGE) or not code.co_flags & CO_OPTIMIZED:
        return  # bodies of modules and classes run when they are imported
    file, back = frame.f_code.co_filename, frame.f_back
    calls[file] = calls.get(file, 0) + 1
    functions.add((file, frame.f_code.co_qualname))
    while back is not None and not back.f_code.co_filename.startswith(PACKAGE):
        back = back.f_back
    if back is not None and back.f_code.co_filename != file:
        pair = (back.f_code.co_filename, file)
        pairs[pair] = pairs.get(pair, 0) + 1

def write(*_):
    sys.setprofile(None)
    entered = sorted(file.removeprefix(PACKAGE + "/") for file in calls)
    row = [entered, len(functions), sum(pairs.values()), len(pairs)]
    with open(OUT + ".part", "w") as file:
        json.dump(row, file)
    os.replace(OUT + ".part", OUT)
    calls.clear(), pairs.clear(), functions.clear()
    sys.setprofile(profile)

parent = os.getpid()
if hasattr(signal, "SIGUSR2"):
    signal.signal(signal.SIGUSR2, write)
from aliansi.cli import main
import aliansi
sys.argv = ["aliansi", *sys.argv[3:]]
threading.setprofile(profile)
sys.setprofile(profile)
try:
    main()
except SystemExit:
    pass
finally:
    if os.getpid() == parent:
        write()
"""
"""Runs the command line under a profile; SIGUSR2 writes and resets the counts."""
LOOK_UP: Final = "/sparql?format=json&query=SELECT%20*%20%7B%20id%3A{}%20al%3AmemberOf%20%3Fo%20%7D"
LANGUAGE: Final = {"Accept": "text/html", "Accept-Language": "en"}

Row: TypeAlias = "tuple[list[str], int, int, int]"


def environment(checkout: Path) -> dict[str, str]:
    """Return the environment in which the package of a checkout is imported."""
    return {**os.environ, "PYTHONPATH": str(checkout / "src"), "PYTHONDONTWRITEBYTECODE": "1"}


def command(checkout: Path, out: Path, *arguments: str) -> list[str]:
    """Return the traced command line."""
    return [sys.executable, "-c", TRACER, str(checkout / "src" / "aliansi"), str(out), *arguments]


def traced(checkout: Path, out: Path, *arguments: str) -> Row:
    """Run one command and return its counts."""
    done = subprocess.run(
        command(checkout, out, *arguments), env=environment(checkout), capture_output=True, text=True, check=False
    )
    if not out.exists():
        raise SystemExit(done.stderr)
    return read(out)


def read(out: Path) -> Row:
    """Read and remove the counts of a tracer."""
    files, functions, crossings, pairs = json.loads(out.read_text(encoding="utf-8"))
    out.unlink()
    return files, functions, crossings, pairs


@contextmanager
def project_of(checkout: Path) -> Iterator[Path]:
    """Copy the curated files of the shipped project into a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="aliansi-journeys-") as folder:
        for part in ("ontology", "data", "queries"):
            shutil.copytree(checkout / part, Path(folder) / part)
        shutil.copyfile(checkout / "CITATION.cff", Path(folder) / "CITATION.cff")
        yield Path(folder)


@contextmanager
def served(checkout: Path, project: Path, out: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Serve a project under the tracer; yield its address and the process."""
    arguments = command(checkout, out, "serve", "--port", "0", "--project", str(project))
    process = subprocess.Popen(arguments, env=environment(checkout), stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    line = ""
    try:
        for line in process.stderr:
            if found := re.search(r"http://[\d.]+:\d+", line):
                yield found.group(), process
                return
        raise SystemExit(f"the server did not start: {line}")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def requested(base: str, path: str, process: subprocess.Popen[str], out: Path) -> Row:
    """Send one request and return the counts of the server."""
    snapshot(process, out)  # discard earlier counts
    request = urllib.request.Request(base + path, headers=LANGUAGE)
    with urllib.request.urlopen(request, timeout=60) as response:
        response.read()
    return snapshot(process, out)


def snapshot(process: subprocess.Popen[str], out: Path) -> Row:
    """Make a tracer write its counts and reset them."""
    process.send_signal(signal.SIGUSR2)
    until = time.monotonic() + 30
    while not out.exists():
        if time.monotonic() > until:
            raise SystemExit("the tracer wrote no counts")
        time.sleep(0.02)
    return read(out)


def journeys(checkout: Path) -> dict[str, Row]:
    """Trace all journeys in a checkout."""
    with project_of(checkout) as project, tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "trace.json"
        at = ("--project", str(project))
        found = {"build": traced(checkout, out, "build", *at)}
        found["explain"] = traced(checkout, out, "explain", "id:georgia", "al:withdrewFrom", "id:csto", *at)
        with served(checkout, project, out) as (base, process):
            requested(base, LOOK_UP.format("russia"), process, out)  # imports and caches are warm from here on
            requested(base, "/", process, out)
            found["look-up, never seen"] = requested(base, LOOK_UP.format("armenia"), process, out)
            found["look-up, repeated"] = requested(base, LOOK_UP.format("armenia"), process, out)
            found["page of a thing, first"] = requested(base, "/id/georgia", process, out)
            found["page of a thing, kept"] = requested(base, "/id/georgia", process, out)
    return found


def main() -> None:
    """Print a row for each journey, and one for the other checkout above it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--before", type=Path, help="another checkout of the project, traced in the same run")
    parser.add_argument("--files", action="store_true", help="list the files that each journey enters")
    chosen = parser.parse_args()
    checkouts = {**({"before": chosen.before.resolve()} if chosen.before else {}), "now": ROOT}
    rows = {name: journeys(checkout) for name, checkout in checkouts.items()}
    print("| journey | checkout | files | functions | calls across files | file pairs |\n|---|---|---|---|---|---|")
    for journey in rows["now"]:
        for name in checkouts:
            files, functions, crossings, pairs = rows[name][journey]
            print(f"| {journey} | {name} | {len(files)} | {functions} | {crossings:,} | {pairs} |")
            if chosen.files:
                print("  " + " ".join(files))


if __name__ == "__main__":
    main()
