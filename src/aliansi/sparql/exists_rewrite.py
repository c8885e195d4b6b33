"""EXISTS over several triple patterns, so written that Oxigraph looks each up: P1 FILTER EXISTS { P2 } for P1 . P2.

Oxigraph 0.5 works the whole join out for every row around it; one pattern it looks up with what the row binds. Both say
the same (SPARQL 1.1, 18.6): there is a solution of P1 and P2 that fits a row where there is one of P1 that fits it, and
one of P2 that fits both. What is in the braces must be triple patterns alone, with neither blank nodes nor paths; the
order in which they are looked up is free, and a choice that is not the best is only slower.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from aliansi.sparql.syntax_tree import TriplePattern
from aliansi.sparql.tokens import Token, tokens
from aliansi.sparql.triples_parser import simple_triples

MAX_PATTERNS: Final = 8
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")


@dataclass(frozen=True)
class _ExistsBlock:
    """What is in the braces of an EXISTS: its place in the query, and its patterns."""

    start: int
    end: int
    patterns: tuple[TriplePattern, ...]


def rewrite_exists(query: str) -> str | None:
    """Return the query with EXISTS over single patterns, or None where there is nothing to gain or anything is odd."""
    if "\\" in query or "exists" not in query.lower():
        return None
    read = tuple(tokens(query))
    if any(token.kind == "iri" and not _ABSOLUTE.match(token.text) for token in read):
        return None  # it may be “less than”, and the rest a comment
    blocks = tuple(_blocks(read))
    inside = [range(block.start, block.end) for block in blocks]
    around = frozenset(
        token.text[1:]
        for token in read
        if token.kind == "variable" and not any(token.start in place for place in inside)
    )
    parts, place = list[str](), 0
    for block in blocks:
        if ordered := _ordered(block.patterns, around):
            parts += (query[place : block.start], _written(ordered))
            place = block.end
    return "".join((*parts, query[place:])) if parts else None


def _blocks(read: Sequence[Token]) -> Iterator[_ExistsBlock]:
    for number, token in enumerate(read[:-1]):
        if token.kind == "word" and token.text.lower() == "exists" and read[number + 1].text == "{":
            start = number + 2
            end = next((i for i in range(start, len(read)) if read[i].text in ("{", "}")), len(read))
            if end < len(read) and read[end].text == "}":
                found = simple_triples(read[start:end])
                if found and len(found) <= MAX_PATTERNS:
                    yield _ExistsBlock(read[number + 1].start + 1, read[end].start, found)


def _ordered(patterns: tuple[TriplePattern, ...], around: frozenset[str]) -> list[TriplePattern] | None:
    """Return several patterns so that each has a variable that is known before it; None if that cannot be."""
    if len(patterns) < 2:
        return None
    known, rest, found = set(around), [*patterns], list[TriplePattern]()
    while rest:
        best = max(rest, key=lambda pattern: _looked_up_by(pattern, known))
        if not _looked_up_by(best, known)[0]:
            return None
        rest.remove(best)
        found.append(best)
        known.update(best.variables())
    return found


def _looked_up_by(pattern: TriplePattern, known: set[str]) -> tuple[bool, int]:
    """Say whether the subject or the object is a variable that is known, and how many of the two are known at all."""
    names = [_variable(end) for end in (pattern.subject, pattern.object)]
    return any(name in known for name in names), sum(not name or name in known for name in names)


def _variable(part: str) -> str:
    return part[1:] if part[0] in "?$" else ""


def _written(patterns: list[TriplePattern]) -> str:
    first, *rest = patterns
    return f" {first.subject} {first.path} {first.object} " + (f"FILTER EXISTS {{{_written(rest)}}} " if rest else "")
