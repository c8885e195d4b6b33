"""Plans of look-ups: which triples a query of a simple form reads, starting from the things that it names.

Most queries differ only in the names of things. So a query is split at its names by a regular expression, and the text
between them is parsed once and its plan cached. If the split differs from the tokens of the query, it has no plan, nor
if Oxigraph does not read the query: a look-up must not answer what is an error in another format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, takewhile
from typing import Final

import pyoxigraph as ox

from aliansi.namespaces import PREFIXES, named_node
from aliansi.sparql.parser import parse
from aliansi.sparql.syntax_tree import GroupPattern, NestedPattern, TriplePattern, UnsupportedSyntax
from aliansi.sparql.tokens import Token, tokens

MAX_QUERY_LENGTH: Final = 4096
MAX_PATTERNS: Final = 12
MAX_ROWS: Final = 10_000
TYPE: Final = "a"
_CUT: Final = re.compile(r"(<[^<>\s]*>|#[^\r\n]*|(?:[A-Za-z][\w-]*)?:(?:\w[\w-]*)?)", re.ASCII)
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!.*[/:]\.)", re.DOTALL)
"""An absolute IRI without dot segments (RFC 3986, 5.2.4), which resolving does not change."""
_NAME: Final = "<"
"""Prefix of a term of a plan that is a name; its position among the names of the query follows."""
_NOT_READ: Final = ('"', "'", "\\", "\0")
_MODIFIERS: Final = frozenset({"order", "by", "asc", "desc", "limit", "offset", "(", ")"})
_TERMS: Final = frozenset({"iri", "name", "variable", "number"})
_WORDS: Final = frozenset(
    {"select", "ask", "where", "distinct", "reduced", "optional", "union", "a", "{", "}", ".", ";", ",", "*", "+"}
)
_RDF_TYPE: Final = named_node("rdf:type")


@dataclass(frozen=True, slots=True)
class PlanPattern:
    """A triple pattern; ``is_repeated`` is for a path of one or more triples (``+``)."""

    subject: str
    predicate: str
    object: str
    is_repeated: bool


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A part of a group: required patterns, OPTIONAL patterns, or the branches of a UNION."""

    branches: tuple[tuple[PlanPattern, ...], ...]
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class PlanTable:
    """The variables of a table in their order, and its maximum number of rows."""

    variables: tuple[str, ...]
    most: int


@dataclass(frozen=True, slots=True, eq=False)
class LookupPlan:
    """The parts of a query in their order; a term is a variable with “?”, ``a``, or a name by its position.

    ``prefixes`` are pairs of positions: of a prefix and of its IRI. ``described`` are the names after DESCRIBE.
    ``table`` is set if every branch is one pattern, so that its matching triples are the rows.
    """

    names: int
    prefixes: tuple[tuple[int, int], ...]
    parts: tuple[PlanStep, ...]
    described: tuple[str, ...]
    table: PlanTable | None


class NotALookup(Exception):
    """A query of another form."""


class LookupPlans:
    """Cache of the plans of recent queries."""

    def __init__(self, most: int = 1024) -> None:
        self._most = most
        self._plans: dict[tuple[str, ...], LookupPlan | None] = {}

    def of(self, query: str) -> tuple[LookupPlan, Mapping[str, ox.NamedNode]] | None:
        """Return the plan of a query and the IRIs of its names; None if it has no plan."""
        if len(query) > MAX_QUERY_LENGTH or any(sign in query for sign in _NOT_READ):
            return None
        pieces = _CUT.split(query)
        cut = pieces[1::2]
        # The parser needs to know whether a piece is an IRI, a comment or a prefixed name.
        key = (*pieces[::2], "".join([piece[0] if piece[0] in "<#" else ":" for piece in cut]))
        names = [piece for piece in cut if piece[0] != "#"]
        is_known = key in self._plans
        plan = self._plans[key] if is_known else _plan_of(query, names)
        terms = None if plan is None else _terms(plan, names)
        if not is_known and (plan is None or terms is not None):
            while len(self._plans) >= self._most:
                del self._plans[next(iter(self._plans))]
            plan = self._plans[key] = plan if plan and _is_query(query) else None
        return None if plan is None or terms is None else (plan, terms)


def _is_query(query: str) -> bool:
    """Return whether Oxigraph reads a query, all of whose IRIs are absolute."""
    try:
        ox.Store().query(query, prefixes=PREFIXES)
    except (SyntaxError, ValueError):
        return False
    return True


def _terms(plan: LookupPlan, names: Sequence[str]) -> Mapping[str, ox.NamedNode] | None:
    """Return the IRIs of the names of a query; None if any of them would have to be resolved first."""
    terms = {TYPE: _RDF_TYPE}
    try:
        declared = {names[name][:-1]: _absolute(names[iri][1:-1]) for name, iri in plan.prefixes}
        for place in range(2 * len(plan.prefixes), plan.names):
            name = names[place]
            if name[0] == "<":
                iri = name[1:-1]
            else:
                prefix, _, local = name.partition(":")
                iri = (declared[prefix] if prefix in declared else PREFIXES[prefix]) + local
            if not _ABSOLUTE.match(iri):
                return None
            terms[f"{_NAME}{place}"] = ox.NamedNode(iri)
    except (KeyError, ValueError):
        return None
    return terms


