"""Look backwards: every way in which one application of a rule gives a triple of the closure.

The parameter tables that the engine runs forwards are read the other way round. A premise that contains a step, a term
that no reader sees, is replaced by what the step stands for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from aliansi.reasoning import dictionary as d
from aliansi.reasoning.axioms import OBJECT_IN, OTHER_WAY, SAME_WAY, SUBJECT_IN
from aliansi.reasoning.native import Closure
from aliansi.reasoning.rules import NAME
from aliansi.reasoning.table import ASSERTED, REWRITTEN

Key = tuple[int, int, int]
MOST_PARTNERS = 50  # of many like premises a few are tried: any of them serves
_EQ_REP = ("eq-rep-s", "eq-rep-p", "eq-rep-o")


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
        self._rows_as_they_stand: dict[Key, int] = {}
        self._by_conclusion: dict[str, dict[object, list[tuple[int, ...]]]] = {}
        for name, position in _CONCLUSION.items():
            rows: dict[object, list[tuple[int, ...]]] = defaultdict(list)
            parameters = closure.parameters[name]
            for row in zip(parameters.keys.tolist(), *(c.tolist() for c in parameters.columns), strict=True):
                rows[tuple(row[i] for i in position)].append(row)
            self._by_conclusion[name] = rows

    def row(self, key: Key) -> int:
        """Return the row of a triple as it stands, -1 if it has none."""
        row = self._rows_as_they_stand.get(key)
        if row is None:
            row = self._rows_as_they_stand[key] = self.table.row_as_it_stands(key)
        return row

    def is_asserted(self, key: Key) -> bool:
        """Say whether a triple is asserted as it stands."""
        row = self.row(key)
        return row >= 0 and int(self.table.rule_of(row)) == ASSERTED

    def holds(self, key: Key) -> bool:
        """Say whether a triple belongs to the closure; that something is itself tells nobody anything."""
        representative = self._representatives(key)
        if representative[1] == d.SAME and representative[0] == representative[2]:
            return key[0] != key[2]
        return self.row(representative) >= 0

    def inferences(self, key: Key) -> Iterator[Inference]:
        """Yield the derivation that is kept of a triple first, then every other one that is found."""
        kept = self.kept(key)
        if kept is not None:
            yield kept
        for found in self._found(key):
            for inference in self._without_steps(found):
                if key not in inference.premises and all(self.holds(premise) for premise in inference.premises):
                    yield inference

    def kept(self, key: Key) -> Inference | None:
        """Return the derivation that the engine kept of a triple; None if it is asserted or does not hold."""
        row = self.row(key)
        if row >= 0:
            rule = self.table.rule_of(row)
            if rule == ASSERTED:
                return None
            if rule != REWRITTEN:
                return self._stored(row, NAME[rule])
        representative = self._representatives(key)
        if representative[1] == d.SAME and representative[0] == representative[2]:
            return self._along_the_path(key[0], key[2])
        if row < 0:
            row = self.row(representative)
        while row >= 0 and self.table.rule_of(row) == REWRITTEN:
            row = int(self.table.column("first")[row])
        return self._renaming(self.table.triple(row), key) if row >= 0 else None

    def _representatives(self, key: Key) -> Key:
        names = self.names.representative
        return int(names[key[0]]), int(names[key[1]]), int(names[key[2]])

    def _stored(self, row: int, rule: str) -> Inference:
        axiom = self._axiom(int(self.table.column("axiom")[row]))
        partners = (int(self.table.column(name)[row]) for name in ("first", "second"))
        premises: list[Key] = list(axiom)
        for partner in partners:
            if partner >= 0:
                premises += self._stored_step(partner)
        return Inference(rule, tuple(dict.fromkeys(premises)))

    def _stored_step(self, row: int) -> tuple[Key, ...]:
        """Return a premise, or those of the step that it is."""
        triple = self.table.triple(row)
        if not self._is_step(triple):
            return (triple,)
        if self.table.rule_of(row) == REWRITTEN:
            definition = next(self._definitions(triple), ())
            return tuple(premise for part in definition for premise in self._defined(part))
        first, second = (int(self.table.column(name)[row]) for name in ("first", "second"))
        return (*self._stored_step(first), *self._stored_step(second))

    def _defined(self, key: Key) -> tuple[Key, ...]:
        if not self._is_step(key):
            return (key,)
        return tuple(premise for part in next(self._definitions(key), ()) for premise in self._defined(part))

    def _along_the_path(self, x: int, y: int) -> Inference | None:
        """Return the step along the one path of statements that ties two names together."""
        path = self.names.path(x, y)
        if not path:
            return None
        (start, end, row), rest = path[0], path[1:]
        if rest:
            return Inference("eq-trans", ((start, d.SAME, end), (end, d.SAME, y)))
        said = self.table.triple(row)
        return Inference("eq-sym", (said,)) if said == (end, d.SAME, start) else None

    def _renaming(self, origin: Key, key: Key) -> Inference | None:
        """Return the last of the steps that put other names into a triple."""
        for place in (2, 1, 0):
            if origin[place] != key[place]:
                said = (origin[place], d.SAME, key[place])
                return Inference(_EQ_REP[place], (said, _renamed(key, place, origin[place])))
        return None

    def _is_step(self, key: Key) -> bool:
        text = self.closure.terms.text
        return text(key[1])[0] == "s" or text(key[2])[0] == "s"

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
        rows = self.table.rows_of(int(representative[p]), int(representative[node]), by_object)[:MOST_PARTNERS]
        found = self.table.column("s" if by_object else "o")[rows].tolist()
        return [name for term in found for name in self.names.of(term)[:MOST_PARTNERS]]

    def _found(self, key: Key) -> Iterator[Inference]:
        s, p, o = key
        yield from self._from_one(s, p, o)
        for class_, _, _, rule, axiom in self._rows("class", p, o):
            yield self._inference(rule, axiom, (s, d.TYPE, class_))
        for first, second, _, rule, axiom in self._rows("chain first", p):
            for y in self._objects(s, first):
                yield self._inference(rule, axiom, (s, first, y), (y, second, o))
        for q, _, rule, axiom in self._rows("mutual", p):
            yield self._inference(rule, axiom, (s, q, o), (o, q, s))
        if p == d.TYPE:
            yield from self._types(s, o)
        if p == d.SAME:
            yield from self._same(s, o)
        yield from self._other_names(key)

    def _inference(self, rule: int, axiom: int, *premises: Key) -> Inference:
        return Inference(NAME[rule], (*self._axiom(axiom), *premises))

    def _from_one(self, s: int, p: int, o: int) -> Iterator[Inference]:
        for q, _, _, rule, axiom in self._rows("one", SAME_WAY, p):
            yield self._inference(rule, axiom, (s, q, o))
        for q, _, _, rule, axiom in self._rows("one", OTHER_WAY, p):
            yield self._inference(rule, axiom, (o, q, s))

    def _types(self, s: int, c: int) -> Iterator[Inference]:
        for p, _, _, rule, axiom in self._rows("one", SUBJECT_IN, c):
            for end in self._objects(s, p):
                yield self._inference(rule, axiom, (s, p, end))
        for p, _, _, rule, axiom in self._rows("one", OBJECT_IN, c):
            for end in self._subjects(p, s):
                yield self._inference(rule, axiom, (end, p, s))
        yield from self._restricted(s, c)

    def _restricted(self, s: int, c: int) -> Iterator[Inference]:
        for pair, _, rule, axiom in self._rows("value", c):
            yield self._inference(rule, axiom, (s, pair >> 31, pair & 0x7FFFFFFF))
        for p, class_, _, _, rule, axiom in self._rows("some predicate", SUBJECT_IN, c):
            for v in self._objects(s, p):
                yield self._inference(rule, axiom, (s, p, v), (v, d.TYPE, class_))
        for class_, p, _, _, rule, axiom in self._rows("all class", OBJECT_IN, c):
            for u in self._subjects(p, s):
                yield self._inference(rule, axiom, (u, d.TYPE, class_), (u, p, s))
        for first, second, _, rule, axiom in self._rows("both first", c):
            yield self._inference(rule, axiom, (s, d.TYPE, first), (s, d.TYPE, second))

    def _same(self, x: int, y: int) -> Iterator[Inference]:
        """Yield what says that two names are of one thing."""
        yield Inference("eq-sym", ((y, d.SAME, x),))
        for name in self.names.of(x)[:MOST_PARTNERS]:
            if name not in {x, y}:
                yield Inference("eq-trans", ((x, d.SAME, name), (name, d.SAME, y)))
        for p, rule, axiom in self._rows("one value"):
            for u in self._subjects(p, x):
                yield self._inference(rule, axiom, (u, p, x), (u, p, y))
        for p, rule, axiom in self._rows("one subject"):
            for u in self._objects(x, p):
                yield self._inference(rule, axiom, (x, p, u), (y, p, u))

    def _other_names(self, key: Key) -> Iterator[Inference]:
        for position, rule in enumerate(_EQ_REP):
            for name in self._useful_names(key, position):
                yield Inference(rule, ((name, d.SAME, key[position]), _renamed(key, position, name)))

    def _useful_names(self, key: Key, position: int) -> list[int]:
        """Return other names of a term of a triple: those under which the triple has a row, or all if they are few."""
        names = [name for name in self.names.of(key[position]) if name != key[position]]
        if len(names) <= MOST_PARTNERS:
            return names
        representative = int(self.names.representative[key[position]])
        having = [name for name in names if self.row(_renamed(key, position, name)) >= 0]
        return list(dict.fromkeys([*having[:MOST_PARTNERS], *([representative] if representative in names else [])]))

    def _without_steps(self, inference: Inference) -> Iterator[Inference]:
        """Yield an inference with what its steps stand for, in every way."""
        ways = [list(self._expanded(premise)) for premise in inference.premises]
        for parts in product(*ways):
            yield Inference(inference.rule, tuple(dict.fromkeys(key for part in parts for key in part)))

    def _expanded(self, key: Key) -> Iterator[tuple[Key, ...]]:
        if not self._is_step(key):
            yield (key,)
            return
        for definition in self._definitions(key):
            for parts in product(*(list(self._expanded(part)) for part in definition)):
                yield tuple(premise for part in parts for premise in part)

    def _definitions(self, key: Key) -> Iterator[tuple[Key, Key]]:
        """Yield the pairs of premises that a step stands for, each time with those terms of theirs that hold."""
        s, p, o = key
        for q, class_, _, _, _, _ in self._rows("some predicate", SAME_WAY, p):
            yield (s, q, o), (o, d.TYPE, class_)
        for class_, q, _, _, _, _ in self._rows("all class", SAME_WAY, p):
            yield (s, d.TYPE, class_), (s, q, o)
        for first, second, _, _, _ in self._rows("both first", o) if p == d.TYPE else ():
            yield (s, d.TYPE, first), (s, d.TYPE, second)
        for first, second, _, _, _ in self._rows("chain first", p):
            for y in self._objects(s, first):
                if self.holds((y, second, o)):
                    yield (s, first, y), (y, second, o)


# Where the conclusion of a shape stands in a row of its parameters, the key being column 0.
_CONCLUSION: dict[str, tuple[int, ...]] = {
    "one": (1, 2), "class": (1, 2), "value": (1,), "chain first": (2,), "some predicate": (2, 3), "all class": (2, 3),
    "both first": (2,), "mutual": (1,), "one value": (), "one subject": (),
}  # fmt: skip


def _renamed(key: Key, position: int, name: int) -> Key:
    """Return a triple with another name in one of its places."""
    s, p, o = (name if place == position else term for place, term in enumerate(key))
    return s, p, o
