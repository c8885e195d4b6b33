"""Sides of a row: ours from a fact, theirs from a record and a statement, and the flags that follow from both."""

from __future__ import annotations

from collections.abc import Iterator

from aliansi.linking.comparison.compared_facts import ComparedFact, OurDate
from aliansi.linking.ledger import Flag, Match, OurSide, RecordVersion, TheirSide
from aliansi.linking.records import Record
from aliansi.linking.statements import Snak, SnakKind, WikidataStatement

REASON_FOR_DEPRECATION = "P2241"


def our_side(fact: ComparedFact, date: OurDate | None = None) -> OurSide:
    """Return our side of a row about a fact, or about one of its dates."""
    return OurSide(
        fact=fact.iri,
        subject=fact.subject,
        object=fact.object,
        evidence=fact.evidence,
        date=date.text if date else None,
        earliest=date.bounds.earliest if date else None,
        latest=date.bounds.latest if date else None,
        start=fact.start.text if fact.start else None,
        end=fact.end.text if fact.end else None,
        ongoing_at=fact.ongoing.text if fact.ongoing else None,
    )


def their_side(
    record: Record,
    match: Match,
    property_: str,
    statement: WikidataStatement | None = None,
    object_item: str | None = None,
    qualifier: str | None = None,
    snak: Snak | None = None,
) -> TheirSide:
    """Return their side of a row: a statement and the snak compared, or the place where a statement is missing."""
    time = snak.time if snak else None
    return TheirSide(
        item=record.item,
        match=match,
        version=RecordVersion(record.revision, record.modified or None, record.sha256),
        property=property_,
        object_item=(statement.snak.item if statement else None) or object_item,
        guid=(statement.guid or None) if statement else None,
        rank=str(statement.rank) if statement else None,
        qualifier=qualifier,
        value=_value(snak),
        precision=time.precision if time else None,
        calendar=time.calendar if time else None,
        earliest=time.earliest if time else None,
        latest=time.latest if time else None,
        label=record.labels.get("en") or next(iter(record.labels.values()), ""),
        references=len(statement.references) if statement else 0,
    )


def flags_of(
    fact: ComparedFact | None,
    theirs: TheirSide,
    dependent: frozenset[str],
    date: OurDate | None = None,
    is_shared: bool = False,
) -> tuple[Flag, ...]:
    """Return the flags of a row; ``dependent`` are the facts that rest on copies of Wikidata or Wikipedia alone."""

    def found() -> Iterator[Flag]:
        if date is not None and date.is_uncertain:
            yield Flag.OURS_UNCERTAIN
        if date is not None and date.is_approximate:
            yield Flag.OURS_APPROXIMATE
        if fact is not None and fact.iri in dependent:
            yield Flag.NOT_INDEPENDENT
        if is_shared:
            yield Flag.SEVERAL_SPELLS
        if theirs.match is Match.CLOSE:
            yield Flag.CLOSE_MATCH_ONLY

    return tuple(found())


def reason_for_deprecation(statement: WikidataStatement) -> str:
    """Return the reason that a deprecated statement gives, by its item; says so if it gives none."""
    reasons = [snak.item for snak in statement.qualifier(REASON_FOR_DEPRECATION) if snak.item]
    return f"reason there: {', '.join(reasons)}" if reasons else "no reason is given there"


def _value(snak: Snak | None) -> str | None:
    if snak is None:
        return None
    if snak.time is not None:
        return snak.time.text
    return str(snak.kind) if snak.kind is not SnakKind.VALUE else snak.item
