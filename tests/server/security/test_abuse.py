"""Whatever a client sends: it gets an answer or an error, nobody else notices, and nothing is asked of anybody."""

from __future__ import annotations

import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.server.support.attacks import LIMITS, attacks
from tests.server.support.hostile import BEHAVIOUR, BOMBS, ENDING_NEVER, NESTED, RAW, SLIPPING, connected
from tests.server.support.processes import Server, serving
from tests.server.support.silence import assert_is_silent, assert_nothing_is_told

pytestmark = pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="the sandbox is that of Linux")

SECONDS_FOR_OTHERS = 5.0
"""In which another client is answered; it takes some milliseconds, on a machine that has nothing else to do."""
BYTES_THAT_MAY_BE_KEPT = 200 * 2**20
QUERIES = NESTED | ENDING_NEVER | BOMBS


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("abuse"), *LIMITS) as served:
        assert served.works()
        before = served.memory()
        yield served
        served.until_nothing_runs()
        assert served.memory() < before + BYTES_THAT_MAY_BE_KEPT
        assert len(served.workers()) <= 4


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener


@pytest.fixture(autouse=True)
def others_do_not_notice(server: Server) -> Iterator[None]:
    yield
    begun = time.monotonic()
    with httpx.Client(trust_env=False) as other:
        asked = {"query": f"ASK {{ FILTER(true) }} # {begun}", "format": "csv"}
        # On a busy machine the half second of a query may pass before its worker has a turn: it is sent again.
        while (text := other.get(f"{server.base}sparql", params=asked, timeout=SECONDS_FOR_OTHERS).text) != "true":
            assert time.monotonic() - begun < SECONDS_FOR_OTHERS, text


KINDS = {
    "deep nesting": 13,
    "giant and broken bodies": 10,
    "cartesian products": 12,
    "regular-expression bombs": 4,
    "memory bombs": 11,
    "slow readers and writers": 3,
    "half-open connections": 5,
    "broken UTF-8 and other bytes": 10,
    "header tricks": 12,
    "odd addresses and methods": 16,
    "SERVICE in every disguise": 22,
    "other ways out": 9,
    "many at once": 2,
}


def test_there_are_many_of_every_kind() -> None:
    every = list(attacks())
    assert Counter(attack.kind for attack in every) == KINDS
    names = Counter(attack.name for attack in every)
    assert names == Counter([*QUERIES, *RAW, *SLIPPING, *BEHAVIOUR]), "each is sent once"
    assert names.total() >= 60


@pytest.mark.parametrize("name", QUERIES)
def test_a_hostile_query_costs_one_answer(server: Server, name: str) -> None:
    query, statuses = QUERIES[name]
    form = {"query": query, "format": "csv"}
    if statuses == "broken":
        with pytest.raises(httpx.RemoteProtocolError):
            server.client.post(f"{server.base}sparql", data=form)
        return
    response = server.client.post(f"{server.base}sparql", data=form)
    assert response.status_code in statuses, response.text[:300]
    assert_nothing_is_told(response.text[:10_000])


@pytest.mark.parametrize("name", SLIPPING)
def test_no_query_reaches_out(server: Server, listening: socket.socket, name: str) -> None:
    pattern, statuses = SLIPPING[name]
    away = f"http://127.0.0.1:{listening.getsockname()[1]}/"
    response = server.client.post(f"{server.base}sparql", data={"query": pattern.format(away=away), "format": "csv"})
    assert response.status_code in statuses, response.text
    assert_nothing_is_told(response.text)
    assert_is_silent(listening)


@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri", "graph"])
def test_no_parameter_reaches_out(server: Server, listening: socket.socket, parameter: str) -> None:
    for name in (f"http://127.0.0.1:{listening.getsockname()[1]}/", "file:///etc/passwd"):
        path = "graph" if parameter == "graph" else "sparql"
        asked = {parameter: name, "query": "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", "format": "nt"}
        response = server.get(path, params=asked if path == "graph" else asked | {"format": "csv"})
        assert (response.status_code, response.text.count("\n")) in ((200, 1), (404, 1))
    assert_is_silent(listening)


@pytest.mark.parametrize("name", RAW)
def test_a_hostile_request_is_refused(server: Server, name: str) -> None:
    sent, statuses = RAW[name]
    with connected(server) as line:
        try:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
            answered = line.recv(2**16)
        except OSError:  # the server has closed the line before all was sent
            return
    if answered:
        assert int(answered.split(b" ")[1]) in statuses, answered[:300]
        assert_nothing_is_told(answered.decode("latin-1"))
        assert b"x-evil" not in answered.partition(b"\r\n\r\n")[0].lower()


@pytest.mark.parametrize("behaves", BEHAVIOUR.values(), ids=BEHAVIOUR)
def test_a_client_that_behaves_badly_is_borne(server: Server, behaves: Callable[[Server], None]) -> None:
    behaves(server)
