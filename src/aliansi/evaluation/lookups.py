"""Look-ups: queries that need only a few triples around the things they name, answered in the server process.

The triples are looked up one pattern after another, each by the terms bound so far, up to a limit. They include every
triple of every solution, so the query has the same answer over them as over the whole dataset. However it is evaluated,
so few triples cannot make it slow or large: it needs no killable worker.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

import pyoxigraph as ox

from aliansi.dataset.results import json_of, serialise
from aliansi.dataset.store import Row, Store, Term
from aliansi.errors import AliansiError
from aliansi.evaluation.lookup_plans import LookupPlan, LookupPlans, PlanPattern
from aliansi.evaluation.query import MIN_BYTES_TO_COMPRESS, Formats, Query, Result, media_type_of

MAX_TRIPLES_READ: Final = 128
"""Limit of triples to read: beyond it a worker is faster."""
MAX_SOLUTIONS: Final = 512
"""Limit of combinations of triples, one for each pattern, in any order of evaluation."""
_JSON: Final = ("application/sparql-results+json", "application/json")
MAX_LITERAL_LENGTH: Final = 4096
"""Longer literals in many solutions could make a large answer."""
MAX_FAILURES: Final = 8
"""After so many failures in a row the queries of a plan go to the workers."""

MAX_PLANS: Final = 1024

Known = dict[str, frozenset[Term]]
"""The possible terms of each variable."""


class Lookups:
    """Answers look-ups over one store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._plans = LookupPlans()
        self._failures: dict[LookupPlan, int] = {}

    def answer(self, query: Query, formats: Formats, is_alone: bool = True) -> Result | None:
        """Return the answer to a query; None if it is not a look-up, reads too many triples, or has an error.

        If other queries wait (not ``is_alone``), only the fastest look-ups are answered; a worker takes the rest.
        """
        if query.default_graphs or query.named_graphs or query.services:
            return None
        found = self._plans.of(query.text)
        if found is None or self._failures.get(found[0], 0) >= MAX_FAILURES:
            return None
        plan, terms = found
        media_type = formats.table if formats.table in _JSON else None
        if not is_alone and not (plan.table and media_type):
            return None
        collector = _TripleCollector(self.store, terms)
        try:
            triples = collector.of(plan)
        except _TooManyTriples:
            self._fail(plan)
            return None
        self._failures.pop(plan, None)
        try:
            if plan.table and media_type:
                return _compressed(media_type, json_of(plan.table.variables, collector.rows(plan.table.most)), formats)
            return self._evaluate(query, formats, triples)
        except (AliansiError, OSError, RuntimeError, SyntaxError, ValueError):
            return None  # a worker reports the error

    def _evaluate(self, query: Query, formats: Formats, triples: list[ox.Quad]) -> Result:
        answer = self.store.query_triples(triples, query.text, query.base)
        media_type = media_type_of(answer, formats)
        return _compressed(media_type, serialise(answer, media_type), formats)

    def _fail(self, plan: LookupPlan) -> None:
        self._failures[plan] = self._failures.get(plan, 0) + 1
        if len(self._failures) > MAX_PLANS:
            del self._failures[next(iter(self._failures))]


def _compressed(media_type: str, content: bytes, formats: Formats) -> Result:
    if formats.gzip and len(content) >= MIN_BYTES_TO_COMPRESS:
        return Result(media_type, zlib.compress(content, 5, 31), True)
    return Result(media_type, content)


class _TooManyTriples(Exception):
    """A query reads too many triples, or cannot be looked up at all."""


