"""Files for the two tools: QuickStatements 2 and 3 differ where an item gets a second statement of one value.

QuickStatements 2 marks it before the property (``!P463``), QuickStatements 3 before the item (``+Q265``); each refuses
or drops the mark of the other. Neither has a mark for it in CSV, and version 2 cannot read an empty cell there.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Final

from aliansi.linking.quickstatements.batch import Batch, Command
from aliansi.linking.quickstatements.references import Reference


class Tool(StrEnum):
    """Version of QuickStatements."""

    TWO = "2"
    THREE = "3"


def as_v1(batch: Batch, tool: Tool) -> bytes:
    """Return a batch as commands of version 1, a line each, with tabs."""
    return "".join(f"{_line(command, tool)}\n" for command in batch.commands).encode()


def _line(command: Command, tool: Tool) -> str:
    item, property_ = command.item, command.property_id
    if command.is_second:
        item, property_ = (item, f"!{property_}") if tool is Tool.TWO else (f"+{item}", property_)
    cells = [item, property_, command.value]
    cells += [cell for pair in command.qualifiers for cell in pair]
    for number, reference in enumerate(command.references):
        for place, (source, value) in enumerate(reference):
            cells += [f"!{source}" if number and not place else source, value]
    return "\t".join(cells)


def as_csv(batch: Batch, tool: Tool) -> bytes:
    """Return a batch as CSV, each statement with its first reference; what CSV cannot say is left out and counted."""
    usable = []
    for command in batch.commands:
        if command.is_second:
            batch.left_out.add(
                "it is a second statement of one value, which CSV cannot say: use --form v1", command.fact
            )
        else:
            usable.append(command)
    shapes = Counter(map(_columns, usable))
    common = max(shapes, key=lambda shape: (shapes[shape], shape), default=())
    for command in usable:
        if _columns(command) != common:
            batch.left_out.add("one table of CSV has the same columns in each row: use --form v1", command.fact)
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(("qid", *common))
    table.writerows(_cells(command) for command in usable if _columns(command) == common)
    return stream.getvalue().encode() if common else b""


def _columns(command: Command) -> tuple[str, ...]:
    """Return the columns of a command: a capital S begins a reference, and a small one goes on with it."""
    qualifiers = (f"qal{name.removeprefix('P')}" for name, _ in command.qualifiers)
    sources = (name.lower() if place else name for place, (name, _) in enumerate(_first(command)))
    return command.property_id, *qualifiers, *sources


def _cells(command: Command) -> Sequence[str]:
    pairs = (*command.qualifiers, *_first(command))
    return command.item, command.value, *(value for _, value in pairs)


def _first(command: Command) -> Reference:
    return command.references[0] if command.references else ()


FORMS: Final[Mapping[str, Callable[[Batch, Tool], bytes]]] = {"v1": as_v1, "csv": as_csv}
"""Forms of a file by name."""
