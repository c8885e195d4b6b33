"""Graph of a quad, and whether it is the graph of inferred triples or of proofs."""

from __future__ import annotations

import pyoxigraph as ox

from aliansi.namespaces import INFERRED, PROOFS

_INFERRED, _PROOFS = ox.NamedNode(str(INFERRED)), ox.NamedNode(str(PROOFS))


def graph_of(quad: ox.Quad) -> str:
    """Return the name of the graph of a quad; empty for the default graph."""
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""


def is_inferred(quad: ox.Quad) -> bool:
    """Return whether a quad is inferred, not asserted."""
    return quad.graph_name == _INFERRED  # called for every quad of a page: no string is made


def in_proofs(quad: ox.Quad) -> bool:
    """Return whether a quad is part of a proof, outside the union."""
    return quad.graph_name == _PROOFS
