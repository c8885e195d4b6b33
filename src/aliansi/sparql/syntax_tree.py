"""The tokens of a SPARQL 1.1 query, and the parts of its patterns that matter to what an answer rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from aliansi.errors import UsageError

_TOKEN: Final = re.compile(
    r"""
      (?P<space>    (?:\s+|\#[^\r\n]*)+ )
    | (?P<literal>  \"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*\"{3} | '{3}(?:[^'\\]|\\.|'{1,2}(?!'))*'{3}
                  | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*' )
    | (?P<iri>      <[^<>"{}|^`\\\x00-\x20]*> )
    | (?P<variable> [?$]\w+ )
    | (?P<language> @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
    | (?P<number>   [+-]?(?:\d+\.\d*[eE][+-]?\d+|\.?\d+[eE][+-]?\d+|\d*\.\d+|\d+) )
    | (?P<blank>    _:[\w.·-]*[\w·-] )
    | (?P<name>     (?:[^\W\d_](?:[\w·.-]*[\w·-])?)?:
                    (?:(?:[\w·:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])
                       (?:[.-]*(?:[\w·:-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]))*)? )
    | (?P<word>     [A-Za-z]\w* )
    | (?P<mark>     \^\^|&&|\|\||[!<>]=|<<|>>|. )
    """,
    re.VERBOSE | re.DOTALL,
)


class Untraceable(UsageError):
    """A query is written in a way whose parts are not known here."""


@dataclass(frozen=True)
class SyntaxToken:
    """A token with what it is; ``apart`` says that there is space before it."""

    kind: str
    text: str
    apart: bool = field(default=False, compare=False)

    def is_word(self, *words: str) -> bool:
        """Say whether it is one of some keywords, which are in capitals here."""
        return self.kind == "word" and self.text.upper() in words


END: Final = SyntaxToken("end", "")


def tokens(query: str) -> tuple[SyntaxToken, ...]:
    """Return the tokens of a query without spaces and comments. Raises Untraceable for escapes outside of strings."""
    found, apart = [], False
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup or "mark"
        if match[0] == "\\":
            raise Untraceable("it has escapes outside of strings")
        if kind != "space":
            found.append(SyntaxToken(kind, match[0], apart))
        apart = kind == "space"
    return tuple(found)


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

    tokens: tuple[SyntaxToken, ...]


@dataclass(frozen=True)
class NestedPattern:
    """A part with groups in it: ``group``, ``optional``, ``union``, ``graph`` (named by ``name``) or ``exists``."""

    kind: str
    groups: tuple[GroupPattern, ...]
    name: str = ""
    tokens: tuple[SyntaxToken, ...] = ()


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
    computed: Mapping[str, tuple[SyntaxToken, ...]]
    group: GroupPattern
    aggregates: bool
    grouped: Mapping[str, tuple[SyntaxToken, ...]]
    tokens: tuple[SyntaxToken, ...]


@dataclass(frozen=True)
class ParsedQuery:
    """A query: its declarations, its form in capitals, and its pattern as a SELECT."""

    prologue: tuple[SyntaxToken, ...]
    form: str
    select: SelectQuery


def variables_of(found: tuple[SyntaxToken, ...]) -> frozenset[str]:
    """Return the names of the variables among tokens."""
    return frozenset(token.text[1:] for token in found if token.kind == "variable")


def written(found: tuple[SyntaxToken, ...], renamed: Mapping[str, str]) -> str:
    """Write tokens with some variables renamed, apart where they were: Oxigraph reads no ``COALESCE (``."""
    return "".join(f"{' ' if token.apart else ''}{_renamed(token, renamed)}" for token in found).lstrip()


def _renamed(token: SyntaxToken, renamed: Mapping[str, str]) -> str:
    return f"?{renamed.get(token.text[1:], token.text[1:])}" if token.kind == "variable" else token.text
