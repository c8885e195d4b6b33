"""Rows of a ledger for tests: memberships of Uzbekistan (Q265) in the CSTO (Q318693), unless they say otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aliansi.evidence.index import Evidence
from aliansi.linking.ledger import Aspect, LedgerRow, Match, OurSide, RecordVersion, TheirSide, Verdict
from aliansi.linking.time_values import GREGORIAN
from aliansi.namespaces import ID

GUID = "Q265$C88D81D7-2AE4-4091-81B5-8FFA4903F733"
FACT = f"{ID}reference-csto-membership-uzbekistan-2006"
OURS = OurSide(
    fact=FACT,
    subject=f"{ID}uzbekistan",
    object=f"{ID}csto",
    evidence=(Evidence(f"{ID}source-a", "A 2019"),),
)
THEIRS = TheirSide(
    item="Q265",
    match=Match.EXACT,
    version=RecordVersion(1, None, "0"),
    property="P463",
    object_item="Q318693",
)
VALUES = {"value": "+2006-08-17T00:00:00Z", "precision": 11, "calendar": GREGORIAN}


def row(
    verdict: Verdict = Verdict.MISSING_THERE,
    aspect: Aspect = Aspect.MEMBERSHIP,
    ours: dict[str, Any] | None = None,
    theirs: dict[str, Any] | None = None,
    **others: Any,
) -> LedgerRow:
    """Return a row."""
    return LedgerRow(aspect, replace(OURS, **(ours or {})), replace(THEIRS, **(theirs or {})), verdict, **others)


def conflict(ours: dict[str, Any] | None = None, theirs: dict[str, Any] | None = None, **others: Any) -> LedgerRow:
    """Return a row about a start that differs."""
    there = {"guid": GUID, "rank": "normal", "qualifier": "P580", **VALUES} | (theirs or {})
    days = {"date": "2006-06-23"} | (ours or {})
    return row(others.pop("verdict", Verdict.CONFLICT), Aspect.START, days, there, **others)
