"""Tests of atomic file writes."""

from __future__ import annotations

import errno
import stat
from pathlib import Path

import pytest

from aliansi.files import atomic_write, save


def test_a_file_appears_whole_when_the_block_ends(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    with atomic_write(file) as stream:
        stream.write(b"one ")
        stream.write(b"two")
        assert not file.exists()
    assert file.read_bytes() == b"one two"
    assert [*tmp_path.iterdir()] == [file]


@pytest.mark.parametrize("error", [ValueError("broken"), KeyboardInterrupt()], ids=type)
def test_an_error_leaves_the_file_as_it_was(tmp_path: Path, error: BaseException) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"before")
    with pytest.raises(type(error)):
        _write_and_raise(file, error)
    assert file.read_bytes() == b"before"
    assert [*tmp_path.iterdir()] == [file]


def test_a_full_disk_is_reported_with_the_name_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    with pytest.raises(OSError, match="No space left") as raised, atomic_write(file):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert raised.value.filename == str(file)
    assert not [*tmp_path.iterdir()]


def test_a_missing_folder_is_reported_with_the_name_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "missing" / "a.txt"
    with pytest.raises(FileNotFoundError) as raised, atomic_write(file):
        pass
    assert raised.value.filename == str(file)


def test_the_permissions_of_a_file_stay(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"before")
    file.chmod(0o600)
    save(b"after", file)
    assert file.read_bytes() == b"after"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_new_file_has_the_usual_permissions_in_a_folder_that_is_made(tmp_path: Path) -> None:
    usual, file = tmp_path / "usual", tmp_path / "new" / "folder" / "a.txt"
    usual.touch()
    save(b"content", file)
    assert file.stat().st_mode == usual.stat().st_mode


def _write_and_raise(file: Path, error: BaseException) -> None:
    with atomic_write(file) as stream:
        stream.write(b"after")
        raise error
