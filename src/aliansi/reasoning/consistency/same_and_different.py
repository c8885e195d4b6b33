"""Find the names of one thing that are of different things, and literals that are not what they are used as.

Only here do names matter, not things alone: of the names that an owl:sameAs has made one, these are the two at odds.
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
    pairs = [*_asserted_different(extents), *_of_different_values(extents)]
    if pairs:
        x, y = np.array(pairs).T
        yield AxiomViolations("eq-diff1", {}, {"x": x, "y": y})
    for rule, predicate in (("eq-diff2", iri("owl:members")), ("eq-diff3", iri("owl:distinctMembers"))):
        for list_ in extents.lists(iri("owl:AllDifferent"), predicate):
            first: dict[int, int] = {}
            for j, member in enumerate(list_.members):
                # With the first of its names alone: that the others are the same as each other follows.
                if (i := first.setdefault(member, j)) != j:
                    yield AxiomViolations(rule, {}, names_in(list_, ("x", "y"), i, j), list_.cells)
    found = list(_ill_typed(extents))
    if found:
        x, datatypes = np.array(found).T
        yield AxiomViolations("dt-not-type", {}, {"x": x, "d": datatypes})


def _asserted_different(extents: Extents) -> list[Pair]:
    """Return the names of one thing that are said to be different, each two once."""
    table, same = extents.table, extents.same_as.representative
    rows = np.flatnonzero(same[table.column("p")] == same[d.DIFFERENT])
    rows = rows[same[table.column("s")[rows]] == same[table.column("o")[rows]]]
    found: dict[Pair, bool] = {}
    for row in rows.tolist():
        x, p, y = table.triple(row)
        rule = table.rule_of(row)
        # What has been rewritten counts as it was written, if it is still there.
        if rule not in {REWRITTEN, NUMBER["dt-diff"]} and (table.active[row] or table.exact_row((x, p, y)) == row):
            found[min(x, y), max(x, y)] = rule == ASSERTED
    told = {int(same[x]) for x, y in found if x != y}
    return [(x, y) for (x, y), asserted in found.items() if x != y or asserted or int(same[x]) not in told]


def _of_different_values(extents: Extents) -> Iterator[Pair]:
    """Yield the first of the literals that name one thing with each that has another value (dt-diff)."""
    for literals in _at_odds(extents):
        first_with = {value: literal for literal, value in reversed(literals.items()) if value is not None}
        first, *others = sorted(first_with.values()) or (0,)
        yield from ((first, other) for other in others)


def _at_odds(extents: Extents) -> Iterator[dict[int, Value | None]]:
    """Yield the literals among the names of each thing that has some without one common value, with their values."""
    text = extents.closure.terms.text
    for names in extents.same_as.classes.values():
        literals = sorted(name for name in names if text(name)[0] == '"')
        if len(literals) > 1:
            values = extents.closure.values
            if len({values.get(literal) for literal in literals}) > 1:
                yield {literal: values.get(literal) for literal in literals}


def _ill_typed(extents: Extents) -> Iterator[Pair]:
    """Yield literals with a datatype that each is used as and is no value of, once for a thing and a datatype."""
    seen: set[Pair] = set()
    things: set[int] = set()
    for datatype, literal in chain(_used_as(extents), _named_as(extents, things)):
        number = extents.closure.terms.numbers[f"<{datatype}>"]  # which the graph may not speak of
        thing = int(extents.same_as.representative[literal])
        pair = thing, int(extents.same_as.representative[number])
        if pair not in seen:
            seen.add(pair)
            things.add(thing)
            yield literal, number


def _used_as(extents: Extents) -> Iterator[tuple[str, int]]:
    """Yield literals that belong to a datatype without being a value of it."""
    closure = extents.closure
    mixed = {int(extents.same_as.representative[literal]) for literals in _at_odds(extents) for literal in literals}
    for datatype in sorted(SUPPORTED):
        members = extents.members(extents.number(f"<{datatype}>")).tolist()
        values = closure.values if members else {}
        for member in members:
            value = values.get(member)
            # Nearly all are in order: look at the names of the others alone.
            if value is None or member in mixed or not contains(datatype, value):
                literals = (name for name in extents.same_as.names_of(member) if _is_outside(extents, name, datatype))
                yield from ((datatype, literal) for literal in literals)


def _named_as(extents: Extents, told: set[int]) -> Iterator[tuple[str, int]]:
    """Yield literals without a value that name the same thing as one that has a value, unless told already.

    Such a literal has all the datatypes of the other (dt-type2); one of them is enough, its own if it is among them.
    """
    for literals in _at_odds(extents):
        known = [value for value in literals.values() if value is not None]
        for literal, value in literals.items() if known else ():
            if value is None and int(extents.same_as.representative[literal]) not in told:
                own = _datatype(extents, literal)
                datatypes = sorted(SUPPORTED, key=lambda one: (one != own, one))
                having = (one for one in datatypes if contains(one, known[0]) and _is_outside(extents, literal, one))
                yield from ((datatype, literal) for datatype in islice(having, 1))


def _is_outside(extents: Extents, name: int, datatype: str) -> bool:
    """Say whether a term is a literal and no value of a datatype; of an unknown datatype's literals nothing is said."""
    value = extents.closure.values.get(name)
    known = extents.closure.terms.text(name)[0] == '"' and (_datatype(extents, name) or f"{XSD}string") in SUPPORTED
    return known and (value is None or not contains(datatype, value))


def _datatype(extents: Extents, name: int) -> str:
    return literal_of(extents.closure.terms.text(name))[2]
