"""Names in words: whether a label occurs as a whole name, by the rules of its script.

Scripts that divide words by spaces need a boundary on both sides ("Niger" is not in "Nigeria"), where Arabic, Hebrew
and Ethiopic write prefixes and Korean writes particles together with a name. In scripts without spaces a name may
stand anywhere except within a syllable, a Katakana word or a longer name of another thing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from aliansi.evidence.text_folding import FoldedText, fold, folded
from aliansi.evidence.text_search import starts

_UNSPACED: Final = frozenset(
    {"BALINESE", "BOPOMOFO", "CJK", "HIRAGANA", "IDEOGRAPHIC", "JAVANESE", "KANGXI", "KHMER", "LAO", "MYANMAR", "NEW"}
    | {"NUSHU", "TAI", "TANGUT", "THAI", "TIBETAN", "YI"}
)
"""First words of the Unicode names of letters that are written without spaces between words."""
_ALPHABETS: Final = frozenset({"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN", "DIGIT"})
_SYLLABLE_ENDS: Final = frozenset("ะาำๅະາຳ")
_SYLLABLE_STARTS: Final = frozenset("เแโใไເແໂໃໄ")
_NON_JOINER: Final = "\u200c"
_ARTICLE: Final = "ال"
_AFTER_LI: Final = "لل"
_PREFIXES: Final[Mapping[str, re.Pattern[str]]] = {
    "ARABIC": re.compile(f"[وف]?[بکل]?(?:{_ARTICLE}|{_AFTER_LI})?"),
    "HEBREW": re.compile("ו?ש?כ?[בלמ]?ה?"),
    "ETHIOPIC": re.compile("[የበለከ]"),
}
"""And, for, in, to, from, the: written together with the next word. Letters are folded, as in ``text_folding``."""
_PARTICLES: Final = (
    "(?:들|측|군)?(?:가|이|은|는|을|를|의|에|와|과|도|만|로|으로|께서|한테|까지|부터|보다|처럼|마다|조차|마저|인|하고|간|다|이다|였다"
    "|이?(?:나|며|고|란|라는|라고|라며)|에게|에서|에서의|(?:에|에서|에게|로|으로|와|과|까지|부터)(?:는|도|만|의))?"
)
"""Of Korean: topic, subject, object, of, to, in, from, and others, with a plural or a word for side or army."""


def contains(words: str, label: str, longer: Iterable[str] = ()) -> bool:
    """Return whether a label occurs in words as a whole name; ``longer`` are the labels of other things."""
    return any(
        _occurs(words, variant, longer, dashes) for variant in _variants(folded(label)) for dashes in (True, False)
    )


def _variants(label: str) -> tuple[str, ...]:
    """Return a label in Arabic also as it is after ``li-``, which swallows the first letter of the article."""
    rest = label.removeprefix(_ARTICLE)
    return (label,) if rest == label else (label, f"{_AFTER_LI}{rest}")


def _occurs(words: str, label: str, longer: Iterable[str], dashes: bool) -> bool:
    text, name = fold(words, dashes), fold(label, dashes).folded
    whole = [
        first for first in starts(text.folded, name) if _begins(text.folded, first) and _ends(text, first + len(name))
    ]
    if not whole or not is_unspaced(name):
        return bool(whole)
    taken = list(_places_of_longer(text.folded, name, longer))
    return any(not any(start <= first and first + len(name) <= end for start, end in taken) for first in whole)


def is_unspaced(label: str) -> bool:
    """Return whether a label is in a script without spaces between words."""
    return any(_script(character) in _UNSPACED for character in label)


def _places_of_longer(text: str, label: str, longer: Iterable[str]) -> Iterator[tuple[int, int]]:
    for other in longer:
        if label in other and label != other:
            yield from ((match.start(), match.end()) for match in re.finditer(re.escape(other), text))


def _begins(text: str, place: int) -> bool:
    """Return whether a name may begin at a place: after a boundary, or after prefixes of its script."""
    if not _are_joined(text, place):
        return True
    prefix = _PREFIXES.get(_script(text[place]))
    start = place - 1
    while _are_joined(text, start):
        start -= 1
    return prefix is not None and prefix.fullmatch(text, start, place) is not None


def _ends(text: FoldedText, place: int) -> bool:
    """Return whether a name may end at a place: before a boundary, or before a particle of Korean."""
    if not _are_joined(text.folded, place):
        return True
    if _NON_JOINER in text.text[text.origins[place - 1] : text.origins[place]]:  # before a suffix of Persian
        return True
    end = place + 1
    while _are_joined(text.folded, end):
        end += 1
    return _script(text.folded[place]) == "HANGUL" and bool(_particles().fullmatch(text.folded, place, end))


@lru_cache(maxsize=1)
def _particles() -> re.Pattern[str]:
    return re.compile(fold(_PARTICLES).folded)


def _are_joined(text: str, place: int) -> bool:
    """Return whether the characters before and after a place belong to one word."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    if unicodedata.category(after)[0] == "M" or after in _SYLLABLE_ENDS or before in _SYLLABLE_STARTS:
        return True
    scripts = {_script(before), _script(after)}
    if "" in scripts or scripts & _UNSPACED:
        return False
    return len(scripts) == 1 or scripts <= _ALPHABETS or "MARK" in scripts


@lru_cache(maxsize=2**14)
def _script(character: str) -> str:
    """Return the script of a letter, DIGIT or MARK; empty for a character that separates words."""
    category = unicodedata.category(character)[0]
    if category == "M":
        return "MARK"
    if category not in "LN":
        return ""
    name = unicodedata.name(character, "").split(" ")[0].split("-")[0]
    return "DIGIT" if category == "N" and name not in _UNSPACED else name
