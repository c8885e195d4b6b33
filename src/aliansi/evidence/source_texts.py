"""Copies of the sources on the reader's machine, found in a folder by their SHA-256, whatever their file names.

Positions in a text are the code points of the file decoded as UTF-8: a byte order mark is not counted, and every line
end counts as it is stored (CR LF is two code points).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Final

from aliansi.errors import Finding, FindingsError, UsageError
from aliansi.project.encodings import declared_encoding, likely_encoding
from aliansi.project.text_file import conversion, decode

_LINE_ENDS: Final = ("\n", "\r\n", "\r")


@dataclass(frozen=True)
class SourceFiles:
    """Files of a folder by their SHA-256; without a folder there are none."""

    files: Mapping[str, Path] = field(default_factory=dict)

    @classmethod
    def in_folder(cls, folder: Path) -> SourceFiles:
        """Read every file of a folder, or one file, once. Raises UsageError if there is no such folder."""
        if not folder.exists():
            raise UsageError(f"{folder}: no such folder; --text takes the folder that holds the text")
        files = sorted(folder.iterdir()) if folder.is_dir() else (folder,)
        return cls({digest: file for file in files if (digest := _digest(file))})

    def of(self, digest: str) -> str | None:
        """Return the text with a SHA-256; None if there is none, if its file has changed, or if it is not UTF-8."""
        try:
            return self.read(digest)
        except FindingsError:
            return None

    def read(self, digest: str, language: str | None = None) -> str | None:
        """Return the text with a SHA-256; None if there is none, or if its file has changed.

        A copy with other line ends, or with or without a byte order mark, counts if the SHA-256 shows that it is the
        same text. Raises FindingsError with file and line if the text is not UTF-8; ``language`` is that of the text.
        """
        file = self.files.get(digest) or self._converted.get(digest)
        content = _content(file) if file else None
        if file is None or content is None:
            return None
        if sha256(content).hexdigest() == digest:
            return decode(file, content, partial(_advise, language=language))
        return dict(_conversions(content)).get(digest)

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for every text that is not UTF-8; files that are not texts have none."""
        for file in self.files.values():
            content = _content(file) or b""
            try:
                decode(file, content, _advise)
            except FindingsError as error:
                yield from error.findings if likely_encoding(content) else ()

    @cached_property
    def _converted(self) -> Mapping[str, Path]:
        """Files by the SHA-256 that they would have with other line ends, byte order mark or UTF encoding."""
        contents = ((file, content) for file in self.files.values() if (content := _content(file)) is not None)
        return {digest: file for file, content in contents for digest, _ in _conversions(content)}


def _advise(content: bytes, language: str | None = None) -> str:
    step = "give the SHA-256 and the code points of the new file in dcterms:identifier"
    return f"{conversion(content, language)} and {step}"


def _conversions(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield a text with each kind of line end, and the SHA-256 of its file without and with a byte order mark."""
    try:
        text = content.decode(declared_encoding(content) or "utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return
    lines = re.split(r"\r\n|\r|\n", text)
    for end in _LINE_ENDS:
        converted = end.join(lines)
        data = converted.encode("utf-8")
        yield sha256(data).hexdigest(), converted
        yield sha256(codecs.BOM_UTF8 + data).hexdigest(), converted


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _digest(file: Path) -> str:
    """Return the SHA-256 of a file; empty if it is a folder or cannot be read."""
    try:
        if not file.is_file():
            return ""
        with file.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
