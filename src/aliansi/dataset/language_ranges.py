"""Language ranges and language tags (BCP 47): which tag suits a reader best (RFC 4647, 3.4).

Codes that the IANA registry has replaced count as their replacements: ``iw`` is Hebrew, ``in`` Indonesian. The tables
are those of CLDR in ``langcodes``. Its functions are not called: they cache the tags that clients send without limit.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from langcodes.data_dicts import LANGUAGE_REPLACEMENTS, LIKELY_SUBTAGS, NORMALIZED_MACROLANGUAGES

ANY: Final = "*"
NO_LANGUAGE: Final = frozenset({"", "und", "mul", "zxx"})
"""Tags of texts that are in no language, in several, or in an unknown one (RFC 5646, 4.1)."""

_SCRIPT_LENGTH: Final = 4
_LONGEST: Final = 100
"""Characters of a range that are read; RFC 5646, 4.4.1, has 35 for the longest tag without extensions."""
_REPLACED: Final = {**NORMALIZED_MACROLANGUAGES, **LANGUAGE_REPLACEMENTS}
_WITH_LIKELY: Final = {tag.lower(): likely.lower() for tag, likely in LIKELY_SUBTAGS.items()}


@lru_cache(maxsize=2**12)
def canonical(tag: str) -> str:
    """Return a tag in lower case with current codes: ``en_GB`` is ``en-gb``, ``IW`` is ``he``."""
    parts = [part for part in tag.strip().lower().replace("_", "-").split("-") if part]
    for length in range(len(parts), 0, -1):
        if replaced := _REPLACED.get("-".join(parts[:length])):
            return "-".join([*replaced.lower().split("-"), *parts[length:]])
    return "-".join(parts)


def best_tag(language_range: str, tags: Iterable[str]) -> str | None:
    """Return the tag that suits a range best, None if none does.

    The range is shortened from its end until a tag equals it (lookup) or begins with it (filtering): a reader of
    ``en-GB`` receives ``en``, and a reader of ``en`` receives ``en-GB`` where there is no ``en``.
    """
    offered = {canonical(tag): tag for tag in sorted(tags, reverse=True)}
    for shorter in _fallbacks(language_range[:_LONGEST]):
        if shorter in offered:
            return offered[shorter]
        narrower = [tag for tag in offered if tag.startswith(f"{shorter}-")]
        if narrower:
            return offered[min(narrower)]
    return None


def is_within(tag: str, language_range: str) -> bool:
    """Return whether a tag equals a range or begins with it (basic filtering, 3.3.1)."""
    wanted = canonical(language_range[:_LONGEST])
    return wanted == ANY or f"{canonical(tag)}-".startswith(f"{wanted}-")


@lru_cache(maxsize=2**12)
def _fallbacks(language_range: str) -> tuple[str, ...]:
    """Return a range and its beginnings, the longest first; wildcards within it match anything, so they are left out.

    A beginning never ends with a singleton such as ``x``. ``zh-TW`` implies traditional characters, so ``zh-Hant``
    comes before ``zh``.
    """
    parts = [part for part in canonical(language_range).split("-") if part not in ("", ANY)]
    found = [parts[:length] for length in range(len(parts), 0, -1) if length == 1 or len(parts[length - 1]) > 1]
    if len(parts) > 1 and len(parts[1]) < _SCRIPT_LENGTH:
        script = _script("-".join(parts[:2]))
        if script != _script(parts[0]):
            found.insert(-1, [parts[0], script])
    return tuple("-".join(each) for each in found)


def _script(tag: str) -> str:
    """Return the script that a language, or a language in a region, is usually written in."""
    likely = _WITH_LIKELY.get(tag) or _WITH_LIKELY.get(tag.partition("-")[0], "")
    return "".join(likely.split("-")[1:2])
