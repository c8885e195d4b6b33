"""Reconcile names of a spreadsheet with the service, in the real OpenRefine and with the package reconciler.

    python benchmarks/openrefine.py                      # 64 names of things, 16 names of other things
    python benchmarks/openrefine.py --openrefine PROGRAM # of another version; as installed by Debian by default

OpenRefine runs without a browser and is driven by its HTTP commands, as its own pages do: a project is created, types
are guessed, the column is reconciled with automatic matches, and a column with Wikidata items is added. The peer is
the package reconciler, if it is installed. Prints how many names were matched with the right thing, with a wrong one,
and not at all; errors of cells are counted. Exit status 1 if a match is wrong or a cell has an error.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module, metadata
from pathlib import Path
from typing import Any, Final

import httpx
from measure import progress, table
from servers import free_port, started, until_it_answers

sys.path.append(str(Path(__file__).parents[1]))  # for the names of the tests

from tests.reconciliation.support.spreadsheet_names import OTHERS, VARIANTS

COLUMN: Final = "name"
SECONDS: Final = 120.0
ENGINE: Final = json.dumps({"facets": [], "mode": "row-based"})
RIGHT, WRONG, NONE, ERROR = "right", "wrong", "no match", "error"


@dataclass(frozen=True)
class Matched:
    """What became of a name: the id of its match, the number of candidates, and the error of its cell."""

    name: str
    match: str | None
    candidates: int = 0
    error: str | None = None


class OpenRefine:
    """A running OpenRefine, by its HTTP commands."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=f"{url}/command/core", timeout=SECONDS, follow_redirects=False)

    def _command(self, name: str, parameters: Mapping[str, Any], **options: Any) -> Any:
        token = self._client.get("/get-csrf-token").json()["token"]
        answer = self._client.post(f"/{name}", params={**parameters, "csrf_token": token}, **options)
        answer.raise_for_status()
        document = answer.json()
        if document.get("code") == "error":
            raise SystemExit(f"OpenRefine, {name}: {document.get('message')}")
        return document

    def create_project(self, names: list[str]) -> str:
        """Create a project with one column and return its id."""
        token = self._client.get("/get-csrf-token").json()["token"]
        text = "\n".join([COLUMN, *names]) + "\n"
        answer = self._client.post(
            "/create-project-from-upload",
            params={"csrf_token": token},
            files={"project-file": ("names.tsv", text.encode("utf-8"), "text/tab-separated-values")},
            data={
                "project-name": "names",
                "format": "text/line-based/*sv",
                "options": json.dumps({"separator": "\t", "encoding": "UTF-8", "processQuotes": False}),
            },
        )
        return str(httpx.URL(answer.headers["location"]).params["project"])

    def guess_types(self, project: str, service: str) -> list[str]:
        """Return the ids of the types that OpenRefine offers for the column, the likeliest first."""
        asked = {"project": project, "columnName": COLUMN, "service": service}
        return [each["id"] for each in self._command("guess-types-of-column", asked)["types"]]

    def reconcile(self, project: str, service: str, manifest: Mapping[str, Any]) -> None:
        """Reconcile the column without a type and wait for the end."""
        config = {
            "mode": "standard-service",
            "service": service,
            "identifierSpace": manifest["identifierSpace"],
            "schemaSpace": manifest["schemaSpace"],
            "autoMatch": True,
            "columnDetails": [],
        }
        data = {"config": json.dumps(config), "engine": ENGINE}
        self._command("reconcile", {"project": project, "columnName": COLUMN}, data=data)
        self._wait(project)

    def extend(self, project: str, service: str, manifest: Mapping[str, Any], property_: str) -> None:
        """Add a column with the values of a property of the matched things."""
        data = {
            "baseColumnName": COLUMN,
            "endpoint": service,
            "identifierSpace": manifest["identifierSpace"],
            "schemaSpace": manifest["schemaSpace"],
            "extension": json.dumps({"properties": [{"id": property_}]}),
            "columnInsertIndex": 1,
            "engine": ENGINE,
        }
        self._command("extend-data", {"project": project}, data=data)
        self._wait(project)

    def _wait(self, project: str) -> None:
        until = time.monotonic() + SECONDS
        while self._client.get("/get-processes", params={"project": project}).json()["processes"]:
            if time.monotonic() > until:
                raise SystemExit("OpenRefine does not come to an end")
            time.sleep(0.2)

    def rows(self, project: str) -> tuple[list[Matched], list[str | None]]:
        """Return what became of each name, and the values of the added column."""
        asked: dict[str, str | int] = {"project": project, "start": 0, "limit": 10_000}
        document = self._client.post("/get-rows", params=asked, data={"engine": ENGINE}).json()
        recons = document.get("pool", {}).get("recons", {})
        found, added = list[Matched](), list[str | None]()
        for row in document["rows"]:
            first, *others = row["cells"]
            recon = first.get("r") if isinstance(first.get("r"), dict) else recons.get(str(first.get("r")), {})
            match = recon.get("m") or {}
            found.append(Matched(first["v"], match.get("id"), len(recon.get("c") or ()), recon.get("e")))
            added.append(others[0]["v"] if others and others[0] else None)
        return found, added


