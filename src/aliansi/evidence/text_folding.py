"""Folded text: one spelling for words that are written in several ways, with the place of each character.

Folding ignores case, white space and line ends, Unicode normalisation, compatibility forms (ligatures, full width,
Arabic presentation forms), typographic quotation marks and dashes, invisible characters, tatweel and vowel signs of
Arabic and Hebrew. Letters with different accents stay different.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

SPACE: Final = " "
DASH: Final = "-"
QUOTE: Final = "'"
_QUOTES: Final = frozenset("'\"`´‘’‚‛“”„‟«»‹›′″‵‶ʹʺʻʼʽˈ׳״「」『』〝〞〟﹁﹂﹃﹄")
_SPACES: Final = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029")
_VOWEL_SIGNS: Final = frozenset(
    map(chr, (*range(0x0591, 0x05BE), 0x05BF, 0x05C1, 0x05C2, 0x05C4, 0x05C5, 0x05C7, *range(0x064B, 0x0653), 0x0670))
)
"""Niqqud and harakat: most texts leave them out."""
_DROPPED: Final = _VOWEL_SIGNS | {"\u0640", "\u034f"} | set(map(chr, (*range(0xFE00, 0xFE10), *range(0x180B, 0x180E))))
"""Tatweel, joiners, variation selectors; and, by their category, soft hyphens, zero-width and bidi characters."""
_SAME: Final = {
    **dict.fromkeys(_QUOTES, QUOTE),
    **dict.fromkeys(_SPACES, SPACE),
    "\u2212": DASH,
    "ı": "i",
    "œ": "oe",
    "æ": "ae",
    "ي": "ی",
    "ى": "ی",
    "ك": "ک",
    "۔": ".",
}
_MERGED: Final = frozenset({SPACE, DASH, QUOTE})
"""Several of these in a row count as one."""
_OPTIONAL_MARKS: Final = frozenset({"i\u0307", "е\u0308", "ا\u0653", "ا\u0654", "ا\u0655"})
"""The dotted capital of Turkish; dots and hamzas that Russian and Arabic texts leave out."""
_SOFT_HYPHEN: Final = "\u00ad"
_MOST_SPACE: Final = 200
"""Characters of white space between a hyphen and the next line."""


@dataclass(frozen=True)
class FoldedText:
    """Folded form of a text; ``origins`` has the place in the text of each folded character."""

    text: str = field(repr=False)
    folded: str
    origins: Sequence[int] = field(repr=False)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return start and end in the text of the folded characters from ``first`` to ``last``, end exclusive."""
        return self.origins[first], self.origins[last - 1] + 1


@lru_cache(maxsize=4096)
def fold(text: str, dashes: bool = True) -> FoldedText:
    """Fold a text; without ``dashes`` hyphens are dropped, so that words divided at the end of a line are whole."""
    characters: list[str] = []
    origins = array("I")
    for character, place in _ordered(text):
        last = characters[-1] if characters else ""
        if character == DASH and last == SPACE:  # 1949 – 1955 is 1949–1955
            del characters[-1], origins[-1]
            last = characters[-1] if characters else ""
        if character == DASH and not dashes:
            continue
        if character in _MERGED and (last == character or (character == SPACE and last == DASH)):
            continue
        if character == SPACE and not dashes and _follows_dash(text, place):
            continue
        characters.append(character)
        origins.append(place)
    return FoldedText(text, "".join(characters), origins)


def folded(words: str) -> str:
    """Return the folded form of words without space around them."""
    return fold(words).folded.strip()


def _follows_dash(text: str, place: int) -> bool:
    before = text[max(0, place - _MOST_SPACE) : place].rstrip()
    return bool(before) and (before[-1] == _SOFT_HYPHEN or _fold_character(before[-1]) == DASH)


def _ordered(text: str) -> Iterator[tuple[str, int]]:
    """Yield folded characters with their places, combining marks in canonical order (Unicode, 3.11)."""
    marks: list[tuple[int, str, int]] = []
    last = ""
    for place, character in enumerate(text):
        for part in _fold_character(character):
            if order := unicodedata.combining(part):
                if last + part not in _OPTIONAL_MARKS:
                    marks.append((order, part, place))
                continue
            if marks:
                yield from ((mark, where) for _, mark, where in sorted(marks, key=lambda each: each[0]))
                marks = []
            last = part
            yield part, place
    yield from ((mark, where) for _, mark, where in sorted(marks, key=lambda each: each[0]))


@lru_cache(maxsize=2**14)
def _fold_character(character: str) -> str:
    """Return the folded form of one character; empty for a character that is not visible."""
    if character in _SAME:
        return _SAME[character]
    return "".join(map(_fold_part, unicodedata.normalize("NFKD", character).casefold()))


def _fold_part(part: str) -> str:
    part = _SAME.get(part, part)
    category = unicodedata.category(part) if len(part) == 1 else ""
    if category == "Nd":
        return str(unicodedata.decimal(part))
    if category == "Pd":
        return DASH
    if category in {"Zs", "Zl", "Zp"}:
        return SPACE
    return "" if category == "Cf" or part in _DROPPED else part
