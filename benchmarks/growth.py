"""Growth of reasoning time with the size of the alliance data, from the records of ``reasoning.py --json``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clocks import Took
from measure import medians, ratio, table

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Point:
    """Number of triples read and in the closure, and the medians of reasoning time."""

    triples: int
    closure: int
    took: Took


@dataclass(frozen=True)
class Line:
    """Times of an engine at each size, the smallest first."""

    engine: str
    points: list[Point]


def lines(records: Sequence[Record]) -> list[Line]:
    """Return a line for each engine with alliance data, in the order of the records."""
    found: dict[str, list[Point]] = {}
    for record in records:
        if record["data"].startswith("alliances-") and record["runs"]:
            took = medians([Took(**run["reasoning"]) for run in record["runs"]])
            point = Point(record["triples"], record["closure"], took)
            found.setdefault(record["engine"], []).append(point)
    return [Line(engine, sorted(points, key=lambda point: point.triples)) for engine, points in found.items()]


def report(records: Sequence[Record]) -> Iterator[str]:
    """Yield a table of the time per triple of the closure, and of the growth of both from size to size."""
    grown = [line for line in lines(records) if len(line.points) > 1]
    if not grown:
        return
    yield from ("", "**Growth (reasoning alone; a ratio over 1 means that time grows faster than the closure)**", "")
    titles = ("engine", "triples", "closure", "seconds", "µs per closure triple")
    grows = ("time grows", "closure grows", "ratio", "ratio of processor time")
    yield from table((*titles, *grows), [row for line in grown for row in _rows(line)])


def _rows(line: Line) -> Iterator[list[str]]:
    for before, point in zip([None, *line.points], line.points, strict=False):
        each = f"{point.took.wall / point.closure * 1e6:.2f}"
        cells = [line.engine, f"{point.triples:,}", f"{point.closure:,}", f"{point.took.wall:.3f}", each]
        yield [*cells, *(_growth(before, point) if before else ["–"] * 4)]


def _growth(before: Point, after: Point) -> list[str]:
    wall, cpu = after.took.wall / before.took.wall, after.took.cpu / before.took.cpu
    closure = after.closure / before.closure
    return [f"{wall:.2f}×", f"{closure:.2f}×", ratio(wall, closure), ratio(cpu, closure)]
