"""Spellings of SPARQL 1.1 that Oxigraph 0.5 refuses, in the one that it reads.

It reads ``true`` and ``false`` in small letters only, and CONCAT, COALESCE and BNODE only with their bracket next to
them.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from aliansi.sparql.tokens import END, tokens

_NEXT_TO_BRACKET: Final = ("BNODE", "COALESCE", "CONCAT")


def respelled(query: str) -> str | None:
    """Return a query as Oxigraph spells it; None if it needs no change."""
    parts, place = list[str](), 0
    for token, after in pairwise((*tokens(query), END)):
        end = token.start + len(token.text)
        if token.is_word("TRUE", "FALSE") and not token.text.islower():
            parts += (query[place : token.start], token.text.lower())
            place = end
        elif token.is_word(*_NEXT_TO_BRACKET) and after.text == "(" and after.start > end:
            parts.append(query[place:end])
            place = after.start
    return "".join((*parts, query[place:])) if parts else None
