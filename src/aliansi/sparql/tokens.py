"""A lexical look at a query before it is evaluated: does it leave this dataset, and which graphs does it start from?

Oxigraph reads keywords without looking for a word boundary (``trueSERVICE``, ``1SERVICE``, ``SERVICEex:a``) and reads
code-point escapes in strings and IRIs alone, where SPARQL 1.1 (19.2) has them anywhere. So a query is read both ways,
and a bare word that holds the keyword is enough. The sandbox of ``aliansi.evaluation.evaluator`` is the second layer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from urllib.parse import urljoin

from aliansi.errors import UsageError

_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|.)", re.DOTALL)

_TOKEN: Final = re.compile(
    r"""
      (?P<comment> \#[^\r\n]*+ )
    | (?P<string>  \"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*+\"{3} | '{3}(?:[^'\\]|\\.|'{1,2}(?!'))*+'{3}
                 | "(?:[^"\\\r\n]|\\.)*+" | '(?:[^'\\\r\n]|\\.)*+' )
    | (?P<iri>     <[^<>"{}|^`\x00-\x20]*+> )
    | (?P<variable>[?$]\w+ )
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)* )
    | (?P<number>  \d+ )
    | (?P<name>    (?:[^\W\d](?:[\w·.-]{0,99}[\w·-])?)?:
                   (?:(?:[\w·:-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])
                      (?:\.*(?:[\w·:-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]))*+)? )
    | (?P<word>    [^\W\d]\w* )
    | (?P<space>   \s+ )
    | (?P<mark>    . )
    """,
    re.VERBOSE | re.DOTALL,
)

# `FILTER(?a<1)SERVICE#>` up to a line's end: "less than" to Oxigraph, an IRI by the longest match of SPARQL's grammar.
_COMPARISON: Final = re.compile(r"\).*service.*#", re.IGNORECASE | re.DOTALL)


_NOT_ALLOWED: Final = (
    "SERVICE is not allowed: this endpoint answers from its own dataset and asks no other; "
    "whoever runs it can let it ask a host, with --allow-service"
)


@dataclass(frozen=True)
class Token:
    """A token of a query and the place where it begins."""

    kind: str
    text: str
    start: int = 0


def refuse_federation(query: str) -> None:
    """Raise UsageError if the query asks another endpoint (SPARQL 1.1 Federated Query), in whatever disguise."""
    if not contains_service(query):
        return
    for reading in _readings(query):
        for token in tokens(reading):
            if token.kind == "word" and "service" in token.text.lower():
                raise UsageError(_NOT_ALLOWED)
            if token.kind == "name" and "service" in token.text.partition(":")[0].lower():
                raise UsageError(
                    f"{token.text}: a prefix with “service” in its name cannot be told from SERVICE; name it otherwise"
                )
            if token.kind == "iri" and _COMPARISON.search(token.text):
                raise UsageError("SERVICE is not allowed; if this is an IRI, write its “)” as %29")


def contains_service(query: str) -> bool:
    """Say whether SERVICE may be anywhere in a query; most are done with at this glance."""
    return not _cannot_hold(query, "service")


def has_dataset_clause(query: str) -> bool:
    """Say whether the query names its own dataset with FROM or FROM NAMED (SPARQL 1.1, 13.2)."""
    return not _cannot_hold(query, "from") and any(
        token.kind == "word" and "from" in token.text.lower()
        for reading in _readings(query)
        for token in tokens(reading)
    )


@dataclass(frozen=True)
class DatasetClause:
    """The dataset that a query names: the graphs after FROM, which it merges, and those after FROM NAMED."""

    default: tuple[str, ...]
    named: tuple[str, ...]


def dataset_of(query: str, prefixes: Mapping[str, str] | None = None, base: str = "") -> DatasetClause:
    """Return the dataset that a query names, as Oxigraph reads it (SPARQL 1.1, 13.2); else as ``dataset_iris``."""
    found = tuple(_dataset_iris(tuple(tokens(query)), prefixes or {}, base))
    default, named = (tuple(iri for is_named, iri in found if is_named is kind) for kind in (False, True))
    return DatasetClause(default, named)


def dataset_iris(query: str, prefixes: Mapping[str, str] | None = None, base: str = "") -> tuple[str, ...]:
    """Return the IRIs named after FROM and FROM NAMED, each once, in the order of the query.

    ``prefixes`` and ``base`` are those that hold without being declared; a name with an unknown prefix is left out,
    because the query is not valid.
    """
    if _cannot_hold(query, "from"):
        return ()
    found = (
        iri for reading in _readings(query) for _, iri in _dataset_iris(tuple(tokens(reading)), prefixes or {}, base)
    )
    return tuple(dict.fromkeys(found))


def resolve_escapes(text: str) -> str:
    r"""Replace code-point escapes, ``\u0053`` and ``\U00000053`` (SPARQL 1.1, 19.2); what is none stays as it is."""

    def character(match: re.Match[str]) -> str:
        digits = match[1] or match[2]
        return chr(int(digits, 16)) if digits and int(digits, 16) <= 0x10FFFF else match[0]

    return _ESCAPE.sub(character, text)


def _cannot_hold(query: str, word: str) -> bool:
    """Say whether a word is nowhere in a query, however it is read: most queries are done with at a glance."""
    return "\\" not in query and word not in query.lower()


def _readings(query: str) -> tuple[str, ...]:
    """The query as it stands and as SPARQL 1.1 reads it; they differ only where it has code-point escapes."""
    return tuple(dict.fromkeys((query, resolve_escapes(query))))


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query, spaces and comments left out."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        if kind not in ("space", "comment"):
            yield Token(kind, match[0], match.start())


class PrefixMap:
    """What prefixed names and relative IRIs stand for, by the declarations that have been read."""

    def __init__(self, prefixes: Mapping[str, str], base: str) -> None:
        """Begin with what holds without being declared."""
        self.prefixes, self.base = dict(prefixes), base

    def read(self, keyword: Token, token: Token, after: Token) -> None:
        """Read a declaration, if these three tokens are one."""
        word = keyword.text.lower() if keyword.kind == "word" else ""
        if word == "base" and token.kind == "iri":
            self.base = urljoin(self.base, iri_of(token))
        elif word == "prefix" and token.kind == "name" and after.kind == "iri":
            self.prefixes[token.text.removesuffix(":")] = urljoin(self.base, iri_of(after))

    def iri(self, token: Token) -> str | None:
        """Return the IRI that a token stands for; nothing if it stands for none."""
        if token.kind == "iri":
            return urljoin(self.base, iri_of(token)) if self.base else iri_of(token)
        prefix, _, local = token.text.partition(":")
        if token.kind != "name" or prefix not in self.prefixes:
            return None
        return self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)


def _dataset_iris(tokens: tuple[Token, ...], prefixes: Mapping[str, str], base: str) -> Iterator[tuple[bool, str]]:
    """Yield the graphs of the dataset, and whether each is a named one."""
    names = PrefixMap(prefixes, base)
    words = [Token("mark", ""), *_joined(tokens)]
    for (before, token), after in zip(pairwise(words), [*words[2:], Token("mark", "")], strict=False):
        names.read(before, token, after)
        keyword = before.text.lower() if before.kind == "word" else ""
        if "from" in keyword and (iri := names.iri(token)) is not None:
            yield "named" in keyword, iri


def _joined(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield tokens, FROM and NAMED as one."""
    before: Token | None = None
    for token in tokens:
        if before and token.kind == "word" and token.text.lower() == "named":
            token = Token("word", f"{before.text} named")
        elif before:
            yield before
        before = token
    if before:
        yield before


def iri_of(token: Token) -> str:
    """Return the IRI that a token writes, as it is written."""
    return resolve_escapes(token.text[1:-1])
