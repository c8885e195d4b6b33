"""Pieces that a client has not read wait on disk, in order and within a limit, so that the worker need not wait."""

from __future__ import annotations

import asyncio
import gc
import random
import socket
import tempfile
import time
from pathlib import Path

import pytest

from aliansi.errors import TimeLimit
from aliansi.evaluation.workers.spool import Spool
from aliansi.evaluation.workers.streaming import MAX_BUFFERED_BYTES, StreamedResult
from tests.server.support.hostile import asking, connected, head
from tests.server.support.processes import serving
from tests.server.support.watched import until

ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
"""Some megabytes of CSV, in less than a second."""


def pieces(number: int, size: int = 2**16) -> list[bytes]:
    return [bytes([65 + each % 26]) * size for each in range(number)]


def collect(given: list[bytes], spool: Spool | None, seed: int) -> tuple[bytes, list[bool]]:
    """Feed and read in random turns; return the bytes read, and when the worker was paused."""
    held: list[bool] = []

    async def both() -> bytes:
        stream, pick, rest, found = (
            StreamedResult("text/csv", False, held.append, spool),
            random.Random(seed),
            [*given],
            b"",
        )
        while rest:
            if pick.random() < 0.7:
                stream.feed(rest.pop(0))
            elif len(found) < sum(map(len, given)) - sum(map(len, rest)):
                found += await anext(stream)
        stream.end()
        return found + b"".join([piece async for piece in stream])

    return asyncio.run(both()), held


@pytest.mark.parametrize("room", [0, 2**16, 2**21, 2**30])
def test_pieces_keep_their_order_in_memory_and_on_disk(room: int) -> None:
    for seed in range(10):
        spool, given = Spool(room), pieces(120)
        found, held = collect(given, spool, seed)
        assert found == b"".join(given)
        assert spool.free_bytes == room
        assert held[::2] == [True] * len(held[::2])
        assert held[1::2] == [False] * len(held[1::2])
        if room == 2**30:
            assert not held, "there was room"


def test_without_a_spool_the_worker_waits() -> None:
    found, held = collect(pieces(120), None, 1)
    assert len(found) == 120 * 2**16
    assert held


def test_disk_space_is_freed_when_a_client_leaves() -> None:
    spool = Spool(2**24)

    async def leave(closes: bool) -> None:
        stream = StreamedResult("text/csv", False, lambda _: None, spool)
        for piece in pieces(40):
            stream.feed(piece)
        assert spool.free_bytes < 2**24
        await anext(stream)
        if closes:
            stream.close()

    for closes in (True, False):
        asyncio.run(leave(closes))
        gc.collect()
        assert spool.free_bytes == 2**24


def test_the_error_of_an_incomplete_result_follows_its_pieces() -> None:
    async def read() -> int:
        stream = StreamedResult("text/csv", False, lambda _: None, Spool(2**24))
        for piece in pieces(40):
            stream.feed(piece)
        stream.end(TimeLimit("too long"))
        size = sum([len(await anext(stream)) for _ in range(40)])
        with pytest.raises(TimeLimit):
            await anext(stream)
        return size

    assert asyncio.run(read()) == 40 * 2**16


@pytest.mark.parametrize("where", ["open", "write"])
def test_a_full_disk_counts_as_no_spool(monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    class Full:
        def seek(self, _: int) -> None: ...

        def write(self, _: bytes) -> None:
            raise OSError(28, "No space left on device")

        def close(self) -> None: ...

    def give() -> Full:
        if where == "open":
            raise OSError(28, "No space left on device")
        return Full()

    monkeypatch.setattr(tempfile, "TemporaryFile", give)
    spool = Spool(2**30)
    found, held = collect(pieces(120), spool, 2)
    assert found == b"".join(pieces(120))
    assert held
    assert spool.free_bytes == 2**30


def test_a_slow_client_occupies_no_worker_and_gets_its_whole_result(tmp_path: Path) -> None:
    with serving(tmp_path, "seconds=3") as server, connected(server) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**16)
        line.sendall(head("GET", asking(ROWS), "Connection: close"))
        begun = line.recv(100)
        assert begun.startswith(b"HTTP/1.1 200")
        until(lambda: "aliansi_evaluation_busy 0" in server.get("metrics").text.splitlines())
        assert "aliansi_evaluation_under_way 1" in server.get("metrics").text.splitlines()
        time.sleep(3.5)  # longer than a query may take
        answered = bytearray(begun)
        while piece := line.recv(2**20):
            answered += piece
    assert answered.endswith(b"\r\n0\r\n\r\n"), "the answer is cut off"
    assert len(answered) > 2 * MAX_BUFFERED_BYTES
