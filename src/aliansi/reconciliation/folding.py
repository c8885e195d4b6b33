"""Folded names: one spelling for names that differ only in case, marks, punctuation or the order of their words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_NOT_A_WORD: Final = re.compile(r"[^\w]+|_")


@lru_cache(maxsize=2**14)
def fold_name(text: str) -> str:
    """Return a name in small letters without marks and punctuation, its words divided by one space."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(_NOT_A_WORD.sub(" ", plain).split())
