"""Folding of long texts on a page: the beginning is visible, the rest is in a closed details element."""

from __future__ import annotations

from typing import Final

LONG: Final = 600
"""Characters of a text that is not folded; all passages of the shipped project are shorter."""
BEGINNING: Final = 300


def is_long(text: str) -> bool:
    """Return whether a text is folded."""
    return len(text) > LONG


def beginning(text: str) -> str:
    """Return the beginning of a long text, up to a space if there is one nearby."""
    return text[: _cut(text)]


def continuation(text: str) -> str:
    """Return the rest of a long text."""
    return text[_cut(text) :]


def _cut(text: str) -> int:
    space = text.rfind(" ", BEGINNING // 2, BEGINNING)
    return space + 1 if space > 0 else BEGINNING


FOLDING: Final = {"is_long": is_long, "beginning": beginning, "continuation": continuation}
"""Functions for templates."""
