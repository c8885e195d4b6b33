"""Proofs of the engine as JSON for the verifier, however large and deep."""

from __future__ import annotations

from typing import Any

from aliansi.reasoning import Proof
from tests.reasoning.support.as_written import n_triples


class Writer:
    """Writes proofs as ``aliansi explain --format json`` does; branches that trees share become one object."""

    def __init__(self) -> None:
        self._written: dict[int, tuple[Proof, dict[str, Any], int]] = {}

    def write(self, proof: Proof) -> dict[str, Any]:
        return self._of(proof)[1]

    def size(self, proof: Proof) -> int:
        """Return the number of triples in a tree."""
        return self._of(proof)[2]

    def _of(self, proof: Proof) -> tuple[Proof, dict[str, Any], int]:
        waiting = [proof]
        while waiting:
            below = [one for one in waiting[-1].premises if id(one) not in self._written]
            waiting += below
            if not below:
                one = waiting.pop()
                if id(one) not in self._written:
                    size = 1 + sum(self._written[id(premise)][2] for premise in one.premises)
                    self._written[id(one)] = (one, self._as_json(one), size)
        return self._written[id(proof)]

    def _as_json(self, proof: Proof) -> dict[str, Any]:
        triple = n_triples(proof.triple)
        if proof.rule is None:
            return {"triple": triple, "asserted": True}
        return {"triple": triple, "rule": proof.rule, "premises": [self._written[id(p)][1] for p in proof.premises]}
