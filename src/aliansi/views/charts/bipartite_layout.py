"""Network layout: states in two columns, alliances between them, and lines for memberships, in pixels.

Both sides are ordered by the barycentre method (Sugiyama, Tagawa and Toda 1981), which leaves few crossings. The same
memberships always give the same layout.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from aliansi.views.membership_rows import DatedMembership

WIDTH: Final = 800
PITCH: Final = 26
"""Height of a state; a pointer target is at least 24 high (WCAG 2.2, 2.5.8)."""
LINE: Final = 17
_LEFT, _RIGHT = 226, WIDTH - 226
_BOX: Final = 188
_BOX_LEFT: Final = (WIDTH - _BOX) // 2
_LONGEST: Final = 24
_SWEEPS: Final = 6
_APART: Final = 3.0
_TOP: Final = 20.0


@dataclass(frozen=True)
class StateNode:
    """State in the left or right column; ``y`` is its middle."""

    iri: str
    name: str
    x: int
    y: float
    is_left: bool


@dataclass(frozen=True)
class AllianceBox:
    """Alliance; ``y`` is the top of its box, ``members`` counts the states connected to it."""

    iri: str
    lines: tuple[str, ...]
    x: int
    y: float
    width: int
    height: float
    members: int


@dataclass(frozen=True)
class MembershipLine:
    """Membership from one source: the path of its line, and its status."""

    membership: DatedMembership
    path: str


@dataclass(frozen=True)
class BipartiteLayout:
    """Positions of all states, alliances and lines."""

    width: int
    height: float
    states: tuple[StateNode, ...]
    alliances: tuple[AllianceBox, ...]
    lines: tuple[MembershipLine, ...]


def lay_out(memberships: Sequence[DatedMembership], name: Callable[[str], str]) -> BipartiteLayout:
    """Return the layout of memberships; ``name`` returns the label of a thing."""
    of: dict[str, set[str]] = {}
    for membership in memberships:
        of.setdefault(membership.spell.state, set()).add(membership.spell.alliance)
    alliances, states = _ordered(of, name)
    sides = _sides(states, of)
    heights = [len(side) * PITCH for side in sides]
    lines = {each: tuple(textwrap.wrap(name(each), _LONGEST)) or (each,) for each in alliances}
    needed = sum(_height(lines[each]) + PITCH for each in alliances)
    height = max([*heights, needed])
    nodes = {
        state: StateNode(state, name(state), x, round(_TOP + (height - own) / 2 + (place + 0.5) * PITCH, 1), is_left)
        for side, own, x, is_left in zip(sides, heights, (_LEFT, _RIGHT), (True, False), strict=True)
        for place, state in enumerate(side)
    }
    boxes = _boxes(alliances, lines, of, nodes, height)
    return BipartiteLayout(
        width=WIDTH,
        height=height + 2 * _TOP,
        states=tuple(nodes.values()),
        alliances=tuple(boxes.values()),
        lines=tuple(_lines(memberships, nodes, boxes)),
    )


def _ordered(of: dict[str, set[str]], name: Callable[[str], str]) -> tuple[list[str], list[str]]:
    """Order both sides by the mean position of their neighbours, repeatedly; labels break ties."""
    alliances = sorted({each for found in of.values() for each in found}, key=lambda each: (name(each), each))
    states = sorted(of, key=lambda each: (name(each), each))
    members = {each: [state for state in states if each in of[state]] for each in alliances}
    for _ in range(_SWEEPS):
        place = {each: number for number, each in enumerate(alliances)}
        states.sort(key=lambda state: (_mean([place[each] for each in of[state]]), sorted(of[state]), name(state)))
        place = {each: number for number, each in enumerate(states)}
        alliances.sort(key=lambda each: (_mean([place[state] for state in members[each]]), name(each)))
    return alliances, states


def _sides(states: Sequence[str], of: dict[str, set[str]]) -> tuple[list[str], list[str]]:
    """Split the states of each combination of alliances evenly between the two columns."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for state in states:
        groups.setdefault(tuple(sorted(of[state])), []).append(state)
    left, right = list[str](), list[str]()
    for group in groups.values():
        half = (len(group) + (len(left) <= len(right))) // 2
        left += group[:half]
        right += group[half:]
    return left, right


def _boxes(
    alliances: Sequence[str],
    lines: dict[str, tuple[str, ...]],
    of: dict[str, set[str]],
    nodes: dict[str, StateNode],
    height: float,
) -> dict[str, AllianceBox]:
    """Place each alliance at the mean height of its members, as closely as the other boxes allow."""
    boxes, free = dict[str, AllianceBox](), _TOP
    below = sum(_height(lines[each]) + PITCH for each in alliances)
    for each in alliances:
        own = _height(lines[each])
        members = [node.y for state, node in nodes.items() if each in of[state]]
        last = _TOP + height - below + PITCH / 2
        y = round(min(max(_mean(members) - own / 2, free + PITCH / 2), max(last, free + PITCH / 2)), 1)
        boxes[each] = AllianceBox(each, lines[each], _BOX_LEFT, y, _BOX, own, len(members))
        free, below = y + own + PITCH / 2, below - own - PITCH
    return boxes


def _height(lines: Sequence[str]) -> float:
    return float(LINE * (len(lines) + 1) + 14)


def _lines(
    memberships: Sequence[DatedMembership], nodes: dict[str, StateNode], boxes: dict[str, AllianceBox]
) -> list[MembershipLine]:
    """Draw a line for each source; the ends at an alliance are spread over the height of its box."""
    ends: dict[tuple[str, bool], list[DatedMembership]] = {}
    for membership in sorted(
        memberships,
        key=lambda membership: (nodes[membership.spell.state].y, membership.spell.graph, membership.spell.fact),
    ):
        ends.setdefault((membership.spell.alliance, nodes[membership.spell.state].is_left), []).append(membership)
    count: dict[tuple[str, str], int] = {}
    paths = []
    for (alliance, is_left), own_lines in ends.items():
        box = boxes[alliance]
        step = (box.height - 12) / max(len(own_lines), 1)
        for number, membership in enumerate(own_lines):
            node = nodes[membership.spell.state]
            index = count[membership.spell.state, alliance] = count.get((membership.spell.state, alliance), -1) + 1
            x, y = node.x, round(node.y + _APART * index, 1)
            to_x, to_y = box.x if is_left else box.x + box.width, round(box.y + 6 + (number + 0.5) * step, 1)
            middle = (x + to_x) / 2
            paths.append(MembershipLine(membership, f"M{x} {y}C{middle} {y} {middle} {to_y} {to_x} {to_y}"))
    return paths


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)