@contextmanager
def openrefine(program: str) -> Iterator[str]:
    """Run OpenRefine with a new folder of projects and yield its URL."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        command = (
            program,
            "-i",
            "127.0.0.1",
            "-p",
            str(port),
            "-d",
            folder,
            "-m",
            "512M",
            "-x",
            "refine.headless=true",
        )
        with started_group(command):
            url, until = f"http://127.0.0.1:{port}", time.monotonic() + SECONDS
            while True:
                try:
                    httpx.get(f"{url}/command/core/get-version").raise_for_status()
                except httpx.HTTPError:
                    if time.monotonic() > until:
                        raise SystemExit(f"{program} does not start") from None
                    time.sleep(0.5)
                else:
                    break
            yield url


@contextmanager
def started_group(command: Sequence[str]) -> Iterator[None]:
    """Run a command in a process group of its own within the context: the program is a script that starts Java."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True) as child:
        try:
            yield
        finally:
            os.killpg(child.pid, signal.SIGTERM)


@contextmanager
def service() -> Iterator[str]:
    """Serve the shipped project and yield the URL of its reconciliation service."""
    port = free_port()
    root = Path(__file__).parents[1]
    command = (sys.executable, "-m", "aliansi", "serve", "--project", str(root), "--port", str(port))
    with started(command) as child:
        until_it_answers(child, port, "/sparql")
        yield f"http://127.0.0.1:{port}/reconcile"


def outcome(matched: Matched) -> str:
    """Return whether a match is the right one."""
    if matched.error:
        return ERROR
    expected = VARIANTS.get(matched.name)
    if matched.match is None:
        return RIGHT if expected is None else NONE
    return RIGHT if matched.match == expected else WRONG


def in_openrefine(program: str, url: str) -> list[Matched]:
    """Reconcile all names in OpenRefine, print what it adds to them, and return what became of each."""
    manifest = httpx.get(url).json()
    with openrefine(program) as address:
        client = OpenRefine(address)
        progress("OpenRefine: project, types, reconciliation")
        project = client.create_project([*VARIANTS, *OTHERS])
        types = client.guess_types(project, url)
        client.reconcile(project, url, manifest)
        progress("OpenRefine: column of Wikidata items")
        client.extend(project, url, manifest, "wikidata")
        found, added = client.rows(project)
    progress("")
    matched = [each for each in found if each.match]
    items = [value for each, value in zip(found, added, strict=False) if each.match and value]
    print(f"OpenRefine guesses the types {', '.join(types[:5])}.")
    print(f"The added column has {len(items)} Wikidata items for {len(matched)} matched names.\n")
    return found


def with_reconciler(url: str) -> list[Matched]:
    """Reconcile all names with the package reconciler, and return what became of each."""
    import pandas

    numpy: Any = import_module("numpy")
    reconciler = import_module("reconciler")
    if not hasattr(numpy, "NaN"):  # reconciler 0.2.2 needs it for names without candidates; NumPy 2 has no such name
        numpy.NaN = numpy.nan
    names = [*VARIANTS, *OTHERS]
    answered = reconciler.reconcile(pandas.Series(names), reconciliation_endpoint=url, top_res=1)
    found = {row["input_value"]: row for row in answered.to_dict("records")}
    return [_of_reconciler(name, found[name]) for name in names]


def _of_reconciler(name: str, row: Mapping[str, Any]) -> Matched:
    is_match = row.get("match") is True
    return Matched(name, row["id"] if is_match else None, int(isinstance(row.get("id"), str)))


def main() -> int:
    """Run both clients and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--openrefine", default="openrefine", help="the program of OpenRefine")
    parser.add_argument("--service", help="URL of a service that runs; by default the shipped project is served")
    arguments = parser.parse_args()
    answers: dict[str, list[Matched]] = {}
    with _given(arguments.service) if arguments.service else service() as url:
        if shutil.which(arguments.openrefine):
            answers["OpenRefine"] = in_openrefine(arguments.openrefine, url)
        else:
            print(f"{arguments.openrefine} is not installed and is left out: apt install openrefine", file=sys.stderr)
        try:
            name = f"reconciler {metadata.version('reconciler')}"
        except metadata.PackageNotFoundError:
            print("reconciler is not installed and is left out: pip install reconciler==0.2.2", file=sys.stderr)
        else:
            answers[name] = with_reconciler(url)
    return report(answers)


@contextmanager
def _given(url: str) -> Iterator[str]:
    yield url


def report(answers: Mapping[str, list[Matched]]) -> int:
    """Print a table and all names that are not right; return the exit status."""
    rows, faults = [], 0
    for client, found in answers.items():
        for names, kind in ((VARIANTS, f"{len(VARIANTS)} names of things"), (OTHERS, f"{len(OTHERS)} other names")):
            counts = Counter(outcome(each) for each in found if each.name in names)
            rows.append([client, kind, *(str(counts[key]) for key in (RIGHT, NONE, WRONG, ERROR))])
            faults += counts[WRONG] + counts[ERROR]
    print(*table(["client", "names", RIGHT, NONE, WRONG, ERROR], rows), sep="\n")
    for client, found in answers.items():
        for each in found:
            if outcome(each) != RIGHT:
                expected = VARIANTS.get(each.name, "nothing")
                print(f"{client}: {each.name}: {each.error or each.match or 'no match'}; expected {expected}")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
