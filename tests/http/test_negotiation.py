"""Negotiation of languages by weight, range and replaced code (RFC 9110, 12.5.4; RFC 4647)."""

from __future__ import annotations

import pytest

from aliansi.http.negotiation import choose, choose_language


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        pytest.param(None, "en", id="no-header"),
        pytest.param("id-ID,id;q=0.9,en;q=0.8", "id", id="region"),
        pytest.param("in-ID", "id", id="old-code"),
        pytest.param("IN_id;q=0.4, ja", "id", id="old-code-in-posix-form"),
        pytest.param("fr,id;q=0.2", "id", id="second-choice"),
        pytest.param("en;q=0.1, id;q=0", "en", id="refused"),
        pytest.param("en;q=0, *", "id", id="any-but-one"),
        pytest.param("*", "en", id="any"),
        pytest.param("*;q=0.1, id-Latn-ID;q=0.3", "id", id="any-weighs-less"),
        pytest.param("en;q=0.5, id;q=abc", "en", id="invalid-weight"),
        pytest.param("jv, x-pirate", "en", id="none-of-ours"),
        pytest.param(f"{'x' * 5000}, id", "en", id="endless"),
    ],
)
def test_choose_language(accept: str | None, chosen: str) -> None:
    assert choose_language(accept, ("en", "id")) == chosen


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        pytest.param(",,,", "text/turtle", id="empty-elements"),
        pytest.param(" , \t", "text/turtle", id="spaces-and-commas"),
        pytest.param("*", "text/turtle", id="star"),
        pytest.param("text/html, image/gif, *; q=.2, */*; q=.2", "text/turtle", id="java"),
        pytest.param("text/csv, *;q=0.1", "text/csv", id="star-last"),
        pytest.param("*;q=0", None, id="star-refused"),
        pytest.param("*;q=0.5, */*;q=0", None, id="both"),
        pytest.param(",text/csv,", "text/csv", id="empty-around-one"),
        pytest.param("image/png", None, id="another-type"),
    ],
)
def test_choose(accept: str, chosen: str | None) -> None:
    assert choose(accept, ("text/turtle", "text/csv")) == chosen
