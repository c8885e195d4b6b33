"""Where a long text is folded on a page: it begins in sight, and goes on when it is opened."""

from __future__ import annotations

from typing import Final

LONG: Final = 600
"""A text of more characters is folded; the passages of the shipped project are shorter."""
BEGINNING: Final = 300


def is_long(text: str) -> bool:
    """Say whether a text is to be folded."""
    return len(text) > LONG


def beginning(text: str) -> str:
    """Return how a long text begins, up to a space where there is one near."""
    return text[: _cut(text)]


def continuation(text: str) -> str:
    """Return how a long text goes on."""
    return text[_cut(text) :]


def _cut(text: str) -> int:
    space = text.rfind(" ", BEGINNING // 2, BEGINNING)
    return space + 1 if space > 0 else BEGINNING


FOLDING: Final = {"is_long": is_long, "beginning": beginning, "continuation": continuation}
"""What templates fold with."""
