"""Faults in the proofs of a graph: the independent oracle derives each step again.

The verifier rejects proofs that are circular, wrong in a step, end in triples that are not asserted, or use x sameAs x.
It checks both the smallest and the stored proof of a triple.
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
    """The proofs of one graph and their faults."""

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
                continue  # another test checks that it is absent
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
    """Return the faults in the proofs of a graph, or in one in so many of them."""
    return list(Checked(graph, every).faults())
