"""First and last days of EDTF dates, the one place that reads them: "1999" is 1 January to 31 December 1999.

Bounds are fuzzy: a part of a date marked ``~`` (about) or ``?`` (uncertain) may be off by one of its kind in either
direction, one marked ``%`` (both) by two. So "1949~" may be any day from 1948 to 1950, and nothing near it is certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import rdflib
from rdflib import XSD, Literal, URIRef
from rdflib.term import Node

from aliansi.namespaces import AL, THINGS
from aliansi.project.days import Day
from aliansi.project.edtf_dates import NotADate, days_of
from aliansi.project.loader import Graph
from aliansi.project.rdflib_warnings import suppress_rdflib_warnings

# The bounds that each date property gives: (of its first day, of its last day).
BOUNDS: dict[URIRef, tuple[URIRef | None, URIRef | None]] = {
    AL.start: (AL.earliestStart, AL.latestStart),
    AL.end: (AL.earliestEnd, AL.latestEnd),
    AL.date: (AL.earliestDate, AL.latestDate),
    AL.ongoingAt: (AL.earliestEnd, None),  # a spell that lasts on a day ends no earlier
    AL.coverageEnd: (AL.earliestCoverageEnd, AL.latestCoverageEnd),
}
_PLAIN = re.compile(r"-?[0-9]{4}(?:-[0-9]{2}){0,2}|Y-?[1-9][0-9]{4,}")
_EXAMPLES = '"1999", "1999-04-20", "1991~", "-0477", "[1992..1994]" or "[..1999]"'
_MAX_SHOWN = 40
_HINTS = (
    (re.compile(r"[0-9-]T[0-9]"), "leave out the time of day"),
    (re.compile(r"\{.*\}"), "{…} means all of its dates: write a fact for each"),
    (re.compile(r"[0-9]u|uu"), "an unspecified digit is an X, as in 199X"),
    (re.compile(r"\?~|~\?"), "uncertain and approximate together are %"),
    (re.compile(r"[()]"), "a mark before a part of a date qualifies this part alone, as in 2004-06-~11"),
    (re.compile(r"\^"), "a season with its hemisphere has a number from 25 to 32"),
    (re.compile(r"(?i)^(?:c\.|ca\.?|circa|about)\s*[0-9]"), '"about 1949" is 1949~'),
    (re.compile(r"(?i)unknown|open"), "from 1985 on is [1985..], by 1985 is [..1985]"),
    (re.compile(r"^[0-9X?~%-]+\.\."), "a day within some years is written [1992..1994]"),
    (re.compile(r"(?i)[0-9]\s*(?:BCE?|v\. ?Chr\.|SM)$"), "478 BCE is -0477: the year 0000 is 1 BCE"),
    (re.compile(r"^[0-9]{1,2}[./-][0-9]{1,2}[./-]|^[0-9]{1,2}\s"), "the year comes first, as in 1949-04-04"),
    (
        re.compile(r"^-?[0-9]{4}(?:-[0-9]$|-[0-9]-|-[0-9]{2}-[0-9]$)"),
        "a month and a day have two digits, as in 1949-04-04",
    ),
    (re.compile(r"[‐-―−]"), "the sign between year, month and day is -"),
    (re.compile(r"[0-9]-?W[0-9]"), "EDTF has no weeks: write its days as [2004-03-01..2004-03-07]"),
    (re.compile(r"^[0-9]{4}-[0-9]{3}$"), "a day of the year is written with its month, as in 1949-04-04"),
    (
        re.compile(r"^[12][0-9]{3}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$|^[0-9]{4}[./][0-9]{1,2}[./]"),
        "the sign between year, month and day is -",
    ),
    (re.compile(r"^[0-9-]+ [0-9]{1,2}:"), "leave out the time of day"),
    (re.compile(r"^y"), "the letter before a long year is Y"),
    (re.compile(r"^[+-]?[0-9]{5,}"), "a year of more than four digits has a Y before it, as in Y10000"),
    (re.compile(r"^-?[0-9]{1,3}(?![0-9X])"), "a year has four digits, as in 0099"),
    (re.compile(r"^\s|\s$"), "remove the space around it"),
)

Days = dict[tuple[Node, URIRef], Day]


@dataclass(frozen=True)
class Bounds:
    """The first and the last day of a date; None if it is unbounded."""

    earliest: Day | None
    latest: Day | None


@cache
def bounds(text: str) -> Bounds:
    """Return the bounds of an EDTF date, of an interval, or of a set of dates of which one is meant.

    Raises ValueError if ``text`` is none of these, is an interval without an end, or runs backwards.
    """
    if text.startswith("[") and text.endswith("]"):
        parts = [_range(text, *part.strip().partition("..")) for part in text[1:-1].split(",")]
    elif text.count("/") == 1:
        parts = [_interval(text)]
    else:
        parts = [_days(text, text)]
    if any(first and last and first > last for first, last in parts):
        raise ValueError(f"{_quoted(text)} runs backwards")
    firsts, lasts = ([part[side] for part in parts] for side in (0, 1))
    return Bounds(
        None if None in firsts else min(day for day in firsts if day),
        None if None in lasts else max(day for day in lasts if day),
    )


def plain_bounds(text: str) -> Bounds | None:
    """Return the bounds of a year, a month or a day without marks; None for other dates."""
    try:
        return bounds(text) if _PLAIN.fullmatch(text) else None
    except ValueError:
        return None


def property_bounds(property_: URIRef, text: str) -> Bounds:
    """Return the bounds of the date of a fact. Raises ValueError for an invalid date, and for an interval where a spell
    starts, ends or lasts: it would claim that this took all the time."""
    found = bounds(text)
    if "/" in text and property_ != AL.date:
        raise ValueError(f'"{text}" is an interval; write "[{text.replace("/", "..")}]" for a day within it')
    return found


def edtf_year(year: int) -> str:
    """Return a year in EDTF."""
    if abs(year) > 9999:
        return f"Y{year}"
    return f"{'-' if year < 0 else ''}{abs(year):04}"


def _range(text: str, first: str, dots: str, last: str) -> tuple[Day | None, Day | None]:
    """Return the bounds of a member of a set: a date, or one with two dots before, after or between."""
    if not (first or last):
        raise _invalid(text, "a set has at least one date")
    if not dots:
        return _days(text, first)
    return _days(text, first)[0] if first else None, _days(text, last)[1] if last else None


def _interval(text: str) -> tuple[Day | None, Day | None]:
    first, last = (side.removeprefix("..") for side in text.split("/"))
    if not (first and last):
        absent, present = ("an end", "start") if first else ("a start", "end")
        instead = f', or "[{first}..{last}]" for an unknown day' if first or last else ""
        raise ValueError(f"{_quoted(text)} is an interval without {absent}; write the {present} alone{instead}")
    return _days(text, first)[0], _days(text, last)[1]


def _days(text: str, date: str) -> tuple[Day, Day]:
    try:
        return days_of(date)
    except NotADate as error:
        hints = (hint for pattern, hint in _HINTS if pattern.search(date))
        raise _invalid(text, str(error) or next(hints, "")) from error


def _invalid(text: str, reason: str) -> ValueError:
    because = f" ({reason})" if reason else ""
    return ValueError(f"{_quoted(text)} is not an EDTF date{because}; write it like {_EXAMPLES}")


def _quoted(text: str) -> str:
    shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text[:_MAX_SHOWN])
    return f'"{shown}"' if len(text) <= _MAX_SHOWN else f'"{shown}…"'


def dates_of(graph: Graph) -> Iterator[tuple[Node, URIRef, Node]]:
    """Yield the dates of a project's facts, and those of the coverage of its sources."""
    for dated in (*graph.sources.values(), graph.named(THINGS)):
        for property_ in BOUNDS:
            yield from ((node, property_, text) for node, text in dated.subject_objects(property_))


def derived_days(graph: Graph) -> Days:
    """Return the first and last days of every well-formed date of a project, by node and property."""
    derived: Days = {}
    for node, property_, text in dates_of(graph):
        try:
            found = property_bounds(property_, str(text))
        except ValueError:
            continue
        first, last = BOUNDS[property_]
        _keep(derived, node, first, found.earliest)
        _keep(derived, node, last, found.latest)
    return derived


def derive(graph: Graph) -> rdflib.Graph:
    """Return the bounds of every well-formed date of a project's facts, as ``xsd:date``."""
    dates = rdflib.Graph()
    with suppress_rdflib_warnings():  # rdflib reads the years 1 to 9999 only
        for (fact, property_), day in derived_days(graph).items():
            dates.add((fact, property_, Literal(day.isoformat(), datatype=XSD.date)))
    return dates


def _keep(derived: Days, fact: Node, property_: URIRef | None, day: Day | None) -> None:
    """Keep the later of two bounds: al:end and al:ongoingAt both bound the end of a spell from below."""
    if property_ is not None and day is not None:
        derived[fact, property_] = max(day, derived.get((fact, property_), day))
