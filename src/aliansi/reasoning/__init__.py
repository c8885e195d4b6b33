"""OWL 2 RL reasoning: what follows from the asserted facts, why, and what contradicts itself.

``NativeReasoner`` is the default engine, ``OwlrlReasoner`` the reference behind the same interface. ``Explainer`` gives
the smallest proof of a triple of a closure.
"""

from __future__ import annotations

from aliansi.reasoning.materialise import Reasoned, materialise, rematerialise
from aliansi.reasoning.proofs import Explainer, Proof
from aliansi.reasoning.reasoner import Closed, NativeReasoner, OwlrlReasoner, Reasoner

__all__ = [
    "Closed",
    "Explainer",
    "NativeReasoner",
    "OwlrlReasoner",
    "Proof",
    "Reasoned",
    "Reasoner",
    "materialise",
    "rematerialise",
]
