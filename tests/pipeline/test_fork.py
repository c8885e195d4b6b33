from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest

from aliansi.pipeline.fork import in_background, in_fork
from tests.server.support.processes import children


def test_the_result_comes_from_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with in_fork(os.getpid) as result:
        assert result() != os.getpid()


@pytest.mark.parametrize("cores", [1, None])
def test_on_one_core_nothing_is_forked(cores: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    with in_fork(os.getpid) as result:
        assert result() == os.getpid()


def test_where_there_is_no_fork_the_function_runs_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aliansi.pipeline.fork.get_all_start_methods", lambda: ["spawn"])
    with in_fork(os.getpid) as result:
        assert result() == os.getpid()


def test_a_killed_fork_is_replaced_by_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with in_fork(_killed_unless(os.getpid())) as result:
        assert result() == os.getpid()


def test_a_fork_whose_result_is_not_wanted_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    before = children(os.getpid())
    with pytest.raises(ZeroDivisionError), in_fork(signal.pause):
        _ = 1 / 0
    assert children(os.getpid()) == before


def test_a_background_fork_has_low_priority_and_ends_with_its_context() -> None:
    (reader, writer), before = os.pipe(), children(os.getpid())

    def write_and_wait() -> None:
        os.write(writer, b"%d %d" % (os.getpid(), os.nice(0)))
        signal.pause()

    with in_background(write_and_wait):
        process, niceness = map(int, os.read(reader, 100).split())
        assert process != os.getpid()
        assert niceness > os.nice(0)
    assert children(os.getpid()) == before
    os.close(reader)
    os.close(writer)


def test_where_there_is_no_fork_the_background_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aliansi.pipeline.fork.get_all_start_methods", lambda: ["spawn"])
    run: list[int] = []
    with in_background(lambda: run.append(os.getpid())):
        assert run == [os.getpid()]


def _killed_unless(process: int) -> Callable[[], int]:
    def run() -> int:
        if os.getpid() != process:
            os.kill(os.getpid(), signal.SIGKILL)
        return os.getpid()

    return run
