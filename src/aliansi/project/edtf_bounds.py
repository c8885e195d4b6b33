"""Strict first and last days of EDTF dates: "1999" is 1 January to 31 December, never only 1 January."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from time import struct_time

import edtf
import rdflib
from rdflib import XSD, Literal, URIRef
from rdflib.term import Node

from aliansi.namespaces import AL
from aliansi.project.loader import Graph

# The bounds that each date property gives: (of its first day, of its last day).
BOUNDS: dict[URIRef, tuple[URIRef | None, URIRef | None]] = {
    AL.start: (AL.earliestStart, AL.latestStart),
    AL.end: (AL.earliestEnd, AL.latestEnd),
    AL.date: (AL.earliestDate, AL.latestDate),
    AL.ongoingAt: (AL.earliestEnd, None),  # a spell that lasts on a day ends no earlier
}

_PLAIN = re.compile(r"([1-9]\d{3})(?:-(\d\d)(?:-(\d\d))?)?")
Days = dict[tuple[Node, URIRef], dt.date]


@dataclass(frozen=True)
class Bounds:
    """The first and the last day of a date; None if it is unbounded."""

    earliest: dt.date | None
    latest: dt.date | None


@cache
def bounds(text: str) -> Bounds:
    """Return the strict bounds of an EDTF date (ISO 8601-2:2019, levels 0 to 2).

    Raises ValueError if ``text`` is not an EDTF date, is an interval without an end, or runs backwards.
    """
    if found := plain_bounds(text):
        return found
    try:
        date = edtf.parse_edtf(text)
    except edtf.EDTFParseException as error:
        examples = '"1999", "1999-04-20", "[1992..1994]" or "[..1999]"'
        raise ValueError(f'"{text}" is not an EDTF date; write it like {examples}') from error
    if text.strip().endswith("/") or text.strip().startswith("/"):
        raise ValueError(f'"{text}" is an interval without an end; write the start alone')
    parsed = Bounds(_day(date.lower_strict()), _day(date.upper_strict()))
    if parsed.earliest and parsed.latest and parsed.earliest > parsed.latest:
        raise ValueError(f'"{text}" runs backwards')
    return parsed


def plain_bounds(text: str) -> Bounds | None:
    """Return the bounds of a plain year, month or day; None for other dates.

    Most dates are plain, and the full EDTF grammar takes 35 ms for each.
    """
    if not (match := _PLAIN.fullmatch(text)):
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = dt.date(year or 1, month or 1, day or 1)
        last_month = month or 12
        last_day = day or calendar.monthrange(first.year, last_month)[1]
        return Bounds(first, dt.date(first.year, last_month, last_day))
    except ValueError:
        return None


def _day(moment: struct_time | float) -> dt.date | None:
    if isinstance(moment, float):
        return None
    return dt.date(moment.tm_year, moment.tm_mon, moment.tm_mday)


def derive(graph: Graph) -> rdflib.Graph:
    """Return the bounds of every well-formed date of a project's facts, as ``xsd:date``."""
    derived: Days = {}
    for source in graph.sources.values():
        for property_, (first, last) in BOUNDS.items():
            for fact, text in source.subject_objects(property_):
                try:
                    found = bounds(str(text))
                except ValueError:
                    continue
                _keep(derived, fact, first, found.earliest)
                _keep(derived, fact, last, found.latest)
    dates = rdflib.Graph()
    for (fact, property_), day in derived.items():
        dates.add((fact, property_, Literal(day.isoformat(), datatype=XSD.date)))
    return dates


def _keep(derived: Days, fact: Node, property_: URIRef | None, day: dt.date | None) -> None:
    """Keep the later of two bounds: al:end and al:ongoingAt both bound the end of a spell from below."""
    if property_ is not None and day is not None:
        derived[fact, property_] = max(day, derived.get((fact, property_), day))
