"""Chart of a query result for SVG: bars by value, or a line over the years."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from aliansi.project.questions import ChartSpec
from aliansi.views.result_table import ResultTable, TableCell

MAX_BARS: Final = 40
MAX_YEARS: Final = 400

_YEAR: Final = re.compile(r"(?<=Y)-?\d{5,}|-?\d{4}")
_WIDTH, _HEIGHT = 600, 160
_STEPS: Final = (1, 2, 5, 10, 20, 25, 50, 100)
_TICKS: Final = 8


@dataclass(frozen=True)
class ChartBar:
    """Bar with its label, its number as written in the result, and its length in per cent of the longest."""

    label: str
    language: str | None
    number: str
    percent: float


@dataclass(frozen=True)
class ChartLine:
    """Line over the years: SVG ``points``, a dot for each year with rows, and ticks."""

    points: str
    dots: tuple[tuple[int, int, int, str], ...] = field(metadata={"help": "x, y, year and number"})
    ticks: tuple[tuple[int, int], ...] = field(metadata={"help": "x and year"})
    most: str
    width: int = _WIDTH
    height: int = _HEIGHT


@dataclass(frozen=True)
class Chart:
    """Chart with the headings of the columns that it shows; without ``of`` it counts rows."""

    by: str
    of: str
    bars: tuple[ChartBar, ...] = ()
    line: ChartLine | None = None
    left_out: int = 0


def chart_of(charted: ChartSpec, table: ResultTable) -> Chart | None:
    """Return the chart that the header of a question names; None if the result has nothing to draw."""
    heads = dict(zip(table.names, table.columns, strict=True))
    if charted.by not in heads or (charted.of and charted.of not in heads):
        return None
    places = [table.names.index(name) for name in (charted.by, charted.of) if name]
    rows = [tuple(row[place] for place in places) for row in table.rows]
    by, of = heads[charted.by], heads.get(charted.of, "")
    if charted.kind == "line":
        line = _line(rows)
        return Chart(by, of, line=line) if line else None
    numbers = list(_numbers(rows) if charted.of else _counts(rows))
    most = max((number for _, number in numbers), default=0.0)
    if most <= 0:
        return None
    bars = (
        ChartBar(_text(c), c.language, _number_text(number), 100 * max(number, 0) / most)
        for c, number in numbers[:MAX_BARS]
    )
    return Chart(by, of, tuple(bars), left_out=max(len(numbers) - MAX_BARS, 0))


def _numbers(rows: list[tuple[TableCell, ...]]) -> Iterator[tuple[TableCell, float]]:
    for cell, number in rows:
        if _text(cell) and (value := _number(_text(number))) is not None:
            yield cell, value


def _counts(rows: list[tuple[TableCell, ...]]) -> Iterator[tuple[TableCell, float]]:
    """Count the rows of each value of a column, highest count first; ties in the order of the table."""
    first = {_text(row[0]): row[0] for row in reversed(rows) if _text(row[0])}
    order = list(dict.fromkeys(_text(row[0]) for row in rows if _text(row[0])))
    numbers = Counter(_text(row[0]) for row in rows)
    for text in sorted(order, key=lambda text: -numbers[text]):
        yield first[text], float(numbers[text])


def _line(rows: list[tuple[TableCell, ...]]) -> ChartLine | None:
    """Count rows by the first year of each date, or sum their numbers."""
    numbers: Counter[int] = Counter()
    sums: dict[int, float] = {}
    for row in rows:
        year = _YEAR.search(_text(row[0]))
        value = _number(_text(row[1])) if len(row) > 1 else 1.0
        if year and value is not None:
            numbers[int(year[0])] += 1
            sums[int(year[0])] = sums.get(int(year[0]), 0.0) + value
    if len(sums) < 2 or max(sums) - min(sums) > MAX_YEARS or max(sums.values()) <= 0:
        return None
    first, last, most = min(sums), max(sums), max(sums.values())
    place = {
        year: (round(_WIDTH * (year - first) / (last - first)), round(_HEIGHT * (1 - sums.get(year, 0.0) / most)))
        for year in range(first, last + 1)
    }
    step = next((s for s in _STEPS if (last - first) / s <= _TICKS), _STEPS[-1])
    return ChartLine(
        points=" ".join(f"{x},{y}" for x, y in place.values()),
        dots=tuple((*place[year], year, _number_text(sums[year])) for year in sorted(sums)),
        ticks=tuple((place[year][0], year) for year in range(first, last + 1) if year % step == 0),
        most=_number_text(most),
    )


def _text(cell: TableCell) -> str:
    return cell.lines[0] if cell.lines else ""


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if value == value and abs(value) != float("inf") else None


def _number_text(number: float) -> str:
    return f"{number:g}" if abs(number) < 1e6 else f"{number:.0f}"
