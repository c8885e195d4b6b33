"""Search for things by a name: each thing with its name that is most like a text, and the score of the two.

A text with brackets, a slash or a dash between two words has parts. If these are names of one thing, or the other part
is a word like "country", it is found; other words may make another thing of it: "Georgia (US state)" is never sure.
Years at the end say when, not what: "USSR (1922–1991)".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from aliansi.reconciliation.folding import NameForms, fold_name, name_forms
from aliansi.reconciliation.name_index import Name, NameIndex
from aliansi.reconciliation.name_words import BENIGN, SHARED_ACRONYMS
from aliansi.reconciliation.persons import is_person, office_words, score_person
from aliansi.reconciliation.score import LATIN, LIKE, SAME, score_names

MIN_SCORE: Final = 60.0
"""Lowest score of a thing that is found."""
MAX_CHARACTERS: Final = 500
"""Characters of a text that are compared: no name of a thing is longer."""
IN_PARTS: Final = 95.0
"""Score of a text with a second name or a word like "country" in brackets."""
WITH_MORE: Final = 88.0
"""Score of a text with other words in brackets."""

_YEARS: Final = re.compile(
    r"[\s,]+[(\[]?\s*(?:(?:since|from|until|till|sejak|sampai|seit|bis|depuis|desde|hasta|с|до|по)\s+\d{4}"
    r"|\d{4}\s*(?:[-–—/]|to\b|bis\b|sampai\b)\s*(?:\d{4}|\d{2}|present|now|today|sekarang|)\.?)\s*[)\]]?\s*$",
    re.IGNORECASE,
)
"""Span of years at the end of a text; one year is none, because two events may differ by it."""
_PARTS: Final = re.compile(r"[()\[\]/;|]|\s[-–—]\s")


def find_by_name(index: NameIndex, text: str) -> dict[str, tuple[float, Name]]:
    """Return the things that have names like a text, each with the score and the name that is most like it."""
    if (without := _YEARS.sub("", text)) and without != text:
        return find_by_name(index, without)
    found = _scored(index, text)
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    if len(parts) > 1 and max((score for score, _ in found.values()), default=0.0) < SAME:
        for iri, (score, name) in _of_parts(index, parts).items():
            if iri not in found or score > found[iri][0]:
                found[iri] = (score, name)
    return found


def _of_parts(index: NameIndex, parts: Sequence[str]) -> dict[str, tuple[float, Name]]:
    """Return the things that the first part of a text names; sure if the others are names of the same, or benign."""
    first, *others = parts
    readings = [(part, _scored(index, part)) for part in others if fold_name(part) not in BENIGN]
    found: dict[str, tuple[float, Name]] = {}
    for iri, (score, name) in _scored(index, first).items():
        if score >= SAME:
            same = all(iri in reading and _names_it(part, *reading[iri]) for part, reading in readings)
            found[iri] = (IN_PARTS if same else WITH_MORE, name)
    return found


def _names_it(part: str, score: float, name: Name) -> bool:
    """Return whether a part is a name of a thing; with another one, an acronym that it shares with others is."""
    return score >= SAME or name_forms(part).words == name_forms(name.text).words


def _scored(index: NameIndex, text: str) -> dict[str, tuple[float, Name]]:
    forms = name_forms(text[:MAX_CHARACTERS])
    best: dict[str, tuple[float, Name]] = {}
    if not forms.plain:
        return best
    numbers = {*index.lookup.with_a_form_of(forms), *index.lookup.with_words_of(forms)}
    for number in sorted(numbers):
        iri, name = index.name(number)
        score = _score(index, forms, iri, name)
        if score >= MIN_SCORE and (iri not in best or score > best[iri][0]):
            best[iri] = (round(score, 2), name)
    return best


def _score(index: NameIndex, forms: NameForms, iri: str, name: Name) -> float:
    other = name_forms(name.text)
    score = score_names(forms, other)
    if score >= SAME and name.kind == "alias" and other.is_acronym and "".join(other.words) in SHARED_ACRONYMS:
        return LIKE
    if SAME <= score < LATIN and bool(forms.latin_words) != bool(other.latin_words) and is_person(index, iri):
        return LIKE  # Вёрнер sounds like Werner, who is another person than Wörner
    if score < SAME and is_person(index, iri):
        return max(min(score, LIKE), score_person(forms, other, office_words(index, iri)))
    return score
