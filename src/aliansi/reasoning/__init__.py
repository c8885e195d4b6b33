"""OWL 2 RL reasoning: what follows from asserted triples, why, and what contradicts itself (``docs/reasoning.md``).

``close`` takes an rdflib graph and ``read_closure`` takes files; both return a ``Closure``, which has the triples,
their proofs and the contradictions, and can be changed. ``NativeReasoner`` is the default engine and ``OwlrlReasoner``
the reference behind one interface.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aliansi.reasoning.closure import Closure, Progress, close, read_closure
    from aliansi.reasoning.consistency.contradictions import Contradiction
    from aliansi.reasoning.proofs.explainer import Explainer
    from aliansi.reasoning.proofs.proof import Proof
    from aliansi.reasoning.reasoners import NativeReasoner, OwlrlReasoner, Reasoner
    from aliansi.reasoning.rules.axiomatic import Options
    from aliansi.reasoning.rules.catalogue import FALSE, SENTENCES

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

# Each name is imported when it is first asked for: who reads and writes N-Triples does not wait for rdflib. No module
# has the name of something in it: importing the module would put it in that one's place.
_MODULES = {
    "rules.axiomatic": ("Options",),
    "closure": ("Closure", "Progress", "close", "read_closure"),
    "consistency.contradictions": ("Contradiction",),
    "proofs.explainer": ("Explainer",),
    "proofs.proof": ("Proof",),
    "reasoners": ("NativeReasoner", "OwlrlReasoner", "Reasoner"),
    "rules.catalogue": ("FALSE", "SENTENCES"),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}


if not TYPE_CHECKING:  # a type checker knows the names, and is to find others wrong

    def __getattr__(name: str) -> object:
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
