"""Re-derivation: deleted triples that still have another derivation (second phase of delete-and-rederive).

Only axioms that may conclude a deleted triple are applied, first to all rows with its subject, then to the restored
rows (see ``aliansi.reasoning.engine.update``).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from aliansi.reasoning.columns.candidates import Candidates, candidates, expand
from aliansi.reasoning.columns.sorted_index import NONE, Bools, Ints, distinct, is_member
from aliansi.reasoning.columns.triple_table import REWRITTEN
from aliansi.reasoning.engine.delta import Delta
from aliansi.reasoning.engine.rule_shapes import conclusions
from aliansi.reasoning.engine.saturate import run
from aliansi.reasoning.engine.state import ClosureState
from aliansi.reasoning.rules.axiomatic import axiomatic_triples
from aliansi.reasoning.rules.class_axioms import different_literals, enumeration_members
from aliansi.reasoning.rules.parameters import Parameters, concluding, looked_up_by_subject, premise_predicates
from aliansi.reasoning.terms import dictionary as d
from aliansi.reasoning.terms.dictionary import Key


def rederive(closure: ClosureState, deleted: Ints) -> None:
    """Restore what still follows of deleted rows, none of which merged names."""
    table, same_as = closure.table, closure.same_as
    s, p, o = (same_as.representative[table.column(name)[deleted]] for name in "spo")
    axioms = concluding(closure.parameters, *(_mask(len(same_as.representative), column) for column in (p, o)))
    near = _rows_about(closure, distinct(s), axioms)
    found = [
        _stated_under_other_names(closure, {*zip(s.tolist(), p.tolist(), o.tolist(), strict=True)}),
        *_from_axioms_alone(closure, p),
    ]
    if len(near):
        found += conclusions(Delta(table, near, table.size, looked_up_by_subject(axioms)))
    concluded = Candidates.join(found)
    lost = is_member(table.key(concluded.p, concluded.s, concluded.o), np.sort(table.key(p, s, o)))
    start, _ = table.add(concluded.take(lost))
    run(closure, start, axioms)


def _mask(size: int, terms: Ints) -> Bools:
    marked = np.zeros(size, np.bool_)
    marked[terms] = True
    return marked


def _from_axioms_alone(closure: ClosureState, predicates: Ints) -> Iterator[Candidates]:
    """Yield conclusions from axioms alone or from nothing; such a triple may have been asserted too."""
    if (predicates == d.TYPE).any():
        yield from enumeration_members(closure.schema)
        yield from axiomatic_triples(closure.terms, closure.options)
    if closure.has_literal_names and (predicates == d.DIFFERENT).any():
        yield from different_literals(closure.schema, closure.same_as, closure.literals)


def _rows_about(closure: ClosureState, terms: Ints, axioms: dict[str, Parameters]) -> Ints:
    """Return the active rows with these terms: a conclusion about a term has such a row among its premises."""
    table = closure.table
    found = []
    for by_object, asked_for in enumerate(premise_predicates(axioms)):
        predicates = asked_for[table.rank[asked_for] >= 0]
        predicates = predicates[np.argsort(table.rank[predicates])]  # sorted keys are looked up faster
        p, a = np.repeat(predicates, len(terms)), np.tile(terms, len(predicates))
        for index, low, high in table.partners(p, a, bool(by_object)):
            found.append(table.alive(index[expand(low, high)[1]]))
    return distinct(np.concatenate(found)) if found else np.empty(0, np.int64)


def _stated_under_other_names(closure: ClosureState, triples: set[Key]) -> Candidates:
    """Return deleted triples that are still stated under other names."""
    table, same_as = closure.table, closure.same_as
    stated: list[tuple[int, int, int, int]] = []
    several = same_as.classes.keys()
    for s, p, o in sorted(triple for triple in triples if not several.isdisjoint(triple)):
        for variant in product(same_as.names_of(s), same_as.names_of(p), same_as.names_of(o)):
            row = table.exact_row(variant) if variant != (s, p, o) else NONE
            if row >= 0:
                stated.append((s, p, o, row))
    columns = np.array(stated, np.int64).reshape(-1, 4).T
    return candidates(columns[0], columns[1], columns[2], REWRITTEN, NONE, columns[3])
