"""Independence of facts from Wikidata and Wikipedia: whether all their sources are these or copy them.

That Wikidata agrees with its own copy confirms nothing. Wikidata takes many statements from Wikipedia, so copies of
Wikipedia count too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store, Term, in_proofs
from aliansi.evidence.index import EvidenceIndex
from aliansi.namespaces import named_node

COPIES: Final = named_node("al:copies")
WIKIMEDIA: Final = frozenset(named_node(f"al:{name}") for name in ("Wikidata", "Wikipedia"))
"""Sources that cannot confirm what their copies say."""


def originals_of(store: Store, source: Term) -> tuple[ox.NamedNode, ...]:
    """Return the sources that a source copies, directly or through others, sorted; sources may be circular."""
    waiting, seen = [source], {source}
    while waiting:
        for quad in store.quads(waiting.pop(), COPIES):
            if quad.object not in seen and not in_proofs(quad):
                seen.add(quad.object)
                waiting.append(quad.object)
    found = (node for node in seen - {source} if isinstance(node, ox.NamedNode))
    return tuple(sorted(found, key=lambda node: node.value))


def rests_on_copies(store: Store, fact: Term) -> bool:
    """Return whether a fact has sources and each is Wikidata, Wikipedia or a copy of them."""
    sources = tuple(_sources(store, fact))
    return bool(sources) and all({source, *originals_of(store, source)} & WIKIMEDIA for source in sources)


def _sources(store: Store, fact: Term) -> Iterator[ox.NamedNode]:
    for ground in EvidenceIndex(store).of_node(fact):
        yield ox.NamedNode(ground.source)
