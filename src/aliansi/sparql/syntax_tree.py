"""Syntax tree of a SPARQL 1.1 query: groups and triple patterns, with expressions as tokens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aliansi.errors import UsageError
from aliansi.sparql.tokens import Token


class UnsupportedSyntax(UsageError):
    """A query is written in a way that the parser does not read."""


@dataclass(frozen=True)
class PropertyPath:
    """A property path: ``link`` (IRI or variable), ``inverse``, ``sequence``, ``choice``, ``?``, ``*`` or ``+``.

    The parts of ``not``, a negated property set, are links and inverse links.
    """

    kind: str
    text: str = ""
    parts: tuple[PropertyPath, ...] = ()

    def __str__(self) -> str:
        """Return the path as SPARQL."""
        if self.kind == "link":
            return self.text
        if self.kind == "inverse":
            return f"^({self.parts[0]})"
        if self.kind == "not":
            # Only here the grammar has no brackets after ^.
            each = (f"^{part.parts[0]}" if part.kind == "inverse" else str(part) for part in self.parts)
            return f"!({'|'.join(each)})"
        if self.kind in ("sequence", "choice"):
            return f"({('/' if self.kind == 'sequence' else '|').join(map(str, self.parts))})"
        return f"({self.parts[0]}){self.kind}"


@dataclass(frozen=True)
class TriplePattern:
    """A triple pattern with the terms as the query has them; blank nodes are variables."""

    subject: str
    path: PropertyPath
    object: str
    graph: str | None = None
    markers: tuple[str, ...] = ()

    def variables(self) -> Iterator[str]:
        """Yield the names of the variables, and the markers that are bound if the pattern was matched."""
        for text in (self.subject, self.object, self.graph or "", self.path.text):
            if text[:1] in ("?", "$"):
                yield text[1:]
        yield from self.markers


@dataclass(frozen=True)
class Verbatim:
    """A part kept as tokens: FILTER, BIND, VALUES or MINUS."""

    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class NestedPattern:
    """A part that contains groups: ``group``, ``optional``, ``union``, ``graph`` (``name``) or ``exists``."""

    kind: str
    groups: tuple[GroupPattern, ...]
    name: str = ""
    tokens: tuple[Token, ...] = ()


@dataclass(frozen=True)
class GroupPattern:
    """A group graph pattern."""

    parts: tuple[TriplePattern | Verbatim | NestedPattern | SelectQuery, ...]


@dataclass(frozen=True)
class SelectQuery:
    """A SELECT: its variables (None for ``*``), the expressions of its computed variables, and its pattern.

    ``grouped`` has the expressions of GROUP BY by variable; ``tokens`` are those of the whole SELECT.
    """

    variables: tuple[str, ...] | None
    computed: Mapping[str, tuple[Token, ...]]
    group: GroupPattern
    aggregates: bool
    grouped: Mapping[str, tuple[Token, ...]]
    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class ParsedQuery:
    """A query: its declarations, its form (SELECT or ASK) and the rest as a SELECT."""

    prologue: tuple[Token, ...]
    form: str
    select: SelectQuery
