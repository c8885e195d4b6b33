"""OWL 2 RL reasoning: what follows from the asserted facts, and what contradicts itself."""

from __future__ import annotations

from aliansi.reasoning.materialise import Reasoned, materialise
from aliansi.reasoning.reasoner import Reasoner

__all__ = ["Reasoned", "Reasoner", "materialise"]
