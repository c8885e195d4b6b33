"""Forms of a name for comparison: spellings that differ only in what does not make another name have a form in common.

Case, accents, punctuation, apostrophes, hyphens and footnote marks never count (``aliansi.views.i18n.fold``). The other
forms ignore one thing more each:

- ``plain``: spaces too, so that "N.A.T.O." is "NATO" and "Monte Negro" is "Montenegro";
- ``words``: the order of words, articles and prepositions: "Lukashenko, Alexander", "Secretary General of NATO";
- ``latin``: the script, by transliteration (anyascii); and "ae" is the spelling of "ä" on keyboards without it;
- ``bare``: the word for a republic before a name or after a comma: "Republic of Moldova", "Республика Армения";
- ``sound``: letters that languages use for one sound: "Kirgizija", "Kirghizia" (``aliansi.reconciliation.sounds``).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from anyascii import anyascii

from aliansi.reconciliation.name_words import (
    COMPASS,
    ELIDED,
    GENERIC_WORDS,
    GENITIVES,
    LITTLE_WORDS,
    REPUBLIC_AFTER,
    REPUBLIC_BEFORE,
    REPUBLIC_OF,
    REPUBLIC_SIGNS,
    SPELLINGS,
)
from aliansi.reconciliation.sounds import sound_of
from aliansi.views.i18n import fold

_FOOTNOTE: Final = re.compile(r"\[[^\]\s]{1,3}\]|[*†‡§¶#]+|[¹²³⁰-⁹ᵃ-ᶻ]+(?=\W|$)")
_ELISION: Final = re.compile(r"\b([dl])'(?=\w)")
_POINTED: Final = re.compile(r"(?:[^\W\d_]\.[\s-]?){2,}")
"""Letters with points, such as "u.s."."""
_INVERTED: Final = frozenset({("republic", "of"), ("rep", "of")})
_UMLAUTS: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "å": "aa", "ø": "oe"}
)
SHORT: Final = 4
"""Letters of a name that only an equal name matches."""


@dataclass(frozen=True, slots=True)
class NameForms:
    """Forms of a name; ``words`` are sorted, ``in_order`` are all words, ``sound`` is empty for a short name.

    ``is_alphabetic`` is False in scripts with a sign for a syllable or a word, where one sign more is another name.
    """

    plain: str
    words: tuple[str, ...]
    in_order: tuple[str, ...]
    latin: tuple[str, ...]
    latin_words: tuple[str, ...]
    bare: str
    sound: str
    is_acronym: bool
    is_alphabetic: bool

    @property
    def keys(self) -> frozenset[str]:
        """Keys that the name has in an index: two names of which one could be the other have a key in common."""
        whole = (self.plain, " ".join(self.words), *self.latin, self.bare, f"~{self.sound}" if self.sound else "")
        return frozenset(filter(None, whole))

    @property
    def search_words(self) -> frozenset[str]:
        """Words to look the name up by: all but articles and prepositions, also in Latin letters."""
        return frozenset((*self.words, *self.latin_words))

    @property
    def is_bare_name(self) -> bool:
        """Whether the name without the word for a republic stands for itself: after "of", or as the word has it."""
        return self.in_order[0] in REPUBLIC_OF or not (LITTLE_WORDS | ELIDED).isdisjoint(self.in_order[1:])

    @property
    def is_generic(self) -> bool:
        """Whether the name has generic words only."""
        return GENERIC_WORDS.issuperset(self.words)


def fold_name(text: str) -> str:
    """Return a name without case, accents and punctuation, its words divided by one space."""
    folded = _ELISION.sub(r"\1 ", fold(_FOOTNOTE.sub("", text))).replace("'", "")
    if folded.isascii():
        return " ".join(_ASCII_WORD.findall(folded))
    return " ".join("".join(character if _is_of_a_word(character) else " " for character in folded).split())


_ASCII_WORD: Final = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=2**14)
def _is_of_a_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


def _is_alphabetic(character: str) -> bool:
    return ord(character) < 0x590 or any(ord(character) in block for block in _ALPHABETS)


_ALPHABETS: Final = (range(0x10A0, 0x1100), range(0x1C90, 0x1CC0), range(0x1D00, 0x2000))
"""Blocks of letters after Latin, Greek, Cyrillic and Armenian: Georgian, and more of Latin and Greek."""


@lru_cache(maxsize=2**13)
def name_forms(text: str) -> NameForms:
    """Return the forms of a name; all are empty if it has no letter or digit."""
    folded = fold_name(text)
    plain, in_order = folded.replace(" ", ""), tuple(folded.split())
    words = _words(text, in_order)
    latin, latin_words = _latin(text, plain)
    is_alphabetic = folded.isascii() or all(map(_is_alphabetic, folded))
    sound = sound_of(latin[0] if latin else plain) if len(plain) > SHORT and is_alphabetic else ""
    is_acronym = _is_acronym(text, words)
    return NameForms(plain, words, in_order, latin, latin_words, _bare(in_order), sound, is_acronym, is_alphabetic)


def _is_acronym(text: str, words: tuple[str, ...]) -> bool:
    """Return whether a name is written as an acronym: in capitals or with points, but for an article."""
    if len(words) == 1 and " " in text.strip():
        text = " ".join(part for part in text.split() if fold_name(part) not in LITTLE_WORDS)
    return (text.isupper() and (len(words) == 1 or "." in text)) or _POINTED.fullmatch(text.strip()) is not None


def _words(text: str, in_order: tuple[str, ...]) -> tuple[str, ...]:
    """Return the sorted words that count, with abbreviations in full; single letters are joined to an acronym."""
    if len(in_order) > 1 and all(len(word) == 1 for word in in_order):
        return ("".join(in_order),)
    spelled = tuple(SPELLINGS.get(word, word) for word in in_order)
    if len(spelled) > 1 and spelled[0] in COMPASS and text.lstrip()[1:2] == ".":
        spelled = (COMPASS[spelled[0]], *spelled[1:])
    elided = ELIDED if "'" in fold(text) else frozenset[str]()
    return tuple(sorted(word for word in spelled if word not in LITTLE_WORDS and word not in elided)) or spelled


def _latin(text: str, plain: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the transliterated forms without spaces, and the transliterated words; none for plain Latin letters.

    A letter with an umlaut has a second form of two letters.
    """
    if text.isascii():
        return (), ()
    words = tuple(fold_name(anyascii(text)).split())
    umlauts = text.translate(_UMLAUTS)
    second = fold_name(anyascii(umlauts)).replace(" ", "") if umlauts != text else ""
    forms = tuple(form for form in dict.fromkeys(("".join(words), second)) if form and form != plain)
    return forms, words if "".join(words) != plain else ()


def _bare(in_order: tuple[str, ...]) -> str:
    """Return a name without the word for a republic before it or after a comma; empty without such a word."""
    words = in_order[1:] if in_order[:1] == ("the",) else in_order
    if len(words) == 1 and (sign := next(filter(words[0].endswith, REPUBLIC_SIGNS), "")):
        return words[0].removesuffix(sign)
    if len(words) < 2:
        return ""
    if words[0] in REPUBLIC_BEFORE:
        word, rest = words[0], words[1:]
    elif words[-1] in REPUBLIC_AFTER:
        word, rest = words[-1], words[:-1]
    elif words[-2:] in _INVERTED:
        word, rest = words[-2], words[:-2]
    else:
        return ""
    bare = "".join(part for part in rest if part not in LITTLE_WORDS | ELIDED)
    for ending, nominative in GENITIVES.get(word, ()):
        if bare.endswith(ending):
            return bare.removesuffix(ending) + nominative
    return bare
