"""Progress of long work on a terminal (``click.progressbar`` would leave its bar there at the end)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(step: str) -> Iterator[Callable[[str, int, int], None]]:
    """Show the current step on a terminal and clear it at the end; a pipe gets nothing.

    Yields a function that shows another step: its name, how much is done, and of how much (0 if unknown).
    """
    shown = ""

    def show(step: str, done: int, of: int) -> None:
        nonlocal shown
        text = f"{_text(step, done, of)} …"
        if text != shown and sys.stderr.isatty():
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
        shown = text

    show(step, 0, 0)
    try:
        yield show
    finally:
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _text(step: str, done: int, of: int) -> str:
    if of:
        return f"{step}, {100 * done // of} %"
    if step == "reading" and done:
        return f"{step}, {done >> 20:,} MB"
    return f"{step}, {done:,} triples" if done else step
