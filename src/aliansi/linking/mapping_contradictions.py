"""Contradictions between two mappings, such as a pair that is linked and rejected, or a thing with two items."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from aliansi.linking.mappings import CLOSE, EXACT, SemanticMapping
from aliansi.namespaces import shorten

_LAST_PART: Final = re.compile(r"[^/#]*$")


class MappingIndex:
    """Mappings by what they could contradict: their pair, and for exact matches their thing and their item."""

    def __init__(self, mappings: Iterable[SemanticMapping]) -> None:
        self._by_key: defaultdict[tuple[str, ...], dict[int, SemanticMapping]] = defaultdict(dict)
        for number, mapping in enumerate(mappings):
            for key in _keys(mapping):
                self._by_key[key][number] = mapping

    def about(self, mapping: SemanticMapping) -> Iterator[SemanticMapping]:
        """Yield the mappings of the same pair, and those that cannot hold with an exact match or its absence."""
        found = (self._by_key.get(key, {}) for key in _keys(mapping))
        yield from {number: each for group in found for number, each in group.items()}.values()


def _keys(mapping: SemanticMapping) -> Iterator[tuple[str, ...]]:
    yield mapping.subject, mapping.object
    if _is_exact(mapping) or mapping.finds_nothing:
        yield ("thing", mapping.subject, "")
    if _is_exact(mapping):
        yield ("item", mapping.object, "")


def contradiction(one: SemanticMapping, other: SemanticMapping) -> str | None:
    """Return why two mappings cannot both hold; None if they can."""
    if one.subject == other.subject and one.object == other.object:
        return _of_one_pair(one, other)
    if one.subject == other.subject and one.finds_nothing != other.finds_nothing:
        exact = other if one.finds_nothing else one
        return "an item is linked, and none was found" if _is_exact(exact) else None
    if _is_exact(one) and _is_exact(other):
        if one.subject == other.subject and _register(one.object) == _register(other.object):
            return "one thing is an exact match of two items"
        if one.object == other.object:
            return "one item is an exact match of two things"
    return None


def _of_one_pair(one: SemanticMapping, other: SemanticMapping) -> str | None:
    if one.is_rejected != other.is_rejected:
        rejected, linked = (one, other) if one.is_rejected else (other, one)
        implied = (rejected.predicate, linked.predicate) == (CLOSE, EXACT)
        # What no person has seen must not bring back a pair that was rejected, in whatever relation.
        if rejected.predicate == linked.predicate or implied or not linked.is_curated:
            return "one pair is linked and rejected"
    elif not one.is_rejected and one.predicate != other.predicate:
        return "one pair is linked in two relations"
    return None


def _is_exact(mapping: SemanticMapping) -> bool:
    return mapping.is_link and mapping.predicate == EXACT


def _register(iri: str) -> str:
    """Return the register of an item: its IRI up to the last part."""
    return _LAST_PART.sub("", iri)


def name_of(mapping: SemanticMapping) -> str:
    """Return what a mapping says, in short."""
    modifier = " Not" if mapping.is_rejected else ""
    return f"{shorten(mapping.subject)}{modifier} {shorten(mapping.predicate)} {shorten(mapping.object)}"


def described(mapping: SemanticMapping, root: Path) -> str:
    """Return what a mapping says, with its file and line."""
    if mapping.location is None:
        return name_of(mapping)
    file, line = mapping.location.file, mapping.location.line
    return f"{name_of(mapping)} ({file.relative_to(root) if file.is_relative_to(root) else file}:{line})"
