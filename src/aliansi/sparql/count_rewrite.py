"""The count of all triples, which whoever meets an endpoint asks first: it is known when a dataset has been read."""

from __future__ import annotations

import re
from typing import Final

_SPACE: Final = r"(?:\s|\#[^\r\n]*+(?:[\r\n]|$))*+"
_VARIABLE: Final = r"[?$](\w+)"
_ALL: Final = re.compile(
    rf"(?:{_SPACE}PREFIX\s++[\w-]*+:\s*+<[^<>\s]*+>)*+{_SPACE}"
    rf"(?P<count>SELECT{_SPACE}\({_SPACE}COUNT{_SPACE}\({_SPACE}\*{_SPACE}\){_SPACE}AS{_SPACE}{_VARIABLE}{_SPACE}\)"
    rf"{_SPACE}(?:WHERE{_SPACE})?\{{{_SPACE}{_VARIABLE}{_SPACE}{_VARIABLE}{_SPACE}{_VARIABLE}{_SPACE}\.?{_SPACE}\}})"
    rf"{_SPACE}",
    re.IGNORECASE,
)


def rewrite_count(query: str, size: int) -> str | None:
    """Return a query that says how many triples there are, if this one counts them; its prefixes are still read."""
    found = "count" in query.lower() and _ALL.fullmatch(query)
    if not found:
        return None
    _, number, *names = found.groups()
    if len({number, *names}) < 4:
        return None  # the count of fewer, or an error
    start, end = found.span("count")
    return f"{query[:start]}SELECT ({size} AS ?{number}) {{}}{query[end:]}"
