"""Serialise all graphs of a dataset as N-Quads."""

from __future__ import annotations

from dataclasses import dataclass, field

from aliansi.dataset import nquads
from aliansi.pipeline.derive import Derived
from aliansi.pipeline.materialise import Reasoned


@dataclass(frozen=True)
class Dataset:
    """The sorted N-Quads of a project, and the reasoned graph that they come from."""

    reasoned: Reasoned
    nquads: bytes = field(repr=False)


def serialise(derived: Derived) -> Dataset:
    """Return the dataset; the same graphs give the same bytes."""
    cache = derived.reasoned.graph.cache
    return Dataset(derived.reasoned, nquads.serialise(derived.graphs, cache, derived.proofs))
