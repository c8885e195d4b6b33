"""Draw the growth of reasoning time with size: ``python benchmarks/plot.py runs.json docs/growth.svg``.

Both scales are logarithmic, so proportional growth has a slope of one. A thin line from our first point shows the size
of the closure: time that grows with the closure is parallel to it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from pathlib import Path

from growth import Line, Record, lines

WIDTH, HEIGHT = 800, 460
LEFT, RIGHT, TOP, BOTTOM = 64, 190, 64, 52
APART = 17  # pixels between two labels
OURS, CLOSURE = "aliansi", "size of the closure"
CURVES = "abc"
TITLE = "Reasoning time against the size of the graph"
LIGHT = {"ground": "#fff", "text": "#1f2328", "quiet": "#656d76", "rule": "#e4e7eb"}
DARK = {"ground": "#0d1117", "text": "#e6edf3", "quiet": "#9198a1", "rule": "#262c36"}
LIGHT |= {"a": "#0a58ca", "b": "#a8480f", "c": "#5b3fa0"}
DARK |= {"a": "#6cb0ff", "b": "#f0a067", "c": "#c0a5ff"}
SHAPES = """
  text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif }
  .title { font-size: 16px; font-weight: 600 }
  .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round }
  .closure { stroke-width: 1; stroke-dasharray: 2 3 }
  text.a { font-weight: 600 }
