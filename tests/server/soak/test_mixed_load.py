"""Half a minute of everything at once, with workers that somebody ends: every answer is right or an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.soak.endurance import LIMITS, endure
from tests.server.support.processes import serving

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/smaps_rollup").exists(), reason="processes are looked at as in Linux"
)

SECONDS = 30.0


def test_every_answer_is_right_or_an_error(tmp_path: Path) -> None:
    with serving(tmp_path, *LIMITS) as server:
        endured = endure(server, SECONDS)
    assert endured.faults() == [], str(endured)
    assert endured.killed["workers"] > 10
