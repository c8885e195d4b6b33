"""Entity tags and the conditions of requests (RFC 9110, 8.8.3 and 13): each representation has a tag of its own.

A compressed body is another representation than the same body as it is: with one tag for both, a client that resumes a
download would append bytes of one to bytes of the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from typing import Final

_RANGE: Final = re.compile(r"(\d+)-(\d*)|-\d+")


def tag_of_gzip(etag: str) -> str:
    """Return the entity tag of the compressed representation, from that of the same one as it is."""
    return f'{etag[:-1]}-gzip"'


def opaque_part(etag: str) -> str:
    """Return an entity tag without its quotation marks, and without the mark of a weak one."""
    return etag.removeprefix("W/")[1:-1]


def current_tag(method: str, if_none_match: str | None, tags: Sequence[str]) -> str | None:
    """Return the tag of the representation that the client has, among those it accepts; None if it has none of them.

    The first of the tags is that of the representation that would be sent.
    """
    if if_none_match is None or method not in ("GET", "HEAD"):
        return None
    held = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return next((tag for tag in tags if "*" in held or tag.removeprefix("W/") in held), None)


def is_unmodified(if_modified_since: str | None, last_modified: str) -> bool:
    """Return whether a date of a client is that of a representation, or later; an invalid date counts as none."""
    try:
        return parsedate_to_datetime(if_modified_since or "") >= parsedate_to_datetime(last_modified)
    except (ValueError, TypeError):
        return False


def wants_part(method: str, range_: str | None, if_range: str | None, validators: Sequence[str]) -> bool:
    """Return whether a request is for a part: its range is valid, and the client has the rest of this representation.

    An unknown unit and an invalid range count as none (RFC 9110, 14.2); ``validators`` are compared as If-Range is,
    byte for byte, so that a weak tag never matches.
    """
    unit, _, ranges = (range_ or "").partition("=")
    if method != "GET" or unit.strip().lower() != "bytes":
        return False
    found = [_RANGE.fullmatch(part.strip()) for part in ranges.split(",")]
    is_valid = all(each and not (each[2] and int(each[2]) < int(each[1])) for each in found)
    return is_valid and (if_range is None or (not if_range.startswith("W/") and if_range in validators))
