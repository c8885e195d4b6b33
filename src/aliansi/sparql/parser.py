"""Parser of SPARQL 1.1 queries: triple patterns and groups become a tree, expressions stay tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from aliansi.sparql.syntax_tree import (
    GroupPattern,
    NestedPattern,
    ParsedQuery,
    SelectQuery,
    TriplePattern,
    UnsupportedSyntax,
    Verbatim,
)
from aliansi.sparql.tokens import END, Token
from aliansi.sparql.triples_parser import TriplesParser

_AGGREGATES: Final = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_KEYWORDS: Final = frozenset({"OPTIONAL", "MINUS", "GRAPH", "FILTER", "BIND", "VALUES", "SERVICE"})
_AFTER: Final = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


def parse(read: Sequence[Token]) -> ParsedQuery:
    """Return the parts of a SELECT or ASK query. Raises UnsupportedSyntax for any other query."""
    if "\\" in "".join([token.text for token in read if token.kind in ("mark", "iri")]):
        raise UnsupportedSyntax("it has escapes outside of strings")
    if any(token.kind == "iri" and token.text.startswith(("<?", "<$")) for token in read):
        raise UnsupportedSyntax("it has “<” next to a variable; write a space between them")
    return _QueryParser(tuple(read)).query()


class _QueryParser(TriplesParser):
    def query(self) -> ParsedQuery:
        while self._next.is_word("PREFIX", "BASE"):
            while self._take().kind != "iri":
                self._at_end()
        prologue = self._tokens[: self._at]
        if self._next.is_word("SELECT"):
            select = self._select()
            if self._next is not END:
                raise UnsupportedSyntax(f"“{self._next.text}” follows after its end")
            return ParsedQuery(prologue, "SELECT", select)
        if not self._next.is_word("ASK"):
            raise UnsupportedSyntax("it is neither SELECT nor ASK")
        self._take()
        begin = self._at
        self._dataset()
        group = self._where()
        return ParsedQuery(prologue, "ASK", SelectQuery((), {}, group, True, {}, self._tokens[begin : self._at]))

    def _dataset(self) -> None:
        while self._next.is_word("FROM", "NAMED"):
            self._take()
            if self._next.kind in ("iri", "name"):
                self._take()

    def _where(self) -> GroupPattern:
        if self._next.is_word("WHERE"):
            self._take()
        return self._group()

    def _select(self) -> SelectQuery:
        begin = self._at
        self._take()
        variables: list[str] = []
        computed: dict[str, tuple[Token, ...]] = {}
        while not self._next.is_word("WHERE", "FROM") and not self._is("{"):
            self._at_end()
            if self._next.kind == "variable":
                variables.append(self._take().text[1:])
            elif self._is("("):
                expression = self._balanced()
                variables.append(expression[-2].text[1:])
                computed[variables[-1]] = expression
            elif self._next.is_word("DISTINCT", "REDUCED") or self._is("*"):
                self._take()
            else:
                raise UnsupportedSyntax(f"“{self._next.text}” is not expected in SELECT")
        star = not variables
        self._dataset()
        group = self._where()
        after = self._at
        grouped = self._modifiers()
        if self._next.is_word("VALUES"):
            group = GroupPattern((*group.parts, Verbatim(self._values_part())))
        counted = any(token.is_word(*_AGGREGATES) for expression in computed.values() for token in expression)
        by_group = any(token.is_word("GROUP", "HAVING") for token in self._tokens[after : self._at])
        return SelectQuery(
            None if star else tuple(variables), computed, group, counted or by_group, grouped,
            self._tokens[begin : self._at],
        )  # fmt: skip

    def _modifiers(self) -> dict[str, tuple[Token, ...]]:
        """Take the solution modifiers; return the expressions of GROUP BY by the variable that names each."""
        grouped: dict[str, tuple[Token, ...]] = {}
        in_group = False
        while self._next is not END and not self._is("}") and not self._next.is_word("VALUES"):
            if self._next.is_word(*_AFTER):
                in_group = self._next.is_word("GROUP")
            if self._is("("):
                expression = self._balanced()
                if in_group and len(expression) > 3 and expression[-3].is_word("AS"):
                    grouped[expression[-2].text[1:]] = expression
            else:
                self._take()
        return grouped

    def _values_part(self) -> tuple[Token, ...]:
        begin = self._at
        self._take()
        while not self._is("{"):
            self._at_end()
            self._take()
        self._balanced()
        return self._tokens[begin : self._at]

    def _group(self) -> GroupPattern:
        self._expect("{")
        if self._next.is_word("SELECT"):
            select = self._select()
            self._expect("}")
            return GroupPattern((select,))
        parts: list[TriplePattern | Verbatim | NestedPattern | SelectQuery] = []
        while not self._is("}"):
            self._at_end()
            parts.extend(self._part())
            if self._is("."):
                self._take()
        self._take()
        return GroupPattern(tuple(parts))

    def _part(self) -> Iterator[TriplePattern | Verbatim | NestedPattern | SelectQuery]:
        if self._next.kind == "word" and self._next.text.upper() in _KEYWORDS:
            yield self._keyword(self._next.text.upper())
        elif self._is("{"):
            yield self._union()
        else:
            yield from self._triples()

    def _keyword(self, word: str) -> Verbatim | NestedPattern:
        match word:
            case "OPTIONAL":
                return NestedPattern("optional", (self._after_word(),))
            case "GRAPH":
                return self._graph()
            case "FILTER":
                return self._filter()
            case "VALUES":
                return Verbatim(self._values_part())
            case "SERVICE":
                raise UnsupportedSyntax("it asks another endpoint, which returns rows without evidence")
            case _:
                return self._bind_or_minus()

    def _after_word(self) -> GroupPattern:
        self._take()
        return self._group()

    def _graph(self) -> NestedPattern:
        self._take()
        name = self._take().text
        return NestedPattern("graph", (self._group(),), name)

    def _bind_or_minus(self) -> Verbatim:
        begin = self._at
        self._take()
        self._balanced()
        return Verbatim(self._tokens[begin : self._at])

    def _filter(self) -> Verbatim | NestedPattern:
        begin = self._at
        self._take()
        if self._next.is_word("EXISTS"):
            group = self._after_word()
            return NestedPattern("exists", (group,), tokens=self._tokens[begin : self._at])
        while not self._is("(") and not self._is("{"):
            self._at_end()
            self._take()
        self._balanced()
        return Verbatim(self._tokens[begin : self._at])

    def _union(self) -> NestedPattern | SelectQuery:
        groups = [self._group()]
        while self._next.is_word("UNION"):
            groups.append(self._after_word())
        return NestedPattern("union" if len(groups) > 1 else "group", tuple(groups))
