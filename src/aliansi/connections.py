"""Connections to other servers: the name of this program there, and the reason why one failed, in words."""

from __future__ import annotations

import ssl
from typing import Final

from aliansi import __version__

PRODUCT: Final = f"aliansi/{__version__}"
"""Name and version in the header User-Agent."""


def failure_of(error: BaseException | None) -> str:
    """Return what TLS or the operating system reported, which HTTP libraries keep in the chain of their error."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return f"no secure connection: {error.reason or error}"
        if isinstance(error, OSError) and error.strerror:
            return error.strerror
        error = error.__cause__ or error.__context__
    return "it returned invalid HTTP"
