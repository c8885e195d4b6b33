"""The next start removes the file of a killed process, and nothing else."""

from __future__ import annotations

import errno
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aliansi.evaluation.workers.scratch import PREFIX, SUFFIX, ScratchFile, remove_abandoned
from tests.server.support.processes import serving

HOLDING = """
from aliansi.evaluation.workers.scratch import ScratchFile
scratch = ScratchFile()
scratch.path.write_text("x")
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


def test_a_closed_file_is_removed(temporary: Path) -> None:
    scratch = ScratchFile()
    scratch.path.write_text("x")
    assert scratch.path.parent == temporary
    assert scratch.path.stat().st_mode & 0o077 == 0
    scratch.close()
    scratch.close()
    assert list(temporary.iterdir()) == []


def test_the_file_of_a_killed_process_is_removed_and_that_of_a_live_one_is_not(temporary: Path) -> None:
    command = [sys.executable, "-c", HOLDING]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        theirs = Path(process.stdout.readline().strip())
        remove_abandoned()
        assert theirs.read_text() == "x"
        process.kill()
        process.wait()
        assert theirs.is_file()
        mine = ScratchFile()
        assert list(temporary.iterdir()) == [mine.path]
    mine.close()


def test_files_of_others_stay(temporary: Path) -> None:
    elsewhere = temporary / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "file").touch()
    (temporary / f"{PREFIX}link{SUFFIX}").symlink_to(elsewhere, target_is_directory=True)
    (temporary / f"{PREFIX}folder{SUFFIX}").mkdir()
    (temporary / f"{PREFIX}file").touch()
    (temporary / f"{PREFIX}linked{SUFFIX}").symlink_to(elsewhere / "file")
    before = sorted(temporary.rglob("*"))
    remove_abandoned()
    assert sorted(temporary.rglob("*")) == before


def test_processes_that_start_together_do_not_remove_each_others_files(temporary: Path) -> None:
    def begin(number: int) -> bool:
        scratch = ScratchFile()
        scratch.path.write_text("x")
        remove_abandoned()
        stays = scratch.path.read_text() == "x"
        scratch.close()
        return stays

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(begin, range(400)))
    remove_abandoned()
    assert list(temporary.iterdir()) == []


def test_a_file_system_without_locks_serves(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("aliansi.evaluation.workers.scratch.fcntl.flock", refuse)
    first, second = ScratchFile(), ScratchFile()
    assert sorted(temporary.iterdir()) == sorted([first.path, second.path])
    first.close()
    second.close()
    assert list(temporary.iterdir()) == []


@pytest.mark.slow
def test_the_next_start_removes_the_dataset_of_a_killed_server(temporary: Path, tmp_path: Path) -> None:
    def files() -> set[Path]:
        return set(temporary.glob(f"{PREFIX}*"))

    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with serving(tmp_path / "a", "workers:started") as killed:
        assert killed.works()
        left = files()
        killed.process.kill()
        killed.process.wait(timeout=30)
        assert len(left) == 1
        assert files() == left
    with serving(tmp_path / "a", "workers:started", "at-once=1") as first:
        assert first.works()
        (its,) = files()
        assert its not in left
        with serving(tmp_path / "b", "workers:started") as second:
            assert second.works()
            assert len(files()) == 2
        assert files() == {its}
        for number in range(3):
            assert first.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }" + f" # {number}").text == "n\r\n8\r\n"
    assert files() == set()
