"""Parameter tables: the axioms of each rule shape, and the intermediate ones of longer rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from aliansi.reasoning.columns.sorted_index import NONE, Bools, Ints, distinct
from aliansi.reasoning.terms import dictionary as d

# Conclusion of a rule with one fact from (s p o) with the axiom's value v.
FORWARD, REVERSED, SUBJECT_TYPE, OBJECT_TYPE = 0, 1, 2, 3  # (s v o), (o v s), (s type v), (o type v)
Row = tuple[int, ...]


class Parameters:
    """Axioms of one shape, sorted by the term they are looked up with."""

    def __init__(self, keys: Ints, columns: tuple[Ints, ...]) -> None:
        """Take sorted keys and the columns that belong to them."""
        self.keys, self.columns = keys, columns
        self._low = self._high = np.empty(0, np.int64)
        self._has_axioms = np.empty(0, np.bool_)
        self.concludes: tuple[Ints, Ints] | None = None
        self._places: tuple[Ints, Ints] | None = None

    @classmethod
    def of(cls, rows: list[Row], width: int, blocks: Sequence[Ints] = ()) -> Parameters:
        """Return parameters from rows of a key and ``width`` columns, and from whole blocks of rows."""
        table = np.array(rows, np.int64).reshape(len(rows), width + 1)
        if blocks:
            table = np.concatenate([table, *blocks])
        table = table[np.argsort(table[:, 0], kind="stable")]
        return cls(table[:, 0].copy(), tuple(table[:, i].astype(np.int32) for i in range(1, width + 1)))

    def __len__(self) -> int:
        """Return the number of axioms."""
        return len(self.keys)

    def take(self, which: Bools) -> Parameters:
        """Return some of the axioms."""
        rows = which.nonzero()[0]
        if not len(rows):
            return _NO_PARAMETERS
        return Parameters(self.keys[rows], tuple(column[rows] for column in self.columns))

    @property
    def rules(self) -> Ints:
        """The rule of each axiom."""
        return self.columns[-2]

    def places(self, terms: Ints) -> tuple[Ints, Ints]:
        """Return where the axioms of each term begin and end."""
        first, last = self._places = self._places or self._make_places()
        at = np.minimum(terms, len(first) - 1)  # the last position stands for all larger terms
        return first[at], last[at]

    def _make_places(self) -> tuple[Ints, Ints]:
        first, last = (np.zeros(int(self.keys[-1]) + 2, np.int32) for _ in range(2))
        terms = distinct(self.keys)
        first[terms], last[terms] = self.keys.searchsorted(terms), self.keys.searchsorted(terms, "right")
        return first, last

    def spans(self, predicates: Ints) -> tuple[Bools, Ints, Ints]:
        """Return whether each predicate has axioms, and where they begin and end; ``predicates`` may only grow."""
        if len(self._low) < len(predicates):
            self._low = self.keys.searchsorted(predicates)
            self._high = self.keys.searchsorted(predicates, "right")
            self._has_axioms = self._high > self._low
        return self._has_axioms, self._low, self._high


_NO_PARAMETERS = Parameters(np.empty(0, np.int64), (np.empty(0, np.int32),) * 5)


@dataclass
class Axioms:
    """Rows of every parameter table; the last two columns of each are the rule and the axiom.

    Axioms of one triple, of which there may be many, come in blocks of rows.
    """

    one: list[Row] = field(default_factory=list)  # predicate → way, value
    one_blocks: list[Ints] = field(default_factory=list)
    class_: list[Row] = field(default_factory=list)  # class → predicate of the conclusion, value
    class_blocks: list[Ints] = field(default_factory=list)
    value: list[Row] = field(default_factory=list)  # predicate and value → class
    chain: list[Row] = field(default_factory=list)  # first predicate → second predicate, predicate
    path: list[Row] = field(default_factory=list)  # predicate → the same predicate
    some: list[Row] = field(default_factory=list)  # predicate → class of the value, way, value
    all_: list[Row] = field(default_factory=list)  # class of the subject → predicate, way, value
    both: list[Row] = field(default_factory=list)  # class → other class, class
    one_value: list[Row] = field(default_factory=list)  # predicate
    one_subject: list[Row] = field(default_factory=list)  # predicate
    mutual: list[Row] = field(default_factory=list)  # predicate → predicate


def tables(axioms: Axioms) -> dict[str, Parameters]:
    """Return the parameters of each shape, once for every fact that a new triple may match."""

    def swapped(rows: list[Row]) -> list[Row]:
        return [(row[1], row[0], *row[2:]) for row in rows]

    return {
        "one": Parameters.of(axioms.one, 4, axioms.one_blocks),
        "class": Parameters.of(axioms.class_, 4, axioms.class_blocks),
        "value": Parameters.of(axioms.value, 3),
        "chain first": Parameters.of(axioms.chain, 4),
        "chain second": Parameters.of(swapped(axioms.chain), 4),
        "path first": Parameters.of(axioms.path, 3),
        "path second": Parameters.of(axioms.path, 3),
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


def concluded_classes(parameters: dict[str, Parameters]) -> Ints:
    """Return the classes that rules with one premise conclude."""
    way, value, *_ = parameters["one"].columns
    predicate, other, *_ = parameters["class"].columns
    return distinct(np.concatenate([value[way >= SUBJECT_TYPE], other[predicate == d.TYPE]]))


def joined_by_object(parameters: dict[str, Parameters]) -> Ints:
    """Return the predicates that rules join by object."""
    names = ("chain first", "path first", "some predicate", "one subject")
    return distinct(np.concatenate([parameters[name].keys for name in names]))


def mentions_predicate(predicate: int, table: Parameters) -> bool:
    """Return whether axioms of a shape have a predicate, alone or with a value, or a class of this number, as key."""
    return bool(((table.keys == predicate) | (table.keys >> 31 == predicate)).any())


def extends_predicate(predicate: int, table: Parameters) -> bool:
    """Return whether axioms of the graph have a predicate as key; those of the rules themselves have no row."""
    return bool(((table.keys == predicate) & (table.columns[-1] != NONE)).any())


def concluding(parameters: dict[str, Parameters], predicates: Bools, objects: Bools) -> dict[str, Parameters]:
    """Return the axioms that may conclude a triple with some of the predicates and objects."""
    found = {}
    for name, table in parameters.items():
        predicate, object_ = table.concludes = table.concludes or _conclusion(name, table)
        found[name] = table.take(predicates[predicate] & (objects[object_] | (object_ == NONE)))
    return found


def _conclusion(name: str, table: Parameters) -> tuple[Ints, Ints]:
    """Return the predicate that each axiom of a shape concludes, and the object if it is fixed."""
    columns, size = table.columns, len(table)
    anything, types = np.full(size, NONE), np.full(size, d.TYPE)
    if name == "class":
        return columns[0], columns[1]
    if name == "value":
        return types, columns[0]
    if name in {"both first", "both second"}:
        return types, columns[1]
    if name in {"chain first", "chain second"}:
        return columns[1], anything
    if name in {"one value", "one subject"}:
        return np.full(size, d.SAME), anything
    if name in {"mutual", "path first", "path second"}:
        return columns[0], anything
    way, value = columns[:2] if name == "one" else columns[1:3]
    in_class = way >= SUBJECT_TYPE
    return np.where(in_class, d.TYPE, value), np.where(in_class, value, NONE)


def looked_up_by_subject(parameters: dict[str, Parameters]) -> dict[str, Parameters]:
    """Return axioms without the tables that repeat them for a premise without the subject concluded about."""
    return parameters | dict.fromkeys(_LOOKED_UP_BY_OBJECT, _NO_PARAMETERS)


_LOOKED_UP_BY_OBJECT = ("chain second", "path second", "some class", "all class", "both second")


def premise_predicates(parameters: dict[str, Parameters]) -> tuple[Ints, Ints]:
    """Return the predicates of premises for conclusions about the premise's subject, and about its object."""
    one, of_members = parameters["one"], parameters["all predicate"]
    of_object = (one.columns[0] == REVERSED) | (one.columns[0] == OBJECT_TYPE)
    others = [parameters[name].keys for name in ("chain first", "path first", "some predicate", "mutual")]
    values = parameters["value"].keys >> 31
    by_subject = np.concatenate([one.keys[~of_object], of_members.keys, *others, values, [d.TYPE]])
    return distinct(by_subject), distinct(np.concatenate([one.keys[of_object], of_members.keys]))
