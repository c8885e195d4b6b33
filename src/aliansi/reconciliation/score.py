"""Similarity of two names, from 0 to 100: equal forms first, then typos, then how much their words have in common.

Only names with an equal form, or with a typo, have 90 and more. A wrong match is worse than a missed one, so an edit is
a typo only where it hardly ever makes another name:

- a doubled letter in a word of five letters and more, two letters in each other's place in one of seven and more;
- a vowel too many, too few or in place of another one in a word of eight and more, a consonant too many or too few in
  one of eleven and more, any one edit in a word of six and more of a name of three words; always inside the word.

One consonant for another is none (Ireland and Iceland, Irlandia and Islandia), nor is an edit of the first or last
letter (Russia and Prussia, Estonia and Estonian). A name of four letters is equal or is another name, and so is a name
in a script of syllables or words.

Measured with the names of CLDR 48 (Babel 2.19) in 300 languages: of 27,076 names of territories that are not in our
data, 9 are spelled as one of the 6,248 names of our states is in some language, and 1 more has 90. Of 4,891 names of
subdivisions (ISO 3166-2), 3 are such homonyms. Of 2,190 names of ours in five languages with one random edit, half find
their state at 90 and 1 another one; the rest has 89 at most and is left to the person who reconciles.
"""

from __future__ import annotations

from itertools import takewhile
from typing import Final

from rapidfuzz.distance import Indel

from aliansi.reconciliation.folding import SHORT, NameForms
from aliansi.reconciliation.name_words import GENERIC_WEIGHT, GENERIC_WORDS
from aliansi.reconciliation.sounds import sound_of

SAME: Final = 90.0
"""Lowest score of two names that are spellings of one."""
LIKE: Final = 89.0
"""Highest score of names that are like each other only."""
EQUAL, WORDS, LATIN, BARE, SOUND, TYPO, TYPOS = 100.0, 98.0, 96.0, 96.0, 94.0, 92.0, 90.0
"""Score by the form that is equal, and of one typo or two."""
ACRONYM: Final = 94.0
"""Score of an acronym in another script: that is an acronym of something else at times (USSR and УССР)."""
SHORT_ACRONYM: Final = 3
"""Letters of an acronym or a code that has to be written in capitals, or with points."""
TWO_TYPOS: Final = 14
"""Letters of a name that may have two typos."""
MANY_WORDS: Final = 3
"""Words of a name that is sure with any one edit inside one of them."""
MIN_LETTERS: Final = 6
"""Letters of a name that is equal to another one in Latin letters only."""
LONG: Final = 8
VERY_LONG: Final = 11
"""Letters of a word that may have a vowel, or a consonant, too many or too few."""
_VOWELS: Final = frozenset("aeiouyаеиоуыэюяіαεηιου")
_NEAR: Final = 0.7


def score_names(one: NameForms, other: NameForms) -> float:
    """Return the similarity of two names."""
    if not one.plain or not other.plain:
        return 0.0
    if one.words == other.words and _is_word_for_acronym(one, other):
        return LIKE
    if one.plain == other.plain:
        return EQUAL
    if one.words == other.words and one.is_alphabetic and not one.is_generic:
        return WORDS
    if _are_equal_in_latin(one, other):
        return ACRONYM if len(one.plain) < MIN_LETTERS else LATIN
    if not one.is_generic and _are_equal_bare(one, other):
        return BARE
    if len(one.plain) <= SHORT or len(other.plain) <= SHORT or one.is_generic:
        return 0.0
    if one.sound and one.sound == other.sound and _have_the_same_words(one, other):
        return SOUND
    if one.is_alphabetic and other.is_alphabetic and (typos := _typos(one, other)) is not None:
        return (LATIN, TYPO, TYPOS)[typos]
    return min(LIKE, _likeness(one, other))


def _is_word_for_acronym(one: NameForms, other: NameForms) -> bool:
    """Return whether a short acronym is not written as one: "no", "us" and "can" are words, "U.S." is none."""
    return other.is_acronym and not one.is_acronym and len("".join(other.words)) <= SHORT_ACRONYM


def _are_equal_in_latin(one: NameForms, other: NameForms) -> bool:
    least = SHORT if one.is_acronym and other.is_acronym else MIN_LETTERS
    ours, theirs = {one.plain, *one.latin}, {other.plain, *other.latin}
    return _have_the_same_words(one, other) and any(len(form) >= least for form in ours & theirs)


