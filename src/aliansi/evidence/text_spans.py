"""Text spans: passage coverage and highlight ranges of a source text.

Positions count code points, the end is exclusive. Passages may repeat, contain and overlap each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

FACT: Final = "fact"
KINDS: Final = (FACT, "assessment", "allegation")
"""What a span supports; of several kinds the first counts."""
MAX_OPEN: Final = 8
"""Nested marks; a passage inside more of them has only its number."""


@dataclass(frozen=True)
class PassageSpan:
    """Passage of a text: its number in the order of the text, its anchor, and the kinds of what it supports."""

    number: int
    anchor: str
    start: int
    end: int
    kinds: frozenset[str]

    @property
    def kind(self) -> str:
        """The first of the kinds of what it supports."""
        return next((kind for kind in KINDS if kind in self.kinds), FACT)


@dataclass(frozen=True)
class CoveredSpan:
    """Part of a text that supports something; x and width in per cent of the text."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True)
class TextCoverage:
    """Share of a text that is quoted, in per cent, in total and by kind."""

    percent: int
    by_kind: tuple[tuple[str, int], ...]
    spans: tuple[CoveredSpan, ...]


@dataclass(frozen=True)
class MarkupToken:
    """Step of writing a text with marks: ``open`` and ``close`` a mark, ``text``, an ``anchor``, or the ``end`` of a
    passage.

    The first mark of a passage has its anchor; a mark that continues after the end of an inner passage has none.
    """

    kind: str
    text: str = ""
    span: PassageSpan | None = None
    is_first: bool = False


def coverage(spans: Iterable[PassageSpan], length: int) -> TextCoverage | None:
    """Return the coverage of a text by passages; None if its length is unknown."""
    if length <= 0:
        return None
    stretches = list(_spans([span for span in spans if span.start < span.end], length))
    of_kind = {kind: sum(end - start for start, end, each in stretches if each == kind) for kind in KINDS}
    return TextCoverage(
        round(100 * sum(of_kind.values()) / length),
        tuple((kind, round(100 * size / length)) for kind, size in of_kind.items() if size),
        tuple(
            CoveredSpan(kind, round(100 * start / length, 2), round(100 * (end - start) / length, 2))
            for start, end, kind in stretches
        ),
    )


def _spans(spans: Sequence[PassageSpan], length: int) -> Iterator[tuple[int, int, str]]:
    """Yield spans that do not overlap, each with the kind of what it supports; adjacent spans of a kind are merged."""
    begins: dict[int, list[PassageSpan]] = {}
    ends: dict[int, list[PassageSpan]] = {}
    for span in spans:
        begins.setdefault(min(span.start, length), []).append(span)
        ends.setdefault(min(span.end, length), []).append(span)
    counts, since, kind = dict.fromkeys(KINDS, 0), 0, ""
    for place in sorted(begins.keys() | ends.keys()):
        for span in ends.get(place, ()):
            counts[span.kind] -= 1
        for span in begins.get(place, ()):
            counts[span.kind] += 1
        now = next((each for each in KINDS if counts[each]), "")
        if now != kind:
            if kind and since < place:
                yield since, place, kind
            since, kind = place, now


def markup(text: str, spans: Iterable[PassageSpan], begin: int = 0) -> Iterator[MarkupToken]:
    """Yield a text with its passages marked, so that marks nest: where two overlap, the inner one is split.

    ``text`` may be a part of the whole that starts at ``begin``; a passage that begins earlier continues in it.
    """
    last = begin + len(text)
    inside = [s for s in spans if s.start < s.end and s.start < last and s.end > begin]
    waiting = sorted(inside, key=lambda span: (span.start, -span.end, span.number))
    cuts = sorted({begin, last, *(min(max(p, begin), last) for s in inside for p in (s.start, s.end))})
    open_, hidden, place = list[PassageSpan](), list[PassageSpan](), 0
    for cut, following in zip(cuts, [*cuts[1:], last], strict=True):
        yield from _close(open_, cut)
        for span in [each for each in hidden if each.end <= cut]:
            hidden.remove(span)
            yield MarkupToken("end", span=span)
        while place < len(waiting) and max(waiting[place].start, begin) == cut:
            span = waiting[place]
            place += 1
            if len(open_) < MAX_OPEN:
                open_.append(span)
                yield MarkupToken("open", span=span, is_first=span.start >= begin)
            else:
                hidden.append(span)
                yield MarkupToken("anchor", span=span)
        if cut < following:
            yield MarkupToken("text", text[cut - begin : following - begin])
    yield from _close(open_, last, at_end=True)


def _close(open_: list[PassageSpan], cut: int, at_end: bool = False) -> Iterator[MarkupToken]:
    """Close the marks that end here and those inside them, and reopen those that continue."""
    ending = [span for span in open_ if span.end <= cut or at_end]
    if not ending:
        return
    again = open_[open_.index(ending[0]) :]
    for _ in again:
        yield MarkupToken("close")
    del open_[len(open_) - len(again) :]
    for span in sorted(ending, key=lambda each: each.number):
        if span.end <= cut:
            yield MarkupToken("end", span=span)
    for span in again:
        if span not in ending:
            open_.append(span)
            yield MarkupToken("open", span=span)
