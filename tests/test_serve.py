import errno
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from aliansi.findings import UsageError
from aliansi.serve import listen
from served import ENDLESS, Site, make_store

SERVER = """
import sys
from pathlib import Path
from aliansi.serve import serve
from aliansi.store import read
serve(read(Path(sys.argv[1])), None, port=0)
"""


def get(url: str, **options: Any) -> httpx.Response:
    """Ask the server itself, whatever proxy the environment names."""
    return httpx.get(url, trust_env=False, **options)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    make_store(tmp_path)
    command = [sys.executable, "-c", SERVER, str(tmp_path / "dataset.nq")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            line = process.stderr.readline()
            found = re.fullmatch(r"Serving 9 triples at (\S+) \(SPARQL: \1sparql\) - press Ctrl\+C to stop\n", line)
            assert found, line
            yield process, found[1]
        finally:
            process.kill()


def test_a_server_answers_and_stops_on_ctrl_c(server: tuple[subprocess.Popen[str], str]) -> None:
    process, base = server
    assert get(f"{base}healthz").text == "ok\n"
    assert get(f"{base}sparql", params={"query": "ASK {}", "format": "csv"}).text == "true"
    with pytest.raises(httpx.ReadTimeout):
        get(f"{base}sparql", params={"query": ENDLESS}, timeout=0.5)
    assert get(base).status_code == 200
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (0, "")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children are listed by Linux alone")
def test_a_client_that_leaves_takes_its_evaluation_along(server: tuple[subprocess.Popen[str], str]) -> None:
    process, base = server
    with pytest.raises(httpx.ReadTimeout):
        get(f"{base}sparql", params={"query": ENDLESS}, timeout=0.5)
    assert get(f"{base}healthz").text == "ok\n"
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    for _ in range(200):
        if not children.read_text(encoding="ascii").strip():
            return
        get(f"{base}healthz")
    pytest.fail("the evaluation goes on")


def test_a_port_in_use_is_told_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(UsageError, match=f"^port {port} is in use; .* --port$"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "port", "message"),
    [
        ("127.0.0.1", 70_000, "70000 is no port"),
        ("127.0.0.1", -1, "-1 is no port"),
        ("192.0.2.1", 0, "192.0.2.1 is not an address of this machine"),
        ("no host", 0, "no host is no address of a machine"),
    ],
)
def test_an_address_that_is_none_is_told_in_one_line(host: str, port: int, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        listen(host, port)


def test_a_port_that_is_not_permitted_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(socket.socket, "bind", refuse)  # root, who runs CI, may listen on any port
    with pytest.raises(UsageError, match="not permitted"):
        listen("127.0.0.1", 1)


def test_the_site_is_healthy(tmp_path: Path) -> None:
    assert Site(tmp_path, with_project=False).get("/healthz").text == "ok\n"
