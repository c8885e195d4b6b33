"""The measured process: ``python benchmarks/worker.py ENGINE SOURCE TARGET``.

It reads N-Triples, reasons and writes N-Triples, and prints the time of each step and its peak memory. It imports as
little as possible, because imports count in the time of the whole process, which matters most for a fast engine.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from clocks import Clock

BYTES_OF_RSS = 1 if sys.platform == "darwin" else 1024

Lap = Callable[[str], None]


def run_native(source: Path, target: Path, lap: Lap) -> None:
    """Run Aliansi's engine as ``aliansi reason`` does, with proofs."""
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "NUMPY_MADVISE_HUGEPAGE": "0"}  # as the command does
    aliansi = import_module("aliansi.reasoning.closure")
    writing = import_module("aliansi.reasoning.io.write")
    numpy = import_module("numpy")
    lap("start")
    terms = aliansi.Dictionary()
    given = aliansi.read([source], terms)
    lap("read")
    state = aliansi.saturate.start(terms, given.s, given.p, given.o)
    lap("reason")
    batches = list(aliansi.decode.columns(state, inferred_only=False))
    lap("names")
    # As in Closure.write, which would decode the columns again.
    columns = (numpy.concatenate(column) for column in zip(*batches, strict=True))
    writing.write(*aliansi.writable_triples(terms.texts(), *columns), target, given.prefixes)
    lap("write")


def run_owlrl(source: Path, target: Path, lap: Lap) -> None:
    """Run the engine of the ``owlrl`` package, without axiomatic triples."""
    rdflib = import_module("rdflib")
    import_module("owlrl")
    lap("start")
    graph = rdflib.Graph().parse(source, format="nt")
    lap("read")
    expand_by_owlrl(graph)
    lap("reason")
    graph.serialize(target, format="nt", encoding="utf-8")
    lap("write")


def expand_by_owlrl(graph: Any) -> None:
    """Add the conclusions of ``owlrl`` to an rdflib graph."""
    owlrl = import_module("owlrl")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)


def run_sparq(source: Path, target: Path, lap: Lap) -> None:
    """Run the Rust engine of the ``sparq-rdf`` package (module ``sparq``)."""
    sparq = import_module("sparq")
    lap("start")
    graph = sparq.Graph.load(source, format="ntriples")
    lap("read")
    graph.reason("owl")
    lap("reason")
    with target.open("w", encoding="utf-8") as stream:
        stream.writelines(_sparq_lines(graph.query_json("SELECT ?s ?p ?o { ?s ?p ?o }")))
    lap("write")


# sparq does not write N-Triples. Parsing its JSON with one pattern is twice as fast as GROUP_CONCAT or CONSTRUCT. The
# escapes of JSON strings are also escapes of N-Triples.
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


RUNS = {"aliansi": run_native, "sparq-rdf": run_sparq, "owlrl": run_owlrl}


def main(name: str, source: str, target: str) -> None:
    """Run an engine, and print the steps and the resource usage as JSON."""
    steps = {}
    clock = Clock()

    def lap(step: str) -> None:
        steps[step] = clock.lap()._asdict()

    RUNS[name](Path(source), Path(target), lap)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"steps": steps, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss * BYTES_OF_RSS}))


if __name__ == "__main__":
    main(*sys.argv[1:])