""".strip("\n")

Pair = tuple[float, float]


@dataclass(frozen=True)
class Curve:
    """A named curve of sizes and seconds with its style."""

    name: str
    style: str
    points: list[Pair]


@dataclass(frozen=True)
class Scale:
    """Coordinates of sizes and seconds in the drawing."""

    sizes: Pair
    decades: tuple[int, int]

    def x(self, triples: float) -> float:
        """Return the x coordinate of a size."""
        low, high = map(log10, self.sizes)
        return LEFT + (WIDTH - LEFT - RIGHT) * (log10(triples) - low) / ((high - low) or 1)

    def y(self, seconds: float) -> float:
        """Return the y coordinate of a time."""
        low, high = self.decades
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (log10(seconds) - low) / (high - low)


def drawing(records: Sequence[Record]) -> str:
    """Return the drawing as SVG. Raises ValueError if no engine has run on two sizes of the alliance data."""
    found = sorted(lines(records), key=lambda line: line.engine != OURS)
    if not any(len(line.points) > 1 for line in found):
        raise ValueError("nothing to draw: no engine has run on two sizes of the alliance data")
    curves = [
        *(_curve(line, style) for line, style in zip(found, CURVES, strict=False)),
        _closure(found[0]),
    ]
    scale = _scale(curves)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            'aria-labelledby="growth-title growth-desc">',
            f'<title id="growth-title">{TITLE}</title>',
            f'<desc id="growth-desc">{escape(description(found))}</desc>',
            f"<style>\n{style()}\n</style>",
            f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}"/>',
            f'<text class="title" x="{LEFT}" y="26">{TITLE}</text>',
            f'<text x="{LEFT}" y="46">OWL 2 RL closure of generated alliance data; both scales are logarithmic</text>',
            *_rules(scale),
            *(part for curve in curves for part in _drawn(curve, scale)),
            *_labels(curves, scale),
            "</svg>\n",
        ]
    )


def style() -> str:
    """Return the style sheet; it has no variables because some viewers do not support them."""
    return f"{SHAPES}\n{_colours(LIGHT)}\n  @media (prefers-color-scheme: dark) {{\n{_colours(DARK)}\n  }}"


def _colours(of: Mapping[str, str]) -> str:
    rules = [f".ground {{ fill: {of['ground']} }}", f"text {{ fill: {of['quiet']} }}"]
    rules += [f".title {{ fill: {of['text']} }}", f".rule {{ stroke: {of['rule']} }}"]
    rules.append(f".line.closure {{ stroke: {of['quiet']} }}")
    for name in CURVES:
        rules.append(f".line.{name} {{ stroke: {of[name]} }} circle.{name}, text.{name} {{ fill: {of[name]} }}")
    return "\n".join(f"  {rule}" for rule in rules)


def description(found: Sequence[Line]) -> str:
    """Return a text description of the drawing."""
    sentences = []
    for line in found:
        times = (f"{_seconds(point.took.wall)} at {point.triples:,} triples" for point in line.points)
        sentences.append(f"{line.engine}: {', '.join(times)}.")
    return " ".join(sentences)


def _curve(line: Line, style: str) -> Curve:
    name = f"{OURS}, with proofs" if line.engine == OURS else line.engine
    return Curve(name, style, [(point.triples, point.took.wall) for point in line.points])


def _closure(line: Line) -> Curve:
    first = line.points[0]
    return Curve(
        CLOSURE,
        "closure",
        [(point.triples, first.took.wall * point.closure / first.closure) for point in line.points],
    )


def _scale(curves: Sequence[Curve]) -> Scale:
    sizes, seconds = zip(*(point for curve in curves for point in curve.points), strict=True)
    low, high = floor(log10(min(seconds))), ceil(log10(max(seconds)))
    return Scale((min(sizes), max(sizes)), (low, max(high, low + 1)))


def _rules(scale: Scale) -> Iterator[str]:
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    for decade in range(scale.decades[0], scale.decades[1] + 1):
        y = scale.y(10.0**decade)
        yield f'<path class="rule" d="M{LEFT} {y:.1f}H{right}"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{_seconds(10.0**decade)}</text>'
    low, high = scale.sizes
    ticks = [10**decade for decade in range(floor(log10(low)), ceil(log10(high)) + 1) if low <= 10**decade <= high]
    for size in sorted({*ticks, low, high}):
        x = scale.x(size)
        yield f'<path class="rule" d="M{x:.1f} {bottom}v5"/>'
        yield f'<text x="{x:.1f}" y="{bottom + 21}" text-anchor="middle">{_short(size)}</text>'
    yield f'<text x="{right}" y="{bottom + 42}" text-anchor="end">triples that are read</text>'


def _drawn(curve: Curve, scale: Scale) -> Iterator[str]:
    places = [(scale.x(size), scale.y(seconds)) for size, seconds in curve.points]
    yield f'<polyline class="line {curve.style}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}"/>'
    if curve.name != CLOSURE:
        for (x, y), (size, seconds) in zip(places, curve.points, strict=True):
            title = escape(f"{curve.name}: {_seconds(seconds)} at {size:,} triples")
            yield f'<circle class="{curve.style}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"><title>{title}</title></circle>'


def _labels(curves: Sequence[Curve], scale: Scale) -> Iterator[str]:
    """Yield the name of each curve after its last point, without overlaps."""
    lowest: dict[float, float] = {}
    for curve in sorted(curves, key=lambda curve: -curve.points[-1][1]):
        size, seconds = curve.points[-1]
        y = max(scale.y(seconds) + 4, lowest.get(size, 0) + APART)
        lowest[size] = y
        yield f'<text class="{curve.style}" x="{scale.x(size) + 10:.1f}" y="{y:.1f}">{escape(curve.name)}</text>'


def _seconds(seconds: float) -> str:
    return f"{seconds:.3g} s" if seconds >= 0.1 else f"{seconds * 1e3:.3g} ms"


def _short(number: float) -> str:
    for unit, name in ((1_000_000, "M"), (1_000, "k")):
        if number >= unit:
            return f"{number / unit:g}{name}"
    return f"{number:g}"


def draw(records: Sequence[Record], out: Path) -> None:
    """Write the drawing to a file. Exits if there is nothing to draw."""
    try:
        out.write_text(drawing(records), encoding="utf-8")
    except ValueError as error:
        sys.exit(f"{out}: {error}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python benchmarks/plot.py RUNS.json OUT.svg")
    draw(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), Path(sys.argv[2]))
