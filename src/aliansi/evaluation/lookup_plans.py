"""How a query reaches its answer from the things that it names, for queries of a few plain forms.

Most queries are of a few texts that differ in what they name. So a query is cut at its names, which takes little time,
and the rest is read once; it is read by the tokens of ``sparql.tokens``, and left alone if the cuts are not at those.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from aliansi.namespaces import PREFIXES
from aliansi.sparql.tokens import Token, tokens
from aliansi.sparql.triple_patterns import SimplePattern, patterns

LONGEST: Final = 4096
MAX_PATTERNS: Final = 12
MAX_ROWS: Final = 10_000
TYPE: Final = "a"
_CUT: Final = re.compile(r"(<[^<>\s]*>|#[^\r\n]*|(?:[A-Za-z][\w-]*)?:(?:\w[\w-]*)?)", re.ASCII)
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!.*[/:]\.)", re.DOTALL)
"""An IRI that stands for itself: it is neither relative nor has it dot segments (RFC 3986, 5.2.4)."""
_NAME: Final = "<"
"""Begins a term of a plan that is a name, and goes before its place among the names of the query."""
_NOT_READ: Final = ('"', "'", "\\", "\0")
_MODIFIERS: Final = frozenset({"order", "by", "asc", "desc", "limit", "offset", "(", ")"})
_RDF_TYPE: Final = ox.NamedNode(f"{PREFIXES['rdf']}type")


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A part of a group: patterns that have to fit, patterns that may (OPTIONAL), or branches of which one has to."""

    branches: tuple[tuple[SimplePattern, ...], ...]
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class PlanTable:
    """The variables that a table has, in their order, and the most rows of it."""

    variables: tuple[str, ...]
    most: int


@dataclass(frozen=True, slots=True, eq=False)
class LookupPlan:
    """The parts of a query in their order; a term is a variable with “?”, ``a``, or a name of the query by its place.

    ``prefixes`` are pairs of places: of a prefix, and of what it stands for. ``described`` is what DESCRIBE names.
    ``table`` is there if the rows are what fits the single patterns of the branches, one after the other.
    """

    names: int
    prefixes: tuple[tuple[int, int], ...]
    parts: tuple[PlanStep, ...]
    described: tuple[str, ...]
    table: PlanTable | None


class NotALookup(Exception):
    """A query that is written otherwise."""


class LookupPlans:
    """The plans of the texts that were asked last."""

    def __init__(self, most: int = 1024) -> None:
        """Keep at most so many."""
        self._most = most
        self._plans: dict[tuple[str, ...], LookupPlan | None] = {}

    def of(self, query: str) -> tuple[LookupPlan, Mapping[str, ox.NamedNode]] | None:
        """Return the plan of a query, and what its names stand for; None if it has no plan."""
        if len(query) > LONGEST or any(sign in query for sign in _NOT_READ):
            return None
        pieces = _CUT.split(query)
        cut = pieces[1::2]
        # Which of the three a cut is decides how the rest is read.
        key = (*pieces[::2], "".join([piece[0] if piece[0] in "<#" else ":" for piece in cut]))
        if key not in self._plans:
            while len(self._plans) >= self._most:
                del self._plans[next(iter(self._plans))]
            self._plans[key] = _plan_of(query, [piece for piece in cut if piece[0] != "#"])
        plan = self._plans[key]
        if plan is None:
            return None
        terms = _terms(plan, [piece for piece in cut if piece[0] != "#"])
        return None if terms is None else (plan, terms)


def _terms(plan: LookupPlan, names: Sequence[str]) -> Mapping[str, ox.NamedNode] | None:
    """Return what the names of a query stand for; None if any of them is written so that it may stand for another."""
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
    """Return an IRI. Raises ValueError if it is none, or relative."""
    return ox.NamedNode(iri).value


def _plan_of(query: str, names: Sequence[str]) -> LookupPlan | None:
    read = list(tokens(query))
    if [token.text for token in read if token.kind in ("iri", "name")] != [*names]:
        return None
    places = iter(range(len(names)))
    marked = [
        replace(token, text=f"{_NAME}{next(places)}") if token.kind in ("iri", "name") else token for token in read
    ]
    try:
        return _PlanParser(marked, len(names)).plan()
    except NotALookup:
        return None


