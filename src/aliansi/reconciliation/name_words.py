"""Words in names that say little or have several spellings: articles, words for a republic, titles, abbreviations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aliansi.views.i18n import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(text).split())


LITTLE_WORDS: Final = _words(
    "the of and for de du des la le les et der die das den und von zur el del los della dell di da do das dos dan и "
    "της του των"
)
"""Articles, prepositions and conjunctions: they do not make another name."""
ELIDED: Final = _words("d l")
"""The same before an apostrophe."""

SPELLINGS: Final[Mapping[str, str]] = {
    "organisation": "organization",
    "defence": "defense",
    "centre": "center",
    "st": "saint",
    "sec": "secretary",
    "rep": "republic",
    "fed": "federation",
    "dem": "democratic",
    "gen": "general",
    "pres": "president",
}
"""Spellings and abbreviations in English tables."""
COMPASS: Final[Mapping[str, str]] = {"n": "north", "s": "south", "e": "east", "w": "west"}

REPUBLIC_BEFORE: Final = _words(
    "republic rep republik republique republica repubblica republika republikken republiken republiek "
    "республика респ рэспублика республіка рэспубліка република ҷумҳурии lýðveldið δημοκρατία "
    "جمهورية جمهوریة جمهوری"
)
REPUBLIC_AFTER: Final = _words(
    "cumhuriyeti respublikasi respublikası respublikasy республикасы республикаси republika respublika tasavalta "
    "vabariik köztársaság հանրապետություն რესპუბლიკა 공화국"
)
"""Words for a republic, folded, that stand before a name, and after it."""
_GENITIVES: Final = {
    "հանրապետություն": (("յի", ""), ("ի", "")),
    "რესპუბლიკა": (("იის", "ია"), ("ის", "ი")),
    "respublika": (("os", "a"),),
    "tasavalta": (("n", ""),),
    "republika": (("as", "a"), ("es", "e")),
    "δημοκρατία": (("ας", "α"), ("ης", "η")),
}
GENITIVES: Final = {
    fold(word): tuple((fold(ending), fold(nominative)) for ending, nominative in endings)
    for word, endings in _GENITIVES.items()
}
"""Endings of a name with a word for a republic, and those of the name alone: "Latvijas Republika", "Latvija"."""
REPUBLIC_OF: Final = _words("republik республика респ")
"""Words for a republic before a name as it stands alone; others may be before an adjective: "République tchèque"."""
REPUBLIC_SIGNS: Final = tuple(map(fold, ("共和国", "共和國", "공화국")))
"""The same at the end of a name without spaces."""
GENERIC_WORDS: Final = REPUBLIC_BEFORE | _words(
    "treaty organization organisation union alliance pact state states federation president secretary general war "
    "conflict traktat perjanjian pakta organisasi uni perang договор организация союз"
)
"""Words that many names have: a text of these alone is like no name."""
GENERIC_WEIGHT: Final = 0.25
"""Weight of a generic word; that of any other word is 1."""

_BENIGN: Final = (
    "country|nation|sovereign state|independent state|republic|republic of|alliance|military alliance|organization|"
    "organisation|international organization|person|politician|former|the|negara|aliansi|организация|страна|pays"
)
BENIGN: Final = frozenset(_BENIGN.split("|"))
"""What may stand in brackets after a name without making another name of it; "US state" may not."""

SHARED_ACRONYMS: Final = _words("as is wto")
"""Acronyms that mean another thing at least as often: American Samoa, Islamic State, World Trade Organization."""

POLITE_WORDS: Final = _words("mr mrs ms dr prof professor sir lord lady his her excellency h e hon")
TITLES: Final = POLITE_WORDS | _words(
    "president presiden prezident prasident presidente президент secretary general sekretaris jenderal sekjen sg "
    "generalsekretar secretaire generale генеральный секретарь генсек"
)
"""Words before the name of a person; those that are not polite only name an office."""
