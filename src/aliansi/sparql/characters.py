"""Characters and texts as error messages show them."""

from __future__ import annotations

import unicodedata
from typing import Final

_MAX_SHOWN: Final = 30
_CONTROLS: Final = {"\0": "NULL", "\t": "TAB", "\n": "LINE FEED", "\r": "CARRIAGE RETURN", "\x0b": "LINE TABULATION"}


def shortened(text: str, most: int = _MAX_SHOWN) -> str:
    """Return a text of at most so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def described(character: str) -> str:
    """Return the code point and the Unicode name of a character."""
    category = "CONTROL CHARACTER" if unicodedata.category(character) == "Cc" else "without a name"
    return f"U+{ord(character):04X} {unicodedata.name(character, '') or _CONTROLS.get(character, category)}"


def meant_by(character: str) -> str:
    """Return what to write instead of a character that looks like one of SPARQL's."""
    if unicodedata.category(character) in ("Zs", "Zl", "Zp", "Cf", "Cc"):
        return ": SPARQL's white space is space, tab and line ends"
    name = unicodedata.name(character, "")
    if "QUOTATION MARK" in name or "PRIME" in name or character in "`´":
        return ": strings have \" or '"
    plain = unicodedata.normalize("NFKC", character)
    if "MINUS" in name or "DASH" in name or "HYPHEN" in name:
        plain = "-"
    return f": write “{plain}”" if plain != character and plain.isascii() else ""
