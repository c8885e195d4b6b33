"""Tables of parameters: the axioms of each shape of rule, and those that the rules themselves bring along."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from aliansi.reasoning import dictionary as d
from aliansi.reasoning.rules import NUMBER
from aliansi.reasoning.table import NONE, Ints

# What a one-triple rule concludes from (s p o) with its value v.
SAME_WAY, OTHER_WAY, SUBJECT_IN, OBJECT_IN = 0, 1, 2, 3  # (s v o), (o v s), (s type v), (o type v)
Row = tuple[int, ...]


@dataclass(frozen=True)
class Parameters:
    """The axioms of one shape, sorted by what they look for."""

    keys: Ints
    columns: tuple[Ints, ...]

    @classmethod
    def of(cls, rows: list[Row], width: int) -> Parameters:
        """Make parameters from rows of a key and ``width`` columns."""
        table = np.array(rows, np.int64).reshape(len(rows), width + 1)
        table = table[np.argsort(table[:, 0], kind="stable")]
        return cls(table[:, 0], tuple(table[:, i] for i in range(1, width + 1)))


@dataclass
class Axioms:
    """Every parameter table; the last two columns of each are the rule and the axiom."""

    one: list[Row] = field(default_factory=list)  # predicate → way, value
    class_: list[Row] = field(default_factory=list)  # class → predicate of the conclusion, value
    value: list[Row] = field(default_factory=list)  # predicate and value → class
    chain: list[Row] = field(default_factory=list)  # first predicate → second predicate, predicate
    some: list[Row] = field(default_factory=list)  # predicate → class of the value, way, value
    all_: list[Row] = field(default_factory=list)  # class of the subject → predicate, way, value
    both: list[Row] = field(default_factory=list)  # class → other class, class
    one_value: list[Row] = field(default_factory=list)  # predicate
    one_subject: list[Row] = field(default_factory=list)  # predicate
    mutual: list[Row] = field(default_factory=list)  # predicate → predicate


def constants(axioms: Axioms) -> None:
    """The rules of Table 9 that speak of the vocabulary of RDFS and OWL alone."""
    axioms.one += [
        (d.EQUIVALENT_CLASS, SAME_WAY, d.SUBCLASS, NUMBER["scm-eqc1"], NONE),
        (d.EQUIVALENT_CLASS, OTHER_WAY, d.SUBCLASS, NUMBER["scm-eqc1"], NONE),
        (d.EQUIVALENT_PROPERTY, SAME_WAY, d.SUBPROPERTY, NUMBER["scm-eqp1"], NONE),
        (d.EQUIVALENT_PROPERTY, OTHER_WAY, d.SUBPROPERTY, NUMBER["scm-eqp1"], NONE),
    ]
    axioms.chain += [
        (d.SUBCLASS, d.SUBCLASS, d.SUBCLASS, NUMBER["scm-sco"], NONE),
        (d.SUBPROPERTY, d.SUBPROPERTY, d.SUBPROPERTY, NUMBER["scm-spo"], NONE),
        (d.DOMAIN, d.SUBCLASS, d.DOMAIN, NUMBER["scm-dom1"], NONE),
        (d.SUBPROPERTY, d.DOMAIN, d.DOMAIN, NUMBER["scm-dom2"], NONE),
        (d.RANGE, d.SUBCLASS, d.RANGE, NUMBER["scm-rng1"], NONE),
        (d.SUBPROPERTY, d.RANGE, d.RANGE, NUMBER["scm-rng2"], NONE),
    ]
    axioms.mutual += [
        (d.SUBCLASS, d.EQUIVALENT_CLASS, NUMBER["scm-eqc2"], NONE),
        (d.SUBPROPERTY, d.EQUIVALENT_PROPERTY, NUMBER["scm-eqp2"], NONE),
    ]


def tables(axioms: Axioms) -> dict[str, Parameters]:
    """Sort the axioms of each shape by what a new triple is looked up with, for every place that it may take."""

    def swapped(rows: list[Row]) -> list[Row]:
        return [(row[1], row[0], *row[2:]) for row in rows]

    return {
        "one": Parameters.of(axioms.one, 4),
        "class": Parameters.of(axioms.class_, 4),
        "value": Parameters.of(axioms.value, 3),
        "chain first": Parameters.of(axioms.chain, 4),
        "chain second": Parameters.of(swapped(axioms.chain), 4),
        "some predicate": Parameters.of(axioms.some, 5),
        "some class": Parameters.of(swapped(axioms.some), 5),
        "all class": Parameters.of(axioms.all_, 5),
        "all predicate": Parameters.of(swapped(axioms.all_), 5),
        "both first": Parameters.of(axioms.both, 4),
        "both second": Parameters.of(swapped(axioms.both), 4),
        "one value": Parameters.of(axioms.one_value, 2),
        "one subject": Parameters.of(axioms.one_subject, 2),
        "mutual": Parameters.of(axioms.mutual, 3),
    }
