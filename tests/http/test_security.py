"""Headers of responses: pages load nothing from elsewhere; only previews may be in a frame."""

from __future__ import annotations

import pytest

from aliansi.http.security import FRAMED_HEADERS, SECURITY_HEADERS, Pair


def policy(headers: tuple[Pair, ...]) -> dict[str, str]:
    (text,) = (value.decode("ascii") for name, value in headers if name == b"content-security-policy")
    return dict(part.strip().split(" ", 1) for part in text.split(";"))


@pytest.mark.parametrize(("headers", "ancestors"), [(SECURITY_HEADERS, "'none'"), (FRAMED_HEADERS, "*")])
def test_only_previews_may_be_in_a_frame(headers: tuple[Pair, ...], ancestors: str) -> None:
    assert policy(headers)["frame-ancestors"] == ancestors
    assert policy(headers)["default-src"] == "'none'"
    assert policy(headers)["base-uri"] == "'none'"


def test_a_framed_page_runs_nothing_and_sends_nothing() -> None:
    found = policy(FRAMED_HEADERS)
    assert not {"script-src", "connect-src"} & found.keys()
    assert found["form-action"] == "'none'"


def test_all_other_headers_are_the_same() -> None:
    assert FRAMED_HEADERS[1:] == SECURITY_HEADERS[1:]
    assert len(FRAMED_HEADERS) == len(SECURITY_HEADERS)
