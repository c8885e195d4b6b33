"""OWL 2 RL reasoning: what follows from asserted triples, why, and what contradicts itself (``docs/reasoning.md``).

``close`` takes an rdflib graph and ``read_closure`` takes files; both return a ``Closure``, which has the triples,
their proofs and the contradictions, and can be updated. ``NativeReasoner`` is the default engine and ``OwlrlReasoner``
the reference behind one interface.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__all__ = [
    "FALSE",
    "SENTENCES",
    "Closure",
    "Contradiction",
    "Explainer",
    "NativeReasoner",
    "Options",
    "OwlrlReasoner",
    "Progress",
    "Proof",
    "Reasoner",
    "close",
    "read_closure",
]

if TYPE_CHECKING:
    from aliansi.reasoning.closure import Closure, Progress, close, read_closure
    from aliansi.reasoning.consistency.contradictions import Contradiction
    from aliansi.reasoning.proofs.explainer import Explainer
    from aliansi.reasoning.proofs.proof import Proof
    from aliansi.reasoning.reasoners import NativeReasoner, OwlrlReasoner, Reasoner
    from aliansi.reasoning.rules.axiomatic import Options
    from aliansi.reasoning.rules.catalogue import FALSE, SENTENCES
else:
    # Importing rdflib takes longer than reasoning over a small file, and reading and writing files does not need it. So
    # the names above are imported on first access: Python calls __getattr__ for a name that a module lacks (PEP 562).
    _MODULE_OF = {
        "FALSE": "rules.catalogue",
        "SENTENCES": "rules.catalogue",
        "Closure": "closure",
        "Contradiction": "consistency.contradictions",
        "Explainer": "proofs.explainer",
        "NativeReasoner": "reasoners",
        "Options": "rules.axiomatic",
        "OwlrlReasoner": "reasoners",
        "Progress": "closure",
        "Proof": "proofs.proof",
        "Reasoner": "reasoners",
        "close": "closure",
        "read_closure": "closure",
    }

    def __getattr__(name: str) -> object:
        if name not in _MODULE_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *_MODULE_OF})
