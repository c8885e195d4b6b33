"""Sounds of a name in Latin letters: one spelling for letters that transliterations use for one sound."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

MIN_SOUND: Final = 6
"""Letters that two names need to be the same by their sounds."""

_RULES: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"shch|schtsch|szcz|chtch", "sc"),
        (r"dsch|dzh|dj|dz", "j"),
        (r"tsch|tch|tsj|cz|ts|tz", "c"),
        (r"sch|sh|sz|sj|zh|z", "s"),
        (r"ck|kh|qu|q", "k"),
        (r"ph", "f"),
        (r"([tdg])h", r"\1"),
        (r"ou|oo", "u"),
        (r"w", "v"),
        (r"x", "ks"),
        (r"c(?![eiyh])", "k"),
        (r"[yj]", "i"),
        (r"(?<!^)ie(?![aou]|n?$)", "e"),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=2**13)
def sound_of(latin: str) -> str:
    """Return the sounds of a name; empty if they are too few to be sure of a name, or not in Latin letters."""
    if not (latin.isascii() and latin.isalpha()):
        return ""
    for pattern, replacement in _RULES:
        latin = pattern.sub(replacement, latin)
    return latin if len(latin) >= MIN_SOUND else ""
