import errno
import gc
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from aliansi.errors import UsageError
from aliansi.evaluation.limits import Limits
from aliansi.evaluation.query import Result
from aliansi.pages.document import Document
from aliansi.server.app import Application as Served
from aliansi.server.sockets import listen
from tests.server.support.fast_requests import answer, scope_of
from tests.server.support.processes import children, serving
from tests.server.support.served import ENDLESS, RUNNER, Site, make_project, make_store
from tests.server.support.watched import is_running, until

ROWS = "SELECT * { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(9)) + " }"
linux = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked at as in Linux")


def test_a_server_answers_and_stops_on_ctrl_c(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        assert server.get("healthz").text == "ok\n"
        assert server.works()
        with pytest.raises(httpx.ReadTimeout):
            server.query(ENDLESS, timeout=0.5)
        assert server.get("").status_code == 200
        processes = [*children(server.process.pid), *server.workers()]
        server.process.send_signal(signal.SIGINT)
        _, errors = server.process.communicate(timeout=30)
        assert (server.process.returncode, errors) == (0, "")
        until(lambda: not any(map(is_running, processes)))


@linux
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_of_a_server_that_has_ended(tmp_path: Path, how: signal.Signals) -> None:
    with serving(tmp_path, "seconds=3") as server:
        with pytest.raises(httpx.ReadTimeout):
            server.query(ENDLESS, timeout=0.5)
        assert server.works()
        processes = [*children(server.process.pid), *server.workers()]
        assert len(processes) >= 2
        server.process.send_signal(how)
        server.process.wait(timeout=30)
        until(lambda: not any(map(is_running, processes)))


@linux
def test_a_client_that_leaves_takes_its_evaluation_along(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        with pytest.raises(httpx.ReadTimeout):
            server.query(ENDLESS, timeout=0.5)
        until(lambda: server.workers() == [])
        assert server.works()


def test_an_answer_that_takes_too_long_breaks_its_transfer(tmp_path: Path) -> None:
    with serving(tmp_path, "seconds=1", "result=4g") as server:
        asked = {"query": ROWS, "format": "csv"}
        with server.client.stream("GET", f"{server.base}sparql", params=asked) as response:
            assert response.status_code == 200
            with pytest.raises(httpx.RemoteProtocolError):
                sum(map(len, response.iter_bytes()))
        assert server.works()


def test_an_answer_that_is_too_large_breaks_its_transfer(tmp_path: Path) -> None:
    with serving(tmp_path, "result=1m") as server:
        with pytest.raises(httpx.RemoteProtocolError):
            server.query(ROWS)
        with pytest.raises(httpx.RemoteProtocolError):
            server.query(ROWS, headers={"Accept-Encoding": "gzip"})
        assert server.works()


def test_a_client_without_chunks_gets_the_reason_in_place_of_a_part(tmp_path: Path) -> None:
    with serving(tmp_path, "result=1m") as server, socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall(f"GET /sparql?format=csv&query={quote(ROWS)} HTTP/1.0\r\n\r\n".encode())
        with line.makefile("rb") as response:
            answered = response.read()
        assert b" 413 " in answered.partition(b"\r\n")[0]
        assert b"larger than 1,048,576 bytes" in answered


def test_a_whole_answer_in_pieces_is_whole(tmp_path: Path) -> None:
    many = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with serving(tmp_path) as server:
        first = server.query(many)
        assert (first.headers["transfer-encoding"], first.text.count("\n")) == ("chunked", 8**4 + 1)
        again = server.query(many)
        assert again.content == first.content
        assert "content-length" in again.headers, "it comes from the cache"
        assert server.query(many, headers={"If-None-Match": first.headers["etag"]}).status_code == 304


@linux
def test_a_worker_that_somebody_has_ended_costs_one_answer(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        for number in range(5):
            server.query(f"SELECT ({number} AS ?x) {{}}")
            for worker in server.workers():
                os.kill(worker, signal.SIGKILL)
        until(lambda: server.query("SELECT (5 AS ?x) {}").text == "x\r\n5\r\n")


def test_a_port_in_use_is_told_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(UsageError, match=f"^port {port} is in use; .* --port$"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "port", "message"),
    [
        ("127.0.0.1", 70_000, "invalid port 70000: choose 1 to 65535"),
        ("127.0.0.1", -1, "invalid port -1: choose 1 to 65535"),
        ("192.0.2.1", 0, "192.0.2.1 is not an address of this machine"),
        ("no host", 0, "cannot resolve host no host: "),
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


def test_a_server_that_starts_from_a_finished_build_imports_nothing_that_builds_or_is_asked_seldom() -> None:
    """Importing these takes longer than all else between the command and the first answer."""
    code = "import sys, aliansi.cli, aliansi.pipeline, aliansi.server.app; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "aliansi.server.fast_path" in done.stdout.split()
    assert not {"starlette", "fastapi", "jinja2", "numpy", "pyshacl", "edtf", "owlrl"} & set(done.stdout.split())
    assert not [name for name in done.stdout.split() if name.startswith("aliansi.pipeline.")]


def test_a_broken_question_is_told_before_anything_is_answered(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    (project.root / "queries" / "questions" / "any.rq").write_text("ASK {}", encoding="utf-8")
    with pytest.raises(UsageError, match=r"any\.rq"):
        Served(make_store(tmp_path), project)


def test_a_question_that_is_broken_after_the_start_is_told_until_it_is_mended(tmp_path: Path) -> None:
    site = Site(tmp_path)
    question = tmp_path / "project" / "queries" / "questions" / "any.rq"
    whole = question.read_text(encoding="utf-8")
    question.write_text("ASK {}", encoding="utf-8")
    refused = site.get("/")
    assert (refused.status_code, "any.rq" in refused.text) == (400, True)
    assert site.query("ASK {}").text == "true"
    question.write_text(whole, encoding="utf-8")
    assert site.get("/").status_code == 200


def test_the_site_is_healthy(tmp_path: Path) -> None:
    assert Site(tmp_path, with_project=False).get("/healthz").text == "ok\n"


@pytest.mark.slow
def test_answers_responses_and_documents_share_the_one_limit_of_the_cache(tmp_path: Path) -> None:
    limit = 256 * 2**10
    site = Site.__new__(Site).serve(make_store(tmp_path), make_project(tmp_path), Limits(cache_bytes=limit))
    cache, fast = site.served.answering.cache, site.served.fast_path

    async def repeat(number: int) -> None:
        scope = scope_of(f"SELECT ?s {{ ?s al:memberOf id:csto FILTER(true) }} # {number}")
        response = await answer(fast, scope)
        fast.cache_response(b"%d" % number, scope, response)

    of_other_tests, seen = alive(), set[type]()
    for number in range(50):
        RUNNER.run(repeat(number))
        for url in ("/id/armenia", "/questions", "/timeline", "/search"):
            assert site.get(url, params={"lang": "en", "x": str(number)}).status_code == 200
        assert cache.size <= limit
        held = [value for value, _ in cache._entries.values()]
        seen |= {type(value) for value in held}
        assert sum(map(bytes_of, held)) <= limit
    assert {each.__name__ for each in seen} == {"Document", "Result", "CachedResponse"}
    assert len(held) < 50 * 6
    of_others = set(map(id, of_other_tests))
    of_this = [each for each in alive() if id(each) not in of_others]
    assert sum(map(bytes_of, of_this)) <= limit, "a document or an answer is kept elsewhere"


def alive() -> list[object]:
    """Return every document and answer in the memory of this process."""
    gc.collect()
    return [each for each in gc.get_objects() if isinstance(each, Document | Result)]


def bytes_of(entry: object) -> int:
    """Return the bytes of the content of a cached entry."""
    if isinstance(entry, Document):
        return len(entry.body) + len(vars(entry).get("compressed", b""))
    return len(entry.body if isinstance(entry, Result) else entry.response.body)  # type: ignore[attr-defined]
