"""The measured engines: availability, runs and output."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from typing import Any

import worker
from clocks import Took
from data import OWL, RDF, RDFS, XSD
from measure import process

BUILT_IN = tuple("<" + vocabulary for vocabulary in (RDF, RDFS, OWL, XSD))
TOP_AND_BOTTOM = (f"<{OWL}Thing>", f"<{OWL}Nothing>", f"<{RDFS}Resource>")


@dataclass(frozen=True)
class Engine:
    """An engine with its module, its package and the largest data it is measured on."""

    name: str
    module: str
    distribution: str = ""
    pinned: str = ""
    largest: int | None = None

    @property
    def title(self) -> str:
        """Name with the installed version."""
        return f"{self.name} {metadata.version(self.distribution)}" if self.distribution else self.name

    def missing(self) -> str | None:
        """Return how to install the engine if it cannot be imported."""
        if process([sys.executable, "-c", f"import {self.module}"]).status == 0:
            return None
        hint = f"pip install {self.distribution}=={self.pinned}" if self.distribution else "pip install -e ."
        return f"{self.name} is not installed and is left out: {hint}"


OURS = Engine("aliansi", "aliansi.reasoning.closure")
SPARQ = Engine("sparq-rdf", "sparq", "sparq-rdf", "0.1.6")
OWLRL = Engine("owlrl", "owlrl", "owlrl", "7.6.2", largest=10_000)
ENGINES = {engine.name: engine for engine in (OURS, SPARQ, OWLRL)}


def present(engines: Iterable[Engine]) -> Iterator[Engine]:
    """Yield the installed engines; print how to install the others."""
    for engine in engines:
        if hint := engine.missing():
            print(hint, file=sys.stderr)
        else:
            yield engine


@dataclass(frozen=True)
class Run:
    """Times of one process, by step and as a whole, and its peak memory in bytes."""

    steps: dict[str, Took]
    whole: Took
    peak: int

    def took(self, *steps: str) -> Took:
        """Return the total time of several steps; a missing step counts as zero."""
        chosen = [self.steps[step] for step in steps if step in self.steps]
        return Took(sum(one.wall for one in chosen), sum(one.cpu for one in chosen))

    @property
    def reasoning(self) -> Took:
        """Time from the parsed triples to the closure under all names."""
        return self.took("reason", "names")

    def record(self) -> dict[str, Any]:
        """Return the run as a JSON object."""
        steps = {step: took._asdict() for step, took in self.steps.items()}
        return {"steps": steps, "reasoning": self.reasoning._asdict(), **self.whole._asdict(), "peak": self.peak}


class RunError(Exception):
    """A process timed out or failed; the message states which."""


def run(engine: Engine, source: Path, target: Path, limit: float | None = None) -> Run:
    """Run an engine once in a fresh process. Raises RunError."""
    try:
        ended = process([sys.executable, worker.__file__, engine.name, str(source), str(target)], limit)
    except subprocess.TimeoutExpired as error:
        raise RunError(f"over {limit:g} s") from error
    if ended.status:
        print(f"{engine.name} failed on {source.stem}:\n{ended.errors.rstrip()}", file=sys.stderr)
        raise RunError(f"failed ({ended.status})")
    output = json.loads(ended.out.splitlines()[-1])
    steps = {step: Took(**took) for step, took in output["steps"].items()}
    return Run(steps, Took(ended.took.wall, output["cpu"]), output["peak"])


@dataclass(frozen=True)
class Written:
    """Number of comparable triples in the output, and a digest that does not depend on their order."""

    size: int
    digest: int


def written(file: Path) -> Written:
    """Read the output of an engine."""
    size = digest = 0
    with file.open("rb") as lines:
        for line in lines:
            if comparable(line.decode()):
                size += 1
                digest += int.from_bytes(blake2b(line, digest_size=8).digest())
    return Written(size, digest % 2**64)


def comparable(line: str) -> bool:
    """Return whether every complete engine writes a line of N-Triples.

    Not compared are literal subjects, reflexive triples, triples about terms of RDF, RDFS, OWL and XSD, and instances
    or subclasses of owl:Thing, owl:Nothing and rdfs:Resource.
    """
    if line.startswith(('"', *BUILT_IN)):
        return False
    subject, _, value = line.rstrip(" .\n").split(" ", 2)
    return subject != value and value not in TOP_AND_BOTTOM
