"""Records of Wikidata: the data of items as Special:EntityData, wbgetentities and dumps give them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from aliansi.errors import Finding, Location
from aliansi.linking.statements import WikidataStatement


@dataclass(frozen=True)
class Record:
    """Record of an item, with the place in a file that it comes from.

    ``requested`` is the id under which it was found; it differs from ``item`` if that item has been merged into this
    one. ``sha256`` is that of the entity as JSON with sorted keys, without white space and escapes.
    """

    item: str
    location: Location
    labels: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    statements: Mapping[str, tuple[WikidataStatement, ...]] = field(default_factory=dict)
    sitelinks: Mapping[str, str] = field(default_factory=dict)
    revision: int | None = None
    modified: str = ""
    sha256: str = ""
    requested: str = ""

    def of(self, property_: str) -> tuple[WikidataStatement, ...]:
        """Return the statements of a property, of all ranks."""
        return self.statements.get(property_, ())

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield all labels and aliases, each with its language."""
        for language, label in self.labels.items():
            yield label, language
        for language, aliases in self.aliases.items():
            for alias in aliases:
                yield alias, language


@dataclass(frozen=True)
class Records:
    """Records by item, of each the newest revision that was read.

    ``redirects`` are merged items with the item they are merged into, ``missing`` are items that Wikidata does not
    have. ``findings`` are what could not be read, ``notes`` what a reader should know: merged and repeated items.
    """

    records: Mapping[str, Record]
    redirects: Mapping[str, str] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()

    def get(self, item: str) -> Record | None:
        """Return the record of an item, or of the one that it is merged into."""
        return self.records.get(self.redirects.get(item, item))
