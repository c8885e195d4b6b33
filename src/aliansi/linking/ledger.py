"""Ledger: one row for each aspect of a fact and each item, with our words, their statement and a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from aliansi.evidence.index import Evidence
from aliansi.project.days import Day


class Verdict(StrEnum):
    """Result of a comparison: twelve verdicts, and ``SILENT`` where neither side says anything to compare."""

    CONFIRMED = "confirmed"
    COARSER_THERE = "coarser there"
    COARSER_HERE = "coarser here"
    OVERLAP = "overlap"
    ONE_DAY = "one day"
    CONFLICT = "conflict"
    UNKNOWN_THERE = "unknown there"
    MISSING_THERE = "missing there"
    MISSING_HERE = "missing here"
    DEPRECATED_THERE = "deprecated there"
    NOT_EXPECTED_THERE = "not expected there"
    NOT_COMPARABLE = "not comparable"
    SILENT = "silent"


class Flag(StrEnum):
    """Reservation about a row: what weakens its verdict."""

    OURS_UNCERTAIN = "ours uncertain"
    OURS_APPROXIMATE = "ours approximate"
    NOT_INDEPENDENT = "not independent"
    SEVERAL_SPELLS = "several spells in one statement"
    CLOSE_MATCH_ONLY = "close match only"


class Aspect(StrEnum):
    """What a row compares: that a fact holds, or one of its dates or participants."""

    MEMBERSHIP = "membership"
    TENURE = "tenure"
    START = "start"
    END = "end"
    FOUNDED = "founded"
    DISSOLVED = "dissolved"


class Match(StrEnum):
    """Kind of the link from our thing to the item."""

    EXACT = "exact"
    CLOSE = "close"


@dataclass(frozen=True)
class RecordVersion:
    """Version of the record of an item: its revision and time where it has them, and the hash of its JSON."""

    revision: int | None
    modified: str | None
    sha256: str


@dataclass(frozen=True)
class OurSide:
    """Our side of a row: a fact, its participants, its words or sources, and one of its dates with its bounds.

    ``fact`` is None for a statement that no fact of ours says. ``date`` is the EDTF date compared, and ``earliest`` and
    ``latest`` are its days; ``start``, ``end`` and ``ongoing_at`` are those of a spell whatever is compared.
    """

    fact: str | None
    subject: str
    object: str | None
    evidence: tuple[Evidence, ...] = ()
    date: str | None = None
    earliest: Day | None = None
    latest: Day | None = None
    start: str | None = None
    end: str | None = None
    ongoing_at: str | None = None

    @property
    def quotations(self) -> tuple[str, ...]:
        """The exact words that state the fact; none for a fact that cites sources."""
        return tuple(each.text for each in self.evidence if each.is_quoted)

    @property
    def sources(self) -> tuple[str, ...]:
        """The IRIs of the sources of the fact."""
        return tuple(dict.fromkeys(each.source for each in self.evidence))


@dataclass(frozen=True)
class TheirSide:
    """Their side of a row: an item, its statement and the value compared.

    ``property`` is the property of the statement, ``qualifier`` that of the value if it is in a qualifier. ``value`` is
    the time as the record writes it, an item, ``somevalue`` or ``novalue``; None if there is none. ``object_item`` is
    the item that the statement names, or that a missing statement would name. ``label`` is the name of the item there,
    and ``references`` is how many references the statement has.
    """

    item: str
    match: Match
    version: RecordVersion
    property: str
    object_item: str | None = None
    guid: str | None = None
    rank: str | None = None
    qualifier: str | None = None
    value: str | None = None
    precision: int | None = None
    calendar: str | None = None
    earliest: Day | None = None
    latest: Day | None = None
    label: str = ""
    references: int = 0


@dataclass(frozen=True)
class LedgerRow:
    """Comparison of one aspect of a fact with one item.

    Of the rows of a fact and an aspect one decides: its verdict is the fact's, and the others are notes on it.
    """

    aspect: Aspect
    ours: OurSide
    theirs: TheirSide
    verdict: Verdict
    flags: tuple[Flag, ...] = ()
    note: str = ""
    decides: bool = True


@dataclass(frozen=True)
class Ledger:
    """Rows of a comparison, and what could not be compared, as IRIs of ours and as items.

    ``without_link`` are parties of facts without a link to an item, ``without_record`` those whose item is not among
    the records, and ``unlinked_items`` items of records that nothing of ours is linked to.
    """

    rows: tuple[LedgerRow, ...] = ()
    without_link: tuple[str, ...] = ()
    without_record: tuple[str, ...] = ()
    unlinked_items: tuple[str, ...] = ()
