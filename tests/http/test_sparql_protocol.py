"""Parameters of requests to the endpoint."""

from __future__ import annotations

import random
from urllib.parse import parse_qsl, quote, unquote_to_bytes

import pytest

from aliansi.errors import UsageError
from aliansi.http.sparql_protocol import _pairs, _unquoted, parameters_in_url


def test_parameters_are_decoded_as_those_of_any_form() -> None:
    pick = random.Random(7)
    parts = [*b"%=&+;\r\n aZ9_-.", 0, 255, 0xC3, 0xA9, b"%41", b"%c3%a9", b"%2", b"%zz", b"%%", b"%0d%0a", b"=="]
    for _ in range(20_000):
        chosen = (pick.choice(parts) for _ in range(pick.randint(0, 12)))
        text = b"".join(bytes([part]) if isinstance(part, int) else part for part in chosen)
        assert _unquoted(text) == unquote_to_bytes(text)
        try:
            expected = parse_qsl(text.decode(), keep_blank_values=True, errors="strict")
        except UnicodeDecodeError:
            with pytest.raises(UsageError, match="not UTF-8"):
                _pairs(text)
        else:
            assert _pairs(text) == expected


@pytest.mark.parametrize("blank", ["", "+", "%20%09%0D%0A"])
def test_a_parameter_of_white_space_has_no_effect(blank: str) -> None:
    assert parameters_in_url(f"query={blank}&default-graph-uri={blank}&update={blank}".encode()).queries == ()


@pytest.mark.parametrize("character", ["\u00a0", "\u2003", "\x0c", "\x1c", "\u3000"])
def test_white_space_is_that_of_sparql(character: str) -> None:
    assert parameters_in_url(f"query={quote(character)}".encode()).queries == (character,)
