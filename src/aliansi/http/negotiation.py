"""Content negotiation: media types, codings and languages by weight (RFC 9110, 12.4 and 12.5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

MAX_CACHED_LENGTH: Final = 500
"""Headers of so many characters are not cached."""
MAX_LANGUAGES: Final = 2000
"""Characters of an Accept-Language header that are read."""
_WEIGHT: Final = re.compile(r"0?\.\d+|0\.?|1(?:\.0*)?")


def choose(accept: str | None, offered: Iterable[str]) -> str | None:
    """Return the media type that an Accept header prefers (RFC 9110, 12.5.1), None if it accepts none.

    Of equals, the one that is named more exactly goes first, then the one that is offered first.
    """
    offers = tuple(offered)
    if accept is None or not accept.strip(" \t,"):  # elements of a list may be empty (5.6.1)
        return offers[0]
    ranges = _weights(accept)
    if "*" in ranges:  # some clients write it so
        ranges.setdefault("*/*", ranges["*"])
    ranked = [(*_quality(offer, ranges), -place, offer) for place, offer in enumerate(offers)]
    quality, _, _, best = max(ranked)
    return best if quality > 0 else None


def _weights(accept: str) -> dict[str, float]:
    """Return the weight of each range, the highest of several."""
    weights: dict[str, float] = {}
    for name, weight in weighted_names(accept):
        weights[name] = max(weight, weights.get(name, 0.0))
    return weights


def weighted_names(text: str) -> list[tuple[str, float]]:
    """Return each name of a list and its weight, in lower case; equal parts are read once."""
    return [_weighted(part) for part in dict.fromkeys(text.split(",")) if part.strip()]


def _weighted(text: str) -> tuple[str, float]:
    """Parse a range and its weight; an invalid weight makes the range unacceptable."""
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    weights = [value.strip() for key, _, value in (p.partition("=") for p in parameters) if key.strip() == "q"]
    weight = weights[0] if weights else "1"
    return name, float(weight) if _WEIGHT.fullmatch(weight) else 0.0


def _quality(offer: str, ranges: Mapping[str, float]) -> tuple[float, int]:
    """Return the weight of an offer, which its most exact range decides, and how exact that range is."""
    kinds = ("*/*", offer.partition("/")[0] + "/*", offer)
    for exactness in (2, 1, 0):
        if kinds[exactness] in ranges:
            return ranges[kinds[exactness]], exactness
    return 0.0, 0


def accepts_gzip(accept: str | None) -> bool:
    """Return whether an Accept-Encoding header accepts gzip (RFC 9110, 12.5.3); without one, nothing is compressed."""
    if not accept:
        return False
    return _takes_gzip(accept) if len(accept) >= MAX_CACHED_LENGTH else _cached_gzip(accept)


def _takes_gzip(accept: str) -> bool:
    weights = _weights(accept)
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


_cached_gzip: Final = lru_cache(maxsize=256)(_takes_gzip)
"""Most clients send a few headers: these are parsed once."""


def choose_language(accept: str | None, offered: Iterable[str]) -> str:
    """Return the language that an Accept-Language header prefers (RFC 4647, 3.4), else the first that is offered.

    A range with the weight 0 excludes what it matches, unless a longer range accepts it; ``*`` accepts the rest.
    """
    # Imported here, because its tables take 20 ms, which the first queries do not need.
    from aliansi.dataset.language_ranges import ANY, best_tag, is_within

    offers, ranges = tuple(offered), _weights((accept or "")[:MAX_LANGUAGES])

    def is_refused(tag: str) -> bool:
        matching = [name for name in ranges if name != ANY and is_within(tag, name)]
        return bool(matching) and ranges[max(matching, key=len)] == 0

    left = [tag for tag in offers if not is_refused(tag)]
    for name, weight in sorted(ranges.items(), key=lambda item: -item[1]):
        if weight == 0:
            break
        found = next(iter(left), None) if name == ANY else best_tag(name, left)
        if found is not None:
            return found
    return next(iter(left), offers[0])
