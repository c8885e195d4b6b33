"""Tables of parameters: the axioms of each shape of rule, and those that the rules themselves bring along."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from aliansi.reasoning import dictionary as d
from aliansi.reasoning.index import NONE, Ints
from aliansi.reasoning.rules import NUMBER

# What a one-triple rule concludes from (s p o) with its value v.
SAME_WAY, OTHER_WAY, SUBJECT_IN, OBJECT_IN = 0, 1, 2, 3  # (s v o), (o v s), (s type v), (o type v)
Row = tuple[int, ...]


class Parameters:
    """The axioms of one shape, sorted by what they look for."""

    def __init__(self, rows: list[Row], width: int) -> None:
        """Make parameters from rows of a key and ``width`` columns."""
        table = np.array(rows, np.int64).reshape(len(rows), width + 1)
        table = table[np.argsort(table[:, 0], kind="stable")]
        self.keys: Ints = table[:, 0].copy()
        self.columns: tuple[Ints, ...] = tuple(table[:, i].astype(np.int32) for i in range(1, width + 1))
        self._low = self._high = np.empty(0, np.int64)

    def __len__(self) -> int:
        """Return how many axioms there are."""
        return len(self.keys)

    def spans(self, predicates: Ints) -> tuple[Ints, Ints]:
        """Return where the axioms of each predicate begin and end; more predicates may come, none leaves."""
        if len(self._low) < len(predicates):
            self._low = np.searchsorted(self.keys, predicates)
            self._high = np.searchsorted(self.keys, predicates, "right")
        return self._low, self._high


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
        "one": Parameters(axioms.one, 4),
        "class": Parameters(axioms.class_, 4),
        "value": Parameters(axioms.value, 3),
        "chain first": Parameters(axioms.chain, 4),
        "chain second": Parameters(swapped(axioms.chain), 4),
        "some predicate": Parameters(axioms.some, 5),
        "some class": Parameters(swapped(axioms.some), 5),
        "all class": Parameters(axioms.all_, 5),
        "all predicate": Parameters(swapped(axioms.all_), 5),
        "both first": Parameters(axioms.both, 4),
        "both second": Parameters(swapped(axioms.both), 4),
        "one value": Parameters(axioms.one_value, 2),
        "one subject": Parameters(axioms.one_subject, 2),
        "mutual": Parameters(axioms.mutual, 3),
    }


def concluded_classes(parameters: dict[str, Parameters]) -> Ints:
    """Return the classes that rules with one premise conclude."""
    way, value, *_ = parameters["one"].columns
    predicate, other, *_ = parameters["class"].columns
    return np.unique(np.concatenate([value[way >= SUBJECT_IN], other[predicate == d.TYPE]]))


def joined_by_object(parameters: dict[str, Parameters]) -> Ints:
    """Return the predicates whose subjects rules look up by the object."""
    return np.unique(
        np.concatenate([parameters[name].keys for name in ("chain first", "some predicate", "one subject")])
    )


def asks_for(predicate: int, table: Parameters) -> bool:
    """Say whether axioms of a shape ask for a predicate, alone or with a value; a class of this number does too."""
    return bool(((table.keys == predicate) | (table.keys >> 31 == predicate)).any())
