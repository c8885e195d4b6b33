"""Explanation worker process (of ``explanation_client``): reads a dataset, reasons once and answers in JSON lines.

Its arguments are its memory limit in bytes, the number of bytes of N-Quads that come first on standard input, and the
id of the parent process, with which it ends. An empty line reports that it has reasoned.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from aliansi.evaluation.workers.sandbox import bound_memory, end_with_parent
from aliansi.evidence.proof_formats import as_json
from aliansi.pipeline.explain import ExplainContext
from aliansi.project.rdflib_warnings import suppress_rdflib_warnings
from aliansi.project.terms import parse_term, parse_turtle_term
from aliansi.rdf_files.terms import node_of
from aliansi.views.labels import Labels


class ExplanationWorker:
    """The process's side: finds proofs in one dataset."""

    def __init__(self, nquads: bytes) -> None:
        with suppress_rdflib_warnings():
            self._context = ExplainContext.of_dataset(nquads)
            _ = self._context.reasoned

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to a request, or the problem."""
        try:
            with suppress_rdflib_warnings():
                return {"answer": self._answer(request)}
        except RecursionError:
            return {"problem": "the proof is too deep to be written"}
        except MemoryError:
            return {"problem": "the search for a proof ran out of memory"}

    def _answer(self, request: dict[str, Any]) -> Any:
        subject, predicate, object_ = (node_of(parse_term(text)) for text in request["terms"])
        proof = self._context.proof_of((subject, predicate, object_))
        if proof is None or request["form"] != "tree":
            return None if proof is None else self._context.write(proof, request["form"])
        tree = as_json(proof, self._context.evidence)
        labels = Labels(self._context.store, request["language"])
        return {"proof": tree, "names": {text: label_of(labels, text) for text in set(terms_of(tree))}}


def terms_of(tree: dict[str, Any]) -> Iterator[str]:
    """Yield the terms of a proof."""
    waiting = [tree]
    while waiting:
        step = waiting.pop()
        yield from step["triple"]
        waiting += step.get("premises", ())


def label_of(labels: Labels, text: str) -> tuple[str, str | None]:
    """Return the label of a term in N-Triples syntax, and its language."""
    found = labels.of(ox.BlankNode(text[2:]) if text.startswith("_:") else parse_turtle_term(text))
    return found.text, found.language


def main() -> None:
    """Answer requests until standard input ends."""
    memory, size, parent = map(int, sys.argv[1:4])
    end_with_parent(parent)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # other output goes to standard error
    bound_memory(memory)
    try:
        explanations = ExplanationWorker(sys.stdin.buffer.read(size))
    except MemoryError:
        os._exit(1)
    answers.write(b"\n")
    answers.flush()
    for line in sys.stdin.buffer:
        answers.write(json.dumps(explanations.answer(json.loads(line))).encode("ascii") + b"\n")
        answers.flush()


if __name__ == "__main__":
    main()
