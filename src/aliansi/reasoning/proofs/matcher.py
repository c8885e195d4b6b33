"""Matcher: every application of a rule that concludes a given triple.

Rules are matched over representatives, which is all that the table indexes. Each match is then written out under the
names of its variables: one name per variable, as the rules require.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from math import prod
from operator import itemgetter

from aliansi.reasoning.columns.sorted_index import Ints
from aliansi.reasoning.engine.state import ClosureState
from aliansi.reasoning.rules.patterns import Atom, Binding, RulePattern, Term, patterns
from aliansi.reasoning.terms import dictionary as d
from aliansi.reasoning.terms.datatypes import ONE
from aliansi.reasoning.terms.dictionary import Key

MAX_PARTNERS = 50  # of many similar premises only some are tried: any of them serves
MAX_NAMES = 50  # of many names only those in stated triples are tried
MAX_READINGS = 64  # combinations of names for one match


@dataclass(frozen=True)
class Inference:
    """One application of a rule."""

    rule: str
    premises: tuple[Key, ...]


class Matcher:
    """Matches rules against a closure, backwards from a conclusion."""

    def __init__(self, closure: ClosureState) -> None:
        self.closure, self.table, self.same_as = closure, closure.table, closure.same_as
        self._known_objects: dict[tuple[int, int], list[int]] = {}
        self._known_ends: dict[tuple[int, int, bool], list[int]] = {}

    def inferences(self, key: Key) -> Iterator[Inference]:
        """Yield the applications of rules that conclude a triple, except those of owl:sameAs rules."""
        for pattern in (*patterns(key[1]), *patterns(None)):
            names = _unified(pattern.head, key)
            if names is not None:
                for atoms, binding in self._solutions(pattern, self._representatives(names)):
                    yield from self._readings(pattern.rule, atoms, binding, names, key)

    def holds(self, s: int, p: int, o: int) -> bool:
        """Return whether a triple of representatives is in the closure; x sameAs x is if x has several names."""
        if p == d.SAME and s == o:
            return s in self.same_as.classes
        return self.table.find_one(s, p, o) >= 0

    def _representatives(self, names: Binding) -> Binding:
        return {variable: int(self.same_as.representative[name]) for variable, name in names.items()}

    def _solutions(self, pattern: RulePattern, bound: Binding) -> Iterator[tuple[tuple[Atom, ...], Binding]]:
        """Yield the premises of a pattern with bindings of their variables."""
        if not pattern.has_list:
            atoms = (*pattern.axiom, *pattern.facts)
            for binding in self._solve(atoms, bound):
                yield atoms, binding
            return
        for bound_axiom in self._solve(pattern.axiom, bound):
            for members, rows in self.closure.schema.lists(bound_axiom["l"]):
                cells: Binding = {f"l.{i}": int(self.table.column("o")[row]) for i, row in enumerate(rows[1:-1:2], 1)}
                cells |= {f"m.{i}": member for i, member in enumerate(members)}
                for place in self._places(pattern, members, bound_axiom):
                    member: Binding = {} if place is None else {pattern.member or "": members[place]}
                    facts = (*pattern.facts, *pattern.of_all(len(members)))
                    for binding in self._solve(facts, bound_axiom | cells | member):
                        yield pattern.premises(len(members), place), binding

    def _places(self, pattern: RulePattern, members: tuple[int, ...], bound: Binding) -> list[int | None]:
        """Return the list positions at which the member that the pattern requires may be."""
        if pattern.member is None:
            return [None] if members else []
        wanted = bound.get(pattern.member)
        return [place for place, member in enumerate(members) if wanted in {None, member}]

    def _solve(self, atoms: tuple[Atom, ...], bound: Binding) -> Iterator[Binding]:
        """Yield the bindings of the variables of atoms, depth first."""
        stack: list[tuple[tuple[Atom, ...], Iterator[Binding]]] = [(atoms, iter((bound,)))]
        while stack:
            rest, ways = stack[-1]
            binding = next(ways, None)
            if binding is None:
                stack.pop()
                continue
            open_ = self._unsolved(rest, binding)
            if open_ is None:
                continue
            if not open_:
                yield binding
                continue
            i = self._cheapest(open_, binding)
            stack.append(((*open_[:i], *open_[i + 1 :]), self._matches(open_[i], binding)))

    def _unsolved(self, atoms: tuple[Atom, ...], bound: Binding) -> tuple[Atom, ...] | None:
        """Return the atoms that still have a variable; None if one of the others does not hold."""
        open_ = []
        for atom in atoms:
            s, p, o = (self._value(term, bound) for term in atom)
            if s is None or p is None or o is None:
                open_.append(atom)
            elif not self.holds(s, p, o):
                return None
        return tuple(open_)

    def _cheapest(self, atoms: tuple[Atom, ...], bound: Binding) -> int:
        """Return the position of the atom with the fewest matches."""
        best, place = 1 << 62, 0
        for i, atom in enumerate(atoms):
            cost = self._cost(*(self._value(term, bound) for term in atom))
            if cost < best:
                best, place = cost, i
            if best <= 1:
                break
        return place

    def _cost(self, s: int | None, p: int | None, o: int | None) -> int:
        if p is None:
            return 1 << 61
        if s is not None:
            return len(self._ends(s, p, by_object=False))
        return 1 << 60 if o is None else len(self._ends(o, p, by_object=True))

    def _value(self, term: Term, bound: Binding) -> int | None:
        return int(self.same_as.representative[term]) if isinstance(term, int) else bound.get(term)

    def _matches(self, atom: Atom, bound: Binding) -> Iterator[Binding]:
        """Yield the binding extended by the matches of an atom with a variable."""
        s, p, o = (self._value(term, bound) for term in atom)
        assert p is not None, atom
        if s is not None:
            return (bound | {atom[2]: end} for end in self._ends(s, p, by_object=False))
        if o is not None:
            return (bound | {atom[0]: end} for end in self._ends(o, p, by_object=True))
        pairs = zip(*self._columns(self.table.with_predicate(p), "so"), strict=True)
        return (bound | {atom[0]: a, atom[2]: b} for a, b in pairs)

    def _ends(self, node: int, p: int, by_object: bool) -> list[int]:
        """Return some objects of a subject and a predicate, or some subjects of an object."""
        if p == d.SAME:
            return [node] if node in self.same_as.classes else []
        found = self._known_ends.get((node, p, by_object))
        if found is None:
            rows = self.table.rows_of(p, node, by_object)[:MAX_PARTNERS]
            found = self._known_ends[node, p, by_object] = self._columns(rows, "s" if by_object else "o")[0]
        return found

    def _columns(self, rows: Ints, names: str) -> list[list[int]]:
        return [self.table.column(name)[rows].tolist() for name in names]

    def _readings(
        self, rule: str, atoms: tuple[Atom, ...], binding: Binding, names: Binding, key: Key
    ) -> Iterator[Inference]:
        """Yield a match as inferences, one for each combination of names."""
        free = [variable for variable in binding if variable not in names]
        ways = [self._names_of(variable, binding[variable]) for variable in free]
        if prod(map(len, ways)) > MAX_READINGS:
            stated = self._stated_names(atoms, binding, names)
            ways = [[name for name in way if name in stated] or way[:1] for way in ways]
        # Rules over lists have dozens of premises: all their terms are picked from a reading at once.
        constants = [term for atom in atoms for term in atom if isinstance(term, int)]
        place = {term: i for i, term in enumerate([*free, *names, *constants])}
        pick = itemgetter(*(place[term] for atom in atoms for term in atom))
        fixed = (*names.values(), *constants)
        for reading in islice(product(*ways), MAX_READINGS):
            terms = iter(pick(reading + fixed))
            premises = dict.fromkeys(zip(terms, terms, terms, strict=True))
            if key not in premises and not any(p == d.SAME and s == o for s, p, o in premises):
                yield Inference(rule, tuple(premises))

    def _names_of(self, variable: Term, thing: int) -> list[int]:
        names = self.same_as.classes.get(thing, [thing])
        return [name for name in names if self.closure.values.get(name) == ONE] if variable == "one" else names

    def _stated_names(self, atoms: tuple[Atom, ...], binding: Binding, names: Binding) -> set[int]:
        """Return the names under which a premise of a match is stated."""
        found: set[int] = set()
        for atom in atoms:
            subjects, predicates, objects = (self._names_for(term, binding, names) for term in atom)
            for p, s in product(predicates, subjects):
                if stated := objects.intersection(self._exact_objects(p, s)):
                    found |= {s, p, *stated}
        return found

    def _names_for(self, term: Term, binding: Binding, names: Binding) -> set[int]:
        if isinstance(term, int):
            return {term}
        return {names[term]} if term in names else set(self.same_as.names_of(binding[term]))

    def _exact_objects(self, p: int, s: int) -> list[int]:
        if (p, s) not in self._known_objects:
            self._known_objects[p, s] = self.table.exact_objects(p, s)
        return self._known_objects[p, s]


def _unified(head: Atom, key: Key) -> Binding | None:
    """Return the names that the variables of a conclusion stand for; None if a triple does not match it."""
    names: Binding = {}
    for term, name in zip(head, key, strict=True):
        if (term if isinstance(term, int) else names.setdefault(term, name)) != name:
            return None
    return names
