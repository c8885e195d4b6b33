"""State of a closure: its triples with their derivations, its schema, and how much of it has been processed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from aliansi.reasoning.columns.candidates import Candidates
from aliansi.reasoning.columns.dependents import Dependents
from aliansi.reasoning.columns.same_as import SameAs
from aliansi.reasoning.columns.sorted_index import Bools, Ints
from aliansi.reasoning.columns.triple_table import ASSERTED, TripleTable
from aliansi.reasoning.rules.axiomatic import Options
from aliansi.reasoning.rules.literals import Literals
from aliansi.reasoning.rules.parameters import Parameters
from aliansi.reasoning.rules.schema import Schema
from aliansi.reasoning.terms import dictionary as d
from aliansi.reasoning.terms.datatypes import SUPPORTED, Value
from aliansi.reasoning.terms.dictionary import SCHEMA_PREDICATES, SCHEMA_TYPES, Dictionary

MANY = 1 << 21  # conclusions of one batch from which known ones are dropped before batches are joined
SPARE_TERMS = 1024
_DATATYPES = [f"<{datatype}>" for datatype in SUPPORTED]
# Schema terms have small numbers; the last place stands for all other terms.
_IS_SCHEMA_PREDICATE, _IS_SCHEMA_TYPE = (
    np.isin(np.arange(d.DIFFERENT + 2), which) for which in (SCHEMA_PREDICATES, SCHEMA_TYPES)
)


class ClosureState:
    """Triples of a closure and everything that reasoning keeps about them; ``engine.saturate`` fills it."""

    def __init__(
        self, terms: Dictionary, s: Ints, o: Ints, options: Options | None, progress: Callable[[int], None] | None
    ) -> None:
        self.options = options or Options()
        self.progress = progress
        self.reset(terms, s, o)

    def reset(self, terms: Dictionary, s: Ints, o: Ints) -> None:
        """Drop everything and make room for asserted triples with these subjects and objects."""
        self.terms = terms
        capacity = 2 * len(terms) + 4096  # room for intermediate terms of long rule bodies and for later updates
        self.table = TripleTable(capacity, len(s))
        self.table.index_instances(np.array(SCHEMA_TYPES))
        self.dependents = Dependents(self.table)
        self.same_as = SameAs(capacity)
        self.literals = Literals(terms)
        self.schema = Schema(self.table, terms, self.same_as, self._mentioned(s, o))
        self.parameters: dict[str, Parameters] = {}
        self.schema_is_outdated = True
        self.schema_reads = 0
        self.rows_checked = 0  # rows already searched for axioms
        self.merges_checked = 0  # sameAs merges already checked for new names of schema terms
        self.reflexive_checked = (0, 0)  # merges and schema reads when reflexive axioms were last concluded
        self.derives_reflexive = self.options.reflexive  # what holds of everything is a premise
        self.keeps_reflexive_same = False  # an axiom mentions owl:sameAs, so x sameAs x is a premise
        self.key_premises: set[int] = set()  # rows of facts by which a key has merged things
        self.retracted_rows = 0
        self.retracted_literals: set[int] = set()  # literals that may no longer occur in any triple
        self.has_literal_names = False  # a literal and another term are the same

    @property
    def values(self) -> dict[int, Value]:
        """The value of each well-typed literal."""
        return self.literals.values()

    def add_rows(self, found: Iterable[Candidates], reflexive: bool = True) -> None:
        """Add conclusions; ``reflexive=False`` drops x sameAs x."""
        batches, waiting = [], 0
        for batch in found:
            # A large batch mostly repeats few conclusions: keep only the new ones.
            batches.append(self.table.only_new(batch) if len(batch.s) > MANY else batch)
            waiting += len(batches[-1].s)
        if waiting:
            joined = Candidates.join(batches)
            itself = (joined.p == d.SAME) & (joined.s == joined.o)
            self.table.add(joined if reflexive or not itself.any() else joined.take(~itself))

    def is_asserted(self, triple: tuple[int, int, int]) -> bool:
        """Return whether a triple is asserted under exactly these names."""
        row = self.table.exact_row(triple)
        return row >= 0 and self.table.rule_of(row) == ASSERTED

    def is_full(self, coming: int) -> bool:
        """Return whether ``coming`` triples may exceed the room for terms, or most rows are retracted."""
        new_terms = coming + SPARE_TERMS  # axioms among them may need intermediate terms
        return (
            len(self.terms) + new_terms > len(self.same_as.representative) or self.retracted_rows * 2 > self.table.size
        )

    def built_in_terms(self) -> frozenset[int]:
        """Return the built-in terms that rules watch for: owl:Thing, owl:Nothing and the datatypes."""
        datatypes = map(self.terms.numbers.get, _DATATYPES)
        return frozenset({d.THING, d.NOTHING, *(number for number in datatypes if number is not None)})

    def _mentioned(self, s: Ints, o: Ints) -> frozenset[int]:
        always = {d.THING, d.NOTHING} if self.options.reflexive or self.options.axiomatic else set()
        used = (term for term in self.built_in_terms() if (s == term).any() or (o == term).any())
        return frozenset({*always, *used})


def are_schema(p: Ints, o: Ints) -> Bools:
    """Return which triples are axioms or parts of axioms, by predicate and object."""
    found: Bools = _IS_SCHEMA_PREDICATE[np.minimum(p, len(_IS_SCHEMA_PREDICATE) - 1)]
    types = np.flatnonzero(p == d.TYPE)
    found[types] = _IS_SCHEMA_TYPE[np.minimum(o[types], len(_IS_SCHEMA_TYPE) - 1)]
    return found