class _PlanParser:
    def __init__(self, read: list[Token], names: int) -> None:
        self._rest, self._names = read, names

    def plan(self) -> LookupPlan:
        prefixes = tuple(self._prefixes())
        form = self._word()
        described, parts, selected = tuple[str, ...](), tuple[PlanStep, ...](), tuple[str, ...]()
        if form == "describe":
            described = tuple(self._described())
            if not described:
                raise NotALookup
        elif form in ("select", "ask"):
            if form == "select":
                selected = tuple(self._projection())
            if self._is("where"):
                self._word()
            parts = tuple(self._group())
        else:
            raise NotALookup
        after = self._rest
        if any(token.kind not in ("variable", "number") and token.text.lower() not in _MODIFIERS for token in after):
            raise NotALookup
        if sum(len(branch) for part in parts for branch in part.branches) > MAX_PATTERNS:
            raise NotALookup
        return LookupPlan(self._names, prefixes, parts, described, _table(selected, parts, after))

    def _prefixes(self) -> Iterator[tuple[int, int]]:
        while self._is("prefix"):
            self._word()
            name, iri = self._take(), self._take()
            if (name.kind, iri.kind) != ("name", "iri"):
                raise NotALookup
            yield int(name.text[1:]), int(iri.text[1:])

    def _described(self) -> Iterator[str]:
        while self._rest and self._rest[0].kind in ("iri", "name"):
            yield self._take().text

    def _projection(self) -> Iterator[str]:
        while self._rest and not self._is("where") and not self._is("{"):
            token = self._take()
            if token.kind != "variable" and token.text.lower() not in ("distinct", "reduced", "*"):
                raise NotALookup
            yield token.text

    def _group(self) -> Iterator[PlanStep]:
        """Read a group that has no other in it but those of OPTIONAL and UNION, which have none."""
        self._expect("{")
        while not self._is("}"):
            if self._is("optional"):
                self._word()
                yield PlanStep((self._braced(),), is_optional=True)
            elif self._is("{"):
                branches = [self._braced()]
                while self._is("union"):
                    self._word()
                    branches.append(self._braced())
                yield PlanStep(tuple(branches))
            else:
                yield PlanStep((self._patterns(lambda token: token.text in "{}" or token.text.lower() == "optional"),))
            if self._is("."):
                self._take()
        self._expect("}")

    def _braced(self) -> tuple[SimplePattern, ...]:
        self._expect("{")
        found = self._patterns(lambda token: token.text in "{}")
        self._expect("}")
        return found

    def _patterns(self, ends: Callable[[Token], bool]) -> tuple[SimplePattern, ...]:
        taken = list[Token]()
        while self._rest and not ends(self._rest[0]):
            taken.append(self._take())
        found = patterns(taken, repeated="+")
        if not found:
            raise NotALookup
        return tuple(_with_names(pattern) for pattern in found)

    def _is(self, text: str) -> bool:
        return bool(self._rest) and self._rest[0].kind in ("word", "mark") and self._rest[0].text.lower() == text

    def _expect(self, mark: str) -> None:
        if not self._is(mark):
            raise NotALookup
        self._take()

    def _word(self) -> str:
        token = self._take()
        if token.kind != "word":
            raise NotALookup
        return token.text.lower()

    def _take(self) -> Token:
        if not self._rest:
            raise NotALookup
        return self._rest.pop(0)


def _with_names(pattern: SimplePattern) -> SimplePattern:
    """Write variables alike. Raises Unread for a term that is none of a plan's."""
    terms = [
        f"?{term[1:]}" if term[0] == "$" else term for term in (pattern.subject, pattern.predicate, pattern.object)
    ]
    if any(term[0] not in ("?", _NAME) and term != TYPE for term in terms):
        raise NotALookup
    subject, predicate, object_ = terms
    if TYPE in (subject, object_) or (pattern.repeated and predicate[0] == "?"):
        raise NotALookup
    return SimplePattern(subject, predicate, object_, pattern.repeated)


def _table(selected: Sequence[str], parts: Sequence[PlanStep], after: Sequence[Token]) -> PlanTable | None:
    """Return the table of a query, if its rows can be told from what fits its patterns."""
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


def _is_row(branch: tuple[SimplePattern, ...]) -> bool:
    """Say whether each triple that fits a branch is a solution: of one pattern that has no variable twice."""
    first = branch[0]
    variables = [term for term in (first.subject, first.predicate, first.object) if term[0] == "?"]
    return (
        len(branch) == 1
        and not first.repeated
        and len({*variables}) == len(variables)
        and all(map(str.isascii, variables))
    )
