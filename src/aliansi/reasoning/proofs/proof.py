"""Proof of a triple: a tree of rule applications whose leaves are asserted triples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib.term import Node


@dataclass(frozen=True)
class Proof:
    """A triple with the rule and the premises it follows from; an asserted triple has neither."""

    triple: tuple[Node, Node, Node]
    rule: str | None = None
    premises: tuple[Proof, ...] = ()

    @property
    def is_asserted(self) -> bool:
        """Whether the triple is a leaf."""
        return self.rule is None

    def size(self) -> int:
        """Return the number of triples in the tree."""
        return sum(1 for _ in self.steps())

    def steps(self) -> Iterator[Proof]:
        """Yield the proof itself and every proof below it, depth first and from left to right."""
        waiting = [self]
        while waiting:
            step = waiting.pop()
            yield step
            waiting.extend(reversed(step.premises))

    def leaves(self) -> Iterator[Proof]:
        """Yield the asserted triples of the proof from left to right."""
        return (step for step in self.steps() if step.is_asserted)
