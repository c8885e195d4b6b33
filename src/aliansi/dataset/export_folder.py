"""The folder of an export: written completely or not at all, and never over files of others.

A new folder is written next to the old one and takes its place in one step, so that a full disk or a killed process
leaves the old one whole. Only an absent or empty folder, or an unchanged earlier export, is replaced.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import uuid4

from aliansi.errors import UsageError
from aliansi.files import replace, save

if sys.platform != "win32":
    import fcntl

README: Final = "README.md"
CHECKSUMS: Final = "SHA256SUMS"
_HEADING: Final = re.compile(rb"# Aliansi \S+: export\r?\n")
_OLD_ROW: Final = re.compile(r"^\| `([^`/]+)` \| .* \| ([\d,]+) \|$", re.MULTILINE)
_CHECKSUM: Final = re.compile(r"([0-9a-f]{64}) [ *]([^/\n]+)")
_PREFIX: Final = ".aliansi-export-"
_OF_THE_SYSTEM: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", ".gitkeep", ".gitignore"})
_MAX_NAMES: Final = 3


def checksums(contents: Mapping[str, bytes]) -> bytes:
    """Return the content of ``SHA256SUMS``, which ``sha256sum --check`` reads."""
    return "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in contents.items()).encode()


def checksums_size(names: list[str]) -> int:
    """Return the size in bytes of ``SHA256SUMS`` for files of these names."""
    return len(checksums(dict.fromkeys(names, b"")))


def check_folder(folder: Path, names: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the files of an earlier export in a folder; ``names`` are the files to write.

    Raises UsageError if the folder is neither absent nor empty nor an earlier export, or an export would replace a
    file of others.
    """
    if folder.is_symlink() and not folder.exists():
        raise UsageError(f"{folder} is a link to {os.readlink(folder)}, which is missing: name the folder itself")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file: name a folder that is empty or does not exist yet")
    entries = {entry.name for entry in folder.iterdir()} if folder.exists() else set()
    if os.path.ismount(folder):
        raise UsageError(f"{folder} is a mount point, which cannot be replaced in one step: name a folder inside it")
    ours = _earlier_export(folder)
    foreign = entries - _OF_THE_SYSTEM - ours.keys()
    if foreign and not ours:
        raise UsageError(f"{folder} is not empty and not an export ({_some(foreign)}): name an empty or a new folder")
    if changed := {name for name, same in ours.items() if name in entries and not same}:
        raise UsageError(f"{folder}: changed since the last export: {_some(changed)}; move what you need, or delete it")
    folded = {name.casefold() for name in names}
    if in_the_way := {name for name in entries - ours.keys() if name.casefold() in folded}:
        raise UsageError(f"{folder}: not from an export, but in its way: {_some(in_the_way)}; move or rename it")
    return frozenset(ours)


def _some(names: set[str]) -> str:
    shown = sorted(names)[:_MAX_NAMES]
    return ", ".join(shown) + (f" and {len(names) - len(shown)} more" if len(names) > len(shown) else "")


def _earlier_export(folder: Path) -> dict[str, bool]:
    """Return the files that an earlier export has written, and whether each is unchanged; nothing without one."""
    readme = _read(folder / README)
    if not _HEADING.match(readme):
        return {}
    listed = _CHECKSUM.findall(_read(folder / CHECKSUMS).decode("utf-8", "replace"))
    if listed:
        sums = {name: digest for digest, name in listed}
        same = {name: sha256(_read(folder / name)).hexdigest() == digest for name, digest in sums.items()}
        return {**same, CHECKSUMS: True} if README in same else {}
    # Before 0.2 an export had no checksums; its README has a table of the files and their sizes.
    sizes = {name: int(size.replace(",", "")) for name, size in _OLD_ROW.findall(readme.decode("utf-8", "replace"))}
    return {README: True, **{name: len(_read(folder / name)) == size for name, size in sizes.items()}}


def _read(file: Path) -> bytes:
    """Return the content of a file; nothing if it is missing or not a file."""
    return file.read_bytes() if file.is_file() and not file.is_symlink() else b""


def replace_folder(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Replace a folder by one with these files and the files of others in it, or leave it as it was.

    Raises UsageError as ``check_folder`` does, OSError if the files cannot be written.
    """
    ours = check_folder(folder, frozenset(contents))
    target = folder.resolve()
    with _errors_of(folder), _parents(target), _staging_folder(target.parent) as staging:
        for name, content in contents.items():
            save(content, staging / name)
        if target.exists():
            for entry in target.iterdir():
                if entry.name not in ours:
                    _keep(entry, staging / entry.name)
            shutil.copymode(target, staging)
        _synchronise(staging)
        replace(staging, target)
        _synchronise(target.parent)
        if staging.exists():
            _keep_late_files(staging, target, ours)


@contextmanager
def _errors_of(folder: Path) -> Iterator[None]:
    """Raise OSError with the name of the folder instead of the one that is written next to it."""
    try:
        yield
    except OSError as error:
        name = re.sub(rf"^.*{re.escape(_PREFIX)}[0-9a-f]+", lambda _: str(folder), str(error.filename or folder))
        raise OSError(error.errno, error.strerror, name) from error


@contextmanager
def _parents(folder: Path) -> Iterator[None]:
    """Make the parents of a folder, and remove them again after an error."""
    missing = [parent for parent in folder.parents if not parent.exists()]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder.parent)) from error
    try:
        yield
    except BaseException:  # Ctrl+C too must leave nothing behind
        for parent in missing:
            with suppress(OSError):  # another process has written into it
                parent.rmdir()
        raise


def _keep(entry: Path, copy: Path) -> None:
    """Link a file of others into the new folder, or copy it where the file system has no links."""
    if entry.is_dir() and not entry.is_symlink():
        copy.mkdir()
        for each in entry.iterdir():
            _keep(each, copy / each.name)
        shutil.copystat(entry, copy)
        return
    try:
        os.link(entry, copy, follow_symlinks=False)
    except OSError:
        shutil.copy2(entry, copy, follow_symlinks=False)


def _keep_late_files(old: Path, new: Path, ours: frozenset[str]) -> None:
    """Move to the new folder what another process has written into the old one meanwhile."""
    for entry in old.iterdir():
        if entry.name not in ours and not os.path.lexists(new / entry.name):
            entry.rename(new / entry.name)


@contextmanager
def _staging_folder(parent: Path) -> Iterator[Path]:
    """Make a folder that is removed in the end, with those that killed processes have left."""
    staging = parent / f"{_PREFIX}{uuid4().hex}"
    staging.mkdir()
    lock = os.open(staging, os.O_RDONLY) if sys.platform != "win32" else -1
    try:
        _lock(lock)
        yield staging
        for abandoned in parent.glob(f"{_PREFIX}*"):
            if abandoned != staging and _is_abandoned(abandoned):
                shutil.rmtree(abandoned, ignore_errors=True)
    finally:  # after the exchange this is the old folder
        shutil.rmtree(staging, ignore_errors=True)
        if lock >= 0:
            os.close(lock)


def _lock(descriptor: int) -> bool:
    if sys.platform == "win32":
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # locked, or the file system has no locks
        return False
    return True


def _is_abandoned(folder: Path) -> bool:
    """Return whether no process writes a folder any more: the system releases the lock of a process that has ended."""
    if sys.platform == "win32":
        return False
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
        try:
            return os.fstat(descriptor).st_uid == os.geteuid() and _lock(descriptor)
        finally:
            os.close(descriptor)
    return False


def _synchronise(folder: Path) -> None:
    """Write the entries of a folder to disk."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
