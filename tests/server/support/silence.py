"""What a server must not do when it is attacked: name its files, or ask another address."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest


def assert_nothing_is_told(text: str) -> None:
    """See that an error does not tell of the server's files."""
    for secret in ("Traceback", "site-packages", ".py", str(Path(__file__).parents[3]), "root:"):
        assert secret not in text


def assert_is_silent(listening: socket.socket) -> None:
    with pytest.raises(BlockingIOError):
        listening.accept()
