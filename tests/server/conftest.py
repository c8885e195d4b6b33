"""Servers that all tests of a module share: with the fast path, without it, and without httptools."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.support.processes import Server, serving


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Server]]:
    with (
        serving(tmp_path_factory.mktemp("fast")) as fast_path,
        serving(tmp_path_factory.mktemp("h11"), without="httptools,uvloop") as without_httptools,
    ):
        yield fast_path, without_httptools


@pytest.fixture(scope="module")
def normal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("normal"), "without:fast-path") as normal:
        yield normal
