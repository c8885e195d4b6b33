"""Rewrites a query so that its solutions show which triples each row comes from (its lineage).

The lineage of a row is every triple that its solutions match. So the rewritten query selects all variables of the
patterns in place of those of the SELECT clause; blank nodes become variables as well:

- OPTIONAL and UNION: a marker is bound where a part matches; only then do its triples count.
- A nested SELECT stays, and its pattern is joined to it on its variables: every member of a group that is counted,
  listed or compared counts.
- FILTER EXISTS alone: the matching triples count. MINUS, NOT EXISTS and EXISTS within an expression have no triples.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from aliansi.sparql.parser import parse
from aliansi.sparql.syntax_tree import (
    GroupPattern,
    NestedPattern,
    ParsedQuery,
    SelectQuery,
    TriplePattern,
    UnsupportedSyntax,
    Verbatim,
)
from aliansi.sparql.tokens import Token, text_of, tokens, variables_of

Names = Mapping[str, str]


@dataclass(frozen=True)
class LineageQuery:
    """Query whose solutions give the lineage of the rows of another query.

    ``keys`` are the variables that assign its solutions to rows; without keys, all solutions belong to the only row.
    """

    query: str
    prologue: tuple[Token, ...]
    patterns: tuple[TriplePattern, ...]
    keys: tuple[str, ...]


def trace(query: str) -> LineageQuery:
    """Return the lineage query. Raises UnsupportedSyntax for syntax that cannot be traced."""
    try:
        return _lineage_query(parse([*tokens(query)]))
    except RecursionError as error:
        raise UnsupportedSyntax("it is nested too deep") from error


def _lineage_query(parsed: ParsedQuery) -> LineageQuery:
    select = parsed.select
    tracer = _LineageRewriter(parsed)
    body = tracer.group(select.group, {}, None, ())
    named = [*select.grouped.items(), *(select.computed.items() if not select.aggregates else ())]
    binds = " ".join(f"BIND{text_of(expression, {})}" for _, expression in named)
    shown = tracer.shown(select)
    keys = [name for name in shown if name not in select.computed or not select.aggregates]
    wanted = dict.fromkeys([*keys, *(name for pattern in tracer.patterns for name in pattern.variables())])
    variables = " ".join(f"?{name}" for name in wanted) or "(1 AS ?_one)"
    text = f"{text_of(parsed.prologue, {})} SELECT DISTINCT {variables} WHERE {{ {body} {binds} }}"
    return LineageQuery(text, parsed.prologue, tuple(tracer.patterns), tuple(keys))


class _LineageRewriter:
    def __init__(self, parsed: ParsedQuery) -> None:
        self.patterns: list[TriplePattern] = []
        self._outside = frozenset(_bound_variables(parsed.select.group))
        self._number = 0

    def shown(self, select: SelectQuery) -> tuple[str, ...]:
        """Return the variables of a SELECT clause."""
        if select.variables is not None:
            return select.variables
        return tuple(sorted(name for name in variables_of(select.tokens) if not name.startswith("_")))

    def group(self, group: GroupPattern, names: Names, graph: str | None, markers: tuple[str, ...]) -> str:
        """Return the text of a group, and collect its patterns."""
        return " ".join(text for part in group.parts for text in self._part(part, names, graph, markers))

    def _part(
        self,
        part: TriplePattern | Verbatim | NestedPattern | SelectQuery,
        names: Names,
        graph: str | None,
        markers: tuple[str, ...],
    ) -> Iterator[str]:
        if isinstance(part, Verbatim):
            yield text_of(part.tokens, names)
        elif isinstance(part, TriplePattern):
            for pattern in self._simple(part):
                yield self._pattern(pattern, names, graph, markers)
        elif isinstance(part, SelectQuery):
            yield self._select(part, names, graph, markers)
        else:
            yield self._nested(part, names, graph, markers)

    def _pattern(self, pattern: TriplePattern, names: Names, graph: str | None, markers: tuple[str, ...]) -> str:
        subject, object_ = _renamed(pattern.subject, names), _renamed(pattern.object, names)
        path = replace(pattern.path, text=_renamed(pattern.path.text, names))
        self.patterns.append(TriplePattern(subject, path, object_, graph, markers))
        return f"{subject} {path} {object_} ."

    def _simple(self, pattern: TriplePattern) -> Iterator[TriplePattern]:
        """Split a path into triples where possible."""
        path = pattern.path
        if path.kind == "inverse":
            yield from self._simple(TriplePattern(pattern.object, path.parts[0], pattern.subject))
        elif path.kind == "sequence":
            nodes = [pattern.subject, *(f"?{self._fresh('step')}" for _ in path.parts[1:]), pattern.object]
            for place, step in enumerate(path.parts):
                yield from self._simple(TriplePattern(nodes[place], step, nodes[place + 1]))
        else:
            yield pattern

    def _nested(self, part: NestedPattern, names: Names, graph: str | None, markers: tuple[str, ...]) -> str:
        if part.kind == "graph":
            name = _renamed(part.name, names)
            return f"GRAPH {name} {{ {self.group(part.groups[0], names, name, markers)} }}"
        if part.kind == "exists":
            return self._exists(part, names, graph, markers)
        if part.kind == "optional":
            return f"OPTIONAL {self._marked(part.groups[0], names, graph, markers)}"
        if part.kind == "union":
            return " UNION ".join(self._marked(group, names, graph, markers) for group in part.groups)
        return f"{{ {self.group(part.groups[0], names, graph, markers)} }}"

    def _exists(self, part: NestedPattern, names: Names, graph: str | None, markers: tuple[str, ...]) -> str:
        """Return the condition and an optional pattern that matches it; its own variables get new names."""
        own = {name: self._fresh(name) for name in variables_of(part.tokens) - self._outside}
        found = self._marked(part.groups[0], {**names, **own}, graph, markers)
        return f"{text_of(part.tokens, names)} OPTIONAL {found}"

    def _marked(self, group: GroupPattern, names: Names, graph: str | None, markers: tuple[str, ...]) -> str:
        marker = self._fresh("matched")
        return f"{{ {self.group(group, names, graph, (*markers, marker))} BIND(true AS ?{marker}) }}"

    def _select(self, select: SelectQuery, names: Names, graph: str | None, markers: tuple[str, ...]) -> str:
        shown = set(self.shown(select))
        hidden = {name: self._fresh(name) for name in variables_of(select.tokens) - shown}
        own = {**{name: names.get(name, name) for name in shown}, **hidden}
        binds = " ".join(f"BIND{text_of(expression, own)}" for expression in select.grouped.values())
        itself = f"{{ {text_of(select.tokens, names)} }}"
        if not select.aggregates:
            return f"{itself} {{ {self.group(select.group, own, graph, markers)} {binds} }}"
        # A group may be empty and still be counted: then what stands around it has its triples all the same.
        marker = self._fresh("matched")
        members = self.group(select.group, own, graph, (*markers, marker))
        return f"{itself} OPTIONAL {{ {members} {binds} BIND(true AS ?{marker}) }}"

    def _fresh(self, name: str) -> str:
        self._number += 1
        return f"_{name.strip('_')}_{self._number}"


def _renamed(term: str, names: Names) -> str:
    return f"?{names.get(term[1:], term[1:])}" if term[:1] in ("?", "$") else term


def _bound_variables(group: GroupPattern) -> Iterator[str]:
    """Yield the variables that a group binds or may bind, but not those that occur only in conditions."""
    for part in group.parts:
        if isinstance(part, TriplePattern):
            yield from part.variables()
        elif isinstance(part, SelectQuery):
            yield from variables_of(part.tokens)
        elif isinstance(part, NestedPattern) and part.kind != "exists":
            yield from [part.name[1:]] if part.name.startswith(("?", "$")) else []
            for each in part.groups:
                yield from _bound_variables(each)
        elif isinstance(part, Verbatim) and part.tokens[0].is_word("BIND", "VALUES"):
            yield from variables_of(part.tokens)
