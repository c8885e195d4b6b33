"""Rewrites of queries that Oxigraph evaluates slowly: EXISTS over joins, and the count of all triples.

EXISTS over several triple patterns becomes nested EXISTS over one each: P1 FILTER EXISTS { P2 } for P1 . P2. Oxigraph
0.5 evaluates the whole join again for every outer row, but looks a single pattern up with the bindings of the row.
Both forms are equivalent (SPARQL 1.1, 18.6): P1 and P2 have a solution compatible with a row if P1 has one, and P2 has
one compatible with both. The braces may contain only triple patterns without blank nodes and paths. The order of the
patterns is free; a poor choice is only slower.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from aliansi.sparql.syntax_tree import TriplePattern
from aliansi.sparql.tokens import Token, tokens
from aliansi.sparql.triples_parser import simple_triples

# The white space of SPARQL, and names and keywords of ASCII: Unicode's \s, \w and letter cases have more.
_SPACE: Final = r"(?:[ \t\r\n]|\#[^\r\n]*+(?:[\r\n]|$))*+"
_VARIABLE: Final = r"[?$](\w+)"
_ALL: Final = re.compile(
    rf"(?:{_SPACE}PREFIX{_SPACE}(?:[a-z][\w-]*+)?:{_SPACE}<[^<>\s]*+>)*{_SPACE}"
    rf"(?P<count>SELECT{_SPACE}\({_SPACE}COUNT{_SPACE}\({_SPACE}\*{_SPACE}\){_SPACE}AS{_SPACE}{_VARIABLE}{_SPACE}\)"
    rf"{_SPACE}(?:WHERE{_SPACE})?\{{{_SPACE}{_VARIABLE}{_SPACE}{_VARIABLE}{_SPACE}{_VARIABLE}{_SPACE}\.?{_SPACE}\}})"
    rf"{_SPACE}",
    re.IGNORECASE | re.ASCII,
)

MAX_PATTERNS: Final = 8
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")


@dataclass(frozen=True)
class _ExistsBlock:
    """The content of the braces of an EXISTS: its position in the query and its patterns."""

    start: int
    end: int
    patterns: tuple[TriplePattern, ...]


def rewrite_exists(query: str) -> str | None:
    """Return the query with EXISTS over single patterns; None if it would gain nothing or is unusual in any way."""
    if "\\" in query or "exists" not in query.lower():
        return None
    read = tuple(tokens(query))
    if any(token.kind == "iri" and not _ABSOLUTE.match(token.text) for token in read):
        return None  # its “<” may mean “less than”, and the rest be a comment
    blocks = tuple(_blocks(read))
    inside = [range(block.start, block.end) for block in blocks]
    outer = frozenset(
        token.text[1:]
        for token in read
        if token.kind == "variable" and not any(token.start in place for place in inside)
    )
    parts, place = list[str](), 0
    for block in blocks:
        if ordered := _ordered(block.patterns, outer):
            parts += (query[place : block.start], _nested(ordered))
            place = block.end
    return "".join((*parts, query[place:])) if parts else None


def _blocks(read: Sequence[Token]) -> Iterator[_ExistsBlock]:
    for number, token in enumerate(read[:-1]):
        if token.is_word("EXISTS") and read[number + 1].text == "{":
            start = number + 2
            end = next((i for i in range(start, len(read)) if read[i].text in ("{", "}")), len(read))
            if end < len(read) and read[end].text == "}":
                found = simple_triples(read[start:end])
                if found and len(found) <= MAX_PATTERNS:
                    yield _ExistsBlock(read[number + 1].start + 1, read[end].start, found)


def _ordered(patterns: tuple[TriplePattern, ...], outer: frozenset[str]) -> list[TriplePattern] | None:
    """Return several patterns in an order in which each has a variable bound before it; None if there is none."""
    if len(patterns) < 2:
        return None
    known, rest, found = set(outer), [*patterns], list[TriplePattern]()
    while rest:
        best = max(rest, key=lambda pattern: _bound_ends(pattern, known))
        if not _bound_ends(best, known)[0]:
            return None
        rest.remove(best)
        found.append(best)
        known.update(best.variables())
    return found


def _bound_ends(pattern: TriplePattern, known: set[str]) -> tuple[bool, int]:
    """Return whether the subject or object is a bound variable, and how many of the two are bound or constant."""
    names = [_variable(end) for end in (pattern.subject, pattern.object)]
    return any(name in known for name in names), sum(not name or name in known for name in names)


def _variable(part: str) -> str:
    return part[1:] if part[0] in "?$" else ""


def _nested(patterns: list[TriplePattern]) -> str:
    first, *rest = patterns
    return f" {first.subject} {first.path} {first.object} " + (f"FILTER EXISTS {{{_nested(rest)}}} " if rest else "")


def rewrite_count(query: str, size: int) -> str | None:
    """Return a query for the constant ``size`` if the query counts all triples, as the first one of many clients does.

    Its prefixes stay, for their errors.
    """
    found = "count" in query.lower() and _ALL.fullmatch(query)
    if not found:
        return None
    _, number, *names = found.groups()
    if len({number, *names}) < 4:
        return None  # it counts fewer triples, or is an error
    start, end = found.span("count")
    return f"{query[:start]}SELECT ({size} AS ?{number}) {{}}{query[end:]}"
