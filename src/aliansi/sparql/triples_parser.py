"""Parser of the triple patterns of a SPARQL 1.1 query, with property paths; blank nodes become variables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from aliansi.sparql.syntax_tree import PropertyPath, TriplePattern, UnsupportedSyntax
from aliansi.sparql.tokens import END, Token

_RDF: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_OPEN: Final = {"(": ")", "{": "}", "[": "]"}
_TERMS: Final = frozenset({"iri", "name", "variable", "number"})
_SIMPLE_KINDS: Final = frozenset({"variable", "iri", "name", "string", "language"})
_SIMPLE_TEXTS: Final = frozenset({"a", ".", ";", ",", "^^"})


def simple_triples(read: Sequence[Token]) -> tuple[TriplePattern, ...] | None:
    """Return the triple patterns that tokens consist of; None if there is anything else.

    Simple patterns have neither blank nodes nor paths, and no literals but strings and whole numbers as objects.
    """
    if not all(map(_is_simple, read)) or any(a.text == ";" and b.text in ";." for a, b in pairwise((*read, END))):
        return None
    try:
        found = tuple(TriplesParser(tuple(read)).triples())
    except UnsupportedSyntax:
        return None
    return None if any(pattern.subject[0] in "\"'0123456789" for pattern in found) else found


def _is_simple(token: Token) -> bool:
    is_term = token.kind in _SIMPLE_KINDS or (token.kind == "number" and token.text.isdecimal())
    return is_term or token.text in _SIMPLE_TEXTS


class TriplesParser:
    """Parses triple patterns from the token at a position that moves on."""

    def __init__(self, read: tuple[Token, ...]) -> None:
        self._tokens, self._at, self._fresh = (*read, END), 0, 0
        self._next = self._tokens[0]

    def triples(self) -> Iterator[TriplePattern]:
        """Yield the triple patterns of all tokens. Raises UnsupportedSyntax for anything else."""
        while self._next is not END:
            yield from self._triples()
            if self._next is not END:
                self._expect(".")

    def _take(self) -> Token:
        token = self._next
        if token is not END:
            self._at += 1
            self._next = self._tokens[self._at]
        return token

    def _at_end(self) -> None:
        if self._next is END:
            raise UnsupportedSyntax("it ends too soon")

    def _is(self, mark: str) -> bool:
        token = self._next
        return token.kind == "mark" and token.text == mark

    def _expect(self, mark: str) -> None:
        if not self._is(mark):
            raise UnsupportedSyntax(f"“{self._next.text}” stands where “{mark}” is expected")
        self._take()

    def _balanced(self) -> tuple[Token, ...]:
        """Take a bracketed expression with its brackets."""
        begin, closing = self._at, [_OPEN.get(self._take().text, "")]
        while closing[-1]:
            self._at_end()
            token = self._take()
            if token.kind == "mark" and token.text in _OPEN:
                closing.append(_OPEN[token.text])
            elif token.kind == "mark" and token.text == closing[-1]:
                closing.pop()
                if not closing:
                    break
        return self._tokens[begin : self._at]

    def _triples(self) -> Iterator[TriplePattern]:
        subject, about = self._node()
        yield from about
        if not (about and (self._is(".") or self._is("}"))):
            yield from self._properties(subject)

    def _properties(self, subject: str) -> Iterator[TriplePattern]:
        while True:
            path = self._path()
            while True:
                value, about = self._node()
                yield TriplePattern(subject, path, value)
                yield from about
                if not self._is(","):
                    break
                self._take()
            if not self._is(";"):
                return
            while self._is(";"):
                self._take()
            if self._next.kind not in ("iri", "name", "variable") and self._next.text not in ("a", "^", "!", "("):
                return

    def _node(self) -> tuple[str, list[TriplePattern]]:
        """Take a term; return it, or the variable of a blank node, and the patterns inside its brackets."""
        if self._next.kind in _TERMS:
            return self._take().text, []
        if self._is("["):
            self._take()
            node, about = self._variable(), list[TriplePattern]()
            if not self._is("]"):
                about = list(self._properties(node))
            self._expect("]")
            return node, about
        if self._is("("):
            return self._collection()
        token = self._take()
        if token.kind == "blank":
            return f"?_blank_{token.text[2:].replace('.', '_').replace('-', '_')}", []
        if token.kind == "string":
            return token.text + self._type_of_literal(), []
        if token.is_word("TRUE", "FALSE"):
            return token.text, []
        raise UnsupportedSyntax(f"“{token.text}” stands where a term is expected")

    def _type_of_literal(self) -> str:
        if self._next.kind == "language":
            return self._take().text
        if not self._is("^^"):
            return ""
        self._take()
        if self._next.kind not in ("iri", "name"):
            raise UnsupportedSyntax(f"“{self._next.text}” stands where a datatype is expected")
        return f"^^{self._take().text}"

    def _collection(self) -> tuple[str, list[TriplePattern]]:
        self._take()
        members: list[str] = []
        about: list[TriplePattern] = []
        while not self._is(")"):
            self._at_end()
            member, inside = self._node()
            members.append(member)
            about += inside
        self._take()
        nodes = [self._variable() for _ in members] + [f"{_RDF}nil>"]
        for place, member in enumerate(members):
            about.append(TriplePattern(nodes[place], PropertyPath("link", f"{_RDF}first>"), member))
            about.append(TriplePattern(nodes[place], PropertyPath("link", f"{_RDF}rest>"), nodes[place + 1]))
        return nodes[0], about

    def _variable(self) -> str:
        self._fresh += 1
        return f"?_node_{self._fresh}"

    def _path(self) -> PropertyPath:
        if self._next.kind == "variable":
            return PropertyPath("link", self._take().text)
        return self._several("choice", "|", lambda: self._several("sequence", "/", self._step))

    def _several(self, kind: str, mark: str, part: Callable[[], PropertyPath]) -> PropertyPath:
        parts = [part()]
        while self._is(mark):
            self._take()
            parts.append(part())
        return PropertyPath(kind, parts=tuple(parts)) if len(parts) > 1 else parts[0]

    def _step(self) -> PropertyPath:
        if self._is("^"):
            self._take()
            return PropertyPath("inverse", parts=(self._step(),))
        step = self._primary()
        if self._next.kind == "mark" and self._next.text in ("?", "*", "+"):
            return PropertyPath(self._take().text, parts=(step,))
        return step

    def _primary(self) -> PropertyPath:
        if self._is("("):
            self._take()
            path = self._path()
            self._expect(")")
            return path
        if self._is("!"):
            self._take()
            return PropertyPath("not", parts=tuple(self._negated()))
        return self._link()

    def _negated(self) -> Iterator[PropertyPath]:
        """Take the properties and inverse properties of a negated property set."""
        if not self._is("("):
            yield self._one_negated()
            return
        self._take()
        yield self._one_negated()
        while self._is("|"):
            self._take()
            yield self._one_negated()
        self._expect(")")

    def _one_negated(self) -> PropertyPath:
        if not self._is("^"):
            return self._link()
        self._take()
        return PropertyPath("inverse", parts=(self._link(),))

    def _link(self) -> PropertyPath:
        token = self._take()
        if token.kind in ("iri", "name") or token.text == "a":
            return PropertyPath("link", token.text)
        raise UnsupportedSyntax(f"“{token.text}” stands where a property is expected")
