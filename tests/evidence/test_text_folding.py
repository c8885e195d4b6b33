"""Folding gives one spelling, and keeps the place of every character."""

from __future__ import annotations

import random
import unicodedata

import pytest

from aliansi.evidence.text_folding import fold, folded

SAMPLE = (
    "Aa\u00e9e\u0301\u0323İıßﬁ \t\n\r\u00a0-–—\u00ad'\"“”«»北約タイ나\u1112\u1161\u11ab"
    "र\u093fุกา\u0640\u064e\u200d\ufe0f٣３²…œ"
)


@pytest.mark.parametrize("seed", range(30))
def test_every_character_has_its_place_and_normalisation_changes_nothing(seed: int) -> None:
    draw = random.Random(seed)
    text = "".join(draw.choices(SAMPLE, k=60))
    for dashes in (True, False):
        found = fold(text, dashes)
        assert len(found.origins) == len(found.folded)
        assert all(0 <= place < len(text) for place in found.origins)
        for form in ("NFC", "NFD", "NFKD"):
            assert fold(unicodedata.normalize(form, text)).folded == fold(text).folded


@pytest.mark.parametrize(
    ("one", "other"),
    [("Niger", "Nigeria"), ("résumé", "resume"), ("Türkiye", "Turkiye"), ("co-op", "coop"), ("O'Neill", "ONeill")],
)
def test_other_words_stay_other_words(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_without_dashes_a_word_is_whole_over_two_lines() -> None:
    assert fold("member-\n  ship of Asia \u2013 Pacific", dashes=False).folded == "membership of asiapacific"
    assert fold("a -\u2013 b").folded == "a-b"
