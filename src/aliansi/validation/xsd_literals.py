"""Literals that pySHACL judges and compares by XSD 1.1: Python has no date before the year 1 or after 9999."""

from __future__ import annotations

import datetime

import rdflib
from rdflib import XSD, Literal

from aliansi.reasoning.terms.datatypes import value_of
from aliansi.reasoning.terms.dates import DATES, compare


class _StandIn:
    """A value that shows pySHACL that a literal is one of its datatype; it has the words of the literal.

    Its class is not one of ``datetime``, whose values pySHACL compares instead of the literals.
    """

    words = ""

    def __str__(self) -> str:
        """Return the words, for messages."""
        return self.words


class _Date(_StandIn, datetime.date): ...


class _DateTime(_StandIn, datetime.datetime): ...


class _Time(_StandIn, datetime.time): ...


class _Integer(_StandIn, int): ...


class XsdLiteral(Literal):
    """A literal of XSD 1.1 that is equal to the one with the same words, and is ordered by its value."""

    __slots__ = ()

    @property
    def ill_typed(self) -> bool:
        """A literal that is ill-typed stays an rdflib.Literal."""
        return False

    @property
    def value(self) -> object:
        """A value of the type that pySHACL wants, or the words."""
        stand_in: _StandIn
        match self.datatype:
            case XSD.date:
                stand_in = _Date(1, 1, 1)
            case XSD.dateTime:
                stand_in = _DateTime(1, 1, 1)
            case XSD.time:
                stand_in = _Time()
            case _:
                stand_in = _Integer()
        stand_in.words = str(self)
        return stand_in

    def eq(self, other: object) -> bool:
        """Return whether the values are equal."""
        return _order(self, other) == 0

    def __lt__(self, other: object) -> bool:
        """Return False also if the order is not defined: then a constraint is violated."""
        return _order(self, other) == -1

    def __le__(self, other: object) -> bool:
        """Return False also if the order is not defined."""
        return _order(self, other) in (-1, 0)

    def __gt__(self, other: object) -> bool:
        """Raise TypeError if the order is not defined, from which pySHACL concludes the same."""
        if (order := _order(self, other)) is None:
            raise TypeError("the order of the literals is not defined")
        return order == 1

    def __ge__(self, other: object) -> bool:
        """Raise TypeError if the order is not defined."""
        return self > other or self.eq(other)

    __hash__ = Literal.__hash__


def with_xsd_values(graph: rdflib.Graph) -> rdflib.Graph:
    """Return a copy of a graph whose dates and long numbers are ``XsdLiteral``."""
    copy = rdflib.Graph()
    for s, p, o in graph:
        copy.add((s, p, _with_value(o) if isinstance(o, Literal) else o))
    return copy


def _with_value(literal: Literal) -> Literal:
    found = value_of(literal) if literal.datatype else None
    if found and (found[0] in DATES or literal.ill_typed):
        return XsdLiteral(str(literal), datatype=literal.datatype, normalize=False)
    return literal


def _order(one: Literal, other: object) -> int | None:
    """Return -1, 0 or 1 by the order of two dates or numbers; None for anything else."""
    first, second = value_of(one), value_of(other) if isinstance(other, Literal) else None
    if first is None or second is None or first[0] != second[0]:
        return None
    if first[0] in DATES:
        return compare(first[1], second[1])  # type: ignore[arg-type]
    return (first[1] > second[1]) - (first[1] < second[1]) if first[0] == "real" else None  # type: ignore[operator]
