"""What a killed process has left goes at the next start, and nothing else does."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aliansi.evaluation.scratch import LOCK, PREFIX, Scratch, remove_left
from tests.server.support.processes import serving

HOLDING = """
from aliansi.evaluation.scratch import Scratch
scratch = Scratch()
(scratch.path / "inner").mkdir()
(scratch.path / "inner" / "dataset.nq").write_text("x")
print(scratch.path, flush=True)
input()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setenv("TEMP", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def test_it_goes_when_it_is_closed(temporary: Path) -> None:
    scratch = Scratch()
    (scratch.path / "inner").mkdir()
    (scratch.path / "inner" / "file").write_text("x")
    assert scratch.path.parent == temporary
    scratch.close()
    scratch.close()
    assert list(temporary.iterdir()) == []


def test_what_a_killed_process_has_left_goes_and_what_a_live_one_has_stays(temporary: Path) -> None:
    command = [sys.executable, "-c", HOLDING]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        theirs = Path(process.stdout.readline().strip())
        remove_left()
        assert (theirs / "inner" / "dataset.nq").read_text() == "x"
        process.kill()
        process.wait()
        assert theirs.is_dir()
        mine = Scratch()
        assert list(temporary.iterdir()) == [mine.path]
    mine.close()


def test_what_is_none_of_ours_stays(temporary: Path) -> None:
    elsewhere = temporary / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / LOCK).touch()
    (elsewhere / "file").touch()
    (temporary / f"{PREFIX}link").symlink_to(elsewhere, target_is_directory=True)
    (temporary / f"{PREFIX}without").mkdir()
    (temporary / f"{PREFIX}file").touch()
    linked = temporary / f"{PREFIX}linked"
    linked.mkdir()
    (linked / LOCK).symlink_to(elsewhere / "file")
    before = sorted(temporary.rglob("*"))
    remove_left()
    assert sorted(temporary.rglob("*")) == before


def test_those_that_begin_at_once_do_not_take_each_others(temporary: Path) -> None:
    def begin(number: int) -> bool:
        scratch = Scratch()
        (scratch.path / "file").write_text("x")
        remove_left()
        stays = (scratch.path / "file").read_text() == "x"
        scratch.close()
        return stays

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(begin, range(400)))
    remove_left()
    assert list(temporary.iterdir()) == []


def test_a_killed_server_leaves_its_dataset_no_longer_than_to_the_next_start(temporary: Path, tmp_path: Path) -> None:
    def folders() -> set[Path]:
        return set(temporary.glob(f"{PREFIX}*"))

    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with serving(tmp_path / "a", "workers:started") as killed:
        assert killed.works()
        left = folders()
        killed.process.kill()
        killed.process.wait(timeout=30)
        assert len(left) == 1
        assert folders() == left
    with serving(tmp_path / "a", "workers:started", "at-once=1") as first:
        assert first.works()
        (its,) = folders()
        assert its not in left
        with serving(tmp_path / "b", "workers:started") as second:
            assert second.works()
            assert len(folders()) == 2
        assert folders() == {its}
        for number in range(3):
            assert first.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }" + f" # {number}").text == "n\r\n8\r\n"
    assert folders() == set()
