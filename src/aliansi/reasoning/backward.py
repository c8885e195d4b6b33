"""Look backwards: every way in which one application of a rule gives a triple of the closure.

The parameter tables that the engine runs forwards are read the other way round. Premises are triples of numbers; those
that contain a step (a term that no reader sees) are explained in turn and flattened by ``aliansi.reasoning.proofs``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from aliansi.reasoning import dictionary as d
from aliansi.reasoning.axioms import OBJECT_IN, OTHER_WAY, SAME_WAY, SUBJECT_IN
from aliansi.reasoning.native import ASSERTED, REWRITTEN, Closure
from aliansi.reasoning.rules import NAME

Key = tuple[int, int, int]
MOST_PARTNERS = 50  # of many like premises a few are tried: any of them serves


@dataclass(frozen=True)
class Inference:
    """One application of a rule."""

    rule: str
    premises: tuple[Key, ...]


class Backward:
    """The rules of a closure, looked up by what they conclude."""

    def __init__(self, closure: Closure) -> None:
        """Sort the axioms by their conclusions."""
        self.closure, self.table, self.names = closure, closure.table, closure.names
        self._by_conclusion: dict[str, dict[object, list[tuple[int, ...]]]] = {}
        for name, position in _CONCLUSION.items():
            rows: dict[object, list[tuple[int, ...]]] = defaultdict(list)
            parameters = closure.parameters[name]
            for row in zip(parameters.keys.tolist(), *(c.tolist() for c in parameters.columns), strict=True):
                rows[tuple(row[i] for i in position)].append(row)
            self._by_conclusion[name] = rows

    def is_asserted(self, key: Key) -> bool:
        """Say whether a triple is asserted as it stands."""
        row = self.table.row_as_it_stands(key)
        return row >= 0 and int(self.table.column("rule")[row]) == ASSERTED

    def holds(self, key: Key) -> bool:
        """Say whether a triple belongs to the closure."""
        s, p, o = (int(self.names.representative[term]) for term in key)
        if p == d.SAME and s == o:
            return key[0] != key[2]
        return int(self.table.find(np.array([s]), np.array([p]), np.array([o]))[0]) >= 0

    def inferences(self, key: Key) -> Iterator[Inference]:
        """Yield the stored derivation of a triple first, then every other one that is found."""
        stored = self.stored(key)
        if stored is not None:
            yield stored
        for inference in self._through_axioms(key):
            if key not in inference.premises and all(self.holds(premise) for premise in inference.premises):
                yield inference
        yield from self._other_names(key)

    def stored(self, key: Key) -> Inference | None:
        """Return the derivation that the engine kept of a triple; None if it has no row of its own or is asserted."""
        row = self.table.row_as_it_stands(key)
        if row < 0:
            return None
        rule = int(self.table.column("rule")[row])
        if rule in {ASSERTED, REWRITTEN}:
            return None
        axiom = int(self.table.column("axiom")[row])
        partners = [int(self.table.column(name)[row]) for name in ("first", "second")]
        rows = [*self.closure.schema.premises(axiom), *(r for r in partners if r >= 0)]
        return Inference(NAME[rule], tuple(self.table.triple(r) for r in rows))

    def _axiom(self, axiom: int) -> tuple[Key, ...]:
        return tuple(self.table.triple(row) for row in self.closure.schema.premises(axiom))

    def _rows(self, name: str, *conclusion: int) -> list[tuple[int, ...]]:
        return self._by_conclusion[name].get(conclusion, [])

    def _objects(self, s: int, p: int) -> list[int]:
        """Return some of the objects of a subject and a predicate."""
        return self._ends(s, p, by_object=False)

    def _subjects(self, p: int, o: int) -> list[int]:
        """Return some of the subjects of a predicate and an object."""
        return self._ends(o, p, by_object=True)

    def _ends(self, node: int, p: int, by_object: bool) -> list[int]:
        representative = self.names.representative
        low, high = self.table.rows(np.array([representative[p]]), np.array([representative[node]]), by_object)
        index = self.table.by_object_row if by_object else self.table.by_subject_row
        rows = index[int(low[0]) : min(int(high[0]), int(low[0]) + MOST_PARTNERS)]
        return [int(term) for term in self.table.column("s" if by_object else "o")[rows]]

    def _through_axioms(self, key: Key) -> Iterator[Inference]:
        s, p, o = key
        yield from self._from_one(s, p, o)
        for class_, _, _, rule, axiom in self._rows("class", p, o):
            yield Inference(NAME[rule], (*self._axiom(axiom), (s, d.TYPE, class_)))
        for first, second, _, rule, axiom in self._rows("chain first", p):
            for y in self._objects(s, first):
                yield Inference(NAME[rule], (*self._axiom(axiom), (s, first, y), (y, second, o)))
        for q, _, rule, axiom in self._rows("mutual", p):
            yield Inference(NAME[rule], (*self._axiom(axiom), (s, q, o), (o, q, s)))
        yield from self._steps(s, p, o)
        if p == d.TYPE:
            yield from self._types(s, o)

    def _from_one(self, s: int, p: int, o: int) -> Iterator[Inference]:
        for q, _, _, rule, axiom in self._rows("one", SAME_WAY, p):
            yield Inference(NAME[rule], (*self._axiom(axiom), (s, q, o)))
        for q, _, _, rule, axiom in self._rows("one", OTHER_WAY, p):
            yield Inference(NAME[rule], (*self._axiom(axiom), (o, q, s)))

    def _steps(self, s: int, p: int, o: int) -> Iterator[Inference]:
        """Conclusions that only a step draws: (s p o) from a value or a subject of a class."""
        for q, class_, _, _, rule, axiom in self._rows("some predicate", SAME_WAY, p):
            yield Inference(NAME[rule], (*self._axiom(axiom), (s, q, o), (o, d.TYPE, class_)))
        for class_, q, _, _, rule, axiom in self._rows("all class", SAME_WAY, p):
            yield Inference(NAME[rule], (*self._axiom(axiom), (s, d.TYPE, class_), (s, q, o)))

    def _types(self, s: int, c: int) -> Iterator[Inference]:
        for p, way, _, rule, axiom in [*self._rows("one", SUBJECT_IN, c), *self._rows("one", OBJECT_IN, c)]:
            ends = self._objects(s, p) if way == SUBJECT_IN else self._subjects(p, s)
            for end in ends:
                premise = (s, p, end) if way == SUBJECT_IN else (end, p, s)
                yield Inference(NAME[rule], (*self._axiom(axiom), premise))
        for pair, _, rule, axiom in self._rows("value", c):
            yield Inference(NAME[rule], (*self._axiom(axiom), (s, pair >> 31, pair & 0x7FFFFFFF)))
        for p, class_, _, _, rule, axiom in self._rows("some predicate", SUBJECT_IN, c):
            for v in self._objects(s, p):
                yield Inference(NAME[rule], (*self._axiom(axiom), (s, p, v), (v, d.TYPE, class_)))
        for class_, p, _, _, rule, axiom in self._rows("all class", OBJECT_IN, c):
            for u in self._subjects(p, s):
                yield Inference(NAME[rule], (*self._axiom(axiom), (u, d.TYPE, class_), (u, p, s)))
        for first, second, _, rule, axiom in self._rows("both first", c):
            yield Inference(NAME[rule], (*self._axiom(axiom), (s, d.TYPE, first), (s, d.TYPE, second)))

    def _other_names(self, key: Key) -> Iterator[Inference]:
        """eq-sym, eq-trans, eq-rep-s, eq-rep-p and eq-rep-o."""
        s, p, o = key
        if p == d.SAME and int(self.names.representative[s]) == int(self.names.representative[o]):
            yield from self._same(s, o)
            return
        for position, rule in enumerate(("eq-rep-s", "eq-rep-p", "eq-rep-o")):
            for name in self._useful_names(key, position):
                yield Inference(rule, ((name, d.SAME, key[position]), _renamed(key, position, name)))

    def _useful_names(self, key: Key, position: int) -> list[int]:
        """Return other names of a term of a triple: those under which the triple has a row, or all if they are few."""
        names = [name for name in self.names.of(key[position]) if name != key[position]]
        if len(names) <= MOST_PARTNERS:
            return names
        representative = int(self.names.representative[key[position]])
        having = [name for name in names if self.table.row_as_it_stands(_renamed(key, position, name)) >= 0]
        return list(dict.fromkeys([*having[:MOST_PARTNERS], *([representative] if representative in names else [])]))

    def _same(self, x: int, y: int) -> Iterator[Inference]:
        """Along the one path of statements that ties two names together."""
        path = self.names.path(x, y)
        if not path:
            return
        (start, end, row), rest = path[0], path[1:]
        if rest:
            yield Inference("eq-trans", ((start, d.SAME, end), (end, d.SAME, y)))
        elif self.table.triple(row) == (end, d.SAME, start):
            yield Inference("eq-sym", ((end, d.SAME, start),))


# Where the conclusion of a shape stands in a row of its parameters, the key being column 0.
_CONCLUSION = {
    "one": (1, 2), "class": (1, 2), "value": (1,), "chain first": (2,), "some predicate": (2, 3), "all class": (2, 3),
    "both first": (2,), "mutual": (1,),
}  # fmt: skip


def _renamed(key: Key, position: int, name: int) -> Key:
    """Return a triple with another name in one of its places."""
    s, p, o = (name if place == position else term for place, term in enumerate(key))
    return s, p, o
