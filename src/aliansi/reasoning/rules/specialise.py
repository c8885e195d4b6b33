"""Specialisation: each axiom of a graph becomes a row in the table of its rule's shape.

The shape of a rule is its facts and conclusion with the terms of the axiom left blank: ``prp-dom`` has
``A ? B => A type ?``, and ``prp-symp`` has ``A ? B => B ? A``, as ``prp-inv1`` has. Rules with more than two facts are
split into steps with intermediate terms that no user sees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

import numpy as np

from aliansi.reasoning.columns.sorted_index import NONE, Bools, Ints
from aliansi.reasoning.rules.catalogue import NUMBER, RULES, STEP, Rule
from aliansi.reasoning.rules.parameters import FORWARD, OBJECT_TYPE, REVERSED, SUBJECT_TYPE, Axioms, Row
from aliansi.reasoning.rules.patterns import Atom, Term, atoms_of
from aliansi.reasoning.terms import dictionary as d
from aliansi.reasoning.terms.dictionary import Dictionary

Values = tuple[int, ...]
"""Terms of an axiom, in the order of the blanks of a shape."""
Reason = tuple[int, int]
"""The number of a rule, and the axiom."""
Add = Callable[[Axioms, Dictionary, Values, Reason], None]
AddColumns = Callable[[Axioms, Sequence[Ints], int, Ints], None]
"""Adds many axioms of one triple: the columns of their terms, the number of the rule, and the axioms."""
STEP_REASON: Final = (NUMBER[STEP], NONE)


@dataclass(frozen=True)
class SpecialisedRule:
    """A rule with its axiom as atoms, its shape, and the terms in the blanks."""

    number: int
    axiom: tuple[Atom, ...]
    add: Add
    blanks: tuple[Term, ...]
    of_all: bool
    """Whether the facts hold for all members of the list ``l``: then their number is that of the members."""
    add_columns: AddColumns | None = None

    @cached_property
    def one_triple(self) -> tuple[int, tuple[int, ...]] | None:
        """The predicate of a one-triple axiom, and which of its ends fills each blank; None for other axioms."""
        if len(self.axiom) != 1 or self.of_all:
            return None
        s, p, o = self.axiom[0]
        if not isinstance(p, int) or isinstance(o, int):
            return None
        return p, tuple((s, o).index(term) for term in self.blanks)


@cache
def specialised_rules() -> tuple[SpecialisedRule, ...]:
    """Return the rules with facts; keys and owl:sameAs are handled elsewhere."""
    return tuple(
        SpecialisedRule(NUMBER[name], axiom, _SHAPES[shape], blanks, bool(rule.each), _IN_COLUMNS.get(shape))
        for name, rule in RULES.items()
        if (rule.facts or rule.each) and not name.startswith("eq-") and name != "prp-key"
        for axiom in [atoms_of(rule.axiom)]
        for shape, blanks in _shapes(rule)
    )


def _shapes(rule: Rule) -> Iterator[tuple[str, tuple[Term, ...]]]:
    """Yield the shape of each conclusion of a rule, with the terms of its blanks."""
    named = {term for atom in atoms_of(rule.axiom) for term in atom} | {"m"}
    facts = atoms_of(rule.each or rule.facts)
    for head in atoms_of(rule.concludes):
        letters: dict[Term, str] = {}
        blanks: list[Term] = []
        left = " . ".join(_outline(atom, named, letters, blanks) for atom in facts)
        right = _outline(head, named, letters, blanks)
        yield f"{'each ' if rule.each else ''}{left} => {right}", tuple(blanks)


def _outline(atom: Atom, named: set[Term], letters: dict[Term, str], blanks: list[Term]) -> str:
    words = []
    for term in atom:
        if term in {d.TYPE, d.SAME}:
            words.append("type" if term == d.TYPE else "same")
        elif isinstance(term, int) or term in named:
            words.append("?")
            blanks.append(term)
        else:
            words.append(letters.setdefault(term, "ABC"[len(letters) % 3]))
    return " ".join(words)


def _one(way: int) -> Add:
    def add(axioms: Axioms, _: Dictionary, values: Values, why: Reason) -> None:
        predicate, value = values
        if way != FORWARD or predicate != value:
            axioms.one.append((predicate, way, value, *why))

    return add


def _class(axioms: Axioms, _: Dictionary, values: Values, why: Reason) -> None:
    narrow, wide = values
    if narrow != wide:
        axioms.class_.append((narrow, d.TYPE, wide, *why))


def _one_in_columns(way: int) -> AddColumns:
    def add(axioms: Axioms, columns: Sequence[Ints], rule: int, rows: Ints) -> None:
        predicate, value = columns
        keep = predicate != value if way == FORWARD else np.ones(len(rows), np.bool_)
        axioms.one_blocks.append(_block(keep, predicate, way, value, rule, rows))

    return add


def _class_in_columns(axioms: Axioms, columns: Sequence[Ints], rule: int, rows: Ints) -> None:
    narrow, wide = columns
    axioms.class_blocks.append(_block(narrow != wide, narrow, d.TYPE, wide, rule, rows))


def _block(keep: Bools, *columns: Ints | int) -> Ints:
    block = np.empty((len(keep), len(columns)), np.int64)
    for i, column in enumerate(columns):
        block[:, i] = column
    return block[keep]


def _has_value(axioms: Axioms, _: Dictionary, values: Values, why: Reason) -> None:
    axioms.class_.append((*values, *why))


def _value(axioms: Axioms, _: Dictionary, values: Values, why: Reason) -> None:
    predicate, value, class_ = values
    axioms.value.append(((predicate << 31) | value, class_, *why))


def _chain_of_two(axioms: Axioms, _: Dictionary, values: Values, why: Reason) -> None:
    if len(set(values)) == 1:
        axioms.path.append((values[0], values[0], *why))
    else:
        axioms.chain.append((*values, *why))


def _some(axioms: Axioms, _: Dictionary, values: Values, why: Reason) -> None:
    predicate, filler, class_ = values
    axioms.some.append((predicate, filler, SUBJECT_TYPE, class_, *why))


def _all(axioms: Axioms, _: Dictionary, values: Values, why: Reason) -> None:
    class_, predicate, filler = values
    axioms.all_.append((class_, predicate, OBJECT_TYPE, filler, *why))


def _one_value(axioms: Axioms, _: Dictionary, values: Values, why: Reason) -> None:
    axioms.one_value.append((values[0], *why))


def _one_subject(axioms: Axioms, _: Dictionary, values: Values, why: Reason) -> None:
    axioms.one_subject.append((values[0], *why))


def _mutual(axioms: Axioms, _: Dictionary, values: Values, why: Reason) -> None:
    axioms.mutual.append((values[0], values[2], *why))


def _one_for_members(axioms: Axioms, terms: Dictionary, values: Values, why: Reason) -> None:
    class_, predicate, _ = values
    axioms.one_value.append((_restricted(axioms, terms, class_, predicate), *why))


def _one_of_a_class_for_members(axioms: Axioms, terms: Dictionary, values: Values, why: Reason) -> None:
    class_, predicate, filler, *_ = values
    step = terms.step("qualified", class_, predicate, filler)
    axioms.some.append((_restricted(axioms, terms, class_, predicate), filler, FORWARD, step, *STEP_REASON))
    axioms.one_value.append((step, *why))


def _restricted(axioms: Axioms, terms: Dictionary, class_: int, predicate: int) -> int:
    """Return a predicate that holds where another holds, but only for instances of a class."""
    step = terms.step("restricted", class_, predicate)
    axioms.all_.append((class_, predicate, FORWARD, step, *STEP_REASON))
    return step


def _intersection(axioms: Axioms, terms: Dictionary, values: Values, why: Reason) -> None:
    *members, whole = values
    if len(members) == 1:
        _class(axioms, terms, (members[0], whole), why)
    else:
        axioms.both += _in_steps("both", terms, members, whole, why)


def _chain(axioms: Axioms, terms: Dictionary, values: Values, why: Reason) -> None:
    *links, whole = values
    if len(links) == 1:
        axioms.one.append((links[0], FORWARD, whole, *why))
    else:
        axioms.chain += _in_steps("chain", terms, links, whole, why)


def _in_steps(kind: str, terms: Dictionary, parts: list[int], whole: int, why: Reason) -> Iterator[Row]:
    """Yield steps that join the conclusion of the parts so far with the next part; the last concludes the whole."""
    prefix = parts[0]
    for i, part in enumerate(parts[1:-1], 2):
        step = terms.step(kind, tuple(parts[:i]))
        yield prefix, part, step, *STEP_REASON
        prefix = step
    yield prefix, parts[-1], whole, *why


_SHAPES: Final[dict[str, Add]] = {
    "A ? B => A ? B": _one(FORWARD),
    "A ? B => B ? A": _one(REVERSED),
    "A ? B => A type ?": _one(SUBJECT_TYPE),
    "A ? B => B type ?": _one(OBJECT_TYPE),
    "A type ? => A type ?": _class,
    "A type ? => A ? ?": _has_value,
    "A ? ? => A type ?": _value,
    "A ? B . B ? C => A ? C": _chain_of_two,
    "A ? B . B type ? => A type ?": _some,
    "A type ? . A ? B => B type ?": _all,
    "A ? B . B ? A => A ? B": _mutual,
    "A ? B . A ? C => B same C": _one_value,
    "A ? B . C ? B => A same C": _one_subject,
    "A type ? . A ? B . A ? C => B same C": _one_for_members,
    "A type ? . A ? B . B type ? . A ? C . C type ? => B same C": _one_of_a_class_for_members,
    "each A type ? => A type ?": _intersection,
    "each A ? B => A ? B": _chain,
}

_IN_COLUMNS: Final[dict[str, AddColumns]] = {
    "A ? B => A ? B": _one_in_columns(FORWARD),
    "A ? B => B ? A": _one_in_columns(REVERSED),
    "A ? B => A type ?": _one_in_columns(SUBJECT_TYPE),
    "A ? B => B type ?": _one_in_columns(OBJECT_TYPE),
    "A type ? => A type ?": _class_in_columns,
}
"""Shapes of the rules whose axioms are one triple, of which there may be many."""