@lru_cache(maxsize=256)
def _absolute(iri: str) -> str:
    """Return an IRI. Raises ValueError if it is invalid or relative."""
    return ox.NamedNode(iri).value


def _plan_of(query: str, names: Sequence[str]) -> LookupPlan | None:
    read = [*tokens(query)]
    if [token.text for token in read if token.kind in ("iri", "name")] != [*names]:
        return None
    places = iter(range(len(names)))
    marked = [Token(t.kind, f"{_NAME}{next(places)}") if t.kind in ("iri", "name") else t for t in read]
    begin = next((place for place, token in enumerate(marked) if token.is_word("SELECT", "ASK", "DESCRIBE")), 0)
    try:
        prefixes = tuple(_prefixes(marked[:begin]))
        if marked and marked[begin].is_word("DESCRIBE"):
            return LookupPlan(len(names), prefixes, (), tuple(_described(marked[begin + 1 :])), None)
        return _plan(marked[begin:], len(names), prefixes)
    except (NotALookup, UnsupportedSyntax, RecursionError):
        return None


def _prefixes(prologue: Sequence[Token]) -> Iterator[tuple[int, int]]:
    for place in range(0, len(prologue), 3):
        declaration = prologue[place : place + 3]
        if [token.kind for token in declaration] != ["word", "name", "iri"] or not declaration[0].is_word("PREFIX"):
            raise NotALookup
        yield int(declaration[1].text[1:]), int(declaration[2].text[1:])


def _described(read: Sequence[Token]) -> Iterator[str]:
    found = [token.text for token in takewhile(lambda token: token.kind in ("iri", "name"), read)]
    if not found:
        raise NotALookup
    _check_modifiers(read[len(found) :])
    yield from found


def _check_modifiers(read: Iterable[Token]) -> None:
    if any(token.kind not in ("variable", "number") and token.text.lower() not in _MODIFIERS for token in read):
        raise NotALookup


def _plan(read: Sequence[Token], names: int, prefixes: tuple[tuple[int, int], ...]) -> LookupPlan:
    """Return the plan of a SELECT or ASK query without its declarations."""
    end = next((place for place in range(len(read), 0, -1) if read[place - 1].text == "}"), 0)
    _check_modifiers(read[end:])
    if any(token.kind not in _TERMS and token.text.lower() not in _WORDS for token in read[:end]):
        raise NotALookup
    steps = tuple(_steps(parse(read).select.group))
    if sum(len(branch) for step in steps for branch in step.branches) > MAX_PATTERNS:
        raise NotALookup
    projection = takewhile(lambda token: token.text != "{" and not token.is_word("WHERE"), read[1:])
    return LookupPlan(names, prefixes, steps, (), _table([token.text for token in projection], steps, read[end:]))


def _steps(group: GroupPattern) -> Iterator[PlanStep]:
    """Yield the parts of a group that contains no other groups but those of OPTIONAL and UNION, which contain none."""
    for is_triple, parts in groupby(group.parts, lambda part: isinstance(part, TriplePattern)):
        if is_triple:
            yield PlanStep((_patterns(parts),))
            continue
        for part in parts:
            if not isinstance(part, NestedPattern):
                raise NotALookup
            yield PlanStep(tuple(_patterns(branch.parts) for branch in part.groups), part.kind == "optional")


def _patterns(parts: Iterable[object]) -> tuple[PlanPattern, ...]:
    found = tuple(map(_pattern, parts))
    if not found:
        raise NotALookup
    return found


def _pattern(part: object) -> PlanPattern:
    """Return a pattern whose variables all begin with “?”. Raises NotALookup for other paths and terms."""
    if not isinstance(part, TriplePattern):
        raise NotALookup
    is_repeated = part.path.kind == "+"
    link = part.path.parts[0] if is_repeated else part.path
    terms = [f"?{term[1:]}" if term[:1] == "$" else term for term in (part.subject, link.text, part.object)]
    if any(term[:1] not in ("?", _NAME) and term != TYPE for term in terms):
        raise NotALookup
    subject, predicate, object_ = terms
    if TYPE in (subject, object_) or (is_repeated and predicate[0] == "?"):
        raise NotALookup
    return PlanPattern(subject, predicate, object_, is_repeated)


def _table(selected: Sequence[str], parts: Sequence[PlanStep], after: Sequence[Token]) -> PlanTable | None:
    """Return the table of a query whose rows are the triples that match its patterns; None for others."""
    names = [name[1:] for name in selected if name[0] in "?$" and name.isascii()]
    is_plain = len(parts) == 1 and not parts[0].is_optional and 0 < len({*names}) == len(selected)
    if not is_plain or not all(map(_is_row, parts[0].branches)):
        return None
    match [token.text.lower() for token in after]:
        case []:
            most = MAX_ROWS
        case ["limit", number] if number.isdecimal():
            most = min(int(number), MAX_ROWS)
        case _:
            return None
    return PlanTable(tuple(names), most)


def _is_row(branch: tuple[PlanPattern, ...]) -> bool:
    """Return whether every triple that matches a branch is a solution: one pattern without a repeated variable."""
    first = branch[0]
    variables = [term for term in (first.subject, first.predicate, first.object) if term[0] == "?"]
    return (
        len(branch) == 1
        and not first.is_repeated
        and len({*variables}) == len(variables)
        and all(map(str.isascii, variables))
    )
