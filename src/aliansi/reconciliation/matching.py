"""Candidates for a query: the thing that it identifies, or the things whose names are like it, the best first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, Literal, Protocol

from aliansi.reconciliation.identifiers import iris_in, is_iri, wikidata_item
from aliansi.reconciliation.name_index import SOURCE, Entity, Name, NameIndex, entity_id
from aliansi.reconciliation.name_search import find_by_name
from aliansi.reconciliation.score import SAME

MATCH_SCORE: Final = SAME
MATCH_GAP: Final = 5.0
"""A candidate is a match with at least this score and this gap to the next thing."""
PROPERTY_WEIGHT: Final = 0.4
"""Weight of a property in the score; the name has 1, and a property that the dataset does not know has none."""
OTHER_TYPE: Final = 0.8
"""Factor of the score of a thing of another type than the one that it should have."""
DEFAULT_LIMIT: Final = 10
MAX_LIMIT: Final = 100
BY_RELATION: Final = {"exact": 100.0, "close": 80.0, "broad": 65.0, "narrow": 65.0, "related": 60.0}
"""Scores of things that are linked to the item that a query names; only an exact mapping is a match."""


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


class ConditionTest(Protocol):
    """How well a thing meets a condition: from 0 to 1, or None if the dataset does not say."""

    def __call__(self, index: NameIndex, iri: str, condition: Condition, /) -> float | None:
        """Return 1 if the thing meets the condition, 0 if it does not, None if the dataset does not say."""


@dataclass(frozen=True)
class _Found:
    """Thing that is found: ``name_score`` counts for a match, ``score`` for the order."""

    iri: str
    name_score: float
    features: tuple[Feature, ...]
    matched: Name | None = None
    score: float = 0.0
    may_match: bool = True


def match(index: NameIndex, query: ReconciliationQuery, test: ConditionTest | None = None) -> tuple[Candidate, ...]:
    """Return the candidates for a query, the best first; of equal scores the first by id.

    At most one is a match: the first, with 90 by its name alone, and with 90 and 5 more than the next thing in all.
    """
    found = _by_identifier(index, query.text)
    if found is None:
        found = _by_name(index, query.text)
    weighed = [kept for one in found if (kept := _weigh(index, one, query, test)) is not None]
    ranked = sorted(weighed, key=lambda one: (-one.score, entity_id(one.iri)))
    second = ranked[1].score if len(ranked) > 1 else 0.0
    return tuple(
        Candidate(entity, one.score, place == 0 and _is_match(one, second), one.features, one.matched)
        for place, one in enumerate(ranked[: max(query.limit, 0)])
        if (entity := index.entity(one.iri))
    )


def _is_match(best: _Found, second: float) -> bool:
    return best.may_match and min(best.score, best.name_score) >= MATCH_SCORE and best.score - second >= MATCH_GAP


def _by_identifier(index: NameIndex, text: str) -> list[_Found] | None:
    """Return the things that an id, an IRI or an item of Wikidata means; None if the text is a name."""
    item = wikidata_item(text)
    iris = (item,) if item else iris_in(text, index.store.prefixes)
    own = next((iri for iri in iris if iri in index), None) or index.iri_of(text.strip())
    if own:
        return [_identified(own, BY_RELATION["exact"], "id")]
    if not iris:
        return None
    best: dict[str, str] = {}
    for mapping in (mapping for iri in iris for mapping in index.mappings_to(iri) if not mapping.rejected):
        best.setdefault(mapping.iri, mapping.relation)
    if not best and not item and not is_iri(text, index.store.prefixes):
        return None
    return [_identified(iri, BY_RELATION[relation], relation) for iri, relation in best.items()]


def _identified(iri: str, score: float, relation: str) -> _Found:
    name = "identifier" if relation == "id" else f"{relation} mapping"
    return _Found(iri, score, (Feature(relation, name, score),))


def _by_name(index: NameIndex, text: str) -> list[_Found]:
    return [
        _Found(iri, score, (Feature("name", _similarity_to(name), score),), name)
        for iri, (score, name) in find_by_name(index, text).items()
    ]


def _similarity_to(name: Name) -> str:
    return f"similarity to “{name.text}”" + (f" ({name.language})" if name.language else "")


def _weigh(index: NameIndex, found: _Found, query: ReconciliationQuery, test: ConditionTest | None) -> _Found | None:
    """Return what is found with the score of its name, type and properties; None if it may not be a candidate."""
    is_named = found.matched is not None
    is_of_type = _is_of_type(index, found.iri, query)
    if (is_named and not is_of_type and query.type_strict != "should") or (
        is_named and not query.types and index.is_a(found.iri, SOURCE)
    ):
        return None
    features, total, weight = list(found.features), found.name_score, 1.0
    if query.types:
        features.append(Feature("type", "of the type", is_of_type))
    for condition in query.conditions:
        value = test(index, found.iri, condition) if test else None
        if condition.required and not is_kept(condition, value):
            return None
        if value is not None:
            features.append(Feature(condition.property or condition.kind, "property", round(100 * value, 2)))
            total, weight = total + PROPERTY_WEIGHT * 100 * value, weight + PROPERTY_WEIGHT
    score = round(total / weight * (1.0 if is_of_type else OTHER_TYPE), 2)
    return replace(found, features=tuple(features), score=score, may_match=is_of_type)


def is_kept(condition: Condition, value: float | None) -> bool:
    """Return whether a thing meets a condition; one of which nothing is known is not what a condition excludes."""
    return bool(value) or (value is None and condition.quantifier == "none")


def _is_of_type(index: NameIndex, iri: str, query: ReconciliationQuery) -> bool:
    have = (index.is_a(iri, type_) for type_ in query.types)
    return not query.types or (all(have) if query.type_strict == "all" else any(have))
