"""Reason over RDF files and write their triples with what they entail."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from aliansi.errors import Finding, UsageError
from aliansi.project.rdflib_warnings import suppress_rdflib_warnings
from aliansi.rdf_files.documents import Warn
from aliansi.reasoning.closure import Closure, Progress, read_closure
from aliansi.reasoning.io.write import refuse_unwritable
from aliansi.reasoning.rules.axiomatic import Options


@dataclass(frozen=True)
class ReasonRequest:
    """Files to reason over, options, and the output file; ``form`` is the format of standard input."""

    files: tuple[Path, ...]
    out: Path | None = None
    engine: str = "native"
    inferred_only: bool = False
    options: Options = field(default_factory=Options)
    form: str = "nt"


@dataclass(frozen=True)
class ReasonSummary:
    """Numbers of distinct triples read and inferred, the seconds that it took, the contradictions and the warnings."""

    read: int
    inferred: int
    seconds: float
    contradictions: list[Finding]
    warnings: list[Finding]

    def summary(self) -> str:
        """Return the numbers as one line."""
        return f"{self.read:,} triples read, {self.inferred:,} inferred, in {self.seconds:.2f} s"


def reason(request: ReasonRequest, progress: Progress) -> ReasonSummary:
    """Read, reason and write; ``progress`` is called with the step and how much of it is done.

    Raises UsageError for an unusable file or extension, and FindingsError for an error in a file. The output file is
    written as a whole or not at all.
    """
    start = perf_counter()
    if request.out is not None:
        refuse_unwritable(request.out)
    if request.engine == "owlrl" and (request.options.axiomatic or request.options.datatypes):
        raise UsageError("the owlrl engine does not add axiomatic triples; leave --engine owlrl out")
    with suppress_rdflib_warnings():
        warnings: list[Finding] = []
        closure = _close(request, progress, warnings.append)
        written = closure.write(request.out, inferred_only=request.inferred_only, progress=progress)
        progress("looking for contradictions", 0, 0)
        found = [
            Finding(None, "", f"contradiction ({each.rule}): {each.sentence}") for each in closure.contradictions()
        ]
    inferred = written - (0 if request.inferred_only else closure.asserted)
    return ReasonSummary(closure.asserted, inferred, perf_counter() - start, found, warnings)


def _close(request: ReasonRequest, progress: Progress, warn: Warn) -> Closure:
    if request.engine == "native":
        return read_closure(request.files, options=request.options, form=request.form, progress=progress, warn=warn)
    from aliansi.reasoning.reasoners import OwlrlReasoner, read_graph

    graph = read_graph(request.files, request.form, lambda done, of: progress("reading", done, of), warn)
    progress("reasoning", len(graph), 0)
    return OwlrlReasoner(reflexive=request.options.reflexive).close(graph)
