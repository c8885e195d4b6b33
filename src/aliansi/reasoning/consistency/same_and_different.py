"""Sameness violations: terms that are both the same and different, and literals outside a datatype they must have.

Only here do names matter and not just things: these are the two names of one thing that contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

import numpy as np

from aliansi.reasoning.columns.triple_table import ASSERTED, REWRITTEN
from aliansi.reasoning.consistency.axiom_violations import AxiomViolations, names_in
from aliansi.reasoning.consistency.extents import Extents
from aliansi.reasoning.rules.catalogue import NUMBER
from aliansi.reasoning.terms import dictionary as d
from aliansi.reasoning.terms.datatypes import SUPPORTED, Value, contains
from aliansi.reasoning.terms.text import XSD, iri, literal_of

Pair = tuple[int, int]


def sameness_violations(extents: Extents) -> Iterator[AxiomViolations]:
    """Yield the applications of eq-diff1, eq-diff2, eq-diff3 and dt-not-type."""
    pairs = [*_stated_different(extents), *_of_different_values(extents)]
    if pairs:
        x, y = np.array(pairs).T
        yield AxiomViolations("eq-diff1", {}, {"x": x, "y": y})
    for rule, predicate in (("eq-diff2", iri("owl:members")), ("eq-diff3", iri("owl:distinctMembers"))):
        for list_ in extents.lists(iri("owl:AllDifferent"), predicate):
            first: dict[int, int] = {}
            for j, member in enumerate(list_.members):
                # Only pairs with the first name: the others follow.
                if (i := first.setdefault(member, j)) != j:
                    yield AxiomViolations(rule, {}, names_in(list_, ("x", "y"), i, j), list_.cells)
    found = list(_ill_typed(extents))
    if found:
        x, datatypes = np.array(found).T
        yield AxiomViolations("dt-not-type", {}, {"x": x, "d": datatypes})


def _stated_different(extents: Extents) -> list[Pair]:
    """Return the names of one thing that are stated to be different, each pair once."""
    table, same = extents.table, extents.same_as.representative
    rows = np.flatnonzero(same[table.column("p")] == same[d.DIFFERENT])
    rows = rows[same[table.column("s")[rows]] == same[table.column("o")[rows]]]
    found: dict[Pair, bool] = {}
    for row in rows.tolist():
        x, p, y = table.triple(row)
        rule = table.rule_of(row)
        # A rewritten row counts under its old names unless it was retracted.
        if rule not in {REWRITTEN, NUMBER["dt-diff"]} and (table.active[row] or table.exact_row((x, p, y)) == row):
            found[min(x, y), max(x, y)] = rule == ASSERTED
    reported = {int(same[x]) for x, y in found if x != y}
    return [(x, y) for (x, y), asserted in found.items() if x != y or asserted or int(same[x]) not in reported]


def _of_different_values(extents: Extents) -> Iterator[Pair]:
    """Yield pairs of equal literals with different values, each with the first one (dt-diff)."""
    for literals in _at_odds(extents):
        first_with = {value: literal for literal, value in reversed(literals.items()) if value is not None}
        first, *others = sorted(first_with.values()) or (0,)
        yield from ((first, other) for other in others)


def _at_odds(extents: Extents) -> Iterator[dict[int, Value | None]]:
    """Yield the literals of each equivalence class that do not all have one value, with their values."""
    text = extents.closure.terms.text
    for names in extents.same_as.classes.values():
        literals = sorted(name for name in names if text(name)[0] == '"')
        if len(literals) > 1:
            values = extents.closure.values
            if len({values.get(literal) for literal in literals}) > 1:
                yield {literal: values.get(literal) for literal in literals}


def _ill_typed(extents: Extents) -> Iterator[Pair]:
    """Yield literals with a datatype that they must have and whose values exclude them, once per thing and datatype."""
    seen: set[Pair] = set()
    things: set[int] = set()
    for datatype, literal in chain(_used_as(extents), _named_as(extents, things)):
        number = extents.closure.terms.numbers[f"<{datatype}>"]  # new if the graph does not mention it
        thing = int(extents.same_as.representative[literal])
        pair = thing, int(extents.same_as.representative[number])
        if pair not in seen:
            seen.add(pair)
            things.add(thing)
            yield literal, number


def _used_as(extents: Extents) -> Iterator[tuple[str, int]]:
    """Yield literals that have a datatype as rdf:type without being one of its values."""
    closure = extents.closure
    mixed = {int(extents.same_as.representative[literal]) for literals in _at_odds(extents) for literal in literals}
    for datatype in sorted(SUPPORTED):
        members = extents.members(extents.number(f"<{datatype}>")).tolist()
        values = closure.values if members else {}
        for member in members:
            value = values.get(member)
            # Nearly all are well-typed: check the names of the others only.
            if value is None or member in mixed or not contains(datatype, value):
                literals = (name for name in extents.same_as.names_of(member) if _is_outside(extents, name, datatype))
                yield from ((datatype, literal) for literal in literals)


def _named_as(extents: Extents, reported: set[int]) -> Iterator[tuple[str, int]]:
    """Yield literals without a value that are the same as one with a value, except reported ones.

    Such a literal has all datatypes of the other (dt-type2); one of them is enough, its own if it is among them.
    """
    for literals in _at_odds(extents):
        known = [value for value in literals.values() if value is not None]
        for literal, value in literals.items() if known else ():
            if value is None and int(extents.same_as.representative[literal]) not in reported:
                own = _datatype(extents, literal)
                datatypes = sorted(SUPPORTED, key=lambda one: (one != own, one))
                having = (one for one in datatypes if contains(one, known[0]) and _is_outside(extents, literal, one))
                yield from ((datatype, literal) for datatype in islice(having, 1))


def _is_outside(extents: Extents, name: int, datatype: str) -> bool:
    """Return whether a term is a literal of a supported datatype and not a value of ``datatype``."""
    value = extents.closure.values.get(name)
    known = extents.closure.terms.text(name)[0] == '"' and (_datatype(extents, name) or f"{XSD}string") in SUPPORTED
    return known and (value is None or not contains(datatype, value))


def _datatype(extents: Extents, name: int) -> str:
    return literal_of(extents.closure.terms.text(name))[2]
