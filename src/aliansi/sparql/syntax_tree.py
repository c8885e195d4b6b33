"""Syntax tree of a SPARQL 1.1 query, as far as it matters which triples an answer comes from."""

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

    ``not`` is a negated property set: its parts are links, and links that are inverse.
    """

    kind: str
    text: str = ""
    parts: tuple[PropertyPath, ...] = ()

    def __str__(self) -> str:
        """Write it as SPARQL."""
        if self.kind == "link":
            return self.text
        if self.kind == "inverse":
            return f"^({self.parts[0]})"
        if self.kind == "not":
            # Here alone the grammar has no brackets after ^.
            each = (f"^{part.parts[0]}" if part.kind == "inverse" else str(part) for part in self.parts)
            return f"!({'|'.join(each)})"
        if self.kind in ("sequence", "choice"):
            return f"({('/' if self.kind == 'sequence' else '|').join(map(str, self.parts))})"
        return f"({self.parts[0]}){self.kind}"


@dataclass(frozen=True)
class TriplePattern:
    """A triple pattern; its terms are as the query writes them, but for blank nodes, which are variables here."""

    subject: str
    path: PropertyPath
    object: str
    graph: str | None = None
    markers: tuple[str, ...] = ()

    def variables(self) -> Iterator[str]:
        """Yield the names of its variables, and of those that say whether it was matched at all."""
        for text in (self.subject, self.object, self.graph or "", self.path.text):
            if text[:1] in ("?", "$"):
                yield text[1:]
        yield from self.markers


@dataclass(frozen=True)
class Verbatim:
    """A part that stays as it is: FILTER, BIND, VALUES, MINUS, a path's text."""

    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class NestedPattern:
    """A part with groups in it: ``group``, ``optional``, ``union``, ``graph`` (named by ``name``) or ``exists``."""

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
    """A SELECT with its pattern: which variables it gives, and which of them it works out, by expression.

    ``variables`` is None for ``*``; ``grouped`` are expressions that GROUP BY names; ``tokens`` are all of it.
    """

    variables: tuple[str, ...] | None
    computed: Mapping[str, tuple[Token, ...]]
    group: GroupPattern
    aggregates: bool
    grouped: Mapping[str, tuple[Token, ...]]
    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class ParsedQuery:
    """A query: its declarations, its form in capitals, and its pattern as a SELECT."""

    prologue: tuple[Token, ...]
    form: str
    select: SelectQuery
