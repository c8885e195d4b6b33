"""Similarity of two folded names, from 0 to 100."""

from __future__ import annotations

from rapidfuzz import fuzz


def similarity(one: str, other: str) -> float:
    """Return the similarity of two folded names, whatever the order of their words."""
    return round(fuzz.token_sort_ratio(one, other), 2)
