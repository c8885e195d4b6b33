"""What is wrong with the proofs of a graph, each step derived again by the independent oracle.

The verifier finds a proof circular, wrong in a step, ending in what is not asserted, or resting on that something is
itself. Both kinds of proof go through it: the one that is shown, and the one that the engine kept.
"""

from __future__ import annotations

from collections.abc import Iterator

import rdflib
from rdflib import OWL

from aliansi.reasoning import NativeReasoner, Proof
from tests.reasoning.support.oracle import triples_of
from tests.reasoning.support.oracle_tables import Triple
from tests.reasoning.support.proof_json import Writer
from tests.reasoning.support.verifier import Verifier


class Checked:
    """The proofs of one graph, and what is wrong with them."""

    def __init__(self, graph: rdflib.Graph, every: int = 1) -> None:
        self.graph = graph
        closed = NativeReasoner().close(graph)
        assert closed.explainer is not None
        self.explainer, self.asserted = closed.explainer, triples_of(graph)
        self.inferred = sorted(triples_of(closed.triples) - self.asserted, key=str)[::every]
        self.writer, self.verifier = Writer(), Verifier(self.asserted)

    def faults(self) -> Iterator[str]:
        for triple in self.inferred:
            if triple[1] == OWL.sameAs and triple[0] == triple[2]:
                continue  # that it must not be there is tested elsewhere
            shown, kept = self.explainer.explain(*triple), self.explainer.stored_proof(*triple)
            if shown is None or kept is None:
                yield f"{in_words(triple)}: no proof"
                continue
            yield from self.wrong("shown", triple, shown)
            yield from self.wrong("kept", triple, kept)
            if self.writer.size(shown) > self.writer.size(kept):
                yield f"{in_words(triple)}: the proof that is shown is larger than the one that is kept"
        for triple in self.asserted:
            if self.explainer.explain(*triple) != Proof(triple):
                yield f"{in_words(triple)}: asserted, and not its own proof"

    def wrong(self, which: str, triple: Triple, proof: Proof) -> Iterator[str]:
        if proof.triple != triple or proof.is_asserted:
            yield f"{in_words(triple)}: the {which} proof is of {in_words(proof.triple)}"
        for fault in self.verifier.verify(self.writer.write(proof))[:3]:
            yield f"{in_words(triple)}: the {which} {fault}"


def in_words(triple: Triple) -> str:
    return " ".join(term.n3() for term in triple)


def faults_of(graph: rdflib.Graph, every: int = 1) -> list[str]:
    """Return what is wrong with the proofs of a graph, or with one in so many of them."""
    return list(Checked(graph, every).faults())
