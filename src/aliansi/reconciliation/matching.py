"""Candidates for a query: the things whose names are like a text, the best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

from rapidfuzz import fuzz, process

from aliansi.reconciliation.folding import fold_name
from aliansi.reconciliation.name_index import Entity, Name, NameIndex

MATCH_SCORE: Final = 90.0
MATCH_GAP: Final = 5.0
"""A candidate is a match with at least this score and this gap to the next thing."""
MIN_SCORE: Final = 60.0
"""Lowest score of a candidate."""
DEFAULT_LIMIT: Final = 10
MAX_LIMIT: Final = 100


@dataclass(frozen=True)
class Condition:
    """What a candidate should have: a property with some of these values (ids or IRIs of things, texts, dates).

    ``kind`` is property, name or id (``matchType`` of version 1.0-draft). A ``required`` condition leaves out the
    candidates that fail it; others change their score. ``qualifier`` says how to compare (``EDTF:Level-0``).
    """

    property: str
    values: tuple[str, ...]
    kind: Literal["property", "name", "id"] = "property"
    required: bool = False
    quantifier: Literal["any", "all", "none"] = "any"
    qualifier: str = ""


@dataclass(frozen=True)
class ReconciliationQuery:
    """Text to find a thing by, with conditions on the candidates.

    ``types`` are IRIs of classes: with ``type_strict`` ``any`` or ``all`` only things of these classes are candidates,
    with ``should`` others are candidates with a lower score that are never a match.
    """

    text: str
    types: tuple[str, ...] = ()
    limit: int = DEFAULT_LIMIT
    conditions: tuple[Condition, ...] = ()
    type_strict: Literal["any", "should", "all"] = "any"
    language: str = ""


@dataclass(frozen=True)
class Feature:
    """Part of a score; the value is a number from 0 to 100 or a truth value."""

    id: str
    name: str
    value: float | bool


@dataclass(frozen=True)
class Candidate:
    """Thing that a query may mean; ``matched`` is the name that is most like the text, None for an identifier."""

    entity: Entity
    score: float
    match: bool
    features: tuple[Feature, ...] = ()
    matched: Name | None = field(default=None)


class PropertyTest(Protocol):
    """Whether a thing meets a condition; None if the dataset does not say."""

    def __call__(self, iri: str, condition: Condition) -> bool | None:
        """Return True if the thing meets the condition, False if it does not, None if the dataset does not say."""


def match(index: NameIndex, query: ReconciliationQuery, test: PropertyTest | None = None) -> tuple[Candidate, ...]:
    """Return the candidates for a query, the best first; of equal scores the first by id."""
    folded = fold_name(query.text)
    scored: dict[str, tuple[float, Name]] = {}
    if folded:
        keys = list(index.keys)
        found: Sequence[tuple[str, float, int]] = process.extract(
            folded, keys, scorer=fuzz.token_sort_ratio, score_cutoff=MIN_SCORE, limit=MAX_LIMIT
        )
        for key, score, _ in found:
            for iri, name in index.keys[key]:
                if iri not in scored or score > scored[iri][0]:
                    scored[iri] = (round(score, 2), name)
    ranked = sorted(
        (-score, entity.id, entity, name)
        for iri, (score, name) in scored.items()
        if (entity := index.entity(iri)) and (not query.types or {*query.types} & {*entity.types})
    )
    second = -ranked[1][0] if len(ranked) > 1 else 0.0
    return tuple(
        Candidate(
            entity,
            -rank,
            place == 0 and -rank >= MATCH_SCORE and -rank - second >= MATCH_GAP,
            (Feature("name", f"similarity to “{name.text}”", -rank),),
            name,
        )
        for place, (rank, _, entity, name) in enumerate(ranked[: query.limit])
    )
