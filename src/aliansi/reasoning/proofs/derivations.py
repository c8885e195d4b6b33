"""Derivations of a triple: the stored one, and every other application of a rule that concludes it."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import URIRef
from rdflib.term import Node

from aliansi.reasoning.columns.triple_table import ASSERTED, REWRITTEN
from aliansi.reasoning.engine.state import ClosureState
from aliansi.reasoning.proofs.matcher import MAX_NAMES, Inference, Matcher
from aliansi.reasoning.rules.catalogue import NAME
from aliansi.reasoning.terms import dictionary as d
from aliansi.reasoning.terms.datatypes import SUPPORTED, contains
from aliansi.reasoning.terms.dictionary import Key

_EQ_REP = ("eq-rep-s", "eq-rep-p", "eq-rep-o")


class Derivations:
    """Derivations in a closure, by the triple they conclude."""

    def __init__(self, closure: ClosureState) -> None:
        self.closure, self.table, self.same_as = closure, closure.table, closure.same_as
        self._matcher = Matcher(closure)
        self._exact_rows: dict[Key, int] = {}

    def row(self, key: Key) -> int:
        """Return the row of a triple under these very names, -1 if there is none."""
        row = self._exact_rows.get(key)
        if row is None:
            row = self._exact_rows[key] = self.table.exact_row(key)
        return row

    def is_asserted(self, key: Key) -> bool:
        """Return whether a triple is asserted under these very names."""
        row = self.row(key)
        return row >= 0 and self.table.rule_of(row) == ASSERTED

    def holds(self, key: Key) -> bool:
        """Return whether a triple belongs to the closure; x sameAs x does not count."""
        s, p, o = self._representatives(key)
        return self._matcher.holds(s, p, o) and not (p == d.SAME and key[0] == key[2])

    def inferences(self, key: Key) -> Iterator[Inference]:
        """Yield every application of a rule that concludes a triple, the stored derivation first."""
        stored = self.stored(key)
        if stored is not None:
            yield stored
        yield from self._literal_inferences(key)
        yield from self._matcher.inferences(key)
        if key[1] == d.SAME:
            yield from self._same_as_inferences(key[0], key[2])
        yield from self._replacements(key)

    def stored(self, key: Key) -> Inference | None:
        """Return the derivation that the engine stored; None if the triple is asserted or has none."""
        row = self.row(key)
        if row >= 0:
            rule = self.table.rule_of(row)
            if rule == ASSERTED:
                return None
            if rule != REWRITTEN:
                return self._stored(row, NAME[rule])
        representative = self._representatives(key)
        if representative[1] == d.SAME and representative[0] == representative[2]:
            return self._same_as_path(key[0], key[2])
        if row < 0:
            row = self.row(representative)
        while row >= 0 and self.table.rule_of(row) == REWRITTEN:
            row = int(self.table.column("first")[row])
        return self._last_replacement(self.table.triple(row), key) if row >= 0 else None

    def _representatives(self, key: Key) -> Key:
        names = self.same_as.representative
        return int(names[key[0]]), int(names[key[1]]), int(names[key[2]])

    def _stored(self, row: int, rule: str) -> Inference | None:
        axiom = int(self.table.column("axiom")[row])
        premises = [self.table.triple(premise) for premise in self.closure.schema.premises(axiom)]
        for name in ("first", "second"):
            partner = int(self.table.column(name)[row])
            if partner >= 0:
                parts = self._stored_step(partner)
                if parts is None:
                    return None
                premises += parts
        if any(self._is_no_premise(premise) for premise in premises):
            return None
        return Inference(rule, tuple(dict.fromkeys(premises)))

    def _is_no_premise(self, key: Key) -> bool:
        """Return whether the engine has a premise under a name that the rule cannot use."""
        s, p, o = key
        return (p == d.SAME and s == o) or (p in {d.MAX, d.MAX_QUALIFIED} and o not in self.closure.values)

    def _stored_step(self, row: int) -> tuple[Key, ...] | None:
        """Return a premise, or those of an intermediate triple; None if the latter has been rewritten."""
        triple = self.table.triple(row)
        if not self._is_step(triple):
            return (triple,)
        if self.table.rule_of(row) == REWRITTEN:
            return None
        first, second = (self._stored_step(int(self.table.column(name)[row])) for name in ("first", "second"))
        return None if first is None or second is None else (*first, *second)

    def _is_step(self, key: Key) -> bool:
        text = self.closure.terms.text
        return text(key[1])[0] == "s" or text(key[2])[0] == "s"

    def _same_as_path(self, x: int, y: int) -> Inference | None:
        """Return the last step along the only path of statements that connects two names."""
        path = self.same_as.path(x, y)
        if not path:
            return None
        (start, end, row), rest = path[0], path[1:]
        if rest:
            return Inference("eq-trans", ((start, d.SAME, end), (end, d.SAME, y)))
        stated = self.table.triple(row)
        return Inference("eq-sym", (stated,)) if stated == (end, d.SAME, start) else None

    def _last_replacement(self, origin: Key, key: Key) -> Inference | None:
        """Return the last step that replaces a name in a triple."""
        for place in (2, 1, 0):
            if origin[place] != key[place]:
                same = (origin[place], d.SAME, key[place])
                return Inference(_EQ_REP[place], (same, _renamed(key, place, origin[place])))
        return None

    def _literal_inferences(self, key: Key) -> Iterator[Inference]:
        """Yield what holds for literals by their values alone (Table 8)."""
        s, p, o = key
        value = self.closure.values.get(s) if p in {d.TYPE, d.SAME, d.DIFFERENT} else None
        if value is None:
            return
        if p == d.TYPE:
            datatype: Node = self.closure.terms.term(o)
            if isinstance(datatype, URIRef) and datatype in SUPPORTED and contains(datatype, value):
                yield Inference("dt-type2", ())
        elif (other := self.closure.values.get(o)) is not None and (other == value) == (p == d.SAME):
            yield Inference("dt-eq" if p == d.SAME else "dt-diff", ())

    def _same_as_inferences(self, x: int, y: int) -> Iterator[Inference]:
        """Yield the inferences by which two names are the same."""
        yield Inference("eq-sym", ((y, d.SAME, x),))
        for name in self._limited([name for name in self.same_as.names_of(x) if name not in {x, y}], (x, d.SAME, y), 2):
            yield Inference("eq-trans", ((x, d.SAME, name), (name, d.SAME, y)))

    def _replacements(self, key: Key) -> Iterator[Inference]:
        """Yield the inferences that replace one name in a triple."""
        for place, rule in enumerate(_EQ_REP):
            names = [name for name in self.same_as.names_of(key[place]) if name != key[place]]
            for name in self._limited(names, key, place):
                premises = ((name, d.SAME, key[place]), _renamed(key, place, name))
                if key not in premises and not (premises[1][1] == d.SAME and premises[1][0] == premises[1][2]):
                    yield Inference(rule, premises)

    def _limited(self, names: list[int], key: Key, place: int) -> list[int]:
        """Return all names if they are few, else those with a row for the triple, and the representative."""
        if len(names) <= MAX_NAMES:
            return names
        representative = int(self.same_as.representative[key[place]])
        having = [name for name in names if self.row(_renamed(key, place, name)) >= 0]
        return list(dict.fromkeys([*having[:MAX_NAMES], *([representative] if representative in names else [])]))


def _renamed(key: Key, position: int, name: int) -> Key:
    """Return a triple with another name at one of its positions."""
    s, p, o = (name if place == position else term for place, term in enumerate(key))
    return s, p, o
