"""Texts with marked passages: no character is lost, marks nest, each passage has an anchor; coverage."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from aliansi.evidence.text_spans import MAX_OPEN, MarkupToken, PassageSpan, coverage, markup
from aliansi.pages.source_text import CHARACTERS, split_text

FACT, CLAIM = frozenset({"fact"}), frozenset({"assessment"})


def span(number: int, start: int, end: int, kinds: frozenset[str] = FACT) -> PassageSpan:
    return PassageSpan(number, f"at-{number}", start, end, kinds)


def written(tokens: list[MarkupToken]) -> str:
    """Return tokens as a short text: [1 … ]1."""
    signs = {"open": "[", "anchor": "#", "end": "^"}
    return "".join(
        t.text
        if t.kind == "text"
        else "]"
        if t.kind == "close"
        else f"{signs[t.kind]}{t.span.number if t.span else ''}"
        for t in tokens
    )


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(0, 3)], "[1abc]^1defgh"),
        ([(0, 6), (2, 4)], "[1ab[2cd]^2ef]^1gh"),
        ([(0, 4), (2, 6)], "[1ab[2cd]]^1[2ef]^2gh"),
        ([(1, 3), (1, 3)], "a[1[2bc]]^1^2defgh"),
        ([(2, 4), (0, 8)], "[2ab[1cd]^1efgh]^2"),
        ([(0, 2), (2, 4)], "[1ab]^1[2cd]^2efgh"),
        ([(3, 3), (5, 4)], "abcdefgh"),
        ([(6, 99)], "abcdef[1gh]"),
    ],
)
def test_marks_nest_where_passages_hold_or_overlap_each_other(spans: list[tuple[int, int]], expected: str) -> None:
    assert written(list(markup("abcdefgh", [span(n, *each) for n, each in enumerate(spans, 1)]))) == expected


@pytest.mark.parametrize("seed", range(60))
def test_whatever_the_passages_nothing_is_lost_and_each_has_its_place(seed: int) -> None:
    chance = random.Random(seed)
    length = chance.randint(1, 60)
    text = "".join(chance.choice("ab<&\n ") for _ in range(length))
    ends = [sorted(chance.choices(range(length + 1), k=2)) for _ in range(chance.randint(0, 14))]
    spans = [span(n, start, end) for n, (start, end) in enumerate(ends, 1)]
    open_, inside, seen = list[PassageSpan](), list[frozenset[int]](), Counter[str]()
    for token in markup(text, spans):
        if token.kind == "open":
            assert token.span
            open_.append(token.span)
            seen[token.span.anchor] += token.is_first
        elif token.kind == "close":
            open_.pop()
        elif token.kind == "text":
            inside += [frozenset(each.number for each in open_)] * len(token.text)
        elif token.span:
            seen[f"{token.kind} {token.span.anchor}"] += 1
    assert not open_
    assert "".join(t.text for t in markup(text, spans) if t.kind == "text") == text
    for place, marks in enumerate(inside):
        covering = {each.number for each in spans if each.start <= place < each.end}
        assert marks <= covering
        assert marks == covering or len(marks) == MAX_OPEN or len(covering) > MAX_OPEN or "anchor" in str(seen)
    for each in spans:
        there = each.start < each.end
        assert seen[each.anchor] + seen[f"anchor {each.anchor}"] == there, "each passage has one anchor"
        assert seen[f"end {each.anchor}"] == there, "and its number once, after its words"


def test_very_many_passages_at_one_place_are_written_in_time_that_grows_with_their_number() -> None:
    tokens = list(markup("x" * 3000, [span(n, n, 2999) for n in range(2900)]))
    assert len(tokens) < 30 * 2900
    assert (
        max(sum(1 if t.kind == "open" else -1 for t in tokens[:n] if t.kind in ("open", "close")) for n in range(90))
        <= MAX_OPEN
    )


def test_a_text_in_parts_is_the_whole_text_and_a_passage_goes_on_from_one_to_the_next() -> None:
    text = "".join(f"line {n}\n" for n in range(9000))
    parts = split_text(text)
    assert len(parts) > 3
    assert "".join(text[begin:end] for begin, end in parts) == text
    assert all(end - begin <= CHARACTERS and text[end - 1] == "\n" for begin, end in parts)
    cut = parts[0][1]
    across = span(1, cut - 3, cut + 3)
    first, second = (list(markup(text[begin:end], [across], begin)) for begin, end in parts[:2])
    assert [t.is_first for t in first if t.kind == "open"] == [True]
    assert [t.is_first for t in second if t.kind == "open"] == [False]
    assert [t.kind for t in first if t.kind == "end"] == []
    assert [t.kind for t in second if t.kind == "end"] == ["end"]
    assert split_text("") == [(0, 0)]
    assert split_text("y" * (CHARACTERS + 1)) == [(0, CHARACTERS), (CHARACTERS, CHARACTERS + 1)]


def test_a_stretch_counts_once_and_as_a_fact_before_a_claim() -> None:
    found = coverage([span(1, 0, 50), span(2, 25, 75, CLAIM), span(3, 40, 60, CLAIM | FACT)], 100)
    assert found
    assert found.percent == 75
    assert found.by_kind == (("fact", 60), ("assessment", 15))
    assert [(piece.kind, piece.x, piece.width) for piece in found.spans] == [("fact", 0, 60), ("assessment", 60, 15)]


def test_a_passage_beyond_the_text_covers_no_more_than_there_is() -> None:
    found = coverage([span(1, 90, 500), span(2, 7, 3), span(3, 200, 300)], 100)
    assert found
    assert (found.percent, len(found.spans)) == (10, 1)
    assert coverage([span(1, 0, 5)], 0) is None, "without a length there is no share"
