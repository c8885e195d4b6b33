"""Entity tags and conditions of requests, as RFC 9110 has them."""

from __future__ import annotations

import pytest

from aliansi.http.conditions import current_tag, is_unmodified, opaque_part, tag_of_gzip, wants_part

PLAIN, GZIP = '"a"', '"a-gzip"'


@pytest.mark.parametrize(("etag", "compressed"), [(PLAIN, GZIP), ('W/"a"', 'W/"a-gzip"'), ('""', '"-gzip"')])
def test_a_compressed_body_has_a_tag_of_its_own(etag: str, compressed: str) -> None:
    assert tag_of_gzip(etag) == compressed
    assert opaque_part(compressed) == f"{opaque_part(etag)}-gzip"


@pytest.mark.parametrize(
    ("if_none_match", "tags", "held"),
    [
        (None, (PLAIN,), None),
        (PLAIN, (PLAIN,), PLAIN),
        ('W/"a"', (PLAIN,), PLAIN),
        ('"a"', ('W/"a"',), 'W/"a"'),
        (GZIP, (PLAIN,), None),
        (GZIP, (GZIP, PLAIN), GZIP),
        (PLAIN, (GZIP, PLAIN), PLAIN),
        ('"b", "c",W/"a"', (PLAIN,), PLAIN),
        ("*", (GZIP, PLAIN), GZIP),
        ("a", (PLAIN,), None),
        ('"A"', (PLAIN,), None),
        ("", (PLAIN,), None),
        ("*", (), None),
    ],
)
def test_a_client_has_the_representation_whose_tag_it_names(
    if_none_match: str | None, tags: tuple[str, ...], held: str | None
) -> None:
    assert current_tag("GET", if_none_match, tags) == current_tag("HEAD", if_none_match, tags) == held
    assert current_tag("POST", if_none_match, tags) is None


DATE = "Mon, 30 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("since", "unmodified"),
    [
        (DATE, True),
        ("Mon, 30 Nov 2026 10:00:01 GMT", True),
        ("Monday, 30-Nov-26 10:00:00 GMT", True),
        ("Mon, 30 Nov 2026 09:59:59 GMT", False),
        ("yesterday", False),
        ("Mon, 30 Nov 2026 25:00:00 GMT", False),
        ("", False),
        (None, False),
    ],
)
def test_a_date_of_a_client_counts_if_it_is_one(since: str | None, unmodified: bool) -> None:
    assert is_unmodified(since, DATE) is unmodified


@pytest.mark.parametrize(
    ("range_", "if_range", "wanted"),
    [
        ("bytes=0-9", None, True),
        ("Bytes = 0-", None, True),
        ("bytes=-5", None, True),
        ("bytes=0-0, 5-6,-1", None, True),
        ("bytes=0-9", PLAIN, True),
        ("bytes=0-9", DATE, True),
        ("bytes=0-9", GZIP, False),
        ("bytes=0-9", 'W/"a"', False),
        ("bytes=0-9", "Mon, 30 Nov 2026 10:00:01 GMT", False),
        ("bytes=0-9", "", False),
        (None, None, False),
        (None, PLAIN, False),
        ("", None, False),
        ("bytes", None, False),
        ("bytes=", None, False),
        ("bytes=a-b", None, False),
        ("bytes=9-0", None, False),
        ("bytes=0-1,9-0", None, False),
        ("bytes=--1", None, False),
        ("lines=0-9", None, False),
        ("bytes 0-9", None, False),
    ],
)
def test_a_part_is_sent_for_a_valid_range_of_this_representation(
    range_: str | None, if_range: str | None, wanted: bool
) -> None:
    assert wants_part("GET", range_, if_range, (PLAIN, DATE)) is wanted
    assert not wants_part("HEAD", range_, if_range, (PLAIN, DATE))
