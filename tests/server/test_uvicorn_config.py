"""The connections of the server are on httptools where it is installed, else on h11; both take the fast path."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from aliansi.http.exchange import Receive, Scope, Send
from aliansi.server.uvicorn_config import configuration


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    raise AssertionError("nothing is asked")


@pytest.mark.parametrize(
    ("installed", "name"),
    [(True, "aliansi.server.fast_connection.FastConnection"), (False, "aliansi.server.h11_connection.H11Connection")],
)
def test_connections_are_on_the_parser_that_is_installed(
    installed: bool, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if installed:
        pytest.importorskip("httptools")
    else:
        monkeypatch.setitem(sys.modules, "httptools", None)
    chosen: Any = configuration(application, lambda: None).http
    assert f"{chosen.func.__module__}.{chosen.func.__qualname__}" == name
