"""Terms of a query that follow the grammar and still are not valid: prefixes, IRIs, languages, escapes and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Final

import pyoxigraph as ox

from aliansi.sparql.characters import described, shortened
from aliansi.sparql.grammar import Reading
from aliansi.sparql.prefixes import WELL_KNOWN, PrefixMap, separated
from aliansi.sparql.scopes import Problem
from aliansi.sparql.tokens import END, Token, resolve_escapes, tokens

_BAD_ESCAPE: Final = re.compile(r"\\(?![tbnrf\"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})(.?)", re.DOTALL)
_CODE_POINT: Final = re.compile(r"(?<!\\)(?:\\\\)*(\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})))")
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ABOVE_BMP: Final = re.compile("[\U00010000-\U0010ffff]")
"""Characters above U+FFFF, which Oxigraph does not read in names, though the grammar of SPARQL has them there."""
_MAX_DIGITS: Final = 18


def term_problems(query: str, reading: Reading, prefixes: Mapping[str, str], base: str | None) -> Iterator[Problem]:
    """Yield unknown prefixes, invalid IRIs, language tags, escapes and numbers."""
    names = PrefixMap(prefixes, base or "")
    read = reading.tokens
    for place, token in enumerate(read):
        names.read(read[place - 1] if place else END, token, read[place + 1] if place + 1 < len(read) else END)
        declares = token.kind == "name" and place > 0 and read[place - 1].is_word("PREFIX")
        if token.kind == "name" and not declares and token.text.partition(":")[0] not in names.prefixes:
            yield Problem(token.start, _unknown_prefix(token.text.partition(":")[0], names.prefixes))
        elif cause := "" if declares else _wrong_term(token, names):
            yield Problem(token.start, cause)
        elif token.kind == "string" and token.text[:3] in ('"""', "'''") and read[place - 1].is_word("VERSION"):
            yield Problem(token.start, 'the version is a string in one pair of quotation marks: VERSION "1.2"')
        elif (
            token.kind == "number"
            and place
            and read[place - 1].is_word("LIMIT", "OFFSET")
            and len(token.text) > _MAX_DIGITS
        ):
            yield Problem(token.start, f"the number after {read[place - 1].text.upper()} is too large")
        if token.kind in ("name", "variable", "blank") and (above := _ABOVE_BMP.search(token.text)):
            yield Problem(token.start + above.start(), f"{described(above[0])} is not read in names here")
        if token.text in ("()", "[]") and "#" in query[token.start : _end_of_brackets(query, token)]:
            yield Problem(token.start, f"there is no comment between “{token.text[0]}” and “{token.text[1]}”")
        if token.kind in ("string", "iri"):
            yield from _wrong_escapes(token)


def _end_of_brackets(query: str, brackets: Token) -> int:
    return next(each.start for each in tokens(query) if each.start > brackets.start)


def places_of(iri: str, read: Iterable[Token], prefixes: Mapping[str, str], base: str | None) -> Iterator[int]:
    """Yield the positions of an IRI among the tokens of a query, however it is written."""
    names = PrefixMap(prefixes, base or "")
    read = tuple(separated(read, prefixes))
    for before, token, after in zip((END, *read), read, (*read[1:], END), strict=False):
        names.read(before, token, after)
        if names.iri(token) == iri:
            yield token.start


def _unknown_prefix(prefix: str, known: Mapping[str, str]) -> str:
    shown = f"unknown prefix “{shortened(prefix)}:”"
    by_lower = {name.lower(): name for name in known if name}
    if close := get_close_matches(prefix.lower(), by_lower, 1, 0.99):
        return f"{shown}: did you mean “{by_lower[close[0]]}:”?"
    if iri := WELL_KNOWN.get(prefix.lower()):
        return f"{shown}: declare it with PREFIX {prefix}: <{iri}>"
    if close := get_close_matches(prefix.lower(), by_lower, 1, 0.6):
        return f"{shown}: did you mean “{by_lower[close[0]]}:”? Or declare it with PREFIX {shortened(prefix)}: <…>"
    return f"{shown}: declare it with PREFIX {shortened(prefix)}: <…> before SELECT"


def _wrong_term(token: Token, names: PrefixMap) -> str:
    """Return what is wrong with an IRI, a prefixed name or a language tag."""
    match token.kind:
        case "iri":
            return _wrong_iri(token.text[1:-1], names.base)
        case "name" if _ABSOLUTE.match(iri := names.iri(token) or "") and (cause := _wrong_iri(iri, "")):
            return f"{shortened(token.text)}: {cause}"
        case "language":
            return _wrong_language(token.text[1:])
    return ""


def _wrong_iri(written: str, base: str) -> str:
    iri = resolve_escapes(written)
    if not _ABSOLUTE.match(iri) and not base:
        return f"<{shortened(iri)}> is relative, and there is no BASE"
    try:
        ox.NamedNode(iri if _ABSOLUTE.match(iri) else f"http://base/{iri.lstrip('/')}")
    except ValueError as error:
        return f"<{shortened(iri)}> is not a valid IRI: {shortened(str(error).partition(': ')[2] or str(error), 60)}"
    return ""


def _wrong_language(tag: str) -> str:
    language, _, direction = tag.partition("--")
    if direction and direction not in ("ltr", "rtl"):
        return f"“{shortened(direction)}” is not a direction: write --ltr or --rtl"
    try:
        ox.Literal("", language=language)
    except ValueError:
        return f"“@{shortened(language)}” is not a valid language tag: its parts have at most 8 letters or digits"
    return ""


def _wrong_escapes(token: Token) -> Iterator[Problem]:
    wrong = _BAD_ESCAPE.search(token.text.replace("\\\\", "\0\0")) if token.kind == "string" else None
    if wrong:
        yield Problem(token.start + wrong.start(), _wrong_escape(wrong[1]))
    for match in _CODE_POINT.finditer(token.text):
        number = int(match[2] or match[3], 16)
        if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
            yield Problem(token.start + match.start(1), f"{match[1]} is not a character")


def _wrong_escape(character: str) -> str:
    if character in ("u", "U"):
        return "\\u is followed by 4, \\U by 8 hexadecimal digits"
    shown = character if character.isprintable() and character else described(character or "\n")
    return (
        f"\\{shown} is not an escape in a string: write \\\\ for a backslash; others are \\t \\n \\r \\b \\f \\\" \\'"
    )
