"""An export replaces a folder completely or not at all, and never a file of others."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest

from aliansi.dataset import export_folder
from aliansi.dataset.export_folder import CHECKSUMS, README, check_folder, checksums, checksums_size, replace_folder
from aliansi.errors import UsageError

Contents = dict[str, bytes]
NOBODY: Final = 65534


def export(number: int, *names: str) -> Contents:
    """Return the files of an export."""
    files = {name: f"{name} {number}".encode() for name in names or ("a.csv", "b.nq")}
    files[README] = f"# Aliansi {number}: export\n".encode()
    return {**files, CHECKSUMS: checksums(files)}


def snapshot(folder: Path) -> dict[str, str]:
    """Return what a folder contains: the digest of every file, the target of every link."""
    return {
        str(path.relative_to(folder)): os.readlink(path)
        if path.is_symlink()
        else sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
    }  # fmt: skip


def contents(folder: Path) -> Contents:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


@pytest.mark.parametrize("make", [lambda _: None, Path.mkdir], ids=["absent", "empty"])
def test_an_absent_or_empty_folder_is_filled(tmp_path: Path, make: Callable[[Path], None]) -> None:
    folder = tmp_path / "out"
    make(folder)
    replace_folder(folder, export(1))
    assert contents(folder) == export(1)
    assert [*tmp_path.iterdir()] == [folder]


def test_parents_are_made(tmp_path: Path) -> None:
    replace_folder(tmp_path / "a" / "b" / "out", export(1))
    assert contents(tmp_path / "a" / "b" / "out") == export(1)


def test_an_earlier_export_is_replaced_and_its_other_files_go(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    replace_folder(folder, export(1, "a.csv", "gone.csv"))
    folder.chmod(0o750)
    replace_folder(folder, export(2, "a.csv", "new.csv"))
    assert contents(folder) == export(2, "a.csv", "new.csv")
    assert folder.stat().st_mode & 0o777 == 0o750
    assert [*tmp_path.iterdir()] == [folder]


def test_files_of_others_in_an_export_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    replace_folder(folder, export(1))
    (folder / "notes").mkdir(mode=0o700)
    (folder / "notes" / "mine.txt").write_text("mine")
    (folder / "link").symlink_to("nowhere")
    (folder / ".hidden").write_text("hidden")
    mine = {name: digest for name, digest in snapshot(folder).items() if name not in export(1)}
    replace_folder(folder, export(2))
    assert {name: digest for name, digest in snapshot(folder).items() if name not in export(2)} == mine
    assert (folder / "notes").stat().st_mode & 0o777 == 0o700
    assert {name: (folder / name).read_bytes() for name in export(2)} == export(2)


def test_an_export_without_checksums_of_an_older_version_is_replaced(tmp_path: Path) -> None:
    (tmp_path / README).write_text("# Aliansi 0.1.0: export\n\n| `a.csv` | a table | 1,001 |\n")
    (tmp_path / "a.csv").write_bytes(b"x" * 1001)
    replace_folder(tmp_path, export(2))
    assert contents(tmp_path) == export(2)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_the_folder_behind_a_link_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    replace_folder(tmp_path / "link", export(1))
    replace_folder(tmp_path / "link", export(2))
    assert (tmp_path / "link").is_symlink()
    assert contents(tmp_path / "real") == export(2)


def _project(folder: Path) -> None:
    for part in ("ontology", "data", "queries"):
        (folder / part).mkdir(parents=True)
    (folder / README).write_text("# Aliansi\n")


def _file(folder: Path) -> None:
    folder.write_text("file")


def _dangling(folder: Path) -> None:
    folder.symlink_to("none")


def _link_to_file(folder: Path) -> None:
    folder.with_name("file").write_text("")
    folder.symlink_to("file")


def _readme(folder: Path) -> None:
    folder.mkdir()
    (folder / README).write_text("# My study\n")


def _other_checksums(folder: Path) -> None:
    _readme(folder)
    (folder / CHECKSUMS).write_bytes(checksums({README: (folder / README).read_bytes()}))


def _changed(folder: Path) -> None:
    replace_folder(folder, export(1))
    (folder / "a.csv").write_text("my correction")


def _in_the_way(folder: Path) -> None:
    replace_folder(folder, export(1, "a.csv"))
    (folder / "B.NQ").write_text("mine")


def _hidden(folder: Path) -> None:
    (folder / ".git").mkdir(parents=True)


REFUSED: dict[str, tuple[Callable[[Path], None], str]] = {
    "project": (_project, "is not empty and not an export (README.md, data, ontology and 1 more)"),
    "file": (_file, "is a file"),
    "dangling link": (_dangling, "is a link to none, which is missing"),
    "link to a file": (_link_to_file, "is a file"),
    "another README": (_readme, "is not empty and not an export (README.md)"),
    "other checksums": (_other_checksums, "is not empty and not an export"),
    "changed file": (_changed, "changed since the last export: a.csv"),
    "file in the way": (_in_the_way, "not from an export, but in its way: B.NQ"),
    "hidden folder": (_hidden, "is not empty and not an export (.git)"),
}


@pytest.mark.parametrize(("make", "message"), REFUSED.values(), ids=REFUSED)
def test_files_of_others_are_never_replaced(tmp_path: Path, make: Callable[[Path], None], message: str) -> None:
    folder = tmp_path / "out"
    make(folder)
    before = snapshot(tmp_path)
    with pytest.raises(UsageError) as raised:
        replace_folder(folder, export(2))
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
    assert snapshot(tmp_path) == before


def test_a_mount_point_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os.path, "ismount", lambda _: True)
    with pytest.raises(UsageError, match="is a mount point"):
        check_folder(tmp_path)


@pytest.mark.parametrize("has_old", [True, False])
def test_a_full_disk_changes_nothing(tmp_path: Path, has_old: bool) -> None:
    folder = tmp_path / "a" / "out"
    if has_old:
        replace_folder(folder, export(1))
        (folder / "note").write_text("mine")
    before = snapshot(tmp_path)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large") as raised:
            replace_folder(folder, {**export(2), "large.nt": b"x" * 20_000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert raised.value.filename == str(folder / "large.nt")
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("step", ["save", "_keep", "_synchronise", "replace"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["disk", "Ctrl+C"])
def test_an_error_in_any_step_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    replace_folder(tmp_path / "out", export(1))
    (tmp_path / "out" / "note").write_text("mine")
    before = snapshot(tmp_path)

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(export_folder, step, fail)
    with pytest.raises(type(error)):
        replace_folder(tmp_path / "out", export(2))
    assert snapshot(tmp_path) == before


@contextmanager
def without_privileges(folder: Path) -> Iterator[None]:
    """Make an ordinary user the owner of a folder and of this process: root may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.chown(folder, NOBODY, -1)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has no modes of folders")
