"""Parameters of requests to the endpoint."""

from __future__ import annotations

import random
from urllib.parse import parse_qsl, unquote_to_bytes

import pytest

from aliansi.errors import UsageError
from aliansi.http.sparql_protocol import _pairs, _unquoted


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
