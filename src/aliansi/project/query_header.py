"""Header of a query file: comment lines of the form ``# key: value`` before the query."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from aliansi.namespaces import DEFAULT_LANGUAGE

_LINE: Final = re.compile(r"#\s*(?P<key>[a-z-]+(?: \w+)?):\s*(?P<value>.*)")


def read_header(text: str) -> dict[str, str]:
    """Return the values of the header of a query by key."""
    header: dict[str, str] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if match := _LINE.fullmatch(line):
            header[match["key"]] = match["value"].strip()
    return header


def by_language(header: Mapping[str, str], key: str, name: str = "") -> dict[str, str]:
    """Return the values of a key by language: ``# title:`` is English, ``# title-fr:`` French.

    ``name`` is the second word of the key, as in ``# param-fr alliance:``.
    """
    keys = (re.fullmatch(rf"{key}(?:-([a-z]{{2,3}}))?{name and ' '}{name}", each) for each in header)
    return {match[1] or DEFAULT_LANGUAGE: header[match[0]] for match in keys if match and header[match[0]]}
