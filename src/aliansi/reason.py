"""Reason over any RDF files and write what they say and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import numpy as np

from aliansi.findings import Finding, UsageError
from aliansi.reasoning.builtin import Options
from aliansi.reasoning.dictionary import SAME, Dictionary
from aliansi.reasoning.files import Columns, Reading, read
from aliansi.reasoning.native import Closure
from aliansi.reasoning.ntriples import are_triples
from aliansi.reasoning.table import ASSERTED
from aliansi.reasoning.terms import text_of
from aliansi.reasoning.writing import refuse_unwritable, write

Say = Callable[[str], None]

ENGINES = ("native", "owlrl")
_ERROR_OF_OWLRL = "http://www.daml.org/2002/03/agents/agent-ont#error"


@dataclass(frozen=True)
class Request:
    """What to reason over, how, and where to write; ``form`` is the format of standard input."""

    files: tuple[Path, ...]
    out: Path | None = None
    engine: str = "native"
    inferred_only: bool = False
    options: Options = field(default_factory=Options)
    form: str = "nt"


@dataclass(frozen=True)
class Outcome:
    """How many distinct triples were read and inferred, in how many seconds, and what contradicts itself."""

    read: int
    inferred: int
    seconds: float
    contradictions: list[Finding]

    def summary(self) -> str:
        """Say in a line what was done."""
        return f"{self.read:,} triples read, {self.inferred:,} inferred, in {self.seconds:.2f} s"


@dataclass(frozen=True)
class _Closed:
    """The triples to write, how many there are in what was read, and what contradicts itself."""

    columns: Columns
    asserted: int
    contradictions: Callable[[], list[Finding]]


def reason(request: Request, say: Say) -> Outcome:
    """Read, reason and write; ``say`` is told what is being done.

    Raises UsageError for a file or an extension that will not do, and FindingsError for what is wrong in a file. An
    output file is written whole or not at all.
    """
    start = perf_counter()
    if request.out:
        refuse_unwritable(request.out)
    terms = Dictionary()
    given = read(request.files, terms, form=request.form, progress=_percent(say))
    say("reasoning")
    closed = (_by_owlrl if request.engine == "owlrl" else _natively)(terms, given, request)
    s, p, o = closed.columns
    keep = are_triples(terms.texts(), s, p, o)
    say("writing")
    write(terms.texts(), (s[keep], p[keep], o[keep]), request.out, given.prefixes)
    inferred = int(keep.sum()) - (0 if request.inferred_only else closed.asserted)
    say("looking for contradictions")
    return Outcome(closed.asserted, inferred, perf_counter() - start, closed.contradictions())


def _percent(say: Say) -> Callable[[int, int], None]:
    return lambda done, of: say(f"reading, {100 * done // of} %" if of else "reading")


def _natively(terms: Dictionary, given: Reading, request: Request) -> _Closed:
    closure = Closure(terms, given.s, given.p, given.o, request.options)
    asserted = int((closure.table.column("rule") == ASSERTED).sum())
    batches = [*closure.columns(request.inferred_only), (np.empty(0, np.int32),) * 3]
    s, p, o = (np.concatenate([batch[i] for batch in batches]) for i in range(3))
    return _Closed((s, p, o), asserted, lambda: _contradictions(closure))


def _contradictions(closure: Closure) -> list[Finding]:
    from aliansi.reasoning.contradictions import contradictions_of

    return [
        Finding(None, "", f"contradiction ({one.rule}): {one.sentence}") for one in contradictions_of(closure, None)
    ]


def _by_owlrl(terms: Dictionary, given: Reading, request: Request) -> _Closed:
    import rdflib

    from aliansi.reasoning import OwlrlReasoner

    if request.options.axiomatic or request.options.datatypes:
        raise UsageError("the owlrl engine is used without axiomatic triples; leave --engine owlrl out")
    graph = rdflib.Graph()
    for row in zip(given.s.tolist(), given.p.tolist(), given.o.tolist(), strict=True):
        s, p, o = map(terms.term, row)
        graph.add((s, p, o))
    closure = OwlrlReasoner().close(graph).triples
    found = []
    for node, _, text in list(closure.triples((None, rdflib.URIRef(_ERROR_OF_OWLRL), None))):
        closure.remove((node, None, None))
        found.append(Finding(None, "", f"contradiction: {text}"))
    triples = sorted(closure, key=lambda triple: tuple(map(text_of, triple)))  # owlrl gives them in no order
    rows = np.array([[terms.number(term) for term in triple] for triple in triples], np.int32).reshape(-1, 3)
    old = np.array([triple in graph for triple in triples], np.bool_)
    keep = np.full(len(rows), request.options.reflexive) | (rows[:, 1] != SAME) | (rows[:, 0] != rows[:, 2])
    rows = rows[keep & ~old if request.inferred_only else keep | old]
    return _Closed((rows[:, 0], rows[:, 1], rows[:, 2]), len(graph), lambda: found)
