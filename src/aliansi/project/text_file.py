"""Text files that people write: UTF-8 with or without a byte order mark; others are refused with line and encoding."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from aliansi.errors import Finding, FindingsError, Location
from aliansi.project.encodings import is_mostly_utf_8, likely_encoding, unmarked_encoding

SAVE: Final = "save the file as UTF-8"


def read_text(file: Path) -> str:
    """Return the text of a file. Raises FindingsError if it cannot be read or is not UTF-8."""
    return decode(file, content(file))


def content(file: Path) -> bytes:
    """Return the bytes of a file. Raises FindingsError if it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise FindingsError([Finding(Location(file), "", f"cannot be read: {error.strerror}")]) from error


def conversion(content: bytes, language: str | None = None) -> str:
    """Return how to convert a text, whose language is known or None, to UTF-8."""
    if is_mostly_utf_8(content):
        return "the rest of the file mostly is: correct this line, and save the file as UTF-8"
    name = likely_encoding(content, language)
    return f"it is likely {name}: convert it to UTF-8 (iconv -f {name} -t UTF-8)" if name else SAVE


def decode(file: Path, content: bytes, advise: Callable[[bytes], str] = conversion) -> str:
    """Return the text of a file without its byte order mark.

    Raises FindingsError with the line if it is not UTF-8; ``advise`` returns what to do.
    """
    line = 1
    try:
        text = content.decode("utf-8-sig")
        if "\0" not in text or not unmarked_encoding(content):
            return text
    except UnicodeDecodeError as error:
        # The object that the error has begins after the byte order mark. Units of two bytes have other line ends.
        if not unmarked_encoding(content):
            line += len(re.findall(rb"\r\n|\r|\n", error.object[: error.start]))
    raise FindingsError([Finding(Location(file, line), "", f"is not UTF-8; {advise(content)}")])
