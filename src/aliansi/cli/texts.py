"""Texts of ``aliansi serve --text``, with a line for each one that cannot be shown."""

from __future__ import annotations

import sys
from pathlib import Path

from aliansi.evidence.source_texts import SourceFiles


def read_texts(folder: Path) -> SourceFiles:
    """Return the texts in a folder, and print why a text is not shown. Raises UsageError if there is no such folder."""
    texts = SourceFiles.in_folder(folder)
    for finding in texts.findings():
        print(f"aliansi: a text is not shown: {finding.render(Path.cwd())}", file=sys.stderr)
    return texts
