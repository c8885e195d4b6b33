"""No query reaches the network or a file: by the guard without the sandbox, and by the sandbox without the guard."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.support.hostile import SLIPPING
from tests.server.support.processes import Server, serving
from tests.server.support.silence import assert_is_silent, assert_nothing_is_told

pytestmark = pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="the sandbox is that of Linux")

NAMES = ("127.0.0.1", "localhost")


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener


@pytest.fixture(scope="module", params=["guard", "sandbox"])
def half(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A server without one of its two layers."""
    folder = tmp_path_factory.mktemp("half")
    with serving(folder, "seconds=2", f"without:{request.param}") as served:
        yield served, request.param


def slip(server: Server, name: str, away: str) -> tuple[int, str]:
    """Send a query that wants to get away; it may not be answered with anything but what is here."""
    response = server.client.post(
        f"{server.base}sparql", data={"query": SLIPPING[name][0].format(away=away), "format": "csv"}
    )
    assert_nothing_is_told(response.text)
    return response.status_code, response.text


@pytest.mark.parametrize("host", NAMES)
@pytest.mark.parametrize("name", SLIPPING)
def test_each_layer_holds_alone(half: tuple[Server, str], listening: socket.socket, name: str, host: str) -> None:
    server, layer = half
    status, text = slip(server, name, f"http://{host}:{listening.getsockname()[1]}/")
    assert_is_silent(listening)
    assert status in (SLIPPING[name][1] if layer == "sandbox" else (200, 400)), text
    assert server.works()


def test_with_neither_layer_many_get_away(tmp_path: Path, listening: socket.socket) -> None:
    away, got_away = f"http://127.0.0.1:{listening.getsockname()[1]}/", []
    with serving(tmp_path, "seconds=0.3", "without:guard", "without:sandbox") as server:
        for name in SLIPPING:
            slip(server, name, away)
            with contextlib.suppress(BlockingIOError):
                line, _ = listening.accept()
                line.close()
                got_away.append(name)
    assert len(got_away) > 10, "else nothing is shown by the silence in the other tests"


def test_a_file_is_not_read_without_the_guard(tmp_path: Path) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("<urn:a> <urn:b> 'a secret' .")
    with serving(tmp_path, "without:guard") as server:
        for clause in (f"FROM <{secret.as_uri()}>", f"FROM NAMED <{secret.as_uri()}>"):
            answered = server.query(f"SELECT ?o {clause} {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}")
            assert "secret" not in answered.text.replace(str(secret), "")
