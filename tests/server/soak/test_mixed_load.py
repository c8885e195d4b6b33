"""Some seconds of everything at once, with workers that somebody ends: every answer is right or an error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.soak.endurance import LIMITS, endure
from tests.server.support.processes import Server, serving

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/smaps_rollup").exists(), reason="processes are looked at as in Linux"
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path, *LIMITS) as server:
        yield server


@pytest.mark.parametrize(
    ("seconds", "answers", "workers"),
    [(3.0, 0, 0), pytest.param(30.0, 10, 10, marks=pytest.mark.slow)],
    ids=["short", "long"],
)
def test_every_answer_is_right_or_an_error(seconds: float, answers: int, workers: int, server: Server) -> None:
    endured = endure(server, seconds)
    assert endured.faults(answers) == [], str(endured)
    assert endured.killed["workers"] > workers
