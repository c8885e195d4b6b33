"""Rules that conclude triples as patterns of term numbers and variables, by the predicate of their conclusion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from aliansi.reasoning.rules.catalogue import RULES, Rule
from aliansi.reasoning.terms.dictionary import FIRST, NAMED, NIL, REST

Term: TypeAlias = int | str
Binding: TypeAlias = dict[Term, int]
"""The number of a vocabulary term, or a variable."""
Atom = tuple[Term, Term, Term]


@dataclass(frozen=True)
class RulePattern:
    """One conclusion of a rule and its premises.

    ``member`` is a required member of the list ``l``; ``each`` are the atoms for all of its members.
    """

    rule: str
    head: Atom
    axiom: tuple[Atom, ...]
    facts: tuple[Atom, ...]
    member: Term | None
    each: tuple[Atom, ...]

    @property
    def has_list(self) -> bool:
        """Whether the rule has a list."""
        return self.member is not None or bool(self.each)

    @cache  # noqa: B019 - patterns are never deleted
    def of_all(self, length: int) -> tuple[Atom, ...]:
        """Return the atoms for all members of a list: they are m.0, m.1 and so on."""
        return tuple(_numbered(atom, i, length) for i in range(length) for atom in self.each)

    @cache  # noqa: B019
    def premises(self, length: int, place: int | None = None) -> tuple[Atom, ...]:
        """Return all premises with the cells of a list, which are l, l.1 and so on; the member is at ``place``."""
        cells = tuple(_cells(length))
        if place is not None and self.member is not None:
            cells = tuple(_put(atom, {f"m.{place}": self.member}) for atom in cells)
        return (*self.axiom, *cells, *self.facts, *self.of_all(length))


def _cells(length: int) -> Iterator[Atom]:
    for i in range(length):
        node: Term = f"l.{i}" if i else "l"
        yield node, FIRST, f"m.{i}"
        yield node, REST, f"l.{i + 1}" if i + 1 < length else NIL


def _numbered(atom: Atom, i: int, length: int) -> Atom:
    """Return an atom for the i-th member: a variable with a star is its own, one with a plus the next member's."""
    names: dict[Term, Term] = {"m": f"m.{i}", "z*": f"z.{i}"}
    names["u"] = f"u.{i}" if i else "u"
    names["u+"] = f"u.{i + 1}" if i + 1 < length else "u+"
    return _put(atom, names)


def _put(atom: Atom, names: dict[Term, Term]) -> Atom:
    s, p, o = (names.get(term, term) for term in atom)
    return s, p, o


@cache
def patterns(predicate: int | None) -> tuple[RulePattern, ...]:
    """Return the patterns that conclude triples with a vocabulary predicate; None stands for any other predicate."""
    return tuple(_by_predicate()[predicate])


@cache
def _by_predicate() -> dict[int | None, list[RulePattern]]:
    found: dict[int | None, list[RulePattern]] = defaultdict(list)
    for name, rule in RULES.items():
        # Rules of owl:sameAs have no patterns: equivalence classes are stored apart from triples.
        if (rule.axiom or rule.facts) and not name.startswith("eq-"):
            for head in atoms_of(rule.concludes):
                found[head[1] if isinstance(head[1], int) else None].append(_pattern(name, rule, head))
    return found


def _pattern(name: str, rule: Rule, head: Atom) -> RulePattern:
    atoms = atoms_of(rule.axiom)
    member = next((atom[2] for atom in atoms if atom[1] == "lists"), None)
    axiom = tuple(atom for atom in atoms if atom[1] != "lists")
    return RulePattern(name, head, axiom, atoms_of(rule.facts), member, atoms_of(rule.each))


def atoms_of(text: str) -> tuple[Atom, ...]:
    """Parse the atoms of a rule."""
    return tuple(_atom(*part.split()) for part in text.split(" . ") if part)


def _atom(s: str, p: str, o: str) -> Atom:
    return _term(s), _term(p), _term(o)


def _term(word: str) -> Term:
    return NAMED[word] if ":" in word else word