class _TripleCollector:
    """Collects the triples of the solutions of a query, each in the default graph.

    ``solutions`` is the maximum number of solutions, and of intermediate ones in any order of evaluation.
    """

    def __init__(self, store: Store, terms: Mapping[str, ox.NamedNode]) -> None:
        self._store, self._terms = store, terms
        self._looked_at = 0
        self._found: list[ox.Quad] = []
        self.solutions = 1
        self._fitted: list[tuple[PlanPattern, list[ox.Quad]]] = []

    def rows(self, most: int) -> list[Row]:
        """Return at most ``most`` solutions of a query with a table: each triple is one."""
        found = [_row(pattern, quad) for pattern, quads in self._fitted for quad in dict.fromkeys(quads)]
        return found[:most]

    def of(self, plan: LookupPlan) -> list[ox.Quad]:
        """Return the triples of a plan. Raises _TooManyTriples."""
        known = Known()
        for part in plan.parts:
            reached = [self._all_of(branch, known, part is plan.parts[-1]) for branch in part.branches]
            self.solutions *= sum(number for _, number in reached) + part.is_optional
            if self.solutions > MAX_SOLUTIONS:
                raise _TooManyTriples
            if not part.is_optional and part is not plan.parts[-1]:
                known = _in_all([known for known, _ in reached])
        for name in plan.described:
            self._describe(self._terms[name])
        if len(self._fitted) > 1:  # with one pattern each triple is in the answer once
            self._refuse_long()
        return self._found

    def _all_of(self, patterns: tuple[PlanPattern, ...], known: Known, is_last: bool) -> tuple[Known, int]:
        """Collect the matches of patterns; return the terms bound then, and the maximum number of solutions."""
        rest, known, solutions = [*patterns], dict(known), 1
        while rest:
            ways = [way for pattern in rest for way in self._ways(pattern, known)]
            if not ways:
                raise _TooManyTriples
            pattern, by_subject, values = min(ways, key=lambda way: len(way[2]))
            rest.remove(pattern)
            fitting = self._path(pattern, values) if pattern.is_repeated else self._fitting(pattern, by_subject, values)
            self._fitted.append((pattern, fitting))
            solutions *= max(len(fitting) + pattern.is_repeated, 1)
            if solutions > MAX_SOLUTIONS:
                raise _TooManyTriples
            if rest or not is_last:
                for name, terms in self._bound(pattern, fitting):
                    known[name] = known[name] & terms if name in known else terms
        return known, solutions

    def _ways(self, pattern: PlanPattern, known: Known) -> Iterator[tuple[PlanPattern, bool, Collection[Term]]]:
        """Yield the ends by which a pattern can be looked up, with their terms; a path starts from its subject."""
        for by_subject, end in ((True, pattern.subject), (False, pattern.object)):
            if by_subject or not pattern.is_repeated:
                values = (self._terms[end],) if end in self._terms else known.get(end)
                if values is not None:
                    yield pattern, by_subject, values

    def _fitting(self, pattern: PlanPattern, by_subject: bool, values: Iterable[Term]) -> list[ox.Quad]:
        predicate = self._terms.get(pattern.predicate)
        other = self._terms.get(pattern.object if by_subject else pattern.subject)
        fitting = [quad for value in values for quad in self._look(value, by_subject)]
        if predicate is not None:
            fitting = [quad for quad in fitting if quad.predicate == predicate]
        if other is not None:
            fitting = [quad for quad in fitting if (quad.object if by_subject else quad.subject) == other]
        self._found += fitting
        return fitting

    def _path(self, pattern: PlanPattern, starts: Iterable[Term]) -> list[ox.Quad]:
        predicate, fitting = self._terms[pattern.predicate], list[ox.Quad]()
        ahead = list(starts)
        seen = set(ahead)
        while ahead:
            for quad in self._look(ahead.pop(), by_subject=True):
                if quad.predicate == predicate:
                    fitting.append(quad)
                    if quad.object not in seen:
                        seen.add(quad.object)
                        ahead.append(quad.object)
        self._found += fitting
        return fitting

    def _bound(self, pattern: PlanPattern, fitting: list[ox.Quad]) -> Iterator[tuple[str, frozenset[Term]]]:
        """Yield the possible terms of each variable after a pattern."""
        if pattern.is_repeated:
            yield pattern.object, frozenset(quad.object for quad in fitting)
            return
        if pattern.subject[0] == "?":
            yield pattern.subject, frozenset(quad.subject for quad in fitting)
        if pattern.predicate[0] == "?":
            yield pattern.predicate, frozenset(quad.predicate for quad in fitting)
        if pattern.object[0] == "?":
            yield pattern.object, frozenset(quad.object for quad in fitting)

    def _describe(self, thing: ox.NamedNode) -> None:
        quads = list(self._look(thing, by_subject=True))
        if any(isinstance(quad.object, ox.BlankNode) for quad in quads):
            raise _TooManyTriples  # the description includes its triples
        self._found += quads

    def _refuse_long(self) -> None:
        for quad in self._found:
            value = quad.object
            if isinstance(value, ox.Literal) and len(value.value) > MAX_LITERAL_LENGTH:
                raise _TooManyTriples

    def _look(self, value: Term, by_subject: bool) -> list[ox.Quad]:
        """Return the triples of a thing, looked up by that term only, so that every step finds one.

        A search by two frequent terms may run long and find none.
        """
        if by_subject and not isinstance(value, (ox.NamedNode, ox.BlankNode)):
            return []
        quads = self._store.quads(value) if by_subject else self._store.quads(object_=value)
        found = list(islice(quads, MAX_TRIPLES_READ - self._looked_at + 1))
        self._looked_at += len(found)
        if self._looked_at > MAX_TRIPLES_READ:
            raise _TooManyTriples
        if self._store.is_one_graph:
            return found
        hidden = self._store.hidden
        return [ox.Quad(q.subject, q.predicate, q.object) for q in found if q.graph_name not in hidden]


def _row(pattern: PlanPattern, quad: ox.Quad) -> Row:
    ends = ((pattern.subject, quad.subject), (pattern.predicate, quad.predicate), (pattern.object, quad.object))
    return {term[1:]: value for term, value in ends if term[0] == "?"}


def _in_all(reached: list[Known]) -> Known:
    """Return the terms bound after any of several branches."""
    first, *others = reached
    return {
        name: terms.union(*(other[name] for other in others))
        for name, terms in first.items()
        if all(name in other for other in others)
    }