def _are_equal_bare(one: NameForms, other: NameForms) -> bool:
    """Return whether two names are equal without the word for a republic; a name of three letters is an acronym.

    What is left of a name in an index may be an adjective: "tchèque" is not "République tchèque".
    """
    equal = (one.bare != "" and one.bare in (other.bare, other.plain)) or (
        other.bare == one.plain and other.is_bare_name
    )
    form = one.bare or one.plain
    return equal and (len(form) >= SHORT or not form.isascii())


def _have_the_same_words(one: NameForms, other: NameForms) -> bool:
    """Return whether two names are divided into words in one way; of long names it does not count."""
    return len(one.in_order) == len(other.in_order) or min(len(one.plain), len(other.plain)) >= LONG


def _digits(forms: NameForms) -> tuple[str, ...]:
    return tuple(word for word in forms.words if word.isdigit())


def _typos(one: NameForms, other: NameForms) -> int | None:
    """Return the number of typos that make one name of the other; None if they are not typos."""
    ours, theirs = (list(names) for names in _in_one_script(one, other))
    for word in [*ours]:
        if word in theirs:
            theirs.remove(word)
            ours.remove(word)
    letters = max(len(one.plain), len(other.plain))
    if len(ours) != len(theirs) or len(ours) > (2 if letters >= TWO_TYPOS else 1) or letters < MIN_LETTERS:
        return None
    inside = len(ours) == 1 and len(one.words) >= MANY_WORDS
    alike = (is_typo(a, b, inside) or _sound_alike(a, b) for a, b in zip(ours, theirs, strict=True))
    return len(ours) if all(alike) else None


def _in_one_script(one: NameForms, other: NameForms) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of two names, in Latin letters if they are written in two scripts."""
    if bool(one.latin_words) == bool(other.latin_words):
        return one.words, other.words
    ours, theirs = (tuple(sorted(forms.latin_words)) or forms.words for forms in (one, other))
    return ours, theirs


def _sound_alike(one: str, other: str) -> bool:
    return bool(sound := sound_of(one)) and sound == sound_of(other)


def is_typo(one: str, other: str, inside: bool = False) -> bool:
    """Return whether one word is another with a typo; ``inside`` accepts any edit inside a word of six letters.

    Another vowel before the last n is none: Armenian is of Armenia, which is Armenien in German.
    """
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) <= SHORT or len(longer) - len(shorter) > 1 or one[0] != other[0] or not (one + other).isalpha():
        return False
    first = _common_start(shorter, longer)
    last = min(_common_start(shorter[::-1], longer[::-1]), len(shorter) - first)
    lost, put = shorter[first : len(shorter) - last], longer[first : len(longer) - last]
    if not lost and put in (longer[first - 1], longer[first + 1 : first + 2]):
        return True
    if len(put) == 1:
        if lost and last == 1 and longer[-1] == "n":
            return False
        return last > 0 and (_is_slip(lost, put, len(longer)) or (inside and len(longer) >= MIN_LETTERS))
    return len(longer) >= LONG - 1 and len(lost) == 2 and lost == put[::-1]


def _is_slip(lost: str, put: str, letters: int) -> bool:
    """Return whether a letter too many or another vowel is a slip in a word of so many letters."""
    if {*lost, put} <= _VOWELS:
        return letters >= LONG
    return not lost and letters >= VERY_LONG


def _common_start(one: str, other: str) -> int:
    equal = (a == b for a, b in zip(one, other, strict=False))
    return sum(1 for _ in takewhile(bool, equal))


def _likeness(one: NameForms, other: NameForms) -> float:
    """Return how much of the words of two names they have in common, and how like the others are."""
    if _digits(one) != _digits(other):
        return 0.0
    words = _of_words(one.words, other.words)
    if one.latin_words or other.latin_words:
        words = max(words, _of_words(one.latin_words or one.words, other.latin_words or other.words))
    return max(words, 100 * Indel.normalized_similarity(one.plain, other.plain))


def _of_words(ours: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    pairs = sorted(
        (
            (similarity, a, b)
            for a, word in enumerate(ours)
            for b, another in enumerate(theirs)
            if (similarity := Indel.normalized_similarity(word, another, score_cutoff=_NEAR)) >= _NEAR
        ),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    used: tuple[set[int], set[int]] = set(), set()
    common = 0.0
    for similarity, a, b in pairs:
        if a not in used[0] and b not in used[1]:
            used[0].add(a)
            used[1].add(b)
            common += similarity * (_weight(ours[a]) + _weight(theirs[b]))
    return 100 * common / sum(map(_weight, (*ours, *theirs)))


def _weight(word: str) -> float:
    return len(word) * (GENERIC_WEIGHT if word in GENERIC_WORDS else 1.0)
