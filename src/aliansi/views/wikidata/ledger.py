"""The ledger in the store: comparisons of facts with statements of Wikidata, read, filtered and sorted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from aliansi.dataset.store import Store, graph_of
from aliansi.namespaces import AL, LEDGER, PREFIXES, TYPE, named_node

DIFFERENCES_FIRST: Final = (
    *("conflict", "one day", "overlap", "coarser here", "coarser there", "missing there", "missing here"),
    *("unknown there", "deprecated there", "not expected there", "not comparable", "confirmed", "silent"),
)
"""Verdicts in the order in which pages show them; an unknown one is last."""
NOTE: Final = "note"
"""Rows that do not decide, because another item has a better verdict on the same fact."""
FILTERS: Final = (*DIFFERENCES_FIRST, NOTE)
"""Verdicts that pages count and filter by."""
AGREEMENT: Final = frozenset({"confirmed", "silent"})
"""Verdicts of rows that pages fold."""
_GRAPH: Final = str(LEDGER)
_COMPARISON: Final = named_node("al:Comparison")
_SOURCE: Final = named_node("dcterms:source")
_ASPECTS: Final = ("membership", "tenure", "founded", "start", "end", "dissolved")


@dataclass(frozen=True)
class LedgerEntry:
    """One comparison: its values by the local name of the property, IRIs and literals as text."""

    iri: str
    values: Mapping[str, tuple[str, ...]]

    def value(self, name: str) -> str:
        """Return the value of a property; empty without one."""
        return next(iter(self.values.get(name, ())), "")

    def entity(self, name: str) -> str:
        """Return the id of an item or property of Wikidata that a property names; empty without one."""
        return self.value(name).removeprefix(PREFIXES["wd"])

    @property
    def decides(self) -> bool:
        """Whether its verdict is that of the fact."""
        return self.value("decides") != "false"

    @property
    def shown_verdict(self) -> str:
        """The verdict under which pages count it."""
        return self.value("verdict") if self.decides else NOTE

    @property
    def agrees(self) -> bool:
        """Whether both sides agree or say nothing."""
        return self.value("verdict") in AGREEMENT

    @cached_property
    def things(self) -> frozenset[str]:
        """IRIs that the comparison is about: its fact, the thing compared and the other party."""
        names = ("compares", "comparedThing", "comparedWith", "item")
        return frozenset(value for name in names for value in self.values.get(name, ()))

    @cached_property
    def sort_key(self) -> tuple[object, ...]:
        """Differences first, then by parties, fact and aspect; rows that do not decide after those that do."""
        names = ("comparedThing", "comparedWith", "compares")
        return (
            not self.decides and not self.agrees,
            _place(DIFFERENCES_FIRST, self.value("verdict")),
            *(self.value(name) for name in names),
            _place(_ASPECTS, self.value("aspect")),
            self.iri,
        )


@dataclass(frozen=True)
class LedgerView:
    """All comparisons of a dataset, differences first."""

    entries: tuple[LedgerEntry, ...] = ()

    def about(self, thing: str) -> LedgerView:
        """Return the comparisons about a thing, a fact or an item, by its IRI."""
        return LedgerView(tuple(entry for entry in self.entries if thing in entry.things))

    def with_verdict(self, verdict: str) -> LedgerView:
        """Return the comparisons with a verdict that decides; for ``NOTE`` those that do not decide."""
        return LedgerView(tuple(entry for entry in self.entries if entry.shown_verdict == verdict))

    def counts(self) -> tuple[tuple[str, int], ...]:
        """Return the verdicts with the number of comparisons that have them, in the order of pages."""
        found = Counter(entry.shown_verdict for entry in self.entries)
        return tuple(sorted(found.items(), key=lambda pair: (_place(FILTERS, pair[0]), pair[0])))


_ledgers: Final[WeakKeyDictionary[Store, LedgerView]] = WeakKeyDictionary()
_reading: Final = Lock()


def ledger_of(store: Store) -> LedgerView:
    """Return the ledger of a store, read on first use and shared by all threads."""
    if (ledger := _ledgers.get(store)) is None:
        with _reading:
            ledger = _ledgers.get(store) or read_ledger(store)
            _ledgers[store] = ledger
    return ledger


def read_ledger(store: Store) -> LedgerView:
    """Read all comparisons of a store."""
    nodes = (quad.subject for quad in _of_ledger(store.quads(None, TYPE, _COMPARISON)))
    found = (_entry(store, node) for node in dict.fromkeys(nodes) if isinstance(node, ox.NamedNode))
    return LedgerView(tuple(sorted(found, key=lambda entry: entry.sort_key)))


def _entry(store: Store, node: ox.NamedNode) -> LedgerEntry:
    values: dict[str, list[str]] = {}
    for quad in _of_ledger(store.quads(node)):
        if isinstance(quad.object, (ox.NamedNode, ox.Literal)):
            name = "source" if quad.predicate == _SOURCE else quad.predicate.value.removeprefix(str(AL))
            values.setdefault(name, []).append(quad.object.value)
    return LedgerEntry(node.value, {name: tuple(sorted(found)) for name, found in values.items()})


def _of_ledger(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    return (quad for quad in quads if graph_of(quad) == _GRAPH)


def _place(order: tuple[str, ...], value: str) -> int:
    return order.index(value) if value in order else len(order)
