"""Worker process of ``aliansi.evaluation.explain_service``: reads a dataset, reasons once and writes JSON lines.

Its arguments are the bytes of memory that it may take and the bytes of N-Quads that come first on standard input; a
line says when it has reasoned. It ends with the process that has started it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from aliansi.evaluation.sandbox import bound_memory, end_with_parent
from aliansi.evidence.proof_formats import as_json
from aliansi.pipeline.explain import ExplainContext
from aliansi.project.terms import node_of, parse_term
from aliansi.views.labels import Labels


class ExplainWorker:
    """Answers questions about one dataset."""

    def __init__(self, nquads: bytes) -> None:
        """Read and reason."""
        self.why = ExplainContext.of_dataset(nquads)
        _ = self.why.reasoned

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """Return the answer, or the problem that there is."""
        try:
            return {"answer": self._answer(question)}
        except RecursionError:
            return {"problem": "the proof is too deep to be written"}
        except MemoryError:
            return {"problem": "the search for a proof ran out of memory"}

    def _answer(self, question: dict[str, Any]) -> Any:
        subject, predicate, object_ = (node_of(parse_term(text)) for text in question["terms"])
        proof = self.why.proof_of((subject, predicate, object_))
        if proof is None or question["form"] != "tree":
            return None if proof is None else self.why.write(proof, question["form"])
        tree = as_json(proof, self.why.evidence)
        names = Labels(self.why.store, question["language"])
        return {"proof": tree, "names": {text: named(names, text) for text in set(terms_of(tree))}}


def terms_of(tree: dict[str, Any]) -> Iterator[str]:
    """Yield the terms of a proof."""
    waiting = [tree]
    while waiting:
        step = waiting.pop()
        yield from step["triple"]
        waiting += step.get("premises", ())


def named(names: Labels, text: str) -> tuple[str, str | None]:
    """Return what a term in N-Triples syntax is called, and in which language."""
    found = names.of(ox.BlankNode(text[2:]) if text.startswith("_:") else as_term(text))
    return found.text, found.language


def as_term(text: str) -> ox.NamedNode | ox.Literal:
    """Read an IRI or a literal in N-Triples syntax, as proofs have them."""
    (triple,) = ox.parse(f"<urn:s> <urn:p> {text} .", format=ox.RdfFormat.N_TRIPLES)
    assert isinstance(triple.object, (ox.NamedNode, ox.Literal))
    return triple.object


def main() -> None:
    """Answer for as long as somebody asks."""
    memory, size, parent = map(int, sys.argv[1:4])
    end_with_parent(parent)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else prints goes to standard error
    bound_memory(memory)
    try:
        answerer = ExplainWorker(sys.stdin.buffer.read(size))
    except MemoryError:
        os._exit(1)
    answers.write(b"\n")
    answers.flush()
    for line in sys.stdin.buffer:
        answers.write(json.dumps(answerer.answer(json.loads(line))).encode("ascii") + b"\n")
        answers.flush()


if __name__ == "__main__":
    main()
