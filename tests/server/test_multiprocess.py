"""Several processes on one socket: all answer, one that ends is started again, and all end together."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from aliansi.cli import commands
from aliansi.server.multiprocess import MAX_METRICS_BYTES, ProcessSlot, SharedMetrics
from tests.server.support.processes import children
from tests.server.support.served import make_store
from tests.server.support.watched import is_running, until

linux = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked at as in Linux")


@contextmanager
def several(folder: Path, number: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    make_store(folder)
    command = (sys.executable, "-m", "aliansi", "serve", "--dataset", str(folder / "dataset.nq"), "--port", "0")
    with subprocess.Popen((*command, "--processes", str(number)), stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            found = re.match(r"Serving 9 triples at (\S+) ", process.stderr.readline())
            assert found
            yield process, found[1]
        finally:
            process.kill()


def ask(base: str, path: str = "sparql?query=ASK%20%7B%7D&format=csv") -> str:
    with httpx.Client(trust_env=False, timeout=60.0) as client:  # a connection each time
        return client.get(f"{base}{path}").text


def servers(process: int) -> list[int]:
    """Return the children that have workers: the process that inspects literals has none."""
    return [child for child in children(process) if children(child)]


def answered(base: str) -> Counter[str]:
    """Return how many queries each process says that it has answered."""
    numbers = re.findall(r'^aliansi_query_seconds_count\{process="(\d)"\} (\d+)$', ask(base, "metrics"), re.MULTILINE)
    return Counter({process: int(number) for process, number in numbers})


@pytest.mark.slow
@linux
def test_all_processes_answer_and_all_end(tmp_path: Path) -> None:
    with several(tmp_path, 2) as (process, base):
        asked = 0

        def both_have_answered() -> bool:
            nonlocal asked
            for _ in range(20):
                assert ask(base) == "true"
            asked += 20
            return len([1 for number in answered(base).values() if number]) == 2

        until(both_have_answered)
        until(lambda: answered(base).total() == asked)
        text = ask(base, "metrics")
        titles = [line for line in text.splitlines() if line.startswith("#")]
        assert len(titles) == len(set(titles))
        below = [child for one in children(process.pid) for child in (one, *children(one))]
        assert len(below) >= 4, "two servers, each with the process that forks its workers"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
        until(lambda: not any(map(is_running, below)))


@linux
@pytest.mark.slow
def test_a_process_that_ends_is_started_again(tmp_path: Path) -> None:
    with several(tmp_path, 2) as (process, base):
        until(lambda: len(servers(process.pid)) == 2)
        before = servers(process.pid)
        assert ask(base) == "true"
        os.kill(before[0], signal.SIGKILL)
        until(lambda: len(servers(process.pid)) == 2 and before[0] not in servers(process.pid))
        assert before[1] in servers(process.pid)
        assert {ask(base) for _ in range(20)} == {"true"}
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0


@linux
def test_none_is_left_when_the_first_process_is_killed(tmp_path: Path) -> None:
    with several(tmp_path, 2) as (process, base):
        assert ask(base) == "true"
        below = [child for one in children(process.pid) for child in (one, *children(one))]
        process.kill()
        until(lambda: not any(map(is_running, below)))


def test_files_are_followed_in_one_process_alone() -> None:
    result = CliRunner().invoke(commands, ["serve", "--watch", "--processes", "2"])
    assert result.exit_code == 2
    assert "--watch runs in one process" in result.output


def test_numbers_have_the_label_of_their_process() -> None:
    board = SharedMetrics(3)
    ProcessSlot(board, 0).publish('# TYPE a counter\na{kind="query"} 1\n# TYPE b gauge\nb 2\n')
    ProcessSlot(board, 2).publish("# TYPE b gauge\nb 3\n")
    assert ProcessSlot(board, 2).all_metrics() == (
        '# TYPE a counter\na{process="0",kind="query"} 1\n# TYPE b gauge\nb{process="0"} 2\nb{process="2"} 3\n'
    )
    ProcessSlot(board, 1).publish("x" * MAX_METRICS_BYTES)
    board.write(0, "")
    assert ProcessSlot(board, 1).all_metrics() == '# TYPE b gauge\nb{process="2"} 3\n'
