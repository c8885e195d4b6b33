"""Candidates for a query without a name: the things that meet its conditions, such as a Wikidata item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from aliansi.reconciliation.matching import (
    MATCH_GAP,
    Candidate,
    ConditionTest,
    Feature,
    ReconciliationQuery,
    is_kept,
    match,
)
from aliansi.reconciliation.name_index import SOURCE, NameIndex, entity_id
from aliansi.reconciliation.request_json import RequestFault

MAX_EXAMINED: Final = 2000
"""Most things whose properties are read for one query."""


@dataclass(frozen=True)
class _Met:
    iri: str
    score: float
    features: tuple[Feature, ...]


def find_candidates(index: NameIndex, query: ReconciliationQuery, test: ConditionTest) -> tuple[Candidate, ...]:
    """Return the candidates for a query by its name, or by its conditions if it has no name.

    Raises RequestFault if there are too many things to examine them all.
    """
    if query.text.strip() or not query.conditions:
        return match(index, query, test)
    examined = [iri for iri in index.iris if _may_be_meant(index, iri, query)]
    if len(examined) > MAX_EXAMINED:
        things = f"{len(examined):,} things" + (" of the type" if query.types else "")
        raise RequestFault("query", f"send a name: there are {things}, and {MAX_EXAMINED:,} are examined without one")
    met = sorted(_meeting(index, examined, query, test), key=lambda each: (-each.score, entity_id(each.iri)))
    is_clear = bool(met) and met[0].score == 100 and (len(met) == 1 or met[1].score <= 100 - MATCH_GAP)
    return tuple(
        Candidate(entity, each.score, place == 0 and is_clear, each.features)
        for place, each in enumerate(met[: query.limit])
        if (entity := index.entity(each.iri))
    )


def _may_be_meant(index: NameIndex, iri: str, query: ReconciliationQuery) -> bool:
    if not query.types:
        return not index.is_a(iri, SOURCE)
    have = (index.is_a(iri, type_) for type_ in query.types)
    return all(have) if query.type_strict == "all" else any(have)


def _meeting(index: NameIndex, iris: list[str], query: ReconciliationQuery, test: ConditionTest) -> Iterator[_Met]:
    """Yield the things that meet some conditions and fail no required one; what they exclude finds nothing itself."""
    for iri in iris:
        values = [(condition, test(index, iri, condition)) for condition in query.conditions]
        if any(condition.required and not is_kept(condition, value) for condition, value in values):
            continue
        if any(value and condition.quantifier != "none" for condition, value in values):
            features = tuple(
                Feature(condition.property or condition.kind, "property", round(100 * value, 2))
                for condition, value in values
                if value is not None
            )
            total = sum(
                100.0 if value is None and is_kept(condition, value) else 100 * (value or 0.0)
                for condition, value in values
            )
            yield _Met(iri, round(total / len(values), 2), features)
