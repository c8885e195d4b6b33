"""Character encodings of texts: declared by a byte order mark, or the likely one of a text that is not UTF-8."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Mapping
from typing import Final

import charset_normalizer

_BYTE_ORDER_MARKS: Final[Mapping[bytes, str]] = {
    codecs.BOM_UTF8: "UTF-8",
    codecs.BOM_UTF32_LE: "UTF-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_OF_LANGUAGE: Final[Mapping[str, str]] = {
    **dict.fromkeys(("bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"), "windows-1250"),
    **dict.fromkeys(("be", "bg", "kk", "mk", "mn", "ru", "sr", "uk"), "windows-1251"),
    **dict.fromkeys(("et", "lt", "lv"), "windows-1257"),
    "az": "windows-1254",
    "tr": "windows-1254",
    "el": "windows-1253",
    "vi": "windows-1258",
    "th": "windows-874",
    "he": "windows-1255",
    "ar": "windows-1256",
    "fa": "windows-1256",
    "ur": "windows-1256",
}
"""Encodings that are usual for a language; its statistics do not show in a short text."""
_NAMES: Final[Mapping[str, str]] = {
    **{f"cp{number}": f"windows-{number}" for number in range(1250, 1259)},
    "cp932": "Shift_JIS",
    "euc_jis_2004": "EUC-JP",
    "gb18030": "GB18030",
    "big5": "Big5",
    "cp949": "EUC-KR",
    "koi8_r": "KOI8-R",
    "mac_iceland": "MACINTOSH",
    "mac_roman": "MACINTOSH",
}
"""Names of IANA, which iconv knows, by those of Python."""
_SAMPLE: Final = 200_000
_WESTERN: Final = "windows-1252"
_MOSTLY_ASCII: Final = 0.6
_VALID_TO_INVALID: Final = 4


def declared_encoding(content: bytes) -> str | None:
    """Return the encoding that a byte order mark declares; None without one."""
    return next((name for mark, name in _BYTE_ORDER_MARKS.items() if content.startswith(mark)), None)


def likely_encoding(content: bytes, language: str | None = None) -> str | None:
    """Return the likely encoding of a text that is not UTF-8, by its IANA name; None for what is not a text."""
    if declared := declared_encoding(content):
        return declared if declared != "UTF-8" else None
    sample = content[:_SAMPLE]
    if wide := unmarked_encoding(sample):
        return wide
    usual = _OF_LANGUAGE.get((language or "").split("-")[0].lower())
    if usual and _decodes(sample, usual):
        return usual
    matches = charset_normalizer.from_bytes(sample)
    best = matches.best()
    if best is None:
        return None
    if _is_western(sample, {name for match in matches for name in match.could_be_from_charset}):
        return _WESTERN
    return _NAMES.get(best.encoding, best.encoding.replace("_", "-"))


def is_mostly_utf_8(content: bytes) -> bool:
    """Return whether a text that is not UTF-8 is UTF-8 but for a few bytes: other encodings rarely look like it."""
    if declared_encoding(content) not in {None, "UTF-8"} or unmarked_encoding(content[:_SAMPLE]):
        return False
    read = content.decode(errors="replace")
    invalid = read.count("\ufffd")
    valid = sum(not character.isascii() for character in read) - invalid
    return valid > _VALID_TO_INVALID * invalid


def unmarked_encoding(sample: bytes) -> str | None:
    """Return UTF-16 or UTF-32 without a mark, which show by zero bytes in the places of ASCII letters."""
    zeros = [sample[place::4].count(0) * 8 > len(sample) for place in range(4)]
    return {
        (False, True, False, True): "UTF-16LE",
        (True, False, True, False): "UTF-16BE",
        (False, True, True, True): "UTF-32LE",
        (True, True, True, False): "UTF-32BE",
    }.get((zeros[0], zeros[1], zeros[2], zeros[3]))


def _is_western(sample: bytes, possible: set[str]) -> bool:
    """Return whether a text of mostly ASCII letters may be windows-1252, which holds all of ISO 8859-1 that is text."""
    if "cp1252" not in possible or not _decodes(sample, _WESTERN):
        return False
    letters = [character for character in sample.decode(_WESTERN) if character.isalpha()]
    plain = sum(character.isascii() for character in letters)
    names = (unicodedata.name(character, "") for character in set(letters) if not character.isascii())
    return plain >= _MOSTLY_ASCII * len(letters) and all(name.startswith("LATIN") for name in names)


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(sample)  # a character may be cut at the end of the sample
    except UnicodeDecodeError:
        return False
    return True
