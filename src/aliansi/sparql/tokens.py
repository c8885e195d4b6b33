"""Tokens of a SPARQL 1.1 query, for the guard, the rewrites and the parser.

Oxigraph reads keywords without looking for a word boundary (``trueSERVICE``, ``1SERVICE``, ``SERVICEex:a``) and reads
code-point escapes only in strings and IRIs, where SPARQL 1.1 (19.2) has them anywhere. So a search for a keyword reads
the query both ways (``readings``) and accepts any bare word that contains the keyword.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|.)", re.DOTALL)

WHITE_SPACE: Final = " \t\r\n"
"""White space of SPARQL (WS, SPARQL 1.1, 19.8): these four characters and no other of Unicode."""

# Not \s, \w and \d: those of Python have other characters than the grammar of SPARQL.
_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_VARIABLE: Final = f"{_BASE}_0-9\u00b7\u0300-\u036f\u203f\u2040"
_ESCAPED: Final = r"(?=%[0-9A-Fa-f]{2})...|(?=\\[_~.\-!$&'()*+,;=/?\#@%]).."

# A group with a possessive repeat either fails at its first character or matches: Python before 3.11.5 forgets what
# else it has read (python/cpython#106052). Hence the look-aheads; the repeat in long strings is greedy and matches in
# one way only.
_TOKEN: Final = re.compile(
    rf"""
      (?P<space>   (?:[ \t\r\n]++|\#[^\r\n]*+)++ )
    | (?P<string>  \"{{3}}(?:[^"\\]++|\\.|"(?!""))*\"{{3}} | '{{3}}(?:[^'\\]++|\\.|'(?!''))*'{{3}}
                 | "(?:[^"\\\r\n]|\\.)*+" | '(?:[^'\\\r\n]|\\.)*+' )
    | (?P<iri>     <[^<>"{{}}|^`\x00-\x20]*+> )
    | (?P<variable>[?$][{_BASE}_0-9][{_VARIABLE}]*+ )
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)? )
    | (?P<number>  [+-]?(?:(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+) )
    | (?P<blank>   _:[{_BASE}_0-9][{_VARIABLE}-]*+(?:(?=\.++[{_VARIABLE}-])\.++[{_VARIABLE}-]++)*+ )
    | (?P<name>    (?:[{_BASE}](?:[{_VARIABLE}.-]{{0,99}}[{_VARIABLE}-])?)?:
                   (?:(?:[{_BASE}_:0-9]|{_ESCAPED})(?:[{_VARIABLE}:-]|{_ESCAPED})*+
                      (?:(?=\.++(?:[{_VARIABLE}:-]|{_ESCAPED}))\.++(?:[{_VARIABLE}:-]|{_ESCAPED})++)*+)? )
    | (?P<word>    [{_BASE}_][{_VARIABLE}]*+ )
    | (?P<mark>    \^\^|. )
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A token of a query, its kind (a group of the grammar above) and where it starts."""

    kind: str
    text: str
    start: int = 0

    def is_word(self, *keywords: str) -> bool:
        """Return whether the token is one of some keywords, which are given in capitals.

        Only letters of ASCII are equal in both cases: “ſ” differs from S.
        """
        return self.kind == "word" and self.text.upper() in keywords and self.text.isascii()


END: Final = Token("end", "")
"""The token after the last one."""


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query without spaces and comments."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        if kind != "space":
            yield Token(kind, match[0], match.start())


def place_of(query: str, start: int) -> tuple[int, int]:
    """Return the line and the column of a position, both from 1."""
    return query.count("\n", 0, start) + 1, start - query.rfind("\n", 0, start)


def variables_of(read: Sequence[Token]) -> frozenset[str]:
    """Return the names of the variables among tokens."""
    return frozenset(token.text[1:] for token in read if token.kind == "variable")


def text_of(read: Sequence[Token], renamed: Mapping[str, str]) -> str:
    """Return the text of tokens with some variables renamed.

    There is a space only where the query has any: Oxigraph does not read ``COALESCE (``.
    """
    parts, end = list[str](), read[0].start if read else 0
    for token in read:
        parts.append(" " if token.start != end else "")
        name = token.text[1:]
        parts.append(f"?{renamed.get(name, name)}" if token.kind == "variable" else token.text)
        end = token.start + len(token.text)
    return "".join(parts)


def may_contain(query: str, keyword: str) -> bool:
    """Return whether a keyword, given in small letters, may be anywhere in a query; most queries end here."""
    return "\\" in query or keyword in query.lower()


def readings(query: str) -> tuple[str, ...]:
    """Return the query as it stands and as SPARQL 1.1 reads it; they differ only where it has code-point escapes."""
    return tuple(dict.fromkeys((query, resolve_escapes(query))))


def place_in_query(query: str, reading: str, start: int) -> int:
    """Return the position in a query of a position in one of its readings."""
    if reading == query:
        return start
    for match in _ESCAPE.finditer(query):
        if match.start() >= start:
            break
        start += len(match[0]) - len(_resolved(match))
    return start


def resolve_escapes(text: str) -> str:
    r"""Replace code-point escapes, ``\u0053`` and ``\U00000053`` (SPARQL 1.1, 19.2); all other text stays."""
    return _ESCAPE.sub(_resolved, text)


def _resolved(match: re.Match[str]) -> str:
    digits = match[1] or match[2]
    number = int(digits, 16) if digits else -1
    return chr(number) if 0 <= number < 0xD800 or 0xE000 <= number <= 0x10FFFF else match[0]
