"""Change a closure: add and retract asserted triples without starting over (delete and rederive).

What rests on a retracted triple, by the derivation that is kept of it, is deleted; then whatever still follows in
another way is derived anew (Gupta, Mumick, Subrahmanian: Maintaining Views Incrementally, SIGMOD 1993). Facts come and
go in this way. Where a retraction reaches an axiom, or a statement that made two names one, the closure starts over.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from rdflib.term import Node

from aliansi.reasoning.columns.sorted_index import NONE, Ints
from aliansi.reasoning.columns.triple_table import ASSERTED, RETRACTED
from aliansi.reasoning.engine.rederive import rederive
from aliansi.reasoning.engine.saturate import add, read_literals, start_over
from aliansi.reasoning.engine.state import ClosureState, are_schema
from aliansi.reasoning.terms import dictionary as d
from aliansi.reasoning.terms.rdflib_terms import text_of

Triple = tuple[Node, Node, Node]
REBUILD_RATIO = 4  # if one in so many rows would go, starting over is quicker


def update(closure: ClosureState, added: Iterable[Triple], retracted: Iterable[Triple]) -> None:
    """Make the closure that of its asserted triples without the retracted and with the added ones.

    Retracting what is not asserted does nothing; what still follows stays. An explainer made before is of no use after.
    """
    texts, old = ([tuple(map(text_of, triple)) for triple in triples] for triples in (added, retracted))
    gone = _retract(closure, old)
    new = np.array([[closure.terms.numbers[text] for text in triple] for triple in texts], np.int64).reshape(-1, 3)
    if _changes_facts_only(closure, gone, new) and _delete_and_rederive(closure, gone):
        if len(new):
            add(closure, *new.T)
            read_literals(closure)
    else:
        start_over(closure, *new.T)


def _retract(closure: ClosureState, triples: Iterable[tuple[str, ...]]) -> Ints:
    """Mark the rows of asserted triples as retracted, and return them."""
    known, rule = closure.terms.numbers, closure.table.column("rule")
    numbers = ([known.get(text, NONE) for text in triple] for triple in triples)
    found = {(s, p, o) for s, p, o in numbers if NONE not in (s, p, o)}
    rows: Ints = closure.table.find_exact(*np.array(sorted(found), np.int64).reshape(-1, 3).T)
    rows = rows[rows >= 0]
    rows = rows[rule[rows] == ASSERTED]
    rule[rows] = RETRACTED
    return rows


def _changes_facts_only(closure: ClosureState, gone: Ints, new: Ints) -> bool:
    """Say whether a change is one of facts alone, for which there is room."""
    s, p, o = (closure.table.column(name)[gone] for name in "spo")
    spoken_of = closure.built_in_terms()
    return (
        not closure.is_full(len(new))
        and not are_schema(p, o).any()
        and spoken_of.isdisjoint((*s.tolist(), *o.tolist()))
        and (spoken_of - closure.schema.mentioned).isdisjoint(new[:, [0, 2]].ravel().tolist())
        and not _affects_literals(closure, o, new[:, 2])
    )


def _affects_literals(closure: ClosureState, old: Ints, new: Ints) -> bool:
    """Say whether literals go that are the same as others."""
    lost, come = ([t for t in part.tolist() if closure.terms.text(t)[0] == '"'] for part in (old, new))
    closure.retracted_literals |= set(lost)
    closure.retracted_literals -= set(come)
    if not lost and not come:
        return False
    speaks_of_types = not closure.schema.mentioned <= {d.THING, d.NOTHING}
    tied = any(len(closure.same_as.names_of(term)) > 1 for term in lost)
    return tied or (speaks_of_types and bool(lost)) or closure.has_literal_names


def _delete_and_rederive(closure: ClosureState, gone: Ints) -> bool:
    """Take rows away with what follows from them alone; leave all as it is, and say so, if too much would go."""
    if not len(gone):
        return True
    table = closure.table
    rule = table.column("rule")
    dead = closure.dependents.of(gone)
    if _is_far_reaching(closure, dead):
        return False
    active = dead[table.active[dead]]
    table.deactivate(active)
    if len(active) < len(dead):
        table.drop_rewritten(dead[~np.isin(dead, active)])
    rule[dead] = RETRACTED
    closure.retracted_rows += len(dead)
    rederive(closure, dead)
    return True


def _is_far_reaching(closure: ClosureState, dead: Ints) -> bool:
    table = closure.table
    return (
        len(dead) * REBUILD_RATIO > table.size
        or not closure.same_as.merge_rows.isdisjoint(dead.tolist())
        or not closure.key_premises.isdisjoint(dead.tolist())
        or bool(are_schema(table.column("p")[dead], table.column("o")[dead]).any())
    )
