"""Variables, aggregates, blank nodes and VALUES that the grammar of SPARQL allows, and its other rules forbid.

The rules are those of SPARQL 1.1: BIND (10.1), VALUES (10.2), grouping and aggregates (11), AS in SELECT (18.2.1), and
labels of blank nodes (5.1.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from aliansi.sparql.grammar import Event, Reading
from aliansi.sparql.tokens import Token

_BINDING: Final = frozenset(
    {"VarOrTerm", "TripleTermNode", "VarOrIri", "VerbPath", "InlineDataOneVar", "DataBlockVariables", "Reifier"}
)
"""The rules in which a variable of a pattern may stand."""
_NO_AGGREGATE: Final = ("Filter", "Bind", "GroupCondition")
_AGGREGATE: Final = ("SelectExpression", "HavingClause", "OrderCondition", "Aggregate", *_NO_AGGREGATE)
_NOT_VISIBLE: Final = ("MinusGraphPattern", "Exists", "WhereClause")
"""The rules whose pattern binds nothing in the pattern around it."""


class Problem(NamedTuple):
    """What is wrong at a position in a query."""

    start: int
    cause: str


@dataclass
class _Select:
    """What is known of a SELECT until it ends."""

    names: dict[str, Token] = field(default_factory=dict)
    computed: list[Token] = field(default_factory=list)
    used: list[tuple[Token, frozenset[str]]] = field(default_factory=list)
    """Variables outside of aggregates in the clause, each with the names that are computed before it."""
    star: Token | None = None
    keys: set[str] | None = None
    aggregates: bool = False
    pattern: dict[str, Token] = field(default_factory=dict)


def problems(reading: Reading) -> Iterator[Problem]:
    """Yield what is wrong with the names of a whole query."""
    return _ScopeReader(reading).problems()


class _ScopeReader:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._rules: list[str] = []
        self._groups: list[dict[str, Token]] = []
        self._assigned: list[list[Token]] = [[]]
        """Variables of AS and VALUES in each open group, which must be new after LATERAL."""
        self._selects: list[_Select] = []
        self._blocks = [0]
        """Numbers of the open basic graph patterns, in each of which its labels of blank nodes are known."""
        self._last_block = 0
        self._labels: dict[str, int] = {}
        self._columns: list[str] = []
        self._width = 0

    def problems(self) -> Iterator[Problem]:
        for event in self._reading.events:
            token = self._reading.tokens[event.token] if event.token < len(self._reading.tokens) else None
            if not event.rule and token:
                yield from self._token(token)
            elif event.is_end:
                self._rules.pop()
                yield from self._end(event)
            else:
                if token:
                    yield from self._begin(event.rule, token)
                self._rules.append(event.rule)

    def _begin(self, rule: str, token: Token) -> Iterator[Problem]:
        if rule in ("SelectQuery", "SubSelect"):
            self._selects.append(_Select())
        elif rule == "GroupGraphPattern":
            self._groups.append({})
            self._assigned.append([])
            self._blocks.append(0)
            self._begin_block()
        elif rule == "GroupClause" and self._selects:
            self._selects[-1].keys = set()
        elif rule == "Aggregate":
            yield from self._aggregate(token)
        elif rule == "DataBlock":
            self._columns = []
        elif rule == "DataBlockRow":
            self._width = 0
        elif rule == "DataBlockValue":
            self._width += 1

    def _aggregate(self, token: Token) -> Iterator[Problem]:
        place = next((rule for rule in reversed(self._rules) if rule in _AGGREGATE), "")
        name = token.text.upper()
        if place in _NO_AGGREGATE:
            yield Problem(
                token.start, f"{name} is an aggregate: use it in SELECT, HAVING or ORDER BY, or in a subquery"
            )
        elif place == "Aggregate":
            yield Problem(token.start, f"{name} is inside of another aggregate: compute it in a subquery")
        if self._selects and place in ("SelectExpression", "HavingClause", "OrderCondition"):
            self._selects[-1].aggregates = True

    def _token(self, token: Token) -> Iterator[Problem]:
        rule = self._rules[-1]
        if token.kind == "variable":
            yield from self._variable(token, token.text[1:], rule)
        elif rule == "SelectClause" and token.text == "*":
            self._selects[-1].star = token
        elif rule == "ArgList" and token.is_word("DISTINCT", "SEPARATOR"):
            yield Problem(token.start, f"{token.text.upper()} is for aggregates such as COUNT, and this is a function")
        elif token.kind == "blank" and not self._is_known(token.text):
            yield Problem(token.start, f"{token.text} stands in another group of patterns too: use a variable instead")

    def _is_known(self, label: str) -> bool:
        block = self._blocks[-1]
        return "ConstructTemplate" in self._rules or self._labels.setdefault(label, block) == block

    def _variable(self, token: Token, name: str, rule: str) -> Iterator[Problem]:
        select = self._selects[-1] if self._selects else _Select()
        if rule in ("SelectClause", "SelectExpression"):
            yield from self._selected(token, name, rule == "SelectExpression")
        elif rule == "GroupCondition" and select.keys is not None:
            select.keys.add(name)
        elif rule in _BINDING or rule == "Bind":
            yield from self._bound(token, name, rule)
        elif self._is_in_select_expression():
            select.used.append((token, frozenset(each.text[1:] for each in select.computed)))

    def _selected(self, token: Token, name: str, is_computed: bool) -> Iterator[Problem]:
        select = self._selects[-1]
        if name in select.names:
            yield Problem(token.start, f"?{name} is twice in SELECT: choose another name")
        select.names[name] = token
        if is_computed:
            select.computed.append(token)
        else:
            select.used.append((token, frozenset()))

    def _bound(self, token: Token, name: str, rule: str) -> Iterator[Problem]:
        group = self._groups[-1] if self._groups else {}
        if rule == "Bind" and name in group:
            yield Problem(token.start, f"?{name} is already bound in this group: choose another name after AS")
        if rule == "DataBlockVariables" and name in self._columns:
            yield Problem(token.start, f"?{name} is twice in VALUES: choose another name")
        if rule in ("DataBlockVariables", "InlineDataOneVar"):
            self._columns.append(name)
        if rule in ("Bind", "DataBlockVariables", "InlineDataOneVar"):
            self._assigned[-1].append(token)
        group.setdefault(name, token)

    def _is_in_select_expression(self) -> bool:
        """Return whether the innermost place is an expression of SELECT, outside of aggregates."""
        places = ("SelectExpression", "Aggregate", "GroupGraphPattern", "SolutionModifier")
        return next((rule for rule in reversed(self._rules) if rule in places), "") == "SelectExpression"

    def _end(self, event: Event) -> Iterator[Problem]:
        rule = event.rule
        if rule == "GroupGraphPattern":
            yield from self._leave_group()
        elif rule in ("Bind", "InlineData") or rule.endswith("GraphPattern"):
            self._begin_block()
        elif rule in ("SelectQuery", "SubSelect"):
            yield from self._leave_select(self._selects.pop())
        elif rule == "DataBlockRow" and self._width != len(self._columns):
            row = self._reading.tokens[event.token - 1]
            yield Problem(
                row.start,
                f"VALUES has {_number(len(self._columns), 'variable')}, and the row that ends here "
                f"{_number(self._width, 'value')}: write UNDEF for none",
            )

    def _begin_block(self) -> None:
        self._last_block += 1
        self._blocks[-1] = self._last_block

    def _leave_group(self) -> Iterator[Problem]:
        self._blocks.pop()
        bound, around = self._groups.pop(), self._rules[-1] if self._rules else ""
        assigned = self._assigned.pop() if around != "Exists" else self._assigned.pop()[:0]
        for token in assigned if around == "LateralGraphPattern" else ():
            if token.text[1:] in self._groups[-1]:
                yield Problem(token.start, f"?{token.text[1:]} is already bound before LATERAL: choose another name")
        self._assigned[-1] += assigned
        if around == "WhereClause" and self._selects:
            self._selects[-1].pattern = bound
        elif around not in _NOT_VISIBLE and self._groups:
            self._groups[-1] = {**bound, **self._groups[-1]}

    def _leave_select(self, select: _Select) -> Iterator[Problem]:
        if self._groups:
            shown = {**select.pattern, **select.names} if select.star else select.names
            self._groups[-1] = {**shown, **self._groups[-1]}
            self._assigned[-1] = [token for token in self._assigned[-1] if token.text[1:] in shown] + select.computed
        for token in select.computed:
            name = token.text[1:]
            if name in select.pattern or name in (select.keys or ()):
                place = "WHERE" if name in select.pattern else "GROUP BY"
                yield Problem(token.start, f"?{name} is already bound in {place}: choose another name after AS")
        if select.star and select.keys is not None:
            yield Problem(select.star.start, "SELECT * does not go with GROUP BY: name the variables")
        if select.keys is None and not select.aggregates:
            return
        for token, computed in select.used:
            name = token.text[1:]
            if name in computed and name not in select.pattern:
                yield Problem(token.start, f"?{name} is computed in the same SELECT with groups: use a subquery")
            elif name not in (select.keys or ()):
                yield Problem(
                    token.start,
                    f"?{name} is not grouped: add it to GROUP BY, or use an aggregate such as SAMPLE(?{name})",
                )


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
