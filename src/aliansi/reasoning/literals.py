"""The datatype rules of Table 8: equal literals, and the types of literals where a graph speaks of a datatype."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aliansi.reasoning import dictionary as d
from aliansi.reasoning.datatypes import SUPPORTED, Value, contains, value_of
from aliansi.reasoning.dictionary import Dictionary
from aliansi.reasoning.rules import NUMBER
from aliansi.reasoning.schema import Schema
from aliansi.reasoning.table import NONE, Candidates, candidates


def values_of(terms: Dictionary) -> dict[int, Value]:
    """Return the value of each well-typed literal of a graph."""
    return {number: value for number, literal in terms.literals() if (value := value_of(literal)) is not None}


def conclusions(terms: Dictionary, schema: Schema, values: dict[int, Value]) -> Iterator[Candidates]:
    """Yield dt-eq and dt-type2 for the literals of a graph.

    Types are written only for datatypes that the graph speaks of: nothing comes of the others.
    """
    yield from _equal(values)
    for datatype in SUPPORTED:
        if (number := terms.known(datatype)) in schema.mentioned and number is not None:
            members = np.array([literal for literal, value in values.items() if contains(datatype, value)], np.int64)
            if len(members):
                yield candidates(members, d.TYPE, np.full(len(members), number), NUMBER["dt-type2"], NONE, NONE)


def _equal(values: dict[int, Value]) -> Iterator[Candidates]:
    first_with: dict[Value, int] = {}
    for number, value in values.items():
        if (first := first_with.setdefault(value, number)) != number:
            yield candidates(np.array([first]), d.SAME, np.array([number]), NUMBER["dt-eq"], NONE, NONE)
