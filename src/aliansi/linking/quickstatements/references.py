"""References for statements: sources of ours with a public address, as Wikidata cites them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store
from aliansi.evidence.independence import WIKIMEDIA, originals_of
from aliansi.evidence.index import Evidence
from aliansi.linking.quickstatements.values import url_value, words_value
from aliansi.namespaces import PREFIXES, named_node

STATED_IN: Final = "S248"
ADDRESS: Final = "S854"
QUOTATION: Final = "S1683"
RETRIEVED: Final = "S813"
_DCTERMS: Final = PREFIXES["dcterms"]
_ADDRESSES: Final = (named_node("rdfs:seeAlso"), ox.NamedNode("http://xmlns.com/foaf/0.1/page"))
_CITED: Final = tuple(
    ox.NamedNode(_DCTERMS + name) for name in ("title", "publisher", "creator", "bibliographicCitation")
)
"""What a source must state one of: a text of unknown author and outlet cannot be cited."""

Reference = tuple[tuple[str, str], ...]
NOT_CITABLE: Final = "its source cannot be cited: author and outlet are unknown"
NO_ADDRESS: Final = "no source of it has a public address"
NOT_INDEPENDENT: Final = "it rests on copies of Wikidata or Wikipedia alone"


@dataclass(frozen=True)
class References:
    """References to the sources of a store; ``retrieved`` is the day on which a person has seen them, as a value."""

    store: Store = field(repr=False)
    retrieved: str | None = None

    def of(self, evidence: tuple[Evidence, ...]) -> tuple[Reference, ...] | str:
        """Return a reference for each source of a fact that can be cited, or why there is none."""
        sources = list(dict.fromkeys(each.source for each in evidence))
        independent = [source for source in sources if not self._is_copy(source)]
        if not independent:
            return NOT_INDEPENDENT if sources else NO_ADDRESS
        citable = [source for source in independent if self._is_citable(source)]
        if not citable:
            return NOT_CITABLE
        found = (self._reference(source, evidence) for source in citable)
        return tuple(reference for reference in found if reference) or NO_ADDRESS

    def _is_copy(self, source: str) -> bool:
        node = ox.NamedNode(source)
        return bool({node, *originals_of(self.store, node)} & WIKIMEDIA)

    def _is_citable(self, source: str) -> bool:
        return any(next(self.store.quads(ox.NamedNode(source), name), None) for name in _CITED)

    def _reference(self, source: str, evidence: tuple[Evidence, ...]) -> Reference:
        """Return the reference to a source; empty if it has no public address."""
        address = next(self._addresses(source), None)
        if address is None:
            return ()
        parts = [(STATED_IN, item) for item in self._items(source)][:1]
        parts.append((ADDRESS, address))
        quoted = [each for each in evidence if each.source == source and each.is_quoted]
        words = (words_value(each.text, each.language) for each in quoted)
        parts += [(QUOTATION, value) for value in words if value]
        return (*parts, *([(RETRIEVED, self.retrieved)] if self.retrieved else []))

    def _addresses(self, source: str) -> Iterator[str]:
        for property_ in _ADDRESSES:
            values = sorted(getattr(q.object, "value", "") for q in self.store.quads(ox.NamedNode(source), property_))
            for value in values:
                if value.startswith(("http://", "https://")) and (address := url_value(value)):
                    yield address

    def _items(self, source: str) -> Iterator[str]:
        for quad in self.store.quads(ox.NamedNode(source), named_node("skos:exactMatch")):
            value = getattr(quad.object, "value", "")
            if value.startswith(PREFIXES["wd"]):
                yield value.removeprefix(PREFIXES["wd"])
