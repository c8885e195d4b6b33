"""What long work is at, for those who watch it on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable


class progress:
    """Say on a terminal that work is going on, and stay quiet in a pipe."""

    def __init__(self, what: str) -> None:
        """Begin with what is done first."""
        self.what, self.said = what, ""

    def __enter__(self) -> Callable[[str], None]:
        """Say it, and give what says the next."""
        self.say(self.what)
        return self.say

    def say(self, what: str) -> None:
        """Write over what was said before."""
        if sys.stderr.isatty() and what != self.said:
            print(f"\r\x1b[K{what} …", end="", file=sys.stderr, flush=True)
        self.said = what

    def __exit__(self, *_: object) -> None:
        """Wipe out what was said."""
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def how_far(step: str, done: int, of: int) -> str:
    """Say how far a step is, in per cent if it is known how far it goes."""
    if of:
        return f"{step}, {100 * done // of} %"
    if step == "reading":
        return f"{step}, {done >> 20:,} MB"
    return f"{step}, {done:,} triples" if done else step
