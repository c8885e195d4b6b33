"""Saturation: apply the OWL 2 RL/RDF rules of Tables 4 to 9 until nothing new follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from aliansi.reasoning.columns.candidates import Candidates, candidates
from aliansi.reasoning.columns.sorted_index import NONE, Ints, distinct
from aliansi.reasoning.columns.triple_table import ASSERTED
from aliansi.reasoning.engine.delta import Delta
from aliansi.reasoning.engine.has_key import apply_keys
from aliansi.reasoning.engine.rewrite import keep_reflexive_same, rewrite
from aliansi.reasoning.engine.rule_shapes import conclusions
from aliansi.reasoning.engine.state import ClosureState, are_schema
from aliansi.reasoning.rules.axiomatic import Options, axiomatic_triples, has_consequences, top_and_bottom
from aliansi.reasoning.rules.class_axioms import (
    classes_with_literals,
    different_literals,
    reflexive_axioms,
    schema_conclusions,
)
from aliansi.reasoning.rules.parameters import Parameters, concluded_classes, joined_by_object, mentions_predicate
from aliansi.reasoning.terms import dictionary as d
from aliansi.reasoning.terms.dictionary import Dictionary


def start(
    terms: Dictionary,
    s: Ints,
    p: Ints,
    o: Ints,
    options: Options | None = None,
    progress: Callable[[int], None] | None = None,
) -> ClosureState:
    """Return the closure of triples given as columns of term numbers; ``progress`` receives the number of rows."""
    closure = ClosureState(terms, s, o, options, progress)
    _fill(closure, s, p, o)
    return closure


def start_over(closure: ClosureState, *added: Ints) -> None:
    """Compute a closure again from its asserted triples and three columns of further ones.

    Terms that no asserted triple has any more lose their numbers.
    """
    rows = np.flatnonzero(closure.table.column("rule") == ASSERTED)
    columns = [closure.table.column(name)[rows] for name in "spo"]
    if added:
        columns = [np.concatenate(pair) for pair in zip(columns, added, strict=True)]
    used = distinct(np.concatenate(columns))
    terms, texts = Dictionary(), closure.terms.texts()
    number = np.zeros(len(texts), np.int64)
    number[used] = [terms.numbers[texts[term]] for term in used.tolist()]
    s, p, o = (number[column] for column in columns)
    closure.reset(terms, s, o)
    _fill(closure, s, p, o)


def _fill(closure: ClosureState, s: Ints, p: Ints, o: Ints) -> None:
    closure.add_rows([*axiomatic_triples(closure.terms, closure.options), *top_and_bottom(closure.schema.mentioned)])
    is_schema = are_schema(p, o)
    for part in (is_schema, ~is_schema):
        add(closure, s[part], p[part], o[part])
    read_literals(closure)


def add(closure: ClosureState, s: Ints, p: Ints, o: Ints) -> None:
    """Add asserted triples and everything that follows; inferred triples among them become asserted."""
    saturate(closure, closure.table.add_asserted(candidates(s, p, o, ASSERTED, NONE, NONE)))


def read_literals(closure: ClosureState) -> None:
    """Add everything that follows from the literals that have not been read yet."""
    new = [*closure.literals.equalities(), *closure.literals.types(closure.schema.mentioned)]
    # A retracted literal must neither be another name of an equal one nor differ from others.
    reappears = any(closure.retracted_literals & {*found.s.tolist(), *found.o.tolist()} for found in new)
    if reappears or (closure.retracted_literals and closure.has_literal_names):
        start_over(closure)
    elif new:
        first, _ = closure.table.add(Candidates.join(new))
        saturate(closure, first)


def saturate(closure: ClosureState, start: int) -> None:
    """Apply all rules until nothing new follows from the rows from ``start`` on."""
    table = closure.table
    while True:
        if has_new_schema(closure):
            start = 0 if closure.parameters else start
            _read_schema(closure)
        run(closure, start, closure.parameters)
        end = table.size
        closure.add_rows([*apply_keys(closure, start), *_reflexive_and_different(closure)])
        start = end
        if start == table.size and not has_new_schema(closure):
            return


def run(closure: ClosureState, start: int, parameters: dict[str, Parameters]) -> None:
    """Evaluate all rule shapes over the rows from ``start`` on, round by round, until there are no new ones."""
    table = closure.table
    while start < table.size:
        end = table.size
        if closure.progress:
            closure.progress(end)
        rewrite(closure, start)
        rows = np.flatnonzero(table.active[start : table.size]) + start
        delta = Delta(table, rows, start, parameters)
        start = max(end, table.size)
        closure.add_rows(conclusions(delta), reflexive=False)


def has_new_schema(closure: ClosureState) -> bool:
    """Return whether there are axioms that the parameters do not contain yet."""
    p, o = (closure.table.column(name)[closure.rows_checked :] for name in "po")
    closure.rows_checked = closure.table.size
    outdated = closure.schema_is_outdated or bool(are_schema(p, o).any())
    if closure.merges_checked < len(closure.same_as.merge_rows):
        closure.merges_checked = len(closure.same_as.merge_rows)
        outdated = outdated or closure.schema.has_new_names()
    closure.schema_is_outdated = outdated
    return outdated


def _read_schema(closure: ClosureState) -> None:
    """Read the parameters from the axioms and add what follows from axioms alone."""
    closure.schema_is_outdated = False
    closure.parameters = closure.schema.read()
    closure.schema_reads += 1
    closure.table.track_types(concluded_classes(closure.parameters))
    closure.table.join_by_object(joined_by_object(closure.parameters))
    if not closure.keeps_reflexive_same and any(
        mentions_predicate(d.SAME, table) for table in closure.parameters.values()
    ):
        keep_reflexive_same(closure)
    if not closure.derives_reflexive and has_consequences(closure.schema, closure.same_as, closure.parameters):
        closure.derives_reflexive = True
        closure.schema.mentioned |= {d.THING, d.NOTHING}
        closure.add_rows(top_and_bottom(closure.schema.mentioned))
    closure.add_rows(schema_conclusions(closure.schema, closure.same_as, closure.derives_reflexive))


def _reflexive_and_different(closure: ClosureState) -> Iterator[Candidates]:
    """Yield reflexive axioms and differences of literals that new merges or a new schema bring."""
    same_as, checked = closure.same_as, closure.reflexive_checked
    closure.reflexive_checked = (len(same_as.merge_rows), closure.schema_reads)
    if closure.reflexive_checked != checked and (same_as.classes or closure.derives_reflexive):
        yield from reflexive_axioms(closure.schema, same_as, closure.derives_reflexive)
    if checked[0] < len(same_as.merge_rows):
        closure.has_literal_names = any(classes_with_literals(closure.schema, same_as))
        yield from different_literals(closure.schema, same_as, closure.literals)
