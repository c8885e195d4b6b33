"""Filter of the ledger: rows about some things, of some classes, or with some verdicts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.store import Store
from aliansi.errors import UsageError
from aliansi.linking.comparison.compared_facts import instances
from aliansi.linking.ledger import Ledger, LedgerRow, Verdict
from aliansi.namespaces import AL, PREFIXES
from aliansi.reconciliation.name_index import iri_of_type

_ITEM: Final = re.compile(r"(?:https?://www\.wikidata\.org/(?:entity|wiki)/|wd:)?(Q[1-9][0-9]*)", re.IGNORECASE)


@dataclass(frozen=True)
class LedgerFilter:
    """What a reader asks for; an empty part leaves all rows. ``items`` are Q-ids, ``nodes`` are IRIs."""

    items: frozenset[str] = frozenset()
    nodes: frozenset[str] = frozenset()
    members: frozenset[str] | None = None
    verdicts: frozenset[Verdict] = frozenset()

    def apply(self, ledger: Ledger) -> Ledger:
        """Return a ledger with the rows asked for; what could not be compared is kept where it is asked for too."""
        return replace(
            ledger,
            rows=tuple(row for row in ledger.rows if self._has(row)),
            without_link=tuple(filter(self._has_thing, ledger.without_link)),
            without_record=tuple(filter(self._has_thing, ledger.without_record)),
        )

    def _has(self, row: LedgerRow) -> bool:
        nodes = {node for node in (row.ours.fact, row.ours.subject, row.ours.object) if node}
        is_named = not (self.nodes or self.items) or nodes & self.nodes or row.theirs.item in self.items
        is_member = self.members is None or nodes & self.members
        return bool(is_named and is_member) and (not self.verdicts or row.verdict in self.verdicts)

    def _has_thing(self, thing: str) -> bool:
        is_named = not (self.nodes or self.items) or thing in self.nodes
        return is_named and (self.members is None or thing in self.members)


def read_filter(
    store: Store, things: Iterable[str] = (), classes: Iterable[str] = (), verdicts: Iterable[str] = ()
) -> LedgerFilter:
    """Return the filter for things and facts (id, IRI or item) and classes. Raises UsageError for unknown ones."""
    items, nodes = set[str](), set[str]()
    for thing in things:
        if match := _ITEM.fullmatch(thing.strip()):
            items.add(match[1].upper())
        else:
            nodes.add(_node(store, thing.strip()))
    members: frozenset[str] | None = None
    for class_ in classes:
        members = (members or frozenset()) | _members(store, class_)
    return LedgerFilter(frozenset(items), frozenset(nodes), members, frozenset(map(Verdict, verdicts)))


def _node(store: Store, thing: str) -> str:
    prefix, colon, local = thing.partition(":")
    names = [PREFIXES["id"] + thing, thing, *([PREFIXES[prefix] + local] if colon and prefix in PREFIXES else [])]
    found = next((name for name in names if _is_described(store, name)), None)
    if found is None:
        raise UsageError(
            f"unknown thing or fact {thing!r}: give its id such as poland, its IRI, or an item such as Q36"
        )
    return found


def _is_described(store: Store, iri: str) -> bool:
    try:
        return next(store.quads(ox.NamedNode(iri)), None) is not None
    except ValueError:  # not an IRI
        return False


def _members(store: Store, class_: str) -> frozenset[str]:
    iri = iri_of_type(class_)
    local = iri.removeprefix(AL)
    found = instances(store, local) if local != iri and local.isidentifier() else frozenset()
    if not found:
        raise UsageError(f"no thing or fact has the class {class_!r}: give one such as State, Person or Membership")
    return found
