"""A small project, and a server that watches it in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

SECONDS = 60.0
"""The longest that anything here may take, on a machine that has much else to do."""

PREFIXES = """\
@prefix al: <https://w3id.org/aliansi/ontology#> .
@prefix id: <https://w3id.org/aliansi/id/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""
CHAIN = "owl:propertyChainAxiom ( al:hasMembership al:alliance )"
ONTOLOGY = f"""\
{PREFIXES}
<https://w3id.org/aliansi/ontology> a owl:Ontology .
al:member a owl:ObjectProperty ; owl:inverseOf al:hasMembership .
al:alliance a owl:ObjectProperty .
al:hasMembership a owl:ObjectProperty .
al:memberOf a owl:ObjectProperty ; {CHAIN} .
"""
ARMENIA = f"{PREFIXES}\nid:spell-of-armenia al:member id:armenia ; al:alliance id:csto .\n"
GEORGIA = "id:spell-of-georgia al:member id:georgia ; al:alliance id:csto .\n"
HEADER = "# title: Members\n# title-id: Anggota\n# question: Who?\n# question-id: Siapa?\n# keywords: members\n"
MEMBERS = "SELECT ?state { ?state al:memberOf id:csto } ORDER BY ?state"
NO_NATO = (
    "# title: No NATO\n# message: is in an alliance that has no place here\nSELECT ?s { ?s al:alliance id:nato }\n"
)


def make_project(root: Path) -> Path:
    """Write a project of one fact, from which a membership follows; return the file of the fact."""
    for part in ("ontology", "data", "queries/questions", "queries/checks"):
        (root / part).mkdir(parents=True)
    (root / "ontology" / "alliance.ttl").write_text(ONTOLOGY, encoding="utf-8")
    (root / "queries" / "questions" / "members.rq").write_text(HEADER + MEMBERS, encoding="utf-8")
    (root / "queries" / "checks" / "no-nato.rq").write_text(NO_NATO, encoding="utf-8")
    facts = root / "data" / "note-members.ttl"
    facts.write_text(ARMENIA, encoding="utf-8")
    return facts


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition; fail if it does not come true."""
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, "this takes too long"
        time.sleep(0.05)


class Server:
    """A process that serves and watches."""

    def __init__(self, process: subprocess.Popen[bytes], errors: Path) -> None:
        self.process = process
        self._errors = errors
        until(lambda: bool(self._addresses()) or process.poll() is not None)
        self.base = self._addresses()[0]

    def _addresses(self) -> list[str]:
        return re.findall(r"http://127\.0\.0\.1:\d+/", self.said())

    def said(self) -> str:
        """Return what it has written on standard error until now."""
        return self._errors.read_text(encoding="utf-8")

    def get(self, path: str, **parameters: str) -> httpx.Response:
        """Ask the server itself, whatever proxy the environment names."""
        return httpx.get(f"{self.base}{path}", params=parameters, trust_env=False, timeout=SECONDS)

    def answer(self, query: str) -> list[str]:
        """Return the rows of a query without their namespaces."""
        answered = self.get("sparql", query=query, format="csv")
        assert answered.status_code == 200, answered.text
        return [line.rpartition("/")[2] for line in answered.text.splitlines()[1:]]

    def members(self) -> list[str]:
        """Return the members, who are inferred."""
        return self.answer(MEMBERS)

    def health(self) -> str:
        """Return what the server says of itself."""
        return self.get("healthz").text.strip()

    def builder(self) -> int | None:
        """Return the process that builds: the one child in a session of its own."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii")
        return next((int(child) for child in children.split() if leads_a_session(int(child))), None)


def leads_a_session(process: int) -> bool:
    """Say whether a process, if it is still there, has a session of its own."""
    try:
        return os.getsid(process) == process
    except ProcessLookupError:
        return False


def is_running(process: int) -> bool:
    """Say whether there is such a process that has not ended."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[Server]:
    """Serve what is in a folder, with port 0, and stop by Ctrl+C if nothing else has."""
    errors = folder.parent / f"{folder.name}.stderr"
    command = (sys.executable, "-m", "aliansi", "serve", "--watch", "--port", "0", *arguments)
    with errors.open("wb") as stream, subprocess.Popen(command, cwd=folder, stderr=stream) as process:
        try:
            yield Server(process, errors)
            process.send_signal(signal.SIGINT)
            process.wait(SECONDS)
        finally:
            process.kill()
