"""Search for words in a text: word for word, else in another spelling, else the most similar place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from rapidfuzz import fuzz

from aliansi.evidence.text_folding import FoldedText, fold

LINE_END: Final = re.compile(r"\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
"""Ends of lines as Python and Unicode define them (UAX 14: BK, CR, LF, NL)."""
_JOINERS: Final = "\u200d\ufe0e\ufe0f"
_SIMILAR: Final = 50
"""Per cent of the characters that the most similar place shares with the words."""


@dataclass(frozen=True)
class Place:
    """Place of words in a text: code points from ``start`` to ``end``, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True)
class SimilarPlace:
    """Most similar place to words that a text does not have, with the words that differ on each side."""

    place: Place
    words: str
    missing: str
    instead: str


def find(text: str, words: str) -> tuple[Place, ...]:
    """Return every place of words, overlapping ones too: word for word, else in any spelling, else across hyphens."""
    if exact := tuple(_exact(text, words)):
        return exact
    for dashes in (True, False):
        if places := tuple(_in_folded(fold(text, dashes), fold(words, dashes).folded.strip())):
            return places
    return ()


def _exact(text: str, words: str) -> Iterator[Place]:
    for start in starts(text, words):
        if not splits_a_character(text, start) and not splits_a_character(text, start + len(words)):
            yield Place(start, start + len(words))


def _in_folded(text: FoldedText, words: str) -> Iterator[Place]:
    for first in starts(text.folded, words):
        last = first + len(words)
        place = _with_dropped_marks(text.text, Place(*text.span(first, last)))
        places = ((text.folded, first), (text.folded, last), (text.text, place.start), (text.text, place.end))
        if not any(splits_a_character(*each) for each in places):
            yield place


def _with_dropped_marks(text: str, place: Place) -> Place:
    """Return a place with the vowel signs and variation selectors after it, which folding drops."""
    end = place.end
    while end < len(text) and unicodedata.category(text[end])[0] == "M" and not fold(text[end]).folded:
        end += 1
    return Place(place.start, end)


def starts(text: str, words: str) -> Iterator[int]:
    """Yield every place where words start, overlapping ones too."""
    start = text.find(words) if words else -1
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def splits_a_character(text: str, place: int) -> bool:
    """Return whether a letter and its accent, a line end, or the parts of an emoji lie on two sides of a place."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    return unicodedata.category(after)[0] == "M" or after in _JOINERS or before == "\u200d" or before + after == "\r\n"


def most_similar(text: str, words: str) -> SimilarPlace | None:
    """Return the place of a text that is most similar to words; None if no place is."""
    searched, wanted = fold(text), fold(words).folded.strip()
    found = fuzz.partial_ratio_alignment(wanted, searched.folded, score_cutoff=_SIMILAR) if wanted else None
    if found is None or found.dest_start >= found.dest_end:
        return None
    first, last = found.dest_start, found.dest_end
    while first > 0 and searched.folded[first - 1].isalnum() and searched.folded[first].isalnum():
        first -= 1
    while last < len(searched.folded) and searched.folded[last].isalnum() and searched.folded[last - 1].isalnum():
        last += 1
    place = Place(*searched.span(first, last))
    there = text[place.start : place.end].strip()
    return SimilarPlace(place, there, *_differing(words, there))


def _differing(wanted: str, there: str) -> tuple[str, str]:
    """Return the words of each side from the first to the last that differ."""
    ours, theirs = wanted.split(), there.split()
    matcher = SequenceMatcher(None, [fold(w).folded for w in ours], [fold(w).folded for w in theirs], autojunk=False)
    changes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    if not changes:
        return "", ""
    first, last = changes[0], changes[-1]
    return " ".join(ours[first[1] : last[2]]), " ".join(theirs[first[3] : last[4]])


def line_of(text: str, position: int) -> int:
    """Return the number of the line with a position, from 1."""
    return 1 + sum(1 for _ in LINE_END.finditer(text, 0, position))
