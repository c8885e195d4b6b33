"""Triple patterns as they stand in a query, read from its tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aliansi.sparql.tokens import Token

_TERMS: Final = frozenset({"variable", "iri", "name"})


@dataclass(frozen=True, slots=True)
class SimplePattern:
    """A triple pattern; each term is text of the query, and ``repeated`` is the sign after a predicate that is one."""

    subject: str
    predicate: str
    object: str
    repeated: str = ""

    @property
    def ends(self) -> tuple[str, str]:
        """Subject and object."""
        return (self.subject, self.object)

    @property
    def text(self) -> str:
        """The pattern as a query has it."""
        return f"{self.subject} {self.predicate}{self.repeated} {self.object}"


def patterns(read: Sequence[Token], repeated: str = "") -> tuple[SimplePattern, ...] | None:
    """Return the triple patterns that tokens are, with “;” and “,” written out; None if they are anything else.

    ``repeated`` has the signs that a predicate may have, as ``+`` (SPARQL 1.1, 9.1). There are no blank nodes.
    """
    rest, found = [*read], list[SimplePattern]()
    subject = predicate = sign = ""
    after = "."
    while rest:
        if after == ".":
            subject = _term(rest, _TERMS)
        if after in (".", ";"):
            predicate = "a" if rest and rest[0].text == "a" and rest.pop(0) else _term(rest, _TERMS)
            sign = rest.pop(0).text if rest and repeated and rest[0].text in [*repeated] else ""
        value = _object(rest)
        if not (subject and predicate and value):
            return None
        found.append(SimplePattern(subject, predicate, value, sign))
        after = rest.pop(0).text if rest else "."
        if after not in (".", ";", ","):
            return None
    return tuple(found) if after == "." else None


def _term(rest: list[Token], kinds: frozenset[str]) -> str:
    """Take a term; nothing if there is none, or a blank node, which means the same in the whole of its block alone."""
    is_one = bool(rest) and rest[0].kind in kinds and not rest[0].text.startswith("_:")
    return rest.pop(0).text if is_one else ""


def _object(rest: list[Token]) -> str:
    """Take an object; nothing if there is none that is read here."""
    if not rest or rest[0].kind != "string":
        return _term(rest, _TERMS | {"number"})
    value = rest.pop(0).text
    if rest and rest[0].kind == "language":
        return value + rest.pop(0).text
    if [token.text for token in rest[:2]] == ["^", "^"]:
        del rest[:2]
        datatype = _term(rest, frozenset({"iri", "name"}))
        return datatype and f"{value}^^{datatype}"
    return value