def test_a_folder_without_permission_is_left_alone() -> None:
    with TemporaryDirectory() as name:  # not below tmp_path, which is closed to other users
        folder = Path(name)
        folder.chmod(0o500)
        with without_privileges(folder), pytest.raises(PermissionError):
            replace_folder(folder / "out", export(1))
        folder.chmod(0o700)
        assert [*folder.iterdir()] == []


REPEATED = """
import sys
from pathlib import Path
from aliansi.dataset.export_folder import checksums, replace_folder
for number in range(2, 100_000):
    files = {f"{place}.csv": b"%d" % number for place in range(number % 7 + 1)}
    files["README.md"] = b"# Aliansi %d: export\\n" % number
    replace_folder(Path(sys.argv[1]), {**files, "SHA256SUMS": checksums(files)})
"""


def killed_exports(folder: Path, seconds: float) -> None:
    """Export into a folder again and again in a process that is killed after some time."""
    process = subprocess.Popen([sys.executable, "-c", REPEATED, str(folder)])
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere folders are exchanged in two steps")
def test_a_killed_export_leaves_a_whole_export_and_the_files_of_others(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    replace_folder(folder, export(1))
    (folder / "note").write_text("mine")
    for turn in range(30):
        killed_exports(folder, 0.4 + turn / 300)
        found = contents(folder)
        assert found.pop("note") == b"mine"
        listed = dict(line.split("  ")[::-1] for line in found.pop(CHECKSUMS).decode().splitlines())
        assert {name: sha256(content).hexdigest() for name, content in found.items()} == listed
    assert (folder / README).read_bytes() != export(1)[README]
    replace_folder(folder, export(1))
    assert [*tmp_path.iterdir()] == [folder]


def test_what_a_killed_process_has_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".aliansi-export-0").mkdir()
    (tmp_path / ".aliansi-export-0" / "a.csv").write_text("")
    replace_folder(tmp_path / "out", export(1))
    assert [*tmp_path.iterdir()] == [tmp_path / "out"]


def test_checksums_are_those_of_coreutils(tmp_path: Path) -> None:
    replace_folder(tmp_path / "out", export(1))
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", CHECKSUMS], cwd=tmp_path / "out", check=True)
    names = [name for name in export(1) if name != CHECKSUMS]
    assert checksums_size(names) == len(export(1)[CHECKSUMS])
