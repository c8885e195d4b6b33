"""Aliansi's own OWL 2 RL engine: all rules of Tables 4 to 9, over columns, with a derivation for every row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from aliansi.reasoning.columns.candidates import Candidates, candidates, expand
from aliansi.reasoning.columns.dependents import Dependents
from aliansi.reasoning.columns.same_as import SameAs
from aliansi.reasoning.columns.sorted_index import NONE, Bools, Ints, distinct
from aliansi.reasoning.columns.triple_table import ASSERTED, REWRITTEN, TripleTable
from aliansi.reasoning.engine.decode import columns, triples
from aliansi.reasoning.engine.delta import Delta
from aliansi.reasoning.engine.has_key import keys
from aliansi.reasoning.engine.rule_shapes import conclusions
from aliansi.reasoning.rules.axiomatic import Options, axiomatic, top_and_bottom
from aliansi.reasoning.rules.class_axioms import different_literals, schema_conclusions, themselves, with_literals
from aliansi.reasoning.rules.literals import Literals
from aliansi.reasoning.rules.parameters import Parameters, asks_for, concluded_classes, joined_by_object
from aliansi.reasoning.rules.schema import Schema
from aliansi.reasoning.terms import dictionary as d
from aliansi.reasoning.terms.datatypes import SUPPORTED, Value
from aliansi.reasoning.terms.dictionary import SCHEMA_PREDICATES, SCHEMA_TYPES, Dictionary

if TYPE_CHECKING:
    from rdflib.term import Node

MANY = 1 << 21
FEW = 16
SPARE = 1024
Triple: TypeAlias = "tuple[Node, Node, Node]"
_DATATYPES = [f"<{datatype}>" for datatype in SUPPORTED]
_LOOKUP_PREDICATE, _LOOKUP_TYPE = (
    np.isin(np.arange(d.DIFFERENT + 2), which) for which in (SCHEMA_PREDICATES, SCHEMA_TYPES)
)  # the terms of schemas have small numbers; the last place stands for all others


class ClosureState:
    """A graph and what follows from it."""

    def __init__(
        self,
        terms: Dictionary,
        s: Ints,
        p: Ints,
        o: Ints,
        options: Options | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """Reason over triples given as columns of term numbers; ``progress`` gets the rows that there are so far."""
        self.options = options or Options()
        self._progress = progress
        self._start(terms, s, p, o)

    def _start(self, terms: Dictionary, s: Ints, p: Ints, o: Ints) -> None:
        self.terms = terms
        axioms = list(axiomatic(terms, self.options))
        capacity = 2 * len(terms) + 4096  # room for the steps of longer bodies, and for terms of later changes
        self.table = TripleTable(capacity, len(s))
        self.table.list_instances(np.array(SCHEMA_TYPES))
        self.names = SameAs(capacity)
        self.schema = Schema(self.table, terms, self.names, self._mentioned(s, o))
        self.literals = Literals(terms)
        self.parameters: dict[str, Parameters] = {}
        self.resting_on: set[int] = set()  # the rows of facts that a key has made things one by
        self._looked_at = 0  # how many rows have been looked at for axioms
        self._ties_looked_at = 0
        self._is_outdated = True
        self._readings = 0  # how often the axioms have been read
        self._told_of = (0, 0)  # with how many ties and after which reading it was said what is itself
        self._same_is_a_premise = False  # an axiom speaks of owl:sameAs itself
        self.dependents = Dependents(self.table)
        self.rows_gone = 0  # how many rows of the table have been retracted
        self.lost_literals: set[int] = set()  # those that no triple may have any more
        self.has_literal_names = False  # whether a thing is named by a literal and otherwise
        is_schema = self.are_schema(p, o)
        self._add([*axioms, *top_and_bottom(self.schema.mentioned)])
        for part in (is_schema, ~is_schema):
            self.add(s[part], p[part], o[part])
        self.read_literals()

    def start_over(self, *added: Ints) -> None:
        """Reason anew over what is asserted and columns of more, with numbers for no more terms than those have."""
        rows = np.flatnonzero(self.table.column("rule") == ASSERTED)
        columns = [self.table.column(name)[rows] for name in "spo"]
        if added:
            columns = [np.concatenate(pair) for pair in zip(columns, added, strict=True)]
        used = distinct(np.concatenate(columns))
        terms, texts = Dictionary(), self.terms.texts()
        number = np.zeros(len(texts), np.int64)
        number[used] = [terms.numbers[texts[term]] for term in used.tolist()]
        s, p, o = (number[column] for column in columns)
        self._start(terms, s, p, o)

    def update(self, added: Iterable[Triple] = (), retracted: Iterable[Triple] = ()) -> None:
        """Add and retract asserted triples (see ``aliansi.reasoning.engine.update``)."""
        from aliansi.reasoning.engine.update import update

        update(self, added, retracted)

    def is_full(self, coming: int) -> bool:
        """Say whether room for terms may run out when triples come, or most rows say nothing any more."""
        steps = coming + SPARE  # which axioms among them may need
        return len(self.terms) + steps > len(self.names.representative) or self.rows_gone * 2 > self.table.size

    def built_in_terms(self) -> frozenset[int]:
        """Return the built-in terms that rules look out for: owl:Thing, owl:Nothing and the datatypes."""
        datatypes = map(self.terms.numbers.get, _DATATYPES)
        return frozenset({d.THING, d.NOTHING, *(number for number in datatypes if number is not None)})

    def _mentioned(self, s: Ints, o: Ints) -> frozenset[int]:
        always = {d.THING, d.NOTHING} if self.options.reflexive or self.options.axiomatic else set()
        said = (term for term in self.built_in_terms() if (s == term).any() or (o == term).any())
        return frozenset({*always, *said})

    @property
    def values(self) -> dict[int, Value]:
        """The value of each well-typed literal."""
        return self.literals.values()

    def add(self, s: Ints, p: Ints, o: Ints) -> None:
        """Add asserted triples and all that follows; what was inferred before is asserted from now on."""
        self.saturate(self.table.state(candidates(s, p, o, ASSERTED, NONE, NONE)))

    def read_literals(self) -> None:
        """Add what follows from the literals that have not been read yet."""
        new = [*self.literals.equal(), *self.literals.typed(self.schema.mentioned)]
        # A literal that is there no more must neither lend its name nor be what others differ from.
        lent = any(self.lost_literals & {*found.s.tolist(), *found.o.tolist()} for found in new)
        if lent or (self.lost_literals and self.has_literal_names):
            self.start_over()
        elif new:
            start, _ = self.table.add(Candidates.join(new))
            self.saturate(start)

    def saturate(self, start: int) -> None:
        """Apply all rules until nothing new follows from the rows from ``start`` on."""
        while True:
            if self._has_new_schema():
                start = 0 if self.parameters else start
                self._is_outdated = False
                self.parameters = self.schema.read()
                self._readings += 1
                self.table.look_out_for_types(concluded_classes(self.parameters))
                self.table.join_by_object(joined_by_object(self.parameters))
                self._look_out_for_same()
                self._add(schema_conclusions(self.schema, self.names))
            self.run(start, self.parameters)
            end = self.table.size
            self._add([*keys(self, start), *self._of_several_names()])
            start = end
            if start == self.table.size and not self._has_new_schema():
                return

    def _look_out_for_same(self) -> None:
        """Once an axiom speaks of owl:sameAs itself, keep a row for each thing with several names: it is itself."""
        if not self._same_is_a_premise and any(asks_for(d.SAME, table) for table in self.parameters.values()):
            self._same_is_a_premise = True
            ties = np.array(list(self.names.ties()), np.int64).reshape(-1, 2)
            self._add([candidates(ties[:, 0], d.SAME, ties[:, 0], REWRITTEN, NONE, ties[:, 1])])

    def _of_several_names(self) -> Iterator[Candidates]:
        ties_before, news = self._told_of[0], (len(self.names.tying), self._readings)
        if news != self._told_of and (self.names.classes or self.options.reflexive):
            yield from themselves(self.schema, self.names, self.options.reflexive)
        self._told_of = news
        if ties_before < len(self.names.tying):
            self.has_literal_names = any(with_literals(self.schema, self.names))
            yield from different_literals(self.schema, self.names, self.literals)

    def run(self, start: int, parameters: dict[str, Parameters]) -> None:
        """Evaluate the shapes over new rows until there are none (semi-naive)."""
        while start < self.table.size:
            end = self.table.size
            if self._progress:
                self._progress(end)
            self._rewrite(start)
            rows = np.flatnonzero(self.table.active[start : self.table.size]) + start
            delta = Delta(self.table, rows, start, parameters)
            start = max(end, self.table.size)
            self._add(conclusions(delta), reflexive=False)

    def _add(self, found: Iterable[Candidates], reflexive: bool = True) -> None:
        """Add conclusions, with or without x sameAs x, which tells nobody anything."""
        batches, waiting = [], 0
        for batch in found:
            # Many conclusions at once are mostly the same few again: keep the new ones alone.
            batches.append(self.table.new_ones(batch) if len(batch.s) > MANY else batch)
            waiting += len(batches[-1].s)
        if waiting:
            joined = Candidates.join(batches)
            itself = (joined.p == d.SAME) & (joined.s == joined.o)
            self.table.add(joined if reflexive or not itself.any() else joined.take(~itself))

    def _has_new_schema(self) -> bool:
        """Say whether there are axioms that the parameters do not know."""
        p, o = (self.table.column(name)[self._looked_at :] for name in "po")
        self._looked_at = self.table.size
        self._is_outdated = self._is_outdated or bool(self.are_schema(p, o).any())
        if self._ties_looked_at < len(self.names.tying):
            self._ties_looked_at = len(self.names.tying)
            self._is_outdated = self._is_outdated or self.schema.has_new_names()
        return self._is_outdated

    def are_schema(self, p: Ints, o: Ints) -> Bools:
        """Say which triples are axioms, or parts of one."""
        found: Bools = _LOOKUP_PREDICATE[np.minimum(p, len(_LOOKUP_PREDICATE) - 1)]
        types = np.flatnonzero(p == d.TYPE)
        found[types] = _LOOKUP_TYPE[np.minimum(o[types], len(_LOOKUP_TYPE) - 1)]
        return found

    def _rewrite(self, start: int) -> None:
        """Put representatives in the place of other names, wherever new rows have made names one."""
        while True:
            columns = [self.table.column(name) for name in "spo"]
            fresh = np.flatnonzero(columns[1][start:] == d.SAME) + start
            pairs = zip(columns[0][fresh].tolist(), columns[2][fresh].tolist(), fresh.tolist(), strict=True)
            merged = self.names.merge(pairs)
            if not self.names.classes:
                return
            rows = np.concatenate([self._under_other_names(merged, start), self._renamed(start)])
            if not len(rows):
                return
            rows = self.table.retire(rows)
            s, p, o = (self.names.representative[column[rows]] for column in columns)
            keep = (p != d.SAME) | (s != o) | self._same_is_a_premise
            start = self.table.size
            self._add([candidates(s[keep], p[keep], o[keep], REWRITTEN, NONE, rows[keep])])

    def _renamed(self, start: int, end: int | None = None) -> Ints:
        """Return the active rows in a range that say something of a name which is not the representative."""
        different = self.table.active[: self.table.size][start:end].copy()
        other = np.zeros(len(different), np.bool_)
        for name in "spo":
            column = self.table.column(name)[start:end]
            other |= self.names.representative[column] != column
        return np.flatnonzero(different & other) + start

    def _under_other_names(self, names: list[int], end: int) -> Ints:
        """Return the active rows before ``end`` that say something of names which have a new representative."""
        if not names:
            return np.empty(0, np.int64)
        pairs = len(names) * len(self.table.predicates)
        if pairs * FEW > self.table.size:
            return self._renamed(0, end)
        p, a = np.repeat(self.table.predicates, len(names)), np.tile(names, len(self.table.predicates))
        found = [self._with_object(names, end), *map(self.table.with_predicate, names)]
        for index, low, high in self.table.partners(p, a):
            found.append(self.table.alive(index[expand(low, high)[1]]))
        rows = distinct(np.concatenate(found))
        return rows[rows < end]

    def _with_object(self, names: list[int], end: int) -> Ints:
        """Return the active rows before ``end`` with one of some objects: to look is quicker than to index them all."""
        wanted = np.zeros(len(self.names.representative), np.bool_)
        wanted[names] = True
        rows: Ints = wanted[self.table.column("o")[:end]].nonzero()[0]
        return self.table.alive(rows)

    def triples(self, inferred_only: bool = False) -> Iterator[Triple]:
        """Yield every triple of the closure, generalised ones too; steps and reflexive sameAs are left out."""
        return triples(self, inferred_only)

    def columns(self, inferred_only: bool = False) -> Iterator[tuple[Ints, Ints, Ints]]:
        """Yield the triples of the closure in batches of columns, every triple under all its names once."""
        return columns(self, inferred_only)

    def is_asserted(self, triple: tuple[int, int, int]) -> bool:
        """Say whether a triple is asserted as it stands."""
        row = self.table.row_as_it_stands(triple)
        return row >= 0 and self.table.rule_of(row) == ASSERTED


def encode(graph: Iterable[Triple]) -> tuple[Dictionary, Ints, Ints, Ints]:
    """Number the terms of a graph and return its columns."""
    from aliansi.reasoning.terms.rdflib_terms import text_of

    terms = Dictionary()
    number = terms.numbers
    numbers = np.array([[number[text_of(term)] for term in triple] for triple in graph], np.int64).reshape(-1, 3)
    return terms, numbers[:, 0].copy(), numbers[:, 1].copy(), numbers[:, 2].copy()
