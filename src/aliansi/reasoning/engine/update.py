"""Incremental update: add and retract asserted triples (delete-and-rederive).

Triples derived from a retracted triple, by their stored derivations, are deleted; then those that still have another
derivation are restored (Gupta, Mumick, Subrahmanian: Maintaining Views Incrementally, SIGMOD 1993). This works for
facts. If a retraction affects an axiom or a statement that merged names, the closure is computed again.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from aliansi.reasoning.columns.sorted_index import NONE, Ints
from aliansi.reasoning.columns.triple_table import ASSERTED, RETRACTED
from aliansi.reasoning.engine.rederive import rederive
from aliansi.reasoning.engine.saturate import add, read_literals, start_over
from aliansi.reasoning.engine.state import ClosureState, are_schema
from aliansi.reasoning.terms import dictionary as d
from aliansi.reasoning.terms.rdflib_terms import Triple, text_of

REBUILD_RATIO = 4  # computing the closure again is faster if more than one in so many rows is deleted


def update(closure: ClosureState, added: Iterable[Triple], retracted: Iterable[Triple]) -> None:
    """Turn the closure into that of its asserted triples without the retracted and with the added ones.

    Retracting a triple that is not asserted has no effect; inferred triples that still follow stay. Explainers of the
    closure become invalid.
    """
    texts, old = ([tuple(map(text_of, triple)) for triple in triples] for triples in (added, retracted))
    retracted_rows = _retract(closure, old)
    new = np.array([[closure.terms.numbers[text] for text in triple] for triple in texts], np.int64).reshape(-1, 3)
    if _changes_facts_only(closure, retracted_rows, new) and _delete_and_rederive(closure, retracted_rows):
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


def _changes_facts_only(closure: ClosureState, retracted: Ints, new: Ints) -> bool:
    """Return whether a change affects no axiom, no watched term and no name, and fits into the table."""
    s, p, o = (closure.table.column(name)[retracted] for name in "spo")
    watched = closure.built_in_terms()
    return (
        not closure.is_full(len(new))
        # Axioms about built-in properties are rare, and nearly any fact may then affect an axiom.
        and closure.derives_reflexive == closure.options.reflexive
        and not are_schema(p, o).any()
        and watched.isdisjoint((*s.tolist(), *o.tolist()))
        and (watched - closure.schema.mentioned).isdisjoint(new[:, [0, 2]].ravel().tolist())
        and not _affects_literals(closure, o, new[:, 2])
    )


def _affects_literals(closure: ClosureState, old: Ints, new: Ints) -> bool:
    """Return whether a change of literals may affect literals that are equal to them."""
    lost, added = ([t for t in part.tolist() if closure.terms.text(t)[0] == '"'] for part in (old, new))
    closure.retracted_literals |= set(lost)
    closure.retracted_literals -= set(added)
    if not lost and not added:
        return False
    mentions_types = not closure.schema.mentioned <= {d.THING, d.NOTHING}
    has_equals = any(len(closure.same_as.names_of(term)) > 1 for term in lost)
    return has_equals or (mentions_types and bool(lost)) or closure.has_literal_names


def _delete_and_rederive(closure: ClosureState, retracted: Ints) -> bool:
    """Delete rows with everything that follows only from them; return False, with no change, if that is too much."""
    if not len(retracted):
        return True
    table = closure.table
    rule = table.column("rule")
    dead = closure.dependents.of(retracted)
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
