"""Copies of the sources on the reader's machine, found in a folder by their SHA-256, whatever their file names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path

from aliansi.errors import UsageError


@dataclass(frozen=True)
class SourceFiles:
    """Files of a folder by their SHA-256; without a folder there are none."""

    files: Mapping[str, Path] = field(default_factory=dict)

    @classmethod
    def in_folder(cls, folder: Path) -> SourceFiles:
        """Read every file of a folder once. Raises UsageError if there is no such folder."""
        if not folder.is_dir():
            raise UsageError(f"{folder}: no such folder; --text takes the folder that holds the text")
        return cls({_digest(file): file for file in sorted(folder.iterdir()) if file.is_file()})

    def of(self, digest: str) -> str | None:
        """Return the text with a SHA-256; None if there is none, or if its file has changed."""
        if digest not in self.files:
            return None
        try:
            content = self.files[digest].read_bytes()
        except OSError:
            return None
        return content.decode("utf-8", errors="replace") if sha256(content).hexdigest() == digest else None


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()
