"""Headers of responses: what a page may load, and what scripts of other sites may read (CORS)."""

from __future__ import annotations

from typing import Final

Pair = tuple[bytes, bytes]

SECURITY_HEADERS: Final[tuple[Pair, ...]] = (
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
        b"font-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
"""Pages load nothing from other hosts and send no Referer."""

FRAMED_HEADERS: Final[tuple[Pair, ...]] = (
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors *",
    ),
    *SECURITY_HEADERS[1:],
)
"""In place of these: pages of any site may have a preview in a frame. It has no script, and nothing to click on."""

CORS_HEADERS: Final[tuple[Pair, ...]] = (
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"Accept-Ranges, Allow, Content-Disposition, Content-Language, Content-Location, Content-Range, ETag, Link, "
        b"Retry-After",
    ),
)
"""Scripts of any site may read all but source texts, and never with the credentials of their user."""

PRIVATE_HEADERS: Final[tuple[Pair, ...]] = ((b"cross-origin-resource-policy", b"same-origin"),)
"""In place of the CORS headers: neither scripts nor pages of other sites get a source text."""

PREFLIGHT_HEADERS: Final[tuple[Pair, ...]] = (
    (b"access-control-allow-methods", b"GET, HEAD, POST"),
    (b"access-control-allow-headers", b"Accept, Accept-Language, Content-Type, If-None-Match, If-Range, Range, *"),
    (b"access-control-max-age", b"86400"),
)
"""The answer to an OPTIONS request that a browser sends before a request of a script of another site."""
